/* SPDX-License-Identifier: ISC */
/* Compares the plain blend kernels with the formulas of W3C "Compositing and Blending Level 1", written here as they
 * stand there, in double precision, and checks the identities that each mode must satisfy. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "kernel/kernel.h"
#include "tap.h"

/* How far a byte may be from the exact value: rounding and the error of single precision. */
#define TOLERANCE 0.5001

static const char *name_of(int mode)
{
    return sky_blend_names[mode].name;
}

static void blend(int mode, uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels)
{
    sky_kernels_all()[0]->blend[mode](out, a, b, pixels);
}

/* ---- Separable modes, section 9.1: channels are 0 to 1 ---- */

static double multiply(double cb, double cs)
{
    return cb * cs;
}

static double screen(double cb, double cs)
{
    return cb + cs - cb * cs;
}

static double hard_light(double cb, double cs)
{
    return cs <= 0.5 ? multiply(cb, 2 * cs) : screen(cb, 2 * cs - 1);
}

static double overlay(double cb, double cs)
{
    return hard_light(cs, cb);
}

static double color_dodge(double cb, double cs)
{
    return cb == 0 ? 0 : cs == 1 ? 1 : fmin(1, cb / (1 - cs));
}

static double color_burn(double cb, double cs)
{
    return cb == 1 ? 1 : cs == 0 ? 0 : 1 - fmin(1, (1 - cb) / cs);
}

static double soft_light(double cb, double cs)
{
    if (cs <= 0.5)
        return cb - (1 - 2 * cs) * cb * (1 - cb);
    double d = cb <= 0.25 ? ((16 * cb - 12) * cb + 4) * cb : sqrt(cb);
    return cb + (2 * cs - 1) * (d - cb);
}

static double difference(double cb, double cs)
{
    return fabs(cb - cs);
}

static double exclusion(double cb, double cs)
{
    return cb + cs - 2 * cb * cs;
}

/* The modes that are not the W3C's, in the same terms. */
static double avg(double cb, double cs)
{
    return (cb + cs) / 2;
}

static double behind(double cb, double cs)
{
    return fmax(0.3 * cb, cs);
}

static double add(double cb, double cs)
{
    return fmin(1, cb + cs);
}

static double subtract(double cb, double cs)
{
    return fmax(0, cb - cs);
}

static double wrapped(double value)
{
    return fmod(value + 256.0 / 255, 256.0 / 255);
}

static double sum(double cb, double cs)
{
    return round(wrapped(cb + cs + 0.1 / 255) * 255) / 255;
}

static double diff(double cb, double cs)
{
    return round(wrapped(cb - cs + 0.1 / 255) * 255) / 255;
}

static double (*const separable[SKY_BLEND_MODE_COUNT])(double, double) = {
    [SKY_BLEND_AVG] = avg,
    [SKY_BLEND_MAX] = fmax,
    [SKY_BLEND_SUM] = sum,
    [SKY_BLEND_DIFF] = diff,
    [SKY_BLEND_BEHIND] = behind,
    [SKY_BLEND_ADD] = add,
    [SKY_BLEND_SUBTRACT] = subtract,
    [SKY_BLEND_MULTIPLY] = multiply,
    [SKY_BLEND_SCREEN] = screen,
    [SKY_BLEND_OVERLAY] = overlay,
    [SKY_BLEND_DARKEN] = fmin,
    [SKY_BLEND_LIGHTEN] = fmax,
    [SKY_BLEND_COLOR_DODGE] = color_dodge,
    [SKY_BLEND_COLOR_BURN] = color_burn,
    [SKY_BLEND_HARD_LIGHT] = hard_light,
    [SKY_BLEND_SOFT_LIGHT] = soft_light,
    [SKY_BLEND_DIFFERENCE] = difference,
    [SKY_BLEND_EXCLUSION] = exclusion,
};

/* ---- Non-separable modes, section 9.2 ---- */

struct color {
    double c[3];
};

static double Lum(struct color c)
{
    return 0.3 * c.c[0] + 0.59 * c.c[1] + 0.11 * c.c[2];
}

