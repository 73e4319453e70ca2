/* SPDX-License-Identifier: ISC */
/* The expression language's operations: every version of every kernel against the plain one, on random and awkward
 * numbers, at odd sizes and in guarded rows; the result must be the same to the bit, but for NaN's own bits. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "expr/fusion.h"
#include "kernel/expr.h"
#include "kernel/kernel.h"
#include "kernel/noise.h"
#include "../unit/tap.h"

#define LONGEST 300
#define GUARD 16
#define VANES 5
#define PIXELS 400

static const size_t sizes[] = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 255, 288, 300};
static uint64_t seed;
static float rows[SKY_FUSED_OPERANDS_MAX][LONGEST + 1];
static uint8_t source[VANES * PIXELS * 3];

/* Most numbers are like those of programs; the others are any float, or special ones. */
static float draw(uint64_t place)
{
    static const float edges[] = {0,        -0.0f,  1,         -1,       0.5f,     -0.5f,      2,     1e-40f,
                                  INFINITY, -INFINITY, NAN,    1e38f,    -1e38f,   8388608.0f, 2.5f,  -2.5f,
                                  3.14159265f, 100000.0f, 0x1p-126f, 16777216.0f, -8388607.5f, 127.0f, -150.0f, 1.5f};
    uint64_t random = sky_random_hash(seed, place);
    uint32_t bits = (uint32_t)(random >> 32);
    float any;
    memcpy(&any, &bits, sizeof any);
    switch (random % 8) {
    case 0:
        return edges[random / 8 % (sizeof edges / sizeof *edges)];
    case 1:
        return any;
    case 2:
        return (float)((int)(random / 8 % 41) - 20);
    default:
        return (float)(sky_random_unit(seed, place) * 20 - 10);
    }
}

static void fill_rows(enum sky_op op, uint64_t round)
{
    for (size_t k = 0; k < SKY_FUSED_OPERANDS_MAX; k++)
        for (size_t i = 0; i <= LONGEST; i++) {
            rows[k][i] = draw((round * SKY_FUSED_OPERANDS_MAX + k) * 1000 + i);
            if (op == SKY_OP_PALETTE) /* what PALETTE_STEP gives */
                rows[k][i] = (float)(sky_random_hash(seed, i) % SKY_PALETTE_STEPS);
            if ((op == SKY_OP_NOISE2_CELLS && k >= 2) || (op == SKY_OP_NOISE3_CELLS && k >= 3) ||
                (op == SKY_OP_ANOISE_CELLS && k >= 4) ||
                ((op == SKY_OP_CELLS || op == SKY_OP_CELLS_NEXT || op == SKY_OP_CELLS_ID) && k >= 3)) /* whole numbers from -2^24 to 2^24 */
                rows[k][i] = (float)((int)(sky_random_hash(seed + k, i) % 33554433) - 16777216);
            bool is_turn = op == SKY_OP_AT || op == SKY_OP_AT_TURN || op == SKY_OP_LAST || op == SKY_OP_LAST_TURN;
            if (is_turn && k == 0) /* what TURN gives; also 1 */
                rows[k][i] = (float)(sky_random_hash(seed, i) % 1025) / 1024;
            if ((op == SKY_OP_ANOISE || op == SKY_OP_ANOISE_CELLS) && k == 1) /* anoise() clamps its period */
                rows[k][i] = (float)(1 + sky_random_hash(seed, i) % 65536);
        }
}

static uint32_t bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static int same(const float *a, const float *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bits_of(a[i]) != bits_of(b[i]) && !(isnan(a[i]) && isnan(b[i]))) {
            printf("# number %zu is %a, not %a\n", i, (double)b[i], (double)a[i]);
            return 0;
        }
    return 1;
}

/* Runs one kernel into a guarded row that begins at an odd place; or upon its first operand. */
static int run(sky_expr_kernel *kernel, float out[LONGEST + 2 * GUARD], size_t count, int in_place)
{
    static float numbers[VANES * PIXELS];
    for (size_t i = 0; i < VANES * PIXELS; i++)
        numbers[i] = (float)source[i] - 100;
    const struct sky_expr_plane planes[] = {[2] = {numbers, PIXELS, 1}};
    const struct sky_expr_row row = {{source, source, source, source}, planes, VANES, PIXELS, 3, 70, 12345};
    const float *operands[SKY_FUSED_OPERANDS_MAX];
    for (size_t i = 0; i < LONGEST + 2 * GUARD; i++)
        out[i] = 77;
    for (size_t k = 0; k < SKY_FUSED_OPERANDS_MAX; k++)
        operands[k] = rows[k] + 1;
    if (in_place) {
        memcpy(out + GUARD, rows[0] + 1, count * sizeof *out);
        operands[0] = out + GUARD;
    }
    kernel(out + GUARD, operands, count, &row, 2);
    for (size_t i = 0; i < GUARD; i++)
        if (out[i] != 77 || out[GUARD + count + i] != 77)
            return 0;
    return 1;
}

