/* SPDX-License-Identifier: ISC */
/* Kernels: the pixel arithmetic that takes most of the time. Each is written once in loops/, as a plain C loop, which
 * is its specification. The same source is compiled once for each instruction set that the machine may have, and the
 * fastest version that it can run is chosen when a program starts. tests/kernels compares every version with the
 * plain one.
 *
 * A kernel takes any length, including 0, and any alignment. The output may be the same memory as an input, unless it
 * is documented otherwise, but must not overlap it partly. */
#ifndef SKY_KERNEL_KERNEL_H
#define SKY_KERNEL_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/blend.h"

/* Pixels of a flat picture as sums over LEDs; see disc/flat_plan.h. Four images of a pixel are drawn at a time. Lights
 * are R, G, B and opacity of an LED in light, 0 to 32,767; four follow each other, one for each image. */
struct sky_flat_pair {
    uint32_t lights[2];  /* the number of the first of four */
    uint16_t weights[2]; /* all those of a pixel add up to SKY_FLAT_WHOLE */
};
#define SKY_FLAT_WHOLE 16384

/* Pixels that need the same number of pairs. */
struct sky_flat_group {
    uint32_t pixels, pairs; /* both at least 1 */
};

struct sky_flat_list {
    const struct sky_flat_group *groups;
    size_t count;
    const uint16_t *places;            /* of each pixel: its distance from the first one of the row */
    const struct sky_flat_pair *pairs; /* of each pixel */
};

/* Means of a picture over the pieces of LEDs; see disc/polar.h. A picture has four numbers a pixel, 0 to 32,767: R, G
 * and B in light, and opacity. It lies in blocks of two pixels side by side, which hold R of both, then G, B and
 * opacity. Blocks of the same place in each image of the picture follow one another. */
struct sky_mean_picture {
    const uint16_t (*blocks)[4][2];
};

/* Blocks of a row that a piece covers. */
struct sky_mean_run {
    uint32_t first; /* block, counted in the whole picture */
    uint16_t blocks;
    uint16_t row;   /* for whoever makes the list */
};

struct sky_mean {
    uint32_t runs;
    float scale; /* of the sum, 0.5 / (the sum of the weights, up to 65,535), to 0 to 16,383.5 */
};

/* The means of some LEDs, one after the other. */
struct sky_mean_list {
    const struct sky_mean *means;
    const struct sky_mean_run *runs;  /* SKY_MEAN_AHEAD more of them must be readable */
    const uint16_t (*weights)[2]; /* of each block, 0 to 32,767 */
    size_t count;
};

#define SKY_MEAN_AHEAD 8

/* Images of a picture: itself; that and its mirror image from left to right; both and their mirror images from top to
 * bottom. */
enum { SKY_MEAN_ALONE = 1, SKY_MEAN_MIRRORED = 2, SKY_MEAN_QUARTER = 4 };

/* Integrals of such a picture along lines; see disc/moving.h. A place is in pixels from the upper left corner. */
struct sky_outline_point {
    double x, y;
};

/* In each row the sums of all pixels before a column, from any start on, which may differ from row to row. One more
 * row, and three more columns, than the picture's must be readable. */
struct sky_outline_picture {
    const int32_t (*before)[4];
    size_t stride;
};

/* The four sides of the pieces of LEDs along a vane. */
struct sky_outline_sums {
    const double (*inner)[4], (*outer)[4], (*left)[4], (*right)[4];
};

/* Samples of Y, U and V are converted in SKY_YUV_BITS bits. They become R, G and B: (y - black) * luma plus
 * (v - grey) * v_to_r, and so on, rounded to nearest after a division by 2^SKY_YUV_SHIFT. Each product and sum fits 31
 * bits. */
#define SKY_YUV_BITS 12
#define SKY_YUV_SHIFT 20
struct sky_yuv {
    int32_t black, grey, luma, v_to_r, u_to_g, v_to_g, u_to_b; /* those to green are subtracted */
};

/* Colour grading; see kernel/grade.h. What the three channels of a pixel add to R, G, B and nothing are summed up, in
 * 1 / 2^SKY_GRADE_SHIFT of entries in `code_of`, 0 to SKY_GRADE_LAST. A sum of three must fit 32 bits. */
#define SKY_GRADE_SHIFT 6
#define SKY_GRADE_LAST 16383
struct sky_grade_tables {
    const int32_t (*sums[3])[4]; /* of each channel, by its code */
    const uint8_t *code_of[3];
};

