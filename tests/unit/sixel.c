/* SPDX-License-Identifier: ISC */
/* Decodes the texts of pictures, which must then have their light. */
#include "term/sixel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "tap.h"

struct picture {
    uint32_t width, height;
    double *light; /* three a pixel, or -1 where nothing was drawn */
    bool valid;
};

static double light_of(double code)
{
    return code <= 0.04045 ? code / 12.92 : pow((code + 0.055) / 1.055, 2.4);
}

static void set_pixel(struct picture *picture, uint32_t x, uint32_t y, const double color[3])
{
    if (x >= picture->width || y >= picture->height) {
        picture->valid = false;
        return;
    }
    double *light = picture->light + ((size_t)y * picture->width + x) * 3;
    picture->valid = picture->valid && *light < 0; /* no pixel is drawn twice */
    memcpy(light, color, 3 * sizeof *light);
}

/* Draws what the text says. Registers have no colours before they are given one. */
static void decode(struct picture *picture, const char *text, size_t length)
{
    double registers[256][3];
    unsigned current = 0, width = 0, height = 0;
    uint32_t x = 0, y = 0;
    int used = 0;
    char head[64];
    snprintf(head, sizeof head, "%.*s", (int)(length < 63 ? length : 63), text);
    picture->valid = sscanf(head, "\033P0;1q\"1;1;%u;%u%n", &width, &height, &used) == 2 && width == picture->width &&
                     height == picture->height && memcmp(text + length - 2, "\033\\", 2) == 0;
    for (size_t i = 0; i < 256; i++)
        registers[i][0] = NAN;
    for (size_t i = 0; i < (size_t)width * height * 3; i++)
        picture->light[i] = -1;
    const char *end = text + length - 2;
    for (text += used; picture->valid && text < end;) {
        unsigned long repeat = 1;
        char *after;
        if (*text == '#') {
            unsigned long numbers[5] = {0};
            int count = 0;
            do
                numbers[count++] = strtoul(text + 1, &after, 10);
            while (*(text = after) == ';' && count < 5);
            if (numbers[0] > 255 || (count != 1 && (count != 5 || numbers[1] != 2)))
                picture->valid = false;
            else if (count == 5)
                for (int channel = 0; channel < 3; channel++)
                    registers[numbers[0]][channel] = light_of((double)numbers[2 + channel] / 100);
            else
                current = (unsigned)numbers[0];
            continue;
        }
        if (*text == '!') {
            repeat = strtoul(text + 1, &after, 10);
            text = after;
        }
        if (*text == '$') {
            x = 0;
        } else if (*text == '-') {
            x = 0;
            y += 6;
        } else if (*text < '?' || *text > '~' || isnan(registers[current][0])) {
            picture->valid = false;
        } else {
            for (; repeat > 0; repeat--, x++)
                for (uint32_t row = 0; row < 6; row++)
                    if ((*text - '?') >> row & 1)
                        set_pixel(picture, x, y + row, registers[current]);
        }
        text++;
    }
}

/* The largest difference of mean light between `rgb` and the picture, in squares of `side` pixels. */
static double worst_mean(const struct picture *picture, const uint8_t *rgb, uint32_t side)
{
    double worst = 0;
    for (uint32_t top = 0; top + side <= picture->height; top += side)
        for (uint32_t left = 0; left + side <= picture->width; left += side)
            for (size_t channel = 0; channel < 3; channel++) {
                double sum = 0;
                for (uint32_t y = top; y < top + side; y++)
                    for (uint32_t x = left; x < left + side; x++) {
                        size_t at = ((size_t)y * picture->width + x) * 3 + channel;
                        sum += picture->light[at] - light_of(rgb[at] / 255.0);
                    }
                worst = fmax(worst, fabs(sum) / side / side);
            }
    return worst;
}

static bool is_covered(const struct picture *picture)
{
    for (size_t i = 0; i < (size_t)picture->width * picture->height * 3; i++)
        if (picture->light[i] < 0)
            return false;
    return true;
}

