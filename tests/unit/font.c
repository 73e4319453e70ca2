/* SPDX-License-Identifier: ISC */
/* The built-in font, and the decoder of UTF-8. */
#include <math.h>
#include <string.h>

#include "font/drawings.h"
#include "font/font.h"
#include "font/utf8.h"
#include "tap.h"

/* ---- UTF-8 ---- */

/* Table 3-7 of the Unicode standard, row by row: the ranges of each byte. Returns the length of what is well formed at
 * the beginning of `bytes`, or 0. */
static int well_formed(const unsigned char *bytes)
{
    static const unsigned char rows[][9] = {
        {1, 0x01, 0x7f},
        {2, 0xc2, 0xdf, 0x80, 0xbf},
        {3, 0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf},
        {3, 0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf},
        {3, 0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf},
        {3, 0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf},
        {4, 0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
        {4, 0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
        {4, 0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf},
    };
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        int length = 0;
        while (length < rows[row][0] && bytes[length] >= rows[row][1 + 2 * length] &&
               bytes[length] <= rows[row][2 + 2 * length])
            length++;
        if (length == rows[row][0])
            return length;
    }
    return 0;
}

static int is_read_right(const unsigned char *bytes)
{
    const char *text = (const char *)bytes;
    int length = well_formed(bytes);
    uint32_t character = sky_utf8_next(&text), expected = bytes[0];
    if (bytes[0] == '\0')
        return character == 0 && text == (const char *)bytes;
    if (length == 0)
        return character == SKY_UTF8_BAD && text == (const char *)bytes + 1;
    if (length > 1)
        expected &= 0xffu >> (length + 1);
    for (int i = 1; i < length; i++)
        expected = expected * 64 + (bytes[i] & 63u);
    return character == expected && text == (const char *)bytes + length;
}

static void utf8(void)
{
    unsigned char bytes[6] = {0};
    int wrong = 0;
    for (uint32_t i = 0; i < 1 << 24; i++) {
        bytes[0] = (unsigned char)(i >> 16);
        bytes[1] = (unsigned char)(i >> 8);
        bytes[2] = (unsigned char)i;
        wrong += !is_read_right(bytes);
    }
    ok(wrong == 0, "all sequences of three bytes are read as the standard's table says: %d wrong", wrong);
    wrong = 0;
    for (uint32_t i = 0; i < 1 << 24; i++) {
        bytes[0] = (unsigned char)(0xf0 + (i >> 20));
        bytes[1] = (unsigned char)((i >> 16 & 15) * 16 + (i >> 12 & 15));
        bytes[2] = (unsigned char)(i >> 4);
        bytes[3] = (unsigned char)(0x78 + (i & 15)); /* around the first byte that may follow */
        wrong += !is_read_right(bytes);
    }
    ok(wrong == 0, "sequences of four bytes are read as the standard's table says: %d wrong", wrong);
}

/* ---- Glyphs ---- */

static struct sky_font *font;

static int is_space(uint32_t character)
{
    return character == ' ' || character == 0xa0 || character == 0xad || (character >= 0x2000 && character <= 0x200b);
}

/* The strokes are whole, inside the bounds, and these inside the advance and the height of a line. */
static int is_sane(uint32_t character)
{
    struct sky_glyph glyph;
    if (sky_font_glyph(font, character, &glyph) || glyph.bits)
        return 0;
    if (is_space(character))
        return glyph.strokes == 0 && glyph.advance >= 0 && glyph.advance < 1.5f;
    if (glyph.strokes == 0 || glyph.left < 0 || glyph.right > glyph.advance || glyph.advance > 2)
        return 0;
    if (glyph.bottom < -0.45f || glyph.top > 1.45f)
        return 0;
    uint32_t i = 0;
    for (uint32_t stroke = 0; stroke < glyph.strokes; stroke++) {
        if (glyph.ends[stroke] <= i || glyph.ends[stroke] - i > 1000)
            return 0;
        for (; i < glyph.ends[stroke]; i++)
            if (!(glyph.points[i][0] >= glyph.left && glyph.points[i][0] <= glyph.right &&
                  glyph.points[i][1] >= glyph.bottom && glyph.points[i][1] <= glyph.top))
                return 0;
    }
    return 1;
}

static void block(const char *name, uint32_t first, uint32_t last)
{
    int wrong = 0;
    for (uint32_t character = first; character <= last; character++)
        if (!is_sane(character)) {
            printf("# U+%04X\n", (unsigned)character);
            wrong++;
        }
    ok(wrong == 0, "%s, U+%04X to U+%04X: each character is there, inside its bounds and its advance", name,
       (unsigned)first, (unsigned)last);
}

/* Rings, which are higher than accents, hardly ever stand below a cedilla. */
static void lines(void)
{
    const float weight = 0.16f; /* the default of sky-gen text */
    float top = 0, bottom = 0;
    for (uint32_t character = 0x20; character < 0x460; character++) {
        struct sky_glyph glyph;
        if (character == 0xc5 || character == 0x16e || sky_font_glyph(font, character, &glyph) < 0)
            continue;
        top = glyph.top > top ? glyph.top : top;
        bottom = glyph.bottom < bottom ? glyph.bottom : bottom;
    }
    ok(top + weight - bottom < sky_font_line(font), "the letters of a line do not touch those of the next one");
}

/* The distance of a point to the line from a to b. */
static double distance_to(const float *point, const float *a, const float *b, double shift)
{
    double x = point[0] - a[0] + shift, y = point[1] - a[1], u = b[0] - a[0], v = b[1] - a[1];
    double length = u * u + v * v, t = length > 0 ? (x * u + y * v) / length : 0;
    t = fmin(fmax(t, 0), 1);
    return hypot(x - t * u, y - t * v);
}

/* The least distance of strokes `from` to `end` - 1 of a glyph to the strokes of another that stands further right by
 * `shift`, up to `other_end` - 1. Lines that cross have points near each other, as curves are of short lines. */
static double distance(const struct sky_glyph *glyph, uint32_t from, const struct sky_glyph *other,
                       uint32_t other_end, double shift)
{
    double least = 9;
    for (uint32_t s = from; s < glyph->strokes; s++)
        for (uint32_t i = s ? glyph->ends[s - 1] : 0; i < glyph->ends[s]; i++)
            for (uint32_t o = 0, k = 0; o < other_end; o++)
                for (uint32_t first = k; k < other->ends[o]; k++) {
                    const float *a = glyph->points[i], *b = other->points[k];
                    least = fmin(least, distance_to(a, other->points[k > first ? k - 1 : k], b, -shift));
                    if (i > (s ? glyph->ends[s - 1] : 0))
                        least = fmin(least, distance_to(b, glyph->points[i - 1], a, shift));
                }
    return least;
}

/* Neighbours that are drawn 0.1 thick do not touch, whatever they are. */
static void neighbours(void)
{
    static const char text[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:;-–!?'\"”“()"
                               "ÄÅÉÎÏÐÞØÆŒäåéîïìíðþøæœßďđľťłŁģţŕžÝý"
                               "ΓΔΘΛΞΠΣΦΨΩΆΈΉΊΌΎΏ"
                               "αβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋΐΰ"
                               "БДЖЗИЙЛУЦЧШЩЪЫЬЭЮЯЄЇҐЂЉЊЋЏ"
                               "бвгджзийклмнптфцчшщъыьэюяєїґђљњћџ";
    uint32_t left, right;
    int wrong = 0, kerned = 0;
    for (const char *i = text; (left = sky_utf8_next(&i));)
        for (const char *k = text; (right = sky_utf8_next(&k));) {
            struct sky_glyph first = {0}, second = {0};
            float kern = sky_font_kern(font, left, right);
            wrong += sky_font_glyph(font, left, &first) || sky_font_glyph(font, right, &second);
            kerned += kern < 0;
            double shift = (double)first.advance + (double)kern;
            if (kern > 0 || kern < -0.25f || distance(&first, 0, &second, second.strokes, shift) < 0.1) {
                printf("# U+%04X U+%04X\n", (unsigned)left, (unsigned)right);
                wrong++;
            }
        }
    ok(wrong == 0 && kerned > 1000, "no two neighbours touch: %d do, and %d are kerned", wrong, kerned);
    ok(sky_font_kern(font, 'A', 'V') == sky_font_kern(font, 'V', 'A') && sky_font_kern(font, 'A', 'V') < -0.1f,
       "AV is kerned as VA");
    ok(sky_font_kern(font, 'A', 'V') == sky_font_kern(font, 0x391, 'V') &&
           sky_font_kern(font, 'A', 'V') == sky_font_kern(font, 0xc4, 'V'),
       "letters that look like another, and those with marks, are kerned like it");
    ok(sky_font_kern(font, '1', '1') == 0 && sky_font_kern(font, 0x4e2d, 'A') == 0, "others are not kerned");
}

/* Round letters have no corners: their lines turn by small angles, and there are many. */
static void curves(void)
{
    static const char text[] = "OCSocs0368θς";
    uint32_t character;
    for (const char *i = text; (character = sky_utf8_next(&i));) {
        struct sky_glyph glyph = {0};
        double most = 0;
        sky_font_glyph(font, character, &glyph);
        for (uint32_t k = 2; k < glyph.ends[0]; k++) {
            const float *a = glyph.points[k - 2], *b = glyph.points[k - 1], *c = glyph.points[k];
            double before = (double)atan2f(b[1] - a[1], b[0] - a[0]), after = (double)atan2f(c[1] - b[1], c[0] - b[0]);
            most = fmax(most, fabs(remainder(after - before, 6.283185307179586)));
        }
        ok(most < 0.35 && glyph.ends[0] > 20, "U+%04X is round: it turns by at most %.0f degrees at a time",
           (unsigned)character, most * 57.3);
    }
}

/* Each character is written down once: as a drawing, as one that looks like another, or as a letter with a mark. */
static void once(void)
{
    static unsigned char seen[0x3000];
    const char *const *const lists[] = {sky_drawings_latin, sky_drawings_greek, sky_drawings_cyrillic,
                                        sky_drawings_signs, sky_drawings_marks};
    size_t wrong = 0, kerns = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const char *const *line = lists[i]; *line; line++) {
            const char *text = *line;
            seen[sky_utf8_next(&text) % sizeof seen]++;
        }
    for (size_t i = 0; sky_lookalikes[i]; i++)
        for (const char *text = sky_lookalikes[i]; *text; sky_utf8_next(&text), sky_utf8_next(&text))
            seen[sky_utf8_next(&text) % sizeof seen]++;
    for (size_t i = 0; sky_marked[i].pairs; i++)
        for (const char *text = sky_marked[i].pairs; *text; sky_utf8_next(&text), sky_utf8_next(&text))
            seen[sky_utf8_next(&text) % sizeof seen]++;
    for (size_t i = 0; i < sizeof seen; i++)
        wrong += seen[i] > 1;
    ok(wrong == 0, "each character is drawn once: %zu more often", wrong);
    while (sky_kerns[kerns].left)
        kerns++;
    ok(kerns > 0 && kerns <= SKY_KERNS, "the table of kerns has no more lines than there are bits: %zu", kerns);
}

/* Finds the strokes of `part` in `whole`, moved along the line. Returns the number of the first one, or -1. */
static int find_part(const struct sky_glyph *whole, const struct sky_glyph *part)
{
    for (uint32_t first = 0; first + part->strokes <= whole->strokes; first++) {
        uint32_t begin = first ? whole->ends[first - 1] : 0, same = 0;
        float move = whole->points[begin][0] - part->points[0][0];
        for (uint32_t s = 0; s < part->strokes; s++)
            same += whole->ends[first + s] - begin == part->ends[s];
        for (uint32_t i = 0; same == part->strokes && i < part->ends[part->strokes - 1]; i++)
            if (fabsf(whole->points[begin + i][0] - part->points[i][0] - move) > 1e-5f ||
                fabsf(whole->points[begin + i][1] - part->points[i][1]) > 1e-5f)
                same = 0;
        if (same == part->strokes)
            return (int)first;
    }
    return -1;
}

/* Whether the mark stands beside the letter: d, L, l and t with caron, and Greek capitals with tonos. */
static int is_beside(uint32_t character)
{
    return character == 0x10f || character == 0x13d || character == 0x13e || character == 0x165 ||
           (character >= 0x386 && character <= 0x38f);
}

#define APART 0.17 /* strokes do not touch that are so far from each other: a bit more than sky-gen's usual weight */

/* What is wrong with a letter that has a mark, or NULL. */
static const char *wrong_with(uint32_t character, uint32_t letter, uint32_t mark)
{
    struct sky_glyph whole, part, dotted;
    if (sky_font_compose(letter, mark) != character)
        return "is not composed";
    int is_above = mark < 0x316, is_dotted = letter == 'i' || letter == 'j' || letter == 0x456;
    if (is_above && is_dotted)
        letter = letter == 'j' ? 0x237 : 0x131;
    if (sky_font_glyph(font, character, &whole) || sky_font_glyph(font, letter, &part))
        return "is not in the font";
    if (is_above && is_dotted && !sky_font_glyph(font, 'i', &dotted) && find_part(&whole, &dotted) >= 0)
        return "has a dot and a mark";
    int first = find_part(&whole, &part);
    if (first < 0 || whole.strokes == part.strokes)
        return "has not the strokes of its letter and more";
    uint32_t split = first ? (uint32_t)first : part.strokes;
    double away = distance(&whole, split, &whole, split, 0);
    for (uint32_t s = split + 1; first == 0 && s < whole.strokes; s++)
        if (distance(&whole, s, &whole, s, 0) < APART)
            return "has a mark whose strokes touch";
    if (mark == 0x327 || mark == 0x328) /* a cedilla and an ogonek hang on the letter, a comma below does not */
        return away < 0.4 ? NULL : "has a mark that is lost";
    if (away < APART || away > 0.4)
        return "has a mark that is too near or too far";
    if (is_above ? whole.top < part.top + 0.13f : whole.bottom > part.bottom - 0.13f)
        return is_beside(character) ? NULL : "has a mark that is beside it";
    return NULL;
}

/* Reads lines of three numbers: a character, its letter, its mark. */
static int decompositions(void)
{
    unsigned character, letter, mark;
    while (scanf("%x %x %x", &character, &letter, &mark) == 3) {
        const char *wrong = wrong_with(character, letter, mark);
        ok(wrong == NULL, "U+%04X %s", character, wrong ? wrong : "is its letter with its mark");
    }
    return done();
}

int main(int count, char **arguments)
{
    font = sky_font_open(NULL, SKY_FILE_ANY);
    if (count > 1 && strcmp(arguments[1], "decompositions") == 0) {
        int result = decompositions();
        sky_font_close(font);
        return result;
    }
    if (!ok(font != NULL, "the built-in font opens"))
        return done();
    utf8();
    block("ASCII", 0x20, 0x7e);
    block("Latin-1", 0xa0, 0xff);
    block("Latin Extended-A", 0x100, 0x17f);
    block("Romanian", 0x218, 0x21b);
    block("Greek", 0x386, 0x386);
    block("Greek", 0x388, 0x38a);
    block("Greek", 0x38c, 0x38c);
    block("Greek", 0x38e, 0x3a1);
    block("Greek", 0x3a3, 0x3ce);
    block("Cyrillic", 0x400, 0x45f);
    lines();
    neighbours();
    curves();
    once();
    struct sky_glyph glyph;
    ok(sky_font_glyph(font, 0x4e2d, &glyph) == -1 && sky_font_glyph(font, SKY_UTF8_BAD, &glyph) == -1,
       "what the font does not have is not found");
    sky_font_close(font);
    return done();
}
