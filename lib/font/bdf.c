/* SPDX-License-Identifier: ISC */
#include "font/bitmap.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/lines.h"

#define NUMBERS_MAX 4 /* of a line that is read */
#define DIGITS_MAX (SKY_BITMAP_GLYPH_MAX / 4)

struct parser {
    struct sky_bitmap_font *font;
    bool started, in_properties, in_character, ended;
    struct sky_bitmap_glyph glyph; /* the character that is being read */
    bool has_encoding, has_box;
    bool is_encoded;               /* it has a code point; one that has none is left out */
    int advance;                   /* of characters that have no DWIDTH, or -1 */
    bool in_bitmap;
    unsigned rows_left;            /* rows of its bitmap to come */
    uint8_t *rows;                 /* where the next one goes, or NULL for one that is left out */
};

/* Reads `count` integers, `least` to `most` each. What follows them is ignored. Returns 0, or -1 with the error
 * set. */
static int parse_numbers(char *text, int count, int least, int most, int numbers[NUMBERS_MAX])
{
    char *rest = text;
    for (int i = 0; i < count; i++) {
        double number;
        char *word = strtok_r(rest, " \t", &rest);
        if (!word)
            return sky_fail("%d numbers are needed", count);
        if (sky_number_parse(word, least, most, &number) < 0)
            return -1;
        if (number != (int)number)
            return sky_fail("%s is not an integer", word);
        numbers[i] = (int)number;
    }
    return 0;
}

/* ---- The font as a whole ---- */

static int parse_registry(char *value)
{
    value[strcspn(value + (*value == '"'), "\"") + (*value == '"')] = '\0';
    value += *value == '"';
    bool is_unicode = strcasecmp(value, "ISO10646") == 0 || strcasecmp(value, "ISO8859") == 0 || *value == '\0';
    return is_unicode ? 0 : sky_fail("%.40s is not Unicode (must be ISO10646, or ISO8859 with the encoding 1)", value);
}

static int parse_encoding(const char *value)
{
    value += *value == '"';
    size_t length = strcspn(value, "\"");
    return length == 0 || (length == 1 && *value == '1')
               ? 0
               : sky_fail("%.*s is not Unicode (must be 1)", length < 40 ? (int)length : 40, value);
}

static int parse_property(struct parser *parser, const char *name, char *value)
{
    int number[NUMBERS_MAX] = {0};
    int *place = strcmp(name, "FONT_ASCENT") == 0    ? &parser->font->ascent
                 : strcmp(name, "FONT_DESCENT") == 0 ? &parser->font->descent
                 : strcmp(name, "CAP_HEIGHT") == 0   ? &parser->font->capital
                                                     : NULL;
    if (strcmp(name, "ENDPROPERTIES") == 0)
        parser->in_properties = false;
    else if (strcmp(name, "CHARSET_REGISTRY") == 0)
        return parse_registry(value);
    else if (strcmp(name, "CHARSET_ENCODING") == 0)
        return parse_encoding(value);
    else if (place) {
        if (parse_numbers(value, 1, -SKY_BITMAP_SHIFT_MAX, SKY_BITMAP_SHIFT_MAX, number) < 0)
            return -1;
        *place = number[0];
    }
    return 0;
}

/* Without FONT_ASCENT and FONT_DESCENT a line is as high as the box that holds all glyphs. */
static int parse_font_box(struct parser *parser, char *value)
{
    int numbers[NUMBERS_MAX] = {0};
    if (parse_numbers(value, 4, -SKY_BITMAP_SHIFT_MAX, SKY_BITMAP_SHIFT_MAX, numbers) < 0)
        return -1;
    parser->font->ascent = numbers[1] + numbers[3];
    parser->font->descent = -numbers[3];
    return 0;
}

/* ---- A character ---- */

static int parse_code(struct parser *parser, char *value)
{
    int number[NUMBERS_MAX] = {0};
    if (parse_numbers(value, 1, -1, 0x10ffff, number) < 0)
        return -1;
    parser->is_encoded = number[0] >= 0;
    parser->glyph.character = (uint32_t)number[0];
    parser->has_encoding = true;
    return 0;
}

static int parse_advance(struct parser *parser, char *value)
{
    int number[NUMBERS_MAX] = {0};
    if (parse_numbers(value, 1, 0, SKY_BITMAP_SHIFT_MAX, number) < 0)
        return -1;
    if (parser->in_character)
        parser->glyph.advance = (int16_t)number[0];
    else
        parser->advance = number[0];
    return 0;
}

static int parse_box(struct parser *parser, char *value)
{
    int numbers[NUMBERS_MAX] = {0};
    if (parse_numbers(value, 4, -SKY_BITMAP_SHIFT_MAX, SKY_BITMAP_SHIFT_MAX, numbers) < 0)
        return -1;
    if (numbers[0] < 0 || numbers[1] < 0 || numbers[0] > SKY_BITMAP_GLYPH_MAX || numbers[1] > SKY_BITMAP_GLYPH_MAX)
        return sky_fail("%d x %d dots (must be 0 to %d each way)", numbers[0], numbers[1], SKY_BITMAP_GLYPH_MAX);
    parser->glyph.columns = (uint16_t)numbers[0];
    parser->glyph.rows = (uint16_t)numbers[1];
    parser->glyph.left = (int16_t)numbers[2];
    parser->glyph.bottom = (int16_t)numbers[3];
    parser->has_box = true;
    return 0;
}

