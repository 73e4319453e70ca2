/* SPDX-License-Identifier: ISC */
/* What the kernels cost: microseconds a 360x288 frame of every version that this machine can run, the least of some
 * runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "kernel/kernel.h"

#define FRAME_PIXELS (360 * 288)
#define FRAME_BYTES (3 * FRAME_PIXELS)
#define PADDED_BYTES (FRAME_BYTES + 2048)
#define RUNS 15
#define FRAMES_A_RUN 8

/* What is timed, beside the modes. */
enum { NOISE = -5, COPY, OVER, LIGHT, LERP };

struct bench {
    uint8_t *a, *b, *out;
    float *x, *y, *values;
};

static void work(const struct bench *bench, const struct sky_kernels *kernels, int what)
{
    static const struct sky_fbm fbm = {.octaves = 5, .gain = 0.5f, .scale = 1, .row = 288};
    if (what == NOISE)
        kernels->fbm(bench->values, bench->x, bench->y, 0.3f, FRAME_PIXELS, &fbm);
    else if (what == COPY)
        memcpy(bench->out, bench->a, FRAME_BYTES);
    else if (what == OVER)
        kernels->over(bench->out, bench->a, bench->b, bench->a, FRAME_BYTES, 256);
    else if (what == LIGHT)
        kernels->blend_light[SKY_BLEND_SCREEN](bench->out, bench->a, bench->b, NULL, FRAME_BYTES, 12345);
    else if (what == LERP)
        kernels->lerp(bench->out, bench->a, bench->b, FRAME_BYTES, 100);
    else
        kernels->blend[what](bench->out, bench->a, bench->b, FRAME_PIXELS);
}

/* Microseconds a frame. */
static double time_of(const struct bench *bench, const struct sky_kernels *kernels, int what)
{
    double least = 0;
    work(bench, kernels, what);
    for (int i = 0; i < RUNS; i++) {
        uint64_t start = sky_clock_ns();
        for (int frame = 0; frame < FRAMES_A_RUN; frame++)
            work(bench, kernels, what);
        double time = (double)(sky_clock_ns() - start) / 1000 / FRAMES_A_RUN;
        least = i == 0 || time < least ? time : least;
    }
    return least;
}

int main(void)
{
    struct bench bench = {malloc(PADDED_BYTES), malloc(FRAME_BYTES), malloc(FRAME_BYTES),
                          malloc(FRAME_PIXELS * sizeof(float)), malloc(FRAME_PIXELS * sizeof(float)),
                          malloc(FRAME_PIXELS * sizeof(float))};
    if (!bench.a || !bench.b || !bench.out || !bench.x || !bench.y || !bench.values)
        abort();
    for (size_t i = 0; i < PADDED_BYTES; i++)
        bench.a[i] = (uint8_t)sky_random_hash(1, i);
    for (size_t i = 0; i < FRAME_BYTES; i++)
        bench.b[i] = (uint8_t)sky_random_hash(2, i);
    for (uint32_t i = 0; i < FRAME_PIXELS; i++) {
        bench.x[i] = (float)(i % 288) / 50;
        uint32_t row = i / 288;
        bench.y[i] = (float)row / 50;
    }

    const struct sky_kernels *const *all = sky_kernels_all();
    printf("%-14s", "us a frame");
    for (size_t i = 0; all[i]; i++)
        printf(" %8s", all[i]->name);
    printf("\n%-14s %8.1f\n", "memcpy", time_of(&bench, all[0], COPY));
    for (int what = NOISE; what < SKY_BLEND_MODE_COUNT; what++) {
        if (what == COPY)
            continue;
        const char *name = what == NOISE   ? "fbm, 5 octaves"
                           : what == OVER  ? "over, opacity"
                           : what == LIGHT ? "screen, light"
                           : what == LERP  ? "lerp"
                                           : sky_blend_names[what].name;
        printf("%-14s", name);
        for (size_t i = 0; all[i]; i++)
            printf(" %8.1f", time_of(&bench, all[i], what));
        putchar('\n');
    }
    free(bench.a);
    free(bench.b);
    free(bench.out);
    free(bench.x);
    free(bench.y);
    free(bench.values);
    return 0;
}
