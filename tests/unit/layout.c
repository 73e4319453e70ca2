/* SPDX-License-Identifier: ISC */
/* Layouts: what files mean, which are refused, and descriptions of a layout that give it back. sky-push-layout.bats
 * compares with a second parser. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/random.h"
#include "led/layout.h"
#include "tap.h"

static int parse(struct sky_layout *layout, const char *text, size_t length, struct sky_geometry geometry)
{
    return sky_layout_parse(layout, text, length, "x", &geometry);
}

/* ---- Files ---- */

/* Lanes as "v.p v.p -|v.p": a dash is a null LED, a bar separates lanes. */
static void format_leds(const struct sky_layout *layout, char *out, size_t room)
{
    size_t length = 0;
    out[0] = '\0';
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        for (size_t i = 0; i < sky_layout_leds(layout, lane); i++) {
            uint32_t led = sky_layout_led(layout, lane, i), pixels = layout->geometry.pixels;
            const char *before = i > 0 ? " " : lane > 0 ? "|" : "";
            if (led == SKY_LED_NULL)
                length += (size_t)snprintf(out + length, room - length, "%s-", before);
            else
                length += (size_t)snprintf(out + length, room - length, "%s%u.%u", before, led / pixels,
                                           led % pixels);
        }
    }
}

static void test_meanings(void)
{
    static const struct {
        const char *text, *leds;
    } cases[] = {
        {"lane\nvanes 0..1 pixels 0..2", "0.0 0.1 0.2 1.0 1.1 1.2"},
        {"lane\nvanes 1..0 pixels 2..0", "1.2 1.1 1.0 0.2 0.1 0.0"},
        {"lane\nvanes 0..2 pixels 0..1 serpentine", "0.0 0.1 1.1 1.0 2.0 2.1"},
        {"lane\nvanes 0..2 pixels 0..1 serpentine reverse", "2.1 2.0 1.0 1.1 0.1 0.0"},
        {"lane\nvanes 0..1 reverse pixels 0..1", "1.1 1.0 0.1 0.0"},
        {"lane\nvanes 0..7 step 3 pixels 2..0 step 2", "0.2 0.0 3.2 3.0 6.2 6.0"},
        {"lane\nvanes 7..0 step 3 pixels 1", "7.1 4.1 1.1"},
        {"lane\npixels 0..1 vanes 0..2", "0.0 1.0 2.0 0.1 1.1 2.1"},
        {"lane\npixels 1..0 vanes 2..3 serpentine", "2.1 3.1 3.0 2.0"},
        {"lane\npixels 2", "0.2 1.2 2.2 3.2 4.2 5.2 6.2 7.2"},
        {"lane\nvanes 5", "5.0 5.1 5.2"},
        {"lane\nvanes last pixels last..last", "7.2"},
        {"lane\nvanes 4 pixels all step 2", "4.0 4.2"},
        {"lane\nring 1 leds 4", "0.1 2.1 4.1 6.1"},
        {"lane\nring 1 leds 4 start 45 ccw", "1.1 7.1 5.1 3.1"},
        {"lane\nring 0 leds 3", "0.0 3.0 5.0"}, /* at 0, 2.67 and 5.33 vanes */
        {"lane\nring 0 leds 2 start 22.5 cw", "1.0 5.0"}, /* half a vane goes clockwise */
        {"lane\nring 0 leds 1 start 360", "0.0"},
        {"lane\nled 3,1 0,2\nskip 2\nled 7,0\nlane\nskip 1\nled 1,1", "3.1 0.2 - - 7.0|- 1.1"},
        {"# a\n\n \t\ngeometry 8x3\r\nlane # b\xc3\xa4\r\n\tled\t3,1 # c\r\n", "3.1"},
        {"geometry 8x3+1.5\nlane\nskip 2\nlane\nled 0,0", "- -|0.0"},
    };
    char leds[512];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sky_layout layout;
        if (parse(&layout, cases[i].text, strlen(cases[i].text), (struct sky_geometry){8, 3, 0}) < 0)
            printf("# %s\n", sky_error());
        format_leds(&layout, leds, sizeof leds);
        if (!ok(strcmp(leds, cases[i].leds) == 0, "layout %zu shows %s", i, cases[i].leds))
            printf("# got %s\n", leds);
        sky_layout_finish(&layout);
    }
}

