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

/* Lanes as "v.p v.p -|v.p": a dash is a null LED, an x a dead one, a bar separates lanes. */
static void format_leds(const struct sky_layout *layout, char *out, size_t room)
{
    size_t length = 0;
    out[0] = '\0';
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        for (size_t i = 0; i < sky_layout_leds(layout, lane); i++) {
            uint32_t led = sky_layout_led(layout, lane, i), pixels = layout->geometry.pixels;
            const char *before = i > 0 ? " " : lane > 0 ? "|" : "";
            if (led == SKY_LED_DEAD)
                length += (size_t)snprintf(out + length, room - length, "%sx", before);
            else if (led == SKY_LED_NULL)
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
        {"lane\nvanes 1..0 ccw pixels 2..0", "1.2 1.1 1.0 0.2 0.1 0.0"},
        {"lane\nvanes 0..2 pixels 0..1 serpentine", "0.0 0.1 1.1 1.0 2.0 2.1"},
        {"lane\nvanes 0..2 pixels 0..1 serpentine reverse", "2.1 2.0 1.0 1.1 0.1 0.0"},
        {"lane\nvanes 0..1 reverse pixels 0..1", "1.1 1.0 0.1 0.0"},
        {"lane\nvanes 0..7 step 3 pixels 2..0 step 2", "0.2 0.0 3.2 3.0 6.2 6.0"},
        {"lane\nvanes 7..0 step 3 ccw pixels 1", "7.1 4.1 1.1"},
        {"lane\nvanes 6..1 cw pixels 1", "6.1 7.1 0.1 1.1"},
        {"lane\nvanes 6..1 cw step 2 pixels 1", "6.1 0.1"},
        {"lane\nvanes 1..6 ccw pixels 1", "1.1 0.1 7.1 6.1"},
        {"lane\nvanes 1..3 cw pixels 1", "1.1 2.1 3.1"},
        {"lane\nvanes all ccw pixels 1", "0.1 7.1 6.1 5.1 4.1 3.1 2.1 1.1"},
        {"lane\npixels 1 vanes all cw step 4", "0.1 4.1"},
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
        {"lane\nring 1 leds 4 start -45 ccw", "7.1 5.1 3.1 1.1"},
        {"lane\nring 1 leds 2 start -360", "0.1 4.1"},
        {"lane\nring 0 leds 16", "0.0 1.0 1.0 2.0 2.0 3.0 3.0 4.0 4.0 5.0 5.0 6.0 6.0 7.0 7.0 0.0"},
        {"show point\nlane\nring 0 leds 10", "0.0 1.0 2.0 2.0 3.0 4.0 5.0 6.0 6.0 7.0"},
        {"lane\nxy 0 5 5 0 0 -5 -5 0", "0.2 2.2 4.2 6.2"},                 /* the circle found is on the last pixel */
        {"disc 10 10 3\nlane\nxy 10 12.5\nxy 10 11.5 10 10.5", "0.2 0.1 0.0"},
        {"lane\nxy 10 12.5 10 11.5 14 10.5 13.1 10\ndisc 10 10 3", "0.2 0.1 - -"}, /* outside of the disc */
        {"lane\nxy 7 7", "0.0"},
        {"lane\nvanes 0 pixels 0..2\ndead 0 1\nlane\nled 5,1 0,1\ndead 1 0\ndead 0 0..1", "x x 0.2|x 0.1"},
        {"lane\nskip 1\nled 3,1\ndead 0 0", "- 3.1"},
        {"lane\nled 3,1\nside back\nled 3,1 4,1\nside front\nled 4,1", "3.1 3.1 4.1 4.1"},
        {"lane\nxy 0 0 1 0\nside back\nxy 0 0 1 0", "6.2 2.2 6.2 2.2"},
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
        {"show point\nlane\nvanes 0..7\nring 2 leds 8", "x:4: vane 0, pixel 2 is shown twice (also by line 3)", 0},
        {"lane\nvanes 0..7\nlane\nring 2 leds 8\nskip 1", "x:4: the LED of line 2 is at the same place (if the screen",
         0},
        {"lane\nxy 1 1\nxy 2 2\n\nxy 1 1", "x:5: the LED of line 2 is at the same place", 0},
        {"lane\nxy 1 1 2 2 2 2", "x:2: the LED of line 2 is at the same place", 0},
        {"disc 0 0 1\nlane\nxy 1 1", "x:3: the layout shows no LED", 0},
        {"lane\nled 0,0\ndead 0 0", "x:3: the layout shows no LED", 0},
        {"lane\nxy", "x:2: x: a number is missing", 0},
        {"lane\nxy 1", "x:2: y: a number is missing", 0},
        {"lane\nxy 1 2e", "x:2: y: '2e' is not a number", 0},
        {"lane\nxy 1 2e10", "x:2: y: 2e10 is out of range (must be -1000000000 to 1000000000)", 0},
        {"xy 1 2", "x:1: LEDs before the first lane", 0},
        {"disc 1 2", "x:1: disc: radius: a number is missing", 0},
        {"disc 1 2 0", "x:1: disc: radius: 0 is out of range", 0},
        {"disc 1 2 3\ndisc 1 2 3", "x:2: disc must be given once", 0},
        {"show", "x:1: show: point or area is missing", 0},
        {"show all", "x:1: show: 'all' must be point or area", 0},
        {"side left", "x:1: side: 'left' must be front or back", 0},
        {"dead 0 1", "x:1: dead: must come after the LEDs that it names", 0},
        {"lane\ndead 0 1", "x:2: dead: lane 0 has no LED yet", 0},
        {"lane\nled 0,0\ndead 1 0", "x:3: dead: lane: 1 is out of range (must be 0 to 0)", 0},
        {"lane\nled 0,0\ndead 0", "x:3: dead: a position on lane 0 is missing", 0},
        {"lane\nled 0,0 0,1\ndead 0 2", "x:3: dead: position on lane 0, which has 2 LEDs up to here: 2 is out", 0},
        {"lane\nled 0,0 0,1\ndead 0 1..0", "x:3: dead: position on lane 0, which has 2 LEDs up to here: 0 is out", 0},
        {"lane\npixels 1 ccw", "x:2: 'ccw' must follow a range of vanes", 0},
        {"lane\nvanes 0..8", "x:2: vanes: 8 is out of range (must be 0 to 7)", 0},
        {"lane\nvanes 0 pixels 3", "x:2: pixels: 3 is out of range (must be 0 to 2)", 0},
        {"lane\nvanes -1", "x:2: vanes: '-1' is not an integer", 0},
        {"lane\nvanes 1..", "x:2: vanes: '' is not an integer", 0},
        {"lane\nvanes 1...3", "x:2: vanes: '.3' is not an integer", 0},
        {"lane\nvanes", "x:2: vanes: FROM..TO is missing", 0},
        {"lane\nvanes 0-3", "x:2: vanes: '0-3' is not a range: write 0..3", 0},
        {"lane\npixels 1:last", "x:2: pixels: '1:last' is not a range: write 1..last", 0},
        {"lane\nxy 0,0 1,1", "x:2: x: '0,0' is not a number: write X and Y with a blank between them", 0},
        {"lane\nvanes all serpantine", "x:2: 'serpantine' is not a word of a segment (did you mean 'serpentine'?)", 0},
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
        {"lane\nring 1 leds 1000001", "x:2: leds: 1000001 is out of range (must be 1 to 1000000)", 0},
        {"lane\nring 1 leds 3 start", "x:2: start: a number of degrees is missing", 0},
        {"lane\nring 1 leds 3 start 361", "x:2: start: 361 is out of range (must be -360 to 360)", 0},
        {"lane\nring 1 leds 3 left", "x:2: 'left' is not a word of a ring", 0},
        {"lane 1", "x:1: '1' is one word too many", 0},
        {"amps 4", "x:1: amps: there is no lane yet", 0},
        {"lane\namps", "x:2: amps: a number is missing", 0},
        {"lane\namps 0", "x:2: amps: 0 is out of range (must be 0.001 to 1000000)", 0},
        {"lane\namps 4 A", "x:2: 'A' is one word too many", 0},
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
    fputs(SKY_LAYOUT_UNIT "\n", out);
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        fputs("lane\n", out);
        for (size_t at = 0; (count = sky_layout_describe(layout, lane, at, line)) > 0; at += count) {
            const struct sky_spot *spot = sky_layout_spot(layout, lane, at);
            fprintf(out, "show %s\nside %s\n%s\n", spot && spot->area ? "area" : "point",
                    spot && spot->side ? "back" : "front", line);
            total += count;
            ++*lines;
        }
    }
    fclose(out);
    return total == sky_layout_total(layout) ? text : NULL;
}

