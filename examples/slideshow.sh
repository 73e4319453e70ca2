#!/bin/sh
# SPDX-License-Identifier: ISC
# Shows pictures one after another, SECONDS_EACH of them (default 5), over and over, turning slowly.
# usage: slideshow.sh FOLDER [sky-push options]      SECONDS_EACH=3 slideshow.sh ~/Pictures -d 60
set -eu

folder=${1:?usage: slideshow.sh FOLDER [sky-push options]}
shift
sky-cat -l --still "${SECONDS_EACH:-5}" "$folder"/*.png |
    sky-rotate spin=6 |
    sky-push "$@"
