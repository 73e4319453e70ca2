/* SPDX-License-Identifier: ISC */
#include "sky-push/net/universes.h"

#include <stdlib.h>

#include <sky/error.h>

const char *const universes_channels_names[] = {[UNIVERSES_WHOLE] = "510", [UNIVERSES_FULL] = "512", NULL};

int universes_find(struct sky_universes *map, const struct universes_settings *settings, size_t leds, uint32_t highest)
{
    *map = (struct sky_universes){.first = (uint16_t)settings->universe,
                                  .channel = (uint16_t)settings->channel,
                                  .whole = settings->channels == UNIVERSES_WHOLE,
                                  .bytes = leds * 3};
    return sky_universes_validate(map, highest);
}

int universes_prepare(const struct driver_args *args, const struct universes_settings *settings, uint16_t port,
                      uint32_t highest, void **plan)
{
    struct sky_universes map;
    struct host host;
    if (host_parse(&host, args->target, port) < 0 || pixels_prepare(args, plan) < 0)
        return -1;
    if (universes_find(&map, settings, ((const struct pixels_plan *)*plan)->count, highest) == 0)
        return 0;
    pixels_release(*plan);
    *plan = NULL;
    return -1;
}

int universes_make(struct universes *universes, const struct sky_universes *map, size_t header_bytes, bool even)
{
    universes_finish(universes);
    universes->count = sky_universes_count(map);
    universes->packets = calloc(universes->count + 1, sizeof *universes->packets);
    universes->numbers = calloc(universes->count, sizeof *universes->numbers);
    universes->heads = calloc(1, universes->count * header_bytes + SKY_UNIVERSE_CHANNELS);
    if (!universes->packets || !universes->numbers || !universes->heads)
        return sky_fail("out of memory");
    uint8_t *head = universes->heads;
    for (size_t i = 0; i < universes->count; i++) {
        struct sky_universe universe = sky_universes_get(map, i);
        universes->numbers[i] = universe.number;
        universes->packets[i] = (struct packet){.head = head,
                                                .head_bytes = (uint16_t)(header_bytes + universe.before),
                                                .bytes = universe.bytes,
                                                .at = universe.at,
                                                .zeros = even && (universe.before + universe.bytes) % 2};
        head += header_bytes + universe.before;
    }
    return 0;
}

void universes_finish(struct universes *universes)
{
    free(universes->packets);
    free(universes->numbers);
    free(universes->heads);
    *universes = (struct universes){0};
}