static double max_of(struct color c)
{
    return fmax(fmax(c.c[0], c.c[1]), c.c[2]);
}

static double min_of(struct color c)
{
    return fmin(fmin(c.c[0], c.c[1]), c.c[2]);
}

static double Sat(struct color c)
{
    return max_of(c) - min_of(c);
}

static struct color ClipColor(struct color c)
{
    double l = Lum(c), n = min_of(c), x = max_of(c);
    for (int i = 0; i < 3; i++) {
        if (n < 0)
            c.c[i] = l + (c.c[i] - l) * l / (l - n);
        if (x > 1)
            c.c[i] = l + (c.c[i] - l) * (1 - l) / (x - l);
    }
    return c;
}

static struct color SetLum(struct color c, double l)
{
    double d = l - Lum(c);
    for (int i = 0; i < 3; i++)
        c.c[i] += d;
    return ClipColor(c);
}

static struct color SetSat(struct color c, double s)
{
    int min = 0, max = 0;
    for (int i = 1; i < 3; i++) {
        if (c.c[i] < c.c[min])
            min = i;
        if (c.c[i] >= c.c[max])
            max = i;
    }
    if (c.c[max] <= c.c[min])
        return (struct color){{0, 0, 0}};
    int mid = 3 - min - max;
    c.c[mid] = (c.c[mid] - c.c[min]) * s / (c.c[max] - c.c[min]);
    c.c[max] = s;
    c.c[min] = 0;
    return c;
}

static struct color hue(struct color cb, struct color cs)
{
    return SetLum(SetSat(cs, Sat(cb)), Lum(cb));
}

static struct color saturation(struct color cb, struct color cs)
{
    return SetLum(SetSat(cb, Sat(cs)), Lum(cb));
}

static struct color color(struct color cb, struct color cs)
{
    return SetLum(cs, Lum(cb));
}

static struct color luminosity(struct color cb, struct color cs)
{
    return SetLum(cb, Lum(cs));
}

static struct color (*const non_separable[SKY_BLEND_MODE_COUNT])(struct color, struct color) = {
    [SKY_BLEND_HUE] = hue,
    [SKY_BLEND_SATURATION] = saturation,
    [SKY_BLEND_COLOR] = color,
    [SKY_BLEND_LUMINOSITY] = luminosity,
};

/* ---- The table ---- */

/* A mode that was added by halves fails here under its name, or under its number if it has none. */
static void test_table(void)
{
    for (int mode = 0; mode < SKY_BLEND_MODE_COUNT; mode++) {
        const struct sky_blend_name *row = &sky_blend_names[mode];
        const char *name = row->name ? row->name : "?";
        ok(row->name && row->text, "mode %d, %s, has a name and a text", mode, name);
        for (size_t i = 0; sky_kernels_all()[i]; i++)
            if (!sky_kernels_all()[i]->blend[mode])
                ok(0, "mode %d, %s, has a kernel for %s", mode, name, sky_kernels_all()[i]->name);
        for (size_t i = 0; sky_kernels_all()[i]; i++)
            if (row->of_light != !!sky_kernels_all()[i]->blend_light[mode])
                ok(0, "mode %d, %s, has a kernel of light for %s, or none", mode, name, sky_kernels_all()[i]->name);
        int own_test = mode == SKY_BLEND_AND || mode == SKY_BLEND_OR || mode == SKY_BLEND_XOR ||
                       mode == SKY_BLEND_MASK || mode == SKY_BLEND_MIX || mode == SKY_BLEND_OVER;
        if (!separable[mode] && !non_separable[mode] && !own_test)
            ok(0, "mode %d, %s, has a formula in this test", mode, name);
    }
}

/* ---- Against the formulas ---- */

#define PAIRS 65536
#define PAIR_PIXELS ((PAIRS + 2) / 3)
static uint8_t every_a[3 * PAIR_PIXELS], every_b[3 * PAIR_PIXELS], every_out[3 * PAIR_PIXELS];

