/* SPDX-License-Identifier: ISC */
/* Patterns: what sky-gen can draw. A pattern is a file of its own and a row of the table in pattern.c. */
#ifndef SKY_PATTERN_PATTERN_H
#define SKY_PATTERN_PATTERN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <sky/geometry.h>
#include <sky/phase.h>

#include "base/clock.h"
#include "base/workers.h"
#include "program/params.h"

struct sky_canvas {
    struct sky_geometry geometry;
    uint64_t seed;
    struct sky_workers *workers; /* threads that may share the work; NULL: none but the caller's */
};

struct sky_pattern {
    const char *name;
    const char *text;               /* one line for sky-gen -l */
    const char *state;              /* what depends on the frames before, so that --start cannot restore it; or NULL */
    const struct sky_param *params; /* members of the pattern's struct, which holds its state too */
    size_t size;                    /* of that struct, which begins zeroed apart from the parameters */
    bool is_single;                 /* one thread draws it: it is cheap, or does not go vane by vane */
    /* Optional: called once, before the first frame, when the parameters have their first values. Returns 0, or -1
     * with the error set. */
    int (*init)(void *self, const struct sky_canvas *canvas);
    /* Draws every LED of a frame. Moments go back only where a sequencer does: sky_phase_at() may then be negative,
     * also of speeds that never are. Returns 0, or -1 with the error set. */
    int (*draw)(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame);
    /* Optional: releases what init acquired. It is called even if init failed or was never called. */
    void (*finish)(void *self);
};

/* A name for a pattern with certain values of its parameters. */
struct sky_preset {
    const char *name;
    const struct sky_pattern *pattern;
    const char *values; /* "name=value name=value", separated by one space each */
    const char *text;   /* one line for sky-gen -l */
};

/* All patterns, ended by NULL, and all presets, ended by one without a name; sorted by name. */
const struct sky_pattern *const *sky_patterns(void);
const struct sky_preset *sky_presets(void);

/* Returns the pattern of this name, or that of the preset of this name. NULL with the error set, which may have a
 * suggestion. */
const struct sky_pattern *sky_pattern_find(const char *name);

/* Returns the preset of this name, or NULL, without an error, if there is none. */
const struct sky_preset *sky_preset_find(const char *name);

/* Sets parameters to the values of the preset of this name, if there is one. Aborts if a value is not valid, which
 * would be a bug. */
void sky_preset_apply(const char *name, struct sky_params *params);

/* ---- Helpers for patterns ---- */

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

/* Interpolates from a (part 0) to b (part 1), rounded to nearest. */
struct sky_color sky_color_mix(struct sky_color a, struct sky_color b, double part);

/* Copies vane 0 to every vane. */
static inline void sky_repeat_vane(const struct sky_geometry *geometry, uint8_t *frame)
{
    size_t bytes = sky_vane_bytes(geometry);
    for (uint32_t vane = 1; vane < geometry->vanes; vane++)
        memcpy(frame + vane * bytes, frame, bytes);
}

/* x - floor(x), but always less than 1. */
double sky_fraction(double x);

#endif
