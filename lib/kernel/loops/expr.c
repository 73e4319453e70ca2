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

#include "kernel/loops/expr_sample.h"

/* ---- By hand ---- */

/* sky_fpow() in two loops, which take a quarter less time than one: what one number waits for is shorter than a
 * processor looks ahead. */
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
