#!/bin/sh
# SPDX-License-Identifier: ISC
# Writes frames from standard input to an existing frame file, with flock(1), dd and od:
#
#     sky-gen solid -n 1 -o @/dev/shm/show.sky
#     sky-gen stars | sh frame_writer.sh /dev/shm/show.sky [FPS]
#
# It manages only a few dozen frames a second, but shows that a writer needs nothing more. A reader may see a number that
# is only half written; no slot has such a number, so the reader does not accept the frame.
set -eu
case ${1:-} in
'' | [@-]*) # @NAME is for the programs
    echo "usage: frame_writer.sh PATH.sky [FPS]" >&2; exit 2
    ;;
esac
path=$1
pause=$(awk "BEGIN { print 1 / ${2:-30} }")

# number_at OFFSET TYPE: prints the number there; the type is od's, u4 or u8.
number_at() {
    od -A n -t "$2" -j "$1" -N "${2#u}" "$path" | tr -d ' '
}

# put OFFSET NUMBER: writes the number there, as 8 bytes, little-endian.
put() {
    n=$2 octal=
    for _ in 1 2 3 4 5 6 7 8; do
        octal=$octal$(printf '\\%03o' $((n & 255)))
        n=$((n >> 8))
    done
    # shellcheck disable=SC2059 # the bytes are the format
    printf "$octal" | dd of="$path" bs=8 seek="$1" oflag=seek_bytes conv=notrunc 2>/dev/null
}

[ -f "$path" ] || { echo "$path: there is no such file (sky-gen solid -n 1 -o @$path makes it)" >&2; exit 1; }
exec 9<>"$path"
flock -n 9 || { echo "$path: process $(number_at 44 u4) writes to it already" >&2; exit 1; }
[ "$(dd if="$path" bs=8 count=1 2>/dev/null)" = SKYFRAME ] || { echo "$path: is not a frame file" >&2; exit 1; }
bytes=$(($(number_at 16 u4) * $(number_at 20 u4) * 3))
slots=$(number_at 28 u4) stride=$(number_at 32 u8) number=$(number_at 64 u8)
frame=
trap 'rm -f "$frame"' EXIT
trap 'exit 1' HUP INT TERM
frame=$(mktemp)

while head -c "$bytes" >"$frame" && [ "$(wc -c <"$frame")" -eq "$bytes" ]; do
    number=$((number + 1)) slot=$((number % slots))
    put $((256 + 64 * slot)) 0
    dd if="$frame" of="$path" bs=1M seek=$((4096 + stride * slot)) oflag=seek_bytes conv=notrunc 2>/dev/null
    put $((256 + 64 * slot)) "$number"
    put 64 "$number"
    sleep "$pause"
done
