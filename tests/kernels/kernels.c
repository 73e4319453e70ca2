/* SPDX-License-Identifier: ISC */
/* Compares every version of every kernel of pictures with the plain one, byte for byte; sound.c those of sound.
 * tests/bench/kernels.c times them. */
#include <math.h>

#include "disc/area.h"
#include "harness.h"

/* ---- Inputs ---- */

#define FILLS 7

static void fill(uint8_t *bytes, size_t count, unsigned how)
{
    static const uint8_t edges[] = {0, 1, 63, 64, 127, 128, 254, 255};
    for (size_t i = 0; i < count; i++) {
        switch (how) {
        case 0:
            bytes[i] = 0;
            break;
        case 1:
            bytes[i] = 255;
            break;
        case 2:
            bytes[i] = (uint8_t)i;
            break;
        case 3:
            bytes[i] = edges[random_below(sizeof edges)];
            break;
        case 4: /* greys */
            bytes[i] = i % 3 ? bytes[i - 1] : (uint8_t)random_below(256);
            break;
        case 5: /* mostly black */
            bytes[i] = random_below(4) ? 0 : (uint8_t)random_below(256);
            break;
        default:
            bytes[i] = (uint8_t)random_below(256);
        }
    }
}

/* ---- Kernels of two pictures ---- */

#define BYTES_MAX (3 * 24000)
#define PAIRS 65536

/* A blend mode, or lerp with a weight. */
struct job {
    const struct sky_kernels *kernels;
    int mode; /* -1: lerp */
    unsigned weight;
};

static void run(const struct job *job, const struct sky_kernels *kernels, uint8_t *out, const uint8_t *a,
                const uint8_t *b, size_t pixels)
{
    if (job->mode < 0)
        kernels->lerp(out, a, b, 3 * pixels, job->weight);
    else
        kernels->blend[job->mode](out, a, b, pixels);
}

static uint8_t input_a[BYTES_MAX], input_b[BYTES_MAX], wanted[BYTES_MAX];
static struct yard yards[3];

enum place { APART, OVER_A, OVER_B, ALL_SAME, PLACES };

/* Runs a job on copies of input_a and input_b in guarded memory, and compares its output with the plain kernel's. */
static int agrees(const struct job *job, size_t pixels, enum place place)
{
    static const char *const names[] = {"out apart", "out is a", "out is b", "all the same"};
    size_t bytes = 3 * pixels;
    uint8_t *a = yard_place(&yards[0], bytes), *b = yard_place(&yards[1], bytes);
    uint8_t *out = yard_place(&yards[2], bytes);
    memcpy(a, input_a, bytes);
    if (place == ALL_SAME)
        b = a;
    else
        memcpy(b, input_b, bytes);
    if (place != APART)
        out = place == OVER_B ? b : a;
    run(job, sky_kernels_all()[0], wanted, input_a, place == ALL_SAME ? input_a : input_b, pixels);
    run(job, job->kernels, out, a, b, pixels);

    int clean = yard_is_clean(&yards[0]) && yard_is_clean(&yards[1]) && yard_is_clean(&yards[2]) &&
                (out == a || memcmp(a, input_a, bytes) == 0) &&
                (out == b || b == a || memcmp(b, input_b, bytes) == 0);
    if (clean && memcmp(out, wanted, bytes) == 0)
        return 1;
    size_t at = 0;
    while (at < bytes && out[at] == wanted[at])
        at++;
    printf("# %s, %zu pixels, %s, weight %u, addresses modulo 64: out %zu a %zu b %zu\n", job->kernels->name,
           pixels, names[place], job->weight, (size_t)out % 64, (size_t)a % 64, (size_t)b % 64);
    if (!clean)
        puts("# it wrote outside its output");
    if (at < bytes)
        printf("# byte %zu: a %u, b %u, out %u, wanted %u\n", at, input_a[at], input_b[at], out[at], wanted[at]);
    return 0;
}

/* Short and long inputs with all kinds of content. */
static int agrees_on_all_lengths(const struct job *job, int rounds)
{
    for (size_t i = 0; i < LENGTHS; i++) {
        for (int round = 0; round < rounds; round++) {
            size_t pixels = length_at(i);
            fill(input_a, 3 * pixels, random_below(FILLS));
            fill(input_b, 3 * pixels, random_below(FILLS));
            if (!agrees(job, pixels, (enum place)random_below(PLACES)))
                return 0;
        }
    }
    return 1;
}

/* Every pair of bytes. */
static int agrees_on_all_pairs(const struct job *job)
{
    memset(input_a, 0, sizeof input_a);
    memset(input_b, 0, sizeof input_b);
    for (size_t i = 0; i < PAIRS; i++) {
        input_a[i] = (uint8_t)(i >> 8);
        input_b[i] = (uint8_t)i;
    }
    return agrees(job, (PAIRS + 2) / 3, APART);
}

