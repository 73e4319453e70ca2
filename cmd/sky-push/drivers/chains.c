/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/chains.h"

#include <stdlib.h>

#include <sky/error.h>

const char *const sky_hdr_names[] = {"0", "1", NULL};

static int make_straight(struct sky_layout *layout, const struct driver_args *args, unsigned lanes)
{
    lanes = lanes ? lanes : 1;
    if (lanes > args->geometry.vanes)
        return sky_fail("%u lanes are more than there are vanes (1 to %u fit)", lanes, args->geometry.vanes);
    *layout = (struct sky_layout){args->geometry, lanes, NULL};
    return 0;
}

static int find_layout(struct sky_layout *layout, const struct driver_args *args,
                       const struct chains_settings *settings, unsigned lanes)
{
    if (*settings->layout == '\0')
        return make_straight(layout, args, lanes);
    if (sky_layout_read(layout, settings->layout, &args->geometry) < 0)
        return -1;
    if (lanes == 0 || lanes == layout->lanes)
        return 0;
    sky_fail("layout: %.200s has %u lane%s (%u fit%s here)", settings->layout, layout->lanes,
             layout->lanes == 1 ? "" : "s", lanes, lanes == 1 ? "s" : "");
    sky_layout_finish(layout);
    return -1;
}

int chains_prepare(const struct driver_args *args, const struct chains_settings *settings, unsigned lanes,
                   void **plan)
{
    struct sky_power power;
    struct sky_layout *layout = calloc(1, sizeof *layout);
    if (!layout)
        return sky_fail("out of memory");
    if (sky_encoder_validate(&settings->encoder) == 0 && find_layout(layout, args, settings, lanes) == 0 &&
        sky_power_init(&power, &settings->encoder.power, sky_layout_total(layout)) == 0) {
        *plan = layout;
        return 0;
    }
    chains_release(layout);
    return -1;
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

int chains_wire(struct sky_encoder *encoder, const struct driver_args *args, const struct chains_settings *settings)
{
    struct sky_layout layout;
    *encoder = (struct sky_encoder){0};
    return sky_layout_copy(&layout, args->plan) < 0 ? -1 : sky_encoder_init(encoder, &layout, &settings->encoder);
}

int chains_reload(struct sky_encoder *encoder, const struct driver_args *args, const void *plan)
{
    struct sky_layout layout;
    if (sky_layout_equal(args->plan, plan))
        return 0;
    return sky_layout_copy(&layout, plan) < 0 ? -1 : sky_encoder_change_layout(encoder, &layout);
}
