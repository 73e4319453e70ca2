/* SPDX-License-Identifier: ISC */
/* Where the LEDs of a screen are on its wires: which LED of the frame each place on each lane shows. A lane is a
 * chain of LEDs with a data wire of its own; its positions are counted from 0 where the data comes in.
 *
 * The straight layout needs no table: vane after vane, each from the hub to the rim, and the lanes share the vanes
 * evenly. Any other is read from a file, sky-layout(5), into one. */
#ifndef SKY_LED_LAYOUT_H
#define SKY_LED_LAYOUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <sky/geometry.h>

#define SKY_LANES_MAX 63

/* What a layout file may hold. */
#define SKY_LAYOUT_LEDS_MAX 1000000 /* on all lanes, null LEDs too */
#define SKY_LAYOUT_LINES_MAX 1000000
#define SKY_LAYOUT_LINE_MAX 1000    /* bytes of a line */

/* A null LED: a chip on the wire that shows nothing of the frame and is sent black. */
#define SKY_LED_NULL UINT32_MAX

struct sky_layout_table {
    size_t first[SKY_LANES_MAX + 1]; /* where lane l begins in `leds`; the next lane's is its end */
    uint32_t leds[];                 /* lane after lane: the LED's number in the frame, or SKY_LED_NULL */
};

struct sky_layout {
    struct sky_geometry geometry;
    unsigned lanes;                 /* 1 to SKY_LANES_MAX; of the straight layout no more than vanes */
    struct sky_layout_table *table; /* its own, or NULL: straight */
};

/* Reads a layout file for a screen of this geometry. Returns 0, or -1 with the error set: "PATH:LINE: reason".
 * Call sky_layout_finish() on success. */
int sky_layout_read(struct sky_layout *layout, const char *path, const struct sky_geometry *geometry);

/* The same from an open file, which errors call `name`. */
int sky_layout_parse(struct sky_layout *layout, FILE *file, const char *name, const struct sky_geometry *geometry);

void sky_layout_finish(struct sky_layout *layout); /* accepts a straight one, and a zeroed one */

/* LEDs of a lane, and of those before it; null LEDs too. In the straight layout lane l of L has the vanes from
 * floor(l V / L) to floor((l + 1) V / L) - 1, and these are numbers of LEDs in the frame. */
size_t sky_layout_first(const struct sky_layout *layout, unsigned lane);
size_t sky_layout_leds(const struct sky_layout *layout, unsigned lane);

/* LEDs of the longest lane, and of all together. */
size_t sky_layout_longest(const struct sky_layout *layout);
size_t sky_layout_total(const struct sky_layout *layout);

/* Makes each lane at least as long as it is in `before`, by null LEDs: LEDs that a layout no longer has would stay as
 * they are, as nothing is sent to them. Returns 0, or -1 with the error set. */
int sky_layout_cover(struct sky_layout *layout, const struct sky_layout *before);

/* The LED of the frame, counted from 0, that a position of a lane shows, or SKY_LED_NULL. */
uint32_t sky_layout_led(const struct sky_layout *layout, unsigned lane, size_t position);

/* A ring of `leds` LEDs at equal angles: the vane nearest to its LED `step`, clockwise from the one at the angle
 * `start`, which is counted in so many parts of a turn as are 1/1000 degree each. */
#define SKY_RING_TURN 360000
uint32_t sky_ring_vane(const struct sky_geometry *geometry, uint64_t start, uint64_t leds, uint64_t step);

/* What comes from a position of a lane on, in the words of sky-layout(5), a line's worth: as many LEDs as fit one
 * rule. Writes it to `text` and returns how many LEDs that are, or 0 at the end of the lane. */
#define SKY_LAYOUT_WORDS 160
size_t sky_layout_describe(const struct sky_layout *layout, unsigned lane, size_t position,
                           char text[SKY_LAYOUT_WORDS]);

/* Brings a frame of duties, 3 an LED, into the order of lanes; null LEDs become 0. For layouts with a table. */
void sky_layout_gather(const struct sky_layout *layout, uint16_t *restrict out, const uint16_t *restrict duties);

#endif
