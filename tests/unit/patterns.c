/* SPDX-License-Identifier: ISC */
/* Patterns whose time goes back, as that of a sequencer does: --clock=PATH. */
#include "pattern/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define FPS 30
#define VANES 24
#define PIXELS 40
#define BYTES (VANES * PIXELS * 3)

static const struct sky_canvas canvas = {.geometry = {VANES, PIXELS, 1.5}, .seed = 3};

/* A pattern with its parameters. */
struct drawn {
    const struct sky_pattern *pattern;
    void *self;
    struct sky_params *params;
};

static struct drawn create(const struct sky_pattern *pattern)
{
    struct drawn drawn = {.pattern = pattern, .self = calloc(1, pattern->size)};
    drawn.params = drawn.self ? sky_params_create(pattern->params, drawn.self) : NULL;
    if (!drawn.params || (pattern->init && pattern->init(drawn.self, &canvas) < 0)) {
        puts("Bail out! no memory");
        exit(1);
    }
    return drawn;
}

static void destroy(struct drawn *drawn)
{
    if (drawn->pattern->finish)
        drawn->pattern->finish(drawn->self);
    sky_params_destroy(drawn->params);
    free(drawn->self);
}

static void draw(struct drawn *drawn, double t, uint8_t frame[BYTES])
{
    const struct sky_moment now = {.n = (uint64_t)(t * FPS), .t = t, .fps = FPS};
    if (drawn->pattern->draw(drawn->self, &canvas, &now, frame) < 0)
        memset(frame, 0, BYTES);
}

/* Does it show the time of day, or what was there before? */
static int is_other(const struct sky_pattern *pattern)
{
    return pattern->state || strcmp(pattern->name, "clock") == 0 || strcmp(pattern->name, "kaleidoscope") == 0;
}

/* Is what is drawn at a time the same whatever was drawn before? */
static int goes_back(const struct sky_pattern *pattern, double t)
{
    static uint8_t frame[BYTES], again[BYTES];
    static const double before[] = {200, 60, 3};
    struct drawn fresh = create(pattern), used = create(pattern);
    draw(&fresh, t, frame);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        draw(&used, t + before[i], again);
    draw(&used, t, again);
    destroy(&fresh);
    destroy(&used);
    return memcmp(frame, again, BYTES) == 0;
}

/* Draws what has become fast, and goes back before the time when it would have begun at that speed. */
static int draws_before_its_begin(const char *name, const char *param, const char *slow, const char *fast)
{
    static uint8_t frame[BYTES];
    const uint8_t black[BYTES] = {0};
    struct drawn drawn = create(sky_pattern_find(name));
    int result = sky_params_set(drawn.params, param, slow);
    draw(&drawn, 100, frame);
    result |= sky_params_set(drawn.params, param, fast);
    draw(&drawn, 100, frame);
    draw(&drawn, 1.25, frame);
    destroy(&drawn);
    return result == 0 && memcmp(frame, black, BYTES) != 0;
}

int main(void)
{
    for (const struct sky_pattern *const *pattern = sky_patterns(); *pattern; pattern++)
        if (!is_other(*pattern))
            ok(goes_back(*pattern, 0.5) && goes_back(*pattern, 7), "%s draws the same when time has gone back",
               (*pattern)->name);
    ok(draws_before_its_begin("stars", "life", "10", "0.1"), "stars have a life before the first");
    ok(draws_before_its_begin("ripples", "speed", "0.1", "10"), "ripples have drops before the first");
    ok(draws_before_its_begin("fractal", "speed", "0.1", "4"), "fractal has a flight before the first");
    return done();
}
