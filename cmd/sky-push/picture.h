/* SPDX-License-Identifier: ISC */
/* Pictures that several threads show at once: nobody changes one that was posted, and a count of references tells when
 * its memory can be used again. */
#ifndef SKY_PUSH_PICTURE_H
#define SKY_PUSH_PICTURE_H

#include <stdatomic.h>

#include "sky-push/drivers/driver.h"

struct shared_picture {
    struct picture picture; /* what drivers get */
    atomic_uint references;
    struct shared_picture *base; /* whose memory `picture` shows too, with a reference; or NULL */
    uint8_t *frame;              /* its own memory for all that; NULL where it was not needed yet */
    uint16_t *duties;
    struct sky_correction correction;
};

/* The pictures of one thread, which takes them; any thread may release them. */
struct picture_pool {
    size_t bytes; /* of a frame */
    struct shared_picture **all;
    size_t count;
};

void picture_pool_init(struct picture_pool *pool, const struct sky_geometry *geometry);
void picture_pool_finish(struct picture_pool *pool); /* once no other thread has a picture of it */

/* A picture with one reference, which shows nothing yet: one that nobody has any more, or a new one. With `base`, whose
 * reference it takes over, it shows what that does. NULL with the error set. */
struct shared_picture *picture_take(struct picture_pool *pool, struct shared_picture *base);

/* Give a picture memory of its own for a frame, or for duties, and make it show that. Return the memory, which is to be
 * filled before the picture is posted; NULL with the error set. */
uint8_t *picture_own_frame(struct picture_pool *pool, struct shared_picture *picture);
uint16_t *picture_own_duties(struct picture_pool *pool, struct shared_picture *picture);

/* One more reference, and one less. */
struct shared_picture *picture_hold(struct shared_picture *picture);
void picture_release(struct shared_picture *picture); /* accepts NULL */

#endif
