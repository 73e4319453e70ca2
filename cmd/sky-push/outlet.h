/* SPDX-License-Identifier: ISC */
/* An outlet: one -o, from its words to an open driver. Errors begin with the driver and its target. */
#ifndef SKY_PUSH_OUTLET_H
#define SKY_PUSH_OUTLET_H

#include <stdio.h>

#include "sky-push/drivers/driver.h"

struct outlet {
    const struct driver *driver;
    struct sky_geometry geometry;
    char *text;     /* the words as they were written, */
    uint64_t files; /* and a hash of what is in the files that they name, or was before the driver was opened */
    char *target;
    void *settings;
    struct sky_params params;
    struct words words;
    void *self;     /* the open driver; NULL before and after, and while its device is away */
    char *away;     /* the error that it went away with, or NULL */
    uint64_t retry; /* when it is tried next, ns */
    bool judged;    /* the wires were found fast enough for the frame rate, or this was said */
    bool failed;    /* takes no more frames */
};

/* Reads "DRIVER[:TARGET][,name=value…]" for a screen of this geometry and frame rate. The outlet stays where it
 * is from then on. Returns 0, or -1 with the error set. Call outlet_finish() in any case. */
int outlet_parse(struct outlet *outlet, const char *text, const struct sky_geometry *geometry, double fps);
void outlet_finish(struct outlet *outlet);

int outlet_open(struct outlet *outlet);

/* Does nothing when it is not open or has failed. Hardware that fails is not an error yet: that is said, it is
 * opened again about once a second, and it gets frames as soon as that works. */
enum sent outlet_send(struct outlet *outlet, const struct picture *picture);
enum sent outlet_wait(struct outlet *outlet);

/* Accepts one that is not open. Hardware that is still away is an error now. */
int outlet_close(struct outlet *outlet);

/* ---- When a configuration is read again ---- */

/* A hash of what is in the files that the outlet's parameters name; 0 when they name none, or none can be read. */
uint64_t outlet_files(const struct outlet *outlet);

/* Does a parameter name a file? */
bool outlet_has_file(const struct outlet *outlet);

/* Were both written in the same words? */
bool outlet_same_words(const struct outlet *a, const struct outlet *b);

/* Do they claim the same thing, whatever they do with it? */
bool outlet_same_target(const struct outlet *a, const struct outlet *b);

/* Lets an open driver that can read its files again. */
int outlet_reload(struct outlet *outlet);

/* As outlet_open(), but what may come back is tried again later. */
int outlet_open_again(struct outlet *outlet);

/* ---- Help ---- */

/* The driver of this name, or NULL with the error set. */
const struct driver *drivers_find(const char *name);

/* "term, null, wire:PATH, …" */
void drivers_list(FILE *out);

/* The drivers and their parameters, for --help. */
void drivers_help(FILE *out);

#endif