/* Every pair of colours made of five levels: 15,625 pixels. */
static int agrees_on_all_corners(const struct job *job)
{
    static const uint8_t levels[] = {0, 1, 127, 128, 255};
    size_t pixels = 0;
    for (unsigned number = 0; number < 15625; number++, pixels++) {
        unsigned rest = number;
        for (int channel = 0; channel < 6; channel++, rest /= 5)
            *(channel < 3 ? &input_a[3 * pixels + channel] : &input_b[3 * pixels + channel - 3]) = levels[rest % 5];
    }
    return agrees(job, pixels, APART);
}

static void test_blend(const struct sky_kernels *kernels)
{
    for (int mode = 0; mode < SKY_BLEND_MODE_COUNT; mode++) {
        struct job job = {.kernels = kernels, .mode = mode};
        ok(agrees_on_all_lengths(&job, 8) && agrees_on_all_pairs(&job) && agrees_on_all_corners(&job),
           "%s gives the plain bytes with %s", sky_blend_names[mode].name, kernels->name);
    }
}

static void test_lerp(const struct sky_kernels *kernels)
{
    int held = 1;
    for (unsigned weight = 0; weight <= 256 && held; weight++) {
        struct job job = {.kernels = kernels, .mode = -1, .weight = weight};
        held = agrees_on_all_pairs(&job) && (weight % 16 || agrees_on_all_lengths(&job, 2));
    }
    ok(held, "lerp gives the plain bytes for all 257 weights with %s", kernels->name);
}

/* What is weighed by opacity: over, and the modes of light with it and without. */
static int opacity_agrees(const struct sky_kernels *kernels, int mode, size_t pixels)
{
    const struct sky_kernels *plain = sky_kernels_all()[0];
    static uint8_t opacity[BYTES_MAX];
    size_t bytes = 3 * pixels;
    unsigned weight = mode < 0 ? random_below(257) : random_below(4) ? random_below(SKY_BLEND_WHOLE) : SKY_BLEND_WHOLE;
    fill(input_a, bytes, random_below(FILLS));
    fill(input_b, bytes, random_below(FILLS));
    fill(opacity, bytes, random_below(FILLS));
    const uint8_t *given = mode >= 0 && random_below(2) ? NULL : opacity;
    uint8_t *out = yard_place(&yards[2], bytes), *a = out;
    memcpy(a, input_a, bytes);
    if (mode < 0) {
        plain->over(wanted, input_a, input_b, opacity, bytes, weight);
        kernels->over(out, a, input_b, opacity, bytes, weight);
    } else {
        plain->blend_light[mode](wanted, input_a, input_b, given, bytes, weight);
        kernels->blend_light[mode](out, a, input_b, given, bytes, weight);
    }
    return memcmp(out, wanted, bytes) == 0 && yard_is_clean(&yards[2]);
}

static void test_opacity(const struct sky_kernels *kernels)
{
    int held = 1;
    for (int mode = -1; mode < SKY_BLEND_MODE_COUNT; mode++)
        for (size_t i = 0; i < LENGTHS && (mode < 0 || sky_blend_names[mode].of_light); i++)
            held = held && opacity_agrees(kernels, mode, length_at(i));
    ok(held, "over and the modes of light give the plain bytes with %s", kernels->name);
}

/* ---- Wipes ---- */

static int wipe_agrees(const struct sky_kernels *kernels, size_t pixels)
{
    static uint16_t order[BYTES_MAX / 3];
    size_t bytes = 3 * pixels;
    uint32_t soft = random_below(3) ? random_below(65537) : random_below(3), reach = random_below(65537 + soft);
    fill(input_a, bytes, random_below(FILLS));
    fill(input_b, bytes, random_below(FILLS));
    for (size_t i = 0; i < pixels; i++)
        order[i] = (uint16_t)random_below(65536);
    uint8_t *out = yard_place(&yards[2], bytes), *a = out;
    memcpy(a, input_a, bytes);
    kernels->wipe(out, a, input_b, order, pixels, reach, soft);
    for (size_t i = 0; i < pixels; i++) {
        int64_t inside = (int64_t)reach - order[i];
        unsigned weight = inside <= 0      ? 0
                          : inside >= soft ? SKY_BLEND_WHOLE
                                           : (unsigned)(inside * (0x80000000 / soft) >> 16);
        const uint8_t *from = input_a + 3 * i, *to = input_b + 3 * i;
        sky_kernels_all()[0]->blend_light[SKY_BLEND_MIX](wanted + 3 * i, from, to, NULL, 3, weight);
    }
    return memcmp(out, wanted, bytes) == 0 && yard_is_clean(&yards[2]);
}

static void test_wipe(const struct sky_kernels *kernels)
{
    int held = 1;
    for (size_t i = 0; i < LENGTHS; i++)
        for (int round = 0; round < 8; round++)
            held = held && wipe_agrees(kernels, length_at(i));
    ok(held, "wipe mixes each pixel by its weight with %s", kernels->name);
}

