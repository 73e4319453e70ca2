/* SPDX-License-Identifier: ISC */
/* Compares every version of the kernels of sound with the plain one, bit for bit. */
#include <math.h>

#include "harness.h"

#define HALF_MAX 600 /* of a pass, in numbers */

static struct yard yard;

/* Are these the same bits? */
static int same_floats(const void *a, const void *b, size_t bytes)
{
    return memcmp(a, b, bytes) == 0;
}

/* From -1 to 1. */
static void random_numbers(float *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        numbers[i] = (float)random_below(1 << 20) * 0x1p-19f - 1;
}

static int fft_pass_agrees(const struct sky_kernels *kernels, size_t half)
{
    static float in[2][2 * HALF_MAX], wave[2][HALF_MAX], out[4][2 * HALF_MAX + 1];
    for (int i = 0; i < 2; i++) {
        random_numbers(in[i], 2 * half);
        random_numbers(wave[i], half);
    }
    for (int i = 0; i < 4; i++)
        out[i][2 * half] = 77;
    sky_kernels_all()[0]->fft_pass(out[0], out[1], in[0], in[1], wave[0], wave[1], half);
    kernels->fft_pass(out[2], out[3], in[0], in[1], wave[0], wave[1], half);
    return same_floats(out[0], out[2], sizeof *out) && same_floats(out[1], out[3], sizeof *out) &&
           out[2][2 * half] == 77;
}

#define NUMBERS_MAX 600

/* At places of which some overlap. */
static int products_agree(const struct sky_kernels *kernels, size_t count)
{
    static float plain[NUMBERS_MAX], out[NUMBERS_MAX], factors[SKY_FACTORS];
    static uint32_t places[NUMBERS_MAX];
    random_numbers(plain, NUMBERS_MAX);
    random_numbers(factors, SKY_FACTORS);
    memcpy(out, plain, sizeof out);
    for (size_t i = 0; i < count; i++)
        places[i] = random_below(NUMBERS_MAX - SKY_FACTORS + 1);
    sky_kernels_all()[0]->multiply_at(plain, places, count, factors);
    kernels->multiply_at(out, places, count, factors);
    return same_floats(out, plain, sizeof out);
}

static int sums_agree(const struct sky_kernels *kernels, size_t count)
{
    static float plain[NUMBERS_MAX + 1], out[NUMBERS_MAX + 1], a[NUMBERS_MAX], b[NUMBERS_MAX];
    random_numbers(plain, NUMBERS_MAX + 1);
    random_numbers(a, count);
    random_numbers(b, count);
    memcpy(out, plain, sizeof out);
    sky_kernels_all()[0]->add_products(plain, a, b, count);
    kernels->add_products(out, a, b, count);
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i];
    float got = kernels->sum(a, count), defined = sky_kernels_all()[0]->sum(a, count);
    return same_floats(out, plain, sizeof out) && same_floats(&got, &defined, sizeof got) && fabs(got - sum) < 1e-3;
}

static void test_sound(const struct sky_kernels *kernels)
{
    int passes = 1, products = 1, sums = 1;
    for (size_t i = 0; i < LENGTHS && length_at(i) <= NUMBERS_MAX; i++) {
        passes = passes && fft_pass_agrees(kernels, length_at(i));
        products = products && products_agree(kernels, length_at(i));
        sums = sums && sums_agree(kernels, length_at(i));
    }
    ok(passes, "fft_pass gives the plain numbers with %s", kernels->name);
    ok(products, "multiply_at gives the plain numbers with %s", kernels->name);
    ok(sums, "add_products and sum give the plain numbers with %s", kernels->name);
}

/* One filter after another, sample by sample, as kernel.h defines them. */
static void filter_plainly(float *energy, struct sky_filters *filters, const float *samples, size_t count)
{
    for (size_t k = 0; k < SKY_FILTERS; k++) {
        float(*high)[SKY_FILTERS] = filters->high, (*low)[SKY_FILTERS] = filters->low;
        float(*z)[SKY_FILTERS] = filters->state;
        energy[k] = 0;
        for (size_t i = 0; i < count; i++) {
            float x = samples[i], y = high[0][k] * x + z[0][k];
            z[0][k] = high[1][k] * x - high[3][k] * y + z[1][k];
            z[1][k] = high[2][k] * x - high[4][k] * y;
            x = y;
            y = low[0][k] * x + z[2][k];
            z[2][k] = low[1][k] * x - low[3][k] * y + z[3][k];
            z[3][k] = low[2][k] * x - low[4][k] * y;
            energy[k] += y * y;
        }
    }
}

static int filters_agree(const struct sky_kernels *kernels, size_t count)
{
    struct sky_filters filters = {0}, plain;
    float energy[SKY_FILTERS], defined[SKY_FILTERS], *coefficients = filters.high[0];
    float *samples = (float *)(void *)(yard.start + yard.size - count * sizeof *samples); /* before the guard page */
    for (size_t i = 0; i < sizeof filters / sizeof *coefficients; i++)
        coefficients[i] = (float)random_below(1 << 20) * 0x1p-20f - 0.5f;
    random_numbers(samples, count);
    plain = filters;
    kernels->filters(energy, &filters, samples, count);
    filter_plainly(defined, &plain, samples, count);
    return same_floats(energy, defined, sizeof energy) && same_floats(filters.state, plain.state, sizeof plain.state);
}

static void test_filters(const struct sky_kernels *kernels)
{
    int held = 1;
    for (size_t i = 0; i < LENGTHS && length_at(i) <= HALF_MAX; i++)
        held = held && filters_agree(kernels, length_at(i));
    ok(held, "filters give the defined numbers with %s", kernels->name);
}

static void test_all(const struct sky_kernels *kernels)
{
    test_filters(kernels);
    test_sound(kernels);
}

int main(int argc, char **argv)
{
    yard = yard_create(HALF_MAX * sizeof(float));
    return harness_run(argc, argv, "sound", test_all);
}
