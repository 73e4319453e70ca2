#!/bin/bash
# SPDX-License-Identifier: ISC
# Two patterns at random, combined at random: another pair every $SECONDS_EACH seconds (default 60), after a fade of 3 s.
# The same $SEED plays the same show; without it, each show is another.
# usage: random.sh [sky-push options]
# example: SEED=7 SECONDS_EACH=20 random.sh
set -eu

patterns=(aurora bloom bluegreen boxes cytoplasm eye-of-god fermat fire flowers infinity kaleidoscope lewis perlin
    persian pinksky plasma pulsar rorschach sinwaves snakes spaceclouds spaceribbons square-swirl stars superfast
    supernova swirl tesseract text tripdar)
modes=(and or xor avg max diff sum behind screen exclusion)

# combine: opens the next pair as descriptor 4. It must not hold the pair before it open, which ends when nobody does.
combine() {
    local a=${patterns[RANDOM % ${#patterns[@]}]} b=${patterns[RANDOM % ${#patterns[@]}]}
    local mode=${modes[RANDOM % ${#modes[@]}]} seed=$RANDOM
    echo "$a $mode $b" >&2
    exec 4< <(exec 3<&-; sky-blend <(sky-gen "$a" -s "$seed") "$mode" <(sky-gen "$b" -s "$((seed + 1))"))
}

{
    RANDOM=${SEED:-$$}
    combine
    while exec 3<&4 4<&-; combine; do
        sky-cat --fade 3 -d "${SECONDS_EACH:-60}" "/dev/fd/3,for=${SECONDS_EACH:-60}" /dev/fd/4 || break
    done
} | sky-push "$@"
