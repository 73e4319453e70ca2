/* SPDX-License-Identifier: ISC */
/* Compares the conversions between flat and polar with plain formulas in double precision, and converts there and
 * back. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "disc/flat.h"
#include "disc/polar.h"
#include "kernel/light.h"
#include "tap.h"

#define TAU 6.283185307179586

static const struct sky_geometry shapes[] = {
    {360, 288, 0}, {360, 288, 60.5}, {24, 8, 0}, {7, 5, 0}, {1, 1, 0},  {1, 1, 2}, {1, 30, 0},
    {30, 1, 0},    {30, 1, 12.25},   {2, 3, 1},  {3, 2, 0}, {365, 40, 4}, {5000, 3, 0},
};
static const struct sky_color black;
#define SHAPES (sizeof shapes / sizeof *shapes)

static const char *shape_of(const struct sky_geometry *geometry)
{
    static char text[SKY_GEOMETRY_TEXT];
    return sky_geometry_format(geometry, text);
}

static uint8_t *noise(size_t bytes, uint64_t seed)
{
    uint8_t *out = malloc(bytes);
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)sky_random_hash(seed, i);
    return out;
}

/* ---- Flat ---- */

static double led(const struct sky_geometry *geometry, const uint8_t *frame, double vane, double pixel, int channel)
{
    size_t v = (size_t)vane % geometry->vanes, p = (size_t)pixel;
    return frame[(v * geometry->pixels + p) * 3 + (size_t)channel];
}

/* The exact value of a picture's pixel: interpolated linearly between the four LEDs around it. */
static double flat_wanted(const struct sky_geometry *geometry, const uint8_t *frame, uint32_t size, uint32_t x,
                          uint32_t y, int channel, double background)
{
    double right = x + 0.5 - size / 2.0, up = size / 2.0 - y - 0.5;
    double scale = 2 * (geometry->hub + geometry->pixels) / size;
    double distance = hypot(right, up), angle = atan2(right, up) / TAU;
    double vane = (angle < 0 ? angle + 1 : angle) * geometry->vanes;
    double pixel = fmin(fmax(distance * scale - geometry->hub - 0.5, 0), geometry->pixels - 1);
    double v = floor(vane), p = floor(pixel), q = fmin(p + 1, geometry->pixels - 1);
    double inner = led(geometry, frame, v, p, channel) * (1 - vane + v) +
                   led(geometry, frame, v + 1, p, channel) * (vane - v);
    double outer = led(geometry, frame, v, q, channel) * (1 - vane + v) +
                   led(geometry, frame, v + 1, q, channel) * (vane - v);
    double color = inner * (1 - pixel + p) + outer * (pixel - p);
    double hole = geometry->hub / scale;
    double cover = fmin(fmax(size / 2.0 - distance + 0.5, 0), 1);
    if (hole > 0)
        cover = fmax(cover - fmin(fmax(hole - distance + 0.5, 0), 1), 0);
    return background * (1 - cover) + color * cover;
}

/* Weights are in 256ths and three steps round, so the values are less than 2 levels apart. The exact centre, which
 * has no angle, is not compared. */
static void test_flat(const struct sky_geometry *geometry, uint32_t size)
{
    uint8_t *frame = noise(sky_frame_bytes(geometry), size), *rgb = malloc((size_t)size * size * 3);
    struct sky_flat *flat = sky_flat_create(geometry, size, 1, (struct sky_color){200, 100, 50});
    double worst = 0;
    sky_flat_draw(flat, frame, rgb);
    for (uint32_t y = 0; y < size; y++)
        for (uint32_t x = 0; x < size; x++)
            for (int channel = 0; channel < 3; channel++) {
                static const double background[] = {200, 100, 50};
                double wanted = flat_wanted(geometry, frame, size, x, y, channel, background[channel]);
                double off = fabs(wanted - rgb[((size_t)y * size + x) * 3 + (size_t)channel]);
                if (2 * x + 1 != size || 2 * y + 1 != size)
                    worst = fmax(worst, off);
            }
    ok(worst < 2,
       "flat interpolates linearly between the LEDs of %s at %u pixels (off by %.2f)", shape_of(geometry), size, worst);
    sky_flat_destroy(flat);
    free(frame);
    free(rgb);
}

