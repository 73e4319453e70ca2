/* SPDX-License-Identifier: ISC */
/* What -v draws on standard error: on a terminal one line that is redrawn, elsewhere a line every ten seconds. */
#ifndef SKY_HEAR_METERS_H
#define SKY_HEAR_METERS_H

#include <stdbool.h>
#include <stdint.h>

#include "sound/hearing.h"

/* Begin with a zeroed one. */
struct meters {
    uint64_t shown;       /* when, by the clock, ns */
    struct sky_heard top; /* the greatest since */
    bool redraw;          /* standard error is a terminal */
};

/* Takes in an update, and draws the line when it is time. */
void meters_show(struct meters *meters, const struct sky_heard *heard);

/* Ends the line. */
void meters_end(struct meters *meters);

#endif
