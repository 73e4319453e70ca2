#!/bin/bash
# SPDX-License-Identifier: ISC
# Three scenes of a minute with fades of 3 s: northern lights, a film, and clouds with a turning logo and a line of
# text. Writes frames, to be shown or recorded. $SECONDS_EACH and $SECONDS_FADE are other lengths.
# usage: three-scenes.sh FILM LOGO.png TEXT | sky-push
set -eu

[ $# -gt 2 ] || { echo 'usage: three-scenes.sh FILM LOGO.png TEXT | sky-push' >&2; exit 2; }
film=$1 logo=$2 text=$3 each=${SECONDS_EACH:-60}
sky-cat --fade "${SECONDS_FADE:-3}" \
    <(sky-gen aurora),for="$each" \
    <(ffmpeg -v error -stream_loop -1 -i "$film" -t "$each" -pix_fmt yuv420p -f yuv4mpegpipe - |
        sky-polar fit=cover),for="$each" \
    <(sky-gen perlin palette=ocean | sky-blend - over "$logo,size=0.6,angle=12*t" \
        max <(sky-gen text text="$text" background=black size=0.2)),for="$each"
