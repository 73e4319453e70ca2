/* SPDX-License-Identifier: ISC */
/* The frame loop that programs share: control file, parameters, pacing, progress, -n and -d, and an output that
 * is closed checked. */
#ifndef SKY_PROGRAM_LOOP_H
#define SKY_PROGRAM_LOOP_H

#include <sky/stream.h>

#include "program/options.h"

struct sky_loop {
    const struct sky_common *common;
    struct sky_params *params; /* brought up to date before each frame; or NULL */
    uint64_t total;            /* frames to come, for the progress line; 0 when not known */
    bool paced;                /* sleep to the frame rate whatever the output is */
    /* Writes one frame to the output: SKY_NEXT_FRAME; or says that there are no more, or that it failed. */
    enum sky_next (*frame)(void *context, const struct sky_moment *now, struct sky_output *output);
    void *context;
};

/* Opens the output and writes frames until the end. A closed output pipe ends the program quietly; an interrupt ends
 * a recording after a whole frame. Returns 0, or -1 with the error set. */
int sky_loop_run(const struct sky_loop *loop);

/* The same without opening or closing anything, and without a say in what signals do: for a program whose output is
 * not frames. `output` is handed to `frame` and may be NULL. */
int sky_loop_run_on(const struct sky_loop *loop, struct sky_output *output);

#endif
