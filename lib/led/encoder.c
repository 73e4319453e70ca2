/* SPDX-License-Identifier: ISC */
#include "led/encoder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <sky/error.h>

#include "led/duties.h"

int sky_encoder_validate(const struct sky_encoder_settings *settings)
{
    const struct sky_chip *chip = &sky_chips[settings->chip];
    if (!settings->hdr || chip->encode_hdr)
        return 0;
    char names[256] = "";
    size_t length = 0;
    for (const struct sky_chip *other = sky_chips; other->name && length < sizeof names; other++)
        if (other->encode_hdr)
            length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", length > 0 ? ", " : "",
                                       other->name);
    return sky_fail("hdr: %s has no brightness field (must be one of %s)", chip->name, names);
}

static size_t count_duties(const struct sky_layout *layout)
{
    return sky_layout_total(layout) * 3;
}

/* Allocates a row of duties if it is needed. Returns false when there is no memory. */
static bool alloc_duties(uint16_t **duties, const struct sky_layout *layout, bool needed)
{
    *duties = needed ? calloc(count_duties(layout), sizeof **duties) : NULL;
    return *duties || !needed;
}

int sky_encoder_init(struct sky_encoder *encoder, const struct sky_layout *layout,
                     const struct sky_encoder_settings *settings)
{
    const struct sky_chip *chip = &sky_chips[settings->chip];
    bool dithers = settings->dither && chip->steps < 65535; /* a chip with all steps rounds nothing */
    *encoder = (struct sky_encoder){.settings = *settings, .chip = chip};
    sky_chip_order(chip, settings->order, encoder->order);
    if (sky_layout_copy(&encoder->layout, layout) < 0 ||
        sky_power_init(&encoder->power, &settings->power, sky_layout_total(layout)) < 0)
        return -1;
    encoder->lane_bytes = sky_chip_bytes(chip, sky_layout_longest(layout));
    /* Zeroed once: nothing but the LEDs' own bytes is written later. */
    encoder->bytes = calloc(layout->lanes, encoder->lane_bytes);
    bool allocated = alloc_duties(&encoder->gathered, layout, layout->table);
    allocated &= alloc_duties(&encoder->limited, layout, settings->power.amps > 0);
    allocated &= alloc_duties(&encoder->dithered, layout, dithers && !settings->hdr);
    allocated &= alloc_duties(&encoder->residue, layout, dithers);
    if (!encoder->bytes || !allocated)
        return sky_fail("out of memory");
    if (dithers)
        sky_duties_dither_init(encoder->residue, count_duties(layout));
    return 0;
}

void sky_encoder_finish(struct sky_encoder *encoder)
{
    sky_layout_finish(&encoder->layout);
    free(encoder->bytes);
    free(encoder->gathered);
    free(encoder->limited);
    free(encoder->dithered);
    free(encoder->residue);
    *encoder = (struct sky_encoder){0};
}

int sky_encoder_change_layout(struct sky_encoder *encoder, const struct sky_layout *layout)
{
    struct sky_encoder next = {0};
    struct sky_layout covering;
    int result = sky_layout_cover(&covering, layout, &encoder->layout);
    if (result == 0)
        result = sky_encoder_init(&next, &covering, &encoder->settings);
    sky_layout_finish(&covering);
    if (result < 0) {
        sky_encoder_finish(&next);
        return -1;
    }
    sky_power_continue(&next.power, &encoder->power);
    sky_encoder_finish(encoder);
    *encoder = next;
    return 0;
}

void sky_encoder_encode(struct sky_encoder *encoder, const uint16_t *duties)
{
    const struct sky_layout *layout = &encoder->layout;
    const struct sky_chip *chip = encoder->chip;
    if (encoder->gathered) {
        sky_layout_gather(layout, encoder->gathered, duties);
        duties = encoder->gathered;
    }
    if (sky_power_limit(&encoder->power, encoder->limited, duties, count_duties(layout)))
        duties = encoder->limited;
    if (encoder->dithered) {
        sky_duties_dither(encoder->dithered, duties, encoder->residue, count_duties(layout), chip->steps);
        duties = encoder->dithered;
    }
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t first = sky_layout_first(layout, lane) * 3, leds = sky_layout_leds(layout, lane);
        uint8_t *bytes = encoder->bytes + lane * encoder->lane_bytes + chip->start_bytes;
        if (encoder->settings.hdr)
            chip->encode_hdr(bytes, duties + first, encoder->residue ? encoder->residue + first : NULL, leds,
                             encoder->order);
        else
            chip->encode(bytes, duties + first, leds, encoder->order);
    }
}
