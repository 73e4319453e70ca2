/* SPDX-License-Identifier: ISC */
/* The operations of the expression language upon rows of numbers. */
#include "kernel/expr.h"
#include "kernel/fmath.h"
#include "kernel/loops/loops.h"
#include "kernel/noise.h"

#include <string.h>

#ifdef __clang__
/* clang may leave a loop as it is when it finds that vector instructions would not pay. */
#pragma clang diagnostic ignored "-Wpass-failed"
#endif

#define INLINE __attribute__((always_inline)) static inline

#define KERNEL(name) \
    static void kernel_##name(float *out, const float *const operands[], size_t count, \
                              const struct sky_expr_row *row, uint32_t tag)

/* ---- By formula: a loop for each set of operands that are single numbers ---- */

#define LOOP_1(name) \
    KERNEL(name##_0) \
    { \
        const float *x = operands[0]; \
        (void)row, (void)tag; \
        SKY_INDEPENDENT_ITERATIONS \
        for (size_t i = 0; i < count; i++) \
            out[i] = op_##name(x[i]); \
    }
#define LOOPS_1(name, formula) \
    INLINE float op_##name(float x) \
    { \
        return formula; \
    } \
    LOOP_1(name)

#define LOOP_2(name, mask, at_x, at_y) \
    KERNEL(name##_##mask) \
    { \
        const float *x = operands[0], *y = operands[1]; \
        const float x0 = *x, y0 = *y; \
        (void)row, (void)tag, (void)x0, (void)y0; \
        SKY_INDEPENDENT_ITERATIONS \
        for (size_t i = 0; i < count; i++) \
            out[i] = op_##name(at_x, at_y); \
    }
#define LOOPS_2(name, formula) \
    INLINE float op_##name(float x, float y) \
    { \
        return formula; \
    } \
    LOOP_2(name, 0, x[i], y[i]) \
    LOOP_2(name, 1, x0, y[i]) \
    LOOP_2(name, 2, x[i], y0)

#define LOOP_3(name, mask, at_x, at_y, at_z) \
    KERNEL(name##_##mask) \
    { \
        const float *x = operands[0], *y = operands[1], *z = operands[2]; \
        const float x0 = *x, y0 = *y, z0 = *z; \
        (void)row, (void)tag, (void)x0, (void)y0, (void)z0; \
        SKY_INDEPENDENT_ITERATIONS \
        for (size_t i = 0; i < count; i++) \
            out[i] = op_##name(at_x, at_y, at_z); \
    }
#define LOOPS_3(name, formula) \
    INLINE float op_##name(float x, float y, float z) \
    { \
        return formula; \
    } \
    LOOP_3(name, 0, x[i], y[i], z[i]) \
    LOOP_3(name, 1, x0, y[i], z[i]) \
    LOOP_3(name, 2, x[i], y0, z[i]) \
    LOOP_3(name, 3, x0, y0, z[i]) \
    LOOP_3(name, 4, x[i], y[i], z0) \
    LOOP_3(name, 5, x0, y[i], z0) \
    LOOP_3(name, 6, x[i], y0, z0)

#define LOOPS(name, operands, cost, floats, doubles) LOOPS_##operands(name, floats)
SKY_OPERATIONS(LOOPS)

/* ---- Fused ---- */

/* Blocks of a constant length, which compilers unroll; then the rest. */
#define BLOCK 32

#define FUSED(name, operand_count, formula) \
    INLINE void part_##name(float *out, const float *const operands[], size_t first, size_t count) \
    { \
        const float *pa = operands[0] + first, *pb = operands[1] + first; \
        const float *pc = operands[operand_count > 2 ? 2 : 0] + first; \
        const float *pd = operands[operand_count > 3 ? 3 : 0] + first; \
        const float *pe = operands[operand_count > 4 ? 4 : 0] + first; \
        SKY_INDEPENDENT_ITERATIONS \
        for (size_t i = 0; i < count; i++) { \
            const float a = pa[i], b = pb[i], c = pc[i], d = pd[i], e = pe[i]; \
            (void)c, (void)d, (void)e; \
            out[first + i] = formula; \
        } \
    } \
    KERNEL(name##_0) \
    { \
        size_t first = 0; \
        (void)row, (void)tag; \
        for (; first + BLOCK <= count; first += BLOCK) \
            part_##name(out, operands, first, BLOCK); \
        part_##name(out, operands, first, count - first); \
    }
SKY_OPERATIONS_FUSED(FUSED)

/* ---- By hand ---- */

/* sky_fpow() in two loops, which take a quarter less time than one: what one number waits for is shorter than a processor
 * looks ahead. */
INLINE void power(float *out, const float *x, const float *y, size_t count)
{
    float high[BLOCK], low[BLOCK];
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        high[i] = sky_flog2_parts(sky_fabs(x[i]), &low[i]);
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_fpow_of(x[i], y[i], high[i], low[i]);
}

KERNEL(POW_0)
{
    const float *x = operands[0], *y = operands[1];
    size_t first = 0;
    (void)row, (void)tag;
    for (; first + BLOCK <= count; first += BLOCK)
        power(out + first, x + first, y + first, BLOCK);
    power(out + first, x + first, y + first, count - first);
}

KERNEL(NOISE2_0)
{
    const float *x = operands[0], *y = operands[1];
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise2(sky_fknown(x[i]), sky_fknown(y[i]), tag);
}

KERNEL(NOISE3_0)
{
    const float *x = operands[0], *y = operands[1], *z = operands[2];
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3(sky_fknown(x[i]), sky_fknown(y[i]), sky_fknown(z[i]), tag);
}

/* The same z throughout: what depends on it alone is computed once, before the loop. */
KERNEL(NOISE3_4)
{
    const float *x = operands[0], *y = operands[1], z = sky_fknown(*operands[2]);
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3(sky_fknown(x[i]), sky_fknown(y[i]), z, tag);
}

KERNEL(ANOISE_0)
{
    const float *place = operands[0], *period = operands[1], *y = operands[2], *z = operands[3];
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3_periodic(sky_fknown(place[i]), sky_fknown(y[i]), sky_fknown(z[i]), period[i],
                                     SKY_NOISE_ENDLESS, SKY_NOISE_ENDLESS, tag);
}

/* The cells are rows only where they differ from vane to vane or along the radius. */
KERNEL(NOISE2_CELLS_0)
{
    const float *x = operands[0], *y = operands[1], *cell_x = operands[2], *cell_y = operands[3];
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise2_cells(sky_fknown(x[i]), sky_fknown(y[i]), sky_fcell(cell_x[i]), sky_fcell(cell_y[i]),
                                  tag);
}

KERNEL(NOISE2_CELLS_12)
{
    const float *x = operands[0], *y = operands[1];
    const uint32_t cell_x = sky_fcell(*operands[2]), cell_y = sky_fcell(*operands[3]);
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise2_cells(sky_fknown(x[i]), sky_fknown(y[i]), cell_x, cell_y, tag);
}

KERNEL(NOISE3_CELLS_0)
{
    const float *x = operands[0], *y = operands[1], *z = operands[2];
    const float *cell_x = operands[3], *cell_y = operands[4], *cell_z = operands[5];
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3_cells(sky_fknown(x[i]), sky_fknown(y[i]), sky_fknown(z[i]), sky_fcell(cell_x[i]),
                                  sky_fcell(cell_y[i]), sky_fcell(cell_z[i]), tag);
}

KERNEL(NOISE3_CELLS_56)
{
    const float *x = operands[0], *y = operands[1], *z = operands[2];
    const uint32_t cell_x = sky_fcell(*operands[3]), cell_y = sky_fcell(*operands[4]), cell_z = sky_fcell(*operands[5]);
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3_cells(sky_fknown(x[i]), sky_fknown(y[i]), sky_fknown(z[i]), cell_x, cell_y, cell_z, tag);
}

KERNEL(NOISE3_CELLS_60)
{
    const float *x = operands[0], *y = operands[1], z = sky_fknown(*operands[2]);
    const uint32_t cell_x = sky_fcell(*operands[3]), cell_y = sky_fcell(*operands[4]), cell_z = sky_fcell(*operands[5]);
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3_cells(sky_fknown(x[i]), sky_fknown(y[i]), z, cell_x, cell_y, cell_z, tag);
}

KERNEL(ANOISE_CELLS_0)
{
    const float *place = operands[0], *period = operands[1], *y = operands[2], *z = operands[3];
    const float *cell_y = operands[4], *cell_z = operands[5];
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3_around(sky_fknown(place[i]), sky_fknown(y[i]), sky_fknown(z[i]), period[i],
                                   sky_fcell(cell_y[i]), sky_fcell(cell_z[i]), tag);
}

KERNEL(ANOISE_CELLS_58)
{
    const float *place = operands[0], period = *operands[1], *y = operands[2], z = sky_fknown(*operands[3]);
    const uint32_t cell_y = sky_fcell(*operands[4]), cell_z = sky_fcell(*operands[5]);
    (void)row;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3_around(sky_fknown(place[i]), sky_fknown(y[i]), z, period, cell_y, cell_z, tag);
}

/* Cells whose points move alike everywhere, and that are everywhere as far away, as numbers. */
#define CELLS_LOOPS(name, member) \
    KERNEL(name##_0) \
    { \
        const float *x = operands[0], *y = operands[1], *moved = operands[2]; \
        const float *cell_x = operands[3], *cell_y = operands[4]; \
        (void)row; \
        SKY_INDEPENDENT_ITERATIONS \
        for (size_t i = 0; i < count; i++) \
            out[i] = sky_cells(sky_fknown(x[i]), sky_fknown(y[i]), sky_fknown(moved[i]), sky_fcell(cell_x[i]), \
                               sky_fcell(cell_y[i]), tag).member; \
    } \
    KERNEL(name##_28) \
    { \
        const float *x = operands[0], *y = operands[1], moved = sky_fknown(*operands[2]); \
        const uint32_t cell_x = sky_fcell(*operands[3]), cell_y = sky_fcell(*operands[4]); \
        (void)row; \
        SKY_INDEPENDENT_ITERATIONS \
        for (size_t i = 0; i < count; i++) \
            out[i] = sky_cells(sky_fknown(x[i]), sky_fknown(y[i]), moved, cell_x, cell_y, tag).member; \
    }
CELLS_LOOPS(CELLS, nearest)
CELLS_LOOPS(CELLS_NEXT, next)
CELLS_LOOPS(CELLS_ID, id)

INLINE float mix(float x, float y, float part)
{
    return x + (y - x) * part;
}

/* ---- Places between LEDs: in blocks, so that places are found and values mixed in vector registers, and only what is
 * at these places is fetched one by one ---- */

/* As many that single stores have left the processor's buffer when a vector register is loaded with them. */
#define SAMPLES 128

/* The two vanes around an angle in turns; the wheel's last vane is before its first. */
struct vanes {
    int32_t first, second;
    float part;
};

INLINE struct vanes find_vanes(float turn, int32_t vane_count)
{
    const float where = turn * (float)vane_count;
    const int32_t first = (int32_t)where;
    const int32_t around = first < vane_count ? first : 0;
    return (struct vanes){around, around + 1 < vane_count ? around + 1 : 0, where - (float)first};
}

/* The first of the two pixels around a radius, and the part of the second. The first and the last LED's middle are the
 * ends: the first pixel is at most the last but one. NaN counts as 0. */
struct pixel {
    int32_t first;
    float part;
};

INLINE struct pixel find_pixel(float radius, int32_t pixel_count)
{
    const float count = (float)pixel_count;
    const float where = sky_fmin(sky_fmax(radius * count - 0.5f, 0.0f), count - 1.0f);
    const int32_t most = pixel_count > 1 ? pixel_count - 2 : 0, whole = (int32_t)where;
    const int32_t first = whole < most ? whole : most;
    return (struct pixel){first, where - (float)first};
}

/* Two vanes with one pixel each: what is before the next has no part. */
INLINE void sample_ring(float *out, const float *turn, size_t count, const struct sky_expr_row *row, const uint8_t *frame)
{
    for (size_t i = 0; i < count; i++) {
        const struct vanes vanes = find_vanes(turn[i], (int32_t)row->vanes);
        out[i] = mix(frame[vanes.first * 3], frame[vanes.second * 3], vanes.part) * (1.0f / 255.0f);
    }
}

/* A channel's bytes of two pixels are three bytes apart, so that four bytes hold both. */
KERNEL(AT_0)
{
    const float *turn = operands[0], *radius = operands[1];
    const uint8_t *frame = row->sources[tag / 4] + tag % 4;
    const int32_t vane_count = (int32_t)row->vanes, pixel_count = (int32_t)row->pixels;
    if (pixel_count == 1) {
        sample_ring(out, turn, count, row, frame);
        return;
    }
    for (size_t begin = 0; begin < count; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        int32_t first[SAMPLES], second[SAMPLES];
        float part[SAMPLES], out_part[SAMPLES];
        uint32_t here[SAMPLES], there[SAMPLES];
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            const struct vanes vanes = find_vanes(turn[begin + i], vane_count);
            const struct pixel pixel = find_pixel(radius[begin + i], pixel_count);
            first[i] = 3 * (vanes.first * pixel_count + pixel.first);
            second[i] = 3 * (vanes.second * pixel_count + pixel.first);
            part[i] = vanes.part;
            out_part[i] = pixel.part;
        }
        for (size_t i = 0; i < size; i++) {
            memcpy(&here[i], frame + first[i], sizeof *here);
            memcpy(&there[i], frame + second[i], sizeof *there);
        }
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            float inner = mix((float)(int32_t)(here[i] & 255), (float)(int32_t)(there[i] & 255), part[i]);
            float outer = mix((float)(int32_t)(here[i] >> 24), (float)(int32_t)(there[i] >> 24), part[i]);
            out[begin + i] = mix(inner, outer, out_part[i]) * (1.0f / 255.0f);
        }
    }
}

/* The three channels of a place, which is found once: as AT_0 for each. The second pixel's bytes are read with the one
 * before them. */
static void at_color(float *const out[3], const float *const operands[], size_t count, const struct sky_expr_row *row,
                     uint32_t source)
{
    const float *turn = operands[0], *radius = operands[1];
    const uint8_t *frame = row->sources[source];
    const int32_t vane_count = (int32_t)row->vanes, pixel_count = (int32_t)row->pixels;
    for (int channel = 0; channel < 3 && pixel_count == 1; channel++)
        sample_ring(out[channel], turn, count, row, frame + channel);
    for (size_t begin = 0; begin < count && pixel_count > 1; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        int32_t first[SAMPLES], second[SAMPLES];
        float part[SAMPLES], out_part[SAMPLES];
        uint32_t near[2][SAMPLES], far[2][SAMPLES];
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            const struct vanes vanes = find_vanes(turn[begin + i], vane_count);
            const struct pixel pixel = find_pixel(radius[begin + i], pixel_count);
            first[i] = 3 * (vanes.first * pixel_count + pixel.first);
            second[i] = 3 * (vanes.second * pixel_count + pixel.first);
            part[i] = vanes.part;
            out_part[i] = pixel.part;
        }
        for (size_t i = 0; i < size; i++) {
            memcpy(&near[0][i], frame + first[i], sizeof **near);
            memcpy(&far[0][i], frame + first[i] + 2, sizeof **far);
            memcpy(&near[1][i], frame + second[i], sizeof **near);
            memcpy(&far[1][i], frame + second[i] + 2, sizeof **far);
        }
        for (uint32_t shift = 0; shift < 24; shift += 8) {
            float *const channel = out[shift / 8] + begin;
            SKY_INDEPENDENT_ITERATIONS
            for (size_t i = 0; i < size; i++) {
                float inner = mix((float)(int32_t)(near[0][i] >> shift & 255),
                                  (float)(int32_t)(near[1][i] >> shift & 255), part[i]);
                float outer = mix((float)(int32_t)(far[0][i] >> shift >> 8 & 255),
                                  (float)(int32_t)(far[1][i] >> shift >> 8 & 255), part[i]);
                channel[i] = mix(inner, outer, out_part[i]) * (1.0f / 255.0f);
            }
        }
    }
}

KERNEL(AT_TURN_0)
{
    const float *turn = operands[0];
    const uint8_t *frame = row->sources[tag / 4] + (size_t)row->pixel * 3 + tag % 4;
    const int32_t vane_count = (int32_t)row->vanes, vane_bytes = (int32_t)row->pixels * 3;
    for (size_t begin = 0; begin < count; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        int32_t first[SAMPLES], second[SAMPLES];
        float part[SAMPLES];
        uint8_t here[SAMPLES], there[SAMPLES];
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            const struct vanes vanes = find_vanes(turn[begin + i], vane_count);
            first[i] = vanes.first * vane_bytes + 3 * (int32_t)(begin + i);
            second[i] = vanes.second * vane_bytes + 3 * (int32_t)(begin + i);
            part[i] = vanes.part;
        }
        for (size_t i = 0; i < size; i++) {
            here[i] = frame[first[i]];
            there[i] = frame[second[i]];
        }
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++)
            out[begin + i] = mix(here[i], there[i], part[i]) * (1.0f / 255.0f);
    }
}

/* A whole row between two vanes, or of one. */
KERNEL(AT_TURN_1)
{
    const struct vanes vanes = find_vanes(*operands[0], (int32_t)row->vanes);
    const uint8_t *frame = row->sources[tag / 4] + (size_t)row->pixel * 3 + tag % 4;
    const uint8_t *here = frame + (size_t)vanes.first * row->pixels * 3;
    const uint8_t *there = frame + (size_t)vanes.second * row->pixels * 3;
    if (vanes.part == 0.0f) {
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < count; i++)
            out[i] = (float)here[3 * i] * (1.0f / 255.0f);
        return;
    }
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = mix(here[3 * i], there[3 * i], vanes.part) * (1.0f / 255.0f);
}

