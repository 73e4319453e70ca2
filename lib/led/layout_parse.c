/* SPDX-License-Identifier: ISC */
/* The parser of sky-layout(5): line after line, each LED is appended to a list, which becomes the table. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/number.h"
#include "base/suggestion.h"
#include "led/layout.h"
#include "led/layout_parser.h"

/* ---- Lines ---- */

/* Copies the next line to `text`. It must be ASCII, but comments may hold any text; its end may be that of Unix or
 * Windows. Returns 1, 0 at the end of the file, or -1 with the error set. */
static int next_line(struct sky_layout_parser *parser)
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

/* ---- geometry, lane, skip, led ---- */

static int parse_geometry(struct sky_layout_parser *parser)
{
    const struct sky_geometry *screen = &parser->geometry;
    const char *word = sky_layout_next_word(parser);
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

static int check_lane(const struct sky_layout_parser *parser)
{
    if (parser->lanes > 0 && parser->count == parser->first[parser->lanes - 1])
        return sky_fail("lane %u has no LED", parser->lanes - 1);
    return 0;
}

static int parse_lane(struct sky_layout_parser *parser)
{
    if (check_lane(parser) < 0)
        return -1;
    if (parser->lanes == SKY_LANES_MAX)
        return sky_fail("more than %d lanes", SKY_LANES_MAX);
    parser->first[parser->lanes++] = parser->count;
    return 0;
}

/* The limit of the lane that has begun. */
static int parse_amps(struct sky_layout_parser *parser)
{
    const char *word = sky_layout_next_word(parser);
    if (parser->lanes == 0)
        return sky_fail("amps: there is no lane yet");
    if (!word)
        return sky_fail("amps: a number is missing");
    return sky_number_parse_in(word, "A", 0.001, 1e6, &parser->amps[parser->lanes - 1]) < 0 ? sky_fail_at("amps") : 0;
}

static int parse_skip(struct sky_layout_parser *parser)
{
    const struct sky_parsed_led null = {.dark = SKY_LED_NULL};
    uint64_t count;
    if (sky_layout_next_integer(parser, "skip", 1, SKY_LAYOUT_LEDS_MAX, &count) < 0 ||
        sky_layout_check_room(parser, count) < 0)
        return -1;
    for (uint64_t i = 0; i < count; i++)
        if (sky_layout_append(parser, &null) < 0)
            return -1;
    return 0;
}

static int parse_led(struct sky_layout_parser *parser)
{
    char *word = sky_layout_next_word(parser);
    if (!word)
        return sky_fail("led: VANE,PIXEL is missing");
    for (; word; word = sky_layout_next_word(parser)) {
        char *comma = strchr(word, ',');
        uint64_t vane, pixel;
        if (!comma)
            return sky_fail("'%.40s' is not an LED (must be VANE,PIXEL)", word);
        *comma = '\0';
        if (sky_integer_parse(word, 0, parser->geometry.vanes - 1, &vane) < 0)
            return sky_fail_at("vane");
        if (sky_integer_parse(comma + 1, 0, parser->geometry.pixels - 1, &pixel) < 0)
            return sky_fail_at("pixel");
        if (sky_layout_check_room(parser, 1) < 0 || sky_layout_append_vane(parser, vane, pixel) < 0)
            return -1;
    }
    return 0;
}

/* ---- show, side, dead ---- */

/* Parses the next word as one of two. Returns its index, or -1 with the error set. */
static int next_of_two(struct sky_layout_parser *parser, const char *what, const char *first, const char *second)
{
    const char *word = sky_layout_next_word(parser);
    if (word && strcmp(word, first) == 0)
        return 0;
    if (word && strcmp(word, second) == 0)
        return 1;
    return word ? sky_fail("%s: '%.40s' must be %s or %s", what, word, first, second)
                : sky_fail("%s: %s or %s is missing", what, first, second);
}

static int parse_show(struct sky_layout_parser *parser)
{
    int index = next_of_two(parser, "show", "point", "area");
    parser->show = index == 0 ? SHOW_POINT : SHOW_AREA;
    return index < 0 ? -1 : 0;
}

static int parse_side(struct sky_layout_parser *parser)
{
    int index = next_of_two(parser, "side", "front", "back");
    if (index >= 0)
        parser->side = (uint8_t)index;
    return index < 0 ? -1 : 0;
}

/* A dead LED leaves its place to another one. */
static void kill_led(struct sky_layout_parser *parser, struct sky_parsed_led *led)
{
    if (led->dark)
        return;
    led->dark = SKY_LED_DEAD;
    if (led->spot.on_vane)
        parser->shown[led->spot.side][led->spot.led] = 0;
}

static int parse_dead(struct sky_layout_parser *parser)
{
    char leds[SKY_COUNT_TEXT];
    uint64_t lane, from, to;
    if (parser->lanes == 0)
        return sky_fail("dead: must come after the LEDs that it names");
    if (sky_layout_next_integer(parser, "dead: lane", 0, parser->lanes - 1, &lane) < 0)
        return -1;
    size_t first = parser->first[lane], end = lane + 1 < parser->lanes ? parser->first[lane + 1] : parser->count;
    char *word = sky_layout_next_word(parser);
    if (!word)
        return sky_fail("dead: a position on lane %u is missing", (unsigned)lane);
    if (first == end)
        return sky_fail("dead: lane %u has no LED yet", (unsigned)lane);
    for (; word; word = sky_layout_next_word(parser)) {
        char *dots = strstr(word, "..");
        if (dots)
            *dots = '\0';
        if (sky_integer_parse(word, 0, end - first - 1, &from) < 0 ||
            sky_integer_parse(dots ? dots + 2 : word, from, end - first - 1, &to) < 0)
            return sky_fail_at("dead: position on lane %u, which has %s up to here", (unsigned)lane,
                               sky_number_count(end - first, "LED", leds));
        parser->dead += to - from + 1;
        if (parser->dead > SKY_LAYOUT_LEDS_MAX)
            return sky_fail("dead: more than %d LEDs", SKY_LAYOUT_LEDS_MAX);
        for (uint64_t i = from; i <= to; i++)
            kill_led(parser, &parser->leds[first + i]);
    }
    return 0;
}

/* ---- Files ---- */

static int parse_line(struct sky_layout_parser *parser)
{
    static const struct {
        const char *word;
        int (*parse)(struct sky_layout_parser *parser);
    } statements[] = {
        {"vanes", sky_layout_parse_vanes},
        {"pixels", sky_layout_parse_pixels},
        {"ring", sky_layout_parse_ring},
        {"xy", sky_layout_parse_xy},
        {"led", parse_led},
        {"skip", parse_skip},
        {"lane", parse_lane},
        {"amps", parse_amps},
        {"show", parse_show},
        {"side", parse_side},
        {"dead", parse_dead},
        {"disc", sky_layout_parse_disc},
        {"geometry", parse_geometry},
    };
    const char *word = sky_layout_next_word(parser);
    struct sky_suggestion suggestion = {.word = word};
    if (!word)
        return 0;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (strcmp(word, statements[i].word) == 0) {
            if (statements[i].parse(parser) < 0)
                return -1;
            const char *more = sky_layout_next_word(parser);
            return more ? sky_fail("'%.40s' is one word too many", more) : 0;
        }
        sky_suggestion_offer(&suggestion, statements[i].word);
    }
    if (suggestion.best)
        return sky_fail("a line cannot begin with '%.40s'%s", word, sky_suggestion_text(&suggestion));
    return sky_fail("a line cannot begin with '%.40s' (must be vanes, pixels, ring, xy, led, skip, lane, amps, show, "
                    "side, dead, disc or geometry)",
                    word);
}

