/* SPDX-License-Identifier: ISC */
/* The pictures of tests/bench/expr.py as somebody would write them in C, with -O3 -march=native -ffast-math, and once
 * more without -ffast-math and contraction, which give other bytes on other machines.
 *
 *   led      a function of the place for every LED, and the places in a table: nothing can be shared
 *   loop     the same functions in a loop over vanes and one over pixels: what depends on the vane alone gcc takes
 *            out of the inner loop by itself
 *   hoisted  what depends on the vane alone, and on the pixel alone, taken out of the loops by hand
 *
 * Prints "NAME WAY microseconds of CPU a frame"; `expr NAME WAY` writes the frame at one second instead. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernel/noise.h"

#define TAU 6.28318531f
#define PIXELS_MAX 1024

/* 360x288, but not so that the compiler knows it: a screen's shape is given when a program starts. */
extern int vanes, pixels;
int vanes = 360, pixels = 288;

static uint8_t *frame, *source;

/* The places of the LEDs; those of vanes and pixels; and how fast radar's rings shine, which does not move. */
struct place {
    float a, r, x, y;
};
static float *led_a, *led_r, *led_x, *led_y;
static float *angle, *sine, *cosine, *radius, *ring;

static inline uint8_t byte(float x)
{
    x = x * 255 + 0.5f;
#ifdef __FAST_MATH__
    return (uint8_t)(int)fminf(fmaxf(x, 0), 255);
#else /* where these two do not become vector instructions */
    x = x > 0 ? x : 0;
    return (uint8_t)(int)(x < 255 ? x : 255);
#endif
}

static inline float fraction(float x)
{
    return x - floorf(x);
}

/* ---- Each picture's channels at a place ---- */

static inline void swirl(uint8_t *out, struct place at, float t)
{
    out[0] = byte(0.5f + 0.5f * sinf(3 * at.a + t) * sinf(9 * at.r - 2 * t));
    out[1] = byte(0.5f + 0.5f * sinf(2 * at.a - t) * sinf(7 * at.r + t));
    out[2] = byte(0.5f + 0.5f * sinf(5 * at.a + 2 * t) * sinf(5 * at.r - t));
}

static inline void tripdar(uint8_t *out, struct place at, float t)
{
    float u = at.a / TAU;
    float one = 1 - fraction(u - t / 5), two = 1 - fraction(u + t / 7), three = 1 - fraction(u - t / 11);
    float bands = 0.6f + 0.4f * sinf(75 * at.r - 3 * t);
    out[0] = byte(one * one * one * bands);
    out[1] = byte(two * two * two * (1.6f - bands));
    out[2] = byte(three * three);
}

static inline void radar(uint8_t *out, struct place at, float t)
{
    float glow = 1 - fraction(t / 4 - at.a / TAU);
    out[0] = 0;
    out[1] = byte(glow * glow * (0.7f + 0.3f * sinf(25 * at.r)));
    out[2] = 0;
}

static inline void droplet(uint8_t *out, struct place at, float t)
{
    out[0] = out[1] = out[2] = byte(0.5f + 0.5f * sinf(40 * at.r - 6 * t) * expf(-3 * at.r));
}

static inline void fbm(uint8_t *out, struct place at, float t)
{
    float sum = 0, size = 1, scale = 1;
#pragma GCC unroll 4
    for (unsigned i = 0; i < 4; i++, size *= 0.5f, scale *= 2) {
        float offset = sky_noise_octave_offset(i);
        sum += size * sky_noise3(4 * at.x * scale + offset, 4 * at.y * scale + offset, t * scale + offset, i);
    }
    out[0] = out[1] = out[2] = byte(0.5f + 0.5f * sum / 1.875f);
}

static inline void polynomial(uint8_t *out, struct place at, float t)
{
    float cx = 1.5f * at.x - 0.4f + 0.1f * sinf(t), cy = 1.5f * at.y, zx = cx, zy = cy;
#pragma GCC unroll 6
    for (int i = 0; i < 6; i++) {
        float next = zx * zx - zy * zy + cx;
        zy = 2 * zx * zy + cy;
        zx = next;
    }
    out[0] = out[1] = out[2] = byte((zx * zx + zy * zy) / 4);
}

static inline void power(uint8_t *out, struct place at, float t)
{
    out[0] = out[1] = out[2] = byte(powf(0.5f + 0.5f * sinf(5 * at.x + t), 1.7f + at.y));
}

/* Sixteen blobs of light. */
static inline void steps(uint8_t *out, struct place at, float t)
{
    float sum = 0;
#pragma GCC unroll 16
    for (int k = 1; k <= 16; k++) {
        float dx = at.x - 0.7f * cosf(0.7f * (float)k + t), dy = at.y - 0.7f * sinf(1.3f * (float)k + t);
        sum += 0.01f / (0.01f + dx * dx + dy * dy);
    }
    out[0] = out[1] = out[2] = byte(sum / 2);
}

