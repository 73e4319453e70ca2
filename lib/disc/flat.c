/* SPDX-License-Identifier: ISC */
#include "disc/flat.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/kernel.h"
#include "kernel/math.h"

/* Bytes that the kernel may read behind the last vane. */
#define PADDING 8

/* The right half of a row: the number of pixels from the middle that the disc reaches, and the index of their first
 * tap. The left half is drawn with the same taps from a mirrored frame. */
struct row {
    uint32_t count;
    size_t taps;
};

struct sky_flat {
    struct sky_geometry geometry;
    uint32_t size; /* of the picture */
    unsigned oversample;
    uint32_t fine; /* size * oversample */
    uint8_t background[3];
    uint8_t *background_row; /* `fine` pixels */
    uint8_t *padded;         /* the frame, then its vane 0 again, then PADDING */
    uint8_t *mirrored;       /* the same with its vanes counter-clockwise */
    struct row *rows;        /* `fine` of them */
    struct sky_flat_tap *taps;
    uint8_t *left;     /* scratch: the left half of a row, from the middle outwards */
    uint8_t *fine_row; /* scratch for oversampling: a fine row */
    uint16_t *sums;    /* scratch for oversampling: the sums of several fine rows */
};

uint32_t sky_flat_size_of(const struct sky_geometry *geometry)
{
    double diameter = floor(2 * (geometry->hub + geometry->pixels) + 0.5);
    return diameter > SKY_FLAT_SIZE_MAX ? SKY_FLAT_SIZE_MAX : (uint32_t)diameter;
}

unsigned sky_flat_oversample_of(const struct sky_geometry *geometry, uint32_t size)
{
    /* LEDs are one pitch apart along a vane, and at the rim the circumference over the vanes. */
    double along = 2 * (geometry->hub + geometry->pixels), around = geometry->vanes / 3.141592653589793;
    double wanted = ceil(fmax(along, around) / size);
    unsigned most = SKY_FLAT_FINE_MAX / size < SKY_FLAT_OVERSAMPLE_MAX ? SKY_FLAT_FINE_MAX / size
                                                                      : SKY_FLAT_OVERSAMPLE_MAX;
    return wanted > most ? most : (unsigned)wanted;
}

/* ---- Tables ----
 *
 * `right` and `up` are distances from the centre in half pixels, so that they are integers: odd if the picture's
 * size is even, and even if it is odd. */

/* The distance from the centre in pixels. */
static double distance_of(int32_t right, int32_t up)
{
    return sqrt((double)right * right + (double)up * up) / 2;
}

static bool disc_reaches(const struct sky_flat *flat, double distance)
{
    return distance < flat->fine / 2.0 + 0.5;
}

/* Finds how far the disc reaches in each row, and returns the number of taps in all. A row differs little from the one
 * above it, so the search starts there. */
static size_t make_rows(struct sky_flat *flat)
{
    int32_t side = (int32_t)flat->fine, least = side % 2 ? 0 : 1, right = least;
    size_t taps = 0;
    for (int32_t y = 0; y < side; y++) {
        int32_t up = side - 1 - 2 * y;
        while (right + 2 < side && disc_reaches(flat, distance_of(right + 2, up)))
            right += 2;
        while (right > least && !disc_reaches(flat, distance_of(right, up)))
            right -= 2;
        flat->rows[y] = (struct row){(uint32_t)right / 2 + 1, taps};
        taps += flat->rows[y].count;
    }
    return taps;
}

/* The place on a vane at a distance from the centre in pitches: in 1/256 pitch from LED 0 outwards. */
static uint32_t place_outwards(const struct sky_geometry *geometry, double pitches)
{
    double place = (pitches - geometry->hub - 0.5) * 256 + 0.5;
    double last = (geometry->pixels - 1) * 256.0;
    return place < 0 ? 0 : place > last ? (uint32_t)last : (uint32_t)place;
}

/* How much of a pixel lies inside a circle, in 256ths. The circle's edge is approximated by a line across the
 * pixel. */
static unsigned inside(double radius, double distance)
{
    double part = radius - distance + 0.5;
    return (unsigned)(part <= 0 ? 0 : part >= 1 ? 256 : part * 256 + 0.5);
}

/* How much of a pixel the disc covers, in 256ths. `hole` is the radius of the hole in pixels. */
static unsigned coverage_of(const struct sky_flat *flat, double distance, double hole)
{
    if (distance <= flat->fine / 2.0 - 0.5 && distance >= hole + 0.5)
        return 256;
    unsigned disc = inside(flat->fine / 2.0, distance);
    unsigned lost = hole > 0 ? inside(hole, distance) : 0;
    return disc > lost ? disc - lost : 0;
}