static void test_oversample(const struct sky_geometry *geometry, uint32_t size, unsigned k)
{
    uint8_t *frame = noise(sky_frame_bytes(geometry), size);
    uint8_t *rgb = malloc((size_t)size * size * 3), *fine = malloc((size_t)size * size * 3 * k * k);
    struct sky_color background = {9, 99, 199};
    struct sky_flat *mean = sky_flat_create(geometry, size, k, background);
    struct sky_flat *large = sky_flat_create(geometry, size * k, 1, background);
    sky_flat_draw(mean, frame, rgb);
    sky_flat_begin(large, frame);
    for (uint32_t y = 0; y < size * k; y += 5) /* draws it in parts */
        sky_flat_rows(large, y, size * k - y < 5 ? size * k - y : 5, fine + (size_t)y * size * k * 3);
    bool held = true;
    for (uint32_t y = 0; y < size; y++)
        for (uint32_t x = 0; x < size * 3; x++) {
            unsigned sum = 0;
            for (unsigned j = 0; j < k; j++)
                for (unsigned i = 0; i < k; i++)
                    sum += fine[((size_t)(y * k + j) * size * k + x / 3 * k + i) * 3 + x % 3];
            held = held && rgb[(size_t)y * size * 3 + x] == (sum + k * k / 2) / (k * k);
        }
    ok(held, "flat at %u pixels, oversampled %u times, is the mean of the larger picture", size, k);
    sky_flat_destroy(mean);
    sky_flat_destroy(large);
    free(frame);
    free(rgb);
    free(fine);
}

static bool is_color(const uint8_t *rgb, int r, int g, int b)
{
    return rgb[0] == r && rgb[1] == g && rgb[2] == b;
}

static void test_flat_orientation(void)
{
    const struct sky_geometry geometry = {8, 10, 4};
    uint8_t frame[8 * 10 * 3] = {0}, rgb[101 * 101 * 3];
    memset(frame, 255, 30);                  /* vane 0 white */
    for (int i = 0; i < 10; i++)
        frame[(2 * 10 + i) * 3] = 255;       /* vane 2, a quarter clockwise, red */
    frame[(4 * 10 + 9) * 3 + 1] = 255;       /* vane 4: the rim green */
    struct sky_flat *flat = sky_flat_create(&geometry, 101, 1, (struct sky_color){0, 0, 255});
    sky_flat_draw(flat, frame, rgb);
#define PIXEL(x, y) (rgb + ((y) * 101 + (x)) * 3)
    ok(is_color(PIXEL(50, 5), 255, 255, 255) && is_color(PIXEL(50, 30), 255, 255, 255),
       "flat draws vane 0 at 12 o'clock");
    ok(is_color(PIXEL(95, 50), 255, 0, 0) && is_color(PIXEL(70, 50), 255, 0, 0),
       "flat draws the vane a quarter further at 3 o'clock");
    ok(is_color(PIXEL(50, 99), 0, 255, 0) && is_color(PIXEL(50, 80), 0, 0, 0),
       "flat draws the last pixel at the rim");
    ok(is_color(PIXEL(50, 50), 0, 0, 255) && is_color(PIXEL(0, 0), 0, 0, 255) &&
           is_color(PIXEL(100, 100), 0, 0, 255),
       "flat fills the hole and the corners with the background");
    sky_flat_set_background(flat, (struct sky_color){1, 2, 3});
    sky_flat_draw(flat, frame, rgb);
    ok(is_color(PIXEL(50, 50), 1, 2, 3) && is_color(PIXEL(100, 0), 1, 2, 3),
       "flat uses a new background in the next picture");
    sky_flat_destroy(flat);

    memset(frame, 77, sizeof frame);
    flat = sky_flat_create(&geometry, 100, 1, (struct sky_color){77, 77, 77});
    sky_flat_draw(flat, frame, rgb);
    bool held = true;
    for (int i = 0; i < 100 * 100 * 3; i++)
        held = held && rgb[i] == 77;
    ok(held, "flat draws no edge between a disc and a background of the same colour");
    sky_flat_destroy(flat);
}

/* ---- Polar ---- */

static struct sky_image image_of(uint32_t width, uint32_t height)
{
    return (struct sky_image){width, height, calloc((size_t)width * height, 3), NULL};
}

/* Four triangles: red above, green to the right, blue below, white to the left. */
static struct sky_image triangles(uint32_t width, uint32_t height)
{
    struct sky_image image = image_of(width, height);
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++) {
            uint8_t *rgb = image.rgb + ((size_t)y * width + x) * 3;
            double right = (x + 0.5) / width - 0.5, up = 0.5 - (y + 0.5) / height;
            if (fabs(up) > fabs(right))
                rgb[up > 0 ? 0 : 2] = 255;
            else if (right > 0)
                rgb[1] = 255;
            else
                memset(rgb, 255, 3);
        }
    return image;
}