/* Octaves of gradient noise; see kernel/noise.h. */
struct sky_fbm {
    unsigned octaves; /* 0 to SKY_NOISE_OCTAVES_MAX, each of twice the frequency of the one before */
    float gain;       /* an octave's amplitude, relative to the one before */
    float scale;      /* x and y are multiplied by this */
    double offset[2]; /* and then moved by this, for the first octave */
    float period;     /* along x, after both: a whole number of units after which it repeats; 0: never */
    uint32_t seed;
    size_t row;       /* consecutive points that lie on a smooth line, as a vane's do; 0: all */
};

/* Noise repeats along y and z after so many units of the first octave, so that both can grow without end. */
#define SKY_FBM_PERIOD 1024

/* A bank of band-pass filters for sound; see sound/bank.h. Each is a high-pass and then a low-pass of second order:
 * y = c[0] x + z[0], z[0] = c[1] x - c[3] y + z[1], z[1] = c[2] x - c[4] y. */
#define SKY_FILTERS 8
struct sky_filters {
    float high[5][SKY_FILTERS], low[5][SKY_FILTERS]; /* coefficients c, of all filters side by side */
    float state[4][SKY_FILTERS];                     /* z of the high-passes, then of the low-passes */
};

#define SKY_FACTORS 8 /* of multiply_at */

struct sky_kernels {
    const char *name; /* of the instruction set: c, sse2, avx2, avx512, neon */

    /* By enum sky_blend_mode. SKY_BLEND_MIX is the crossfade at mix=1, and SKY_BLEND_OVER lays an opaque picture: both
     * copy b. Use `lerp` and `over` for the rest. */
    sky_blend_kernel *const *blend;

    /* By enum sky_blend_mode, for those that sky_blend_names calls `of_light`. */
    sky_blend_light_kernel *const *blend_light;

    /* out = (a * (255 - part) + b * part) / 255, to nearest, where part is (opacity * weight + 128) / 256, rounded
     * down; weight is 0 to 256. */
    void (*over)(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *opacity, size_t bytes,
                 unsigned weight);

    /* out = (a * (256 - weight) + b * weight + 128) / 256, rounded down; weight is 0 to 256. */
    void (*lerp)(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t bytes, unsigned weight);

    /* A wipe from a to b, in light: `order` is when the edge reaches each pixel, 0 to 65,535, and `reach` how far it
     * has come, 0 to 65,536 + soft. A pixel is a where reach <= order, b where reach - order >= soft (0 to 65,536), and
     * between them what blend_light[SKY_BLEND_MIX] makes of them with the weight (reach - order) * (2^31 / soft,
     * rounded down) / 65,536, rounded down. */
    void (*wipe)(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint16_t *order, size_t pixels,
                 uint32_t reach, uint32_t soft);

    /* Temporal dithering of duties, 0 to 65535, for LEDs of 255 steps: `rest` holds each duty's remainder from frame
     * to frame, 0 to 65534. With sum = duty * 255 + rest, out is sum / 65535 (rounded down) * 257, a duty that the LED
     * can show, and the new rest is sum % 65535. The rows must not overlap. */
    void (*dither)(uint16_t *restrict out, const uint16_t *restrict duties, uint16_t *restrict rest, size_t count);

    /* For each pixel of the list the sum of weight * light over its pairs, divided by 2 * SKY_FLAT_WHOLE and rounded to
     * the number below plus a quarter: 0 to 16,383. It goes to out[0] + place, out[1] - place, out[2] + place
     * and out[3] - place. Nothing may overlap. */
    void (*flat)(uint16_t (*const out[4])[4], const uint16_t (*lights)[4], const struct sky_flat_list *list);

    /* For each mean of the list the sum of weight * pixel over its runs, times its scale, plus a quarter, rounded down.
     * out[k] gets those of image k. */
    void (*mean)(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture,
                 const struct sky_mean_list *list, unsigned images);

    /* Makes `count` blocks, `step` blocks apart, of pixels one after the other, or backwards if `direction` is -1 and
     * not 1. */
    void (*mean_blocks)(uint16_t (*restrict out)[4][2], size_t step, const uint16_t (*pixels)[4], ptrdiff_t direction,
                        size_t count);

    /* The same of opaque pixels as three codes each, whose lights a table holds. */
    void (*mean_code_blocks)(uint16_t (*restrict out)[4][2], size_t step, const uint8_t *codes, ptrdiff_t direction,
                             size_t count, const uint16_t of_code[256]);

