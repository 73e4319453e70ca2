/* SPDX-License-Identifier: ISC */
/* Lines of text: where they are broken, what their widths are, and what cannot be laid out. */
#include "pattern/text_layout.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "tap.h"

static struct sky_font *font, *wide; /* the built-in one, and one whose letters are all as wide as a capital is high */

/* Writes the letters of all lines, with '|' between lines. */
static const char *lines_of(const struct sky_text_layout *layout)
{
    static char text[1000];
    size_t length = 0;
    for (size_t i = 0; i < layout->line_count; i++) {
        if (i > 0)
            text[length++] = '|';
        for (size_t k = layout->lines[i].first; k < layout->lines[i].end; k++) {
            uint32_t c = layout->letters[k].character;
            text[length++] = (char)(c < 0x80 ? c : '?');
        }
    }
    text[length] = '\0';
    return text;
}

static void breaks(const char *text, double width, const char *lines, const char *sentence)
{
    struct sky_text_layout layout = {0};
    int result = sky_text_layout_set(&layout, wide, "wide", text, width, 0);
    if (!ok(result == 0 && strcmp(lines_of(&layout), lines) == 0, "%s", sentence))
        printf("# %s\n", result < 0 ? sky_error() : lines_of(&layout));
    for (size_t i = 0; width > 0 && i < layout.line_count; i++)
        if (layout.lines[i].width > width)
            ok(false, "line %zu is too long", i);
    sky_text_layout_finish(&layout);
}

static void test_breaks(void)
{
    breaks("", 0, "", "no text is an empty line");
    breaks("one two", 0, "one two", "a line is not broken without a width");
    breaks("one\ntwo\n\nthree", 0, "one|two||three", "newlines end lines");
    breaks("one two three", 7, "one two |three", "a line is broken at a blank, which may go beyond the width");
    breaks("one two three", 6, "one |two |three", "a line is broken before the word that is too much");
    breaks("extraordinary", 5, "extra|ordin|ary", "a word that is too long is broken anywhere");
    breaks("a extraordinary", 5, "a |extra|ordin|ary", "but first before it");
    breaks("well-known", 6, "well-|known", "a line is broken behind a hyphen");
    breaks("one\xc2\xa0two three", 8, "one?two |three", "a line is not broken at a no-break space");
    breaks("漢字漢字漢字", 4, "????|??", "ideographs are broken anywhere");
    breaks("漢字漢字。漢", 4, "???|???", "but not before a full stop");
    breaks("漢字漢「漢字", 4, "???|???", "and not behind an opening bracket");
    breaks("a\tb", 0, "a b", "a tab is a blank");
    breaks("a\xe2\x80\x8b" "b", 0, "a?b", "a space without width has none");
    breaks("aaaa\xe2\x80\x8b" "bb", 5, "aaaa?|bb", "and a line may be broken there");
    breaks("a\xc2\xad" "b\xe2\x80\x8d" "c", 0, "abc", "a soft hyphen and what joins letters are left out");
}

static void refuses(const char *text, const char *error)
{
    struct sky_text_layout layout = {0};
    sky_text_layout_set(&layout, font, "", "before", 0, 0);
    int result = sky_text_layout_set(&layout, font, "", text, 0, 0);
    ok(result < 0 && strncmp(sky_error(), error, strlen(error)) == 0 && strcmp(lines_of(&layout), "before") == 0,
       "%s, and the text before stays", error);
    sky_text_layout_finish(&layout);
}

static void test_widths(void)
{
    struct sky_text_layout layout = {0}, spread = {0};
    sky_text_layout_set(&layout, wide, "wide", "ab cd  \nefg", 0, 0);
    ok(layout.lines[0].width == 5 && layout.lines[1].width == 3 && layout.width == 5,
       "blanks at the end do not count for the width of a line");
    sky_text_layout_set(&spread, wide, "wide", "ab cd  \nefg", 0, 0.5);
    ok(spread.width == 7.5, "letters are spread");
    sky_text_layout_set(&layout, wide, "wide", "one two", 4, 0);
    ok(layout.lines[1].origin == 4 && layout.letters[layout.lines[1].first].x == 4, "a line begins at its first letter");
    sky_text_layout_set(&layout, font, "", "AV", 0, 0);
    sky_text_layout_set(&spread, font, "", "A\nV", 0, 0);
    ok(layout.width < spread.lines[0].width + spread.lines[1].width, "letters are kerned");
    sky_text_layout_set(&layout, font, "", "e\xcc\x81", 0, 0);
    ok(layout.letter_count == 1 && layout.letters[0].character == 0xe9, "a letter and its mark are composed");
    sky_text_layout_finish(&layout);
    sky_text_layout_finish(&spread);
}

int main(void)
{
    char path[] = "/tmp/text-layout-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (!file)
        return 1;
    fprintf(file, "STARTFONT 2.1\nFONTBOUNDINGBOX 4 4 0 0\n");
    const int characters[] = {0xa0, 0x3002, 0x300c, 0x5b57, 0x6f22};
    for (int i = ' '; i < '~' + 6; i++)
        fprintf(file, "STARTCHAR a\nENCODING %d\nDWIDTH 4 0\nBBX 4 4 0 0\nBITMAP\nF0\n00\n00\n00\nENDCHAR\n",
                i <= '~' ? i : characters[i - '~' - 1]);
    fprintf(file, "ENDFONT\n");
    fclose(file);
    font = sky_font_open("", SKY_FILE_ANY);
    wide = sky_font_open(path, SKY_FILE_ANY);
    remove(path);
    if (!ok(font && wide, "fonts are opened"))
        return done();
    test_breaks();
    test_widths();
    refuses("ab\xff", "byte 2 (0xff) is not UTF-8");
    refuses("\xed\xa0\x80", "byte 0 (0xed) is not UTF-8");
    refuses("a\x1b", "U+001B is a control character");
    refuses("\xc2\x85", "U+0085 is a control character");
    refuses("漢", "the built-in font has no U+6F22 '漢'");
    refuses("q\xcc\x9f", "the built-in font has no U+031F");
    sky_font_close(font);
    sky_font_close(wide);
    return done();
}
