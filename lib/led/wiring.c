#include "led/wiring.h"

#include <stdlib.h>

#include <sky/error.h>

#include "led/light.h"

static size_t channels(const struct sky_layout *layout)
{
    return (size_t)layout->geometry.vanes * layout->geometry.pixels * 3;
}

int sky_coding_check(const struct sky_coding *coding)
{
    const struct sky_chip *chip = &sky_chips[coding->chip];
    if (coding->hdr && !chip->encode_hdr)
        return sky_fail("hdr: %s has no brightness field (apa102, sk9822 and hd107s have)", chip->name);
    if (coding->hdr && coding->dither)
        return sky_fail("dither: it goes with hdr=0 only");
    return 0;
}

int sky_wiring_init(struct sky_wiring *wiring, const struct sky_layout *layout, const struct sky_coding *coding)
{
    const struct sky_chip *chip = &sky_chips[coding->chip];
    *wiring = (struct sky_wiring){.layout = *layout, .chip = chip};
    wiring->encode = coding->hdr ? chip->encode_hdr : chip->encode;
    sky_chip_order(chip, coding->order, wiring->order);
    wiring->lane_bytes = chip->bytes(sky_layout_longest(layout));
    /* Zeroed once: what a shorter lane does not fill stays zero. */
    wiring->bytes = calloc(layout->lanes, wiring->lane_bytes);
    if (!wiring->bytes)
        return sky_fail("out of memory");
    if (!coding->dither || chip->steps == 65535) /* nothing is rounded */
        return 0;
    wiring->dithered = calloc(channels(layout), sizeof *wiring->dithered);
    wiring->left = calloc(channels(layout), sizeof *wiring->left);
    if (!wiring->dithered || !wiring->left)
        return sky_fail("out of memory");
    sky_light_dither_begin(wiring->left, channels(layout));
    return 0;
}

void sky_wiring_finish(struct sky_wiring *wiring)
{
    free(wiring->bytes);
    free(wiring->dithered);
    free(wiring->left);
    *wiring = (struct sky_wiring){0};
}

void sky_wiring_draw(struct sky_wiring *wiring, const uint16_t *duties)
{
    if (wiring->left) {
        sky_light_dither(wiring->dithered, duties, wiring->left, channels(&wiring->layout), wiring->chip->steps);
        duties = wiring->dithered;
    }
    for (unsigned lane = 0; lane < wiring->layout.lanes; lane++)
        wiring->encode(wiring->bytes + lane * wiring->lane_bytes,
                       duties + sky_layout_first(&wiring->layout, lane) * 3,
                       sky_layout_leds(&wiring->layout, lane), wiring->order);
}
