/* SPDX-License-Identifier: ISC */
/* What the drivers of network outputs share: which LEDs are theirs, and their bytes, R, G and B of each in some order.
 * Nothing is copied when a picture goes out as it came.
 *
 * The settings of such a driver begin with struct pixels_settings. Its plan is a struct pixels_plan, so that the
 * functions for plans below can be members of its struct driver. */
#ifndef SKY_PUSH_PIXELS_H
#define SKY_PUSH_PIXELS_H

#include "led/chip.h"
#include "sky-push/drivers/driver.h"

struct pixels_settings {
    const char *layout; /* path of a file, or "" for the straight layout */
    const char *leds;   /* "FROM..TO", or "" for all */
    int order;          /* index in sky_order_names, less 1: "chip" is no order of bytes on a network */
    int encoding;
};

enum { ENCODING_SRGB, ENCODING_LINEAR };
extern const char *const pixels_encoding_names[];

/* The rows of struct pixels_settings in a driver's table of parameters. */
#define PIXELS_PARAMS                                                                                                  \
    SKY_PARAM_TEXT(pixels_settings, layout, "", "PATH", "file that says where the LEDs are, sky-layout(5)"),           \
    SKY_PARAM_TEXT(pixels_settings, leds, "", "FROM..TO", "which LEDs of the layout it has; all by default"),          \
    SKY_PARAM_CHOICE(pixels_settings, order, "rgb", sky_order_names + 1, "order of the colour bytes"),                 \
    SKY_PARAM_CHOICE(pixels_settings, encoding, "srgb", pixels_encoding_names,                                         \
                     "bytes for controllers with a gamma of their own, or how long LEDs are on")

struct pixels_plan {
    struct sky_layout layout;
    size_t first, count; /* LEDs of it, lane after lane */
};

struct pixels {
    size_t first, count;
    uint32_t *table; /* what each shows, as in the table of a layout; NULL: the LEDs of the frame from `first` on */
    size_t in_frame; /* LEDs */
    struct sky_areas *areas;           /* of free LEDs, a reference; or NULL */
    uint16_t *corrected, *free_duties; /* for these: the duties of the frame, and theirs; or NULL */
    uint8_t order[3];
    bool linear, in_order;
    uint8_t *bytes;
};

/* For a driver's prepare(). Returns 0, or -1 with the error set. */
int pixels_prepare(const struct driver_args *args, void **plan);

/* Members of struct driver. */
void pixels_release(void *plan);
const struct sky_layout *pixels_layout(const struct driver_args *args);
int pixels_estimate(const struct driver_args *args, struct estimate *estimate);

/* Returns 0, or -1 with the error set; pixels_finish() it in any case. */
int pixels_init(struct pixels *pixels, const struct driver_args *args);
void pixels_finish(struct pixels *pixels); /* accepts a zeroed one */

/* Changes to another plan of the same arguments. There are never fewer LEDs than before: those that it does not have
 * are black. Returns 0, or -1 with the error set and nothing changed. */
int pixels_change(struct pixels *pixels, const struct driver_args *args, const void *plan);

/* The 3 * count bytes of a picture, which are valid until the next call or until the picture changes. */
const uint8_t *pixels_encode(struct pixels *pixels, const struct picture *picture);

#endif
