/* SPDX-License-Identifier: ISC */
/* Compares the conversions between flat and polar with plain formulas in double precision, and converts there and
 * back. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "disc/flat.h"
#include "disc/moving.h"
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

/* A point in pitches: how far it is to the right of the disc's middle, and above it. */
struct point {
    double right, up;
};

static double light_of(uint8_t code)
{
    return sky_light_tables()->of_code[code] / (double)SKY_LIGHT_FULL;
}

static double led(const struct sky_geometry *geometry, const uint8_t *frame, double turns, double radius)
{
    double vanes = geometry->vanes, vane = floor(turns * vanes + 0.5);
    double pixel = fmin(fmax(floor(radius - geometry->hub), 0), geometry->pixels - 1.0);
    return light_of(frame[((size_t)(vane - floor(vane / vanes) * vanes) * geometry->pixels + (size_t)pixel) * 3]);
}

/* The mean of a piece of a ring about a point, as long and as wide as a pixel, but at least as an LED's sector. */
static double smooth(const struct sky_geometry *geometry, const uint8_t *frame, struct point at, struct point pixel)
{
    enum { POINTS = 70 };
    double radius = hypot(at.right, at.up), sine = radius > 0 ? at.right / radius : 0,
           cosine = radius > 0 ? at.up / radius : 1;
    double length = fmax(hypot(pixel.right * sine, pixel.up * cosine), 1);
    double width = hypot(pixel.right * cosine, pixel.up * sine);
    double turns = radius > 0 ? fmin(fmax(width / radius / TAU, 1.0 / geometry->vanes), 1) : 1, sum = 0;
    double middle = atan2(at.right, at.up) / TAU;
    for (int i = 0; i < POINTS; i++)
        for (int j = 0; j < POINTS; j++)
            sum += led(geometry, frame, middle + turns * ((i + 0.5) / POINTS - 0.5),
                       radius + length * ((j + 0.5) / POINTS - 0.5));
    return sum / (POINTS * POINTS);
}

/* Red of some pixels by their definition and many points, in light. So many vanes need more points than they get. */
static void test_flat(const struct sky_geometry *geometry, struct sky_flat_picture picture)
{
    enum { POINTS = 30, PIXELS = 60 };
    size_t bytes = (size_t)picture.width * picture.height * 3;
    uint8_t *frame = noise(sky_frame_bytes(geometry), picture.width), *rgb = malloc(bytes);
    struct sky_flat *flat = sky_flat_create(geometry, &picture);
    if (!frame || !rgb || !flat)
        abort();
    sky_flat_draw(flat, frame, (struct sky_color){200, 100, 50}, rgb);
    double rim = geometry->hub + geometry->pixels, worst = 0;
    double down = 2 * rim / fmin(picture.height, picture.width * picture.aspect);
    struct point size = {down * picture.aspect, down};
    for (size_t i = 0; i < bytes / 3; i += 1 + sky_random_hash(1, i) % (1 + 2 * bytes / 3 / PIXELS)) {
        size_t row = i / picture.width;
        double x = (double)(i % picture.width) - picture.width / 2.0;
        double y = picture.height / 2.0 - (double)row, sum = 0;
        int inside = 0;
        for (int j = 0; j < POINTS * POINTS; j++) {
            int line = j / POINTS;
            double right = (x + (j % POINTS + 0.5) / POINTS) * size.right;
            double up = (y - (line + 0.5) / POINTS) * size.up, radius = hypot(right, up);
            bool shown = radius < rim && radius >= geometry->hub;
            inside += shown;
            if (shown && picture.style == SKY_FLAT_SECTORS)
                sum += led(geometry, frame, atan2(right, up) / TAU, radius);
        }
        struct point at = {(x + 0.5) * size.right, (y - 0.5) * size.up};
        if (inside > 0 && picture.style == SKY_FLAT_SMOOTH)
            sum = smooth(geometry, frame, at, size) * inside;
        double wanted = (sum + light_of(200) * (POINTS * POINTS - inside)) / (POINTS * POINTS);
        worst = fmax(worst, fabs(wanted - light_of(rgb[i * 3])));
    }
    ok(worst < (geometry->vanes < 1000 ? 0.04 : 0.1), "flat draws %s in %s on %ux%u pixels of aspect %g (off by %.3f)",
       shape_of(geometry), sky_flat_style_names[picture.style], picture.width, picture.height, picture.aspect, worst);
    sky_flat_destroy(flat);
    free(frame);
    free(rgb);
}

