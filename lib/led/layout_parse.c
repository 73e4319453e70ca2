/* SPDX-License-Identifier: ISC */
/* The parser of sky-layout(5): line after line, each LED is appended to the table. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/number.h"
#include "base/suggestion.h"
#include "led/layout.h"

#define BLANKS " \t"

struct parser {
    const char *at, *end;               /* the rest of the file */
    unsigned line;                      /* number of the current line, from 1 */
    char text[SKY_LAYOUT_LINE_MAX + 1]; /* the line, without its comment */
    char *rest;                         /* the words in `text` that were not parsed yet */
    struct sky_geometry geometry;
    bool has_geometry;                  /* there was a line `geometry` */
    unsigned lanes;
    size_t first[SKY_LANES_MAX + 1];
    uint32_t *leds; /* lane after lane */
    size_t count, room, nulls;
    uint32_t *shown; /* for each LED of the frame, the line that shows it, or 0 */
};

/* ---- Lines and words ---- */

/* Copies the next line to `text`. It must be ASCII, but comments may hold any text; its end may be that of Unix or
 * Windows. Returns 1, 0 at the end of the file, or -1 with the error set. */
static int next_line(struct parser *parser)
{
    size_t length = 0, bytes = 0;
    bool comment = false, returned = false;
    if (parser->at == parser->end)
        return 0;
    parser->line++;
    for (; parser->at < parser->end && *parser->at != '\n'; parser->at++) {
        unsigned char byte = (unsigned char)*parser->at;
        bool is_text = (byte >= ' ' && byte < 127) || byte == '\t' || byte == '\r' || (comment && byte > 127);
        if (returned || !is_text)
            return sky_fail("byte 0x%02x is not text", returned ? '\r' : byte);
        if (++bytes > SKY_LAYOUT_LINE_MAX)
            return sky_fail("is longer than %d bytes", SKY_LAYOUT_LINE_MAX);
        returned = byte == '\r';
        comment |= byte == '#';
        if (!comment && !returned)
            parser->text[length++] = (char)byte;
    }
    parser->at += parser->at < parser->end;
    if (parser->line > SKY_LAYOUT_LINES_MAX)
        return sky_fail("more than %d lines", SKY_LAYOUT_LINES_MAX);
    parser->text[length] = '\0';
    parser->rest = parser->text;
    return 1;
}

/* The next word of the line, or NULL. */
static char *next_word(struct parser *parser)
{
    char *word = parser->rest + strspn(parser->rest, BLANKS);
    char *end = word + strcspn(word, BLANKS);
    parser->rest = *end ? end + 1 : end;
    *end = '\0';
    return *word ? word : NULL;
}

/* Parses the next word as an integer, which errors call `what`. */
static int next_integer(struct parser *parser, const char *what, uint64_t minimum, uint64_t maximum, uint64_t *value)
{
    const char *word = next_word(parser);
    if (!word)
        return sky_fail("%s: a number is missing", what);
    return sky_integer_parse(word, minimum, maximum, value) < 0 ? sky_fail_at("%s", what) : 0;
}

/* ---- LEDs ---- */

/* Is there a lane, and room in the table, for this many more LEDs? */
static int check_room(const struct parser *parser, uint64_t leds)
{
    if (parser->lanes == 0)
        return sky_fail("LEDs before the first lane (a line 'lane' begins one)");
    if (leds > SKY_LAYOUT_LEDS_MAX - parser->count)
        return sky_fail("more than %d LEDs", SKY_LAYOUT_LEDS_MAX);
    return 0;
}

static int append(struct parser *parser, uint32_t led)
{
    if (parser->count == parser->room) {
        size_t room = parser->room ? parser->room * 2 : 1024;
        uint32_t *leds = realloc(parser->leds, room * sizeof *leds);
        if (!leds)
            return sky_fail("out of memory");
        parser->leds = leds;
        parser->room = room;
    }
    parser->leds[parser->count++] = led;
    parser->nulls += led == SKY_LED_NULL;
    return 0;
}