static void operations(const struct sky_kernels *plain, const struct sky_kernels *version)
{
    static float wanted[LONGEST + 2 * GUARD], got[LONGEST + 2 * GUARD];
    int all = 1;
    for (int op = 0; op < SKY_OP_COUNT; op++)
        for (int number = 0; number < SKY_EXPR_VARIANTS_MAX; number++) {
            const struct sky_expr_variant *variant = &version->expr->op[op][number];
            for (size_t size = 0; variant->kernel && size < sizeof sizes / sizeof *sizes; size++) {
                fill_rows((enum sky_op)op, (uint64_t)(op * 100 + number) * 100 + size);
                int good = variant->singles == plain->expr->op[op][number].singles;
                good &= run(plain->expr->op[op][number].kernel, wanted, sizes[size], 0);
                good &= run(variant->kernel, got, sizes[size], 0);
                good = good && same(wanted + GUARD, got + GUARD, sizes[size]);
                if (good && !(variant->singles & 1)) {
                    good = run(variant->kernel, got, sizes[size], 1);
                    good = good && same(wanted + GUARD, got + GUARD, sizes[size]);
                }
                if (!good)
                    printf("# %s, singles %u, %zu numbers\n", sky_operations[op].name, variant->singles, sizes[size]);
                all &= good;
            }
        }
    ok(all, "%s: every operation gives the bits of the plain kernel", version->name);
}

/* The channels of a colour are those that are sampled one by one. */
static void colors(const struct sky_kernels *version)
{
    static float wanted[3][LONGEST + 2 * GUARD], got[3][LONGEST + 2 * GUARD];
    static const uint32_t shapes[][2] = {{VANES, PIXELS}, {1, 1}, {1, 2}, {5, 1}, {2, 3}};
    int all = 1;
    for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++)
        for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
            /* The frame ends where the memory does. */
            const size_t bytes = (size_t)shapes[shape][0] * shapes[shape][1] * 3;
            uint8_t *frame = malloc(bytes);
            const struct sky_expr_row row = {
                .sources = {NULL, frame}, .vanes = shapes[shape][0], .pixels = shapes[shape][1]};
            const float *operands[SKY_FUSED_OPERANDS_MAX];
            float *out[3];
            memcpy(frame, source, bytes);
            fill_rows(SKY_OP_AT, shape * 1000 + size);
            for (size_t k = 0; k < SKY_FUSED_OPERANDS_MAX; k++)
                operands[k] = rows[k] + 1;
            for (uint32_t channel = 0; channel < 3; channel++) {
                for (size_t i = 0; i < LONGEST + 2 * GUARD; i++)
                    wanted[channel][i] = got[channel][i] = 77;
                out[channel] = got[channel] + GUARD;
                version->expr->op[SKY_OP_AT][0].kernel(wanted[channel] + GUARD, operands, sizes[size], &row,
                                                       SKY_SOURCE_TAG(1, channel));
            }
            version->expr->at_color(out, operands, sizes[size], &row, 1);
            for (int channel = 0; channel < 3; channel++)
                all &= same(wanted[channel], got[channel], LONGEST + 2 * GUARD);
            free(frame);
        }
    ok(all, "%s: three channels at once are as one by one", version->name);
}

/* Two operations one after the other give what the one that both are fused into gives. */
static void fusions(const struct sky_kernels *version)
{
    static float first[LONGEST], wanted[LONGEST], got[LONGEST];
    const struct sky_expr_row row = {0};
    int all = 1, count = 0;
    for (const struct sky_fusion *fusion = sky_fusions; fusion->into != fusion->fused; fusion++, count++)
        for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
            const float *operands[SKY_FUSED_OPERANDS_MAX], *others[SKY_FUSED_OPERANDS_MAX];
            size_t used = sky_operations[fusion->first].operands, length = sizes[size];
            fill_rows(SKY_OP_ADD, (uint64_t)count * 1000 + size);
            for (size_t k = 0; k < SKY_FUSED_OPERANDS_MAX; k++)
                operands[k] = rows[k] + 1;
            version->expr->op[fusion->first][0].kernel(first, operands, length, &row, 0);
            for (size_t k = 0; k < sky_operations[fusion->into].operands; k++)
                others[k] = k == fusion->index ? first : operands[used++];
            version->expr->op[fusion->into][0].kernel(wanted, others, length, &row, 0);
            version->expr->op[fusion->fused][0].kernel(got, operands, length, &row, 0);
            int good = used == sky_operations[fusion->fused].operands && same(wanted, got, length);
            if (!good)
                printf("# %s, operand %d of %s\n", sky_operations[fusion->first].name, fusion->index,
                       sky_operations[fusion->into].name);
            all &= good;
        }
    ok(all && count > 30, "%s: every fused operation gives the bits of its two, one after the other", version->name);
}

