/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/chains.h"

#include <sky/error.h>

const char *const sky_hdr_names[] = {"0", "1", NULL};

static int make_straight(struct sky_layout *layout, const struct words *words, unsigned lanes)
{
    lanes = lanes ? lanes : 1;
    if (lanes > words->geometry->vanes)
        return sky_fail("%u lanes are more than there are vanes (1 to %u fit)", lanes, words->geometry->vanes);
    *layout = (struct sky_layout){*words->geometry, lanes, NULL};
    return 0;
}

int chains_layout(struct sky_layout *layout, const struct words *words, const struct chains_settings *settings,
                  unsigned lanes)
{
    if (*settings->layout == '\0')
        return make_straight(layout, words, lanes);
    if (sky_layout_read(layout, settings->layout, words->geometry) < 0)
        return -1;
    if (lanes == 0 || lanes == layout->lanes)
        return 0;
    sky_fail("layout: %.200s has %u lane%s (%u fit%s here)", settings->layout, layout->lanes,
             layout->lanes == 1 ? "" : "s", lanes, lanes == 1 ? "s" : "");
    sky_layout_finish(layout);
    return -1;
}

int chains_check(const struct words *words, const struct chains_settings *settings, unsigned lanes)
{
    struct sky_layout layout;
    struct sky_power power;
    if (sky_encoder_validate(&settings->encoder) < 0 || chains_layout(&layout, words, settings, lanes) < 0)
        return -1;
    int result = sky_power_init(&power, &settings->encoder.power, sky_layout_total(&layout));
    sky_layout_finish(&layout);
    return result;
}

int chains_wire(struct sky_encoder *encoder, const struct words *words, const struct chains_settings *settings,
                unsigned lanes)
{
    struct sky_layout layout;
    *encoder = (struct sky_encoder){0};
    return chains_layout(&layout, words, settings, lanes) < 0
               ? -1
               : sky_encoder_init(encoder, &layout, &settings->encoder);
}

int chains_reload(struct sky_encoder *encoder, const struct words *words, const struct chains_settings *settings,
                  unsigned lanes)
{
    struct sky_layout layout;
    return chains_layout(&layout, words, settings, lanes) < 0 ? -1 : sky_encoder_change_layout(encoder, &layout);
}
