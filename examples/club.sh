#!/bin/bash
# SPDX-License-Identifier: ISC
# A club night: a kaleidoscope that moves on at each beat, and rings that run out from it. The tempo is that of the
# sound on standard input, or in a terminal that of the key you tap. knob1 fades from one scene to the other, from 0
# to 1: echo 'knob1 0.7' >> club.ctl, or any bridge of bridges/README.md. $KNOBS names another file than club.ctl.
# usage: [SOUND |] club.sh [sky-push options]
# example: pw-record --raw --latency 10ms - | club.sh
set -eu

folder='' hear=''
trap 'kill $hear 2>/dev/null && wait $hear || :; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM # else they would leave the folder
folder=$(TMPDIR=${TMPDIR:-/dev/shm} mktemp -d) # in memory: the file in it is written 50 times a second
knobs=${KNOBS:-club.ctl}
export SKY_CONTROL=$folder/music:$knobs
touch -- "$folder/music" "$knobs" || : # else each program of the pipeline would print that it waits for them
exec 3<&0
if [ -t 0 ]; then tap=--tap; else tap=; fi
sky-hear $tap -o "$folder/music" <&3 &
hear=$!

sky-blend \
    <(sky-gen superfast | sky-rotate angle='30*(floor(beat) + smoothstep(0, 0.25, phase))') \
    mix@knob1 \
    <(sky-gen -e 'hsv(beat/32 + r/3, 0.9, fract(phase - 2*r + 8)^2*(0.4 + 0.6*bass))') |
    sky-color brightness='0.4 + 0.6*(1 - phase)^2' |
    sky-push "$@" 3<&-
