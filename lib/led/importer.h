/* SPDX-License-Identifier: ISC */
/* What the importers of led/import.h share: each reads one format into a list of places. */
#ifndef SKY_LED_IMPORTER_H
#define SKY_LED_IMPORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <sky/geometry.h>

/* Where the LED at a position of the chain is; the sum of several places, if `places` is more than 1; nowhere if it is
 * 0. */
struct sky_imported_led {
    double at[3];
    unsigned places;
};

struct sky_importer {
    const char *text;
    size_t size;
    const struct sky_geometry *geometry;
    unsigned line;      /* of an error, from 1 */
    const char *format; /* what it is called in a comment */
    const char *note;   /* more for the comment, or NULL */
    bool down;          /* the second coordinate grows downwards */
    struct sky_imported_led *leds;
    size_t count, room;
    FILE *out;
    struct sky_fadecandy *wires; /* of a map without places, or NULL */
};

/* Adds a place to the LED at a position. Returns 0, or -1 with the error set: the position is no whole number, or
 * too large. */
int sky_importer_place(struct sky_importer *importer, double position, double x, double y, double z);

/* The formats. Return 0, or -1 with the error and `line` set. */
int sky_import_json(struct sky_importer *importer);
int sky_import_xmodel(struct sky_importer *importer);
int sky_import_csv(struct sky_importer *importer);

#endif
