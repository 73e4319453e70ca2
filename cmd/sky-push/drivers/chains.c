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
    if (sky_coding_check(&settings->coding) < 0 || chains_layout(&layout, words, settings, lanes) < 0)
        return -1;
    int result = sky_power_init(&power, &settings->coding.budget, sky_layout_total(&layout));
    sky_layout_finish(&layout);
    return result;
}

int chains_wire(struct sky_wiring *wiring, const struct words *words, const struct chains_settings *settings,
                unsigned lanes)
{
    struct sky_layout layout;
    *wiring = (struct sky_wiring){0};
    return chains_layout(&layout, words, settings, lanes) < 0
               ? -1
               : sky_wiring_init(wiring, &layout, &settings->coding);
}

int chains_reload(struct sky_wiring *wiring, const struct words *words, const struct chains_settings *settings,
                  unsigned lanes)
{
    struct sky_layout layout;
    return chains_layout(&layout, words, settings, lanes) < 0 ? -1 : sky_wiring_change(wiring, &layout);
}
