#!/bin/sh
# SPDX-License-Identifier: ISC
# Shows the PNG pictures of a folder one after another, over and over, slowly turning. Each stays for $SECONDS_EACH
# seconds (default 5).
# usage: slideshow.sh FOLDER [sky-push options]
# example: SECONDS_EACH=3 slideshow.sh ~/Pictures -d 60
set -eu

folder=${1:?usage: slideshow.sh FOLDER [sky-push options]}
shift
sky-cat -l --still "${SECONDS_EACH:-5}" "$folder"/*.png |
    sky-rotate spin=6 |
    sky-push "$@"