static void test_separable(int mode)
{
    double worst = 0;
    blend(mode, every_out, every_a, every_b, PAIR_PIXELS);
    for (size_t i = 0; i < PAIRS; i++) {
        double exact = 255 * separable[mode](every_a[i] / 255.0, every_b[i] / 255.0);
        worst = fmax(worst, fabs(every_out[i] - exact));
    }
    ok(worst < TOLERANCE, "%s follows its formula for all pairs of bytes (at most %.6f off)", name_of(mode), worst);
}

/* All pairs of colours made of six levels, and as many random pairs. */
#define LEVELS 6
#define COLORS (LEVELS * LEVELS * LEVELS * LEVELS * LEVELS * LEVELS)
static uint8_t color_a[2 * COLORS][3], color_b[2 * COLORS][3], color_out[2 * COLORS][3];

static void make_colors(void)
{
    static const uint8_t levels[LEVELS] = {0, 1, 77, 128, 254, 255};
    for (unsigned i = 0; i < 2 * COLORS; i++) {
        unsigned rest = i;
        uint64_t random = sky_random_hash(1, i);
        for (int channel = 0; channel < 6; channel++, rest /= LEVELS, random >>= 8) {
            uint8_t *byte = channel < 3 ? &color_a[i][channel] : &color_b[i][channel - 3];
            *byte = i < COLORS ? levels[rest % LEVELS] : (uint8_t)random;
        }
    }
}

static struct color color_of(const uint8_t bytes[3])
{
    return (struct color){{bytes[0] / 255.0, bytes[1] / 255.0, bytes[2] / 255.0}};
}

static void test_non_separable(int mode)
{
    double worst = 0;
    blend(mode, color_out[0], color_a[0], color_b[0], 2 * COLORS);
    for (size_t i = 0; i < 2 * COLORS; i++) {
        struct color exact = non_separable[mode](color_of(color_a[i]), color_of(color_b[i]));
        for (int channel = 0; channel < 3; channel++)
            worst = fmax(worst, fabs(color_out[i][channel] - 255 * exact.c[channel]));
    }
    ok(worst < TOLERANCE, "%s follows its formula for %d pairs of colours (at most %.6f off)", name_of(mode),
       2 * COLORS, worst);
}

static void test_bits(void)
{
    int held = 1;
    blend(SKY_BLEND_AND, every_out, every_a, every_b, PAIR_PIXELS);
    for (size_t i = 0; i < PAIRS; i++)
        held &= every_out[i] == (every_a[i] & every_b[i]);
    blend(SKY_BLEND_OR, every_out, every_a, every_b, PAIR_PIXELS);
    for (size_t i = 0; i < PAIRS; i++)
        held &= every_out[i] == (every_a[i] | every_b[i]);
    blend(SKY_BLEND_XOR, every_out, every_a, every_b, PAIR_PIXELS);
    for (size_t i = 0; i < PAIRS; i++)
        held &= every_out[i] == (every_a[i] ^ every_b[i]);
    ok(held, "and, or and xor work bit by bit for all pairs of bytes");
}

/* mask and mix, on the colours made of levels, many of which are black. */
static void test_mask_and_mix(void)
{
    static const uint8_t black[3];
    int held = 1;
    blend(SKY_BLEND_MASK, color_out[0], color_a[0], color_b[0], COLORS);
    for (size_t i = 0; i < COLORS; i++)
        held &= memcmp(color_out[i], memcmp(color_a[i], black, 3) == 0 ? color_b[i] : color_a[i], 3) == 0;
    ok(held, "mask gives B where A is black, else A");
    blend(SKY_BLEND_MIX, color_out[0], color_a[0], color_b[0], COLORS);
    ok(memcmp(color_out, color_b, 3 * COLORS) == 0, "mix gives B");
    blend(SKY_BLEND_OVER, color_out[0], color_a[0], color_b[0], COLORS);
    ok(memcmp(color_out, color_b, 3 * COLORS) == 0, "over gives B, which is opaque");
}

/* ---- Opacity and light ---- */

