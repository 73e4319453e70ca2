/* SPDX-License-Identifier: ISC */
/* The reader of sky-layout(5): lines of words, each line one after the other, into a table. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/number.h"
#include "base/suggestion.h"
#include "led/layout.h"

#define BLANKS " \t"
#define FILE_MAX (1 << 24) /* bytes; more than any layout has */

struct reader {
    FILE *file;
    struct sky_geometry geometry;
    unsigned line;                      /* its number, from 1 */
    char text[SKY_LAYOUT_LINE_MAX + 1]; /* of the line, without comment */
    char *rest;                         /* of the text: the words that were not read yet */
    bool said_geometry;
    unsigned lanes;
    size_t first[SKY_LANES_MAX + 1];
    uint32_t *leds;  /* lane after lane */
    size_t count, room;
    size_t nulls;    /* of `count` */
    uint32_t *shown; /* by LED of the frame: the line that shows it, 0 for none */
};

/* ---- Lines and words ---- */

enum line { LINE_FAILED = -1, LINE_END = 0, LINE_TEXT = 1 };

/* Text is ASCII; comments may have more. Line ends are those of Unix and Windows. */
static enum line read_line(struct reader *reader)
{
    size_t length = 0, bytes = 0;
    bool comment = false, returned = false;
    int byte;
    reader->line++;
    while ((byte = getc_unlocked(reader->file)) != EOF && byte != '\n') {
        if (byte == '\t')
            byte = ' ';
        if (returned || (byte < ' ' && byte != '\r') || byte == 127 || (byte > 127 && !comment)) {
            sky_fail("byte 0x%02x is no text (a layout is lines of words)", (unsigned)(returned ? '\r' : byte));
            return LINE_FAILED;
        }
        if (++bytes > SKY_LAYOUT_LINE_MAX) {
            sky_fail("is longer than %d bytes", SKY_LAYOUT_LINE_MAX);
            return LINE_FAILED;
        }
        returned = byte == '\r';
        comment |= byte == '#';
        if (!comment && !returned)
            reader->text[length++] = (char)byte;
    }
    if (ferror(reader->file)) {
        sky_fail("%s", strerror(errno));
        return LINE_FAILED;
    }
    if (byte == EOF && bytes == 0)
        return LINE_END;
    if (reader->line > SKY_LAYOUT_LINES_MAX) {
        sky_fail("more than %d lines", SKY_LAYOUT_LINES_MAX);
        return LINE_FAILED;
    }
    reader->text[length] = '\0';
    reader->rest = reader->text;
    return LINE_TEXT;
}

/* The next word of the line, or NULL. */
static char *next_word(struct reader *reader)
{
    char *word = reader->rest + strspn(reader->rest, BLANKS);
    char *end = word + strcspn(word, BLANKS);
    reader->rest = *end ? end + 1 : end;
    *end = '\0';
    return *word ? word : NULL;
}

/* A whole number that must come next, called `what`. */
static int next_number(struct reader *reader, const char *what, uint64_t minimum, uint64_t maximum, uint64_t *value)
{
    const char *word = next_word(reader);
    if (!word)
        return sky_fail("%s: a number is missing", what);
    return sky_integer_parse(word, minimum, maximum, value) < 0 ? sky_fail_at("%s", what) : 0;
}

/* ---- LEDs ---- */

static int add_led(struct reader *reader, uint32_t led)
{
    if (reader->count == reader->room) {
        size_t room = reader->room ? reader->room * 2 : 1024;
        uint32_t *more = realloc(reader->leds, room * sizeof *more);
        if (!more)
            return sky_fail("out of memory");
        reader->leds = more;
        reader->room = room;
    }
    reader->leds[reader->count++] = led;
    reader->nulls += led == SKY_LED_NULL;
    return 0;
}