/* The same of floats. Those of two pixels are read as one number of 64 bits where they are next to each other; what is one
 * number a vane, or a frame, is the same at both. */
INLINE void sample_plane(float *out, const float *turn, const float *radius, size_t count,
                         const struct sky_expr_row *row, const struct sky_expr_plane *plane, int is_adjacent)
{
    const int32_t vane_count = (int32_t)row->vanes, pixel_count = (int32_t)row->pixels;
    const int32_t vane_step = (int32_t)plane->vane_step, pixel_step = is_adjacent ? 1 : 0;
    for (size_t begin = 0; begin < count; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        int32_t first[SAMPLES], second[SAMPLES];
        float part[SAMPLES], out_part[SAMPLES];
        uint64_t here[SAMPLES], there[SAMPLES];
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            const struct vanes vanes = find_vanes(turn[begin + i], vane_count);
            const struct pixel pixel = find_pixel(radius[begin + i], pixel_count);
            first[i] = vanes.first * vane_step + pixel.first * pixel_step;
            second[i] = vanes.second * vane_step + pixel.first * pixel_step;
            part[i] = vanes.part;
            out_part[i] = pixel.part;
        }
        for (size_t i = 0; i < size; i++) {
            memcpy(&here[i], plane->base + first[i], is_adjacent ? 8 : 4);
            memcpy(&there[i], plane->base + second[i], is_adjacent ? 8 : 4);
        }
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            float inner = mix(sky_fof_bits((uint32_t)here[i]), sky_fof_bits((uint32_t)there[i]), part[i]);
            float outer = mix(sky_fof_bits((uint32_t)(here[i] >> 32)), sky_fof_bits((uint32_t)(there[i] >> 32)), part[i]);
            out[begin + i] = is_adjacent ? mix(inner, outer, out_part[i]) : inner;
        }
    }
}

