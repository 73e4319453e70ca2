/* SPDX-License-Identifier: ISC */
/* What a show is to be, as the command line says. */
#ifndef SKY_PUSH_PLAN_H
#define SKY_PUSH_PLAN_H

#include <sky/program.h>

#include "sky-push/outputs.h"
#include "sky-push/source.h"

#define SMOOTH_MAX 100

struct plan {
    const struct sky_run *run; /* the common options, and the parameters of a struct sky_correction_settings */
    const char *input_name;
    struct output **outputs;
    size_t output_count;
    struct supplies *supplies; /* that outputs share, or NULL */
    const struct rotor_args *rotor; /* the outputs are its arms; or NULL: they have the whole screen */
    const struct rotor_trim *rotor_trim; /* the parameters of the rotor, which may change at any frame */
    enum idle idle;
    double stale_seconds; /* an input without a frame for this time is idle */
    unsigned smooth;      /* steps of light from one frame to the next, 1 to SMOOTH_MAX */
    bool catch_up;        /* drop frames whose time has passed, instead of shifting the show */
    bool at_clock;        /* show frames on whole multiples of their time by the wall clock; --clock does too */
    bool leave;           /* leave the last picture on the LEDs */
    bool stats;           /* print figures at the end */
    bool no_realtime;     /* ask for no real-time priority */

    /* Optional: at SIGHUP, makes a new plan of the files as they are now. The new one must stay valid until the next
     * one was made, and so must the old one. NULL with the error set: then the old one goes on. Without it SIGHUP ends
     * the show. */
    const struct plan *(*reload)(void *context);
    void *context;
};

#endif