static int append_place(struct parser *parser, uint64_t vane, uint64_t pixel)
{
    uint32_t led = (uint32_t)(vane * parser->geometry.pixels + pixel);
    if (parser->shown[led])
        return sky_fail("vane %u, pixel %u is shown twice (also by line %u)", (unsigned)vane, (unsigned)pixel,
                        parser->shown[led]);
    parser->shown[led] = parser->line;
    return append(parser, led);
}

/* ---- geometry, lane, skip, led, ring ---- */

static int parse_geometry(struct parser *parser)
{
    const struct sky_geometry *screen = &parser->geometry;
    const char *word = next_word(parser);
    struct sky_geometry geometry;
    if (!word)
        return sky_fail("geometry: VANESxPIXELS is missing");
    if (sky_geometry_parse(&geometry, word) < 0)
        return sky_fail_at("geometry");
    if (parser->has_geometry || parser->lanes > 0)
        return sky_fail("geometry must be given once, before the first lane");
    if (geometry.vanes != screen->vanes || geometry.pixels != screen->pixels)
        return sky_fail("this layout is for %ux%u, but the screen is %ux%u (use -g %ux%u; with --rotor the screen is "
                        "ARMSxPIXELS)",
                        geometry.vanes, geometry.pixels, screen->vanes, screen->pixels, geometry.vanes,
                        geometry.pixels);
    parser->has_geometry = true;
    return 0;
}

static int check_lane(const struct parser *parser)
{
    if (parser->lanes > 0 && parser->count == parser->first[parser->lanes - 1])
        return sky_fail("lane %u has no LED", parser->lanes - 1);
    return 0;
}

static int parse_lane(struct parser *parser)
{
    if (check_lane(parser) < 0)
        return -1;
    if (parser->lanes == SKY_LANES_MAX)
        return sky_fail("more than %d lanes", SKY_LANES_MAX);
    parser->first[parser->lanes++] = parser->count;
    return 0;
}

static int parse_skip(struct parser *parser)
{
    uint64_t count;
    if (next_integer(parser, "skip", 1, SKY_LAYOUT_LEDS_MAX, &count) < 0 || check_room(parser, count) < 0)
        return -1;
    for (uint64_t i = 0; i < count; i++)
        if (append(parser, SKY_LED_NULL) < 0)
            return -1;
    return 0;
}

static int parse_led(struct parser *parser)
{
    char *word = next_word(parser);
    if (!word)
        return sky_fail("led: VANE,PIXEL is missing");
    for (; word; word = next_word(parser)) {
        char *comma = strchr(word, ',');
        uint64_t vane, pixel;
        if (!comma)
            return sky_fail("'%.40s' is not an LED (must be VANE,PIXEL)", word);
        *comma = '\0';
        if (sky_integer_parse(word, 0, parser->geometry.vanes - 1, &vane) < 0)
            return sky_fail_at("vane");
        if (sky_integer_parse(comma + 1, 0, parser->geometry.pixels - 1, &pixel) < 0)
            return sky_fail_at("pixel");
        if (check_room(parser, 1) < 0 || append_place(parser, vane, pixel) < 0)
            return -1;
    }
    return 0;
}

