/* SPDX-License-Identifier: ISC */
#include "kernel/grade.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/palette.h"
#include "kernel/math.h"

#define ENTRIES (SKY_GRADE_LAST + 1)
#define FULL ((double)SKY_LIGHT_FULL / (1 << SKY_LIGHT_CODE_SHIFT) * (1 << SKY_GRADE_SHIFT)) /* light 1 in sums */
#define QUARTER (0.25 * (1 << SKY_GRADE_SHIFT))
#define SUM_MAX 536870912.0 /* a sum of three and the rounding fits 32 bits */

const char *const sky_grade_orders[] = {"rgb", "rbg", "grb", "gbr", "brg", "bgr", NULL};

typedef double matrix[3][3];

struct sky_grade {
    /* What the tables were made from. */
    bool valid;
    struct sky_grade_settings settings;
    matrix matrix; /* all that is between codes and codes */

    double light[256];           /* of each code, after the curve */
    uint8_t code_of[3][ENTRIES]; /* with threshold, posterize or palette */
    int32_t sums[3][256][4];
    struct sky_grade_tables tables;
    bool is_diagonal, is_identity;
    uint8_t codes[3][256]; /* with a diagonal matrix: all of it */
};

/* Its place in R, G and B. */
static int channel(char letter)
{
    return letter == 'r' ? 0 : letter == 'g' ? 1 : 2;
}

struct sky_grade *sky_grade_create(void)
{
    struct sky_grade *grade = calloc(1, sizeof *grade);
    if (!grade)
        sky_fail("out of memory");
    for (int i = 0; grade && i < 3; i++)
        grade->tables.sums[i] = (const int32_t(*)[4])grade->sums[i];
    return grade;
}

void sky_grade_destroy(struct sky_grade *grade)
{
    free(grade);
}

/* ---- From codes to light ---- */

static bool same_curve(const struct sky_grade_settings *a, const struct sky_grade_settings *b)
{
    return a->invert == b->invert && a->gamma == b->gamma && a->contrast == b->contrast;
}

static void make_curve(struct sky_grade *grade, const struct sky_grade_settings *settings)
{
    for (int i = 0; i < 256; i++) {
        double code = i / 255.0;
        code += (1 - 2 * code) * settings->invert;
        if (settings->gamma != 1)
            code = sky_pow(code, 1 / settings->gamma);
        if (settings->contrast != 1)
            code = sky_sat((code - 0.5) * settings->contrast + 0.5);
        grade->light[i] = sky_srgb_to_light(code);
    }
}

/* ---- The matrix ---- */

static bool same_matrix(matrix a, matrix b)
{
    bool same = true;
    for (int i = 0; i < 9; i++)
        same &= a[i / 3][i % 3] == b[i / 3][i % 3];
    return same;
}

/* Of Rec. 709's primaries, which are sRGB's: the middle row of the matrix to XYZ. */
static const double luminance[3] = {0.2126, 0.7152, 0.0722};

/* `to` becomes `by` times `to`. */
static void apply(matrix to, matrix by)
{
    matrix from;
    memcpy(from, to, sizeof from);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            to[i][k] = by[i][0] * from[0][k] + by[i][1] * from[1][k] + by[i][2] * from[2][k];
}

/* What differs from the grey of the same luminance is multiplied by the saturation and turned about the axis of greys,
 * after which the luminance is what it was: P. Haeberli, "Matrix Operations for Image Processing", 1993. With `chroma`,
 * the colour without that grey, and the cross product with the grey axis, `turned`, it is
 *
 *     grey + saturation * (cos(hue) * chroma + sin(hue) * (turned without its own luminance)) */
static void make_chroma(matrix m, double saturation, double hue)
{
    const double third = 0.57735026918962576; /* 1 / sqrt(3) */
    const matrix cross = {{0, -third, third}, {third, 0, -third}, {-third, third, 0}};
    double along = saturation * sky_cos_turns(hue), across = saturation * sky_sin_turns(hue);
    for (int k = 0; k < 3; k++) {
        double lifted = luminance[0] * cross[0][k] + luminance[1] * cross[1][k] + luminance[2] * cross[2][k];
        for (int i = 0; i < 3; i++)
            m[i][k] = luminance[k] + along * ((i == k) - luminance[k]) + across * (cross[i][k] - lifted);
    }
}

static void make_matrix(matrix m, const struct sky_grade_settings *settings)
{
    const uint8_t white[3] = {settings->white.r, settings->white.g, settings->white.b};
    matrix chroma, own;
    double body[3];
    sky_kelvin_to_light(settings->kelvin, body);
    memset(m, 0, sizeof(matrix));
    for (int k = 0; k < 3; k++)
        m[k][k] = sky_srgb_to_light(white[k] / 255.0) * body[k] * settings->brightness;
    if (settings->saturation != 1 || settings->hue != 0) {
        make_chroma(chroma, settings->saturation, settings->hue);
        apply(m, chroma);
    }
    memcpy(own, settings->matrix, sizeof own);
    apply(m, own);
}

/* The luminance in place of each channel. */
static void to_luminance(matrix m)
{
    for (int k = 0; k < 3; k++)
        m[0][k] = m[1][k] = m[2][k] = luminance[0] * m[0][k] + luminance[1] * m[1][k] + luminance[2] * m[2][k];
}