/* Two scenes, which take turns from frame to frame. */
static inline void scenes(uint8_t *out, struct place at, float t)
{
    float dy = at.y - 0.5f * sinf(t);
    if ((int)(t * 30 + 0.5f) % 2 == 0)
        out[0] = out[1] = out[2] = byte(0.5f + 0.5f * sinf(9 * at.x + t) * cosf(7 * at.y - t));
    else
        out[0] = out[1] = out[2] = byte(expf(-3 * (at.x * at.x + dy * dy)));
}

/* Adds `part` of the source at a place, between the four LEDs around. */
static inline void sample(float sum[3], float a, float r, float part)
{
    float turn = fraction(a / TAU) * (float)vanes, where = r * (float)pixels - 0.5f;
    where = where > 0 ? where : 0;
    where = where < (float)(pixels - 1) ? where : (float)(pixels - 1);
    int vane = (int)turn, pixel = (int)where;
    vane = vane < vanes ? vane : vanes - 1;
    pixel = pixel < pixels - 2 ? pixel : pixels - 2;
    float across = turn - (float)vane, along = where - (float)pixel;
    const uint8_t *here = source + (vane * pixels + pixel) * 3;
    const uint8_t *there = source + ((vane + 1 < vanes ? vane + 1 : 0) * pixels + pixel) * 3;
    for (int i = 0; i < 3; i++) {
        float inner = (float)here[i] + (float)(there[i] - here[i]) * across;
        float outer = (float)here[i + 3] + (float)(there[i + 3] - here[i + 3]) * across;
        sum[i] += (inner + (outer - inner) * along) * part;
    }
}

static inline void warp(uint8_t *out, struct place at, float t)
{
    float sum[3] = {0, 0, 0};
    sample(sum, at.a + 0.1f * sinf(9 * at.r + t), 0.98f * at.r, 1 / 255.0f);
    for (int i = 0; i < 3; i++)
        out[i] = byte(sum[i]);
}

static inline void blur(uint8_t *out, struct place at, float t)
{
    float sum[3] = {0, 0, 0};
    (void)t;
    for (int j = -1; j <= 1; j++)
        for (int k = -1; k <= 1; k++)
            sample(sum, at.a + 1.5f * (float)j * TAU / (float)vanes, at.r + 1.5f * (float)k / (float)pixels,
                   1 / 9.0f / 255.0f);
    for (int i = 0; i < 3; i++)
        out[i] = byte(sum[i]);
}

#define BOTH_WAYS(name) \
    static void led_##name(float t) \
    { \
        const float *restrict a = led_a, *restrict r = led_r, *restrict x = led_x, *restrict y = led_y; \
        uint8_t *restrict out = frame; \
        int leds = vanes * pixels; \
        for (int i = 0; i < leds; i++) \
            name(out + i * 3, (struct place){a[i], r[i], x[i], y[i]}, t); \
    } \
    static void loop_##name(float t) \
    { \
        const float *restrict r = radius; \
        int count = pixels; \
        for (int vane = 0; vane < vanes; vane++) { \
            uint8_t *restrict out = frame + vane * count * 3; \
            float a = angle[vane], s = sine[vane], c = cosine[vane]; \
            for (int i = 0; i < count; i++) \
                name(out + i * 3, (struct place){a, r[i], r[i] * s, r[i] * c}, t); \
        } \
    }
BOTH_WAYS(swirl)
BOTH_WAYS(tripdar)
BOTH_WAYS(radar)
BOTH_WAYS(droplet)
BOTH_WAYS(fbm)
BOTH_WAYS(polynomial)
BOTH_WAYS(power)
BOTH_WAYS(steps)
BOTH_WAYS(scenes)
BOTH_WAYS(warp)
BOTH_WAYS(blur)

/* ---- Hoisted by hand ---- */

static void hoisted_swirl(float t)
{
    float along[3][PIXELS_MAX];
    const float *restrict r = radius;
    int count = pixels;
    for (int i = 0; i < count; i++) {
        along[0][i] = 0.5f * sinf(9 * r[i] - 2 * t);
        along[1][i] = 0.5f * sinf(7 * r[i] + t);
        along[2][i] = 0.5f * sinf(5 * r[i] - t);
    }
    for (int vane = 0; vane < vanes; vane++) {
        float a = angle[vane], one = sinf(3 * a + t), two = sinf(2 * a - t), three = sinf(5 * a + 2 * t);
        uint8_t *restrict out = frame + vane * count * 3;
        for (int i = 0; i < count; i++) {
            out[i * 3] = byte(0.5f + one * along[0][i]);
            out[i * 3 + 1] = byte(0.5f + two * along[1][i]);
            out[i * 3 + 2] = byte(0.5f + three * along[2][i]);
        }
    }
}

