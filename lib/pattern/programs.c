/* SPDX-License-Identifier: ISC */
#include "pattern/programs.h"

#include <stddef.h>
#include <string.h>

const struct sky_pattern_program sky_pattern_programs[] = {
    {"droplet", "rings that run outwards from the middle and fade",
     "every ?= 1.5\n"
     "drops = integral(1/every)\n"
     "age1 = fract(drops/2 + 0.25)\n"
     "age2 = fract(drops/2 + 0.75)\n"
     "ahead1 = 1.8*age1 - r\n"
     "ahead2 = 1.8*age2 - r\n"
     "ring1 = ahead1 > 0 ? exp(-3*ahead1) * sin(40*ahead1) * (1 - age1) : 0\n"
     "ring2 = ahead2 > 0 ? exp(-3*ahead2) * sin(40*ahead2) * (1 - age2) : 0\n"
     "height = ring1 + ring2\n"
     "mix(mix(#00142b, #0b86b8, sat(0.5 + 0.7*height)), #f2fdff, sat(1.6*height - 0.3))\n"},
    {"radar", "a radar: a sweep, range rings and echoes",
     "seconds ?= 4\n"
     "sweep = fract(integral(1/seconds) - u)\n"
     "ring = smoothstep(0.03, 0, abs(fract(4*r) - 0.5) / 4)\n"
     "echo = smoothstep(0.72, 0.8, fbm(5*x, 5*y)) * (1 - sweep)\n"
     "glow = (1 - sweep)^4\n"
     "rgb(0.1*glow + echo, 0.8*glow + 0.15*ring + 0.8*echo, 0.15*glow + 0.1*ring)\n"},
    {"swirl", "spiral arms that turn and change shape",
     "arms ?= 3\n"
     "wind ?= 9\n"
     "speed ?= 1\n"
     "p = integral(speed)\n"
     "v = sin(arms*a + wind*r - 2*p) + 0.5*sin(2*arms*a - 5*r + p)\n"
     "hsv(0.6 + 0.12*v + t/30, 0.8, sat(0.5 + 0.35*v))\n"},
    {"tripdar", "three radar sweeps of different colours and speeds",
     "rings ?= 12\n"
     "sweep1 = 1 - fract(u - t/5)\n"
     "sweep2 = 1 - fract(u + t/7 + 1/3)\n"
     "sweep3 = 1 - fract(u - t/11 + 2/3)\n"
     "bands = 0.6 + 0.4*sin(rings*r*tau - 3*t)\n"
     "rgb(sweep1^3 * bands, sweep2^3 * (1.6 - bands), sweep3^2)\n"},
    {NULL, NULL, NULL},
};

const struct sky_pattern_program *sky_pattern_program_find(const char *name)
{
    const struct sky_pattern_program *program = sky_pattern_programs;
    while (program->name && strcmp(program->name, name) != 0)
        program++;
    return program->name ? program : NULL;
}
