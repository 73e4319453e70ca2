#include "sky-push/chains.h"

#include <sky/error.h>

int chains_check(const struct words *words, const struct chains_settings *settings, unsigned lanes)
{
    if (lanes > words->geometry->vanes)
        return sky_fail("%u lanes are more than there are vanes (1 to %u fit)", lanes, words->geometry->vanes);
    return sky_coding_check(&settings->coding);
}

int chains_wire(struct sky_wiring *wiring, const struct words *words, const struct chains_settings *settings,
                unsigned lanes)
{
    const struct sky_layout layout = {*words->geometry, lanes};
    return sky_wiring_init(wiring, &layout, &settings->coding);
}
