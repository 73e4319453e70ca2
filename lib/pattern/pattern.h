/* SPDX-License-Identifier: ISC */
/* Patterns: what sky-gen can draw. A pattern is one file and one row of the table in pattern.c. */
#ifndef SKY_PATTERN_PATTERN_H
#define SKY_PATTERN_PATTERN_H

#include <stdint.h>
#include <string.h>

#include <sky/geometry.h>

#include "base/clock.h"
#include "program/params.h"

/* What a pattern draws on. */
struct sky_canvas {
    struct sky_geometry geometry;
    uint64_t seed;
};

struct sky_pattern {
    const char *name;
    const char *text; /* one line for `sky-gen -l` */
    const struct sky_param *params;
    size_t size; /* of its own struct, which begins zeroed; `params` points into it */
    /* Optional: makes tables and opens files, once, when the parameters have their first values and before the
     * first frame. Returns 0, or -1 with the error set. */
    int (*init)(void *self, const struct sky_canvas *canvas);
    /* Draws the whole frame; not called with a moment earlier than the last. Returns 0, or -1 with the error
     * kept. */
    int (*draw)(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame);
    /* Optional: gives back what init took, also after an init that failed half-way or was never called. */
    void (*finish)(void *self);
};

/* A name for a pattern with values of its parameters. */
struct sky_preset {
    const char *name;
    const struct sky_pattern *pattern;
    const char *values; /* "name=value name=value", one space between; values hold no spaces */
    const char *text;   /* one line for `sky-gen -l` */
};

/* All patterns, ended by NULL, and all presets, ended by one without a name; both by name. */
const struct sky_pattern *const *sky_patterns(void);
const struct sky_preset *sky_presets(void);

/* The pattern of this name, or that the preset of this name stands for; or NULL with an error set that names the
 * nearest one. */
const struct sky_pattern *sky_pattern_find(const char *name);

/* The preset of this name, or NULL without an error. */
const struct sky_preset *sky_preset_find(const char *name);

/* Sets the values of the preset that is called so; nothing when there is none. A value that does not fit its
 * parameter is a mistake in the program and aborts. */
void sky_preset_apply(const char *name, struct sky_params *params);

/* ---- For patterns ---- */

static inline void sky_put(uint8_t *frame, const struct sky_geometry *geometry, uint32_t vane, uint32_t pixel,
                           struct sky_color color)
{
    uint8_t *at = frame + ((size_t)vane * geometry->pixels + pixel) * 3;
    at[0] = color.r;
    at[1] = color.g;
    at[2] = color.b;
}

static inline void sky_fill(uint8_t *out, size_t pixels, struct sky_color color)
{
    for (size_t i = 0; i < pixels; i++, out += 3) {
        out[0] = color.r;
        out[1] = color.g;
        out[2] = color.b;
    }
}

/* From a at part 0 to b at part 1, rounded to nearest. */
struct sky_color sky_color_mix(struct sky_color a, struct sky_color b, double part);

/* Draws vane 0's picture on every vane. */
static inline void sky_repeat_vane(const struct sky_geometry *geometry, uint8_t *frame)
{
    size_t bytes = sky_vane_bytes(geometry);
    for (uint32_t vane = 1; vane < geometry->vanes; vane++)
        memcpy(frame + vane * bytes, frame, bytes);
}

/* The part of x above the whole number below it, 0 <= part < 1. */
double sky_fraction(double x);

#endif
