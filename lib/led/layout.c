#include "led/layout.h"

size_t sky_layout_first(const struct sky_layout *layout, unsigned lane)
{
    size_t vane = (size_t)lane * layout->geometry.vanes / layout->lanes;
    return vane * layout->geometry.pixels;
}

size_t sky_layout_leds(const struct sky_layout *layout, unsigned lane)
{
    return sky_layout_first(layout, lane + 1) - sky_layout_first(layout, lane);
}

size_t sky_layout_longest(const struct sky_layout *layout)
{
    size_t longest = 0;
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t leds = sky_layout_leds(layout, lane);
        longest = leds > longest ? leds : longest;
    }
    return longest;
}
