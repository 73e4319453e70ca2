/* SPDX-License-Identifier: ISC */
/* An analogue clock. */
#include <stdio.h>
#include <time.h>

#include <sky/error.h>

#include "base/wall.h"
#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/shapes.h"

struct clock {
    const char *time;
    struct sky_color face, rim, marks, hands, seconds;
    double start; /* the time at t = 0, in seconds since midnight; -1: show the local time */
    struct sky_plane plane;
};

static const struct sky_param params[] = {
    SKY_PARAM_TEXT(clock, time, "", "HH:MM or HH:MM:SS",
                   "time of day at the time 0; without it the clock shows the local time"),
    SKY_PARAM_COLOR(clock, face, "#0b1a3a", "colour of the face in the middle"),
    SKY_PARAM_COLOR(clock, rim, "#02050f", "colour of the face at the rim"),
    SKY_PARAM_COLOR(clock, marks, "#7fd4ff", "colour of the marks"),
    SKY_PARAM_COLOR(clock, hands, "#ffffff", "colour of the hour and minute hands"),
    SKY_PARAM_COLOR(clock, seconds, "#ff4030", "colour of the second hand"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct clock *clock = self;
    clock->start = -1;
    if (*clock->time) {
        unsigned hour, minute, second = 0;
        int end = 0, longer = 0;
        if (sscanf(clock->time, "%2u:%2u%n:%2u%n", &hour, &minute, &end, &second, &longer) < 2 ||
            clock->time[longer > end ? longer : end] != '\0' || hour > 23 || minute > 59 || second > 59)
            return sky_fail_misuse("time: '%.40s' is not a time of day (HH:MM or HH:MM:SS, to 23:59:59)", clock->time);
        clock->start = hour * 3600.0 + minute * 60.0 + second;
    }
    return sky_plane_init(&clock->plane, &canvas->geometry);
}

/* The time to show, in seconds since midnight. */
static double time_of_day(const struct clock *clock, const struct sky_moment *now)
{
    if (clock->start >= 0)
        return clock->start + now->t;
    struct timespec moment = sky_clock_timespec((uint64_t)sky_wall_ns());
    return sky_clock_time_of_day(&moment);
}

/* Draws a line along an angle, from one radius to another; a negative one is beyond the centre. */
static void draw_spoke(const struct clock *clock, double turns, float from, float to, float width,
                  struct sky_color color)
{
    float x = (float)sky_sin_turns(turns), y = (float)sky_cos_turns(turns);
    const struct sky_pen pen = {color, 1, SKY_INK_OVER};
    sky_draw_line(&clock->plane, (float[]){x * from, y * from}, (float[]){x * to, y * to}, width, &pen);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct clock *clock = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    double seconds = time_of_day(clock, now);
    clock->plane.frame = frame;
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
        sky_put(frame, geometry, 0, pixel, sky_color_mix(clock->face, clock->rim, clock->plane.radius[pixel]));
    sky_repeat_vane(geometry, frame);

    const float middle[2] = {0, 0};
    struct sky_color faint = sky_color_mix(clock->face, clock->marks, 0.6);
    const struct sky_pen ring = {faint, 1, SKY_INK_OVER};
    sky_draw_ring(&clock->plane, middle, 0.975f, 0.02f, &ring);
    for (int i = 0; i < 60; i++) {
        if (i % 15 == 0)
            draw_spoke(clock, i / 60.0, 0.72f, 0.9f, 0.055f, clock->marks);
        else if (i % 5 == 0)
            draw_spoke(clock, i / 60.0, 0.8f, 0.9f, 0.035f, clock->marks);
        else
            draw_spoke(clock, i / 60.0, 0.88f, 0.9f, 0.014f, faint);
    }
    struct sky_color shade = sky_color_mix(clock->face, clock->hands, 0.75);
    draw_spoke(clock, sky_fraction(seconds / 43200), -0.08f, 0.5f, 0.085f, shade);
    draw_spoke(clock, sky_fraction(seconds / 3600), -0.1f, 0.76f, 0.055f, clock->hands);
    draw_spoke(clock, sky_fraction(seconds / 60), -0.16f, 0.84f, 0.022f, clock->seconds);
    const struct sky_pen hub = {clock->seconds, 1, SKY_INK_OVER};
    sky_draw_disc(&clock->plane, middle, 0.05f, &hub);
    return 0;
}

static void finish(void *self)
{
    sky_plane_finish(&((struct clock *)self)->plane);
}

const struct sky_pattern sky_pattern_clock = {
    .name = "clock",
    .text = "an analogue clock of the local time",
    .params = params,
    .size = sizeof(struct clock),
    .is_single = true,
    .init = init,
    .draw = draw,
    .finish = finish,
};
