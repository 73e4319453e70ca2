#!/bin/sh
# SPDX-License-Identifier: ISC
# Remote control: two control files change the colour, speed and fold of a running show every two seconds. Any program
# could write them, or a person with echo.
# usage: party.sh [sky-push options]
# example: party.sh -d 60
set -eu

folder='' conductor=''
trap 'kill $conductor 2>/dev/null || :; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM # else they would leave the folder
folder=$(mktemp -d)
: > "$folder/bands.ctl"
: > "$folder/turn.ctl"

# conduct: writes the control files, every two seconds, for ever.
conduct() {
    while :; do
        for step in 'red 4 60' 'deepskyblue 6 -90' 'gold 3 30' 'springgreen 8 -45' 'hotpink 5 120'; do
            # shellcheck disable=SC2086 # split into colour, count and spin
            set -- $step
            printf 'color %s\nspeed %s\n' "$1" "$2" > "$folder/bands.ctl"
            printf 'fold %s\nspin %s\n' "$2" "$3" > "$folder/turn.ctl"
            sleep 2
        done
    done
}
conduct &
conductor=$!

sky-gen bands across=angle count=6 -c "$folder/bands.ctl" |
    sky-rotate -c "$folder/turn.ctl" |
    sky-push "$@"