/* ---- Dither ---- */

/* Compares all duties, with random remainders, with the definition in kernel/kernel.h. */
static int dither_agrees(const struct sky_kernels *kernels, size_t count)
{
    static uint16_t duties[65536], rest[65536 + 1], out[65536 + 1];
    for (size_t i = 0; i < count; i++) {
        duties[i] = (uint16_t)(65535 - i);
        rest[i] = (uint16_t)random_below(65535);
        if (i % 3 == 0)
            rest[i] = i % 2 ? 0 : 65534;
    }
    rest[count] = out[count] = 0x5a5a;
    uint16_t before[65536];
    memcpy(before, rest, sizeof before);
    kernels->dither(out, duties, rest, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t sum = duties[i] * UINT32_C(255) + before[i];
        if (out[i] != sum / 65535 * 257 || rest[i] != sum % 65535)
            return 0;
    }
    return rest[count] == 0x5a5a && out[count] == 0x5a5a;
}

static void test_dither(const struct sky_kernels *kernels)
{
    int held = 1;
    for (int round = 0; round < 20; round++)
        held &= dither_agrees(kernels, 65536) && dither_agrees(kernels, random_below(100));
    ok(held, "dither gives the quotient and the remainder of every duty with %s", kernels->name);
}

/* ---- The flat picture ---- */

#define ROW_MAX 300
#define FLAT_GROUPS_MAX 5
#define FLAT_PAIRS_MAX 4000
#define LIGHTS_MAX 500

struct flat {
    struct sky_flat_group groups[FLAT_GROUPS_MAX];
    uint16_t places[ROW_MAX];
    struct sky_flat_pair pairs[FLAT_PAIRS_MAX];
    struct sky_flat_list list;
};

/* Groups of pixels whose places are those of a row, in any order, and whose weights may be as unequal as they can. */
static void random_flat(struct flat *flat, uint32_t lights)
{
    struct sky_flat_pair *pair = flat->pairs;
    uint32_t count = random_below(FLAT_GROUPS_MAX + 1), pixels = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct sky_flat_group *group = &flat->groups[i];
        *group = (struct sky_flat_group){1 + random_below(40), 1 + random_below(i == 4 ? 60 : 4)};
        for (uint32_t pixel = 0; pixel < group->pixels; pixel++, pixels++) {
            uint32_t left = SKY_FLAT_WHOLE;
            for (uint32_t k = 0; k < 2 * group->pairs; k++) {
                uint32_t weight = k + 1 == 2 * group->pairs ? left : random_below(4) ? random_below(left + 1) : left;
                pair[k / 2].lights[k % 2] = 4 * random_below(lights);
                pair[k / 2].weights[k % 2] = (uint16_t)weight;
                left -= weight;
            }
            pair += group->pairs;
            uint32_t other = random_below(pixels + 1);
            flat->places[pixels] = flat->places[other];
            flat->places[other] = (uint16_t)pixels;
        }
    }
    flat->list = (struct sky_flat_list){flat->groups, count, flat->places, flat->pairs};
}

static int flat_agrees(const struct sky_kernels *kernels)
{
    static struct flat flat;
    static uint16_t wanted_light[4][ROW_MAX + 2][4], got[4][ROW_MAX + 2][4];
    uint32_t lights = 1 + random_below(LIGHTS_MAX);
    size_t bytes = (size_t)lights * 32;
    uint8_t *place = random_below(2) ? yards[0].start : yards[0].start + yards[0].size - bytes;
    uint16_t *numbers = (uint16_t *)(void *)place;
    unsigned how = random_below(3);
    for (size_t i = 0; i < bytes / 2; i++)
        numbers[i] = (uint16_t)(how == 0 ? 32767 : how == 1 ? random_below(2) * 32767 : random_below(32768));
    random_flat(&flat, lights);
    uint16_t(*const plain[4])[4] = {wanted_light[0] + 1, wanted_light[1] + ROW_MAX, wanted_light[2] + 1,
                                    wanted_light[3] + ROW_MAX};
    uint16_t(*const out[4])[4] = {got[0] + 1, got[1] + ROW_MAX, got[2] + 1, got[3] + ROW_MAX};
    memset(wanted_light, 0x5a, sizeof wanted_light);
    memset(got, 0x5a, sizeof got);
    sky_kernels_all()[0]->flat(plain, (const uint16_t(*)[4])(const void *)numbers, &flat.list);
    kernels->flat(out, (const uint16_t(*)[4])(const void *)numbers, &flat.list);
    return memcmp(got, wanted_light, sizeof got) == 0;
}

static void test_flat(const struct sky_kernels *kernels)
{
    int held = 1;
    for (int round = 0; round < 400 && held; round++)
        held = flat_agrees(kernels);
    ok(held, "flat gives the plain numbers with %s", kernels->name);
}

