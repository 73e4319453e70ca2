/* SPDX-License-Identifier: ISC */
/* The pictures that an output has still to send: one, or with a delay all that are posted within it. */
#ifndef SKY_PUSH_WAITING_H
#define SKY_PUSH_WAITING_H

#include <stdbool.h>
#include <stdint.h>

#include "sky-push/picture.h"

#define WAITING_MAX 128

struct waiting {
    unsigned room;  /* 1 to WAITING_MAX */
    unsigned count;
    struct waiting_picture {
        struct shared_picture *picture; /* holds a reference */
        uint64_t due;                   /* not before this time, ns */
        uint64_t budget_ua;             /* see struct picture */
    } all[WAITING_MAX];                 /* the oldest first */
};

/* Adds a picture, taking over a reference to it. Where there is no room, it takes the place of the newest. Returns how
 * many were dropped. */
unsigned waiting_add(struct waiting *waiting, struct waiting_picture picture);

/* True when a picture waits whose time has come. */
bool waiting_is_due(const struct waiting *waiting, uint64_t now);

/* Takes the newest of the pictures that are due, with its reference, and drops those before it; there must be one.
 * Returns how many were dropped. */
unsigned waiting_take(struct waiting *waiting, uint64_t now, struct waiting_picture *taken);

/* Drops all. */
void waiting_clear(struct waiting *waiting);

#endif
