/* SPDX-License-Identifier: ISC */
#include "sound/bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#define LOWEST 40.0
#define HIGHEST 14000.0
#define RATIO 1.28 /* of a band's edges, about a third of an octave */
#define BASS_END 170.0
#define TREBLE_START 2200.0

/* A window of 20 to 41 ms, but at the lowest rates: long enough to tell bass notes from each other, and short enough to
 * place a click. */
static size_t window_size(double rate)
{
    size_t size = 256;
    while ((double)size < rate / 50)
        size *= 2;
    return size;
}

/* Bands are at least as wide as the distance between two frequencies of the transform. */
static void make_bands(struct sky_bands *bands)
{
    double step = bands->rate / (double)bands->fft.size, nyquist = bands->rate / 2 - step;
    double low = LOWEST;
    bands->edge[0] = low / step;
    while (low < HIGHEST && bands->count < SKY_BANDS_MAX) {
        double high = fmax(low * RATIO, low + step), middle = (low + high) / 2;
        if (high > nyquist)
            break;
        bands->group[bands->count++] = middle < BASS_END ? SKY_BASS : middle < TREBLE_START ? SKY_MID : SKY_TREBLE;
        bands->edge[bands->count] = high / step;
        low = high;
    }
}

static void plan_hop(struct sky_bands *bands)
{
    bands->next = (uint64_t)((double)(bands->hops + 1) * bands->rate / SKY_HOPS_A_SECOND);
}

int sky_bands_init(struct sky_bands *bands, double rate)
{
    *bands = (struct sky_bands){.rate = rate};
    size_t size = window_size(rate);
    if (sky_fft_init(&bands->fft, size) < 0)
        return -1;
    bands->room = 8 * size;
    bands->samples = calloc(bands->room, sizeof(float));
    bands->power = malloc(size / 2 * sizeof(float));
    if (!bands->samples || !bands->power)
        return sky_fail("out of memory");
    bands->filled = size; /* silence before the first sample */
    make_bands(bands);
    plan_hop(bands);
    return 0;
}

void sky_bands_finish(struct sky_bands *bands)
{
    sky_fft_finish(&bands->fft);
    free(bands->samples);
    free(bands->power);
    *bands = (struct sky_bands){0};
}

/* Frequency i of the transform stands for those from i - 1/2 to i + 1/2. */
static float sum_between(const float *power, double low, double high)
{
    size_t first = (size_t)(low + 0.5), last = (size_t)(high + 0.5);
    if (first == last)
        return power[first] * (float)(high - low);
    float sum = power[first] * (float)((double)first + 0.5 - low);
    for (size_t i = first + 1; i < last; i++)
        sum += power[i];
    return sum + power[last] * (float)(high - (double)last + 0.5);
}

static void analyse(struct sky_bands *bands)
{
    sky_fft_power(&bands->fft, bands->samples + bands->filled - bands->fft.size, bands->power);
    for (size_t i = 0; i < bands->count; i++)
        bands->energy[i] = sum_between(bands->power, bands->edge[i], bands->edge[i + 1]);
}

size_t sky_bands_push(struct sky_bands *bands, const float *samples, size_t count, bool *complete)
{
    uint64_t missing = bands->next - bands->taken;
    if (count > missing)
        count = (size_t)missing;
    if (bands->filled + count > bands->room) {
        size_t kept = bands->fft.size;
        memmove(bands->samples, bands->samples + bands->filled - kept, kept * sizeof(float));
        bands->filled = kept;
    }
    for (size_t i = 0; i < count; i++)
        bands->samples[bands->filled + i] = fabsf(samples[i]) <= 16.0f ? samples[i] : 0.0f;
    bands->filled += count;
    bands->taken += count;
    *complete = bands->taken == bands->next;
    if (*complete) {
        analyse(bands);
        bands->hops++;
        plan_hop(bands);
    }
    return count;
}

double sky_bands_delay(const struct sky_bands *bands)
{
    return (double)bands->fft.size / 2 / bands->rate;
}
