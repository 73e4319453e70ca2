/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for bitmap fonts and for texts: make fuzz FUZZ=font. The first byte tells what the rest is: a font
 * in BDF, one as .hex, one that is compressed, or a text for the built-in font or one of dots. Glyphs of a font and
 * letters of a text that are accepted are drawn on a small screen, along the rim and straight. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "font/bitmap.h"
#include "font/font_file.h"
#include "pattern/text_draw.h"
#include "pattern/text_layout.h"

#define LIMIT 65536 /* bytes of a font when it is decompressed */
#define DRAWN 5     /* glyphs that are drawn */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(void)
{
    if (strncmp(sky_error(), "fuzz:", 5) != 0 || strchr(sky_error(), '\n'))
        abort();
}

/* Draws letters along the rim and straight. */
static void draw(const struct sky_glyph *glyphs, size_t count, float thick)
{
    const struct sky_geometry geometry = {24, 8, 1};
    const struct sky_base_line lines[] = {
        {.is_round = true, .is_outward = true, .radius = 0.6f, .measured = 0.7f},
        {.origin = {-0.5f, 0.1f}, .along = {0.6f, 0.8f}},
    };
    struct sky_coverage coverage = {0};
    struct sky_text_ink ink = {.coverage = &coverage, .size = 0.3f, .thick = thick};
    if (sky_plane_init(&ink.plane, &geometry) < 0 || sky_coverage_init(&coverage, &geometry) < 0)
        abort();
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 8; k++) {
            ink.outline = k & 1 ? 0.05f : 0;
            ink.is_inside = k & 2;
            if (sky_text_draw(&ink, &lines[k / 4], &glyphs[i], 0) < 0)
                abort();
        }
    free(ink.sums);
    sky_coverage_finish(&coverage);
    sky_plane_finish(&ink.plane);
}

static void draw_font(const struct sky_bitmap_font *font)
{
    struct sky_glyph glyphs[DRAWN];
    size_t count = font->count < DRAWN ? font->count : DRAWN;
    for (size_t i = 0; i < count; i++)
        if (sky_bitmap_font_glyph(font, font->glyphs[i].character, &glyphs[i]) < 0)
            abort();
    draw(glyphs, count, 0);
}

static void parse(char *text, size_t size, bool is_hex)
{
    struct sky_bitmap_font *font = (is_hex ? sky_hex_parse : sky_bdf_parse)(text, size, "fuzz");
    if (font)
        draw_font(font);
    else
        check_error();
    sky_bitmap_font_close(font);
}

/* A font in which all characters that the built-in one has not are dots, for lines of ideographs. */
static struct sky_font *open_dots(void)
{
    static const uint32_t ranges[][2] = {
        {0x20, 0x7e}, {0x300, 0x36f}, {0x2000, 0x206f}, {0x2e80, 0x33ff}, {0x4e00, 0x6fff}, {0xff00, 0xff60}};
    char path[] = "/tmp/fuzz-font.XXXXXX.hex";
    int file = mkstemps(path, 4);
    FILE *stream = file < 0 ? NULL : fdopen(file, "w");
    if (!stream)
        abort();
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (uint32_t c = ranges[i][0]; c <= ranges[i][1]; c++)
            fprintf(stream, "%04X:00000000424242427E42424242420000\n", c);
    fclose(stream);
    struct sky_font *font = sky_font_open(path, SKY_FILE_ANY);
    unlink(path);
    return font;
}

/* In the built-in font, or one of dots. */
static void lay_out(char *text, size_t size, bool is_dots)
{
    static struct sky_font *fonts[2];
    struct sky_text_layout layout = {0};
    struct sky_glyph glyphs[DRAWN];
    size_t count = 0;
    if (!fonts[is_dots] && !(fonts[is_dots] = is_dots ? open_dots() : sky_font_open("", SKY_FILE_ANY)))
        abort();
    text[size] = '\0';
    if (sky_text_layout_set(&layout, fonts[is_dots], "", text, 5, 0.1) < 0)
        return;
    for (size_t i = 0; i < layout.line_count; i++)
        if (layout.lines[i].first > layout.lines[i].end || layout.lines[i].end > layout.letter_count ||
            layout.lines[i].width > layout.width)
            abort();
    for (; count < layout.letter_count && count < DRAWN; count++)
        glyphs[count] = layout.letters[count].glyph;
    draw(glyphs, count, 0.04f);
    sky_text_layout_finish(&layout);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    size_t length = size - 1;
    char *text = data[0] % 4 == 2 ? sky_font_decompress(data + 1, size - 1, LIMIT, "fuzz", &length) : malloc(size);
    if (!text) {
        check_error();
        return 0;
    }
    if (data[0] % 4 != 2)
        memcpy(text, data + 1, length);
    if (data[0] % 4 == 3)
        lay_out(text, length, data[0] & 4);
    else
        parse(text, length, data[0] % 4 != 0);
    free(text);
    return 0;
}
