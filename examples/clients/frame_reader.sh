#!/bin/sh
# SPDX-License-Identifier: ISC
# Writes the newest frames of a frame file to standard output, with dd and od:
#
#     sh frame_reader.sh /dev/shm/show.sky [FRAMES] | sky-push
set -eu
case ${1:-} in
'' | [@-]*) # @NAME is for the programs
    echo "usage: frame_reader.sh PATH.sky [FRAMES]" >&2; exit 2
    ;;
esac
path=$1 left=${2:--1}

# number_at OFFSET TYPE: prints the number there; the type is od's, u4 or u8.
number_at() {
    od -A n -t "$2" -j "$1" -N "${2#u}" "$path" | tr -d ' '
}

while [ ! -e "$path" ]; do
    sleep 0.1
done
[ "$(dd if="$path" bs=8 count=1 2>/dev/null)" = SKYFRAME ] || { echo "$path: is not a frame file" >&2; exit 1; }
bytes=$(($(number_at 16 u4) * $(number_at 20 u4) * 3))
slots=$(number_at 28 u4) stride=$(number_at 32 u8) last=0
frame=
trap 'rm -f "$frame"' EXIT
trap 'exit 1' HUP INT TERM
frame=$(mktemp)

while [ "$left" -ne 0 ]; do
    number=$(number_at 64 u8)
    at=$((256 + 64 * (number % slots)))
    if [ "$number" -eq "$last" ] || [ "$(number_at $at u8)" != "$number" ]; then
        sleep 0.01
        continue
    fi
    dd if="$path" bs=1M skip=$((4096 + stride * (number % slots))) count="$bytes" iflag=skip_bytes,count_bytes \
        2>/dev/null >"$frame"
    [ "$(number_at $at u8)" = "$number" ] || continue # the writer has overwritten it
    cat "$frame"
    last=$number left=$((left - 1))
done