/* ---- Means of a picture ---- */

#define MEANS_MAX 9
#define MEAN_ROWS_MAX 40
#define MEAN_BLOCKS_MAX 20

/* A list of means whose runs may lie anywhere in the picture, with weights whose sum is as large as it may be. */
struct means {
    struct sky_mean means[MEANS_MAX];
    struct sky_mean_run runs[MEANS_MAX * 6 + SKY_MEAN_AHEAD];
    uint16_t weights[MEANS_MAX * 6 * MEAN_BLOCKS_MAX][2];
    struct sky_mean_list list;
};

static void random_means(struct means *means, uint32_t rows, uint32_t blocks)
{
    memset(means->runs, 0, sizeof means->runs);
    struct sky_mean_run *run = means->runs;
    uint16_t(*weight)[2] = means->weights;
    size_t count = random_below(MEANS_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        uint32_t runs = random_below(6), sum = 0;
        for (uint32_t k = 0; k < runs; k++, run++) {
            uint32_t first = random_below(blocks);
            run->first = random_below(rows) * blocks + first;
            run->blocks = (uint16_t)(1 + random_below(blocks - first));
            for (uint32_t j = 0; j < run->blocks; j++, weight++)
                for (int side = 0; side < 2; side++) {
                    uint32_t most = 65535 - sum < 32767 ? 65535 - sum : 32767;
                    (*weight)[side] = (uint16_t)(random_below(4) ? most / (1 + random_below(50)) : most);
                    sum += (*weight)[side];
                }
        }
        means->means[i] = (struct sky_mean){runs, sum ? 0.5f / (float)sum : 0};
    }
    means->list = (struct sky_mean_list){means->means, means->runs, (const uint16_t(*)[2])means->weights, count};
}

static int means_agree(const struct sky_kernels *kernels, unsigned images)
{
    static struct means means;
    static uint16_t plain_means[4][MEANS_MAX][4], got[4][MEANS_MAX + 1][4];
    uint32_t rows = 1 + random_below(MEAN_ROWS_MAX), blocks = 1 + random_below(MEAN_BLOCKS_MAX);
    size_t bytes = (size_t)rows * blocks * images * 16;
    uint8_t *place = random_below(2) ? yards[0].start : yards[0].start + yards[0].size - bytes;
    uint16_t *numbers = (uint16_t *)(void *)place;
    unsigned how = random_below(3);
    for (size_t i = 0; i < bytes / 2; i++)
        numbers[i] = (uint16_t)(how == 0 ? 32767 : how == 1 ? random_below(2) * 32767 : random_below(32768));
    random_means(&means, rows, blocks);
    const struct sky_mean_picture picture = {(const uint16_t(*)[4][2])(const void *)numbers};
    uint16_t(*const plain[4])[4] = {plain_means[0], plain_means[1], plain_means[2], plain_means[3]};
    uint16_t(*const out[4])[4] = {got[0], got[1], got[2], got[3]};
    memset(got, 0x5a, sizeof got);
    sky_kernels_all()[0]->mean(plain, &picture, &means.list, images);
    kernels->mean(out, &picture, &means.list, images);
    int same = 1;
    for (unsigned image = 0; image < images; image++)
        same = same && memcmp(got[image], plain_means[image], means.list.count * 8) == 0 &&
               got[image][means.list.count][0] == 0x5a5a;
    return same;
}

/* Pixels of a row, as they are or by their codes, in their order or backwards, as one of some images. */
static int blocks_agree(const struct sky_kernels *kernels, bool by_codes)
{
    uint16_t of_code[256];
    static uint16_t row[2 * MEAN_BLOCKS_MAX][4], out[4 * MEAN_BLOCKS_MAX][4][2];
    size_t count = random_below(MEAN_BLOCKS_MAX + 1), step = 1 + random_below(4);
    int backwards = random_below(2) == 0, same = 1;
    uint8_t *codes = yard_place(&yards[0], 6 * count);
    fill(codes, 6 * count, random_below(FILLS));
    for (size_t i = 0; i < 256; i++)
        of_code[i] = (uint16_t)random_below(32768);
    for (size_t i = 0; i < 2 * count; i++)
        for (size_t number = 0; number < 4; number++)
            row[i][number] = (uint16_t)(!by_codes    ? random_below(32768)
                                        : number < 3 ? of_code[codes[3 * i + number]]
                                                     : 32767);
    memset(out, 0x5a, sizeof out);
    size_t first = backwards && count > 0 ? 2 * count - 1 : 0;
    if (by_codes)
        kernels->mean_code_blocks(out, step, codes + 3 * first, backwards ? -1 : 1, count, of_code);
    else
        kernels->mean_blocks(out, step, (const uint16_t(*)[4])row + first, backwards ? -1 : 1, count);
    for (size_t i = 0; i < 4 * MEAN_BLOCKS_MAX; i++)
        for (size_t k = 0; k < 8; k++) {
            size_t pixel = 2 * (i / step) + k % 2;
            int is_block = i % step == 0 && i / step < count;
            same = same && out[i][k / 2][k % 2] ==
                               (is_block ? row[backwards ? 2 * count - 1 - pixel : pixel][k / 2] : 0x5a5a);
        }
    return same;
}

