/* SPDX-License-Identifier: ISC */
/* LEDs of sky-layout(5) that have places of their own: rings, xy and the disc. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/number.h"
#include "led/circle.h"
#include "led/layout_parser.h"

#define XY_MAX 1e9
#define RIM_SLACK 1e-6 /* so much beyond the rim, by rounding, is on it */

/* ---- Rings ---- */

static int append_ring(struct sky_layout_parser *parser, uint64_t pixel, uint64_t count, uint64_t start, bool clockwise)
{
    const struct sky_geometry *geometry = &parser->geometry;
    bool area = parser->show != SHOW_POINT;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t step = clockwise || i == 0 ? i : count - i;
        uint32_t vane = sky_ring_vane(geometry, start, count, step);
        /* Points of more LEDs than there are vanes cannot be all different. */
        if (!area && count <= geometry->vanes) {
            if (sky_layout_append_vane(parser, vane, pixel) < 0)
                return -1;
            continue;
        }
        struct sky_parsed_led led = {.spot = {.area = area, .is_free = true}};
        sky_ring_place(&led.spot, geometry, pixel, start, count, step);
        led.spot.led = (uint32_t)(vane * geometry->pixels + pixel);
        if (count == 1)
            sky_spot_find_led(&led.spot, geometry); /* perhaps in the middle */
        if (sky_layout_append(parser, &led) < 0)
            return -1;
    }
    return 0;
}

int sky_layout_parse_ring(struct sky_layout_parser *parser)
{
    uint64_t pixel, count, start = 0;
    bool clockwise = true;
    if (sky_layout_next_integer(parser, "ring", 0, parser->geometry.pixels - 1, &pixel) < 0)
        return -1;
    char *word = sky_layout_next_word(parser);
    if (!word || strcmp(word, "leds") != 0)
        return sky_fail("ring: 'leds' and their number must follow the pixel");
    if (sky_layout_next_integer(parser, "leds", 1, SKY_LAYOUT_LEDS_MAX, &count) < 0 ||
        sky_layout_check_room(parser, count) < 0)
        return -1;
    while ((word = sky_layout_next_word(parser))) {
        double degrees;
        if (strcmp(word, "cw") == 0 || strcmp(word, "ccw") == 0) {
            clockwise = word[1] == 'w';
        } else if (strcmp(word, "start") == 0) {
            if (!(word = sky_layout_next_word(parser)))
                return sky_fail("start: a number of degrees is missing");
            if (sky_number_parse_in(word, "degrees", -360, 360, &degrees) < 0)
                return sky_fail_at("start");
            start = (uint64_t)((degrees + 360) / 360 * SKY_RING_TURN + 0.5) % SKY_RING_TURN;
        } else {
            return sky_fail("'%.40s' is not a word of a ring (must be start, cw or ccw)", word);
        }
    }
    return append_ring(parser, pixel, count, start, clockwise);
}

/* ---- xy, disc ---- */

static int parse_number(struct sky_layout_parser *parser, const char *what, double minimum, double *value)
{
    const char *word = sky_layout_next_word(parser);
    if (!word)
        return sky_fail("%s: a number is missing", what);
    if (strchr(word, ','))
        return sky_fail("%s: '%.40s' is not a number: write X and Y with a blank between them, decimals with a point",
                        what, word);
    return sky_number_parse(word, minimum, XY_MAX, value) < 0 ? sky_fail_at("%s", what) : 0;
}

int sky_layout_parse_xy(struct sky_layout_parser *parser)
{
    do {
        struct sky_parsed_led led = {.is_xy = true, .spot = {.is_free = true, .area = parser->show != SHOW_POINT}};
        if (parse_number(parser, "x", -XY_MAX, &led.spot.x) < 0 ||
            parse_number(parser, "y", -XY_MAX, &led.spot.y) < 0 || sky_layout_check_room(parser, 1) < 0 ||
            sky_layout_append(parser, &led) < 0)
            return -1;
    } while (parser->rest[strspn(parser->rest, " \t")] != '\0');
    return 0;
}

int sky_layout_parse_disc(struct sky_layout_parser *parser)
{
    if (parser->has_disc)
        return sky_fail("disc must be given once");
    parser->has_disc = true;
    if (parse_number(parser, "disc: x", -XY_MAX, &parser->x) < 0 ||
        parse_number(parser, "disc: y", -XY_MAX, &parser->y) < 0)
        return -1;
    return parse_number(parser, "disc: radius", 1e-9, &parser->radius);
}

/* Without a line `disc`: the smallest circle around all places of the file, which the last pixel is on. */
static int find_disc(struct sky_layout_parser *parser)
{
    const struct sky_geometry *geometry = &parser->geometry;
    struct sky_point *points = malloc((parser->count + 1) * sizeof *points);
    size_t count = 0;
    if (!points)
        return sky_fail("out of memory");
    for (size_t i = 0; i < parser->count; i++)
        if (parser->leds[i].is_xy)
            points[count++] = (struct sky_point){parser->leds[i].spot.x, parser->leds[i].spot.y};
    if (count > 0) {
        struct sky_circle circle = sky_circle_around(points, count);
        parser->x = circle.middle.x;
        parser->y = circle.middle.y;
        parser->radius = circle.radius / (geometry->hub + geometry->pixels - 0.5) * (geometry->hub + geometry->pixels);
    }
    free(points);
    return 0;
}

static void place_xy(const struct sky_layout_parser *parser, struct sky_parsed_led *led)
{
    struct sky_spot *spot = &led->spot;
    bool single = parser->radius <= 0; /* a single place is in the middle */
    spot->x = single ? 0 : (spot->x - parser->x) / parser->radius;
    spot->y = single ? 0 : (spot->y - parser->y) / parser->radius;
    double radius = sqrt(spot->x * spot->x + spot->y * spot->y);
    if (radius > 1 + RIM_SLACK)
        led->dark = SKY_LED_NULL;
    if (radius > 1) {
        spot->x /= radius;
        spot->y /= radius;
    }
    sky_spot_find_led(spot, &parser->geometry);
}

int sky_layout_place_all(struct sky_layout_parser *parser)
{
    const struct sky_geometry *geometry = &parser->geometry;
    bool any_free = false;
    if (!parser->has_disc && find_disc(parser) < 0)
        return -1;
    for (size_t i = 0; i < parser->count; i++)
        any_free |= parser->leds[i].spot.is_free;
    for (size_t i = 0; i < parser->count; i++) {
        struct sky_spot *spot = &parser->leds[i].spot;
        uint32_t vane = spot->led / geometry->pixels;
        if (parser->leds[i].is_xy)
            place_xy(parser, &parser->leds[i]);
        else if (spot->on_vane && any_free)
            sky_spot_place(spot, geometry, (double)vane / geometry->vanes, spot->led % geometry->pixels);
    }
    return 0;
}
