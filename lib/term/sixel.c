/* SPDX-License-Identifier: ISC */
#include "term/sixel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/light.h"

#define BAND 6 /* rows */
#define LEVELS_MAX 6
#define COLORS_MAX SKY_SIXEL_COLORS

/* The longest texts: of a picture's begin and end, "\033P0;1q\"1;1;4096;4096" and "\033\\"; of a colour in a band,
 * "$", "!4096?" and "#215;2;100;100;100#215"; and of a column in one colour of a band, which is at most a gap,
 * "!4096?", and a character. */
#define PICTURE_TEXT 32
#define COLOR_TEXT 32
#define COLUMN_TEXT 7

/* A byte of a channel is a level, or in so many of 64 places the next. */
struct step {
    uint8_t level, part;
};

/* Of a band: the columns in which a colour is. */
struct reach {
    uint32_t first, last;
    bool used, written;
};

struct sky_sixel {
    uint32_t width, height;
    unsigned levels;
    struct step steps[256];
    uint8_t *picture, *shown; /* numbers of colours: of the picture, and of the last text */
    uint8_t *masks;           /* for each colour, which rows of a band it has in each column: bit 0 is the upper */
    struct reach reaches[COLORS_MAX];
    bool defined[COLORS_MAX]; /* in this text */
    char *text;
};

/* ---- Colours ---- */

/* Closer to each other in the dark, where the dots of the brighter one show most: 0, 13, 29, 49, 73, 100. */
static unsigned percent_of(const struct sky_sixel *sixel, unsigned level)
{
    unsigned levels = sixel->levels, whole = (levels - 1) * (2 * levels - 1);
    return (200 * level * (level + levels) / whole + 1) / 2;
}

static double light_of(const struct sky_sixel *sixel, unsigned level)
{
    return sky_srgb_to_light(percent_of(sixel, level) / 100.0);
}

static void fill_steps(struct sky_sixel *sixel)
{
    unsigned level = 0;
    for (int code = 0; code < 256; code++) {
        double light = sky_srgb_to_light(code / 255.0);
        while (level + 2 < sixel->levels && light >= light_of(sixel, level + 1))
            level++;
        double low = light_of(sixel, level), high = light_of(sixel, level + 1);
        sixel->steps[code] = (struct step){(uint8_t)level, (uint8_t)(64 * (light - low) / (high - low) + 0.5)};
    }
}

/* Bayer's matrix of 8 x 8 places, 0 to 63: the bits of x ^ y and y in turn, the lowest becoming the highest. */
static unsigned threshold_of(uint32_t x, uint32_t y)
{
    unsigned threshold = 0;
    for (int bit = 0; bit < 3; bit++)
        threshold = threshold << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
    return threshold;
}

static void set_picture(struct sky_sixel *sixel, const uint8_t *rgb)
{
    unsigned levels = sixel->levels;
    uint8_t *color = sixel->picture, thresholds[8];
    for (uint32_t y = 0; y < sixel->height; y++) {
        for (uint32_t x = 0; x < 8; x++)
            thresholds[x] = (uint8_t)threshold_of(x, y);
        for (uint32_t x = 0; x < sixel->width; x++, rgb += 3) {
            unsigned number = 0, threshold = thresholds[x % 8];
            for (int channel = 0; channel < 3; channel++) {
                struct step step = sixel->steps[rgb[channel]];
                number = number * levels + step.level + (step.part > threshold);
            }
            *color++ = (uint8_t)number;
        }
    }
}

/* ---- Text ---- */

static char *put_run(char *out, unsigned mask, uint32_t count)
{
    char character = (char)('?' + mask);
    if (count > 3)
        return out + sprintf(out, "!%u%c", count, character);
    memset(out, character, count);
    return out + count;
}

/* Defining a colour does not select it. */
static char *put_color(struct sky_sixel *sixel, char *out, unsigned color)
{
    unsigned levels = sixel->levels;
    if (!sixel->defined[color])
        out += sprintf(out, "#%u;2;%u;%u;%u", color, percent_of(sixel, color / levels / levels),
                       percent_of(sixel, color / levels % levels), percent_of(sixel, color % levels));
    sixel->defined[color] = true;
    return out + sprintf(out, "#%u", color);
}

static char *put_columns(char *out, const uint8_t *masks, uint32_t first, uint32_t last)
{
    for (uint32_t begin = first, end; begin <= last; begin = end) {
        for (end = begin + 1; end <= last && masks[end] == masks[begin]; end++)
            ;
        out = put_run(out, masks[begin], end - begin);
    }
    return out;
}

/* Finds the masks of all colours in a band. `used` gets the colours, in the order of their first columns. Returns how
 * many there are. */
