/* SPDX-License-Identifier: ISC */
/* LEDs that are placed anywhere on the disc, and what they show: the LED of the frame at their place, or the mean of
 * the part of the disc that is nearer to them than to any other LED.
 *
 * This mean is one of light: a sum of the duties of the frame's LEDs with weights, which are the areas that the part
 * has in common with their sectors. The table of weights is made once, from areas that are exact but for the rounding
 * of doubles; only weights other than 0 are in it. Applying it takes integers only. */
#ifndef SKY_LED_AREAS_H
#define SKY_LED_AREAS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>

/* The sides of a sign. Each has LEDs of its own, to which those of the other are no neighbours. */
#define SKY_SIDES 2

/* The weights of an LED add up to this. Each is exact to 1 of it. */
#define SKY_AREA_WHOLE (UINT32_C(1) << 31)

/* Weights in a table; it takes up to 12 bytes for each. */
#define SKY_AREA_WEIGHTS_MAX (16 << 20)

/* Where an LED is, and what it shows. */
struct sky_spot {
    double x, y;    /* to the right and up from the disc's middle, whose rim is at 1 */
    uint32_t led;   /* of the frame, at that place */
    uint32_t runs;  /* of its weights */
    bool area;      /* it shows the mean of its part of the disc, not a point */
    bool on_vane;   /* its place is exactly that of `led` */
    bool is_free;   /* it is in the table; another one shows nothing but `led` */
    uint8_t side;   /* 0 to SKY_SIDES - 1 */
};

/* Consecutive LEDs of the frame. */
struct sky_area_run {
    uint32_t led, count;
};

/* The table. It does not change, so that it is shared instead of copied. */
struct sky_areas {
    atomic_uint references;
    size_t count;
    struct sky_spot *spots; /* the free ones */
    struct sky_area_run *runs;
    uint32_t *weights;      /* of each LED of the runs, 1 to SKY_AREA_WHOLE */
    size_t run_count, weight_count, run_room, weight_room; /* there is room for more only while it is made */
};

/* Sets x and y to a place: `turns` clockwise from the top, and as far from the middle as the pixel, which may be
 * fractional. */
void sky_spot_place(struct sky_spot *spot, const struct sky_geometry *geometry, double turns, double pixel);

/* Sets `led` to the LED of the frame whose sector has the place; the nearest one for a place in the hole. */
void sky_spot_find_led(struct sky_spot *spot, const struct sky_geometry *geometry);

/* Makes the table for the free ones among all LEDs of a layout that are lit, which are within the disc. Returns NULL
 * with the error set: memory is short, there are too many, or two free ones, or a free one and another, are on the same
 * side and at the same place. In that last case `twins` gets their indices, the later one first; otherwise it gets
 * SIZE_MAX twice. */
struct sky_areas *sky_areas_create(const struct sky_geometry *geometry, const struct sky_spot *spots, size_t count,
                                   size_t twins[2]);

/* One more reference, and one less. Both accept NULL; the first returns its argument. */
struct sky_areas *sky_areas_hold(struct sky_areas *areas);
void sky_areas_release(struct sky_areas *areas);

bool sky_areas_equal(const struct sky_areas *a, const struct sky_areas *b); /* both may be NULL */

/* Writes the duties of the free LEDs, three for each, from those of the frame: the sum of weight * duty, plus a half,
 * over SKY_AREA_WHOLE, rounded down. */
void sky_areas_apply(const struct sky_areas *areas, uint16_t *restrict out, const uint16_t *restrict duties);

#endif
