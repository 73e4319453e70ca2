/* SPDX-License-Identifier: ISC */
/* Segments of sky-layout(5): ranges of vanes and pixels. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/suggestion.h"
#include "led/layout_parser.h"

enum way { SHORT, CW, CCW };

/* From `from` to `to`, both below `limit`: up or down, or with a way around the circle, past the top where it must. */
struct range {
    const char *name;
    uint64_t limit;
    bool given, all;
    uint64_t from, to, step;
    enum way way;
};

static bool runs_down(const struct range *range)
{
    return range->way == CCW || (range->way == SHORT && range->from > range->to);
}

static uint64_t range_count(const struct range *range)
{
    uint64_t first = runs_down(range) ? range->to : range->from, last = runs_down(range) ? range->from : range->to;
    return (last + (last < first ? range->limit : 0) - first) / range->step + 1;
}

static uint64_t range_at(const struct range *range, uint64_t index)
{
    uint64_t steps = index * range->step; /* below the limit */
    return (range->from + (runs_down(range) ? range->limit - steps : steps)) % range->limit;
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
static int parse_range(struct sky_layout_parser *parser, struct range *range)
{
    char *word = sky_layout_next_word(parser);
    if (range->given)
        return sky_fail("%s are given twice", range->name);
    if (!word)
        return sky_fail("%s: FROM..TO is missing", range->name);
    range->given = true;
    range->all = strcmp(word, "all") == 0;
    if (range->all)
        return 0;
    char *dots = strstr(word, "..");
    size_t digits = strspn(word, "0123456789");
    if (!dots && digits > 0 && (word[digits] == '-' || word[digits] == ':'))
        return sky_fail("%s: '%.40s' is not a range: write %.*s..%.20s", range->name, word, (int)digits, word,
                        word + digits + 1);
    if (dots)
        *dots = '\0';
    if (parse_end(range, word, &range->from) < 0 || parse_end(range, dots ? dots + 2 : word, &range->to) < 0)
        return sky_fail_at("%s", range->name);
    return 0;
}

/* "cw" or "ccw" after a range. All vanes begin at the top, whichever way they run. */
static int parse_way(struct range *range, const char *word)
{
    if (strcmp(range->name, "vanes") != 0)
        return sky_fail("'%s' must follow a range of vanes", word);
    range->way = word[1] == 'w' ? CW : CCW;
    if (range->all && range->way == CCW)
        range->to = 1 % range->limit;
    return 0;
}

/* Such a range was perhaps meant to go on past the top. */
static void warn_down(struct sky_layout_parser *parser, const struct range *range)
{
    unsigned from = (unsigned)range->from, to = (unsigned)range->to;
    if (range->way != SHORT || from <= to || parser->warned)
        return;
    parser->warned = true;
    sky_warn("%.200s:%u: vanes %u..%u counts down, by way of %u: write '%u..%u ccw' if that is meant, or '%u..%u cw' "
             "to go on past the top",
             parser->name, parser->line, from, to, from - 1, from, to, from, to);
}

static int fail_word(const char *word)
{
    static const char *const words[] = {"vanes", "pixels", "step", "cw", "ccw", "serpentine", "reverse"};
    struct sky_suggestion suggestion = {.word = word};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        sky_suggestion_offer(&suggestion, words[i]);
    if (suggestion.best)
        return sky_fail("'%.40s' is not a word of a segment%s", word, sky_suggestion_text(&suggestion));
    return sky_fail("'%.40s' is not a word of a segment (must be vanes, pixels, step, cw, ccw, serpentine or reverse)",
                    word);
}

static int parse_segment(struct sky_layout_parser *parser, bool vanes_first)
{
    const struct sky_geometry *geometry = &parser->geometry;
    struct range vanes = {.name = "vanes", .limit = geometry->vanes, .to = geometry->vanes - 1, .step = 1};
    struct range pixels = {.name = "pixels", .limit = geometry->pixels, .to = geometry->pixels - 1, .step = 1};
    struct range *range = vanes_first ? &vanes : &pixels;
    bool serpentine = false, reverse = false;
    if (parse_range(parser, range) < 0)
        return -1;
    for (char *word; (word = sky_layout_next_word(parser));) {
        int result = 0;
        if (strcmp(word, "vanes") == 0)
            result = parse_range(parser, range = &vanes);
        else if (strcmp(word, "pixels") == 0)
            result = parse_range(parser, range = &pixels);
        else if (strcmp(word, "step") == 0)
            result = sky_layout_next_integer(parser, "step", 1, range->limit, &range->step);
        else if (strcmp(word, "cw") == 0 || strcmp(word, "ccw") == 0)
            result = parse_way(range, word);
        else if (strcmp(word, "serpentine") == 0)
            serpentine = true;
        else if (strcmp(word, "reverse") == 0)
            reverse = true;
        else
            result = fail_word(word);
        if (result < 0)
            return -1;
    }

    warn_down(parser, &vanes);
    /* A row for each number of the range that was named first, with all numbers of the other one. */
    const struct range *rows = vanes_first ? &vanes : &pixels, *columns = vanes_first ? &pixels : &vanes;
    uint64_t width = range_count(columns), count = range_count(rows) * width;
    if (sky_layout_check_room(parser, count) < 0)
        return -1;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t place = reverse ? count - 1 - i : i, row = place / width, column = place % width;
        uint64_t at_row = range_at(rows, row);
        uint64_t at_column = range_at(columns, serpentine && row % 2 ? width - 1 - column : column);
        if (sky_layout_append_vane(parser, vanes_first ? at_row : at_column, vanes_first ? at_column : at_row) < 0)
            return -1;
    }
    return 0;
}

int sky_layout_parse_vanes(struct sky_layout_parser *parser)
{
    return parse_segment(parser, true);
}

int sky_layout_parse_pixels(struct sky_layout_parser *parser)
{
    return parse_segment(parser, false);
}

