/* SPDX-License-Identifier: ISC */
#include "font/font.h"

#include <stdlib.h>

#include <sky/error.h>

#include "font/bitmap.h"
#include "font/builtin.h"
#include "font/drawings.h"
#include "font/utf8.h"

/* Between the base lines of the built-in font, in heights of a capital: with strokes of the usual thickness, 0.16, the
 * accent of a capital does not touch the cedilla of another above it. */
#define BUILTIN_LINE 1.85f

struct sky_font { /* one of the two */
    struct sky_builtin_font *builtin;
    struct sky_bitmap_font *bitmap;
};

struct sky_font *sky_font_open(const char *path, enum sky_file_access access)
{
    struct sky_font *font = calloc(1, sizeof *font);
    if (!font) {
        sky_fail("out of memory");
        return NULL;
    }
    if (!path || !*path)
        font->builtin = sky_builtin_font_create();
    else
        font->bitmap = sky_bitmap_font_open(path, access);
    if (!font->builtin && !font->bitmap) {
        free(font);
        return NULL;
    }
    return font;
}

void sky_font_close(struct sky_font *font)
{
    if (font) {
        sky_builtin_font_destroy(font->builtin);
        sky_bitmap_font_close(font->bitmap);
    }
    free(font);
}

int sky_font_glyph(const struct sky_font *font, uint32_t character, struct sky_glyph *glyph)
{
    return font->bitmap ? sky_bitmap_font_glyph(font->bitmap, character, glyph)
                        : sky_builtin_font_glyph(font->builtin, character, glyph);
}

float sky_font_kern(const struct sky_font *font, uint32_t left, uint32_t right)
{
    return font->builtin ? sky_builtin_font_kern(font->builtin, left, right) : 0;
}

static uint32_t find_pair(const struct sky_marked *list, uint32_t letter, uint32_t mark)
{
    for (; list->pairs; list++) {
        const char *text = list->pairs;
        while (list->mark == mark && *text) {
            uint32_t whole = sky_utf8_next(&text);
            if (sky_utf8_next(&text) == letter)
                return whole;
            sky_utf8_next(&text); /* the space */
        }
    }
    return 0;
}

uint32_t sky_font_compose(uint32_t letter, uint32_t mark)
{
    uint32_t whole = find_pair(sky_marked, letter, mark);
    return whole ? whole : find_pair(sky_marked_otherwise, letter, mark);
}

float sky_font_line(const struct sky_font *font)
{
    return font->bitmap ? sky_bitmap_font_line(font->bitmap) : BUILTIN_LINE;
}