static int parse_ring(struct parser *parser)
{
    const uint64_t vanes = parser->geometry.vanes;
    uint64_t pixel, count, start = 0;
    bool clockwise = true;
    if (next_integer(parser, "ring", 0, parser->geometry.pixels - 1, &pixel) < 0)
        return -1;
    char *word = next_word(parser);
    if (!word || strcmp(word, "leds") != 0)
        return sky_fail("ring: 'leds' and their number must follow the pixel");
    if (next_integer(parser, "leds", 1, vanes, &count) < 0 || check_room(parser, count) < 0)
        return -1;
    while ((word = next_word(parser))) {
        double degrees;
        if (strcmp(word, "cw") == 0 || strcmp(word, "ccw") == 0) {
            clockwise = word[1] == 'w';
        } else if (strcmp(word, "start") == 0) {
            if (!(word = next_word(parser)))
                return sky_fail("start: a number of degrees is missing");
            if (sky_number_parse(word, 0, 360, &degrees) < 0)
                return sky_fail_at("start");
            start = (uint64_t)(degrees / 360 * SKY_RING_TURN + 0.5);
        } else {
            return sky_fail("'%.40s' is not a word of a ring (must be start, cw or ccw)", word);
        }
    }
    for (uint64_t i = 0; i < count; i++) {
        uint64_t step = clockwise || i == 0 ? i : count - i;
        if (append_place(parser, sky_ring_vane(&parser->geometry, start, count, step), pixel) < 0)
            return -1;
    }
    return 0;
}

/* ---- Segments: vanes, pixels ---- */

/* From `from` to `to`, up or down; both are below `limit`. */
struct range {
    const char *name;
    uint64_t limit;
    bool given;
    uint64_t from, to, step;
};

static uint64_t range_count(const struct range *range)
{
    return (range->from < range->to ? range->to - range->from : range->from - range->to) / range->step + 1;
}

static uint64_t range_at(const struct range *range, uint64_t index)
{
    return range->from <= range->to ? range->from + index * range->step : range->from - index * range->step;
}

static int parse_end(const struct range *range, const char *word, uint64_t *value)
{
    if (strcmp(word, "last") == 0) {
        *value = range->limit - 1;
        return 0;
    }
    return sky_integer_parse(word, 0, range->limit - 1, value);
}

/* "A", "A..B" or "all". */
static int parse_range(struct parser *parser, struct range *range)
{
    char *word = next_word(parser);
    if (range->given)
        return sky_fail("%s are given twice", range->name);
    if (!word)
        return sky_fail("%s: FROM..TO is missing", range->name);
    range->given = true;
    if (strcmp(word, "all") == 0)
        return 0;
    char *dots = strstr(word, "..");
    if (dots)
        *dots = '\0';
    if (parse_end(range, word, &range->from) < 0 || parse_end(range, dots ? dots + 2 : word, &range->to) < 0)
        return sky_fail_at("%s", range->name);
    return 0;
}

static int parse_segment(struct parser *parser, bool vanes_first)
{
    const struct sky_geometry *geometry = &parser->geometry;
    struct range vanes = {"vanes", geometry->vanes, false, 0, geometry->vanes - 1, 1};
    struct range pixels = {"pixels", geometry->pixels, false, 0, geometry->pixels - 1, 1};
    struct range *range = vanes_first ? &vanes : &pixels;
    bool serpentine = false, reverse = false;
    if (parse_range(parser, range) < 0)
        return -1;
    for (char *word; (word = next_word(parser));) {
        int result = 0;
        if (strcmp(word, "vanes") == 0)
            result = parse_range(parser, range = &vanes);
        else if (strcmp(word, "pixels") == 0)
            result = parse_range(parser, range = &pixels);
        else if (strcmp(word, "step") == 0)
            result = next_integer(parser, "step", 1, range->limit, &range->step);
        else if (strcmp(word, "serpentine") == 0)
            serpentine = true;
        else if (strcmp(word, "reverse") == 0)
            reverse = true;
        else
            result = sky_fail("'%.40s' is not a word of a segment (must be vanes, pixels, step, serpentine or reverse)",
                              word);
        if (result < 0)
            return -1;
    }

    /* A row for each number of the range that was named first, with all numbers of the other one. */
    const struct range *rows = vanes_first ? &vanes : &pixels, *columns = vanes_first ? &pixels : &vanes;
    uint64_t width = range_count(columns), count = range_count(rows) * width;
    if (check_room(parser, count) < 0)
        return -1;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t place = reverse ? count - 1 - i : i, row = place / width, column = place % width;
        uint64_t at_row = range_at(rows, row);
        uint64_t at_column = range_at(columns, serpentine && row % 2 ? width - 1 - column : column);
        if (append_place(parser, vanes_first ? at_row : at_column, vanes_first ? at_column : at_row) < 0)
            return -1;
    }
    return 0;
}

