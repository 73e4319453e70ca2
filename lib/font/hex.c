/* SPDX-License-Identifier: ISC */
#include "font/bitmap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/lines.h"

#define ROWS 16
#define BELOW 2     /* rows below the base line */
#define CODE_MAX 8  /* digits of a code point */
#define WIDTH_MAX 4 /* bytes of a row */

/* Characters that are drawn onto the one before. Unifont lists them in a file of its own; these ranges hold most of
 * them. */
static bool is_mark(uint32_t character)
{
    static const uint32_t marks[][2] = {
        {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0900, 0x0902},
        {0x093c, 0x093c}, {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
        {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20f0}, {0x3099, 0x309a}, {0xfe20, 0xfe2f},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (character >= marks[i][0] && character <= marks[i][1])
            return true;
    return false;
}

static bool is_empty(const uint8_t *row, size_t bytes)
{
    while (bytes > 0 && row[bytes - 1] == 0)
        bytes--;
    return bytes == 0;
}

/* Parses a code point of `length` digits. Returns 0, or -1 with the error set. */
static int parse_code(const char *text, size_t length, uint32_t *character)
{
    uint8_t code[CODE_MAX / 2];
    char digits[CODE_MAX + 1] = "00000000";
    if (length == 0 || length > CODE_MAX)
        return sky_fail("a code point has %zu digits (must be 1 to %d)", length, CODE_MAX);
    memcpy(digits + CODE_MAX - length, text, length);
    if (sky_hex_bytes(digits, CODE_MAX, code) < 0)
        return sky_fail_at("code point");
    *character = (uint32_t)code[0] << 24 | (uint32_t)code[1] << 16 | (uint32_t)code[2] << 8 | code[3];
    return *character > 0x10ffff ? sky_fail("the code point %.*s is above 10FFFF", (int)length, text) : 0;
}

/* Adds a glyph of 16 rows of `width` bytes. Empty rows above and below are not kept, so that it is as high as its
 * dots. */
static int add_glyph(struct sky_bitmap_font *font, uint32_t character, const uint8_t *rows, size_t width)
{
    size_t first = 0, end = ROWS;
    while (first < end && is_empty(rows + first * width, width))
        first++;
    while (end > first && is_empty(rows + (end - 1) * width, width))
        end--;
    int columns = (int)width * 8;
    bool mark = is_mark(character);
    struct sky_bitmap_glyph glyph = {
        .character = character,
        .columns = (uint16_t)columns,
        .rows = (uint16_t)(end - first),
        .left = (int16_t)(mark ? -columns : 0),
        .bottom = (int16_t)(ROWS - BELOW - (int)end),
        .advance = (int16_t)(mark ? 0 : columns),
    };
    uint8_t *kept = sky_bitmap_font_add(font, &glyph);
    if (kept)
        memcpy(kept, rows + first * width, (end - first) * width);
    return kept ? 0 : -1;
}

static int parse_line(struct sky_bitmap_font *font, const char *line)
{
    uint8_t rows[ROWS * WIDTH_MAX];
    uint32_t character = 0;
    if (*line == '\0' || *line == '#')
        return 0;
    size_t before = strcspn(line, ":");
    if (line[before] == '\0')
        return sky_fail("there is no ':' (a line is a code point, ':' and 16 rows, such as 0021:0000...)");
    if (parse_code(line, before, &character) < 0)
        return -1;
    const char *digits = line + before + 1;
    size_t count = strlen(digits), width = count / (2 * ROWS);
    if (count == 0 || count % (2 * ROWS) != 0 || width > WIDTH_MAX)
        return sky_fail("there are %zu digits (must be 32 for 8 columns, 64 for 16, 96 or 128)", count);
    return sky_hex_bytes(digits, count, rows) < 0 ? -1 : add_glyph(font, character, rows, width);
}

struct sky_bitmap_font *sky_hex_parse(char *text, size_t length, const char *name)
{
    struct sky_bitmap_font *font = calloc(1, sizeof *font);
    if (!font) {
        sky_fail("%s: out of memory", name);
        return NULL;
    }
    font->ascent = ROWS - BELOW;
    font->descent = BELOW;
    struct sky_lines lines = sky_lines_of(text, length);
    int result = 0;
    for (char *line; result == 0 && (result = sky_lines_next(&lines, &line)) > 0;)
        result = parse_line(font, line);
    if (result == 0 && sky_bitmap_font_complete(font) == 0)
        return font;
    if (result < 0)
        sky_fail_at("%.200s:%u", name, lines.number);
    else
        sky_fail_at("%.200s", name);
    sky_bitmap_font_close(font);
    return NULL;
}
