/* An outlet: one -o, from its words to an open driver. Errors begin with the driver and its target. */
#ifndef SKY_PUSH_OUTLET_H
#define SKY_PUSH_OUTLET_H

#include <stdio.h>

#include "sky-push/driver.h"

struct outlet {
    const struct driver *driver;
    char *target;
    void *settings;
    struct sky_params params;
    struct words words;
    void *self;     /* the open driver; NULL before and after */
    bool failed;    /* takes no more frames */
};

/* Reads "DRIVER[:TARGET][,name=value…]" for a screen of this geometry, which must outlive it. Returns 0, or -1 with
 * the error kept. Call outlet_finish() in any case. */
int outlet_parse(struct outlet *outlet, const char *text, const struct sky_geometry *geometry);
void outlet_finish(struct outlet *outlet);

int outlet_open(struct outlet *outlet);
enum sent outlet_send(struct outlet *outlet, const struct picture *picture);
enum sent outlet_wait(struct outlet *outlet);
int outlet_close(struct outlet *outlet); /* accepts one that is not open */

/* "term, null, wire:PATH, …" */
void drivers_list(FILE *out);

/* The drivers and their parameters, for --help. */
void drivers_help(FILE *out);

#endif
