/* SPDX-License-Identifier: ISC */
#include "disc/transition.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/random.h"
#include "kernel/kernel.h"
#include "kernel/math.h"

#define FULL 65536     /* of an order and a reach */
#define PLACES 256     /* of a vane or pixel, to which a push is rounded */
#define BLADES 6       /* of the iris */
#define SLATS 12       /* of the blinds, at most */
#define SLAT_VANES 4   /* in each of them, at least */

static const char *const names[SKY_TRANSITION_KINDS + 1] = {
    [SKY_TRANSITION_CUT] = "cut",
    [SKY_TRANSITION_MIX] = "mix",
    [SKY_TRANSITION_DISSOLVE] = "dissolve",
    [SKY_TRANSITION_CLOCK] = "clock",
    [SKY_TRANSITION_COUNTERCLOCK] = "counterclock",
    [SKY_TRANSITION_OUTWARD] = "outward",
    [SKY_TRANSITION_INWARD] = "inward",
    [SKY_TRANSITION_IRIS_OPEN] = "iris-open",
    [SKY_TRANSITION_IRIS_CLOSE] = "iris-close",
    [SKY_TRANSITION_BLINDS] = "blinds",
    [SKY_TRANSITION_PUSH_OUTWARD] = "push-outward",
    [SKY_TRANSITION_PUSH_INWARD] = "push-inward",
    [SKY_TRANSITION_PUSH_CLOCK] = "push-clock",
    [SKY_TRANSITION_PUSH_COUNTERCLOCK] = "push-counterclock",
};

int sky_transition_parse(const char *name, int *kind)
{
    static const struct sky_choices kinds = SKY_CHOICES(names);
    return sky_choice_parse(&kinds, name, kind);
}

int sky_transition_init(struct sky_transition *transition, const struct sky_geometry *geometry, double soft,
                        uint64_t seed)
{
    size_t leds = (size_t)geometry->vanes * geometry->pixels;
    *transition = (struct sky_transition){
        .geometry = *geometry,
        .seed = seed,
        .soft = (uint32_t)floor(soft * FULL + 0.5),
        .order = malloc(leds * sizeof *transition->order),
        .spare = malloc(3 * leds),
    };
    return transition->order && transition->spare ? 0 : sky_fail("out of memory");
}

void sky_transition_finish(struct sky_transition *transition)
{
    free(transition->order);
    free(transition->spare);
    transition->order = NULL;
    transition->spare = NULL;
}

/* ---- Wipes ---- */

/* The middle of number i of n equal parts. */
static uint16_t middle(uint32_t i, uint32_t n)
{
    return (uint16_t)((2 * (uint64_t)i + 1) * (FULL / 2) / n);
}

/* The way around the circle, once for each slat. */
static uint16_t blinds_order(const struct sky_geometry *geometry, uint32_t vane)
{
    uint32_t slats = geometry->vanes / SLAT_VANES;
    slats = slats < 1 ? 1 : slats < SLATS ? slats : SLATS;
    return (uint16_t)((2 * (uint64_t)vane + 1) * slats * (FULL / 2) / geometry->vanes);
}

/* When the sides of a growing hexagon, the first of them at 12 o'clock, reach an LED. */
static uint16_t iris_order(const struct sky_geometry *geometry, uint32_t vane, uint32_t pixel)
{
    double sector = sky_fract((double)vane * BLADES / geometry->vanes + 0.5) - 0.5;
    double towards_side = sky_cos_turns(sector / BLADES), towards_corner = sky_cos_turns(0.5 / BLADES);
    double nearest = (geometry->hub + 0.5) * towards_corner, farthest = geometry->hub + geometry->pixels - 0.5;
    double place = ((geometry->hub + pixel + 0.5) * towards_side - nearest) / (farthest - nearest);
    return (uint16_t)floor(sky_sat(place) * (FULL - 1) + 0.5);
}

static uint16_t order_of(const struct sky_transition *transition, uint32_t vane, uint32_t pixel)
{
    const struct sky_geometry *geometry = &transition->geometry;
    switch (transition->kind) {
    case SKY_TRANSITION_DISSOLVE:
        return (uint16_t)(sky_random_hash(transition->seed, (uint64_t)vane * geometry->pixels + pixel) >> 48);
    case SKY_TRANSITION_CLOCK:
        return middle(vane, geometry->vanes);
    case SKY_TRANSITION_COUNTERCLOCK:
        return middle(geometry->vanes - 1 - vane, geometry->vanes);
    case SKY_TRANSITION_OUTWARD:
        return middle(pixel, geometry->pixels);
    case SKY_TRANSITION_INWARD:
        return middle(geometry->pixels - 1 - pixel, geometry->pixels);
    case SKY_TRANSITION_IRIS_OPEN:
        return iris_order(geometry, vane, pixel);
    case SKY_TRANSITION_IRIS_CLOSE:
        return (uint16_t)(FULL - 1 - iris_order(geometry, vane, pixel));
    default: /* blinds */
        return blinds_order(geometry, vane);
    }
}

