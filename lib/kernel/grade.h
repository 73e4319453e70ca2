/* SPDX-License-Identifier: ISC */
/* Colour grading: a chain of changes of colour, as tables and one matrix. In this order:
 *
 *     invert, gamma, contrast                             of sRGB codes, channel by channel
 *     white and its temperature, brightness, saturation, hue, matrix       of light
 *     threshold, posterize, palette                       of sRGB codes again
 *     order                                               of the channels
 *
 * A value that leaves 0 to 1 is limited to it between these lines, and not within the second. */
#ifndef SKY_KERNEL_GRADE_H
#define SKY_KERNEL_GRADE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sky/value.h>

#include "kernel/kernel.h"
#include "kernel/light.h"

/* The orders, as "grb": the letter at place 0 is the channel that a pixel's first byte gets. Ended by NULL. */
extern const char *const sky_grade_orders[];

/* Each has a value that changes nothing, given here in brackets. */
struct sky_grade_settings {
    double invert;   /* [0] to 1: code + (1 - 2 code) * invert */
    double gamma;    /* [1], above 0: code ^ (1 / gamma) */
    double contrast; /* [1]: (code - 1/2) * contrast + 1/2 */

    double kelvin;          /* [SKY_KELVIN_NEUTRAL]: see sky_kelvin_to_light() */
    struct sky_color white; /* [255, 255, 255]: the light of white, which that of each channel is multiplied by */
    double brightness;      /* [1]: all light is multiplied by it */
    double saturation;      /* [1]: distance from the grey of the same luminance */
    double hue;             /* [0]: turns, red towards green, with luminance kept */
    double matrix[3][3];    /* [1 on the diagonal, else 0]: [to][from] */

    double threshold;  /* [0]: white where the luminance's code is at least this, 0 to 1, else black */
    double posterize;  /* [0]: levels from 2 to 256, to which a code is rounded; 0 and 1 are off */
    int palette;       /* [-1]: its number, whose colour at the luminance's code is shown */
    int order;         /* [0]: index in sky_grade_orders */
};

struct sky_grade; /* the tables of some settings */

/* NULL with the error set. */
struct sky_grade *sky_grade_create(void);
void sky_grade_destroy(struct sky_grade *grade); /* accepts NULL */

/* Makes the tables that these settings need anew. */
void sky_grade_update(struct sky_grade *grade, const struct sky_grade_settings *settings);

/* True when it changes no colour. */
bool sky_grade_is_identity(const struct sky_grade *grade);

/* Grades pixels of three bytes. `out` may be `in`. */
void sky_grade_draw(const struct sky_grade *grade, uint8_t *out, const uint8_t *in, size_t pixels);

#endif
