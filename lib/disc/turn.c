/* SPDX-License-Identifier: ISC */
#include "disc/turn.h"

#include <math.h>
#include <string.h>

#include "kernel/kernel.h"

/* Places are integers in units of 1/256 vane or pixel, so that rounding happens only once, the same on every
 * machine. */
#define PLACES 256

/* x modulo m, from 0 to m - 1. */
static int64_t wrap(int64_t x, int64_t m)
{
    x %= m;
    return x < 0 ? x + m : x;
}

/* Converts a distance to places, modulo `size` units. */
static int64_t places(double distance, uint32_t size)
{
    double part = fmod(distance, size);
    return wrap((int64_t)floor(part * PLACES + 0.5), (int64_t)size * PLACES);
}

/* The rotation, in places. */
static int64_t rotation_of(const struct sky_turn *turn, const struct sky_geometry *geometry)
{
    return places((turn->turns - floor(turn->turns)) * geometry->vanes, geometry->vanes);
}

static bool is_radial(const struct sky_turn *turn)
{
    return turn->flip || turn->shift != 0;
}

bool sky_turn_is_whole(const struct sky_turn *turn, const struct sky_geometry *geometry, uint32_t *first)
{
    int64_t rotation = rotation_of(turn, geometry);
    if (is_radial(turn) || turn->fold || turn->mirror || rotation % PLACES)
        return false;
    *first = (uint32_t)wrap(-rotation / PLACES, geometry->vanes);
    return true;
}

/* The place in the old frame that a vane of the new frame shows. */
static int64_t source_place(const struct sky_turn *turn, int64_t rotation, uint32_t vane, uint32_t vanes)
{
    int64_t circle = (int64_t)vanes * PLACES;
    int64_t place = wrap((int64_t)vane * PLACES - rotation, circle);
    if (turn->mirror)
        place = wrap(-place, circle);
    if (turn->fold) {
        /* Multiplied by the number of sectors, each sector is a full circle; both its halves show the same half
         * sector. */
        int64_t n = turn->fold, inside = wrap(place * n, circle);
        int64_t half = inside < circle - inside ? inside : circle - inside;
        place = (half + n / 2) / n;
    }
    return place;
}

static void flip_row(uint8_t *row, uint32_t pixels)
{
    for (uint32_t i = 0, j = pixels - 1; i < j; i++, j--) {
        uint8_t pixel[3];
        memcpy(pixel, row + 3 * i, 3);
        memcpy(row + 3 * i, row + 3 * j, 3);
        memcpy(row + 3 * j, pixel, 3);
    }
}

/* Copies a row and shifts it outwards by a number of whole pixels. */
static void shift_row(uint8_t *out, const uint8_t *in, int64_t shift, const struct sky_turn *turn, uint32_t pixels)
{
    size_t bytes = (size_t)pixels * 3;
    if (!turn->black_edge) {
        size_t split = (size_t)wrap(shift, pixels) * 3;
        memcpy(out + split, in, bytes - split);
        memcpy(out, in + bytes - split, split);
    } else if (shift >= pixels || shift <= -(int64_t)pixels) {
        memset(out, 0, bytes);
    } else if (shift >= 0) {
        size_t split = (size_t)shift * 3;
        memcpy(out + split, in, bytes - split);
        memset(out, 0, split);
    } else {
        size_t split = (size_t)-shift * 3;
        memcpy(out, in + split, bytes - split);
        memset(out + bytes - split, 0, split);
    }
}

/* Flips and shifts a row from `row` to `out`; changes `row` and `spare`. */
static void move_row(uint8_t *out, uint8_t *row, uint8_t *spare, const struct sky_turn *turn, uint32_t pixels)
{
    if (turn->flip)
        flip_row(row, pixels);
    /* A shift in black by more than a vane is all black, so it can be limited to that. */
    double limited = fmin(fmax(turn->shift, -(double)pixels), pixels);
    int64_t shift = turn->black_edge ? (int64_t)floor(limited * PLACES + 0.5) : places(turn->shift, pixels);
    int64_t part = wrap(shift, PLACES), whole = (shift - part) / PLACES;
    shift_row(out, row, whole, turn, pixels);
    if (part) {
        shift_row(spare, row, whole + 1, turn, pixels);
        sky_kernels()->lerp(out, out, spare, (size_t)pixels * 3, (unsigned)part);
    }
}

void sky_turn_draw(uint8_t *out, const uint8_t *in, const struct sky_turn *turn, const struct sky_geometry *geometry,
                   uint8_t *rows)
{
    sky_turn_draw_vanes(out, in, turn, geometry, rows, 0, geometry->vanes);
}

void sky_turn_draw_vanes(uint8_t *out, const uint8_t *in, const struct sky_turn *turn,
                         const struct sky_geometry *geometry, uint8_t *rows, uint32_t first, uint32_t end)
{
    size_t bytes = sky_vane_bytes(geometry);
    int64_t rotation = rotation_of(turn, geometry);
    out += first * bytes;
    for (uint32_t vane = first; vane < end; vane++, out += bytes) {
        int64_t place = source_place(turn, rotation, vane, geometry->vanes);
        uint32_t below = (uint32_t)(place / PLACES) % geometry->vanes, above = (below + 1) % geometry->vanes;
        uint8_t *row = is_radial(turn) ? rows : out;
        if (place % PLACES)
            sky_kernels()->lerp(row, in + below * bytes, in + above * bytes, bytes, (unsigned)(place % PLACES));
        else
            memcpy(row, in + below * bytes, bytes);
        if (is_radial(turn))
            move_row(out, row, rows + bytes, turn, geometry->pixels);
    }
}
