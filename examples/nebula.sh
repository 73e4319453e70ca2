#!/bin/bash
# SPDX-License-Identifier: ISC
# A slow nebula: a gradient and rings, multiplied and folded, with stars in front. Runs until Ctrl-C.
# usage: nebula.sh [sky-push options]
# example: nebula.sh -d 60
set -eu

sky-gen gradients across=height from='#ff7a18' to='#2b1055' speed=0.05 |
    sky-rotate spin=9 |
    sky-blend - multiply <(sky-gen bands count=2 speed=0.1 soft=1 color=orchid background='#101040') |
    sky-rotate fold=5 spin=-4 |
    sky-blend - add <(sky-gen stars life=6) |
    sky-push "$@"