static void packing(const struct sky_kernels *plain, const struct sky_kernels *version)
{
    static uint8_t wanted[LONGEST * 3 + GUARD], got[LONGEST * 3 + GUARD];
    int all = 1;
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
        for (unsigned which = 0; which < 4 * SKY_PACK_FORMS; which++) {
            struct sky_expr_channel channels[3];
            unsigned used = which % 4, form = which / 4;
            fill_rows(SKY_OP_ADD, 7000000 + size);
            for (size_t i = 0; i < LONGEST; i += 2)
                rows[i / 2 % 3][i] /= 10;
            for (unsigned i = 0; i < 3; i++) {
                uint64_t place = (size * 4 * SKY_PACK_FORMS + which) * 10 + i;
                channels[i] = (struct sky_expr_channel){rows[i] + 1, draw(place), draw(place + 5) / 10, 8 * i};
            }
            if (used == 1)
                channels[0].shift = 8;
            uint32_t base = used == 0 || used == 3 ? 0 : used == 2 ? 0x120000 : 0x120034;
            memset(wanted, 77, sizeof wanted);
            memset(got, 77, sizeof got);
            plain->expr->pack[form][used](wanted, base, channels, sizes[size]);
            version->expr->pack[form][used](got, base, channels, sizes[size]);
            all &= memcmp(wanted, got, sizeof got) == 0 && got[sizes[size] * 3] == 77;
            for (size_t i = 0; i < sizes[size]; i++)
                for (unsigned c = 0; c < 3; c++) {
                    const struct sky_expr_channel *channel = &channels[used > 1 ? c : 0];
                    float scaled = form >= SKY_PACK_SCALED ? channel->row[i] * channel->scale : channel->row[i];
                    uint32_t byte = sky_expr_byte(form == SKY_PACK_MOVED ? scaled + channel->offset : scaled);
                    if ((used == 1 && c != 1) || (used == 2 && c == 2))
                        byte = base >> 8 * c & 255;
                    all &= wanted[i * 3 + c] == byte;
                }
            version->expr->fill(rows[3], 5, sizes[size]);
            all &= rows[3][0] == 5 && rows[3][sizes[size] - 1] == 5;
        }
    ok(all, "%s: rows are packed as by the plain kernel, and nothing is written beyond them", version->name);
}

/* Both sides of every byte, and NaN and its kin. */
static void bytes(void)
{
    int all = 1;
    for (int i = 0; i < 256; i++) {
        float half = ((float)i - 0.5f) / 255.0f;
        all &= sky_expr_byte((float)i / 255.0f) == (uint32_t)i;
        all &= i == 0 || sky_expr_byte(half * 1.0001f) == (uint32_t)i;
        all &= i == 0 || sky_expr_byte(half * 0.9999f) == (uint32_t)i - 1;
    }
    static const float none[] = {-1, -1e38f, -INFINITY, NAN, -NAN, -0.0f, 1e-40f};
    static const float full[] = {1, 1.1f, 1e38f, INFINITY};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        all &= sky_expr_byte(none[i]) == 0;
    for (size_t i = 0; i < sizeof full / sizeof *full; i++)
        all &= sky_expr_byte(full[i]) == 255;
    ok(all, "a number's byte is the nearest, from 0 to 255, and 0 for NaN");
}

int main(int argc, char **argv)
{
    seed = argc > 1 ? strtoull(argv[1], NULL, 0) : (uint64_t)time(NULL);
    printf("# seed %llu\n", (unsigned long long)seed);
    for (size_t i = 0; i < sizeof source; i++)
        source[i] = (uint8_t)sky_random_hash(seed, i);
    const struct sky_kernels *const *all = sky_kernels_all();
    for (size_t i = 0; all[i]; i++) {
        operations(all[0], all[i]);
        fusions(all[i]);
        colors(all[i]);
        packing(all[0], all[i]);
    }
    bytes();
    return done();
}
