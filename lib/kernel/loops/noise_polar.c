/* SPDX-License-Identifier: ISC */
/* Octaves of gradient noise where x belongs to the vane and y to the pixel, as around a tunnel or up a flame. At one z,
 * in one column of the lattice, the noise along a vane is
 *
 *     value = a + b x + u (c + d x),  u = fade(x),
 *
 * with four numbers a pixel that are the same for all vanes in the column: three multiplications an LED. */
#include "kernel/loops/lattice.h"

#define PIECE 512 /* pixels that are worked through together */

/* What a pixel of a vane has in a column of the lattice. */
struct column {
    float a[PIECE], b[PIECE], c[PIECE], d[PIECE];
};

/* What is kept below `bound`, which a float can tell apart from its neighbours; 0 for what is not a number. */
static float hold(float x, float bound)
{
    return x < bound ? x > -bound ? x : -bound : x >= bound ? bound : 0;
}

/* The column's points at a row and the one above. */
static void make_column(struct column *out, const struct lattice *lattice, int32_t column, const int32_t *row,
                        const float *y, const float *fade, size_t count)
{
    struct linear low[2] = {{0, 0, 0}, {0, 0, 0}}, high[2] = {{0, 0, 0}, {0, 0, 0}};
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || row[i] != row[i - 1])
            for (int right = 0; right < 2; right++) {
                low[right] = sky_lattice_point(lattice, column + right, row[i]);
                high[right] = sky_lattice_point(lattice, column + right, row[i] + 1);
            }
        float constant[2], slope[2];
        for (int right = 0; right < 2; right++) {
            constant[right] = sky_noise_lerp(low[right].constant + low[right].dy * y[i],
                                             high[right].constant + high[right].dy * (y[i] - 1), fade[i]);
            slope[right] = sky_noise_lerp(low[right].dx, high[right].dx, fade[i]);
        }
        out->a[i] = constant[0];
        out->b[i] = slope[0];
        out->c[i] = constant[1] - slope[1] - constant[0]; /* x counts from the column's left side */
        out->d[i] = slope[1] - slope[0];
    }
}

static void add_octave(float *out, const float *x, const float *y, size_t vanes, size_t pixels, size_t count,
                       const struct lattice *lattice)
{
    struct column column;
    int32_t row[PIECE], current = INT32_MIN; /* no column of a bounded coordinate */
    float part[PIECE], fade[PIECE];
    float bound = 4194304.0f; /* 2^22 cells */
    for (size_t i = 0; i < count; i++) {
        float place = hold(y[i] * lattice->scale + lattice->part_y, bound);
        row[i] = sky_noise_floor(place);
        part[i] = place - (float)row[i];
        fade[i] = sky_noise_fade(part[i]);
    }
    for (size_t vane = 0; vane < vanes; vane++, out += pixels) {
        float place = hold(x[vane] * lattice->scale + lattice->part_x, bound);
        int32_t whole = sky_noise_floor(place);
        if (whole != current)
            make_column(&column, lattice, whole, row, part, fade, count);
        current = whole;
        float px = place - (float)whole, u = sky_noise_fade(px);
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < count; i++)
            out[i] += column.a[i] + column.b[i] * px + u * (column.c[i] + column.d[i] * px);
    }
}

void SKY_LOOP(sky_fbm_polar)(float *out, const float *x, const float *y, double z, size_t vanes, size_t pixels,
                             const struct sky_fbm *fbm)
{
    struct lattice lattices[SKY_NOISE_OCTAVES_MAX];
    sky_lattice_init(lattices, fbm, z);
    for (size_t i = 0; i < vanes * pixels; i++)
        out[i] = 0;
    for (size_t start = 0; start < pixels; start += PIECE) {
        size_t left = pixels - start, count = left < PIECE ? left : PIECE;
        for (unsigned i = 0; i < fbm->octaves; i++)
            add_octave(out + start, x, y + start, vanes, pixels, count, &lattices[i]);
    }
}