static unsigned find_masks(struct sky_sixel *sixel, uint32_t y, uint8_t used[COLORS_MAX])
{
    const uint8_t *band = sixel->picture + (size_t)y * sixel->width;
    uint32_t rows = sixel->height - y < BAND ? sixel->height - y : BAND;
    unsigned count = 0;
    for (uint32_t x = 0; x < sixel->width; x++) {
        for (uint32_t row = 0; row < rows; row++) {
            unsigned color = band[(size_t)row * sixel->width + x];
            struct reach *reach = &sixel->reaches[color];
            uint8_t *masks = sixel->masks + (size_t)color * sixel->width;
            if (!reach->used) {
                *reach = (struct reach){.first = x, .last = x, .used = true};
                used[count++] = (uint8_t)color;
                masks[x] = 0;
            } else if (reach->last < x) {
                memset(masks + reach->last + 1, 0, x - reach->last);
                reach->last = x;
            }
            masks[x] = (uint8_t)(masks[x] | 1u << row);
        }
    }
    return count;
}

/* The characters go over the band from left to right, again and again: each time as many colours as have their columns
 * one after another. */
static char *put_band(struct sky_sixel *sixel, char *out, uint32_t y)
{
    uint8_t used[COLORS_MAX];
    unsigned count = find_masks(sixel, y, used);
    for (unsigned left = count; left > 0;) {
        uint32_t x = 0;
        for (unsigned i = 0; i < count; i++) {
            struct reach *reach = &sixel->reaches[used[i]];
            if (reach->written || reach->first < x)
                continue;
            out = put_color(sixel, out, used[i]);
            out = put_run(out, 0, reach->first - x);
            out = put_columns(out, sixel->masks + (size_t)used[i] * sixel->width, reach->first, reach->last);
            x = reach->last + 1;
            reach->written = true;
            left--;
        }
        if (left > 0)
            *out++ = '$';
    }
    for (unsigned i = 0; i < count; i++)
        sixel->reaches[used[i]].used = false;
    return out;
}

/* Pixels of 1:1; those that are not drawn keep their colour, though all are. */
static char *put_picture(struct sky_sixel *sixel, char *out)
{
    memset(sixel->defined, 0, sizeof sixel->defined);
    out += sprintf(out, "\033P0;1q\"1;1;%u;%u", sixel->width, sixel->height);
    for (uint32_t y = 0; y < sixel->height; y += BAND) {
        if (y > 0)
            *out++ = '-';
        out = put_band(sixel, out, y);
    }
    memcpy(out, "\033\\", 2);
    return out + 2;
}

void sky_sixel_draw(struct sky_sixel *sixel, const uint8_t *rgb, bool anyway, const char **text, size_t *length)
{
    set_picture(sixel, rgb);
    *text = sixel->text;
    *length = 0;
    if (!anyway && memcmp(sixel->picture, sixel->shown, (size_t)sixel->width * sixel->height) == 0)
        return;
    *length = (size_t)(put_picture(sixel, sixel->text) - sixel->text);
    uint8_t *shown = sixel->shown;
    sixel->shown = sixel->picture;
    sixel->picture = shown;
}

/* ---- Creating ---- */

size_t sky_sixel_text_max(const struct sky_sixel *sixel)
{
    size_t bands = (sixel->height + BAND - 1) / BAND;
    return PICTURE_TEXT + bands * ((size_t)sixel->width * BAND * COLUMN_TEXT + COLORS_MAX * COLOR_TEXT);
}

struct sky_sixel *sky_sixel_create(uint32_t width, uint32_t height, uint32_t colors)
{
    if (width < 1 || width > SKY_SIXEL_MAX || height < 1 || height > SKY_SIXEL_MAX || colors < 8) {
        sky_fail("a sixel picture of %u x %u pixels with %u colours is out of range (must be 1 to %d each way, 8 or "
                 "more)", width, height, colors, SKY_SIXEL_MAX);
        return NULL;
    }
    struct sky_sixel *sixel = calloc(1, sizeof *sixel);
    size_t pixels = (size_t)width * height;
    if (sixel) {
        sixel->width = width;
        sixel->height = height;
        sixel->levels = LEVELS_MAX;
        while (sixel->levels * sixel->levels * sixel->levels > colors)
            sixel->levels--;
        sixel->picture = malloc(pixels);
        sixel->shown = calloc(pixels, 1);
        sixel->masks = malloc((size_t)COLORS_MAX * width);
        sixel->text = malloc(sky_sixel_text_max(sixel));
    }
    if (!sixel || !sixel->picture || !sixel->shown || !sixel->masks || !sixel->text) {
        sky_sixel_destroy(sixel);
        sky_fail("out of memory for a sixel picture of %u x %u pixels", width, height);
        return NULL;
    }
    fill_steps(sixel);
    return sixel;
}

void sky_sixel_destroy(struct sky_sixel *sixel)
{
    if (!sixel)
        return;
    free(sixel->picture);
    free(sixel->shown);
    free(sixel->masks);
    free(sixel->text);
    free(sixel);
}