static void test_errors(void)
{
    static const struct {
        const char *text, *error;
        size_t length; /* 0: that of the text */
    } cases[] = {
        {"", "x:1: the layout shows no LED", 0},
        {"# nothing\n\n", "x:2: the layout shows no LED", 0},
        {"lane\nskip 3\n", "x:2: the layout shows no LED", 0},
        {"lane\n", "x:1: lane 0 has no LED", 0},
        {"lane\nled 0,0\nlane\n\nlane", "x:5: lane 1 has no LED", 0},
        {"vanes 1", "x:1: LEDs before the first lane", 0},
        {"skip 1", "x:1: LEDs before the first lane", 0},
        {"lane\nled 0,0\nled 1,1\nled 0,0", "x:4: vane 0, pixel 0 is shown twice (also by line 2)", 0},
        {"lane\nvanes 0..7\nlane\nring 2 leds 8", "x:4: vane 0, pixel 2 is shown twice (also by line 2)", 0},
        {"lane\nvanes 0..8", "x:2: vanes: 8 is out of range (must be 0 to 7)", 0},
        {"lane\nvanes 0 pixels 3", "x:2: pixels: 3 is out of range (must be 0 to 2)", 0},
        {"lane\nvanes -1", "x:2: vanes: '-1' is not an integer", 0},
        {"lane\nvanes 1..", "x:2: vanes: '' is not an integer", 0},
        {"lane\nvanes 1...3", "x:2: vanes: '.3' is not an integer", 0},
        {"lane\nvanes", "x:2: vanes: FROM..TO is missing", 0},
        {"lane\nvanes 1 vanes 2", "x:2: vanes are given twice", 0},
        {"lane\nvanes 1 step", "x:2: step: a number is missing", 0},
        {"lane\nvanes 1 step 0", "x:2: step: 0 is out of range (must be 1 to 8)", 0},
        {"lane\nvanes 1 snake", "x:2: 'snake' is not a word of a segment", 0},
        {"lane\nled", "x:2: led: VANE,PIXEL is missing", 0},
        {"lane\nled 1", "x:2: '1' is not an LED (must be VANE,PIXEL)", 0},
        {"lane\nled 8,0", "x:2: vane: 8 is out of range", 0},
        {"lane\nled 1,3", "x:2: pixel: 3 is out of range", 0},
        {"lane\nled 1,", "x:2: pixel: '' is not an integer", 0},
        {"lane\nskip", "x:2: skip: a number is missing", 0},
        {"lane\nskip 0", "x:2: skip: 0 is out of range (must be 1 to 1000000)", 0},
        {"lane\nskip 1000000\nled 0,0", "x:3: more than 1000000 LEDs", 0},
        {"lane\nskip 1 1", "x:2: '1' is one word too many", 0},
        {"lane\nring", "x:2: ring: a number is missing", 0},
        {"lane\nring 3 leds 1", "x:2: ring: 3 is out of range (must be 0 to 2)", 0},
        {"lane\nring 1", "x:2: ring: 'leds' and their number must follow", 0},
        {"lane\nring 1 leds 9", "x:2: leds: 9 is out of range (must be 1 to 8)", 0},
        {"lane\nring 1 leds 3 start", "x:2: start: a number of degrees is missing", 0},
        {"lane\nring 1 leds 3 start 361", "x:2: start: 361 is out of range (must be 0 to 360)", 0},
        {"lane\nring 1 leds 3 left", "x:2: 'left' is not a word of a ring", 0},
        {"lane 1", "x:1: '1' is one word too many", 0},
        {"vane 1", "x:1: a line cannot begin with 'vane' (did you mean 'vanes'?)", 0},
        {"geometry", "x:1: geometry: VANESxPIXELS is missing", 0},
        {"geometry 8", "x:1: geometry: ", 0},
        {"geometry 8x4",
         "x:1: this layout is for 8x4, but the screen is 8x3 (use -g 8x4; with --rotor the screen is ARMSxPIXELS)", 0},
        {"geometry 8x3\ngeometry 8x3", "x:2: geometry must be given once, before the first lane", 0},
        {"lane\ngeometry 8x3", "x:2: geometry must be given once, before the first lane", 0},
        {"lane\nled 0,0\0", "x:2: byte 0x00 is not text", 13},
        {"lane\n# \0", "x:2: byte 0x00 is not text", 8},
        {"lane\nled 0,0\033[1m", "x:2: byte 0x1b is not text", 0},
        {"l\xc3\xa4ne", "x:1: byte 0xc3 is not text", 0},
        {"lane\r \nled 0,0", "x:1: byte 0x0d is not text", 0},
        {"\177", "x:1: byte 0x7f is not text", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sky_layout layout;
        size_t length = cases[i].length ? cases[i].length : strlen(cases[i].text);
        int result = parse(&layout, cases[i].text, length, (struct sky_geometry){8, 3, 0});
        const char *error = cases[i].error;
        if (!ok(result < 0 && strncmp(sky_error(), error, strlen(error)) == 0, "a layout is refused with %s", error))
            printf("# %s\n", result < 0 ? sky_error() : "accepted");
        sky_layout_finish(&layout);
    }
}

/* A line of so many bytes, in a comment or blanks. */
static bool accepts_line(size_t bytes, char filler)
{
    char text[2048] = "lane\nled 0,0\n";
    size_t length = strlen(text);
    struct sky_layout layout;
    memset(text + length, filler, bytes);
    if (filler != ' ')
        text[length] = '#';
    bool accepted = parse(&layout, text, length + bytes, (struct sky_geometry){8, 3, 0}) == 0;
    sky_layout_finish(&layout);
    return accepted;
}

static bool accepts_lines(size_t lines)
{
    char *text = malloc(lines + 16);
    struct sky_layout layout;
    if (!text)
        abort();
    memset(text, '\n', lines);
    memcpy(text + lines - 2, "lane\nled 0,0\n", 13); /* which are two of them */
    bool accepted = parse(&layout, text, lines - 2 + 13, (struct sky_geometry){8, 3, 0}) == 0;
    sky_layout_finish(&layout);
    free(text);
    return accepted;
}

static bool accepts_lanes(unsigned lanes)
{
    char text[4096];
    size_t length = 0;
    struct sky_layout layout;
    for (unsigned lane = 0; lane < lanes; lane++)
        length += (size_t)snprintf(text + length, sizeof text - length, "lane\nled %u,0\n", lane);
    bool accepted = parse(&layout, text, length, (struct sky_geometry){100, 1, 0}) == 0;
    sky_layout_finish(&layout);
    return accepted;
}

static void test_limits(void)
{
    ok(accepts_line(SKY_LAYOUT_LINE_MAX, 'x') && accepts_line(SKY_LAYOUT_LINE_MAX, ' '),
       "a line of 1,000 bytes is accepted");
    ok(!accepts_line(SKY_LAYOUT_LINE_MAX + 1, 'x') && !accepts_line(SKY_LAYOUT_LINE_MAX + 1, ' '),
       "a line of 1,001 bytes is refused");
    ok(accepts_lines(SKY_LAYOUT_LINES_MAX), "1,000,000 lines are accepted");
    ok(!accepts_lines(SKY_LAYOUT_LINES_MAX + 1), "1,000,001 lines are refused");
    ok(accepts_lanes(SKY_LANES_MAX) && !accepts_lanes(SKY_LANES_MAX + 1), "63 lanes are accepted, and 64 refused");

    struct sky_layout layout;
    const char *most = "lane\nvanes all\nskip 1";
    ok(parse(&layout, most, strlen(most), (struct sky_geometry){1000, 999, 0}) == 0, "999,001 LEDs are accepted");
    sky_layout_finish(&layout);
    ok(parse(&layout, most, strlen(most), (struct sky_geometry){1000, 1000, 0}) < 0, "1,000,001 LEDs are refused");
    ok(sky_layout_read(&layout, "/", &(struct sky_geometry){8, 3, 0}) < 0 &&
           strcmp(sky_error(), "/: is not a regular file") == 0,
       "a directory is refused");
}

/* ---- Rings ---- */

static void test_rings(void)
{
    bool near = true, apart = true;
    for (uint32_t vanes = 1; vanes < 400; vanes += 1 + vanes / 7) {
        struct sky_geometry geometry = {vanes, 1, 0};
        for (uint64_t leds = 1; leds <= vanes; leds++) {
            uint64_t start = sky_random_hash(vanes, leds) % (SKY_RING_TURN + 1);
            uint8_t seen[400] = {0};
            for (uint64_t step = 0; step < leds; step++) {
                uint32_t vane = sky_ring_vane(&geometry, start, leds, step);
                double off = fmod((double)start / SKY_RING_TURN + (double)step / (double)leds, 1) * vanes - vane;
                off = fabs(remainder(off, vanes));
                near &= vane < vanes && off <= 0.5 + 1e-9;
                apart &= !seen[vane]++;
            }
        }
    }
    ok(near, "each LED of a ring shows the nearest vane");
    ok(apart, "no two LEDs of a ring show the same vane");
}

/* ---- Descriptions ---- */

/* The descriptions of all LEDs of a layout, as a layout file. */
static char *describe(const struct sky_layout *layout, size_t *lines)
{
    char line[SKY_LAYOUT_DESCRIPTION], *text = NULL;
    size_t length, count, total = 0;
    FILE *out = open_memstream(&text, &length);
    *lines = 0;
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        fputs("lane\n", out);
        for (size_t at = 0; (count = sky_layout_describe(layout, lane, at, line)) > 0; at += count) {
            fprintf(out, "%s\n", line);
            total += count;
            ++*lines;
        }
    }
    fclose(out);
    return total == sky_layout_total(layout) ? text : NULL;
}

