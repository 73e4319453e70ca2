# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# A changed control file reaches the wire at once, at every size of screen. A busy machine gets three tries.
load helpers

# answers KIND GEOMETRY MEDIAN WORST: of 20 changes, in seconds.
answers() {
    [ -z "$SKY_SANITIZER" ] || skip "sanitizers take their own time"
    local try found
    for try in 1 2 3; do
        found=$("$python" "$tests/latency.py" "$2" 20 "$1") || return 1
        echo "try $try: median and worst of 20 changes: $found s"
        awk -v median="$3" -v worst="$4" '{ exit !($1 <= median && $2 <= worst) }' <<<"$found" && return 0
    done
    return 1
}

@test "a change reaches the wire through three programs within 0.2 s at 360x288" {
    answers pipe 360x288 0.2 0.3
}

@test "a change reaches the wire through three programs within 0.2 s at 120x60" {
    answers pipe 120x60 0.2 0.3
}

@test "a change reaches the wire through three programs within 0.2 s at 24x8" {
    answers pipe 24x8 0.2 0.3
}

@test "a change reaches the wire through three programs within 0.2 s at 60x1" {
    answers pipe 60x1 0.2 0.3
}

@test "a change reaches the wire through a FIFO within 0.2 s" {
    answers fifo 24x8 0.2 0.3
}

@test "a generator that knows nothing of this answers within 0.3 s at 120x60" {
    answers python 120x60 0.3 0.4
}
