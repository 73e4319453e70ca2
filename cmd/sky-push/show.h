/* The show: frames from an input to all outlets, each at its time, and the LEDs black afterwards. */
#ifndef SKY_PUSH_SHOW_H
#define SKY_PUSH_SHOW_H

#include "core/options.h"
#include "sky-push/idle.h"
#include "sky-push/outlet.h"

struct show_plan {
    const struct sky_common *common;
    const char *input_name;
    struct outlet *outlets;
    size_t outlet_count;
    struct sky_params *params; /* of a struct sky_look */
    enum idle_what idle;       /* what to do while no frames come */
    double stale_seconds;      /* and after how long that is */
    bool leave;                /* leave the last picture on the LEDs */
    bool stats;                /* tell how it went */
};

/* Plays it all. Returns 0 also when SIGINT or SIGTERM ended it, or -1 with the error kept. */
int show_run(const struct show_plan *plan);

#endif