static bool same_layout(const struct sky_layout *a, const struct sky_layout *b)
{
    bool same = a->lanes == b->lanes && sky_layout_total(a) == sky_layout_total(b);
    for (unsigned lane = 0; same && lane < a->lanes; lane++) {
        same = sky_layout_leds(a, lane) == sky_layout_leds(b, lane);
        for (size_t i = 0; same && i < sky_layout_leds(a, lane); i++)
            same = sky_layout_led(a, lane, i) == sky_layout_led(b, lane, i);
    }
    return same;
}

static bool comes_back(const struct sky_layout *layout, size_t *lines)
{
    struct sky_layout back = {0};
    char *text = describe(layout, lines);
    bool same = text && parse(&back, text, strlen(text), layout->geometry) == 0 && same_layout(layout, &back);
    if (!same)
        printf("# %s\n# %s\n", sky_error(), text ? text : "not all described");
    sky_layout_finish(&back);
    free(text);
    return same;
}

/* Lines that may show an LED twice, in which case they are dropped. */
static size_t random_line(char *out, size_t room, uint64_t seed, const struct sky_geometry *geometry)
{
    uint64_t roll[8];
    for (uint64_t i = 0; i < 8; i++)
        roll[i] = sky_random_hash(seed, i);
    unsigned v = geometry->vanes, p = geometry->pixels;
    unsigned a = (unsigned)(roll[0] % v), b = (unsigned)(roll[1] % v), c = (unsigned)(roll[2] % p),
             d = (unsigned)(roll[3] % p);
    const char *way = roll[4] % 3 == 0 ? " serpentine" : "", *back = roll[5] % 3 == 0 ? " reverse" : "";
    switch (roll[6] % 6) {
    case 0:
        return (size_t)snprintf(out, room, "vanes %u..%u step %u pixels %u..%u%s%s\n", a, b,
                                1 + (unsigned)(roll[7] % 3 % v), c, d, way, back);
    case 1:
        return (size_t)snprintf(out, room, "pixels %u..%u vanes %u..%u step %u%s%s\n", c, d, a, b,
                                1 + (unsigned)(roll[7] % 3 % v), way, back);
    case 2:
        return (size_t)snprintf(out, room, "ring %u leds %u start %u.%03u%s\n", c, a + 1, (unsigned)(roll[7] % 360),
                                (unsigned)(roll[3] % 1000), roll[4] % 2 ? " ccw" : "");
    case 3:
        return (size_t)snprintf(out, room, "skip %u\n", a + 1);
    case 4:
        return (size_t)snprintf(out, room, "lane\n");
    default:
        return (size_t)snprintf(out, room, "led %u,%u\n", a, c);
    }
}

