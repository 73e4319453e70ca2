/* Where the LEDs of a screen are on its wires. So far there is the straight layout: vane after vane, each from the
 * hub to the rim, and the lanes (chains with a data wire of their own) share the vanes evenly. */
#ifndef SKY_LED_LAYOUT_H
#define SKY_LED_LAYOUT_H

#include <stddef.h>

#include <sky/geometry.h>

#define SKY_LANES_MAX 63

struct sky_layout {
    struct sky_geometry geometry;
    unsigned lanes; /* 1 to SKY_LANES_MAX, and no more than vanes */
};

/* Lane l of L has the vanes from floor(l V / L) to floor((l + 1) V / L) - 1. The first LED's number in the frame,
 * counted from 0, and how many LEDs there are. */
size_t sky_layout_first(const struct sky_layout *layout, unsigned lane);
size_t sky_layout_leds(const struct sky_layout *layout, unsigned lane);

/* LEDs of the longest lane. */
size_t sky_layout_longest(const struct sky_layout *layout);

#endif
