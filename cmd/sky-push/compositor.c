/* SPDX-License-Identifier: ISC */
#include "sky-push/compositor.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "led/duties.h"
#include "program/state.h"

#define RESERVED 3 /* pictures allocated before memory is locked: one is sent, one waits, one is made */

/* Allocates the duties of pictures between frames. */
static int reserve(struct compositor *compositor)
{
    struct shared_picture *all[RESERVED] = {NULL};
    int result = 0;
    for (size_t i = 0; i < RESERVED; i++) {
        all[i] = picture_take(&compositor->pictures, NULL);
        uint16_t *duties = all[i] ? picture_own_duties(&compositor->pictures, all[i]) : NULL;
        if (duties)
            memset(duties, 0, compositor->pictures.bytes * sizeof *duties);
        else
            result = -1;
    }
    for (size_t i = 0; i < RESERVED; i++)
        picture_release(all[i]);
    return result;
}

int compositor_init(struct compositor *compositor, const struct sky_geometry *geometry, unsigned steps)
{
    *compositor = (struct compositor){.leds = sky_frame_bytes(geometry) / 3, .steps = steps};
    picture_pool_init(&compositor->frames, geometry);
    picture_pool_init(&compositor->pictures, geometry);
    compositor->frame = picture_take(&compositor->frames, NULL);
    uint8_t *black = compositor->frame ? picture_own_frame(&compositor->frames, compositor->frame) : NULL;
    if (!black || (steps > 1 && reserve(compositor) < 0))
        return -1;
    memset(black, 0, compositor->frames.bytes);
    compositor_repeat(compositor);
    compositor->mixed = steps > 1 ? calloc(compositor->leds * 3, sizeof *compositor->mixed) : NULL;
    return steps > 1 && !compositor->mixed ? sky_fail("out of memory") : 0;
}

void compositor_finish(struct compositor *compositor)
{
    picture_pool_finish(&compositor->frames);
    picture_pool_finish(&compositor->pictures);
    free(compositor->mixed);
}

void compositor_configure(struct compositor *compositor, const struct sky_run *run)
{
    compositor->params = run->params;
    compositor->controls = run->state->controls;
}

/* NULL with the error set. */
static struct shared_picture *copy_frame(struct compositor *compositor, const uint8_t *frame)
{
    struct shared_picture *picture = picture_take(&compositor->frames, NULL);
    uint8_t *copy = picture ? picture_own_frame(&compositor->frames, picture) : NULL;
    if (!copy) {
        picture_release(picture);
        return NULL;
    }
    memcpy(copy, frame, compositor->frames.bytes);
    return picture;
}

int compositor_take(struct compositor *compositor, const uint8_t *frame)
{
    struct shared_picture *next = copy_frame(compositor, frame);
    if (!next)
        return -1;
    picture_release(compositor->before);
    compositor->before = compositor->frame;
    compositor->frame = next;
    if (!compositor->begun)
        compositor_repeat(compositor);
    compositor->begun = true;
    return 0;
}

int compositor_replace(struct compositor *compositor, const uint8_t *frame)
{
    struct shared_picture *next = copy_frame(compositor, frame);
    if (!next)
        return -1;
    picture_release(compositor->frame);
    compositor->frame = next;
    return 0;
}

void compositor_repeat(struct compositor *compositor)
{
    picture_release(compositor->before);
    compositor->before = picture_hold(compositor->frame);
}

/* Makes the duties of a step from one frame to the other. Returns 0, or -1 with the error set. */
static int mix(struct compositor *compositor, struct shared_picture *picture, const uint8_t *from,
               const uint8_t *frame, unsigned step)
{
    const struct sky_correction *correction = &compositor->correction;
    uint16_t *duties = picture_own_duties(&compositor->pictures, picture);
    if (!duties)
        return -1;
    sky_correction_duties(correction, duties, frame, compositor->leds);
    sky_correction_duties(correction, compositor->mixed, from, compositor->leds);
    sky_duties_mix(duties, compositor->mixed, compositor->leds * 3, step, compositor->steps);
    return 0;
}

struct shared_picture *compositor_make(struct compositor *compositor, bool interpolate, unsigned step,
                                       const struct sky_moment *now, struct sky_live *live, double level)
{
    struct shared_picture *from = compositor->before, *frame = step > 0 ? compositor->frame : from;
    bool mixed = interpolate && step > 0 && step < compositor->steps && from != frame;
    sky_controls_apply(compositor->controls, compositor->params, live, now->t);
    sky_live_update(live, now->t);
    sky_params_update(compositor->params, now);
    bool corrected = sky_correction_update(&compositor->correction, compositor->params->settings, level);
    struct shared_picture *made = compositor->made;
    if (made && made->base == frame && !mixed && !corrected && !made->picture.duties)
        return made;

    struct shared_picture *picture = picture_take(&compositor->pictures, picture_hold(frame));
    if (!picture) {
        picture_release(frame);
        return NULL;
    }
    picture->correction = compositor->correction;
    picture->picture.correction = &picture->correction;
    if (mixed && mix(compositor, picture, from->frame, frame->frame, step) < 0) {
        picture_release(picture);
        return NULL;
    }
    picture_release(made);
    compositor->made = picture;
    return picture;
}