KERNEL(LAST_0)
{
    const struct sky_expr_plane *plane = &row->last[tag];
    if (plane->pixel_step == 1 && row->pixels > 1)
        sample_plane(out, operands[0], operands[1], count, row, plane, 1);
    else
        sample_plane(out, operands[0], operands[1], count, row, plane, 0);
}

KERNEL(LAST_TURN_0)
{
    const struct sky_expr_plane plane = row->last[tag];
    const float *turn = operands[0], *base = plane.base + row->pixel * plane.pixel_step;
    const int32_t vane_count = (int32_t)row->vanes;
    const int32_t vane_step = (int32_t)plane.vane_step, pixel_step = (int32_t)plane.pixel_step;
    for (size_t begin = 0; begin < count; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        int32_t first[SAMPLES], second[SAMPLES];
        float part[SAMPLES], here[SAMPLES], there[SAMPLES];
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            const struct vanes vanes = find_vanes(turn[begin + i], vane_count);
            first[i] = vanes.first * vane_step + (int32_t)(begin + i) * pixel_step;
            second[i] = vanes.second * vane_step + (int32_t)(begin + i) * pixel_step;
            part[i] = vanes.part;
        }
        for (size_t i = 0; i < size; i++) {
            here[i] = base[first[i]];
            there[i] = base[second[i]];
        }
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++)
            out[begin + i] = mix(here[i], there[i], part[i]);
    }
}

