/* SPDX-License-Identifier: ISC */
/* Transitions from one picture to another: a mixture, wipes with a soft edge, and pushes. All mix in light.
 *
 * Frame i of the n frames of a transition shows the progress (i + 1/2) / n. In a mixture that is the new picture's
 * weight, in 32,768ths to nearest. In a wipe each LED has a place in an order, 0 to 65,535, in which an edge reaches
 * the LEDs; see kernel/kernel.h, where `reach` is progress * (65,536 + soft), rounded down. A push moves both pictures
 * by progress times the circle or the radius, rounded down to 1/256 of a vane or pixel; of that, whole vanes or pixels
 * are copied, and the rest is the weight of what lies one further on. */
#ifndef SKY_DISC_TRANSITION_H
#define SKY_DISC_TRANSITION_H

#include <stdint.h>

#include <sky/geometry.h>

enum sky_transition_kind {
    SKY_TRANSITION_CUT, /* has no frames, and is never drawn */
    SKY_TRANSITION_MIX,

    /* Wipes. */
    SKY_TRANSITION_DISSOLVE,     /* LED by LED, in the order of a seeded hash */
    SKY_TRANSITION_CLOCK,        /* clockwise from 12 o'clock */
    SKY_TRANSITION_COUNTERCLOCK, /* the other way */
    SKY_TRANSITION_OUTWARD,      /* from the hub to the rim */
    SKY_TRANSITION_INWARD,       /* from the rim to the hub */
    SKY_TRANSITION_IRIS_OPEN,    /* the new picture appears in a growing hexagon */
    SKY_TRANSITION_IRIS_CLOSE,   /* the old picture disappears in a shrinking one */
    SKY_TRANSITION_BLINDS,       /* clockwise in each of twelve sectors */

    /* Pushes. */
    SKY_TRANSITION_PUSH_OUTWARD, /* the new picture comes from the hub, and pushes the old one over the rim */
    SKY_TRANSITION_PUSH_INWARD,
    SKY_TRANSITION_PUSH_CLOCK,   /* the new picture comes from 12 o'clock, and pushes the old one around */
    SKY_TRANSITION_PUSH_COUNTERCLOCK,
    SKY_TRANSITION_KINDS
};

/* The names of the kinds, as a user writes them. */
#define SKY_TRANSITION_CHOICES \
    "cut|mix|dissolve|clock|counterclock|outward|inward|iris-open|iris-close|blinds|" \
    "push-outward|push-inward|push-clock|push-counterclock"

/* Parses the name of a kind. Returns 0, or -1 with the error set. */
int sky_transition_parse(const char *name, int *kind);

/* Nobody waits for longer, and all numbers of its arithmetic fit 63 bits. */
#define SKY_TRANSITION_FRAMES_MAX (UINT64_C(1) << 30)

struct sky_transition {
    struct sky_geometry geometry;
    uint64_t seed;
    uint32_t soft;   /* how wide the edge of a wipe is, in 65,536ths of its way */
    enum sky_transition_kind kind;
    uint16_t *order; /* of each LED, for wipes */
    uint8_t *spare;  /* a frame, for pushes */
};

/* Prepares for frames of a geometry: `soft` is the width of the edge of wipes, 0 to 1 of their way, and `seed` that of
 * the dissolve. Returns 0, or -1 with the error set; sky_transition_finish() may follow in any case. */
int sky_transition_init(struct sky_transition *transition, const struct sky_geometry *geometry, double soft,
                        uint64_t seed);
void sky_transition_finish(struct sky_transition *transition);

/* Sets the kind, which is not SKY_TRANSITION_CUT, of what is drawn from now on. */
void sky_transition_set(struct sky_transition *transition, enum sky_transition_kind kind);

/* Draws a frame, 0 to frames - 1, of a transition with so many, 1 to SKY_TRANSITION_FRAMES_MAX. `out` must not overlap
 * the others. */
void sky_transition_draw(const struct sky_transition *transition, uint8_t *out, const uint8_t *from, const uint8_t *to,
                         uint64_t frame, uint64_t frames);

#endif
