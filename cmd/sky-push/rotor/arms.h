/* SPDX-License-Identifier: ISC */
/* Pictures of our own, of the whole screen or of a rotor's arms. */
#ifndef SKY_PUSH_ARMS_H
#define SKY_PUSH_ARMS_H

#include "led/correction.h"
#include "sky-push/drivers/driver.h"

struct arms_picture {
    struct sky_geometry geometry;
    uint8_t *frame;
    uint16_t *duties;
    struct sky_correction light;
};

/* Allocates a black one. Returns 0, or -1 with the error set. Call arms_finish() in any case, also for zeroed
 * ones. */
int arms_init(struct arms_picture *picture, const struct sky_geometry *geometry);
void arms_finish(struct arms_picture *picture);

/* What drivers take; valid as long as it. */
struct picture arms_show(const struct arms_picture *picture);

/* Copies a picture of the same geometry. */
void arms_copy(struct arms_picture *picture, const struct picture *from);

/* Fills `arms`, which has a vane for each of them, with what they show of `screen` when the first one is at `vane`.
 * */
void arms_gather(struct arms_picture *arms, const struct arms_picture *screen, uint32_t vane);

void arms_blacken(struct arms_picture *picture);

#endif