KERNEL(LAST_TURN_1)
{
    const struct sky_expr_plane plane = row->last[tag];
    const struct vanes vanes = find_vanes(*operands[0], (int32_t)row->vanes);
    const float *base = plane.base + row->pixel * plane.pixel_step;
    const float *here = base + (size_t)vanes.first * plane.vane_step;
    const float *there = base + (size_t)vanes.second * plane.vane_step;
    if (plane.pixel_step == 1) {
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < count; i++)
            out[i] = mix(here[i], there[i], vanes.part);
        return;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = mix(*here, *there, vanes.part);
}

KERNEL(PALETTE_0)
{
    const float *step = operands[0];
    const uint8_t (*palette)[3] = sky_palette_table(SKY_PALETTE_OF_TAG(tag));
    const uint32_t channel = SKY_CHANNEL_OF_TAG(tag);
    (void)row;
    for (size_t i = 0; i < count; i++)
        out[i] = (float)palette[(int32_t)step[i]][channel] * (1.0f / 255.0f);
}

KERNEL(SRC_0)
{
    const uint8_t *from = row->sources[tag / 4] + ((size_t)row->vane * row->pixels + row->pixel) * 3 + tag % 4;
    (void)operands;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = (float)from[3 * i] * (1.0f / 255.0f);
}

