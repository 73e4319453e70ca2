/* SPDX-License-Identifier: ISC */
#include "led/wiring.h"

#include <stdbool.h>
#include <stdlib.h>

#include <sky/error.h>

#include "led/duties.h"

static size_t channels(const struct sky_layout *layout)
{
    return sky_layout_total(layout) * 3;
}

int sky_coding_check(const struct sky_coding *coding)
{
    const struct sky_chip *chip = &sky_chips[coding->chip];
    if (coding->hdr && !chip->encode_hdr)
        return sky_fail("hdr: %s has no brightness field (apa102, sk9822 and hd107s have)", chip->name);
    return 0;
}

/* Duties, where they are wanted. */
static bool make_duties(uint16_t **duties, const struct sky_layout *layout, bool wanted)
{
    *duties = wanted ? calloc(channels(layout), sizeof **duties) : NULL;
    return *duties || !wanted;
}

int sky_wiring_init(struct sky_wiring *wiring, const struct sky_layout *layout, const struct sky_coding *coding)
{
    const struct sky_chip *chip = &sky_chips[coding->chip];
    bool dithers = coding->dither && chip->steps < 65535; /* else nothing is rounded */
    *wiring = (struct sky_wiring){.layout = *layout, .coding = *coding, .chip = chip};
    wiring->encode = coding->hdr ? chip->encode_hdr : chip->encode;
    sky_chip_order(chip, coding->order, wiring->order);
    if (sky_power_init(&wiring->power, &coding->budget, sky_layout_total(layout)) < 0)
        return -1;
    wiring->lane_bytes = chip->bytes(sky_layout_longest(layout));
    /* Zeroed once: what a shorter lane does not fill stays zero. */
    wiring->bytes = calloc(layout->lanes, wiring->lane_bytes);
    bool made = make_duties(&wiring->gathered, layout, layout->table);
    made &= make_duties(&wiring->limited, layout, coding->budget.amps > 0);
    made &= make_duties(&wiring->dithered, layout, dithers && !coding->hdr);
    made &= make_duties(&wiring->left, layout, dithers);
    if (!wiring->bytes || !made)
        return sky_fail("out of memory");
    if (dithers)
        sky_duties_dither_init(wiring->left, channels(layout));
    return 0;
}

void sky_wiring_finish(struct sky_wiring *wiring)
{
    sky_layout_finish(&wiring->layout);
    free(wiring->bytes);
    free(wiring->gathered);
    free(wiring->limited);
    free(wiring->dithered);
    free(wiring->left);
    *wiring = (struct sky_wiring){0};
}

int sky_wiring_change(struct sky_wiring *wiring, const struct sky_layout *layout)
{
    struct sky_wiring next;
    struct sky_layout covering = *layout;
    const struct sky_power *power = &wiring->power;
    if (sky_layout_cover(&covering, &wiring->layout) < 0) {
        sky_layout_finish(&covering);
        return -1;
    }
    if (sky_wiring_init(&next, &covering, &wiring->coding) < 0) {
        sky_wiring_finish(&next);
        return -1;
    }
    next.power.frames = power->frames;
    next.power.limited = power->limited;
    next.power.total_ua = power->total_ua;
    next.power.greatest_ua = power->greatest_ua;
    sky_wiring_finish(wiring);
    *wiring = next;
    return 0;
}

void sky_wiring_draw(struct sky_wiring *wiring, const uint16_t *duties)
{
    const struct sky_layout *layout = &wiring->layout;
    if (wiring->gathered) {
        sky_layout_gather(layout, wiring->gathered, duties);
        duties = wiring->gathered;
    }
    if (sky_power_limit(&wiring->power, wiring->limited, duties, channels(layout)))
        duties = wiring->limited;
    if (wiring->dithered) {
        sky_duties_dither(wiring->dithered, duties, wiring->left, channels(layout), wiring->chip->steps);
        duties = wiring->dithered;
    }
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t first = sky_layout_first(layout, lane) * 3, leds = sky_layout_leds(layout, lane);
        uint8_t *bytes = wiring->bytes + lane * wiring->lane_bytes;
        if (wiring->left && wiring->coding.hdr)
            wiring->chip->encode_hdr_dithered(bytes, duties + first, wiring->left + first, leds, wiring->order);
        else
            wiring->encode(bytes, duties + first, leds, wiring->order);
    }
}