/* Dead LEDs come back as null ones, and all others show the same from the same place. */
static bool same_led(const struct sky_layout *a, const struct sky_layout *b, unsigned lane, size_t at)
{
    struct sky_spot place = {0}, other = {0};
    bool lit = sky_layout_place(a, lane, at, &place);
    if (lit != sky_layout_place(b, lane, at, &other))
        return false;
    /* A place midway between two vanes may be either's. */
    return !lit || ((place.led == other.led || place.area) && place.area == other.area && place.side == other.side &&
                    fabs(place.x - other.x) < 1e-6 && fabs(place.y - other.y) < 1e-6);
}

static bool same_layout(const struct sky_layout *a, const struct sky_layout *b)
{
    bool same = a->lanes == b->lanes && sky_layout_total(a) == sky_layout_total(b);
    for (unsigned lane = 0; same && lane < a->lanes; lane++) {
        same = sky_layout_leds(a, lane) == sky_layout_leds(b, lane);
        for (size_t i = 0; same && i < sky_layout_leds(a, lane); i++)
            same = same_led(a, b, lane, i);
    }
    return same;
}

static bool comes_back(const struct sky_layout *layout, size_t *lines)
{
    struct sky_layout back = {0};
    char *text = describe(layout, lines);
    bool same = text && parse(&back, text, strlen(text), layout->geometry) == 0 && same_layout(layout, &back);
    if (!same)
        printf("# %s\n# %s\n", back.table ? "differs" : sky_error(), text ? text : "not all described");
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
             d = (unsigned)(roll[3] % p), step = 1 + (unsigned)(roll[7] % 3 % v);
    const char *way = roll[4] % 3 == 0 ? " serpentine" : "", *back = roll[5] % 3 == 0 ? " reverse" : "";
    const char *around = roll[7] % 5 < 2 ? "cw" : "ccw";
    switch (roll[6] % 10) {
    case 0:
        return (size_t)snprintf(out, room, "vanes %u..%u %s step %u pixels %u..%u%s%s\n", a, b, around, step, c, d, way,
                                back);
    case 1:
        return (size_t)snprintf(out, room, "pixels %u..%u vanes %u..%u step %u %s%s%s\n", c, d, a, b, step, around, way,
                                back);
    case 2:
        return (size_t)snprintf(out, room, "ring %u leds %u start %d.%03u %s\n", c, a + 1,
                                (int)(roll[7] % 720) - 360, (unsigned)(roll[3] % 1000), around);
    case 3:
        return (size_t)snprintf(out, room, "skip %u\n", a + 1);
    case 4:
        return (size_t)snprintf(out, room, "lane\n");
    case 5:
        return (size_t)snprintf(out, room, "show %s\n", roll[0] % 2 ? "area" : "point");
    case 6:
        return (size_t)snprintf(out, room, "side %s\n", roll[0] % 2 ? "front" : "back");
    case 7:
        return (size_t)snprintf(out, room, "xy %u.%03u -%u.%03u %u %u\n", a, (unsigned)(roll[7] % 1000), b,
                                (unsigned)(roll[6] % 1000), c, d);
    case 8:
        return (size_t)snprintf(out, room, "dead 0 %u\n", c);
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
        {"lane\nvanes 23..0 ccw pixels 7..0 serpentine", 1},
        {"lane\npixels 7..0 vanes 0..23 step 2 serpentine reverse", 1},
        {"lane\nring 7 leds 20\nring 6 leds 16 start 90\nring 5 leds 10 start 10.5 ccw\nled 0,0", 4},
        {"show point\nlane\nring 7 leds 20\nring 6 leds 16 start 90\nring 5 leds 10 start 10.5 ccw\nled 0,0", 4},
        {"lane\nring 7 leds 20\nring 7 leds 20 start -9 ccw\nring 0 leds 1\nring 3 leds 100", 4},
        {"lane\nxy 1 2 3 4 5 5\nvanes all\nxy 7 7", 3},
        {"show area\nlane\nvanes all", 1},
        {"lane\nvanes all\nside back\nvanes all\ndead 0 3..7", 4},
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
