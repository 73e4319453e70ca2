/* SPDX-License-Identifier: ISC */
/* Lines on the disc: their coverage is what the plain way to draw them gives, also if their insides come first, and a
 * wider line covers no less. */
#include "pattern/shapes.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "pattern/coverage.h"
#include "tap.h"

#define LINES 300 /* on each screen */

static const struct sky_geometry screens[] = {{90, 72, 0}, {60, 16, 13.5}, {7, 100, 0}, {500, 9, 2}, {1, 30, 0},
                                              {2000, 2, 0}};

/* A number from -most to most. */
static float around_zero(float most, uint64_t seed, uint64_t place)
{
    return (float)(2 * sky_random_unit(seed, place) - 1) * most;
}

#define TOGETHER 10 /* lines that are drawn on the same frame and coverage: of more, all is covered soon */

/* Line number `i` of a seed; every ninth is a point. Returns its width. */
static float random_line(uint64_t seed, uint64_t i, float from[2], float to[2])
{
    float far = i % 3 == 0 ? 20 : 1;
    from[0] = around_zero(far, seed, 5 * i + 1);
    from[1] = around_zero(far, seed, 5 * i + 2);
    to[0] = from[0] + (i % 9 == 0 ? 0 : around_zero(1, seed, 5 * i + 3));
    to[1] = from[1] + (i % 9 == 0 ? 0 : around_zero(1, seed, 5 * i + 4));
    return (float)sky_random_unit(seed, 5 * i) * (i % 3 == 1 ? 0.2f : far);
}

/* Draws random lines in both ways, and counts LEDs that differ. `filled` counts those that their insides covered. */
static size_t count_differences(struct sky_plane *plane, struct sky_coverage *coverage, size_t leds, uint64_t seed,
                                bool insides_first, size_t *filled)
{
    static const struct sky_pen pen = {{255, 255, 255}, 1, SKY_INK_LIGHTEN};
    size_t differences = 0;
    for (uint64_t first = 0; first < LINES; first += TOGETHER) {
        float from[2], to[2];
        sky_coverage_clear(coverage, &plane->geometry);
        sky_plane_clear(plane);
        for (uint64_t i = first; i < first + TOGETHER && insides_first; i++) {
            float width = random_line(seed, i, from, to);
            sky_cover_inside(coverage, plane, from, to, width);
        }
        for (size_t led = 0; led < leds; led++)
            *filled += coverage->leds[led] > 0;
        for (uint64_t i = first; i < first + TOGETHER; i++) {
            float width = random_line(seed, i, from, to);
            sky_draw_line(plane, from, to, width, &pen);
            sky_cover_line(coverage, plane, from, to, width);
            for (size_t led = 0; led < leds && !insides_first; led++)
                differences += coverage->leds[led] != plane->frame[led * 3];
        }
        for (size_t led = 0; led < leds; led++)
            differences += coverage->leds[led] != plane->frame[led * 3];
    }
    return differences;
}

/* Short lines that are 100 radii away, and so wide that their edges cross the disc. */
static size_t count_losses(const struct sky_plane *plane, struct sky_coverage *coverage, uint8_t *narrower, size_t leds)
{
    static const float places[][2] = {{100, 0}, {0, -100}, {60, 80}, {-80, 60}, {28, -96}, {-96, -28}, {96, 28}};
    size_t losses = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const float *from = places[i], to[2] = {from[0] - 0.4f * from[1] / 100, from[1] + 0.4f * from[0] / 100};
        memset(narrower, 0, leds);
        for (int step = 0; step < 400; step++) {
            sky_coverage_clear(coverage, &plane->geometry);
            sky_cover_line(coverage, plane, from, to, 198 + 0.01f * (float)step);
            for (size_t led = 0; led < leds; led++)
                losses += coverage->leds[led] + 40 < narrower[led]; /* the distance is rounded, and cells are narrow */
            memcpy(narrower, coverage->leds, leds);
        }
    }
    return losses;
}

int main(void)
{
    size_t filled = 0;
    for (size_t i = 0; i < sizeof screens / sizeof *screens; i++) {
        const struct sky_geometry *screen = &screens[i];
        size_t leds = (size_t)screen->vanes * screen->pixels;
        struct sky_plane plane = {0};
        struct sky_coverage coverage = {0};
        uint8_t *narrower = malloc(leds);
        if (sky_plane_init(&plane, screen) < 0 || sky_coverage_init(&coverage, screen) < 0 ||
            !(plane.frame = malloc(leds * 3)) || !narrower)
            abort();
        ok(count_differences(&plane, &coverage, leds, i, false, &filled) == 0,
           "at %ux%u coverage is what sky_draw_line() draws", screen->vanes, screen->pixels);
        ok(count_differences(&plane, &coverage, leds, i, true, &filled) == 0,
           "at %ux%u it is so if the insides of lines come first", screen->vanes, screen->pixels);
        ok(count_losses(&plane, &coverage, narrower, leds) == 0, "at %ux%u a wider line covers no less", screen->vanes,
           screen->pixels);
        free(narrower);
        free(plane.frame);
        sky_coverage_finish(&coverage);
        sky_plane_finish(&plane);
    }
    ok(filled > 10000, "insides cover LEDs: %zu", filled);
    return done();
}