static void test_means(const struct sky_kernels *kernels)
{
    int held = 1, blocks = 1, code_blocks = 1;
    for (int round = 0; round < 3000; round++) {
        held = held && means_agree(kernels, SKY_MEAN_ALONE) && means_agree(kernels, SKY_MEAN_MIRRORED) &&
               means_agree(kernels, SKY_MEAN_QUARTER);
        blocks = blocks && blocks_agree(kernels, false);
        code_blocks = code_blocks && blocks_agree(kernels, true);
    }
    ok(held, "mean gives the plain numbers with %s", kernels->name);
    ok(blocks, "mean_blocks puts pixels in order with %s", kernels->name);
    ok(code_blocks, "mean_code_blocks puts pixels of codes in order with %s", kernels->name);
}

/* ---- Outlines ---- */

#define LINES_MAX 9

/* A picture, and its table at either end of the first yard. */
struct outlined {
    uint32_t columns, rows;
    uint16_t cells[40][40][4];
    struct sky_outline_picture picture;
};

static void random_outlined(struct outlined *outlined)
{
    uint32_t columns = outlined->columns = 1 + random_below(40), rows = outlined->rows = 1 + random_below(40);
    size_t stride = columns + 3 + random_below(3), bytes = (rows + 1) * stride * 16;
    uint8_t *place = random_below(2) ? yards[0].start : yards[0].start + yards[0].size - bytes;
    int32_t(*before)[4] = (int32_t(*)[4])(void *)place;
    memset(place, 0, bytes);
    for (uint32_t y = 0; y < rows; y++)
        for (int number = 0; number < 4; number++) {
            int32_t sum = before[y * stride][number] = (int32_t)random_below(1 << 29) - (1 << 28);
            for (uint32_t x = 0; x < columns; x++) {
                outlined->cells[y][x][number] = (uint16_t)(random_below(3) ? random_below(32768) : 32767);
                before[y * stride + x + 1][number] = sum += outlined->cells[y][x][number];
            }
        }
    outlined->picture = (struct sky_outline_picture){(const int32_t(*)[4])before, stride};
}

/* A place along a side, often at its ends or between two cells. */
static double random_along(uint32_t side)
{
    return random_below(4) ? random_below(1 << 20) * (double)side / (1 << 20) : random_below(side + 1);
}

static struct sky_outline_point random_inside(const struct outlined *outlined)
{
    return (struct sky_outline_point){random_along(outlined->columns), random_along(outlined->rows)};
}

static struct sky_outline_point step_to(struct sky_outline_point from, struct sky_outline_point to)
{
    return (struct sky_outline_point){to.x - from.x, to.y - from.y};
}

static int outlines_agree(const struct sky_kernels *kernels)
{
    static struct outlined outlined;
    struct sky_outline_point points[2 * LINES_MAX];
    double plain[LINES_MAX][4] = {{0}}, got[LINES_MAX][4] = {{0}};
    random_outlined(&outlined);
    struct sky_outline_point a = random_inside(&outlined), b = random_inside(&outlined), direction = step_to(a, b);
    size_t count = random_below(LINES_MAX + 1);
    for (size_t i = 0; i < count; i++) { /* parts of one line */
        double from = random_below(65) / 64.0, to = from + random_below(65) / 64.0 * (1 - from);
        points[2 * i] = (struct sky_outline_point){a.x + from * direction.x, a.y + from * direction.y};
        points[2 * i + 1] = (struct sky_outline_point){a.x + to * direction.x, a.y + to * direction.y};
    }
    sky_kernels_all()[0]->outline(plain, &outlined.picture, points, points + 1, 2, count, direction);
    kernels->outline(got, &outlined.picture, points, points + 1, 2, count, direction);

    uint16_t plain_means[LINES_MAX][4], means[LINES_MAX][4];
    double scales[LINES_MAX];
    for (size_t i = 0; i < LINES_MAX; i++)
        scales[i] = (random_below(1 << 20) - (double)(1 << 19)) * 0x1p-32;
    const double(*sums)[4] = (const double(*)[4])plain;
    size_t stride = 1 + random_below(2), most = (LINES_MAX - 1) / stride;
    const struct sky_outline_sums sides = {sums, sums + 1, sums, sums + random_below((unsigned)(LINES_MAX - most))};
    sky_kernels_all()[0]->outline_means(plain_means, &sides, stride, scales, most);
    kernels->outline_means(means, &sides, stride, scales, most);
    const void *bytes = got, *plain_bytes = plain;
    return memcmp(bytes, plain_bytes, sizeof plain) == 0 && memcmp(means, plain_means, most * sizeof *means) == 0;
}