/* Gradients. */
static void paint(uint8_t *rgb, uint32_t width, uint32_t height)
{
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++, rgb += 3) {
            rgb[0] = (uint8_t)(255 * x / width);
            rgb[1] = (uint8_t)(255 * y / height);
            rgb[2] = (uint8_t)(255 - 255 * x / width);
        }
}

static void test_picture(uint32_t width, uint32_t height, uint32_t colors, double limit)
{
    uint8_t *rgb = malloc((size_t)width * height * 3);
    struct picture picture = {width, height, malloc((size_t)width * height * 3 * sizeof(double)), false};
    struct sky_sixel *sixel = sky_sixel_create(width, height, colors);
    const char *text;
    size_t length;
    paint(rgb, width, height);
    sky_sixel_draw(sixel, rgb, false, &text, &length);
    decode(&picture, text, length);
    double worst = picture.valid ? worst_mean(&picture, rgb, 16) : 1;
    ok(picture.valid && is_covered(&picture) && worst <= limit && length <= sky_sixel_text_max(sixel),
       "a picture of %ux%u with %u colours has its light, within %.3f of %.3f", width, height, colors, worst, limit);
    sky_sixel_draw(sixel, rgb, false, &text, &length);
    ok(length == 0, "the same picture takes no text again");
    sky_sixel_draw(sixel, rgb, true, &text, &length);
    decode(&picture, text, length);
    ok(picture.valid && is_covered(&picture), "unless it is to be drawn anyway");
    sky_sixel_destroy(sixel);
    free(picture.light);
    free(rgb);
}

/* The greys that are drawn where nothing is dithered are black and white. */
static void test_solid(void)
{
    uint8_t rgb[40 * 13 * 3];
    struct picture picture = {40, 13, malloc(sizeof rgb * sizeof(double)), false};
    struct sky_sixel *sixel = sky_sixel_create(40, 13, 256);
    for (int code = 0; code < 256; code += 255) {
        const char *text;
        size_t length;
        memset(rgb, code, sizeof rgb);
        sky_sixel_draw(sixel, rgb, true, &text, &length);
        decode(&picture, text, length);
        bool held = picture.valid;
        for (size_t i = 0; i < sizeof rgb; i++)
            held = held && fabs(picture.light[i] - code / 255.0) < 1e-9;
        ok(held && length < 120, "a picture of code %d is that, in %zu bytes", code, length);
    }
    sky_sixel_destroy(sixel);
    free(picture.light);
}

/* Every pixel of another colour than its neighbours: the longest text. */
static void test_noise(uint32_t width, uint32_t height)
{
    size_t bytes = (size_t)width * height * 3, length;
    uint8_t *rgb = malloc(bytes);
    struct picture picture = {width, height, malloc(bytes * sizeof(double)), false};
    struct sky_sixel *sixel = sky_sixel_create(width, height, 256);
    const char *text;
    for (size_t i = 0; i < bytes; i++)
        rgb[i] = (uint8_t)sky_random_hash(7, i);
    sky_sixel_draw(sixel, rgb, false, &text, &length);
    decode(&picture, text, length);
    ok(picture.valid && is_covered(&picture) && length <= sky_sixel_text_max(sixel),
       "noise of %ux%u takes %zu bytes, at most %zu", width, height, length, sky_sixel_text_max(sixel));
    sky_sixel_destroy(sixel);
    free(picture.light);
    free(rgb);
}

int main(void)
{
    test_picture(1, 1, 256, 1);
    test_picture(7, 5, 256, 1);
    test_picture(128, 96, 1000, 0.02);
    test_picture(321, 323, 216, 0.02);
    test_picture(128, 96, 64, 0.02);
    test_picture(128, 96, 16, 0.02);
    test_picture(128, 97, 8, 0.02);
    test_solid();
    test_noise(1, 300);
    test_noise(300, 1);
    test_noise(400, 200);
    ok(!sky_sixel_create(10, 10, 7) && !sky_sixel_create(0, 10, 256) && !sky_sixel_create(10, SKY_SIXEL_MAX + 1, 256),
       "pictures of no or too many pixels, or of few colours, are refused");
    return done();
}
