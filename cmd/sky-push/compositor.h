/* SPDX-License-Identifier: ISC */
/* Makes pictures from frames, with the correction of the moment, interpolated for --smooth. */
#ifndef SKY_PUSH_COMPOSITOR_H
#define SKY_PUSH_COMPOSITOR_H

#include "base/clock.h"
#include "program/controls.h"
#include "sky-push/picture.h"

struct compositor {
    size_t leds;    /* of a frame */
    unsigned steps; /* of light from one frame to the next, 1 or more */
    struct picture_pool frames, pictures;
    struct shared_picture *before, *frame; /* the frame before, and the newest, which is black before the first */
    bool begun;                            /* there was a frame */
    uint16_t *mixed;                       /* duties of `before`; of more than one step */
    struct sky_params *params;             /* of struct sky_correction_settings */
    struct sky_controls *controls;         /* set these */
    struct sky_correction correction;
    struct shared_picture *made;           /* the last picture; or NULL */
};

/* Returns 0, or -1 with the error set. Call compositor_finish() in any case, when no output has pictures any more. */
int compositor_init(struct compositor *compositor, const struct sky_geometry *geometry, unsigned steps);
void compositor_finish(struct compositor *compositor);

/* Sets the parameters and the control files to those of the run, which must outlive the compositor or the next call. */
void compositor_configure(struct compositor *compositor, const struct sky_run *run);

/* Advance to a frame, which is copied, or to the same one again; or put a newer one in the place of the last. Those
 * with a frame return 0, or -1 with the error set. */
int compositor_take(struct compositor *compositor, const uint8_t *frame);
int compositor_replace(struct compositor *compositor, const uint8_t *frame);
void compositor_repeat(struct compositor *compositor);

/* The picture at a step from the frame before (0) to the frame (`steps`), with this part of its light, 0 to 1. It has
 * duties of a step between these if an output is to `interpolate`. It is the compositor's until the next one is made.
 * Control files set `live`, and it goes on to this moment. NULL with the error set. */
struct shared_picture *compositor_make(struct compositor *compositor, bool interpolate, unsigned step,
                                       const struct sky_moment *now, struct sky_live *live, double level);

#endif