/* The lines round a triangle against the areas that it covers of all cells. */
static int outline_is_area(const struct sky_kernels *kernels)
{
    static struct outlined outlined;
    struct sky_outline_point corners[3];
    struct sky_point same[3];
    struct sky_area area = {0};
    double sums[1][4] = {{0}}, inside[4] = {0};
    random_outlined(&outlined);
    for (int i = 0; i < 3; i++) {
        corners[i] = random_inside(&outlined);
        same[i] = (struct sky_point){corners[i].x, corners[i].y};
    }
    for (int i = 0; i < 3; i++)
        kernels->outline(sums, &outlined.picture, &corners[i], &corners[(i + 1) % 3], 1, 1,
                         step_to(corners[i], corners[(i + 1) % 3]));
    if (sky_area_fill(&area, same, 3) < 0)
        return 0;
    for (uint32_t y = 0; y < area.rows; y++)
        for (uint32_t x = 0; x < area.columns; x++)
            for (int number = 0; number < 4; number++) {
                int64_t row = area.top + (int64_t)y, column = area.left + (int64_t)x;
                if (row < outlined.rows && column < outlined.columns)
                    inside[number] += outlined.cells[row][column][number] * area.cells[y * area.stride + x];
            }
    int clockwise = step_to(corners[0], corners[1]).x * step_to(corners[0], corners[2]).y >
                    step_to(corners[0], corners[1]).y * step_to(corners[0], corners[2]).x;
    sky_area_finish(&area);
    int held = 1;
    for (int number = 0; number < 4; number++)
        held = held && fabs((clockwise ? sums[0][number] : -sums[0][number]) - inside[number]) < 0.01;
    return held;
}

static void test_outlines(const struct sky_kernels *kernels)
{
    int held = 1, area = 1;
    for (int round = 0; round < 3000; round++) {
        held = held && outlines_agree(kernels);
        area = area && outline_is_area(kernels);
    }
    ok(held, "outline gives the plain numbers with %s", kernels->name);
    ok(area, "outlines of triangles add up to what is inside with %s", kernels->name);
}

/* ---- Y, U and V ---- */

static int yuv_agrees(const struct sky_kernels *kernels, size_t count)
{
    static uint8_t plain[3 * 4099];
    uint16_t *rows[3];
    for (int i = 0; i < 3; i++) {
        rows[i] = malloc((count + 1) * sizeof *rows[i]);
        if (!rows[i])
            return 0;
        for (size_t k = 0; k < count; k++)
            rows[i][k] = (uint16_t)(random_below(8) ? random_below(4096) : random_below(2) * 4095) << (i == 0 ? 2 : 0);
    }
    const struct sky_yuv yuv = {random_below(2) * 256, 2048, 65536 + (int32_t)random_below(11000),
                                (int32_t)random_below(140000), (int32_t)random_below(60000),
                                (int32_t)random_below(60000), (int32_t)random_below(140000)};
    uint8_t *out = yard_place(&yards[2], 3 * count);
    sky_kernels_all()[0]->yuv(plain, rows[0], rows[1], rows[2], count, &yuv);
    kernels->yuv(out, rows[0], rows[1], rows[2], count, &yuv);
    for (int i = 0; i < 3; i++)
        free(rows[i]);
    return memcmp(out, plain, 3 * count) == 0 && yard_is_clean(&yards[2]);
}

/* The two kernels that make rows for it, beside the definition in kernel/kernel.h. */
static int yuv_rows_agree(const struct sky_kernels *kernels, size_t count)
{
    static uint8_t a[2 * 4099], b[2 * 4099];
    static uint16_t mixed[4099 + 2], out[2 * 4099 + 1];
    unsigned bits = 8 + random_below(9), weight = random_below(2) ? 3 : 4, left = random_below(2);
    size_t expanded = 2 * count - (count > 0 && random_below(2));
    fill(a, sizeof a, random_below(FILLS));
    fill(b, sizeof b, random_below(FILLS));
    mixed[count + 1] = out[expanded] = 0x5a5a;
    kernels->yuv_mix(mixed + 1, a, b, count, bits, weight);
    int held = mixed[count + 1] == 0x5a5a;
    for (size_t i = 0; i < count; i++) {
        unsigned most = (1U << bits) - 1, x = a[i], y = b[i];
        if (bits > 8) {
            x = a[2 * i] | (unsigned)a[2 * i + 1] << 8;
            y = b[2 * i] | (unsigned)b[2 * i + 1] << 8;
        }
        x = (x < most ? x : most) * 16 / (1U << (bits - 8));
        y = (y < most ? y : most) * 16 / (1U << (bits - 8));
        held = held && mixed[i + 1] == x * weight + y * (4 - weight);
    }
    mixed[0] = mixed[1];
    mixed[count + 1] = mixed[count];
    kernels->yuv_expand(out, mixed + 1, expanded, (int)left);
    for (size_t i = 0; i < expanded; i++) {
        unsigned here = mixed[1 + i / 2], next = mixed[2 + i / 2], before = mixed[i / 2];
        unsigned four = left ? (i % 2 ? 2 * here + 2 * next : 4 * here) : 3 * here + (i % 2 ? next : before);
        held = held && out[i] == (four + 8) / 16;
    }
    return held && out[expanded] == 0x5a5a;
}