static void test_descriptions(void)
{
    int tried = 0, wrong = 0;
    char text[4096];
    size_t lines;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct sky_geometry geometry = {1 + (uint32_t)(sky_random_hash(seed, 90) % 24),
                                        1 + (uint32_t)(sky_random_hash(seed, 91) % 12), 0};
        size_t length = (size_t)snprintf(text, sizeof text, "lane\nled 0,0\n");
        struct sky_layout layout = {0};
        if (parse(&layout, text, length, geometry) < 0)
            abort();
        for (uint64_t line = 0; line < 12; line++) {
            struct sky_layout more = {0};
            size_t added = random_line(text + length, sizeof text - length, seed * 100 + line, &geometry);
            if (parse(&more, text, length + added, geometry) < 0) {
                if (strncmp(text + length, "lane", 4) == 0) /* has no LED yet */
                    length += added;
                continue;
            }
            length += added;
            sky_layout_finish(&layout);
            layout = more;
        }
        tried++;
        wrong += !comes_back(&layout, &lines);
        sky_layout_finish(&layout);
    }
    ok(wrong == 0, "the descriptions of %d random layouts give them back (%d do not)", tried, wrong);

    static const struct {
        const char *text;
        size_t lines;
    } cases[] = {
        {"lane\nvanes all", 1},
        {"lane\nvanes 23..0 pixels 7..0 serpentine", 1},
        {"lane\npixels 7..0 vanes 0..23 step 2 serpentine reverse", 1},
        {"lane\nring 7 leds 20\nring 6 leds 16 start 90\nring 5 leds 10 start 10.5 ccw\nled 0,0", 4},
        {"lane\nskip 3\nvanes 3..5\nskip 1\nlane\nled 0,0", 4},
        {"lane\nled 0,0 5,3 17,2 3,3 9,6", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sky_layout layout;
        if (parse(&layout, cases[i].text, strlen(cases[i].text), (struct sky_geometry){24, 8, 0}) < 0)
            abort();
        bool same = comes_back(&layout, &lines);
        ok(same && lines == cases[i].lines, "layout %zu is described in %zu lines (%zu)", i, cases[i].lines, lines);
        sky_layout_finish(&layout);
    }
    struct sky_layout straight = {{360, 288, 0}, 7, NULL};
    ok(comes_back(&straight, &lines) && lines == 7, "a straight layout is described in one line for each lane");
}

int main(void)
{
    test_meanings();
    test_errors();
    test_limits();
    test_rings();
    test_descriptions();
    return done();
}
