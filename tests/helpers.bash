# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034 # the variables are for the tests that load this
# Loaded by every bats file: the programs of $SKY_BUILD first in PATH, a quiet environment, a folder of the test's
# own, and a small screen, so that a test is quick and its numbers can be read.

tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname "$tests")
build=${SKY_BUILD:-$project/build}
# LD_PRELOAD and some tests' lists take no path with a space.
case $build in
*\ *)
    ln -sfn "$build" "$BATS_RUN_TMPDIR/build"
    build=$BATS_RUN_TMPDIR/build
    ;;
esac
PATH=$build:$PATH
python=${PYTHON:-/usr/bin/python3} # Debian's, which has the packages that the tests need
unset SKY_FPS SKY_DIR NOTIFY_SOCKET WATCHDOG_USEC WATCHDOG_PID
export XDG_RUNTIME_DIR=$BATS_RUN_TMPDIR # where @ is, if a test says nothing else
export SKY_GEOMETRY=24x8
export LC_ALL=C
frame_bytes=576 # of 24x8

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

# frames COUNT: so many frames of noise, all different, on standard output.
frames() {
    sky-gen noise -n "$1"
}

# refuses STATUS TEXT COMMAND...: the command exits with STATUS and says one line, which holds TEXT.
refuses() {
    local status_wanted=$1 text=$2
    shift 2
    local status=0
    "$@" >refused.out 2>refused.err || status=$?
    if [ "$status" -ne "$status_wanted" ] || [ "$(wc -l <refused.err)" -ne 1 ] || ! grep -qF -- "$text" refused.err; then
        printf 'exit status %s, wanted %s with one line that holds: %s\n' "$status" "$status_wanted" "$text"
        cat refused.err
        return 1
    fi
}

# bytes FILE: its size.
bytes() {
    wc -c <"$1"
}

# codes: the first byte of each frame on standard input, as numbers.
codes() {
    od -An -v -tu1 -w$frame_bytes | awk '{ printf "%s%s", separator, $1; separator = " " }'
}

# Containers often have no IPv6.
needs_ipv6() {
    grep -qs ' lo$' /proc/net/if_inet6 || skip "no IPv6 here"
}