static int begin_bitmap(struct parser *parser)
{
    const char *missing = !parser->has_encoding         ? "ENCODING"
                          : !parser->has_box            ? "BBX"
                          : parser->glyph.advance < 0   ? "DWIDTH"
                                                        : NULL;
    if (missing || parser->in_bitmap)
        return missing ? sky_fail("the character has no %s", missing) : sky_fail("the character has two of them");
    parser->in_bitmap = true;
    parser->rows_left = parser->glyph.rows;
    parser->rows = NULL;
    if (parser->is_encoded && !(parser->rows = sky_bitmap_font_add(parser->font, &parser->glyph)))
        return -1;
    return 0;
}

static int parse_row(struct parser *parser, const char *line)
{
    uint8_t row[DIGITS_MAX / 2];
    size_t bytes = (parser->glyph.columns + 7u) / 8, length = strlen(line);
    if (strcmp(line, "ENDCHAR") == 0)
        return sky_fail("%u rows are missing", parser->rows_left);
    if (length != bytes * 2)
        return sky_fail("a row of length %zu (must be %zu digits)", length, bytes * 2);
    if (sky_hex_bytes(line, length, row) < 0)
        return -1;
    if (parser->glyph.columns % 8)
        row[bytes - 1] &= (uint8_t)(0xff00 >> parser->glyph.columns % 8); /* dots beyond the box */
    if (parser->rows) {
        memcpy(parser->rows, row, bytes);
        parser->rows += bytes;
    }
    parser->rows_left--;
    return 0;
}

/* ---- Lines ---- */

static int parse_character(struct parser *parser, const char *keyword, char *value)
{
    if (strcmp(keyword, "ENCODING") == 0)
        return parse_code(parser, value);
    if (strcmp(keyword, "DWIDTH") == 0)
        return parse_advance(parser, value);
    if (strcmp(keyword, "BBX") == 0)
        return parse_box(parser, value);
    if (strcmp(keyword, "BITMAP") == 0)
        return begin_bitmap(parser);
    if (strcmp(keyword, "ENDCHAR") == 0) {
        parser->in_character = false;
        return parser->in_bitmap ? 0 : sky_fail("the character has no BITMAP");
    }
    return strcmp(keyword, "STARTCHAR") == 0 || strcmp(keyword, "ENDFONT") == 0 ? sky_fail("ENDCHAR is missing") : 0;
}

static int parse_keyword(struct parser *parser, const char *keyword, char *value)
{
    if (strcmp(keyword, "STARTPROPERTIES") == 0)
        parser->in_properties = true;
    else if (strcmp(keyword, "FONTBOUNDINGBOX") == 0)
        return parse_font_box(parser, value);
    else if (strcmp(keyword, "DWIDTH") == 0)
        return parse_advance(parser, value);
    else if (strcmp(keyword, "ENDFONT") == 0)
        parser->ended = true;
    else if (strcmp(keyword, "STARTCHAR") == 0) {
        parser->in_character = true;
        parser->in_bitmap = parser->has_encoding = parser->has_box = false;
        parser->glyph = (struct sky_bitmap_glyph){.advance = (int16_t)parser->advance};
    }
    return 0;
}

/* Cuts the line into its keyword, which is returned, and the rest. */
static char *split(char *line, char **value)
{
    char *end = line + strcspn(line, " \t");
    *value = end + strspn(end, " \t");
    *end = '\0';
    return line;
}

static int parse_line(struct parser *parser, char *line)
{
    char *value;
    if (parser->in_bitmap && parser->in_character && parser->rows_left > 0)
        return parse_row(parser, line);
    if (*line == '\0' || parser->ended)
        return 0;
    const char *keyword = split(line, &value);
    if (!parser->started) {
        parser->started = true;
        return strcmp(keyword, "STARTFONT") == 0 ? 0 : sky_fail("is not BDF, which begins with STARTFONT");
    }
    if (strcmp(keyword, "COMMENT") == 0)
        return 0;
    int result = parser->in_properties  ? parse_property(parser, keyword, value)
                 : parser->in_character ? parse_character(parser, keyword, value)
                                        : parse_keyword(parser, keyword, value);
    return result < 0 ? sky_fail_at("%.40s", keyword) : 0;
}

static int parse_lines(struct parser *parser, char *text, size_t length, const char *name)
{
    struct sky_lines lines = sky_lines_of(text, length);
    int result = 0;
    for (char *line; result == 0 && (result = sky_lines_next(&lines, &line)) > 0;)
        result = parse_line(parser, line);
    if (result < 0)
        return sky_fail_at("%.200s:%u", name, lines.number);
    if (!parser->started)
        return sky_fail("%.200s: is empty", name);
    if (!parser->ended)
        return sky_fail("%.200s: ends in line %u without ENDFONT", name, lines.number);
    return sky_bitmap_font_complete(parser->font) < 0 ? sky_fail_at("%.200s", name) : 0;
}

struct sky_bitmap_font *sky_bdf_parse(char *text, size_t length, const char *name)
{
    struct parser parser = {.font = calloc(1, sizeof *parser.font), .advance = -1};
    if (parser.font && parse_lines(&parser, text, length, name) == 0)
        return parser.font;
    if (!parser.font)
        sky_fail("%.200s: out of memory", name);
    sky_bitmap_font_close(parser.font);
    return NULL;
}
