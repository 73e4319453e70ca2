/* SPDX-License-Identifier: ISC */
/* Pixels in universes, beside a loop that lays down one byte after the other. */
#include "net/universes.h"
#include "tap.h"

/* Counts the bytes that are elsewhere than a walk over all channels puts them. */
static size_t wrong(const struct sky_universes *universes)
{
    size_t index = 0, channel = universes->channel, count = sky_universes_count(universes), errors = 0;
    for (size_t at = 0; at < universes->bytes; at++) {
        size_t needed = universes->whole && at % 3 == 0 ? 3 : 1, most = 512;
        if (universes->whole && index > 0)
            most = 510;
        if (channel + needed - 1 > most) {
            index++;
            channel = 1;
        }
        struct sky_universe universe = sky_universes_get(universes, index);
        errors += index >= count || universe.number != universes->first + index || at < universe.at ||
                  at >= universe.at + universe.bytes || at - universe.at + universe.before + 1 != channel;
        channel++;
    }
    return errors + (universes->bytes > 0 && index + 1 != count);
}

int main(void)
{
    size_t errors = 0;
    for (unsigned whole = 0; whole < 2; whole++)
        for (uint16_t channel = 1; channel <= 510; channel++)
            for (size_t leds = 0; leds < 700; leds += 1 + leds / 9)
                errors += wrong(&(struct sky_universes){1, channel, whole, leds * 3});
    ok(errors == 0, "every byte is in its channel");
    const struct sky_universes disc = {7, 1, true, 103680 * 3}, tight = {7, 1, false, 103680 * 3}, none = {7, 1, true, 0};
    ok(sky_universes_count(&disc) == 610 && sky_universes_get(&disc, 609).bytes == 450, "103,680 LEDs fill 610 universes");
    ok(sky_universes_count(&tight) == 608, "or 608 of 512 channels");
    ok(sky_universes_count(&none) == 0, "no LEDs, no universe");
    return done();
}