KERNEL(RND_0)
{
    uint32_t seed = sky_noise_hash(row->frame ^ tag * SKY_NOISE_Y);
    uint32_t first = row->vane * row->pixels + row->pixel;
    (void)operands;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++) {
        uint32_t hash = sky_noise_hash((first + (uint32_t)i) * SKY_NOISE_X ^ seed);
        hash ^= hash >> 15;
        out[i] = (float)(int32_t)(hash >> 8) * 0x1p-24f;
    }
}

static void fill(float *out, float value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = value;
}

#define VARIANTS_1(name) {{0, kernel_##name##_0}}
#define VARIANTS_2(name) {{0, kernel_##name##_0}, {1, kernel_##name##_1}, {2, kernel_##name##_2}}
#define VARIANTS_3(name) \
    {{0, kernel_##name##_0}, {1, kernel_##name##_1}, {2, kernel_##name##_2}, {3, kernel_##name##_3}, \
     {4, kernel_##name##_4}, {5, kernel_##name##_5}, {6, kernel_##name##_6}}
#define BY_FORMULA(name, operands, cost, floats, doubles) [SKY_OP_##name] = VARIANTS_##operands(name),
#define ONE_LOOP(name, ...) [SKY_OP_##name] = VARIANTS_1(name),

const struct sky_expr_kernels SKY_LOOP(sky_expr_kernels) = {
    .op = {SKY_OPERATIONS(BY_FORMULA) SKY_OPERATIONS_BY_HAND(ONE_LOOP) SKY_OPERATIONS_OF_ROWS(ONE_LOOP)
               SKY_OPERATIONS_FUSED(ONE_LOOP)
               [SKY_OP_AT_TURN][1] = {1, kernel_AT_TURN_1},
               [SKY_OP_LAST_TURN][1] = {1, kernel_LAST_TURN_1},
               [SKY_OP_NOISE3][1] = {4, kernel_NOISE3_4},
               [SKY_OP_NOISE2_CELLS][1] = {12, kernel_NOISE2_CELLS_12},
               [SKY_OP_NOISE3_CELLS][1] = {56, kernel_NOISE3_CELLS_56},
               [SKY_OP_NOISE3_CELLS][2] = {60, kernel_NOISE3_CELLS_60},
               [SKY_OP_ANOISE_CELLS][1] = {58, kernel_ANOISE_CELLS_58},
               [SKY_OP_CELLS][1] = {28, kernel_CELLS_28},
               [SKY_OP_CELLS_NEXT][1] = {28, kernel_CELLS_NEXT_28},
               [SKY_OP_CELLS_ID][1] = {28, kernel_CELLS_ID_28}},
    .fill = fill,
    .at_color = at_color,
    .pack = SKY_LOOP(sky_expr_pack),
};