static int parse_lines(struct sky_layout_parser *parser)
{
    int result;
    while ((result = next_line(parser)) > 0)
        if (parse_line(parser) < 0)
            return -1;
    return result < 0 ? -1 : check_lane(parser);
}

/* ---- The table ---- */

/* Makes the table of free LEDs from all that are lit. */
static int create_areas(struct sky_layout_parser *parser, struct sky_layout_table *table)
{
    struct sky_spot *spots = malloc((parser->count + 1) * sizeof *spots);
    size_t count = 0, twins[2], places[2] = {0, 0};
    if (!spots)
        return sky_fail("out of memory");
    for (size_t i = 0; i < parser->count; i++)
        if (!parser->leds[i].dark)
            spots[count++] = parser->leds[i].spot;
    table->areas = sky_areas_create(&parser->geometry, spots, count, twins);
    free(spots);
    if (table->areas)
        return 0;
    if (twins[0] == SIZE_MAX)
        return -1;
    count = 0;
    for (size_t i = 0; i < parser->count; i++) {
        if (parser->leds[i].dark)
            continue;
        for (int k = 0; k < 2; k++)
            places[k] = count == twins[k] ? i : places[k];
        count++;
    }
    parser->line = parser->leds[places[0]].line;
    return sky_fail("the LED of line %u is at the same place (if the screen has two sides, write 'side back' before "
                    "the LEDs of one)",
                    parser->leds[places[1]].line);
}

static int fill_table(struct sky_layout_parser *parser, struct sky_layout_table *table)
{
    const uint32_t in_frame = parser->geometry.vanes * parser->geometry.pixels;
    uint32_t free_leds = 0;
    size_t lit = 0;
    memcpy(table->first, parser->first, sizeof table->first);
    for (unsigned lane = parser->lanes; lane <= SKY_LANES_MAX; lane++)
        table->first[lane] = parser->count;
    for (size_t i = 0; i < parser->count; i++) {
        const struct sky_parsed_led *led = &parser->leds[i];
        lit += !led->dark;
        table->leds[i] = led->dark ? led->dark : led->spot.is_free ? in_frame + free_leds++ : led->spot.led;
    }
    if (lit == 0)
        return sky_fail("the layout shows no LED");
    return free_leds > 0 ? create_areas(parser, table) : 0;
}

static struct sky_layout_table *create_table(struct sky_layout_parser *parser)
{
    struct sky_layout_table *table = malloc(sizeof *table + parser->count * sizeof *table->leds);
    if (!table) {
        sky_fail("out of memory");
        return NULL;
    }
    table->areas = NULL;
    memcpy(table->amps, parser->amps, sizeof table->amps);
    if (sky_layout_place_all(parser) == 0 && fill_table(parser, table) == 0)
        return table;
    free(table);
    return NULL;
}

int sky_layout_parse(struct sky_layout *layout, const char *text, size_t size, const char *name,
                     const struct sky_geometry *geometry)
{
    struct sky_layout_parser *parser = calloc(1, sizeof *parser);
    *layout = (struct sky_layout){.geometry = *geometry};
    if (!parser)
        return sky_fail("out of memory");
    parser->name = name;
    parser->at = text;
    parser->end = text + size;
    parser->rest = parser->text;
    parser->geometry = *geometry;
    if (parse_lines(parser) < 0 || !(layout->table = create_table(parser)))
        sky_fail_at("%.200s:%u", name, parser->line > 0 ? parser->line : 1);
    layout->lanes = parser->lanes;
    for (int side = 0; side < SKY_SIDES; side++)
        free(parser->shown[side]);
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
