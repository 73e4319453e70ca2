/* SPDX-License-Identifier: ISC */
/* --tap: beats by hand, from the keyboard or from lines on standard input. */
#ifndef SKY_HEAR_TAPPING_H
#define SKY_HEAR_TAPPING_H

#include <stdbool.h>
#include <stdint.h>

#include "sound/tap.h"
#include "term/keys.h"

struct tapping {
    struct sky_tap tap;
    struct sky_keys keys;
    bool is_terminal;
    bool ended; /* q, or the end of standard input */
};

/* Makes a terminal hand over keys as they are typed, until tapping_end(). */
void tapping_begin(struct tapping *tapping);
void tapping_end(struct tapping *tapping);

/* Takes keys and lines until `deadline`, by the clock, ns; or until the end, or a signal that asks to stop. */
void tapping_wait(struct tapping *tapping, uint64_t deadline);

#endif