static void test_flats(enum sky_flat_style style)
{
    static const uint32_t sizes[] = {1, 2, 3, 16, 29};
    for (size_t i = 0; i < SHAPES; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++)
            test_flat(&shapes[i], (struct sky_flat_picture){sizes[j], sizes[j], 1, style});
    test_flat(&shapes[0], (struct sky_flat_picture){576, 576, 1, style});
    test_flat(&shapes[1], (struct sky_flat_picture){400, 401, 1, style});
    test_flat(&shapes[0], (struct sky_flat_picture){40, 25, 1, style});
    test_flat(&shapes[2], (struct sky_flat_picture){41, 60, 0.5, style});
    test_flat(&shapes[3], (struct sky_flat_picture){31, 20, 1.4, style});
    test_flat(&(struct sky_geometry){65536, 20, 0}, (struct sky_flat_picture){25, 25, 1, style});
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
    struct sky_flat_picture picture = {101, 101, 1, SKY_FLAT_SMOOTH};
    struct sky_flat *flat = sky_flat_create(&geometry, &picture);
    sky_flat_draw(flat, frame, (struct sky_color){0, 0, 255}, rgb);
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
    sky_flat_draw(flat, frame, (struct sky_color){1, 2, 3}, rgb);
    ok(is_color(PIXEL(50, 50), 1, 2, 3) && is_color(PIXEL(100, 0), 1, 2, 3),
       "flat uses a new background in the next picture");
    sky_flat_destroy(flat);

    bool held = true;
    for (int code = 0; code < 256; code++)
        for (picture.style = 0; sky_flat_style_names[picture.style]; picture.style++) {
            memset(frame, code, sizeof frame);
            picture.width = picture.height = 30 + (uint32_t)code % 2;
            flat = sky_flat_create(&geometry, &picture);
            sky_flat_draw(flat, frame, (struct sky_color){(uint8_t)code, (uint8_t)code, (uint8_t)code}, rgb);
            for (uint32_t i = 0; i < picture.width * picture.height * 3; i++)
                held = held && rgb[i] == code;
            sky_flat_destroy(flat);
        }
    ok(held, "flat draws no edge between a disc and a background of the same colour");
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

/* ---- Pictures that move ---- */

/* What differs between a frame of a picture that moves and one of a picture that lies still. */
struct difference {
    int most;
    double squares;
};

static struct difference difference(const uint8_t *a, const uint8_t *b, size_t bytes)
{
    struct difference found = {0, 0};
    for (size_t i = 0; i < bytes; i++) {
        int off = abs(a[i] - b[i]);
        found.most = off > found.most ? off : found.most;
        found.squares += (double)off * off;
    }
    return found;
}

static double random_from(double low, double high, uint64_t i)
{
    return low + (high - low) * (double)(sky_random_hash(77, i) >> 40) / (1 << 24);
}

/* Noise, checkers of single pixels, and half of it transparent: an error of a hundredth of a pixel would show. */
static struct sky_image rough(uint32_t width, uint32_t height, bool alpha)
{
    struct sky_image image = {width, height, noise((size_t)width * height * 3, 9), NULL};
    image.alpha = alpha ? noise((size_t)width * height, 10) : NULL;
    for (uint32_t y = 0; y < height / 2; y++)
        for (uint32_t x = 0; x < width; x++)
            memset(image.rgb + ((size_t)y * width + x) * 3, (x + y) % 2 ? 255 : 0, 3);
    return image;
}

static void test_moving(const struct sky_geometry *geometry, uint32_t width, uint32_t height)
{
    enum { PLACES = 10 };
    const struct sky_color behind = {200, 20, 90};
    size_t bytes = sky_frame_bytes(geometry);
    uint8_t *still = malloc(bytes), *moved = malloc(bytes);
    struct sky_image image = rough(width, height, height % 2 == 0);
    struct sky_moving *moving = sky_moving_create(geometry);
    struct difference worst = {0, 0};
    bool held = moving != NULL;
    for (uint64_t i = 0; i < PLACES && held; i++) {
        const struct sky_placement placement = {
            .fit = (enum sky_fit)(i % 3), .size = i % 4 == 0 ? 1 : i % 4 == 1 ? 3.5 : random_from(0.1, 1.5, 5 * i),
            .x = i % 5 == 0 ? 0 : random_from(-0.5, 0.5, 5 * i + 1),
            .y = i % 7 == 0 ? 0 : random_from(-0.5, 0.5, 5 * i + 2),
            .turns = i % 6 == 0 ? (double)i / 24 : random_from(0, 1, 5 * i + 3),
            .flip_across = i % 2, .flip_down = i % 4 > 1};
        struct sky_polar *polar = sky_polar_create(geometry, width, height, &placement);
        held = polar && sky_moving_draw(moving, moved, NULL, &image, i == 0, &placement, behind) == 0;
        if (!held)
            break;
        sky_polar_draw(polar, still, NULL, &image, behind);
        sky_polar_destroy(polar);
        struct difference now = difference(still, moved, bytes);
        worst.most = now.most > worst.most ? now.most : worst.most;
        worst.squares += now.squares;
    }
    double off = sqrt(worst.squares / (double)bytes / PLACES);
    ok(held && worst.most <= 6 && off < 0.4, "a moving picture of %ux%u on %s is that of its plan (off by %.3f, %d)",
       width, height, shape_of(geometry), off, worst.most);
    sky_moving_destroy(moving);
    sky_image_finish(&image);
    free(still);
    free(moved);
}

/* The greatest difference between a picture at a placement that moves there, and one by a plan. */
static int difference_at(const struct sky_geometry *geometry, const struct sky_image *image,
                         const struct sky_placement *placement)
{
    size_t bytes = sky_frame_bytes(geometry);
    uint8_t *still = malloc(bytes), *moved = malloc(bytes);
    struct sky_moving *moving = sky_moving_create(geometry);
    struct sky_polar *polar = sky_polar_create(geometry, image->width, image->height, placement);
    int most = 255;
    if (moving && polar && sky_moving_draw(moving, moved, NULL, image, true, placement, black) == 0) {
        sky_polar_draw(polar, still, NULL, image, black);
        most = difference(still, moved, bytes).most;
    }
    sky_polar_destroy(polar);
    sky_moving_destroy(moving);
    free(still);
    free(moved);
    return most;
}

/* Sides of pieces that cross the picture's pixels from corner to corner, but for rounding. */
static void test_diagonals(void)
{
    const struct sky_geometry geometry = {12, 1, 0};
    struct sky_image image = rough(28, 22, false);
    int worst = 0;
    for (int i = 0; i < 64; i++) {
        const struct sky_placement placement = {.fit = SKY_FIT_COVER, .size = 0.5 + i / 64.0, .turns = i % 4 / 4.0};
        int most = difference_at(&geometry, &image, &placement);
        worst = most > worst ? most : worst;
    }
    ok(worst <= 4, "a moving picture is that of its plan where pieces are bounded by diagonals (off by %d)", worst);
    sky_image_finish(&image);
}

/* Pixels so much longer than wide that sectors which are widened to one reach far beyond the rim. */
static void test_long_pixels(void)
{
    const struct sky_geometry geometry = {2, 2, 7};
    struct sky_image image = rough(58, 5, false);
    const struct sky_placement placement = {.fit = SKY_FIT_STRETCH, .size = 60};
    int most = difference_at(&geometry, &image, &placement);
    ok(most <= 4, "a moving picture is that of its plan where its pixels are long (off by %d)", most);
    sky_image_finish(&image);
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
    struct sky_flat *flat = sky_flat_create(geometry, &(struct sky_flat_picture){size, size, 1, SKY_FLAT_SMOOTH});
    fill_smooth(geometry, frame);
    sky_flat_draw(flat, frame, black, image.rgb);
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
    test_flats(SKY_FLAT_SMOOTH);
    test_flats(SKY_FLAT_SECTORS);
    test_flat_orientation();
    ok(!sky_flat_create(&shapes[0], &(struct sky_flat_picture){.width = 0, .height = 1, .aspect = 1}) &&
           !sky_flat_create(&shapes[0], &(struct sky_flat_picture){1, SKY_FLAT_SIZE_MAX + 1, 1, SKY_FLAT_SMOOTH}),
       "flat refuses sizes that are out of range");

    for (size_t i = 0; i < SHAPES; i++) {
        test_moving(&shapes[i], 100, 80);
        if (i >= 2)
            test_moving(&shapes[i], 31, 3);
    }
    test_moving(&shapes[0], 640, 480);
    test_moving(&shapes[2], 1, 1);
    test_diagonals();
    test_long_pixels();

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