static int parse_vanes(struct parser *parser)
{
    return parse_segment(parser, true);
}

static int parse_pixels(struct parser *parser)
{
    return parse_segment(parser, false);
}

/* ---- Files ---- */

static int parse_line(struct parser *parser)
{
    static const struct {
        const char *word;
        int (*parse)(struct parser *parser);
    } statements[] = {
        {"vanes", parse_vanes}, {"pixels", parse_pixels}, {"ring", parse_ring},         {"led", parse_led},
        {"skip", parse_skip},   {"lane", parse_lane},     {"geometry", parse_geometry},
    };
    const char *word = next_word(parser);
    struct sky_suggestion suggestion = {.word = word};
    if (!word)
        return 0;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (strcmp(word, statements[i].word) == 0) {
            if (statements[i].parse(parser) < 0)
                return -1;
            const char *more = next_word(parser);
            return more ? sky_fail("'%.40s' is one word too many", more) : 0;
        }
        sky_suggestion_offer(&suggestion, statements[i].word);
    }
    return sky_fail("a line cannot begin with '%.40s'%s (must be vanes, pixels, ring, led, skip, lane or geometry)",
                    word, sky_suggestion_text(&suggestion));
}

static int parse_lines(struct parser *parser)
{
    int result;
    while ((result = next_line(parser)) > 0)
        if (parse_line(parser) < 0)
            return -1;
    if (result < 0 || check_lane(parser) < 0)
        return -1;
    return parser->count == parser->nulls ? sky_fail("the layout shows no LED") : 0;
}

static struct sky_layout_table *create_table(const struct parser *parser)
{
    struct sky_layout_table *table = malloc(sizeof *table + parser->count * sizeof *table->leds);
    if (!table) {
        sky_fail("out of memory");
        return NULL;
    }
    memcpy(table->first, parser->first, sizeof table->first);
    for (unsigned lane = parser->lanes; lane <= SKY_LANES_MAX; lane++)
        table->first[lane] = parser->count;
    memcpy(table->leds, parser->leds, parser->count * sizeof *table->leds);
    return table;
}

int sky_layout_parse(struct sky_layout *layout, const char *text, size_t size, const char *name,
                     const struct sky_geometry *geometry)
{
    struct parser *parser = calloc(1, sizeof *parser);
    *layout = (struct sky_layout){.geometry = *geometry};
    if (!parser)
        return sky_fail("out of memory");
    parser->at = text;
    parser->end = text + size;
    parser->rest = parser->text;
    parser->geometry = *geometry;
    parser->shown = calloc((size_t)geometry->vanes * geometry->pixels, sizeof *parser->shown);
    if (!parser->shown)
        sky_fail("out of memory");
    else if (parse_lines(parser) < 0)
        sky_fail_at("%.200s:%u", name, parser->line > 0 ? parser->line : 1);
    else
        layout->table = create_table(parser);
    layout->lanes = parser->lanes;
    free(parser->shown);
    free(parser->leds);
    free(parser);
    return layout->table ? 0 : -1;
}

int sky_layout_read(struct sky_layout *layout, const char *path, const struct sky_geometry *geometry)
{
    size_t size;
    *layout = (struct sky_layout){0};
    char *text = sky_file_read(path, SKY_LAYOUT_BYTES_MAX, SKY_FILE_REGULAR, &size);
    if (!text)
        return -1;
    int result = sky_layout_parse(layout, text, size, path, geometry);
    free(text);
    return result;
}
