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
unset SKY_FPS SKY_DIR SKY_CONTROL NOTIFY_SOCKET WATCHDOG_USEC WATCHDOG_PID
export XDG_RUNTIME_DIR=$BATS_RUN_TMPDIR # where @ is, if a test says nothing else
export SKY_GEOMETRY=24x8
export LC_ALL=C
frame_bytes=576 # of 24x8
# For the libraries of tests/standin, which are loaded first, as the address sanitizer's own would have to be.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

# Nothing that a failed test started outlives it; bats would wait for it.
teardown() {
    jobs -p | xargs -r kill 2>/dev/null || true
}

# needs FILE...: what the tests load beside the programs was built. Without it some would wait for ever.
needs() {
    local file
    for file in "$@"; do
        [ -e "$build/$file" ] || { echo "$build/$file is missing, which 'make check' builds" >&2; return 1; }
    done
}

# await COMMAND...: waits until the command succeeds, and fails when it has not for a minute.
await() {
    local end=$((SECONDS + 60))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || { echo "not within a minute: $*"; return 1; }
        sleep 0.02
    done
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
    if [ "$status" -ne "$status_wanted" ] || [ "$(wc -l <refused.err)" -ne 1 ] ||
        ! grep -qF -- "$text" refused.err; then
        printf 'exit status %s, wanted %s with one line that holds: %s\n' "$status" "$status_wanted" "$text"
        cat refused.err
        return 1
    fi
}

# bytes FILE: its size.
bytes() {
    wc -c <"$1"
}

# tries COMMAND...: the command, up to six times, until it succeeds. As bash ignores failures inside of such a
# command, each of its steps must be tied to the next by &&.
tries() {
    local try
    for try in {1..6}; do
        echo "try $try:"
        "$@" && return 0
    done
    return 1
}

# longer FILE BYTES: there is such a file with so many bytes, or more.
longer() {
    [ -e "$1" ] && [ "$(bytes "$1")" -ge "$2" ]
}

# codes: the first byte of each frame on standard input, as numbers.
codes() {
    od -An -v -tu1 -w$frame_bytes | awk '{ printf "%s%s", separator, $1; separator = " " }'
}

# decode WORD...: what was sent to LEDs, as standin/decode.py tells it.
decode() {
    "$python" "$tests/standin/decode.py" "$@"
}

# expect FRAMES BRIGHTNESS GAMMA: makes expected.rgb, what LEDs should show of it, black before and after.
expect() {
    decode duty "$1" "$2" "$3" shown.rgb
    { head -c "$frame_bytes" /dev/zero && cat shown.rgb && head -c "$frame_bytes" /dev/zero; } >expected.rgb
}

# Containers often have no IPv6.
needs_ipv6() {
    grep -qs ' lo$' /proc/net/if_inet6 || skip "no IPv6 here"
}