static void test_polar_orientation(void)
{
    const struct sky_geometry geometry = {40, 12, 3};
    uint8_t frame[40 * 12 * 3];
    for (enum sky_fit fit = SKY_FIT_CONTAIN; fit <= SKY_FIT_STRETCH; fit++) {
        struct sky_image image = triangles(300, 300);
        bool held = sky_polar_draw_once(frame, &geometry, &image, fit, black) == 0;
        for (int pixel = 0; pixel < 12 && held; pixel++)
            held = is_color(frame + pixel * 3, 255, 0, 0) && is_color(frame + (10 * 12 + pixel) * 3, 0, 255, 0) &&
                   is_color(frame + (20 * 12 + pixel) * 3, 0, 0, 255) &&
                   is_color(frame + (30 * 12 + pixel) * 3, 255, 255, 255);
        ok(held, "polar takes vanes 0, 1/4, 1/2 and 3/4 from the top, right, bottom and left (fit %d)", (int)fit);
        sky_image_finish(&image);
    }
}

/* A white picture must light the LEDs that it covers, and only those. */
static void test_fit(uint32_t width, uint32_t height, enum sky_fit fit)
{
    const struct sky_geometry geometry = {60, 20, 5};
    uint8_t frame[60 * 20 * 3];
    struct sky_image image = image_of(width, height);
    memset(image.rgb, 255, sky_image_bytes(&image));
    bool held = sky_polar_draw_once(frame, &geometry, &image, fit, black) == 0;
    double longer = fmax(width, height), half_width = 25 * width / longer, half_height = 25 * height / longer;
    for (uint32_t vane = 0; vane < 60; vane++)
        for (uint32_t pixel = 0; pixel < 20; pixel++) {
            /* The distance of the LED from the picture's edge, in pitches. Its cell reaches at most 1.42 pitches. */
            double radius = 5.5 + pixel, x = radius * sin(vane / 60.0 * TAU), y = radius * cos(vane / 60.0 * TAU);
            double inside = fmin(half_width - fabs(x), half_height - fabs(y));
            int value = frame[(vane * 20 + pixel) * 3];
            if (fit != SKY_FIT_CONTAIN || inside > 1.5)
                held = held && value == 255;
            else if (inside < -1.5)
                held = held && value == 0;
        }
    ok(held, "polar with fit %s lights the LEDs that a picture of %ux%u covers", sky_fit_names[fit], width, height);
    sky_image_finish(&image);
}

/* The mean, in light, of the picture over an LED's sector, by many points. */
static double cell_mean(const struct sky_geometry *geometry, const struct sky_image *image, uint32_t vane,
                        uint32_t pixel, int channel)
{
    enum { POINTS = 40 };
    double scale = fmax(image->width, image->height) / (2 * (geometry->hub + geometry->pixels)), sum = 0;
    for (int i = 0; i < POINTS; i++)
        for (int j = 0; j < POINTS; j++) {
            double angle = (vane + (i + 0.5) / POINTS - 0.5) / geometry->vanes * TAU;
            double radius = (geometry->hub + pixel + (j + 0.5) / POINTS) * scale;
            double x = floor(image->width / 2.0 + radius * sin(angle));
            double y = floor(image->height / 2.0 - radius * cos(angle));
            if (x >= 0 && x < image->width && y >= 0 && y < image->height)
                sum += sky_srgb_to_light(
                    image->rgb[((size_t)y * image->width + (size_t)x) * 3 + (size_t)channel] / 255.0);
        }
    return sky_srgb_from_light(sum / (POINTS * POINTS)) * 255;
}

/* With a picture of noise, only the true mean of a cell of many pixels comes near this. */
static void test_mean(const struct sky_geometry *geometry, uint32_t width, uint32_t height, double allowed)
{
    struct sky_image image = {width, height, noise((size_t)width * height * 3, width), NULL};
    uint8_t *frame = malloc(sky_frame_bytes(geometry));
    bool held = sky_polar_draw_once(frame, geometry, &image, SKY_FIT_CONTAIN, black) == 0;
    double squares = 0;
    for (uint32_t vane = 0; vane < geometry->vanes; vane++)
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
            double off = cell_mean(geometry, &image, vane, pixel, 1) -
                         frame[((size_t)vane * geometry->pixels + pixel) * 3 + 1];
            squares += off * off;
        }
    double off = sqrt(squares / geometry->vanes / geometry->pixels);
    ok(held && off < allowed, "polar averages %ux%u pixels of noise on %s (off by %.2f)", width, height,
       shape_of(geometry), off);
    sky_image_finish(&image);
    free(frame);
}

