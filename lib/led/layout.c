/* SPDX-License-Identifier: ISC */
#include "led/layout.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

static size_t table_bytes(const struct sky_layout *layout)
{
    return sizeof *layout->table + sky_layout_total(layout) * sizeof layout->table->leds[0];
}

int sky_layout_copy(struct sky_layout *copy, const struct sky_layout *layout)
{
    *copy = *layout;
    if (!layout->table)
        return 0;
    copy->table = malloc(table_bytes(layout));
    if (!copy->table)
        return sky_fail("out of memory");
    memcpy(copy->table, layout->table, table_bytes(layout));
    return 0;
}

bool sky_layout_equal(const struct sky_layout *a, const struct sky_layout *b)
{
    const struct sky_geometry *x = &a->geometry, *y = &b->geometry;
    if (x->vanes != y->vanes || x->pixels != y->pixels || a->lanes != b->lanes || !a->table != !b->table)
        return false;
    return !a->table || (memcmp(a->table->first, b->table->first, (a->lanes + 1) * sizeof a->table->first[0]) == 0 &&
                         memcmp(a->table->leds, b->table->leds, table_bytes(a) - sizeof *a->table) == 0);
}

void sky_layout_finish(struct sky_layout *layout)
{
    free(layout->table);
    *layout = (struct sky_layout){0};
}

size_t sky_layout_first(const struct sky_layout *layout, unsigned lane)
{
    if (layout->table)
        return layout->table->first[lane];
    size_t vane = (size_t)lane * layout->geometry.vanes / layout->lanes;
    return vane * layout->geometry.pixels;
}

size_t sky_layout_leds(const struct sky_layout *layout, unsigned lane)
{
    return sky_layout_first(layout, lane + 1) - sky_layout_first(layout, lane);
}

size_t sky_layout_longest(const struct sky_layout *layout)
{
    size_t longest = 0;
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t leds = sky_layout_leds(layout, lane);
        longest = leds > longest ? leds : longest;
    }
    return longest;
}

size_t sky_layout_total(const struct sky_layout *layout)
{
    return sky_layout_first(layout, layout->lanes);
}

uint32_t sky_layout_led(const struct sky_layout *layout, unsigned lane, size_t position)
{
    size_t place = sky_layout_first(layout, lane) + position;
    return layout->table ? layout->table->leds[place] : (uint32_t)place;
}

int sky_layout_cover(struct sky_layout *covering, const struct sky_layout *layout, const struct sky_layout *before)
{
    size_t lengths[SKY_LANES_MAX], total = 0;
    bool longer = false;
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t now = sky_layout_leds(layout, lane), then = lane < before->lanes ? sky_layout_leds(before, lane) : 0;
        lengths[lane] = now < then ? then : now;
        total += lengths[lane];
        longer |= now < then;
    }
    if (!longer)
        return sky_layout_copy(covering, layout);

    *covering = *layout;
    covering->table = malloc(sizeof *covering->table + total * sizeof covering->table->leds[0]);
    if (!covering->table)
        return sky_fail("out of memory");
    total = 0;
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t leds = sky_layout_leds(layout, lane);
        covering->table->first[lane] = total;
        for (size_t i = 0; i < lengths[lane]; i++)
            covering->table->leds[total++] = i < leds ? sky_layout_led(layout, lane, i) : SKY_LED_NULL;
    }
    covering->table->first[layout->lanes] = total;
    return 0;
}

static inline void gather(const struct sky_layout *layout, char *restrict out, const char *restrict from,
                          size_t led_bytes)
{
    static const char black[3 * sizeof(uint16_t)] = {0};
    const uint32_t *leds = layout->table->leds;
    size_t total = sky_layout_total(layout);
    for (size_t i = 0; i < total; i++, out += led_bytes)
        memcpy(out, leds[i] == SKY_LED_NULL ? black : from + leds[i] * led_bytes, led_bytes);
}

void sky_layout_gather(const struct sky_layout *layout, uint8_t *restrict out, const uint8_t *restrict frame)
{
    gather(layout, (char *)out, (const char *)frame, 3);
}

void sky_layout_gather_duties(const struct sky_layout *layout, uint16_t *restrict out,
                              const uint16_t *restrict duties)
{
    gather(layout, (char *)out, (const char *)duties, 3 * sizeof *out);
}

uint32_t sky_ring_vane(const struct sky_geometry *geometry, uint64_t start, uint64_t leds, uint64_t step)
{
    /* vanes * (start / turn + step / leds), rounded to the nearest; all products are below 2^54 */
    const uint64_t turn = SKY_RING_TURN;
    uint64_t twice = 2 * geometry->vanes * (start * leds + turn * step) / (turn * leds);
    return (uint32_t)((twice + 1) / 2 % geometry->vanes);
}
