/* SPDX-License-Identifier: ISC */
#include "sky-push/net/pixels.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "led/range.h"
#include "sky-push/drivers/chains.h"

const char *const pixels_encoding_names[] = {[ENCODING_SRGB] = "srgb", [ENCODING_LINEAR] = "linear", NULL};

/* ---- Plans ---- */

int pixels_prepare(const struct driver_args *args, void **plan)
{
    const struct pixels_settings *settings = args->settings;
    struct pixels_plan *made = calloc(1, sizeof *made);
    if (!made)
        return sky_fail("out of memory");
    if (chains_find_layout(&made->layout, settings->layout, &args->geometry, 0) == 0) {
        made->count = sky_layout_total(&made->layout);
        if (*settings->leds == '\0' ||
            sky_led_range_parse(settings->leds, made->count, &made->first, &made->count) == 0) {
            *plan = made;
            return 0;
        }
        sky_fail_at("leds");
    }
    pixels_release(made);
    return -1;
}

void pixels_release(void *plan)
{
    if (!plan)
        return;
    sky_layout_finish(&((struct pixels_plan *)plan)->layout);
    free(plan);
}

const struct sky_layout *pixels_layout(const struct driver_args *args)
{
    const struct pixels_plan *plan = args->plan;
    return &plan->layout;
}

int pixels_estimate(const struct driver_args *args, struct estimate *estimate)
{
    const struct pixels_plan *plan = args->plan;
    estimate->leds = plan->count;
    return 0;
}

/* ---- LEDs ---- */

/* Sets up the LEDs of a plan, and black ones after them until there are `least`. Returns 0, or -1 with the error
 * set. */
static int init_leds(struct pixels *pixels, const struct pixels_plan *plan, size_t least)
{
    pixels->first = plan->first;
    pixels->count = plan->count > least ? plan->count : least;
    pixels->bytes = malloc(pixels->count * 3);
    bool straight = !plan->layout.table && pixels->count == plan->count;
    pixels->table = straight ? NULL : calloc(pixels->count, sizeof *pixels->table);
    pixels->in_frame = (size_t)plan->layout.geometry.vanes * plan->layout.geometry.pixels;
    pixels->areas = plan->layout.table ? sky_areas_hold(plan->layout.table->areas) : NULL;
    pixels->corrected = pixels->areas ? calloc(pixels->in_frame * 3, sizeof *pixels->corrected) : NULL;
    pixels->free_duties = pixels->areas ? calloc(pixels->areas->count * 3, sizeof *pixels->free_duties) : NULL;
    if (!pixels->bytes || (!straight && !pixels->table) ||
        (pixels->areas && (!pixels->corrected || !pixels->free_duties)))
        return sky_fail("out of memory");
    for (size_t i = 0; i < pixels->count && !straight; i++) {
        uint32_t led = (uint32_t)(plan->first + i);
        if (i >= plan->count)
            led = SKY_LED_NULL;
        else if (plan->layout.table)
            led = plan->layout.table->leds[led];
        pixels->table[i] = led;
    }
    return 0;
}

int pixels_init(struct pixels *pixels, const struct driver_args *args)
{
    const struct pixels_settings *settings = args->settings;
    *pixels = (struct pixels){.linear = settings->encoding == ENCODING_LINEAR};
    sky_chip_order(&sky_chips[0], settings->order + 1, pixels->order);
    pixels->in_order = pixels->order[0] == 0 && pixels->order[1] == 1;
    return init_leds(pixels, args->plan, 0);
}

void pixels_finish(struct pixels *pixels)
{
    sky_areas_release(pixels->areas);
    free(pixels->corrected);
    free(pixels->free_duties);
    free(pixels->table);
    free(pixels->bytes);
    *pixels = (struct pixels){0};
}

int pixels_change(struct pixels *pixels, const struct driver_args *args, const void *plan)
{
    const struct pixels_plan *now = args->plan, *next_plan = plan;
    if (now->first == next_plan->first && now->count == next_plan->count &&
        sky_layout_equal(&now->layout, &next_plan->layout))
        return 0;
    struct pixels next = *pixels;
    if (init_leds(&next, plan, pixels->count) < 0) {
        pixels_finish(&next);
        return -1;
    }
    pixels_finish(pixels);
    *pixels = next;
    return 0;
}

/* ---- Bytes ---- */

static uint8_t byte_of_duty(uint32_t duty)
{
    return (uint8_t)((duty * 255 + 32767) / 65535);
}

/* Does every byte stay what it is? */
static bool is_identity(const uint8_t codes[3][256])
{
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 256; i++)
            if (codes[c][i] != i)
                return false;
    return true;
}

/* The bytes of a frame, each by the table of its channel. */
static void encode_frame(const struct pixels *pixels, const uint8_t *restrict frame, const uint8_t codes[3][256])
{
    const size_t a = pixels->order[0], b = pixels->order[1], c = pixels->order[2];
    const uint8_t *first = codes[a], *second = codes[b], *third = codes[c], *led = frame + pixels->first * 3;
    uint8_t *restrict out = pixels->bytes;
    for (size_t i = 0; i < pixels->count; i++, out += 3, led += 3) {
        if (pixels->table && sky_led_is_dark(pixels->table[i])) {
            out[0] = out[1] = out[2] = 0;
            continue;
        }
        if (pixels->table)
            led = frame + pixels->table[i] * (size_t)3;
        out[0] = first[led[a]];
        out[1] = second[led[b]];
        out[2] = third[led[c]];
    }
}

static void encode_duties(const struct pixels *pixels, const uint16_t *restrict duties)
{
    uint8_t *restrict out = pixels->bytes;
    if (pixels->areas)
        sky_areas_apply(pixels->areas, pixels->free_duties, duties);
    for (size_t i = 0; i < pixels->count; i++)
        for (int k = 0; k < 3; k++, out++) {
            size_t led = pixels->table ? pixels->table[i] : pixels->first + i, channel = pixels->order[k];
            uint16_t duty = 0;
            if (led < pixels->in_frame)
                duty = duties[led * 3 + channel];
            else if (!sky_led_is_dark((uint32_t)led))
                duty = pixels->free_duties[(led - pixels->in_frame) * 3 + channel];
            *out = pixels->linear ? byte_of_duty(duty) : sky_correction_srgb(duty);
        }
}

const uint8_t *pixels_encode(struct pixels *pixels, const struct picture *picture)
{
    uint8_t codes[3][256];
    if (picture->duties) {
        encode_duties(pixels, picture->duties);
        return pixels->bytes;
    }
    if (pixels->areas) {
        sky_correction_duties(picture->correction, pixels->corrected, picture->frame, pixels->in_frame);
        encode_duties(pixels, pixels->corrected);
        return pixels->bytes;
    }
    if (pixels->linear) {
        for (int c = 0; c < 3; c++)
            for (int i = 0; i < 256; i++)
                codes[c][i] = byte_of_duty(picture->correction->duty[c][i]);
    } else {
        memcpy(codes, picture->correction->preview, sizeof codes);
    }
    if (pixels->in_order && !pixels->table && is_identity((const uint8_t(*)[256])codes))
        return picture->frame + pixels->first * 3;
    encode_frame(pixels, picture->frame, (const uint8_t(*)[256])codes);
    return pixels->bytes;
}
