/* SPDX-License-Identifier: ISC */
#include "pattern/text_course.h"

#include <math.h>

#include "kernel/math.h"

#define FADE 0.7       /* heights of a capital over which a text that is longer than the rim fades out and in */
#define GAP 0.8        /* the least space, in heights of a capital, before a text along the rim repeats */
#define APPROACH 2.2   /* radii that a straight text runs before its beginning follows its end */
#define NARROWEST 0.05 /* the smallest radius of a line around the disc */

bool sky_text_shape_is_same(const struct sky_text_shape *a, const struct sky_text_shape *b)
{
    return a->form == b->form && a->align == b->align && a->is_outward == b->is_outward && a->size == b->size &&
           a->step == b->step && a->thick == b->thick && a->outline == b->outline && a->turns == b->turns &&
           a->radius == b->radius && a->x == b->x && a->y == b->y && a->moved == b->moved;
}

/* How far strokes and their outlines reach beyond the middle lines of strokes. */
static double edge_of(const struct sky_text_shape *shape)
{
    return shape->thick / 2 + shape->outline;
}

static double aligned(const struct sky_text_shape *shape, double width)
{
    return shape->align == SKY_TEXT_LEFT ? 0 : shape->align == SKY_TEXT_RIGHT ? -width : -width / 2;
}

/* ---- Along the rim ---- */

/* The radius of a base line, so that nothing of any line goes beyond the radius of the shape; it may be negative. */
static double radius_of(const struct sky_text_shape *shape, const struct sky_text_layout *layout, size_t number)
{
    double outermost = shape->radius - edge_of(shape);
    return shape->is_outward
               ? outermost - layout->top * shape->size - (double)number * shape->step
               : outermost + layout->bottom * shape->size - (double)(layout->line_count - 1 - number) * shape->step;
}

/* The radius at which lengths on a line are true: that of the middle of its capitals. */
static double measured_of(const struct sky_text_shape *shape, double radius)
{
    return fmax(radius + (shape->is_outward ? shape->size : -shape->size) / 2, NARROWEST);
}

static bool run_around(const struct sky_text_shape *shape, const struct sky_text_layout *layout, size_t number,
                       struct sky_text_course *course)
{
    /* The outermost line is always there, the others if there is room for them. */
    size_t outermost = shape->is_outward ? 0 : layout->line_count - 1;
    double radius = radius_of(shape, layout, number);
    if (number != outermost && radius < NARROWEST)
        return false;

    /* Lines run together; the one that goes furthest around decides when they repeat. */
    double turns = 1;
    for (size_t i = 0; i < layout->line_count; i++) {
        size_t line = shape->is_outward ? i : layout->line_count - 1 - i;
        double inner = radius_of(shape, layout, line);
        if (i > 0 && inner < NARROWEST)
            break;
        double width = (layout->lines[line].width + GAP) * shape->size;
        turns = fmax(turns, width / (SKY_TAU * measured_of(shape, fmax(inner, NARROWEST))));
    }
    radius = fmax(radius, NARROWEST);
    double measured = measured_of(shape, radius), around = SKY_TAU * measured;
    double pace = measured_of(shape, fmax(radius_of(shape, layout, outermost), NARROWEST)); /* speed is true there */
    course->base = (struct sky_base_line){
        .is_round = true,
        .turns = shape->turns,
        .is_outward = shape->is_outward,
        .radius = (float)radius,
        .measured = (float)measured,
    };
    course->period = turns * around;
    course->start = aligned(shape, layout->lines[number].width * shape->size) -
                    sky_fract(shape->moved / (turns * SKY_TAU * pace)) * course->period;
    course->first = aligned(shape, around - 2 * FADE * shape->size) - FADE * shape->size;
    course->last = course->first + around;
    course->base.middle = (float)(course->first + around / 2);
    course->fade = turns > 1 ? (float)(FADE * shape->size) : 0;
    return true;
}

/* ---- Straight ---- */

static bool run_straight(const struct sky_text_shape *shape, const struct sky_text_layout *layout,
                         const struct sky_geometry *geometry, size_t number, struct sky_text_course *course)
{
    bool is_radius = shape->form == SKY_TEXT_RADIUS;
    double turns = is_radius ? shape->turns - 0.25 : shape->turns;
    double middle[2] = {is_radius ? 0 : shape->x, is_radius ? 0 : shape->y};
    double along[2] = {sky_cos_turns(turns), -sky_sin_turns(turns)};
    /* The capital letters of the first line to the base line of the last one lie around the middle. */
    double up = ((double)(layout->line_count - 1) * shape->step - shape->size) / 2 - (double)number * shape->step;
    double seen = middle[0] * along[0] + middle[1] * along[1];
    double height = middle[1] * along[0] - middle[0] * along[1] + up; /* of the base line above the disc's middle */
    double bottom = layout->bottom * shape->size - edge_of(shape), top = layout->top * shape->size + edge_of(shape);
    if (height + bottom > 1 || height + top < -1)
        return false;

    double hub = geometry->hub / (geometry->hub + geometry->pixels);
    double place = !is_radius                         ? 0
                   : shape->align == SKY_TEXT_LEFT    ? hub
                   : shape->align == SKY_TEXT_RIGHT   ? 1
                                                      : (1 + hub) / 2;
    course->base = (struct sky_base_line){
        .origin = {(float)(middle[0] - up * along[1]), (float)(middle[1] + up * along[0])},
        .along = {(float)along[0], (float)along[1]},
    };
    course->period = layout->width * shape->size + APPROACH;
    course->start = place + aligned(shape, layout->lines[number].width * shape->size) -
                    sky_fract(shape->moved / course->period) * course->period;
    course->first = is_radius ? 0 : -seen - 1;
    course->last = is_radius ? 1 : 1 - seen;
    return true;
}

bool sky_text_course(const struct sky_text_shape *shape, const struct sky_text_layout *layout,
                     const struct sky_geometry *geometry, size_t number, struct sky_text_course *course)
{
    *course = (struct sky_text_course){
        .width = layout->lines[number].width * shape->size,
        .repeats = shape->moved != 0, /* where it has not moved, the other half of a long text is not to be seen */
    };
    return shape->form == SKY_TEXT_RIM ? run_around(shape, layout, number, course)
                                       : run_straight(shape, layout, geometry, number, course);
}
