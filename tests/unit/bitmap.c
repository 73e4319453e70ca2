/* SPDX-License-Identifier: ISC */
/* Bitmap fonts: what BDF and .hex mean, and that no damage to them does harm. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <sky/error.h>

#include "tap.h"
#include "font/bitmap.h"
#include "font/font_file.h"

static const char bdf[] = "STARTFONT 2.1\n"
                          "COMMENT a font of three letters\n"
                          "FONT -made-up-medium-r-normal--8-80-75-75-c-80-ISO10646-1\n"
                          "SIZE 8 75 75\n"
                          "FONTBOUNDINGBOX 9 10 -1 -3\n"
                          "STARTPROPERTIES 4\n"
                          "FONT_ASCENT 8\n"
                          "FONT_DESCENT 3\n"
                          "CHARSET_REGISTRY \"ISO10646\"\n"
                          "CHARSET_ENCODING \"1\"\n"
                          "ENDPROPERTIES\n"
                          "CHARS 3\n"
                          "STARTCHAR H\n"
                          "ENCODING 72\n"
                          "SWIDTH 666 0\n"
                          "DWIDTH 6 0\n"
                          "BBX 5 5 0 0\n"
                          "BITMAP\n"
                          "88\n88\nF8\n88\n8F\n" /* the last row has dots beyond the box */
                          "ENDCHAR\n"
                          "STARTCHAR j\n"
                          "ENCODING 106\n"
                          "DWIDTH 3 0\n"
                          "BBX 9 2 -1 -3\n"
                          "BITMAP\n"
                          "4080\n8000\n"
                          "ENDCHAR\n"
                          "STARTCHAR nothing\n"
                          "ENCODING -1\n"
                          "DWIDTH 3 0\n"
                          "BBX 1 1 0 0\n"
                          "BITMAP\n"
                          "80\n"
                          "ENDCHAR\n"
                          "ENDFONT\n";

static const char hex[] = "# Unifont's\n"
                          "0048:00000000424242427E42424242420000\r\n"
                          "\n"
                          "0301:0C300000000000000000000000000000\n"
                          "4e2d:01000100010001003FF8210821082108210821083FF821080100010001000100\n"
                          "0048:FF000000000000000000000000000000\n"
                          "01F600:00000000000000000000000000000000";

typedef struct sky_bitmap_font *parser(char *text, size_t length, const char *name);

/* Parses a copy that ends where the memory ends, so that a sanitizer sees what reads on. */
static struct sky_bitmap_font *parse(parser *parse_text, const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    memcpy(copy, text, length);
    struct sky_bitmap_font *font = parse_text(copy, length, "font");
    free(copy);
    return font;
}

static bool refuses(parser *parse_text, const char *text, const char *error)
{
    struct sky_bitmap_font *font = parse(parse_text, text, strlen(text));
    bool refused = !font && strcmp(sky_error(), error) == 0;
    if (!refused)
        printf("# %s\n", font ? "it was taken" : sky_error());
    sky_bitmap_font_close(font);
    return refused;
}

/* The same as refuses(), for the font of three letters with something replaced. */
static bool refuses_with(const char *old, const char *new, const char *error)
{
    char text[sizeof bdf + 200];
    const char *at = strstr(bdf, old);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - bdf), bdf, new, at + strlen(old));
    return refuses(sky_bdf_parse, text, error);
}

static bool near(float a, double b)
{
    return a > b - 1e-6 && a < b + 1e-6;
}

static void test_bdf(void)
{
    struct sky_glyph glyph;
    struct sky_bitmap_font *font = parse(sky_bdf_parse, bdf, strlen(bdf));
    ok(font != NULL, "a BDF font is read");
    if (!font)
        return;
    ok(font->count == 2, "a glyph without a code point is left out");
    ok(font->capital == 5 && near(sky_bitmap_font_line(font), 11 / 5.0), "a capital and a line have their heights");
    ok(sky_bitmap_font_glyph(font, 'H', &glyph) == 0 && near(glyph.advance, 6 / 5.0) && glyph.left == 0 &&
           near(glyph.right, 1) && glyph.bottom == 0 && near(glyph.top, 1),
       "a glyph has its place");
    ok(glyph.columns == 5 && glyph.rows == 5 && memcmp(glyph.bits, "\x88\x88\xf8\x88\x88", 5) == 0,
       "a glyph has its dots, and none beyond its box");
    ok(sky_bitmap_font_glyph(font, 'j', &glyph) == 0 && near(glyph.left, -1 / 5.0) && near(glyph.right, 8 / 5.0) &&
           near(glyph.bottom, -3 / 5.0) && near(glyph.top, -1 / 5.0) && memcmp(glyph.bits, "\x40\x80\x80\0", 4) == 0,
       "a glyph may begin left of its origin and lie below the base line");
    ok(sky_bitmap_font_glyph(font, 'i', &glyph) < 0, "a character that the font lacks is told");
    sky_bitmap_font_close(font);
}