    /* Adds to each of `count` sums the integral of what lies before a line in its rows, over y, from a point to
     * another in the given direction, both of them in the picture. Pairs of points are `stride` points apart. Round a
     * closed outline, clockwise as y runs down, these integrals add up to that of the picture inside. */
    void (*outline)(double (*sums)[4], const struct sky_outline_picture *picture,
                    const struct sky_outline_point *from, const struct sky_outline_point *to, size_t stride,
                    size_t count, struct sky_outline_point direction);

    /* out = (inner - outer + right - left) * scale + 0.25, limited to 0 to 16,383 and rounded down. Inner and outer
     * sums are `stride` sums apart. */
    void (*outline_means)(uint16_t (*restrict out)[4], const struct sky_outline_sums *sums, size_t stride,
                          const double *scales, size_t count);

    /* Mixes two rows of samples of 8 bits, or of 9 to 16 bits in two bytes each, the lower one first: out is four times
     * their mean, weight / 4 of a and the rest of b, in SKY_YUV_BITS bits. */
    void (*yuv_mix)(uint16_t *restrict out, const uint8_t *a, const uint8_t *b, size_t count, unsigned bits,
                    unsigned weight);

    /* Two samples for each of `in`, a row of yuv_mix() with one more sample on either side, in SKY_YUV_BITS bits,
     * rounded to nearest: linear between samples that lie in the middle of two pixels, or with `left` on the first of
     * them. */
    void (*yuv_expand)(uint16_t *restrict out, const uint16_t *restrict in, size_t count, int left);

    /* Converts `count` pixels to three bytes each, limited to 0 to 255; `y` is a row of yuv_mix(). Nothing may
     * overlap. */
    void (*yuv)(uint8_t *restrict out, const uint16_t *restrict y, const uint16_t *restrict u,
                const uint16_t *restrict v, size_t count, const struct sky_yuv *yuv);

    /* Grades pixels of three bytes: each channel's sum, rounded down to an entry and limited to 0 to SKY_GRADE_LAST, is
     * looked up. */
    void (*grade)(uint8_t *out, const uint8_t *in, size_t pixels, const struct sky_grade_tables *tables);

    /* Noise at `count` points (x[i], y[i], z), -1 to 1. `out` must not overlap x or y. */
    void (*fbm)(float *out, const float *x, const float *y, double z, size_t count, const struct sky_fbm *fbm);

    /* The same for a frame in which x belongs to the vane and y to the pixel. */
    void (*fbm_polar)(float *out, const float *x, const float *y, double z, size_t vanes, size_t pixels,
                      const struct sky_fbm *fbm);

    /* The smooth escape time of c = (x[i], y[i]), |c| <= 4, under z = z^2 + c from z = 0 on: steps + 5 -
     * log2(log2(|z|^2)), where `steps` is the first multiple of 4 at which |z| is 8 or more. -1 for a point that
     * has not escaped after `limit` steps, a multiple of 4. `out` must not overlap x or y. */
    void (*mandelbrot)(float *out, const double *x, const double *y, size_t count, unsigned limit);

    /* A pass of a Fourier transform of 2 * half complex numbers; see kernel/fft.c. Of the numbers a at i and b at
     * i + half, the sum a + b goes to 2 i and (a - b) (cosine - i sine) to 2 i + 1. Nothing may overlap. */
    void (*fft_pass)(float *restrict out_re, float *restrict out_im, const float *restrict re, const float *restrict im,
                     const float *restrict cosine, const float *restrict sine, size_t half);

    /* Sends samples through a bank of filters. `energy` gets the sum of the squares that come out of each. */
    void (*filters)(float energy[SKY_FILTERS], struct sky_filters *filters, const float *samples, size_t count);

    /* Multiplies the SKY_FACTORS numbers from each place on by the factors, one place after the other, as they may
     * overlap. */
    void (*multiply_at)(float *numbers, const uint32_t *places, size_t count, const float factors[SKY_FACTORS]);

    /* Adds a * b to each sum. Nothing may overlap. */
    void (*add_products)(float *restrict sums, const float *restrict a, const float *restrict b, size_t count);

    /* The sum of numbers: number i is added to partial sum i % 8; then partial sums that are 4, 2 and 1 apart are
     * added. */
    float (*sum)(const float *numbers, size_t count);

    /* The expression language's operations; see kernel/expr.h. */
    const struct sky_expr_kernels *expr;
};

/* The fastest kernels that this machine can run, or those that $SKY_CPU names; "c" names the plain ones. An unknown
 * name is warned about and ignored. */
const struct sky_kernels *sky_kernels(void);

/* Every version that this machine can run, from the plain one to the fastest, ended by NULL. */
const struct sky_kernels *const *sky_kernels_all(void);

#endif
