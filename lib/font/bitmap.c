/* SPDX-License-Identifier: ISC */
#include "font/bitmap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/array.h"
#include "base/file.h"
#include "font/font_file.h"

/* ---- Making ---- */

static int value_of(char digit)
{
    return digit >= '0' && digit <= '9'   ? digit - '0'
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
           : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                          : -1;
}

int sky_hex_bytes(const char *digits, size_t count, uint8_t *bytes)
{
    for (size_t i = 0; i < count; i += 2) {
        int high = value_of(digits[i]), low = value_of(digits[i + 1]);
        if (high < 0 || low < 0)
            return sky_fail("'%.2s' is not hexadecimal", digits + i);
        *bytes++ = (uint8_t)(high << 4 | low);
    }
    return 0;
}

static size_t row_bytes(const struct sky_bitmap_glyph *glyph)
{
    return (glyph->columns + 7u) / 8;
}

uint8_t *sky_bitmap_font_add(struct sky_bitmap_font *font, const struct sky_bitmap_glyph *glyph)
{
    size_t bytes = row_bytes(glyph) * glyph->rows;
    struct sky_bitmap_glyph *glyphs = sky_array_reserve(font->glyphs, font->count + 1, &font->room, sizeof *glyphs);
    if (!glyphs)
        return NULL;
    font->glyphs = glyphs;
    /* One byte more, so that there is room for a first glyph without dots. */
    uint8_t *bits = sky_array_reserve(font->bits, font->bits_count + bytes + 1, &font->bits_room, 1);
    if (!bits)
        return NULL;
    font->bits = bits;
    glyphs[font->count] = *glyph;
    glyphs[font->count++].bits = (uint32_t)font->bits_count;
    uint8_t *rows = memset(bits + font->bits_count, 0, bytes);
    font->bits_count += bytes;
    return rows;
}

/* Orders by character, and glyphs of one character as they came. */
static int compare(const void *a, const void *b)
{
    const struct sky_bitmap_glyph *first = a, *second = b;
    if (first->character != second->character)
        return first->character < second->character ? -1 : 1;
    return (first->bits > second->bits) - (first->bits < second->bits);
}

static const struct sky_bitmap_glyph *find(const struct sky_bitmap_font *font, uint32_t character)
{
    size_t low = 0, high = font->count; /* the first glyph of the character is in low to high */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (font->glyphs[middle].character < character)
            low = middle + 1;
        else
            high = middle;
    }
    return low < font->count && font->glyphs[low].character == character ? &font->glyphs[low] : NULL;
}

/* How far the dots of a glyph reach above the base line. */
static int top_of(const struct sky_bitmap_font *font, const struct sky_bitmap_glyph *glyph)
{
    size_t bytes = row_bytes(glyph) * glyph->rows, empty = 0;
    const uint8_t *bits = font->bits + glyph->bits;
    while (empty < bytes && bits[empty] == 0)
        empty++;
    return empty < bytes ? glyph->bottom + glyph->rows - (int)(empty / row_bytes(glyph)) : 0;
}

int sky_bitmap_font_complete(struct sky_bitmap_font *font)
{
    static const char capitals[] = "HEXI0";
    if (font->count == 0)
        return sky_fail("holds no characters");
    qsort(font->glyphs, font->count, sizeof *font->glyphs, compare);
    int measured = 0;
    for (const char *capital = capitals; *capital && measured <= 0; capital++) {
        const struct sky_bitmap_glyph *glyph = find(font, (unsigned char)*capital);
        measured = glyph ? top_of(font, glyph) : 0;
    }
    if (measured > 0)
        font->capital = measured;
    else if (font->capital <= 0)
        font->capital = font->ascent > 1 ? font->ascent * 3 / 4 : 1;
    if (font->ascent + font->descent <= 0) {
        font->ascent = font->capital;
        font->descent = 0;
    }
    return 0;
}

/* ---- Reading ---- */

/* Is the name PATH.bdf or PATH.bdf.gz? */
static bool has_suffix(const char *path, const char *suffix, const char *compressed)
{
    return sky_file_has_suffix(path, suffix) || sky_file_has_suffix(path, compressed);
}

struct sky_bitmap_font *sky_bitmap_font_open(const char *path, enum sky_file_access access)
{
    size_t length;
    char *text = sky_font_file_read(path, access, SKY_BITMAP_FILE_MAX, &length);
    if (!text)
        return NULL;
    bool is_hex = has_suffix(path, ".hex", ".hex.gz"), is_bdf = has_suffix(path, ".bdf", ".bdf.gz");
    if (!is_hex && !is_bdf)
        is_bdf = strncmp(text, "STARTFONT", 9) == 0;
    struct sky_bitmap_font *font = is_bdf ? sky_bdf_parse(text, length, path) : sky_hex_parse(text, length, path);
    free(text);
    return font;
}

void sky_bitmap_font_close(struct sky_bitmap_font *font)
{
    if (!font)
        return;
    free(font->glyphs);
    free(font->bits);
    free(font);
}

int sky_bitmap_font_glyph(const struct sky_bitmap_font *font, uint32_t character, struct sky_glyph *glyph)
{
    const struct sky_bitmap_glyph *found = find(font, character);
    if (!found)
        return -1;
    float dot = 1 / (float)font->capital;
    *glyph = (struct sky_glyph){
        .advance = (float)found->advance * dot,
        .left = (float)found->left * dot,
        .right = (float)(found->left + found->columns) * dot,
        .bottom = (float)found->bottom * dot,
        .top = (float)(found->bottom + found->rows) * dot,
        .bits = font->bits + found->bits,
        .columns = found->columns,
        .rows = found->rows,
    };
    return 0;
}

float sky_bitmap_font_line(const struct sky_bitmap_font *font)
{
    return (float)(font->ascent + font->descent) / (float)font->capital;
}