/* The first glyph of most fonts is a space. */
static void test_empty_glyphs(void)
{
    const char *space = "STARTFONT 2.1\nFONTBOUNDINGBOX 4 8 0 0\nSTARTCHAR space\nENCODING 32\nDWIDTH 4 0\n"
                        "BBX 0 0 0 0\nBITMAP\nENDCHAR\nENDFONT\n";
    struct sky_glyph glyph = {0};
    struct sky_bitmap_font *font = parse(sky_bdf_parse, space, strlen(space));
    ok(font && sky_bitmap_font_glyph(font, ' ', &glyph) == 0 && glyph.rows == 0 && near(glyph.advance, 4 / 6.0),
       "a font may have nothing but a space");
    sky_bitmap_font_close(font);
    space = "0020:00000000000000000000000000000000\n";
    font = parse(sky_hex_parse, space, strlen(space));
    ok(font && sky_bitmap_font_glyph(font, ' ', &glyph) == 0 && glyph.rows == 0, "also as .hex");
    sky_bitmap_font_close(font);
}

static void test_bdf_errors(void)
{
    ok(refuses(sky_bdf_parse, "hello\n", "font:1: is not BDF, which begins with STARTFONT"), "other text is refused");
    ok(refuses(sky_bdf_parse, "STARTFONT 2.1\nENDFONT\n", "font: holds no characters"), "an empty font is refused");
    ok(refuses_with("\"ISO10646\"", "\"KOI8\"",
                    "font:9: CHARSET_REGISTRY: KOI8 is not Unicode (must be ISO10646, or ISO8859 with the encoding 1)"),
       "a charset that is not Unicode is refused");
    ok(refuses_with("BBX 5 5 0 0", "BBX 5 500 0 0", "font:17: BBX: 5 x 500 dots (must be 0 to 256 each way)"),
       "a glyph that is too large is refused");
    ok(refuses_with("BBX 5 5 0 0", "BBX 5 5", "font:17: BBX: 4 numbers are needed"), "missing numbers are refused");
    ok(refuses_with("BBX 5 5 0 0\n", "", "font:17: BITMAP: the character has no BBX"), "a missing box is refused");
    ok(refuses_with("DWIDTH 6 0\n", "", "font:17: BITMAP: the character has no DWIDTH"), "a missing width is refused");
    ok(refuses_with("DWIDTH 6 0", "DWIDTH 9999 0", "font:16: DWIDTH: 9999 is out of range (must be 0 to 1024)"),
       "a width out of range is refused");
    ok(refuses_with("ENCODING 72", "ENCODING 1114112",
                    "font:14: ENCODING: 1114112 is out of range (must be -1 to 1114111)"),
       "a code point out of range is refused");
    ok(refuses_with("F8\n", "F\n", "font:21: a row of length 1 (must be 2 digits)"), "a short row is refused");
    ok(refuses_with("F8\n", "FX\n", "font:21: 'FX' is not hexadecimal"), "a row that is not hexadecimal is refused");
    ok(refuses_with("88\n88\nF8\n", "88\n", "font:22: 2 rows are missing"), "missing rows are refused");
    ok(refuses_with("8F\nENDCHAR\n", "8F\n", "font:24: STARTCHAR: ENDCHAR is missing"), "a missing end is refused");
    ok(refuses_with("ENDFONT\n", "", "font: ends in line 39 without ENDFONT"), "a font that is cut off is refused");
}

static void test_hex(void)
{
    struct sky_glyph glyph;
    struct sky_bitmap_font *font = parse(sky_hex_parse, hex, strlen(hex));
    ok(font != NULL, "a .hex font is read");
    if (!font)
        return;
    ok(font->capital == 10 && near(sky_bitmap_font_line(font), 1.6), "a capital and a line have their heights");
    ok(sky_bitmap_font_glyph(font, 'H', &glyph) == 0 && near(glyph.advance, 0.8) && glyph.bottom == 0 &&
           near(glyph.top, 1) && glyph.columns == 8 && glyph.rows == 10 && glyph.bits[4] == 0x7e,
       "the first of two glyphs of a character counts, without its empty rows");
    ok(sky_bitmap_font_glyph(font, 0x4e2d, &glyph) == 0 && near(glyph.advance, 1.6) && glyph.columns == 16 &&
           near(glyph.bottom, -0.2) && near(glyph.top, 1.4) && glyph.bits[8] == 0x3f,
       "a glyph of 16 columns is twice as wide");
    ok(sky_bitmap_font_glyph(font, 0x301, &glyph) == 0 && glyph.advance == 0 && near(glyph.left, -0.8),
       "a mark lies above the character before");
    ok(sky_bitmap_font_glyph(font, 0x1f600, &glyph) == 0 && glyph.rows == 0 && near(glyph.advance, 0.8),
       "a glyph without dots is a space");
    sky_bitmap_font_close(font);
    ok(refuses(sky_hex_parse, "0048 00\n",
               "font:1: there is no ':' (a line is a code point, ':' and 16 rows, such as 0021:0000...)"),
       "a line without a colon is refused");
    ok(refuses(sky_hex_parse, "\n110000:00\n", "font:2: the code point 110000 is above 10FFFF"),
       "a code point out of range is refused");
    ok(refuses(sky_hex_parse, "48:00000000424242427E4242424242000\n",
               "font:1: there are 31 digits (must be 32 for 8 columns, 64 for 16, 96 or 128)"),
       "an odd number of digits is refused");
    ok(refuses(sky_hex_parse, "4G:00000000424242427E42424242420000\n", "font:1: code point: '4G' is not hexadecimal"),
       "a code point that is no number is refused");
    ok(refuses(sky_hex_parse, "# nothing\n", "font: holds no characters"), "an empty font is refused");
}

