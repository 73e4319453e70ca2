/* SPDX-License-Identifier: ISC */
#include "led/layout_parser.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/array.h"

#define BLANKS " \t"

/* ---- Words ---- */

char *sky_layout_next_word(struct sky_layout_parser *parser)
{
    char *word = parser->rest + strspn(parser->rest, BLANKS);
    char *end = word + strcspn(word, BLANKS);
    parser->rest = *end ? end + 1 : end;
    *end = '\0';
    return *word ? word : NULL;
}

int sky_layout_next_integer(struct sky_layout_parser *parser, const char *what, uint64_t minimum, uint64_t maximum,
                            uint64_t *value)
{
    const char *word = sky_layout_next_word(parser);
    if (!word)
        return sky_fail("%s: a number is missing", what);
    return sky_integer_parse(word, minimum, maximum, value) < 0 ? sky_fail_at("%s", what) : 0;
}

/* ---- LEDs ---- */

int sky_layout_check_room(const struct sky_layout_parser *parser, uint64_t leds)
{
    if (parser->lanes == 0)
        return sky_fail("LEDs before the first lane (a line 'lane' begins one)");
    if (leds > SKY_LAYOUT_LEDS_MAX - parser->count)
        return sky_fail("more than %d LEDs", SKY_LAYOUT_LEDS_MAX);
    return 0;
}

int sky_layout_append(struct sky_layout_parser *parser, const struct sky_parsed_led *led)
{
    struct sky_parsed_led *leds = sky_array_reserve(parser->leds, parser->count + 1, &parser->room, sizeof *leds);
    if (!leds)
        return -1;
    parser->leds = leds;
    leds[parser->count] = *led;
    leds[parser->count].line = parser->line;
    leds[parser->count].spot.side = parser->side;
    parser->count++;
    return 0;
}

int sky_layout_append_vane(struct sky_layout_parser *parser, uint64_t vane, uint64_t pixel)
{
    bool area = parser->show == SHOW_AREA;
    uint32_t number = (uint32_t)(vane * parser->geometry.pixels + pixel), **shown = &parser->shown[parser->side];
    struct sky_parsed_led led = {.spot = {.led = number, .area = area, .on_vane = true}};
    if (!*shown && !(*shown = calloc((size_t)parser->geometry.vanes * parser->geometry.pixels, sizeof **shown)))
        return sky_fail("out of memory");
    if ((*shown)[number])
        return sky_fail("vane %u, pixel %u is shown twice (also by line %u)", (unsigned)vane, (unsigned)pixel,
                        (*shown)[number]);
    (*shown)[number] = parser->line;
    led.spot.is_free = area || parser->side > 0;
    return sky_layout_append(parser, &led);
}
