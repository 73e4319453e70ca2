/* SPDX-License-Identifier: ISC */
/* What the parts of the parser of sky-layout(5) share. */
#ifndef SKY_LED_LAYOUT_PARSER_H
#define SKY_LED_LAYOUT_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "led/layout.h"

/* What LEDs are to show: what their statement has by default, or as a statement `show` said. */
enum sky_layout_show { SHOW_DEFAULT, SHOW_POINT, SHOW_AREA };

struct sky_parsed_led {
    struct sky_spot spot; /* where is_xy is set, in the unit of the file until all lines are parsed; the place of an LED
                           * that is on its vane is not set */
    uint32_t dark;        /* SKY_LED_NULL or SKY_LED_DEAD; 0 for a lit one */
    unsigned line;
    bool is_xy;
};

struct sky_layout_parser {
    const char *name;                   /* of the file */
    const char *at, *end;               /* the rest of it */
    unsigned line;                      /* number of the current line, from 1 */
    char text[SKY_LAYOUT_LINE_MAX + 1]; /* the line, without its comment */
    char *rest;                         /* the words in `text` that were not parsed yet */
    struct sky_geometry geometry;
    bool has_geometry;                  /* there was a line `geometry` */
    unsigned lanes;
    size_t first[SKY_LANES_MAX + 1];
    double amps[SKY_LANES_MAX];
    struct sky_parsed_led *leds; /* lane after lane */
    size_t count, room;
    uint64_t dead;               /* so many were named */
    uint32_t *shown[SKY_SIDES];  /* for each LED of the frame the line that shows it, or 0; NULL before the first */
    enum sky_layout_show show;
    uint8_t side;
    bool has_disc;               /* there was a line `disc` */
    double x, y, radius;         /* of the disc, in the unit of the lines `xy` */
    bool warned;                 /* of a range that counts down */
};

/* The next word of the line, or NULL. */
char *sky_layout_next_word(struct sky_layout_parser *parser);

/* Parses the next word as an integer, which errors call `what`. */
int sky_layout_next_integer(struct sky_layout_parser *parser, const char *what, uint64_t minimum, uint64_t maximum,
                            uint64_t *value);

/* Is there a lane, and room in the list, for this many more LEDs? */
int sky_layout_check_room(const struct sky_layout_parser *parser, uint64_t leds);

/* Append an LED, on the current side: any, or one on a vane, which no other may be on. */
int sky_layout_append(struct sky_layout_parser *parser, const struct sky_parsed_led *led);
int sky_layout_append_vane(struct sky_layout_parser *parser, uint64_t vane, uint64_t pixel);

/* Statements. */
int sky_layout_parse_vanes(struct sky_layout_parser *parser);
int sky_layout_parse_pixels(struct sky_layout_parser *parser);
int sky_layout_parse_ring(struct sky_layout_parser *parser);
int sky_layout_parse_xy(struct sky_layout_parser *parser);
int sky_layout_parse_disc(struct sky_layout_parser *parser);

/* Once all lines are parsed: gives the LEDs their places on the disc, if any LED is free. */
int sky_layout_place_all(struct sky_layout_parser *parser);

#endif
