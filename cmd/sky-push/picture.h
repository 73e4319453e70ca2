/* SPDX-License-Identifier: ISC */
/* Pictures that several threads send at once. A picture that was posted does not change, and a reference count tells
 * when its memory can be used again. */
#ifndef SKY_PUSH_PICTURE_H
#define SKY_PUSH_PICTURE_H

#include <stdatomic.h>

#include "sky-push/drivers/driver.h"

struct shared_picture {
    struct picture picture; /* what drivers get */
    atomic_uint references;
    struct shared_picture *base; /* whose memory `picture` points into; holds a reference; or NULL */
    uint8_t *frame;              /* memory of its own; NULL until it is needed */
    uint16_t *duties;
    struct sky_correction correction;
};

/* Pictures that one thread takes, and any thread may release. */
struct picture_pool {
    size_t bytes; /* of a frame */
    struct shared_picture **all;
    size_t count;
};

/* Begins without pictures; each of them will have room for a frame of this geometry. */
void picture_pool_init(struct picture_pool *pool, const struct sky_geometry *geometry);
void picture_pool_finish(struct picture_pool *pool); /* once no other thread has a picture of it */

/* Returns a picture with one reference and nothing to show: an unused one, or a new one. With `base`, whose reference
 * it takes over, it shows what that shows. NULL with the error set. */
struct shared_picture *picture_take(struct picture_pool *pool, struct shared_picture *base);

/* Give a picture memory of its own for a frame, or for duties, and make it show that. Return the memory, which is to be
 * filled before the picture is posted; NULL with the error set. */
uint8_t *picture_own_frame(struct picture_pool *pool, struct shared_picture *picture);
uint16_t *picture_own_duties(struct picture_pool *pool, struct shared_picture *picture);

/* One more reference, and one less. */
struct shared_picture *picture_hold(struct shared_picture *picture);
void picture_release(struct shared_picture *picture); /* accepts NULL */

#endif
