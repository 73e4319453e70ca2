#!/bin/bash
# SPDX-License-Identifier: ISC
# A wedding: hearts that glow with the music, a picture that dances to it, and the names of the couple along the rim.
# The music is what sky-hear reads, as from pw-record --raw --latency 10ms -, or a song that ffmpeg plays in step.
# usage: SOUND | wedding.sh NAMES PICTURE.png [sky-push options]
# example: ffmpeg -v error -re -i waltz.mp3 -f wav - | wedding.sh 'Ada & Grace' logo.png
set -eu

[ $# -gt 1 ] || { echo 'usage: SOUND | wedding.sh NAMES PICTURE.png [sky-push options]' >&2; exit 2; }
names=$1 picture=$2
shift 2
folder='' hear=''
trap 'kill $hear 2>/dev/null && wait $hear || :; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM # else they would leave the folder
folder=$(TMPDIR=${TMPDIR:-/dev/shm} mktemp -d) # in memory: the file in it is written 50 times a second
export SKY_CONTROL=$folder/music
: >"$folder/music" # else each program of the pipeline would print that it waits for it
exec 3<&0
sky-hear -o "$folder/music" <&3 &
hear=$!

sky-gen -f "$(dirname "$0")/expressions/hearts.sky" |
    sky-color brightness='0.5 + 0.5*level' |
    sky-blend - over "$picture,size=0.4 + 0.1*bass,angle=10*sin(beat*pi/2)" \
        max <(sky-gen text text="$names  ♥  " size=0.2 background=black) |
    sky-push "$@" 3<&-