/* Is there a lane for so many LEDs more? */
static int check_room(const struct reader *reader, uint64_t leds)
{
    if (reader->lanes == 0)
        return sky_fail("LEDs without a lane (a line 'lane' begins one)");
    if (leds > SKY_LAYOUT_LEDS_MAX - reader->count)
        return sky_fail("more than %d LEDs", SKY_LAYOUT_LEDS_MAX);
    return 0;
}

static int show_led(struct reader *reader, uint64_t vane, uint64_t pixel)
{
    uint32_t led = (uint32_t)(vane * reader->geometry.pixels + pixel);
    if (reader->shown[led])
        return sky_fail("vane %u, pixel %u is shown twice (by line %u too)", (unsigned)vane, (unsigned)pixel,
                        reader->shown[led]);
    reader->shown[led] = reader->line;
    return add_led(reader, led);
}

/* ---- What lines say ---- */

static int take_geometry(struct reader *reader)
{
    const char *word = next_word(reader);
    struct sky_geometry geometry;
    if (!word)
        return sky_fail("geometry: VANESxPIXELS is missing");
    if (sky_geometry_parse(&geometry, word) < 0)
        return sky_fail_at("geometry");
    if (reader->said_geometry || reader->lanes > 0)
        return sky_fail("geometry: it is said once, before the first lane");
    if (geometry.vanes != reader->geometry.vanes || geometry.pixels != reader->geometry.pixels)
        return sky_fail("this layout is for %ux%u, and the screen is %ux%u (-g %ux%u fits; of --rotor, the arms)", geometry.vanes,
                        geometry.pixels, reader->geometry.vanes, reader->geometry.pixels, geometry.vanes,
                        geometry.pixels);
    reader->said_geometry = true;
    return 0;
}

static int end_lane(const struct reader *reader)
{
    if (reader->lanes > 0 && reader->count == reader->first[reader->lanes - 1])
        return sky_fail("lane %u has no LED", reader->lanes - 1);
    return 0;
}

static int take_lane(struct reader *reader)
{
    if (end_lane(reader) < 0)
        return -1;
    if (reader->lanes == SKY_LANES_MAX)
        return sky_fail("more than %d lanes", SKY_LANES_MAX);
    reader->first[reader->lanes++] = reader->count;
    return 0;
}

static int take_skip(struct reader *reader)
{
    uint64_t count;
    if (next_number(reader, "skip", 1, SKY_LAYOUT_LEDS_MAX, &count) < 0 || check_room(reader, count) < 0)
        return -1;
    for (uint64_t i = 0; i < count; i++)
        if (add_led(reader, SKY_LED_NULL) < 0)
            return -1;
    return 0;
}

static int take_pair(struct reader *reader, char *word)
{
    char *comma = strchr(word, ',');
    uint64_t vane, pixel;
    if (!comma)
        return sky_fail("'%.40s' is not an LED: write VANE,PIXEL", word);
    *comma = '\0';
    if (sky_integer_parse(word, 0, reader->geometry.vanes - 1, &vane) < 0)
        return sky_fail_at("vane");
    if (sky_integer_parse(comma + 1, 0, reader->geometry.pixels - 1, &pixel) < 0)
        return sky_fail_at("pixel");
    return check_room(reader, 1) < 0 ? -1 : show_led(reader, vane, pixel);
}

static int take_led(struct reader *reader)
{
    char *word = next_word(reader);
    if (!word)
        return sky_fail("led: VANE,PIXEL is missing");
    for (; word; word = next_word(reader))
        if (take_pair(reader, word) < 0)
            return -1;
    return 0;
}

