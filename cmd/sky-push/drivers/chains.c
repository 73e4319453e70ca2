/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/chains.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"
#include "base/process.h"
#include "stream/kinds.h"

const char *const chains_place_names[] = {"chip", "1", "2", "3", "4", NULL};
const char *const chains_hdr_names[] = {"auto", "0", "1", NULL};
const char *const chains_dither_names[] = {"auto", "no", "yes", NULL};
enum { AUTO, OFF, ON }; /* indices in both */

struct sky_encoder_settings chains_encoder(const struct driver_args *args)
{
    const struct chains_settings *settings = args->settings;
    struct sky_encoder_settings encoder = settings->encoder;
    encoder.hdr = encoder.hdr == AUTO ? sky_chips[encoder.chip].steady_field : encoder.hdr == ON;
    encoder.dither = encoder.dither == AUTO ? args->fps >= CHAINS_DITHER_FPS : encoder.dither == ON;
    encoder.shares_supply = args->shares_supply;
    return encoder;
}

int chains_find_layout(struct sky_layout *layout, const char *path, const struct sky_geometry *geometry, unsigned lanes)
{
    char count[SKY_COUNT_TEXT];
    if (*path == '\0') {
        *layout = (struct sky_layout){.geometry = *geometry, .lanes = lanes > 0 ? lanes : 1};
        return lanes <= geometry->vanes ? 0
                                        : sky_fail("%u lanes are more than there are vanes (must be 1 to %u)", lanes,
                                                   geometry->vanes);
    }
    if (sky_layout_read(layout, path, geometry) < 0)
        return -1;
    if (lanes > 0 && lanes != layout->lanes)
        return sky_fail("layout: %.200s has %s (must be %u)", path, sky_number_count(layout->lanes, "lane", count),
                        lanes);
    return 0;
}

int chains_prepare(const struct driver_args *args, unsigned lanes, void **plan)
{
    const struct sky_encoder_settings encoder = chains_encoder(args);
    return chains_prepare_for(args, &encoder, lanes, plan);
}

int chains_prepare_for(const struct driver_args *args, const struct sky_encoder_settings *encoder, unsigned lanes,
                       void **plan)
{
    const struct chains_settings *settings = args->settings;
    struct sky_power power;
    struct sky_layout *layout = calloc(1, sizeof *layout);
    if (!layout)
        return sky_fail("out of memory");
    if (sky_encoder_validate(encoder) == 0 &&
        chains_find_layout(layout, settings->layout, &args->geometry, lanes) == 0 &&
        sky_power_init(&power, &encoder->power, layout, sky_encoder_steps(encoder)) == 0) {
        *plan = layout;
        return 0;
    }
    chains_release(layout);
    return -1;
}

int chains_open(struct sky_encoder *encoder, const struct driver_args *args,
                const struct sky_encoder_settings *settings)
{
    if (settings->dither && args->fps > 0 && args->fps < CHAINS_DITHER_FPS && !args->reopened)
        sky_warn("%s: dither: dark colours flicker at %.4g frames a second, and not from %d on (--smooth shows each "
                 "frame in several steps)", args->name, args->fps, CHAINS_DITHER_FPS);
    return sky_encoder_init(encoder, args->plan, settings);
}

int chains_make_encoder(const struct driver_args *args, struct sky_encoder *encoder)
{
    const struct sky_encoder_settings settings = chains_encoder(args);
    return chains_make_encoder_for(args, &settings, encoder);
}

int chains_make_encoder_for(const struct driver_args *args, const struct sky_encoder_settings *for_encoder,
                            struct sky_encoder *encoder)
{
    struct sky_encoder_settings settings = *for_encoder;
    settings.dither = 0;
    return sky_encoder_init(encoder, args->plan, &settings);
}

void chains_encode(struct sky_encoder *encoder, const struct picture *picture)
{
    sky_power_set_budget(&encoder->power, picture->budget_ua);
    if (picture->duties)
        sky_encoder_encode_duties(encoder, picture->duties);
    else
        sky_encoder_encode(encoder, picture->frame, picture->correction);
}

