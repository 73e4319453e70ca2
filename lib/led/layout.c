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
    sky_areas_hold(copy->table->areas);
    return 0;
}

static bool same_limits(const struct sky_layout *a, const struct sky_layout *b)
{
    for (unsigned lane = 0; lane < a->lanes; lane++)
        if (a->table->amps[lane] < b->table->amps[lane] || a->table->amps[lane] > b->table->amps[lane])
            return false;
    return true;
}

bool sky_layout_equal(const struct sky_layout *a, const struct sky_layout *b)
{
    const struct sky_geometry *x = &a->geometry, *y = &b->geometry;
    if (x->vanes != y->vanes || x->pixels != y->pixels || a->lanes != b->lanes || !a->table != !b->table)
        return false;
    return !a->table || (memcmp(a->table->first, b->table->first, (a->lanes + 1) * sizeof a->table->first[0]) == 0 &&
                         same_limits(a, b) &&
                         memcmp(a->table->leds, b->table->leds, table_bytes(a) - sizeof *a->table) == 0 &&
                         sky_areas_equal(a->table->areas, b->table->areas));
}

void sky_layout_finish(struct sky_layout *layout)
{
    if (layout->table)
        sky_areas_release(layout->table->areas);
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

double sky_layout_amps(const struct sky_layout *layout, unsigned lane)
{
    return layout->table ? layout->table->amps[lane] : 0;
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

static size_t frame_leds(const struct sky_layout *layout)
{
    return (size_t)layout->geometry.vanes * layout->geometry.pixels;
}

/* As in the table: free LEDs have the numbers after those of the frame. */
static uint32_t led_of_table(const struct sky_layout *layout, size_t number)
{
    return layout->table ? layout->table->leds[number] : (uint32_t)number;
}

static const struct sky_spot *find_spot(const struct sky_layout *layout, size_t number)
{
    uint32_t led = led_of_table(layout, number);
    bool is_free = !sky_led_is_dark(led) && led >= frame_leds(layout);
    return is_free ? &layout->table->areas->spots[led - frame_leds(layout)] : NULL;
}

uint32_t sky_layout_led_at(const struct sky_layout *layout, size_t number)
{
    const struct sky_spot *spot = find_spot(layout, number);
    return spot ? spot->led : led_of_table(layout, number);
}

const struct sky_areas *sky_layout_areas(const struct sky_layout *layout)
{
    return layout->table ? layout->table->areas : NULL;
}

const struct sky_spot *sky_layout_spot(const struct sky_layout *layout, unsigned lane, size_t position)
{
    return find_spot(layout, sky_layout_first(layout, lane) + position);
}

uint32_t sky_layout_led(const struct sky_layout *layout, unsigned lane, size_t position)
{
    return sky_layout_led_at(layout, sky_layout_first(layout, lane) + position);
}

bool sky_layout_place(const struct sky_layout *layout, unsigned lane, size_t position, struct sky_spot *spot)
{
    const struct sky_spot *own = sky_layout_spot(layout, lane, position);
    uint32_t led = sky_layout_led(layout, lane, position), pixels = layout->geometry.pixels;
    if (sky_led_is_dark(led))
        return false;
    *spot = own ? *own : (struct sky_spot){.led = led, .on_vane = true};
    uint32_t vane = led / pixels;
    if (!own)
        sky_spot_place(spot, &layout->geometry, (double)vane / layout->geometry.vanes, led % pixels);
    return true;
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
    memset(covering->table->amps, 0, sizeof covering->table->amps);
    if (layout->table)
        memcpy(covering->table->amps, layout->table->amps, sizeof covering->table->amps);
    covering->table->areas = sky_areas_hold(layout->table ? layout->table->areas : NULL);
    total = 0;
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t first = sky_layout_first(layout, lane), leds = sky_layout_leds(layout, lane);
        covering->table->first[lane] = total;
        for (size_t i = 0; i < lengths[lane]; i++)
            covering->table->leds[total++] = i < leds ? led_of_table(layout, first + i) : SKY_LED_NULL;
    }
    covering->table->first[layout->lanes] = total;
    return 0;
}

void sky_layout_gather(const struct sky_layout *layout, uint8_t *restrict out, const uint8_t *restrict frame)
{
    static const uint8_t black[3] = {0};
    const uint32_t *leds = layout->table->leds;
    size_t total = sky_layout_total(layout);
    for (size_t i = 0; i < total; i++, out += 3)
        memcpy(out, sky_led_is_dark(leds[i]) ? black : frame + leds[i] * (size_t)3, 3);
}

void sky_layout_gather_duties(const struct sky_layout *layout, uint16_t *restrict out,
                              const uint16_t *restrict duties, const uint16_t *restrict free_duties)
{
    static const uint16_t black[3] = {0};
    const uint32_t *leds = layout->table->leds;
    size_t total = sky_layout_total(layout), in_frame = frame_leds(layout);
    for (size_t i = 0; i < total; i++, out += 3) {
        const uint16_t *from = leds[i] < in_frame ? duties + leds[i] * (size_t)3 : black;
        if (leds[i] >= in_frame && !sky_led_is_dark(leds[i]))
            from = free_duties + (leds[i] - in_frame) * 3;
        memcpy(out, from, sizeof black);
    }
}

uint32_t sky_ring_vane(const struct sky_geometry *geometry, uint64_t start, uint64_t leds, uint64_t step)
{
    /* vanes * (start / turn + step / leds), rounded to the nearest; all products are below 2^54 */
    const uint64_t turn = SKY_RING_TURN;
    uint64_t twice = 2 * geometry->vanes * (start * leds + turn * step) / (turn * leds);
    return (uint32_t)((twice + 1) / 2 % geometry->vanes);
}

void sky_ring_place(struct sky_spot *spot, const struct sky_geometry *geometry, uint64_t pixel, uint64_t start,
                    uint64_t leds, uint64_t step)
{
    double turns = (double)start / SKY_RING_TURN + (double)step / (double)leds;
    sky_spot_place(spot, geometry, turns, (double)pixel);
    if (leds == 1 && pixel == 0 && geometry->hub <= 0)
        spot->x = spot->y = 0;
}