static void reorder(matrix m, const char *order)
{
    matrix from;
    memcpy(from, m, sizeof from);
    for (int i = 0; i < 3; i++)
        memcpy(m[i], from[channel(order[i])], sizeof m[i]);
}

/* ---- From light to codes ---- */

/* The code in the middle of each entry, 0 to 1. */
static float entry_codes[ENTRIES];

static void make_entry_codes(void)
{
    for (int i = 0; i < ENTRIES; i++)
        entry_codes[i] = (float)sky_srgb_from_light(sky_sat((i + 0.25) * (1 << SKY_LIGHT_CODE_SHIFT) / SKY_LIGHT_FULL));
}

static bool is_of_luminance(const struct sky_grade_settings *settings)
{
    return settings->threshold > 0 || settings->palette >= 0;
}

static bool same_levels(const struct sky_grade_settings *a, const struct sky_grade_settings *b)
{
    return a->threshold == b->threshold && a->posterize == b->posterize && a->palette == b->palette &&
           a->order == b->order;
}

/* From the code to what the palette or the levels make of it. */
static uint8_t level_of(const struct sky_grade_settings *settings, double code, const uint8_t (*palette)[3], int place)
{
    double steps = settings->posterize - 1;
    if (settings->threshold > 0)
        code = code >= settings->threshold;
    if (steps >= 1)
        code = floor(code * steps + 0.5) / steps;
    if (!palette)
        return (uint8_t)floor(code * 255 + 0.5);
    return palette[(int)floor(code * (SKY_PALETTE_STEPS - 1) + 0.5)][channel(sky_grade_orders[settings->order][place])];
}

static void make_levels(struct sky_grade *grade, const struct sky_grade_settings *settings)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const uint8_t(*palette)[3] = settings->palette >= 0 ? sky_palette_table(settings->palette) : NULL;
    bool any = settings->posterize >= 2 || is_of_luminance(settings);
    for (int i = 0; i < 3; i++)
        grade->tables.code_of[i] = any ? grade->code_of[i] : sky_light_tables()->code_of;
    if (!any)
        return;
    pthread_once(&once, make_entry_codes);
    for (int i = 0; i < 3; i++)
        for (int entry = 0; entry < ENTRIES; entry++)
            grade->code_of[i][entry] = level_of(settings, entry_codes[entry], palette, i);
}

/* ---- All of it ---- */

/* What each code of each channel adds to the sums, as kernel/kernel.h describes. An entry of sky_light_tables.code_of
 * stands for two numbers of light and what is rounded to them, so that it begins half a number below them: a quarter of
 * an entry. */
static void make_sums(struct sky_grade *grade)
{
    for (int from = 0; from < 3; from++)
        for (int code = 0; code < 256; code++)
            for (int to = 0; to < 3; to++) {
                double sum = grade->matrix[to][from] * grade->light[code] * FULL + (from == 0 ? QUARTER : 0);
                grade->sums[from][code][to] = (int32_t)floor(sky_clamp(sum, -SUM_MAX, SUM_MAX) + 0.5);
            }
}

/* With a diagonal matrix a channel depends on itself alone. */
static void make_codes(struct sky_grade *grade)
{
    grade->is_diagonal = grade->is_identity = true;
    for (int i = 0; i < 9; i++)
        grade->is_diagonal &= i % 4 == 0 || grade->matrix[i / 3][i % 3] == 0;
    for (int i = 0; i < 3; i++)
        for (int code = 0; code < 256; code++) {
            uint8_t pixel[3] = {0};
            pixel[i] = (uint8_t)code;
            sky_kernels()->grade(pixel, pixel, 1, &grade->tables);
            grade->codes[i][code] = pixel[i];
            grade->is_identity &= grade->is_diagonal && grade->codes[i][code] == code;
        }
}

void sky_grade_update(struct sky_grade *grade, const struct sky_grade_settings *settings)
{
    matrix m;
    make_matrix(m, settings);
    if (is_of_luminance(settings))
        to_luminance(m);
    else
        reorder(m, sky_grade_orders[settings->order]);
    bool is_curve_same = grade->valid && same_curve(settings, &grade->settings);
    bool are_levels_same = grade->valid && same_levels(settings, &grade->settings);
    if (is_curve_same && are_levels_same && same_matrix(m, grade->matrix))
        return;
    if (!is_curve_same)
        make_curve(grade, settings);
    if (!are_levels_same)
        make_levels(grade, settings);
    memcpy(grade->matrix, m, sizeof m);
    make_sums(grade);
    make_codes(grade);
    grade->settings = *settings;
    grade->valid = true;
}

bool sky_grade_is_identity(const struct sky_grade *grade)
{
    return grade->is_identity;
}

void sky_grade_draw(const struct sky_grade *grade, uint8_t *out, const uint8_t *in, size_t pixels)
{
    if (!grade->is_diagonal) {
        sky_kernels()->grade(out, in, pixels, &grade->tables);
        return;
    }
    const uint8_t *const red = grade->codes[0], *const green = grade->codes[1], *const blue = grade->codes[2];
    for (size_t i = 0; i < pixels; i++, out += 3, in += 3) {
        out[0] = red[in[0]];
        out[1] = green[in[1]];
        out[2] = blue[in[2]];
    }
}