void chains_release(void *plan)
{
    sky_layout_finish(plan);
    free(plan);
}

const struct sky_layout *chains_layout(const struct driver_args *args)
{
    return args->plan;
}

/* The corners of the colours, by bits for R, G and B at full light. */
enum { BLACK = 0, WHITE = 7 };
static const char *const corner_names[] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};

/* Encodes a frame of one of these, and returns the amperes. */
static double amps_of(struct sky_encoder *encoder, uint8_t *frame, int corner,
                      const struct sky_correction *correction)
{
    const size_t bytes = sky_frame_bytes(&encoder->layout.geometry);
    for (size_t i = 0; i < bytes; i++)
        frame[i] = corner >> i % 3 & 1 ? 255 : 0;
    encoder->power.max_ua = 0;
    sky_encoder_encode(encoder, frame, correction);
    return sky_power_max(&encoder->power);
}

/* Estimates the frame encoded last. */
static void estimate_lanes(struct estimate *estimate, const struct sky_encoder *encoder)
{
    estimate->lanes_amps = estimate->amps;
    estimate->lanes_limited = true;
    for (unsigned lane = 0; lane < encoder->layout.lanes; lane++) {
        double amps = sky_power_lane(&encoder->power, lane), limit = sky_layout_amps(&encoder->layout, lane);
        estimate->lanes_amps -= limit > 0 && amps > limit ? amps - limit : 0;
        estimate->lanes_limited &= limit > 0;
    }
}

int chains_estimate(const struct driver_args *args, struct estimate *estimate)
{
    const struct sky_encoder_settings encoder = chains_encoder(args);
    return chains_estimate_for(args, &encoder, estimate);
}

int chains_estimate_for(const struct driver_args *args, const struct sky_encoder_settings *for_encoder,
                        struct estimate *estimate)
{
    static const struct sky_correction_settings full = {.brightness = 1, .white = {255, 255, 255}, .kelvin = 6500};
    const struct chains_settings *settings = args->settings;
    const struct sky_layout *layout = args->plan;
    struct sky_encoder_settings unlimited = *for_encoder;
    struct sky_correction *correction = calloc(1, sizeof *correction);
    struct sky_encoder encoder = {0};
    uint8_t *frame = sky_frame_alloc(sky_frame_bytes(&layout->geometry));
    int result = correction && frame ? 0 : sky_fail("out of memory");
    unlimited.power.amps = 0;
    size_t before = sky_process_heap();
    if (result == 0)
        result = sky_encoder_init(&encoder, layout, &unlimited);
    estimate->memory = sky_process_heap() - before;
    encoder.power.has_limit = false;
    if (result == 0) {
        sky_correction_update(correction, &full, 1);
        estimate->dark_amps = amps_of(&encoder, frame, BLACK, correction);
        /* A white LED makes white cheap. As the current is a sum of the channels, less a multiple of a minimum of them,
         * it is highest in a corner. */
        for (int corner = WHITE; corner > BLACK; corner--) {
            double amps = amps_of(&encoder, frame, corner, correction);
            if (corner == WHITE || amps > estimate->amps) {
                estimate->amps = amps;
                estimate_lanes(estimate, &encoder);
                estimate->color = corner_names[corner];
            }
        }
    }
    estimate->leds = sky_layout_total(layout);
    estimate->lanes = layout->lanes;
    estimate->amps_max = settings->encoder.power.amps;
    sky_encoder_finish(&encoder);
    free(frame);
    free(correction);
    return result;
}

int chains_reload(void *encoder, const struct driver_args *args, const void *plan)
{
    return sky_layout_equal(args->plan, plan) ? 0 : sky_encoder_change_layout(encoder, plan);
}

const struct sky_power *chains_power(const void *encoder)
{
    return &((const struct sky_encoder *)encoder)->power;
}
