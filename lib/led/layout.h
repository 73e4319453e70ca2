/* SPDX-License-Identifier: ISC */
/* Layouts: what each position on the wires shows. A lane is a chain of LEDs with a data wire of its own; its positions
 * are counted from 0, where the data comes in. LEDs of the frame are numbered vane * pixels + pixel.
 *
 * The straight layout needs no table: the lanes share the vanes evenly, vane after vane, each from the hub to the rim.
 * Any other is parsed from a file, sky-layout(5), into a table. A position shows an LED of the frame; or it is free,
 * with a place and weights of its own: led/areas.h; or it is dark. */
#ifndef SKY_LED_LAYOUT_H
#define SKY_LED_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "led/areas.h"

#define SKY_LANES_MAX 63

/* The limits of a layout file. */
#define SKY_LAYOUT_BYTES_MAX (64 << 20)
#define SKY_LAYOUT_LINES_MAX 1000000
#define SKY_LAYOUT_LINE_MAX 1000    /* bytes of a line */
#define SKY_LAYOUT_LEDS_MAX 1000000 /* on all lanes, null LEDs included */

/* A dark LED is on the wire, but shows nothing of the frame and is sent black: a null LED, or a dead one, which was one
 * that shows something. */
#define SKY_LED_NULL UINT32_MAX
#define SKY_LED_DEAD (UINT32_MAX - 1)

static inline bool sky_led_is_dark(uint32_t led)
{
    return led >= SKY_LED_DEAD;
}

struct sky_layout_table {
    size_t first[SKY_LANES_MAX + 1]; /* where each lane begins in `leds`, which is where the one before it ends */
    double amps[SKY_LANES_MAX];      /* that the supply of each lane gives; 0: no limit */
    struct sky_areas *areas;         /* a reference; NULL where no LED is free */
    uint32_t leds[];                 /* lane after lane: an LED of the frame; the number of LEDs of the frame + i for
                                      * the free one i; or a dark one */
};

struct sky_layout {
    struct sky_geometry geometry;
    unsigned lanes;                 /* 1 to SKY_LANES_MAX; without a table, no more than vanes */
    struct sky_layout_table *table; /* owned; NULL for the straight layout */
};

/* Parses a layout file for a screen of this geometry. Returns 0, or -1 with the error set, "PATH:LINE: reason"; call
 * sky_layout_finish() in any case. */
int sky_layout_read(struct sky_layout *layout, const char *path, const struct sky_geometry *geometry);

/* The same from memory. `name` stands for the path in errors. */
int sky_layout_parse(struct sky_layout *layout, const char *text, size_t size, const char *name,
                     const struct sky_geometry *geometry);

/* Copies a layout and its table. Returns 0, or -1 with the error set; sky_layout_finish() the copy in any case. */
int sky_layout_copy(struct sky_layout *copy, const struct sky_layout *layout);

/* Do both show the same LEDs in the same positions, with the same limits? */
bool sky_layout_equal(const struct sky_layout *a, const struct sky_layout *b);

void sky_layout_finish(struct sky_layout *layout); /* accepts a zeroed one */

/* The number of LEDs before a lane, and on it, null LEDs included. Lane l of L in the straight layout has the vanes
 * from floor(l V / L) to floor((l + 1) V / L) - 1 of V. */
size_t sky_layout_first(const struct sky_layout *layout, unsigned lane);
size_t sky_layout_leds(const struct sky_layout *layout, unsigned lane);

/* The amperes that a lane may draw; 0: no limit. */
double sky_layout_amps(const struct sky_layout *layout, unsigned lane);

/* The number of LEDs on the longest lane, and on all lanes. */
size_t sky_layout_longest(const struct sky_layout *layout);
size_t sky_layout_total(const struct sky_layout *layout);

/* The LED of the frame that a position of a lane shows, or that is at the place of a free one; or a dark one. */
uint32_t sky_layout_led(const struct sky_layout *layout, unsigned lane, size_t position);

/* The same by an LED's number on all lanes. */
uint32_t sky_layout_led_at(const struct sky_layout *layout, size_t number);

/* The free LED at a position, or NULL. */
const struct sky_spot *sky_layout_spot(const struct sky_layout *layout, unsigned lane, size_t position);

/* Its table of weights, or NULL. */
const struct sky_areas *sky_layout_areas(const struct sky_layout *layout);

/* Where a position is, on a disc with the rim at 1; `spot` gets its place and side. Returns false for a dark LED. */
bool sky_layout_place(const struct sky_layout *layout, unsigned lane, size_t position, struct sky_spot *spot);

/* Copies a layout, and lengthens each lane by null LEDs until it has as many LEDs as in `before`. Without these, LEDs
 * that the new layout no longer has would keep their last colour, as nothing is sent to them. Returns 0, or -1 with the
 * error set; sky_layout_finish() the copy in any case. */
int sky_layout_cover(struct sky_layout *covering, const struct sky_layout *layout, const struct sky_layout *before);

/* Reorder a frame, or its duties, 3 for each LED, by the table of a layout that has one; dark LEDs become 0. The first
 * is for a layout without free LEDs; the second takes their duties, as sky_areas_apply() gives them. */
void sky_layout_gather(const struct sky_layout *layout, uint8_t *restrict out, const uint8_t *restrict frame);
void sky_layout_gather_duties(const struct sky_layout *layout, uint16_t *restrict out,
                              const uint16_t *restrict duties, const uint16_t *restrict free_duties);

/* Describes LEDs of a lane, from a position on, by one line of sky-layout(5): the longest run of LEDs on one side that
 * show alike that a line can describe. It holds after "show area" or "show point", after "side" with the LEDs' side,
 * and after SKY_LAYOUT_UNIT. A dead LED is described as a null one with a comment. Writes the line to `text` and
 * returns the number of LEDs, or 0 at the end of the lane. */
#define SKY_LAYOUT_DESCRIPTION 160
#define SKY_LAYOUT_UNIT "disc 0 0 1"
size_t sky_layout_describe(const struct sky_layout *layout, unsigned lane, size_t position,
                           char text[SKY_LAYOUT_DESCRIPTION]);

/* A ring of `leds` LEDs at equal angles, the first at the angle `start`: the vane nearest to LED `step`, clockwise.
 * Angles are in 1/1000 degree. */
#define SKY_RING_TURN 360000
uint32_t sky_ring_vane(const struct sky_geometry *geometry, uint64_t start, uint64_t leds, uint64_t step);

/* The place of that LED in the ring of a pixel. A single LED on pixel 0 of a screen without a hub is in the middle. */
void sky_ring_place(struct sky_spot *spot, const struct sky_geometry *geometry, uint64_t pixel, uint64_t start,
                    uint64_t leds, uint64_t step);

#endif