static void test_yuv(const struct sky_kernels *kernels)
{
    int held = 1;
    for (int round = 0; round < 4; round++)
        for (size_t i = 0; i < LENGTHS && length_at(i) <= 4099; i++)
            held = held && yuv_agrees(kernels, length_at(i)) && yuv_rows_agree(kernels, length_at(i));
    ok(held, "yuv gives the plain bytes with %s", kernels->name);
}

/* ---- Grading ---- */

/* Sums as large as they may be, and ones that fall around the limits of the entries. */
static int grade_agrees(const struct sky_kernels *kernels, size_t pixels, int in_place)
{
    static int32_t sums[3][256][4];
    struct sky_grade_tables tables;
    static uint8_t code_of[3][SKY_GRADE_LAST + 1];
    const unsigned most = random_below(2) ? 536870912 : (SKY_GRADE_LAST + 100) << SKY_GRADE_SHIFT;
    for (int i = 0; i < 3; i++) {
        for (int code = 0; code < 256; code++)
            for (int k = 0; k < 4; k++)
                sums[i][code][k] = (int32_t)random_below(most) - (random_below(2) ? (int32_t)(most / 2) : 0);
        fill(code_of[i], sizeof code_of[i], random_below(FILLS));
        tables.sums[i] = (const int32_t(*)[4])sums[i];
        tables.code_of[i] = code_of[i];
    }
    fill(input_a, 3 * pixels, random_below(FILLS));
    uint8_t *in = yard_place(&yards[0], 3 * pixels), *out = yard_place(&yards[1], 3 * pixels);
    memcpy(in, input_a, 3 * pixels);
    out = in_place ? in : out;
    sky_kernels_all()[0]->grade(wanted, input_a, pixels, &tables);
    kernels->grade(out, in, pixels, &tables);
    int held = memcmp(out, wanted, 3 * pixels) == 0 && yard_is_clean(&yards[0]) && yard_is_clean(&yards[1]);
    for (size_t i = 0; i < pixels && kernels == sky_kernels_all()[0]; i++) /* beside the definition */
        for (int k = 0; k < 3; k++) {
            double sum = (double)tables.sums[0][input_a[3 * i]][k] + tables.sums[1][input_a[3 * i + 1]][k] +
                         tables.sums[2][input_a[3 * i + 2]][k];
            double entry = fmin(fmax(floor(sum / (1 << SKY_GRADE_SHIFT)), 0), SKY_GRADE_LAST);
            held = held && out[3 * i + (size_t)k] == code_of[k][(int)entry];
        }
    return held;
}

static void test_grade(const struct sky_kernels *kernels)
{
    int held = 1;
    for (size_t i = 0; i < LENGTHS; i++)
        held = held && grade_agrees(kernels, length_at(i), 0) && grade_agrees(kernels, length_at(i), 1);
    ok(held, "grade gives the plain bytes with %s", kernels->name);
}

/* ---- Noise and the Mandelbrot set ---- */

#define PLACES_MAX 4099

/* A coordinate: an ordinary one or, if `wild`, sometimes one that only a bug would pass. */
static float random_place(int wild)
{
    static const float odd[] = {0, -0.0f, 1, -1, 8388607, -8388608, 1e30f, -1e30f, 1e-40f, INFINITY, -INFINITY,
                                NAN};
    if (wild && random_below(4) == 0)
        return odd[random_below(sizeof odd / sizeof *odd)];
    return ((float)random_below(1 << 24) / (1 << 24) - 0.5f) * (float)(1 << random_below(18));
}

/* Random settings of noise; `z` is for kernels too. */
static struct sky_fbm random_fbm(double *z)
{
    *z = random_place(0);
    return (struct sky_fbm){
        .octaves = random_below(7),
        .gain = (float)random_below(9) / 8,
        .scale = 1 + (float)random_below(5) / 3,
        .offset = {random_place(0), random_place(0)},
        .period = (float)random_below(20),
        .seed = random_below(1 << 30),
    };
}

/* Coordinates at random, or along lines on which few samples are enough. */
static void random_places(float *x, size_t count, int wild)
{
    float step = random_place(0) / (float)(1 + random_below(4000));
    int line = random_below(2) == 0;
    for (size_t i = 0; i < count; i++)
        x[i] = line && i % 300 > 0 ? x[i - 1] + step : random_place(wild);
}

