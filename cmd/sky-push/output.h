/* SPDX-License-Identifier: ISC */
/* An output: one -o, from its words to an open driver. Errors begin with the driver and its target. */
#ifndef SKY_PUSH_OUTPUT_H
#define SKY_PUSH_OUTPUT_H

#include <stdio.h>

#include "sky-push/drivers/driver.h"

struct output {
    const struct driver *driver;
    char *text; /* as it was written */
    char *target;
    void *settings;
    struct sky_params params;
    struct driver_args args;
    void *self;     /* the open driver; NULL before and after, and while its device is away */
    char *away;     /* the error that it went away with, or NULL */
    uint64_t retry; /* when it is tried next, ns */
    bool judged;    /* the wires were found fast enough for the frame rate, or this was said */
    bool failed;    /* takes no more frames */
};

/* Reads "DRIVER[:TARGET][,name=value…]" for a screen of this geometry and frame rate. The output stays where it
 * is from then on. Returns 0, or -1 with the error set. Call output_finish() in any case. */
int output_parse(struct output *output, const char *text, const struct sky_geometry *geometry, double fps);
void output_finish(struct output *output);

int output_open(struct output *output);

/* Does nothing when it is not open or has failed. Hardware that fails is not an error yet: that is said, it is
 * opened again about once a second, and it gets frames as soon as that works. */
enum send_result output_send(struct output *output, const struct picture *picture);
enum send_result output_wait(struct output *output);

/* Accepts one that is not open. Hardware that is still away is an error now. */
int output_close(struct output *output);

/* ---- When a configuration is read again ---- */

/* Does a parameter name a file? */
bool output_has_file(const struct output *output);

/* Were both written in the same way? */
bool output_same_text(const struct output *a, const struct output *b);

/* Do they claim the same thing, whatever they do with it? */
bool output_same_target(const struct output *a, const struct output *b);

/* Takes the plan that `next`, of the same text, has made of the files, and gives it the old one. A driver that is open
 * goes on with it. Returns 0, or -1 with the error set and both as they were. */
int output_reload(struct output *output, struct output *next);

/* As output_open(), but what may come back is tried again later. */
int output_open_again(struct output *output);

/* ---- Help ---- */

/* The driver of this name, or NULL with the error set. */
const struct driver *drivers_find(const char *name);

/* "term, null, wire:PATH, …" */
void drivers_list(FILE *out);

/* The drivers and their parameters, for --help. */
void drivers_help(FILE *out);

#endif
