#!/bin/sh
# SPDX-License-Identifier: ISC
# Plays nine pipelines one after another on one screen, each beside the command that makes it, in three quarters of a
# minute. $SECONDS_EACH is the time of each (default 5).
# usage: demo.sh [sky-push options]
# Without options and without a terminal, it shows nothing and prints statistics.
set -eu

if [ $# -eq 0 ] && ! [ -t 1 ]; then
    set -- -o null --stats
fi
folder=$(dirname "$0")
lake=$folder/lake.png
case $lake in
*[!A-Za-z0-9./_-]*) lake="'$lake'" ;;
esac

# show COMMAND: prints the command and plays it.
show() {
    printf '\n%s | sky-push\n' "$1" >&2
    eval "$1" | sky-cat -d "${SECONDS_EACH:-5}"
}

{
    show "sky-gen aurora"
    show "sky-gen fire"
    show "sky-gen kaleidoscope"
    show "sky-gen supernova | sky-rotate spin=15"
    show "sky-gen flock"
    show "sky-gen fractal speed=1"
    show "sky-gen text text='hello, skyscreen' hues=1 size=0.3"
    # A picture, with stars over it, then folded into a kaleidoscope.
    show "sky-gen stars | sky-blend $lake screen -"
    show "sky-rotate $lake spin=30 | sky-rotate fold=8"
} | sky-push "$@"

{
    printf '\nTry next:\n\n'
    # After `make demo` the programs are not installed yet.
    [ "$(command -v sky-gen)" != "$(cd "$folder/.." && pwd)/build/sky-gen" ] || echo "    PATH=\"\$PWD/build:\$PATH\""
    cat <<'END'
    sky-gen -l
    sky-gen fire --help
    sky-gen -e 'hsv(u + r - t/4, 1, noise(9*x, 9*y, t))' | sky-push

END
} >&2