/* A pixel's angle in 1/256 vane, and its tap at angle 0. */
struct polar {
    uint32_t angle;
    struct sky_flat_tap tap;
};

/* The angle of the point (ratio, 1) in turns, 0 <= ratio <= 1, by linear interpolation in a table. The error is below
 * 1e-8, where 1/256 of the narrowest vane is 6e-8. The table saves a millisecond at start. */
#define ANGLES 2048
struct angles {
    double turns[ANGLES + 2];
};

static void fill_angles(struct angles *angles)
{
    for (int i = 0; i < ANGLES + 2; i++)
        angles->turns[i] = sky_clock_turns(i, ANGLES);
}

static double angle_of(const struct angles *angles, double ratio)
{
    double place = ratio * ANGLES;
    int low = (int)place;
    return angles->turns[low] + (angles->turns[low + 1] - angles->turns[low]) * (place - low);
}

/* Computes the pixels of the right half of row `up`, in the upper half of the picture. */
static void make_quarter_row(const struct sky_flat *flat, const struct angles *angles, int32_t up,
                             struct polar *polar, uint32_t count)
{
    const struct sky_geometry *geometry = &flat->geometry;
    double pitches = 2 * (geometry->hub + geometry->pixels) / flat->fine; /* pitches a pixel */
    double hole = geometry->hub / pitches, circle = geometry->vanes * 256.0;
    int32_t right = flat->fine % 2 ? 0 : 1;

    for (uint32_t i = 0; i < count; i++, right += 2) {
        double distance = distance_of(right, up);
        uint32_t place = place_outwards(geometry, distance * pitches);
        double turns = right <= up ? up ? angle_of(angles, (double)right / up) : 0
                                   : 0.25 - angle_of(angles, (double)up / right);
        polar[i].angle = (uint32_t)(turns * circle + 0.5);
        polar[i].tap = (struct sky_flat_tap){.offset = (place >> 8) * 3, .pixel_weight = (uint8_t)place,
                                             .coverage = (uint16_t)coverage_of(flat, distance, hole)};
    }
}

static void put_tap(const struct sky_flat *flat, struct sky_flat_tap *tap, const struct polar *polar, uint32_t angle)
{
    uint32_t vane_bytes = flat->geometry.pixels * 3;
    *tap = polar->tap;
    tap->offset += (angle >> 8) * vane_bytes;
    tap->vane_weight = (uint8_t)angle;
}

/* Computes the taps of the right half. Angles are computed from 12 to 3 o'clock; those from 3 to 6 mirror them
 * exactly, because half a circle is an integer in 1/256 vane. */
static void make_taps(struct sky_flat *flat, struct polar *polar)
{
    struct angles angles;
    fill_angles(&angles);
    uint32_t half = flat->geometry.vanes * 128, side = flat->fine;
    for (uint32_t y = 0; y < (side + 1) / 2; y++) {
        const struct row *row = &flat->rows[y];
        struct sky_flat_tap *above = flat->taps + row->taps, *below = flat->taps + flat->rows[side - 1 - y].taps;
        make_quarter_row(flat, &angles, (int32_t)(side - 1 - 2 * y), polar, row->count);
        for (uint32_t i = 0; i < row->count; i++) {
            put_tap(flat, below + i, &polar[i], half - polar[i].angle);
            put_tap(flat, above + i, &polar[i], polar[i].angle);
        }
    }
}

struct sky_flat *sky_flat_create(const struct sky_geometry *geometry, uint32_t size, unsigned oversample,
                                 struct sky_color background)
{
    if (size < 1 || size > SKY_FLAT_SIZE_MAX || oversample < 1 || oversample > SKY_FLAT_OVERSAMPLE_MAX ||
        size * oversample > SKY_FLAT_FINE_MAX) {
        sky_fail("a picture of %u pixels, oversampled %u times, is out of range (must be 1 to %u, 1 to %u, together "
                 "up to %u)", size, oversample, SKY_FLAT_SIZE_MAX, SKY_FLAT_OVERSAMPLE_MAX, SKY_FLAT_FINE_MAX);
        return NULL;
    }
    struct sky_flat *flat = calloc(1, sizeof *flat);
    if (!flat)
        goto memory;
    *flat = (struct sky_flat){*geometry, .size = size, .oversample = oversample, .fine = size * oversample};
    flat->rows = malloc(flat->fine * sizeof *flat->rows);
    flat->background_row = calloc(flat->fine, 3); /* black, like `background` */
    flat->fine_row = malloc((size_t)flat->fine * 3);
    flat->sums = malloc((size_t)size * 3 * sizeof *flat->sums);
    flat->left = malloc((size_t)flat->fine * 3 + 1);
    flat->padded = calloc(1, sky_frame_bytes(geometry) + sky_vane_bytes(geometry) + PADDING);
    flat->mirrored = calloc(1, sky_frame_bytes(geometry) + sky_vane_bytes(geometry) + PADDING);
    if (!flat->rows || !flat->background_row || !flat->fine_row || !flat->sums || !flat->left || !flat->padded ||
        !flat->mirrored)
        goto memory;
    flat->taps = malloc(make_rows(flat) * sizeof *flat->taps);
    struct polar *polar = malloc(flat->fine * sizeof *polar);
    if (flat->taps && polar)
        make_taps(flat, polar);
    free(polar);
    if (!flat->taps || !polar)
        goto memory;
    sky_flat_set_background(flat, background);
    return flat;

memory:
    sky_flat_destroy(flat);
    sky_fail("out of memory for a picture of %u x %u pixels", size, size);
    return NULL;
}