/* Reads all that a font has, so that a sanitizer sees what is not there. */
static unsigned long sum(const struct sky_bitmap_font *font)
{
    struct sky_glyph glyph;
    unsigned long total = 0;
    for (size_t i = 0; i < font->count; i++)
        if (sky_bitmap_font_glyph(font, font->glyphs[i].character, &glyph) == 0)
            for (size_t byte = 0; byte < glyph.rows * ((glyph.columns + 7u) / 8); byte++)
                total += glyph.bits[byte];
    return total;
}

static void test_damage(parser *parse_text, const char *text, const char *kind)
{
    size_t length = strlen(text), taken = 0;
    bool named = true;
    unsigned long total = 0;
    for (size_t cut = 0; cut < length; cut++) {
        struct sky_bitmap_font *font = parse(parse_text, text, cut);
        named = named && (font || strncmp(sky_error(), "font:", 5) == 0);
        taken += font != NULL;
        total += font ? sum(font) : 0;
        sky_bitmap_font_close(font);
    }
    ok(named, "a %s font that is cut off at any byte is read or refused (%zu are read)", kind, taken);
    char *copy = strdup(text);
    for (size_t bit = 0; bit < length * 8; bit++) {
        copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
        struct sky_bitmap_font *font = parse(parse_text, copy, length);
        named = named && (font || strncmp(sky_error(), "font:", 5) == 0);
        total += font ? sum(font) : 0;
        sky_bitmap_font_close(font);
        copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
    }
    free(copy);
    ok(named && total > 0, "a %s font with any bit flipped is read or refused", kind);
}

/* Compresses as gzip does. Returns what is to be freed. */
static unsigned char *compress_text(const void *text, size_t size, size_t *compressed)
{
    z_stream stream = {.next_in = (unsigned char *)text, .avail_in = (unsigned)size};
    deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    size_t room = deflateBound(&stream, size);
    unsigned char *data = malloc(room);
    stream.next_out = data;
    stream.avail_out = (unsigned)room;
    deflate(&stream, Z_FINISH);
    *compressed = room - stream.avail_out;
    deflateEnd(&stream);
    return data;
}

static void test_compression(void)
{
    size_t size, length;
    unsigned char *data = compress_text(hex, strlen(hex), &size), twice[2048];
    char *text = sky_font_decompress(data, size, SKY_BITMAP_FILE_MAX, "font", &length);
    ok(text && length == strlen(hex) && strcmp(text, hex) == 0, "a compressed font is as it was");
    free(text);
    memcpy(twice, data, size);
    memcpy(twice + size, data, size);
    text = sky_font_decompress(twice, 2 * size, SKY_BITMAP_FILE_MAX, "font", &length);
    ok(text && length == 2 * strlen(hex), "members follow each other");
    free(text);
    bool refused = true;
    for (size_t cut = 0; cut < size; cut++)
        refused = refused && !sky_font_decompress(data, cut, SKY_BITMAP_FILE_MAX, "font", &length);
    ok(refused && strcmp(sky_error(), "font: ends inside its compressed data") == 0, "data that is cut off is refused");
    text = sky_font_decompress(data, size, strlen(hex), "font", &length);
    ok(text != NULL, "a font may be as long as the limit");
    free(text);
    ok(!sky_font_decompress(data, size, strlen(hex) - 1, "font", &length) &&
           strstr(sky_error(), "is longer than") != NULL,
       "and no longer");
    ok(!sky_font_decompress(hex, strlen(hex), SKY_BITMAP_FILE_MAX, "font", &length) &&
           strcmp(sky_error(), "font: is not gzip, or damaged") == 0,
       "what is not compressed is refused");
    free(data);
    void *zeros = calloc(1, 100 << 20);
    data = compress_text(zeros, 100 << 20, &size);
    free(zeros);
    ok(!sky_font_decompress(data, size, SKY_BITMAP_FILE_MAX, "font", &length) &&
           strcmp(sky_error(), "font: is longer than 33,554,432 bytes when it is decompressed") == 0,
       "a bomb of %zu bytes is refused", size);
    free(data);
}

int main(void)
{
    test_bdf();
    test_empty_glyphs();
    test_bdf_errors();
    test_hex();
    test_damage(sky_bdf_parse, bdf, "BDF");
    test_damage(sky_hex_parse, hex, ".hex");
    test_compression();
    return done();
}