static bool is_wipe(enum sky_transition_kind kind)
{
    return kind >= SKY_TRANSITION_DISSOLVE && kind <= SKY_TRANSITION_BLINDS;
}

void sky_transition_set(struct sky_transition *transition, enum sky_transition_kind kind)
{
    const struct sky_geometry *geometry = &transition->geometry;
    bool is_known = kind == transition->kind;
    uint16_t *order = transition->order;
    transition->kind = kind;
    if (is_known || !is_wipe(kind))
        return;
    for (uint32_t vane = 0; vane < geometry->vanes; vane++)
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
            *order++ = order_of(transition, vane, pixel);
}

/* ---- Pushes ---- */

/* Two strips of `bytes` bytes, of which `to` comes in by `moved` bytes behind `from`, or before it. */
static void push_strip(uint8_t *out, const uint8_t *from, const uint8_t *to, size_t bytes, size_t moved, bool onwards)
{
    if (onwards) {
        memcpy(out, to + bytes - moved, moved);
        memcpy(out + moved, from, bytes - moved);
    } else {
        memcpy(out, from + moved, bytes - moved);
        memcpy(out + bytes - moved, to, moved);
    }
}

/* Do the pictures move along the radius, and not around the circle? */
static bool is_radial(enum sky_transition_kind kind)
{
    return kind == SKY_TRANSITION_PUSH_OUTWARD || kind == SKY_TRANSITION_PUSH_INWARD;
}

/* Moves all by whole vanes or pixels. */
static void push_whole(const struct sky_transition *transition, uint8_t *out, const uint8_t *from, const uint8_t *to,
                       size_t moved)
{
    size_t vane_bytes = sky_vane_bytes(&transition->geometry), frame_bytes = sky_frame_bytes(&transition->geometry);
    bool onwards = transition->kind == SKY_TRANSITION_PUSH_OUTWARD || transition->kind == SKY_TRANSITION_PUSH_CLOCK;
    bool radial = is_radial(transition->kind);
    size_t strip = radial ? vane_bytes : frame_bytes, step = radial ? 3 : vane_bytes;
    for (size_t at = 0; at < frame_bytes; at += strip)
        push_strip(out + at, from + at, to + at, strip, moved * step, onwards);
}

static void push(const struct sky_transition *transition, uint8_t *out, const uint8_t *from, const uint8_t *to,
                 uint64_t frame, uint64_t frames)
{
    const struct sky_geometry *geometry = &transition->geometry;
    uint64_t way = is_radial(transition->kind) ? geometry->pixels : geometry->vanes;
    uint64_t place = (2 * frame + 1) * way * PLACES / (2 * frames);
    unsigned part = place % PLACES;
    push_whole(transition, out, from, to, place / PLACES);
    if (part == 0)
        return;
    push_whole(transition, transition->spare, from, to, place / PLACES + 1);
    sky_kernels()->blend_light[SKY_BLEND_MIX](out, out, transition->spare, NULL, sky_frame_bytes(geometry),
                                              part * (SKY_BLEND_WHOLE / PLACES));
}

/* ---- All ---- */

void sky_transition_draw(const struct sky_transition *transition, uint8_t *out, const uint8_t *from, const uint8_t *to,
                         uint64_t frame, uint64_t frames)
{
    const struct sky_kernels *kernels = sky_kernels();
    size_t bytes = sky_frame_bytes(&transition->geometry);
    if (transition->kind == SKY_TRANSITION_MIX) {
        unsigned weight = (unsigned)(((2 * frame + 1) * SKY_BLEND_WHOLE + frames) / (2 * frames));
        kernels->blend_light[SKY_BLEND_MIX](out, from, to, NULL, bytes, weight);
    } else if (is_wipe(transition->kind)) {
        uint32_t reach = (uint32_t)((2 * frame + 1) * (FULL + (uint64_t)transition->soft) / (2 * frames));
        kernels->wipe(out, from, to, transition->order, bytes / 3, reach, transition->soft);
    } else {
        push(transition, out, from, to, frame, frames);
    }
}
