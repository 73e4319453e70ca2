#!/bin/sh
# SPDX-License-Identifier: ISC
# Plays four pipelines one after another on one screen, half a minute in all.
# usage: demo.sh [sky-push options]
# Without options and without a terminal, it shows nothing and prints statistics.
set -eu

if [ $# -eq 0 ] && ! [ -t 1 ]; then
    set -- -o null --stats
fi
export SKY_GEOMETRY="${SKY_GEOMETRY:-240x80}"

# night: blends turning stars over the frames on standard input.
night() {
    mkfifo "$folder/stars"
    sky-gen stars count=900 life=4 > "$folder/stars" &
    sky-blend - screen "$folder/stars" | sky-rotate spin=-8
    rm "$folder/stars"
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{
    # The picture for commissioning a screen.
    sky-gen test turn=4 ring=2 -d 5
    # Colours that run down the disc, folded into a turning kaleidoscope.
    sky-gen gradients across=height repeat=3 speed=0.3 -d 8 | sky-rotate fold=6 spin=25
    # Spokes, folded into three mirrored sectors.
    sky-gen bands across=angle count=8 speed=0.7 color=gold background='#30005a' soft=1 -d 8 |
        sky-rotate fold=3 spin=-20
    # Rings under a night sky.
    sky-gen bands count=3 speed=0.3 soft=1 color='#003a6b' background='#000814' -d 9 | night
} | sky-push "$@"