static int take_ring(struct reader *reader)
{
    const uint64_t vanes = reader->geometry.vanes;
    uint64_t pixel, count, start = 0;
    bool clockwise = true;
    if (next_number(reader, "ring", 0, reader->geometry.pixels - 1, &pixel) < 0)
        return -1;
    char *word = next_word(reader);
    if (!word || strcmp(word, "leds") != 0)
        return sky_fail("ring: 'leds' and their number must follow the pixel");
    if (next_number(reader, "leds", 1, vanes, &count) < 0 || check_room(reader, count) < 0)
        return -1;
    while ((word = next_word(reader))) {
        double degrees;
        if (strcmp(word, "cw") == 0 || strcmp(word, "ccw") == 0) {
            clockwise = word[1] == 'w';
        } else if (strcmp(word, "start") == 0) {
            if (!(word = next_word(reader)))
                return sky_fail("start: degrees are missing");
            if (sky_number_parse(word, 0, 360, &degrees) < 0)
                return sky_fail_at("start");
            start = (uint64_t)(degrees / 360 * SKY_RING_TURN + 0.5);
        } else {
            return sky_fail("'%.40s' does not belong to a ring (start DEGREES, cw, ccw)", word);
        }
    }
    for (uint64_t i = 0; i < count; i++) {
        uint64_t step = clockwise || i == 0 ? i : count - i;
        if (show_led(reader, sky_ring_vane(&reader->geometry, start, count, step), pixel) < 0)
            return -1;
    }
    return 0;
}

/* ---- Segments ---- */

/* From A to B, up or down. */
struct range {
    const char *name;
    uint64_t limit; /* all are less */
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

static int read_bound(const struct range *range, const char *word, uint64_t *value)
{
    if (strcmp(word, "last") == 0) {
        *value = range->limit - 1;
        return 0;
    }
    return sky_integer_parse(word, 0, range->limit - 1, value);
}

/* "A", "A..B" or "all". */
static int read_range(struct reader *reader, struct range *range)
{
    char *word = next_word(reader), *dots;
    if (range->given)
        return sky_fail("%s are said twice", range->name);
    if (!word)
        return sky_fail("%s: FROM..TO is missing", range->name);
    range->given = true;
    if (strcmp(word, "all") == 0)
        return 0;
    dots = strstr(word, "..");
    if (dots)
        *dots = '\0';
    if (read_bound(range, word, &range->from) < 0 || read_bound(range, dots ? dots + 2 : word, &range->to) < 0)
        return sky_fail_at("%s", range->name);
    return 0;
}

/* The range that is named first is gone through slowly: at each of its numbers all of the other one. */
static int show_segment(struct reader *reader, const struct range *slow, const struct range *fast, bool vanes_slow,
                        bool serpentine, bool reverse)
{
    uint64_t inner = range_count(fast), count = range_count(slow) * inner;
    if (check_room(reader, count) < 0)
        return -1;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t place = reverse ? count - 1 - i : i, row = place / inner, column = place % inner;
        uint64_t at_slow = range_at(slow, row);
        uint64_t at_fast = range_at(fast, serpentine && row % 2 ? inner - 1 - column : column);
        if (show_led(reader, vanes_slow ? at_slow : at_fast, vanes_slow ? at_fast : at_slow) < 0)
            return -1;
    }
    return 0;
}

static int take_segment(struct reader *reader, bool vanes_slow)
{
    struct range vanes = {"vanes", reader->geometry.vanes, false, 0, reader->geometry.vanes - 1, 1};
    struct range pixels = {"pixels", reader->geometry.pixels, false, 0, reader->geometry.pixels - 1, 1};
    struct range *range = vanes_slow ? &vanes : &pixels;
    bool serpentine = false, reverse = false;
    if (read_range(reader, range) < 0)
        return -1;
    for (char *word; (word = next_word(reader));) {
        int result = 0;
        if (strcmp(word, "vanes") == 0)
            result = read_range(reader, range = &vanes);
        else if (strcmp(word, "pixels") == 0)
            result = read_range(reader, range = &pixels);
        else if (strcmp(word, "step") == 0)
            result = next_number(reader, "step", 1, range->limit, &range->step);
        else if (strcmp(word, "serpentine") == 0)
            serpentine = true;
        else if (strcmp(word, "reverse") == 0)
            reverse = true;
        else
            result = sky_fail("'%.40s' does not belong to a segment (vanes, pixels, step, serpentine, reverse)",
                              word);
        if (result < 0)
            return -1;
    }
    return show_segment(reader, vanes_slow ? &vanes : &pixels, vanes_slow ? &pixels : &vanes, vanes_slow,
                        serpentine, reverse);
}

