/* SPDX-License-Identifier: ISC */
/* The stage: a picture, how it is to look, and all outputs that show it. */
#ifndef SKY_PUSH_STAGE_H
#define SKY_PUSH_STAGE_H

#include <sky/error.h>

#include "base/clock.h"
#include "program/control.h"
#include "led/correction.h"
#include "sky-push/realtime.h"
#include "sky-push/show.h"

struct stage {
    const struct show_plan *plan;
    struct sky_control *control; /* or NULL */
    size_t bytes;                /* of a frame */
    uint8_t *frame, *before;     /* the newest, and the one before it; */
    unsigned step;               /* the picture is so far from `before` (0) to `frame` (plan->smooth) */
    uint16_t *duties;            /* of the picture */
    uint16_t *from, *black;      /* of `before`, and of black, which is a black frame too */
    struct sky_correction light;
    struct realtime realtime;
    struct rotor *rotor;         /* it has the open outputs; or NULL */
    bool on_terminal;            /* some output draws there */
    int messages;                /* of messages_hold() */
    bool closed;                 /* somebody wants no more frames */
    char failure[SKY_ERROR_MAX]; /* the first one, or "" */
};

/* Allocates for a plan, which must outlive it. Returns 0, or -1 with the error set. Call stage_finish() in any
 * case. */
int stage_init(struct stage *stage, const struct show_plan *plan);
void stage_finish(struct stage *stage);

/* Keeps the last error as the failure, unless there is one already. */
void stage_note_failure(struct stage *stage);

/* Opens the outputs, until one fails. */
void stage_open(struct stage *stage);

/* Afterwards: from now on nothing is printed over a picture in the terminal, and memory is locked. */
void stage_settle(struct stage *stage);

/* Sends black, unless the last picture is to stay, and gives everything back. */
void stage_close(struct stage *stage);

/* Brings parameters to this moment, and with `level`, the part of the light that is shown, the colours' tables. */
void stage_look(struct stage *stage, const struct sky_moment *now, double level);

/* Sends the picture, at its step, to all outputs. */
void stage_show(struct stage *stage);

/* The current of the frames so far, of all outputs that know it, in amperes: the sums of their means and of their
 * greatest. 0 when none does. */
void stage_amps(const struct stage *stage, double *mean, double *greatest);

/* Lets outputs do what they do while no frame comes. */
void stage_wait(struct stage *stage);

/* Goes on with another plan: see change_outputs(). */
void stage_change(struct stage *stage, const struct show_plan *next);

#endif
