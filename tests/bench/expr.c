/* The pictures of tests/bench/expr.py as somebody would write them in C: every number at every pixel, and, for those
 * that come apart into angle and radius, with these parts hoisted out of the loop by hand. Compiled with -O3
 * -march=native -ffast-math. Prints "NAME WAY microseconds of CPU a frame". */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kernel/noise.h"

#define VANES 360
#define PIXELS 288
#define TAU 6.28318531f

static uint8_t frame[VANES][PIXELS][3];

static inline uint8_t byte(float x)
{
    x = x * 255 + 0.5f;
    return (uint8_t)(int)fminf(fmaxf(x, 0), 255);
}

static inline float fraction(float x)
{
    return x - floorf(x);
}

/* Each picture's channels at a pixel. */
static inline void swirl(uint8_t *out, float a, float r, float t)
{
    out[0] = byte(0.5f + 0.5f * sinf(3 * a + t) * sinf(9 * r - 2 * t));
    out[1] = byte(0.5f + 0.5f * sinf(2 * a - t) * sinf(7 * r + t));
    out[2] = byte(0.5f + 0.5f * sinf(5 * a + 2 * t) * sinf(5 * r - t));
}

static inline void tripdar(uint8_t *out, float a, float r, float t)
{
    float u = a / TAU;
    float one = 1 - fraction(u - t / 5), two = 1 - fraction(u + t / 7), three = 1 - fraction(u - t / 11);
    float bands = 0.6f + 0.4f * sinf(75 * r - 3 * t);
    out[0] = byte(one * one * one * bands);
    out[1] = byte(two * two * two * (1.6f - bands));
    out[2] = byte(three * three);
}

static inline void radar(uint8_t *out, float a, float r, float t)
{
    float glow = 1 - fraction(t / 4 - a / TAU), ring = 0.7f + 0.3f * sinf(25 * r);
    out[0] = 0;
    out[1] = byte(glow * glow * ring);
    out[2] = 0;
}

static inline void droplet(uint8_t *out, float a, float r, float t)
{
    (void)a;
    out[0] = out[1] = out[2] = byte(0.5f + 0.5f * sinf(40 * r - 6 * t) * expf(-3 * r));
}

static inline void fbm(uint8_t *out, float a, float r, float t)
{
    float x = r * sinf(a), y = r * cosf(a), sum = 0, size = 1;
    for (int i = 0; i < 4; i++, size *= 0.5f)
        sum += size * sky_noise3(x * (float)(4 << i), y * (float)(4 << i), t * (float)(1 << i), 1u + (uint32_t)i);
    out[0] = out[1] = out[2] = byte(0.5f + sum / 3.75f);
}

static inline void polynomial(uint8_t *out, float a, float r, float t)
{
    float x = r * sinf(a), y = r * cosf(a), cx = 1.5f * x - 0.4f + 0.1f * sinf(t), cy = 1.5f * y, zx = cx, zy = cy;
    for (int i = 0; i < 6; i++) {
        float next = zx * zx - zy * zy + cx;
        zy = 2 * zx * zy + cy;
        zx = next;
    }
    out[0] = out[1] = out[2] = byte((zx * zx + zy * zy) / 4);
}

#define NAIVE(name) \
    static void naive_##name(float t) \
    { \
        for (int vane = 0; vane < VANES; vane++) \
            for (int pixel = 0; pixel < PIXELS; pixel++) \
                name(frame[vane][pixel], (float)vane / VANES * TAU, ((float)pixel + 0.5f) / PIXELS, t); \
    }
NAIVE(swirl)
NAIVE(tripdar)
NAIVE(radar)
NAIVE(droplet)
NAIVE(fbm)
NAIVE(polynomial)

static void hoisted_swirl(float t)
{
    float along[3][PIXELS];
    for (int pixel = 0; pixel < PIXELS; pixel++) {
        float r = ((float)pixel + 0.5f) / PIXELS;
        along[0][pixel] = 0.5f * sinf(9 * r - 2 * t);
        along[1][pixel] = 0.5f * sinf(7 * r + t);
        along[2][pixel] = 0.5f * sinf(5 * r - t);
    }
    for (int vane = 0; vane < VANES; vane++) {
        float a = (float)vane / VANES * TAU, one = sinf(3 * a + t), two = sinf(2 * a - t), three = sinf(5 * a + 2 * t);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            frame[vane][pixel][0] = byte(0.5f + one * along[0][pixel]);
            frame[vane][pixel][1] = byte(0.5f + two * along[1][pixel]);
            frame[vane][pixel][2] = byte(0.5f + three * along[2][pixel]);
        }
    }
}

static void hoisted_tripdar(float t)
{
    float bands[PIXELS];
    for (int pixel = 0; pixel < PIXELS; pixel++)
        bands[pixel] = 0.6f + 0.4f * sinf(75 * ((float)pixel + 0.5f) / PIXELS - 3 * t);
    for (int vane = 0; vane < VANES; vane++) {
        float u = (float)vane / VANES;
        float one = 1 - fraction(u - t / 5), two = 1 - fraction(u + t / 7), three = 1 - fraction(u - t / 11);
        one = one * one * one, two = two * two * two;
        uint8_t blue = byte(three * three);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            frame[vane][pixel][0] = byte(one * bands[pixel]);
            frame[vane][pixel][1] = byte(two * (1.6f - bands[pixel]));
            frame[vane][pixel][2] = blue;
        }
    }
}

static const struct {
    const char *name, *way;
    void (*draw)(float t);
} pictures[] = {
    {"swirl", "naive", naive_swirl},     {"swirl", "hoisted", hoisted_swirl}, {"tripdar", "naive", naive_tripdar},
    {"tripdar", "hoisted", hoisted_tripdar}, {"radar", "naive", naive_radar}, {"droplet", "naive", naive_droplet},
    {"fbm", "naive", naive_fbm},         {"polynomial", "naive", naive_polynomial},
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(void)
{
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        double best = INFINITY;
        for (int round = 0; round < 5; round++) {
            double start = seconds();
            for (int n = 0; n < 40; n++)
                pictures[i].draw((float)n / 30);
            best = fmin(best, (seconds() - start) / 40);
        }
        printf("%s %s %.1f\n", pictures[i].name, pictures[i].way, best * 1e6);
    }
    return 0;
}