void sky_flat_destroy(struct sky_flat *flat)
{
    if (!flat)
        return;
    free(flat->rows);
    free(flat->background_row);
    free(flat->fine_row);
    free(flat->sums);
    free(flat->left);
    free(flat->padded);
    free(flat->mirrored);
    free(flat->taps);
    free(flat);
}

void sky_flat_set_background(struct sky_flat *flat, struct sky_color background)
{
    const uint8_t rgb[3] = {background.r, background.g, background.b};
    if (memcmp(rgb, flat->background, 3) == 0)
        return;
    memcpy(flat->background, rgb, 3);
    for (size_t i = 0; i < flat->fine; i++)
        memcpy(flat->background_row + 3 * i, rgb, 3);
}

/* ---- The pictures ---- */

static void draw_row(const struct sky_flat *flat, uint32_t y, uint8_t *out)
{
    const struct row *row = &flat->rows[y];
    const struct sky_flat_tap *taps = flat->taps + row->taps;
    size_t vane_bytes = sky_vane_bytes(&flat->geometry);
    size_t right = flat->fine / 2, left = (flat->fine - 1) / 2, outside = left + 1 - row->count;

    memcpy(out, flat->background_row, outside * 3);
    sky_kernels()->flat(flat->left, flat->mirrored, taps, row->count, vane_bytes, flat->background);
    /* Copying four bytes is faster than three; the next pixel overwrites the fourth. */
    for (size_t i = row->count - 1; i > 0; i--)
        memcpy(out + (left - i) * 3, flat->left + i * 3, 4);
    memcpy(out + left * 3, flat->left, 3);
    sky_kernels()->flat(out + right * 3, flat->padded, taps, row->count, vane_bytes, flat->background);
    memcpy(out + (flat->fine - outside) * 3, flat->background_row, outside * 3);
}

/* Draws the mean of `oversample` rows and columns, rounded to nearest, halves up. */
static void draw_mean_row(struct sky_flat *flat, uint32_t y, uint8_t *out)
{
    unsigned k = flat->oversample, count = k * k;
    memset(flat->sums, 0, (size_t)flat->size * 3 * sizeof *flat->sums);
    for (unsigned i = 0; i < k; i++) {
        draw_row(flat, y * k + i, flat->fine_row);
        const uint8_t *in = flat->fine_row;
        for (uint16_t *sum = flat->sums; sum < flat->sums + flat->size * 3; sum += 3)
            for (unsigned j = 0; j < k; j++, in += 3)
                for (int channel = 0; channel < 3; channel++)
                    sum[channel] = (uint16_t)(sum[channel] + in[channel]);
    }
    for (uint32_t i = 0; i < flat->size * 3; i++)
        out[i] = (uint8_t)((flat->sums[i] + count / 2) / count);
}

void sky_flat_begin(struct sky_flat *flat, const uint8_t *frame)
{
    size_t vane_bytes = sky_vane_bytes(&flat->geometry), frame_bytes = sky_frame_bytes(&flat->geometry);
    memcpy(flat->padded, frame, frame_bytes);
    memcpy(flat->padded + frame_bytes, frame, vane_bytes);
    for (size_t at = 0; at <= frame_bytes; at += vane_bytes)
        memcpy(flat->mirrored + at, flat->padded + frame_bytes - at, vane_bytes);
}

void sky_flat_rows(struct sky_flat *flat, uint32_t first, uint32_t count, uint8_t *rgb)
{
    for (uint32_t y = first; y < first + count; y++, rgb += (size_t)flat->size * 3) {
        if (flat->oversample == 1)
            draw_row(flat, y, rgb);
        else
            draw_mean_row(flat, y, rgb);
    }
}

void sky_flat_draw(struct sky_flat *flat, const uint8_t *frame, uint8_t *rgb)
{
    sky_flat_begin(flat, frame);
    sky_flat_rows(flat, 0, flat->size, rgb);
}
