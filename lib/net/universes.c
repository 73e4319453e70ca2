/* SPDX-License-Identifier: ISC */
#include "net/universes.h"

#include <sky/error.h>

static size_t whole_leds(size_t bytes)
{
    return bytes / 3 * 3;
}

/* The bytes that the universes after the first can hold. */
static size_t capacity(const struct sky_universes *universes)
{
    return universes->whole ? SKY_UNIVERSE_WHOLE : SKY_UNIVERSE_CHANNELS;
}

static size_t first_capacity(const struct sky_universes *universes)
{
    size_t left = SKY_UNIVERSE_CHANNELS + 1u - universes->channel, most = capacity(universes);
    if (universes->whole)
        left = whole_leds(left);
    return left < most ? left : most;
}

size_t sky_universes_count(const struct sky_universes *universes)
{
    size_t first = first_capacity(universes), each = capacity(universes);
    if (universes->bytes == 0)
        return 0;
    return universes->bytes <= first ? 1 : 1 + (universes->bytes - first + each - 1) / each;
}

int sky_universes_validate(const struct sky_universes *universes, size_t highest)
{
    if (universes->whole && universes->channel > SKY_UNIVERSE_WHOLE)
        return sky_fail("channel: no whole LED fits after channel %u (must be 1 to %d, or channels=512)",
                        universes->channel, SKY_UNIVERSE_WHOLE);
    size_t count = sky_universes_count(universes), left = highest + 1 - universes->first;
    if (count > left)
        return sky_fail("universe: %zu LEDs need %zu universes, and from %u on there %s %zu", universes->bytes / 3,
                        count, universes->first, left == 1 ? "is" : "are", left);
    return 0;
}

struct sky_universe sky_universes_get(const struct sky_universes *universes, size_t index)
{
    size_t each = capacity(universes), room = index == 0 ? first_capacity(universes) : each;
    size_t at = index == 0 ? 0 : first_capacity(universes) + (index - 1) * each, left = universes->bytes - at;
    return (struct sky_universe){.number = (uint32_t)(universes->first + index),
                                 .before = (uint16_t)(index == 0 ? universes->channel - 1u : 0),
                                 .bytes = (uint16_t)(left < room ? left : room),
                                 .at = at};
}