static void hoisted_tripdar(float t)
{
    float bands[PIXELS_MAX], rest[PIXELS_MAX], ones[PIXELS_MAX];
    const float *restrict r = radius;
    int count = pixels;
    for (int i = 0; i < count; i++) {
        bands[i] = 0.6f + 0.4f * sinf(75 * r[i] - 3 * t);
        rest[i] = 1.6f - bands[i];
        ones[i] = 1; /* three channels of one kind make faster stores than two and a constant */
    }
    for (int vane = 0; vane < vanes; vane++) {
        float u = angle[vane] / TAU;
        float one = 1 - fraction(u - t / 5), two = 1 - fraction(u + t / 7), three = 1 - fraction(u - t / 11);
        float red = one * one * one, green = two * two * two;
        float blue = three * three;
        uint8_t *restrict out = frame + vane * count * 3;
        for (int i = 0; i < count; i++) {
            out[i * 3] = byte(red * bands[i]);
            out[i * 3 + 1] = byte(green * rest[i]);
            out[i * 3 + 2] = byte(blue * ones[i]);
        }
    }
}

static void hoisted_radar(float t)
{
    const float *restrict rings = ring;
    int count = pixels;
    for (int vane = 0; vane < vanes; vane++) {
        float glow = 1 - fraction(t / 4 - angle[vane] / TAU);
        uint8_t *restrict out = frame + vane * count * 3;
        glow *= glow;
        for (int i = 0; i < count; i++) {
            out[i * 3] = 0;
            out[i * 3 + 1] = byte(glow * rings[i]);
            out[i * 3 + 2] = 0;
        }
    }
}

static void hoisted_droplet(float t)
{
    uint8_t *restrict out = frame;
    const float *restrict r = radius;
    int count = pixels;
    for (int i = 0; i < count; i++)
        droplet(out + i * 3, (struct place){.r = r[i]}, t);
    for (int vane = 1; vane < vanes; vane++)
        memcpy(out + vane * count * 3, out, (size_t)count * 3);
}

/* ---- */

static const struct {
    const char *name, *way;
    void (*draw)(float t);
} pictures[] = {
#define WAYS(name) {#name, "led", led_##name}, {#name, "loop", loop_##name}
#define ALL_WAYS(name) WAYS(name), {#name, "hoisted", hoisted_##name}
    ALL_WAYS(swirl), ALL_WAYS(tripdar), ALL_WAYS(radar), ALL_WAYS(droplet), WAYS(fbm), WAYS(polynomial), WAYS(power),
    WAYS(steps), WAYS(scenes), WAYS(warp), WAYS(blur),
};

static void make_tables(void)
{
    size_t leds = (size_t)vanes * (size_t)pixels;
    float **tables[] = {&led_a, &led_r, &led_x, &led_y, &angle, &sine, &cosine, &radius, &ring};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (!(*tables[i] = malloc(leds * sizeof(float))))
            exit(1);
    if (!(frame = calloc(leds, 3)) || !(source = malloc(leds * 3)) || pixels > PIXELS_MAX)
        exit(1);
    for (size_t i = 0; i < leds; i++)
        for (size_t channel = 0; channel < 3; channel++)
            source[i * 3 + channel] =
                (uint8_t)((7 * (i / (size_t)pixels) + 13 * (i % (size_t)pixels) + 29 * channel) * 37);
    for (int vane = 0, i = 0; vane < vanes; vane++) {
        angle[vane] = (float)vane / (float)vanes * TAU;
        sine[vane] = sinf(angle[vane]);
        cosine[vane] = cosf(angle[vane]);
        for (int pixel = 0; pixel < pixels; pixel++, i++) {
            radius[pixel] = ((float)pixel + 0.5f) / (float)pixels;
            ring[pixel] = 0.7f + 0.3f * sinf(25 * radius[pixel]);
            led_a[i] = angle[vane];
            led_r[i] = radius[pixel];
            led_x[i] = radius[pixel] * sine[vane];
            led_y[i] = radius[pixel] * cosine[vane];
        }
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    make_tables();
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        if (argc > 2) {
            if (strcmp(pictures[i].name, argv[1]) != 0 || strcmp(pictures[i].way, argv[2]) != 0)
                continue;
            pictures[i].draw(1);
            return fwrite(frame, (size_t)vanes * (size_t)pixels * 3, 1, stdout) != 1;
        }
        double best = INFINITY;
        for (int round = 0; round < 5; round++) {
            double start = seconds();
            for (int n = 0; n < 20; n++)
                pictures[i].draw((float)n / 30);
            best = fmin(best, (seconds() - start) / 20);
        }
        printf("%s %s %.2f\n", pictures[i].name, pictures[i].way, best * 1e6);
    }
    return 0;
}