static int is_noise(const float *values, const float *plain, size_t count)
{
    int held = memcmp(values, plain, count * sizeof *values) == 0;
    for (size_t i = 0; i < count && held; i++)
        held = values[i] >= -1.01f && values[i] <= 1.01f; /* the cubic between samples may overshoot */
    return held;
}

static int fbm_agrees(const struct sky_kernels *kernels, size_t count)
{
    static float plain[PLACES_MAX];
    float *x = (float *)(void *)(yards[0].start + 4 * random_below(16));
    float *y = (float *)(void *)(yards[1].start + 4 * random_below(16));
    float *out = (float *)(void *)(yards[2].start + yards[2].size - count * sizeof *out);
    int wild = random_below(3) == 0;
    double z;
    struct sky_fbm fbm = random_fbm(&z);
    fbm.row = random_below(2) ? 300 : random_below(20);
    random_places(x, count, wild);
    random_places(y, count, wild);
    sky_kernels_all()[0]->fbm(plain, x, y, z, count, &fbm);
    kernels->fbm(out, x, y, z, count, &fbm);
    return is_noise(out, plain, count);
}

static int fbm_polar_agrees(const struct sky_kernels *kernels, size_t count)
{
    static float plain[PLACES_MAX];
    size_t vanes = 1 + random_below(7), pixels = count / vanes;
    float *x = (float *)(void *)(yards[0].start + 4 * random_below(16));
    float *y = (float *)(void *)(yards[1].start + 4 * random_below(16));
    float *out = (float *)(void *)(yards[2].start + yards[2].size - vanes * pixels * sizeof *out);
    int wild = random_below(3) == 0;
    double z;
    const struct sky_fbm fbm = random_fbm(&z);
    random_places(x, vanes, wild);
    random_places(y, pixels, wild);
    sky_kernels_all()[0]->fbm_polar(plain, x, y, z, vanes, pixels, &fbm);
    kernels->fbm_polar(out, x, y, z, vanes, pixels, &fbm);
    return is_noise(out, plain, vanes * pixels);
}

/* The definition, one point at a time. */
static double mandelbrot(double x, double y, unsigned limit)
{
    double zx = 0, zy = 0;
    for (unsigned done = 0; done <= limit; done++) {
        double size = zx * zx + zy * zy, next = zx * zx - zy * zy + x;
        if (done % 4 == 0 && size >= 64)
            return done + 5 - log2(log2(size));
        zy = 2 * zx * zy + y;
        zx = next;
    }
    return -1;
}

static int mandelbrot_agrees(const struct sky_kernels *kernels, size_t count)
{
    static double x[PLACES_MAX], y[PLACES_MAX];
    static float plain[PLACES_MAX], out[PLACES_MAX];
    for (size_t i = 0; i < count; i++) {
        x[i] = random_below(1 << 20) * 0x1p-18 - 2.5;
        y[i] = random_below(1 << 20) * 0x1p-19 - 1;
    }
    unsigned limit = 4 * random_below(40);
    sky_kernels_all()[0]->mandelbrot(plain, x, y, count, limit);
    kernels->mandelbrot(out, x, y, count, limit);
    int held = 1;
    for (size_t i = 0; i < count && held; i++)
        held = fabs(out[i] - mandelbrot(x[i], y[i], limit)) < 1e-4;
    return held && memcmp(out, plain, count * sizeof *out) == 0;
}

static void test_fields(const struct sky_kernels *kernels)
{
    int noise = 1, polar = 1, set = 1;
    for (size_t i = 0; i < LENGTHS && length_at(i) <= PLACES_MAX; i++)
        for (int round = 0; round < 8; round++) {
            noise = noise && fbm_agrees(kernels, length_at(i));
            polar = polar && fbm_polar_agrees(kernels, length_at(i));
            set = set && (round > 0 || mandelbrot_agrees(kernels, length_at(i)));
        }
    ok(noise, "fbm gives the plain numbers, from -1 to 1, with %s", kernels->name);
    ok(polar, "fbm_polar gives the plain numbers, from -1 to 1, with %s", kernels->name);
    ok(set, "mandelbrot gives the plain numbers, which match the definition, with %s", kernels->name);
}

static void test_all(const struct sky_kernels *kernels)
{
    test_blend(kernels);
    test_lerp(kernels);
    test_dither(kernels);
    test_flat(kernels);
    test_opacity(kernels);
    test_wipe(kernels);
    test_grade(kernels);
    test_yuv(kernels);
    test_means(kernels);
    test_outlines(kernels);
    test_fields(kernels);
}

int main(int argc, char **argv)
{
    for (int i = 0; i < 3; i++)
        yards[i] = yard_create(BYTES_MAX);
    return harness_run(argc, argv, "kernels", test_all);
}