static int take_vanes(struct reader *reader)
{
    return take_segment(reader, true);
}

static int take_pixels(struct reader *reader)
{
    return take_segment(reader, false);
}

/* ---- Files ---- */

static int take_line(struct reader *reader)
{
    static const struct {
        const char *word;
        int (*take)(struct reader *reader);
    } kinds[] = {{"vanes", take_vanes}, {"pixels", take_pixels}, {"ring", take_ring},        {"led", take_led},
                 {"skip", take_skip},   {"lane", take_lane},     {"geometry", take_geometry}};
    char *word = next_word(reader);
    struct sky_suggestion suggestion = {.word = word};
    if (!word)
        return 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(word, kinds[i].word) == 0) {
            if (kinds[i].take(reader) < 0)
                return -1;
            const char *more = next_word(reader);
            return more ? sky_fail("'%.40s': nothing may follow here", more) : 0;
        }
        sky_suggestion_offer(&suggestion, kinds[i].word);
    }
    return sky_fail("'%.40s' is not what a line begins with%s (vanes, pixels, ring, led, skip, lane, geometry)",
                    word, sky_suggestion_text(&suggestion));
}

static int read_lines(struct reader *reader)
{
    enum line line;
    while ((line = read_line(reader)) == LINE_TEXT)
        if (take_line(reader) < 0)
            return -1;
    if (line == LINE_FAILED)
        return -1;
    reader->line -= reader->line > 1; /* the last one that there is */
    if (end_lane(reader) < 0)
        return -1;
    if (reader->count == reader->nulls)
        return sky_fail("names no LED (a line 'lane', and what it shows, are the least)");
    return 0;
}

static struct sky_layout_table *make_table(const struct reader *reader)
{
    struct sky_layout_table *table = malloc(sizeof *table + reader->count * sizeof *table->leds);
    if (!table) {
        sky_fail("out of memory");
        return NULL;
    }
    memcpy(table->first, reader->first, sizeof table->first);
    for (unsigned lane = reader->lanes; lane <= SKY_LANES_MAX; lane++)
        table->first[lane] = reader->count;
    memcpy(table->leds, reader->leds, reader->count * sizeof *table->leds);
    return table;
}

int sky_layout_parse(struct sky_layout *layout, FILE *file, const char *name, const struct sky_geometry *geometry)
{
    struct reader *reader = calloc(1, sizeof *reader);
    *layout = (struct sky_layout){.geometry = *geometry};
    if (!reader)
        return sky_fail("out of memory");
    reader->file = file;
    reader->geometry = *geometry;
    reader->shown = calloc((size_t)geometry->vanes * geometry->pixels, sizeof *reader->shown);
    if (!reader->shown)
        sky_fail("out of memory");
    else if (read_lines(reader) < 0)
        sky_fail_at("%.200s:%u", name, reader->line);
    else
        layout->table = make_table(reader);
    layout->lanes = reader->lanes;
    free(reader->shown);
    free(reader->leds);
    free(reader);
    return layout->table ? 0 : -1;
}

int sky_layout_read(struct sky_layout *layout, const char *path, const struct sky_geometry *geometry)
{
    size_t size;
    *layout = (struct sky_layout){0};
    char *text = sky_file_read(path, FILE_MAX, SKY_FILE_REGULAR, &size);
    if (!text)
        return -1;
    FILE *file = fmemopen(text, size, "r");
    int result = file ? sky_layout_parse(layout, file, path, geometry) : sky_fail("out of memory");
    if (file)
        fclose(file);
    free(text);
    return result;
}
