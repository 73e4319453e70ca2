/* SPDX-License-Identifier: ISC */
#include "pattern/text_layout.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/array.h"
#include "font/utf8.h"

/* ---- Characters ---- */

struct range {
    uint32_t first, last;
};

static bool is_in(uint32_t character, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

#define IS_IN(character, ranges) is_in(character, ranges, sizeof(ranges) / sizeof *(ranges))

/* Characters that are not drawn: they tell how others are shaped, ordered or broken into lines. */
static bool is_invisible(uint32_t character)
{
    static const struct range invisible[] = {
        {0x00ad, 0x00ad}, {0x034f, 0x034f}, {0x061c, 0x061c}, {0x200c, 0x200f}, {0x202a, 0x202e},
        {0x2060, 0x2064}, {0x2066, 0x2069}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xe0100, 0xe01ef},
    };
    return IS_IN(character, invisible);
}

#define UNIFONT "/usr/share/unifont/unifont.hex" /* of Debian's package unifont */

#define NO_WIDTH 0x200b /* a space of zero width, where a line may be broken */

/* A blank at which a line may be broken. */
static bool is_blank(uint32_t character)
{
    static const struct range blanks[] = {{' ', ' '}, {0x2000, 0x2006}, {0x2008, NO_WIDTH}, {0x3000, 0x3000}};
    return IS_IN(character, blanks);
}

/* Characters of Chinese and Japanese, between any two of which a line may be broken, but for the following. */
static bool is_ideograph(uint32_t character)
{
    static const struct range ideographs[] = {
        {0x2e80, 0x9fff}, {0xf900, 0xfaff}, {0xff01, 0xff60}, {0x20000, 0x3ffff},
    };
    return IS_IN(character, ideographs);
}

/* No line begins with these: closing brackets and punctuation, small kana and the sign of a long vowel. */
static bool is_closing(uint32_t character)
{
    static const struct range closing[] = {
        {0x3001, 0x3002}, {0x3005, 0x3005}, {0x3009, 0x3009}, {0x300b, 0x300b}, {0x300d, 0x300d}, {0x300f, 0x300f},
        {0x3011, 0x3011}, {0x3041, 0x3041}, {0x3043, 0x3043}, {0x3045, 0x3045}, {0x3047, 0x3047}, {0x3049, 0x3049},
        {0x3063, 0x3063}, {0x3083, 0x3083}, {0x3085, 0x3085}, {0x3087, 0x3087}, {0x30a1, 0x30a1}, {0x30a3, 0x30a3},
        {0x30a5, 0x30a5}, {0x30a7, 0x30a7}, {0x30a9, 0x30a9}, {0x30c3, 0x30c3}, {0x30e3, 0x30e3}, {0x30e5, 0x30e5},
        {0x30e7, 0x30e7}, {0x30fb, 0x30fc}, {0xff01, 0xff01}, {0xff09, 0xff09}, {0xff0c, 0xff0c}, {0xff0e, 0xff0e},
        {0xff1a, 0xff1b}, {0xff1f, 0xff1f},
    };
    return IS_IN(character, closing);
}

/* No line ends with these. */
static bool is_opening(uint32_t character)
{
    static const struct range opening[] = {
        {0x3008, 0x3008}, {0x300a, 0x300a}, {0x300c, 0x300c}, {0x300e, 0x300e}, {0x3010, 0x3010}, {0xff08, 0xff08},
    };
    return IS_IN(character, opening);
}

static bool may_break(uint32_t before, uint32_t after)
{
    if (is_blank(before))
        return true;
    if (before == '-' || before == 0x2010 || before == 0x2013 || before == 0x2014)
        return true;
    return (is_ideograph(before) || is_ideograph(after)) && !is_opening(before) && !is_closing(after);
}

/* ---- Letters ---- */

/* Writes a character, in at most four bytes and a NUL. */
static const char *encode(uint32_t c, char text[5])
{
    char *at = text;
    if (c < 0x80)
        *at++ = (char)c;
    else if (c < 0x800)
        *at++ = (char)(0xc0 | c >> 6);
    else if (c < 0x10000)
        *at++ = (char)(0xe0 | c >> 12);
    else
        *at++ = (char)(0xf0 | c >> 18);
    if (c >= 0x10000)
        *at++ = (char)(0x80 | (c >> 12 & 0x3f));
    if (c >= 0x800)
        *at++ = (char)(0x80 | (c >> 6 & 0x3f));
    if (c >= 0x80)
        *at++ = (char)(0x80 | (c & 0x3f));
    *at = '\0';
    return text;
}

static int fail_character(uint32_t character, const char *font_name)
{
    char text[5];
    if (character < 0x20 || (character >= 0x7f && character < 0xa0))
        return sky_fail("U+%04X is a control character, which cannot be drawn", character);
    return sky_fail("%s has no U+%04X '%s'; choose a font that has it%s", *font_name ? font_name : "the built-in font",
                    character, encode(character, text),
                    strcmp(font_name, UNIFONT) == 0 ? "" : ", such as font=" UNIFONT);
}

