/* SPDX-License-Identifier: ISC */
#include "led/encoder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "led/duties.h"

static const struct sky_chip *find_chip(const struct sky_encoder_settings *settings)
{
    return settings->format ? settings->format : &sky_chips[settings->chip];
}

int sky_encoder_validate(const struct sky_encoder_settings *settings)
{
    const struct sky_chip *chip = find_chip(settings);
    bool has_white = sky_chip_colors(chip) == 4;
    if (!has_white && (settings->white_led != SKY_WHITE_EXTRACT || settings->white_byte > 0))
        return sky_fail("%s: %s has no white LED", settings->white_byte > 0 ? "white_byte" : "white_led", chip->name);
    if (has_white && !(settings->white_color.r | settings->white_color.g | settings->white_color.b))
        return sky_fail("white_color: the white LED cannot be black");
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

unsigned sky_encoder_steps(const struct sky_encoder_settings *settings)
{
    const struct sky_chip *chip = find_chip(settings);
    return settings->hdr ? chip->hdr_steps : chip->steps;
}

/* Allocates duties if they are needed. Returns false when there is no memory. */
static bool alloc_duties(uint16_t **duties, size_t count, bool needed)
{
    *duties = needed ? calloc(count, sizeof **duties) : NULL;
    return *duties || !needed;
}

int sky_encoder_init(struct sky_encoder *encoder, const struct sky_layout *layout,
                     const struct sky_encoder_settings *settings)
{
    const struct sky_chip *chip = find_chip(settings);
    const unsigned colors = sky_chip_colors(chip);
    const size_t leds = sky_layout_total(layout);
    const struct sky_areas *areas = sky_layout_areas(layout);
    bool dithers = settings->dither && chip->steps < 65535; /* a chip with all steps rounds nothing */
    *encoder = (struct sky_encoder){.settings = *settings, .chip = chip, .colors = colors};
    encoder->by_codes = !dithers && !settings->hdr && colors == 3 && !areas;
    if (colors == 3)
        sky_chip_order(chip, settings->order, encoder->order);
    else
        sky_chip_order_white(chip, settings->order, settings->white_byte, encoder->order);
    sky_white_init(&encoder->white, (enum sky_white_mode)settings->white_led, &settings->white_color);
    if (sky_layout_copy(&encoder->layout, layout) < 0 ||
        sky_power_init(&encoder->power, &settings->power, layout, sky_encoder_steps(settings)) < 0)
        return -1;
    encoder->power.has_limit |= settings->shares_supply;
    bool limits = encoder->power.has_limit;
    encoder->lane_bytes = sky_chip_bytes(chip, sky_layout_longest(layout));
    /* Zeroed once: nothing but the LEDs' own bytes is written later. */
    encoder->bytes = calloc(1, layout->lanes * encoder->lane_bytes + SKY_CODES_BEYOND);
    encoder->frame = layout->table && !areas ? calloc(leds, 3) : NULL;
    bool allocated = encoder->frame || !layout->table || areas;
    allocated &= alloc_duties(&encoder->corrected, sky_frame_bytes(&layout->geometry), areas);
    allocated &= alloc_duties(&encoder->free_duties, areas ? areas->count * 3 : 0, areas);
    allocated &= alloc_duties(&encoder->duties, leds * 3, layout->table || !encoder->by_codes);
    allocated &= alloc_duties(&encoder->split, leds * colors, colors == 4);
    allocated &= alloc_duties(&encoder->limited, leds * colors, limits);
    allocated &= alloc_duties(&encoder->dithered, leds * colors, dithers && !settings->hdr);
    allocated &= alloc_duties(&encoder->residue, leds * colors, dithers);
    allocated &= alloc_duties(&encoder->residue_before, leds * colors, dithers && limits);
    if (!encoder->bytes || !allocated)
        return sky_fail("out of memory");
    if (dithers)
        sky_duties_dither_init(encoder->residue, leds * colors);
    return 0;
}

void sky_encoder_finish(struct sky_encoder *encoder)
{
    sky_layout_finish(&encoder->layout);
    free(encoder->bytes);
    free(encoder->corrected);
    free(encoder->free_duties);
    free(encoder->frame);
    free(encoder->duties);
    free(encoder->split);
    free(encoder->limited);
    free(encoder->dithered);
    free(encoder->residue);
    free(encoder->residue_before);
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

static uint8_t *lane_bytes(struct sky_encoder *encoder, unsigned lane)
{
    return encoder->bytes + lane * encoder->lane_bytes + encoder->chip->start_bytes;
}

/* From here on, frames and duties are in the order of lanes. */

static void encode_lanes(struct sky_encoder *encoder, const struct sky_codes *codes, const uint8_t *frame,
                         uint64_t sums[SKY_BUDGETS])
{
    const struct sky_layout *layout = &encoder->layout;
    /* In this order, so that what is written beyond a lane does no harm. */
    for (unsigned lane = 0; lane < layout->lanes; lane++)
        sums[lane] = sky_codes_encode(codes, lane_bytes(encoder, lane), frame + sky_layout_first(layout, lane) * 3,
                                      sky_layout_leds(layout, lane));
}

static void encode_by_codes(struct sky_encoder *encoder, const uint8_t *frame, const uint16_t *table)
{
    struct sky_dimming dimming = {0};
    uint64_t sums[SKY_BUDGETS];
    sky_codes_make(&encoder->codes, encoder->chip, encoder->order, table);
    encode_lanes(encoder, &encoder->codes, frame, sums);
    while (sky_power_exceeds(&encoder->power, &dimming, sums)) {
        uint16_t scaled[3 * 256];
        sky_power_scale(scaled, table, 3 * 256, dimming.part, dimming.whole);
        sky_codes_make(&encoder->dimmed, encoder->chip, encoder->order, scaled);
        encode_lanes(encoder, &encoder->dimmed, frame, sums);
    }
    sky_power_record(&encoder->power, &dimming, sums);
}

/* Encodes the duties of all colours of all LEDs. */
static void encode_colors(struct sky_encoder *encoder, const uint16_t *duties, uint64_t sums[SKY_BUDGETS])
{
    const struct sky_layout *layout = &encoder->layout;
    const struct sky_chip *chip = encoder->chip;
    if (encoder->dithered) {
        sky_duties_dither(encoder->dithered, duties, encoder->residue, sky_layout_total(layout) * encoder->colors,
                          chip->steps);
        duties = encoder->dithered;
    }
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t first = sky_layout_first(layout, lane) * encoder->colors, leds = sky_layout_leds(layout, lane);
        uint8_t *bytes = lane_bytes(encoder, lane);
        if (encoder->settings.hdr) {
            chip->encode_hdr(bytes, duties + first, encoder->residue ? encoder->residue + first : NULL, leds,
                             encoder->order);
            sums[lane] = chip->hdr_sum(bytes, leds);
        } else {
            chip->encode(bytes, duties + first, leds, encoder->order);
            sums[lane] = sky_power_sum(duties + first, leds * encoder->colors, chip->steps);
        }
    }
}

static void encode_duties(struct sky_encoder *encoder, const uint16_t *duties)
{
    const size_t leds = sky_layout_total(&encoder->layout), count = leds * encoder->colors;
    struct sky_dimming dimming = {0};
    uint64_t sums[SKY_BUDGETS];
    if (encoder->split) {
        sky_white_split(&encoder->white, encoder->split, duties, leds);
        duties = encoder->split;
    }
    if (encoder->residue_before)
        memcpy(encoder->residue_before, encoder->residue, count * sizeof *encoder->residue);
    encode_colors(encoder, duties, sums);
    while (sky_power_exceeds(&encoder->power, &dimming, sums)) {
        sky_power_scale(encoder->limited, duties, count, dimming.part, dimming.whole);
        if (encoder->residue_before)
            memcpy(encoder->residue, encoder->residue_before, count * sizeof *encoder->residue);
        encode_colors(encoder, encoder->limited, sums);
    }
    sky_power_record(&encoder->power, &dimming, sums);
}

void sky_encoder_encode(struct sky_encoder *encoder, const uint8_t *frame, const struct sky_correction *correction)
{
    const struct sky_layout *layout = &encoder->layout;
    if (encoder->corrected) {
        sky_correction_duties(correction, encoder->corrected, frame,
                              (size_t)layout->geometry.vanes * layout->geometry.pixels);
        sky_encoder_encode_duties(encoder, encoder->corrected);
        return;
    }
    if (layout->table) {
        sky_layout_gather(layout, encoder->frame, frame);
        frame = encoder->frame;
    }
    if (encoder->by_codes) {
        encode_by_codes(encoder, frame, (const uint16_t *)correction->duty);
        return;
    }
    sky_correction_duties(correction, encoder->duties, frame, sky_layout_total(layout));
    encode_duties(encoder, encoder->duties);
}

void sky_encoder_encode_duties(struct sky_encoder *encoder, const uint16_t *duties)
{
    const struct sky_layout *layout = &encoder->layout;
    if (encoder->free_duties)
        sky_areas_apply(sky_layout_areas(layout), encoder->free_duties, duties);
    if (layout->table) {
        sky_layout_gather_duties(layout, encoder->duties, duties, encoder->free_duties);
        duties = encoder->duties;
    }
    encode_duties(encoder, duties);
}
