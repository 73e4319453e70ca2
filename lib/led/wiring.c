#include "led/wiring.h"

#include <stdlib.h>

#include <sky/error.h>

int sky_wiring_init(struct sky_wiring *wiring, const struct sky_layout *layout, const struct sky_chip *chip,
                    int order)
{
    *wiring = (struct sky_wiring){.layout = *layout, .chip = chip};
    sky_chip_order(chip, order, wiring->order);
    wiring->lane_bytes = chip->bytes(sky_layout_longest(layout));
    /* Zeroed once: what a shorter lane does not fill stays zero. */
    wiring->bytes = calloc(layout->lanes, wiring->lane_bytes);
    return wiring->bytes ? 0 : sky_fail("out of memory");
}

void sky_wiring_finish(struct sky_wiring *wiring)
{
    free(wiring->bytes);
    wiring->bytes = NULL;
}

void sky_wiring_draw(struct sky_wiring *wiring, const uint8_t *duties)
{
    for (unsigned lane = 0; lane < wiring->layout.lanes; lane++)
        wiring->chip->encode(wiring->bytes + lane * wiring->lane_bytes,
                             duties + sky_layout_first(&wiring->layout, lane) * 3,
                             sky_layout_leds(&wiring->layout, lane), wiring->order);
}