static void test_over(void)
{
    static uint8_t opacity[3 * PAIR_PIXELS];
    double worst = 0;
    for (int o = 0; o < 256; o += 5)
        for (unsigned weight = 0; weight <= 256; weight += o % 2 ? 256 : 32) {
            memset(opacity, o, sizeof opacity);
            sky_kernels_all()[0]->over(every_out, every_a, every_b, opacity, PAIRS, weight);
            double part = floor(o * weight / 256.0 + 0.5) / 255;
            for (size_t i = 0; i < PAIRS; i++) {
                double off = fabs(every_out[i] - (every_a[i] * (1 - part) + every_b[i] * part));
                if (off > worst) /* the vectoriser of gcc 12 for arm64 breaks down at fmax() here */
                    worst = off;
            }
        }
    ok(worst < TOLERANCE, "over follows its formula for all pairs of bytes (at most %.6f off)", worst);
}

static double mixed(double cb, double cs)
{
    (void)cb;
    return cs;
}

static double light_of(double code)
{
    return code <= 0.04045 ? code / 12.92 : pow((code + 0.055) / 1.055, 2.4);
}

static double code_of(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

/* Light is rounded to 1/32,767, where a step from code 0 to 1 is ten of these. */
static void test_light(int mode)
{
    static uint8_t opacity[3 * PAIR_PIXELS];
    double (*formula)(double, double) = mode == SKY_BLEND_MIX || mode == SKY_BLEND_OVER ? mixed : separable[mode];
    double worst = 0;
    for (int round = 0; round < 3; round++) {
        unsigned weight = round == 0 ? SKY_BLEND_WHOLE : 12345;
        for (size_t i = 0; i < PAIRS; i++)
            opacity[i] = (uint8_t)(i * 7 + i / 256 * 31);
        sky_kernels_all()[0]->blend_light[mode](every_out, every_a, every_b, round == 2 ? opacity : NULL, PAIRS,
                                                weight);
        for (size_t i = 0; i < PAIRS; i++) {
            double a = light_of(every_a[i] / 255.0), b = formula(a, light_of(every_b[i] / 255.0));
            double part = (double)weight / SKY_BLEND_WHOLE * (round == 2 ? opacity[i] / 255.0 : 1);
            worst = fmax(worst, fabs(every_out[i] - 255 * code_of(a + (b - a) * part)));
        }
    }
    ok(worst < 0.75, "%s of light follows its formula for all pairs of bytes (at most %.3f off)", name_of(mode), worst);
}

/* ---- Identities ---- */

#define SOME 20000
static uint8_t noise[3 * SOME], other[3 * SOME], flat[3 * SOME], out[3 * SOME], again[3 * SOME];

/* Does blending with a picture of one level leave the picture below unchanged? */
static int level_is_neutral(int mode, int level)
{
    memset(flat, level, sizeof flat);
    blend(mode, out, noise, flat, SOME);
    return memcmp(out, noise, sizeof out) == 0;
}

static int is_all(const uint8_t *bytes, int level)
{
    for (size_t i = 0; i < sizeof out; i++)
        if (bytes[i] != level)
            return 0;
    return 1;
}

static void test_identities(void)
{
    static const int commutative[] = {
        SKY_BLEND_AVG, SKY_BLEND_AND, SKY_BLEND_OR, SKY_BLEND_XOR, SKY_BLEND_MAX, SKY_BLEND_SUM, SKY_BLEND_ADD,
        SKY_BLEND_MULTIPLY, SKY_BLEND_SCREEN, SKY_BLEND_DARKEN, SKY_BLEND_LIGHTEN, SKY_BLEND_DIFFERENCE,
        SKY_BLEND_EXCLUSION,
    };
    static const int idempotent[] = {
        SKY_BLEND_AVG, SKY_BLEND_AND, SKY_BLEND_OR, SKY_BLEND_MAX, SKY_BLEND_BEHIND, SKY_BLEND_MASK, SKY_BLEND_MIX,
        SKY_BLEND_DARKEN, SKY_BLEND_LIGHTEN, SKY_BLEND_HUE, SKY_BLEND_SATURATION, SKY_BLEND_COLOR,
        SKY_BLEND_LUMINOSITY,
    };
    static const int black_is_neutral[] = {
        SKY_BLEND_OR, SKY_BLEND_XOR, SKY_BLEND_MAX, SKY_BLEND_SUM, SKY_BLEND_DIFF, SKY_BLEND_MASK, SKY_BLEND_ADD,
        SKY_BLEND_SUBTRACT, SKY_BLEND_SCREEN, SKY_BLEND_LIGHTEN, SKY_BLEND_COLOR_DODGE, SKY_BLEND_DIFFERENCE,
        SKY_BLEND_EXCLUSION,
    };
    static const int white_is_neutral[] = {SKY_BLEND_AND, SKY_BLEND_MULTIPLY, SKY_BLEND_DARKEN, SKY_BLEND_COLOR_BURN};
#define FOR_EACH(mode, modes) \
    for (const int *mode = modes; mode < (modes) + sizeof(modes) / sizeof *(modes); mode++)

    for (size_t i = 0; i < sizeof noise; i++) {
        noise[i] = (uint8_t)sky_random_hash(2, i);
        other[i] = (uint8_t)sky_random_hash(3, i);
    }
    FOR_EACH (mode, commutative) {
        blend(*mode, out, noise, other, SOME);
        blend(*mode, again, other, noise, SOME);
        ok(memcmp(out, again, sizeof out) == 0, "%s gives the same for A with B and B with A", name_of(*mode));
    }
    FOR_EACH (mode, idempotent) {
        blend(*mode, out, noise, noise, SOME);
        ok(memcmp(out, noise, sizeof out) == 0, "%s of A with itself gives A", name_of(*mode));
    }
    FOR_EACH (mode, black_is_neutral)
        ok(level_is_neutral(*mode, 0), "%s of A with black gives A", name_of(*mode));
    FOR_EACH (mode, white_is_neutral)
        ok(level_is_neutral(*mode, 255), "%s of A with white gives A", name_of(*mode));

    blend(SKY_BLEND_DIFFERENCE, out, noise, noise, SOME);
    ok(is_all(out, 0), "difference of A with itself gives black");
    blend(SKY_BLEND_DIFF, out, noise, other, SOME);
    blend(SKY_BLEND_SUM, out, out, other, SOME);
    ok(memcmp(out, noise, sizeof out) == 0, "diff and then sum with the same picture give A back");
    blend(SKY_BLEND_XOR, out, noise, other, SOME);
    blend(SKY_BLEND_XOR, out, out, other, SOME);
    ok(memcmp(out, noise, sizeof out) == 0, "xor twice gives A back");
    blend(SKY_BLEND_DARKEN, out, noise, other, SOME);
    blend(SKY_BLEND_LIGHTEN, again, noise, other, SOME);
    int held = 1;
    for (size_t i = 0; i < sizeof out; i++)
        held &= out[i] + again[i] == noise[i] + other[i];
    ok(held, "darken and lighten together give both pictures");
    blend(SKY_BLEND_OVERLAY, out, noise, other, SOME);
    blend(SKY_BLEND_HARD_LIGHT, again, other, noise, SOME);
    ok(memcmp(out, again, sizeof out) == 0, "overlay is hard-light with the pictures swapped");
    memset(flat, 0, sizeof flat);
    blend(SKY_BLEND_MULTIPLY, out, noise, flat, SOME);
    ok(is_all(out, 0), "multiply with black gives black");
    memset(flat, 255, sizeof flat);
    blend(SKY_BLEND_SCREEN, out, noise, flat, SOME);
    ok(is_all(out, 255), "screen with white gives white");
}

int main(void)
{
    for (size_t i = 0; i < PAIRS; i++) {
        every_a[i] = (uint8_t)(i >> 8);
        every_b[i] = (uint8_t)i;
    }
    make_colors();
    test_table();
    for (int mode = 0; mode < SKY_BLEND_MODE_COUNT; mode++) {
        if (separable[mode])
            test_separable(mode);
        else if (non_separable[mode])
            test_non_separable(mode);
    }
    test_bits();
    test_mask_and_mix();
    test_over();
    for (int mode = 0; mode < SKY_BLEND_MODE_COUNT; mode++)
        if (sky_blend_names[mode].of_light)
            test_light(mode);
    test_identities();
    return done();
}
