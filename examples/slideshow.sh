#!/bin/sh
# SPDX-License-Identifier: ISC
# Shows the PNG pictures of a folder in an order that is new each time, over and over, slowly turning. Each stays for
# $SECONDS_EACH seconds (default 5), and fades into the next one for $SECONDS_FADE of them (default 1).
# usage: slideshow.sh FOLDER [sky-push options]
# example: SECONDS_EACH=3 slideshow.sh ~/Pictures -d 60
set -eu

case ${1:--} in -*) echo 'usage: slideshow.sh FOLDER [sky-push options]' >&2; exit 2 ;; esac
folder=$1
shift
exists() { [ -e "$1" ]; }
exists "$folder"/*.[Pp][Nn][Gg] || {
    # shellcheck disable=SC2016 # it is for the reader's shell
    echo "slideshow.sh: $folder: no PNG pictures;" \
        'for p in *.jpg; do ffmpeg -i "$p" -vf scale=1000:-1 "$p.png"; done makes some' >&2
    exit 1
}

sky-cat -l --shuffle -s "${SEED:-$$}" --fade "${SECONDS_FADE:-1}" --still "${SECONDS_EACH:-5}" \
    "$folder"/*.[Pp][Nn][Gg] |
    sky-rotate spin=6 |
    sky-push "$@"