static void test_odd_pictures(const struct sky_geometry *geometry)
{
    static const uint32_t sizes[][2] = {{1, 1}, {1, 100}, {100, 1}, {2, 2}, {3, 7}, {16384, 1}};
    uint8_t *frame = malloc(sky_frame_bytes(geometry));
    bool held = true;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (enum sky_fit fit = SKY_FIT_CONTAIN; fit <= SKY_FIT_STRETCH; fit++) {
            struct sky_image image = image_of(sizes[i][0], sizes[i][1]);
            memset(image.rgb, 123, sky_image_bytes(&image));
            held = held && sky_polar_draw_once(frame, geometry, &image, fit, black) == 0;
            for (size_t j = 0; j < sky_frame_bytes(geometry) && fit != SKY_FIT_CONTAIN; j++)
                held = held && frame[j] == 123;
            sky_image_finish(&image);
        }
    ok(held, "polar fills %s with pictures of 1x1 to 16384x1 pixels", shape_of(geometry));
    free(frame);
}

/* ---- There and back ---- */

/* Fills a frame with wide waves across the disc, so that it is smooth for the viewer. */
static void fill_smooth(const struct sky_geometry *geometry, uint8_t *frame)
{
    double rim = geometry->hub + geometry->pixels;
    for (uint32_t vane = 0; vane < geometry->vanes; vane++)
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++, frame += 3) {
            double radius = (geometry->hub + pixel + 0.5) / rim, angle = (double)vane / geometry->vanes * TAU;
            double x = radius * sin(angle), y = radius * cos(angle);
            frame[0] = (uint8_t)(128 + 100 * sin(3 * x) + 0.5);
            frame[1] = (uint8_t)(128 + 100 * cos(2 * y + x) + 0.5);
            frame[2] = (uint8_t)(128 + 60 * (x - y) + 0.5);
        }
}

static void test_round_trip(const struct sky_geometry *geometry, uint32_t size, int allowed)
{
    size_t bytes = sky_frame_bytes(geometry), worst = 0;
    uint8_t *frame = malloc(bytes), *back = malloc(bytes);
    struct sky_image image = image_of(size, size);
    struct sky_flat *flat = sky_flat_create(geometry, size, 1, (struct sky_color){0});
    fill_smooth(geometry, frame);
    sky_flat_draw(flat, frame, image.rgb);
    bool held = sky_polar_draw_once(back, geometry, &image, SKY_FIT_CONTAIN, black) == 0;
    for (size_t i = 0; i < bytes; i++) {
        /* The pixels at the hub and the rim are mixed with the background at the picture's smooth edge. */
        size_t pixel = i / 3 % geometry->pixels, off = (size_t)abs(frame[i] - back[i]);
        if (pixel > 1 && pixel < geometry->pixels - 2)
            worst = off > worst ? off : worst;
    }
    ok(held && worst <= (size_t)allowed, "a smooth frame of %s comes back from a picture of %u pixels (off by %zu)",
       shape_of(geometry), size, worst);
    sky_flat_destroy(flat);
    sky_image_finish(&image);
    free(frame);
    free(back);
}

int main(void)
{
    static const uint32_t sizes[] = {1, 2, 3, 16, 61, 200};
    for (size_t i = 0; i < SHAPES; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++)
            test_flat(&shapes[i], sizes[j]);
    test_flat(&shapes[0], 576);
    test_oversample(&shapes[0], 50, 8);
    test_oversample(&shapes[3], 33, 3);
    test_oversample(&shapes[8], 7, 2);
    test_flat_orientation();
    ok(!sky_flat_create(&shapes[0], 0, 1, (struct sky_color){0}) &&
           !sky_flat_create(&shapes[0], SKY_FLAT_SIZE_MAX + 1, 1, (struct sky_color){0}) &&
           !sky_flat_create(&shapes[0], 2048, 5, (struct sky_color){0}),
       "flat refuses sizes that are out of range");

    test_polar_orientation();
    for (enum sky_fit fit = SKY_FIT_CONTAIN; fit <= SKY_FIT_STRETCH; fit++) {
        test_fit(100, 100, fit);
        test_fit(200, 50, fit);
        test_fit(30, 90, fit);
    }
    test_mean(&(struct sky_geometry){24, 8, 0}, 640, 640, 2);
    test_mean(&(struct sky_geometry){24, 8, 4}, 900, 300, 2);
    test_mean(&(struct sky_geometry){90, 30, 0}, 700, 700, 3);
    for (size_t i = 1; i < SHAPES; i++)
        test_odd_pictures(&shapes[i]);

    test_round_trip(&shapes[0], 800, 1);
    test_round_trip(&shapes[1], 700, 1);
    test_round_trip(&shapes[11], 300, 2);
    return done();
}