/* Reads a character, composed with the marks behind it as far as the font has that. */
static uint32_t next_character(const struct sky_font *font, const char **text, struct sky_glyph *glyph, bool *found)
{
    uint32_t character = sky_utf8_next(text);
    if (character == 0 || character == SKY_UTF8_BAD)
        return character;
    if (character == '\t')
        character = ' ';
    *found = character == NO_WIDTH || sky_font_glyph(font, character, glyph) == 0;
    for (;;) {
        const char *behind = *text;
        uint32_t mark = sky_utf8_next(&behind);
        uint32_t composed = mark >= 0x300 && mark <= 0x36f ? sky_font_compose(character, mark) : 0;
        if (composed == 0 || sky_font_glyph(font, composed, glyph) < 0)
            return character;
        *found = true;
        character = composed;
        *text = behind;
    }
}

static int add_letter(struct sky_text_layout *layout, const struct sky_letter *letter)
{
    struct sky_letter *letters =
        sky_array_reserve(layout->letters, layout->letter_count + 1, &layout->letter_room, sizeof *letters);
    if (!letters)
        return -1;
    layout->letters = letters;
    letters[layout->letter_count++] = *letter;
    const struct sky_glyph *glyph = &letter->glyph;
    float left = glyph->left, right = glyph->right;
    if (glyph->strokes > 0) { /* at the hub their thickness reaches further along a line than its length */
        right = fmaxf(right, -left);
        left = -right;
    }
    if (glyph->strokes > 0 || (glyph->columns > 0 && glyph->rows > 0)) {
        layout->left = fminf(layout->left, left);
        layout->right = fmaxf(layout->right, right);
    }
    layout->top = glyph->top > layout->top ? glyph->top : layout->top;
    layout->bottom = glyph->bottom < layout->bottom ? glyph->bottom : layout->bottom;
    return 0;
}

/* ---- Lines ---- */

/* `spread` is that of the letters, half of which is on either side of each. */
static int add_line(struct sky_text_layout *layout, size_t first, size_t end, double spread)
{
    const struct sky_letter *letters = layout->letters;
    struct sky_text_line *lines =
        sky_array_reserve(layout->lines, layout->line_count + 1, &layout->line_room, sizeof *lines);
    if (!lines)
        return -1;
    layout->lines = lines;
    struct sky_text_line line = {.first = first, .end = end};
    size_t last = end;
    while (last > first && is_blank(letters[last - 1].character))
        last--;
    if (end > first)
        line.origin = letters[first].x - spread / 2;
    if (last > first)
        line.width = letters[last - 1].x + letters[last - 1].glyph.advance - letters[first].x;
    layout->width = line.width > layout->width ? line.width : layout->width;
    lines[layout->line_count++] = line;
    return 0;
}

/* The end of the line that begins with letter `first`, before `end`, where the paragraph ends. */
static size_t line_end(const struct sky_text_layout *layout, size_t first, size_t end, double width)
{
    const struct sky_letter *letters = layout->letters;
    size_t last_chance = first;
    for (size_t i = first; i < end && width > 0; i++) {
        bool mark = letters[i].glyph.advance <= 0;
        if (i > first && !mark && may_break(letters[i - 1].character, letters[i].character))
            last_chance = i;
        bool beyond = letters[i].x + letters[i].glyph.advance - letters[first].x > width;
        if (beyond && i > first && !mark && !is_blank(letters[i].character))
            return last_chance > first ? last_chance : i;
    }
    return end;
}

/* Makes lines of the letters from `first` on. */
static int add_paragraph(struct sky_text_layout *layout, size_t first, double width, double spread)
{
    size_t end = layout->letter_count;
    do {
        size_t next = line_end(layout, first, end, width);
        if (add_line(layout, first, next, spread) < 0)
            return -1;
        first = next;
    } while (first < end);
    return 0;
}

static int lay_out(struct sky_text_layout *layout, const struct sky_font *font, const char *font_name, const char *text,
                   double width, double spread)
{
    const char *at = text;
    size_t first = 0; /* letter of the paragraph */
    double x = 0;
    uint32_t before = 0;
    layout->left = INFINITY;
    layout->right = -INFINITY;
    layout->top = 1;
    for (;;) {
        const char *start = at;
        struct sky_letter letter = {0};
        bool found = false;
        uint32_t character = next_character(font, &at, &letter.glyph, &found);
        if (character == SKY_UTF8_BAD)
            return sky_fail("byte %zu (0x%02x) is not UTF-8", (size_t)(start - text), (unsigned char)*start);
        if (character == 0 || character == '\n') {
            if (add_paragraph(layout, first, width, spread) < 0)
                return -1;
            if (character == 0)
                return 0;
            first = layout->letter_count;
            x = 0;
            before = 0;
            continue;
        }
        if (is_invisible(character))
            continue;
        if (!found)
            return fail_character(character, font_name);
        letter.character = character;
        if (before)
            x += sky_font_kern(font, before, character);
        letter.x = x;
        if (letter.glyph.advance > 0)
            letter.glyph.advance += (float)spread;
        x += letter.glyph.advance;
        before = character;
        if (add_letter(layout, &letter) < 0)
            return -1;
    }
}

int sky_text_layout_set(struct sky_text_layout *layout, const struct sky_font *font, const char *font_name,
                        const char *text, double width, double spread)
{
    struct sky_text_layout made = {0};
    if (lay_out(&made, font, font_name, text, width, spread) < 0) {
        sky_text_layout_finish(&made);
        return -1;
    }
    sky_text_layout_finish(layout);
    *layout = made;
    return 0;
}

void sky_text_layout_finish(struct sky_text_layout *layout)
{
    free(layout->letters);
    free(layout->lines);
    *layout = (struct sky_text_layout){0};
}
