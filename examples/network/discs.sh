#!/bin/sh
# SPDX-License-Identifier: ISC
# A comet that flies over several discs, each with a computer of its own. No pixel goes from one to another: all take
# the time from their clocks, which NTP or PTP keeps right (timedatectl shows whether), and disc 2 shows what disc 1 has
# shown 1.2 seconds before.
#
# usage: discs.sh DISC [OPTION...]: on the first computer discs.sh 1, on the second discs.sh 2, on the third discs.sh 3,
# with the options of sky-push for its LEDs, as -o ddp:10.0.0.7. SKY_GEOMETRY and SKY_FPS must be the same on all.
set -eu

[ $# -gt 0 ] || { echo 'usage: discs.sh DISC [OPTION...]' >&2; exit 2; }
disc=$1
shift

sky-gen --clock disc="$disc" -e '
    disc ?= 1;
    s = (t - 1.2*disc) % 6;                     // seconds since it came to this disc
    ahead = x - 1.6*s + 1.4;                    // of its head
    far = hypot(max(4*ahead, -0.8*ahead), 3*(y - 0.3*sin(4*s)));
    glow = smoothstep(1.1, 0, far);
    hsv(0.6 + 0.2*far, 1 - 0.8*glow*glow, glow)' |
    sky-push --clock "$@"
