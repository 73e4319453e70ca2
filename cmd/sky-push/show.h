/* SPDX-License-Identifier: ISC */
/* The show: frames from an input to all outputs, each at its time, and the LEDs black afterwards. */
#ifndef SKY_PUSH_SHOW_H
#define SKY_PUSH_SHOW_H

#include "program/options.h"
#include "sky-push/idle.h"
#include "sky-push/output.h"
#include "sky-push/rotor/rotor.h"

#define SMOOTH_MAX 100

struct show_plan {
    const struct sky_common *common;
    const char *input_name;
    struct output **outputs;
    size_t output_count;
    struct sky_params *params; /* of a struct sky_correction_settings */
    const struct rotor_words *rotor; /* the outputs have its arms; or NULL: they have the whole screen */
    enum idle_what idle;       /* what to do while no frames come */
    double stale_seconds;      /* and after how long that is */
    unsigned smooth;           /* steps of light from one frame to the next, 1 to SMOOTH_MAX */
    bool leave;                /* leave the last picture on the LEDs */
    bool stats;                /* tell how it went */
    bool ordinary;             /* ask for no real-time priority */

    /* Optional: at SIGHUP, reads again what there is to read. The new plan must stay valid until the next one was
     * taken, and so must the old one. NULL with the error set: then the old one goes on. Without it SIGHUP ends
     * the show. */
    const struct show_plan *(*reload)(void *context);
    void *context;
};

/* Plays it all. Returns 0 also when SIGINT or SIGTERM ended it, or -1 with the error set. */
int show_run(const struct show_plan *plan);

#endif
