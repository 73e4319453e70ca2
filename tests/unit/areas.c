/* SPDX-License-Identifier: ISC */
/* What free LEDs show: cells and their areas add up to the disc, weights to the whole, and a hand that turns keeps its
 * light. tests/standin/layout.py finds areas in another way. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/random.h"
#include "led/cells.h"
#include "led/circle.h"
#include "led/encoder.h"
#include "led/layout.h"
#include "led/sectors.h"
#include "tap.h"

static double random_unit(uint64_t seed, uint64_t index)
{
    return (double)(sky_random_hash(seed, index) >> 11) / 9007199254740992.0;
}

/* Places in the disc, some of which are alike. */
static void fill_sites(struct sky_point *sites, size_t count, uint64_t seed)
{
    for (size_t i = 0; i < count; i++) {
        double radius = sqrt(random_unit(seed, 2 * i)), angle = random_unit(seed, 2 * i + 1) * 6.283185307179586;
        if (seed % 3 == 1)
            radius = floor(radius * 4) / 4; /* on few rings, and in the middle */
        if (seed % 3 == 2)
            angle = floor(angle * 4) / 4;
        sites[i].x = radius * cos(angle);
        sites[i].y = radius * sin(angle);
    }
}

static double distance(struct sky_point a, struct sky_point b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

/* ---- Cells ---- */

static bool is_inside(const struct sky_cells *cells, size_t corners, struct sky_point point)
{
    for (size_t i = 0; i < corners; i++) {
        struct sky_point a = cells->corners[i], b = cells->corners[i + 1 < corners ? i + 1 : 0];
        if ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) < -1e-9)
            return false;
    }
    return true;
}

static void test_cells(void)
{
    int wrong_nearest = 0, wrong_cell = 0, tried = 0;
    for (uint64_t seed = 0; seed < 30; seed++) {
        struct sky_point sites[300], points[20];
        size_t count = 1 + (size_t)(sky_random_hash(seed, 1000) % 300), corners;
        struct sky_cells cells;
        fill_sites(sites, count, seed);
        fill_sites(points, 20, seed + 1000);
        if (sky_cells_init(&cells, sites, count) < 0)
            abort();
        for (size_t k = 0; k < 20; k++, tried++) {
            size_t nearest = 0, found = sky_cells_nearest(&cells, points[k]);
            for (size_t i = 1; i < count; i++)
                nearest = distance(points[k], sites[i]) < distance(points[k], sites[nearest]) ? i : nearest;
            wrong_nearest += distance(points[k], sites[found]) > distance(points[k], sites[nearest]);
            wrong_cell += sky_cells_find(&cells, found, &corners) < 0 || !is_inside(&cells, corners, points[k]);
        }
        sky_cells_finish(&cells);
    }
    ok(wrong_nearest == 0, "the nearest of some sites is found for %d points", tried);
    ok(wrong_cell == 0, "each of them is in the cell of that site");
}

/* The cells of all sites together cover every sector once. */
static double worst_sum(const struct sky_geometry *geometry, size_t count, uint64_t seed)
{
    size_t leds = (size_t)geometry->vanes * geometry->pixels, corners;
    struct sky_point *sites = malloc(count * sizeof *sites);
    double *sums = calloc(leds, sizeof *sums), *areas = malloc(geometry->pixels * sizeof *areas), worst = 0;
    struct sky_cells cells;
    struct sky_sectors sectors;
    fill_sites(sites, count, seed);
    if (sky_cells_init(&cells, sites, count) < 0 || sky_sectors_init(&sectors, geometry) < 0)
        abort();
    for (size_t i = 0; i < count; i++) {
        size_t twin;
        if (sky_cells_twin(&cells, i, &twin) < 0)
            abort();
        if (twin != SKY_CELLS_NONE && twin < i)
            continue;
        if (sky_cells_find(&cells, i, &corners) < 0)
            abort();
        sky_sectors_fill(&sectors, cells.corners, corners);
        for (size_t k = 0; k < sectors.vane_count; k++) {
            sky_sectors_of_vane(&sectors, sectors.vanes[k], areas);
            for (uint32_t pixel = sectors.low; pixel < sectors.end; pixel++)
                sums[sectors.vanes[k] * geometry->pixels + pixel] += areas[pixel];
        }
    }
    for (size_t i = 0; i < leds; i++) {
        double pixel = (double)(i % geometry->pixels), rim = geometry->hub + geometry->pixels;
        double area = 3.141592653589793 / geometry->vanes * (2 * (pixel + geometry->hub) + 1) / (rim * rim);
        worst = fmax(worst, fabs(sums[i] / area - 1));
    }
    sky_cells_finish(&cells);
    sky_sectors_finish(&sectors);
    free(sites);
    free(sums);
    free(areas);
    return worst;
}

static void test_sectors(void)
{
    static const struct sky_geometry geometries[] = {{240, 9, 0},  {24, 8, 3.5}, {1, 1, 0},  {2, 5, 0},
                                                     {3, 100, 40}, {4, 2, 0},    {360, 1, 0}, {7, 30, 0.25}};
    double worst = 0;
    for (size_t i = 0; i < sizeof geometries / sizeof *geometries; i++)
        for (uint64_t seed = 0; seed < 12; seed++)
            worst = fmax(worst, worst_sum(&geometries[i], 1 + (size_t)(seed * seed * 3), seed));
    ok(worst < 1e-9, "the parts of the disc cover every sector once, to %.1g of it", worst);
}

/* ---- Circles ---- */

static bool encloses(struct sky_circle circle, const struct sky_point *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (distance(circle.middle, points[i]) > circle.radius * (1 + 1e-9) + 1e-12)
            return false;
    return true;
}

/* A smaller circle would have to leave out one of the points on the edge: these do not fit into a half of it. */
static bool is_smallest(struct sky_circle circle, const struct sky_point *points, size_t count)
{
    for (int i = 0; i < 360 && count > 1; i++) {
        double angle = i * 0.017453292519943295;
        bool held = false;
        for (size_t k = 0; k < count && !held; k++)
            held = distance(circle.middle, points[k]) > circle.radius * (1 - 1e-9) &&
                   (points[k].x - circle.middle.x) * cos(angle) + (points[k].y - circle.middle.y) * sin(angle) >=
                       -1e-6 * circle.radius;
        if (!held)
            return false;
    }
    return true;
}

static void test_circles(void)
{
    int wrong = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct sky_point points[200];
        size_t count = 1 + (size_t)(sky_random_hash(seed, 77) % (seed % 2 ? 4 : 200));
        fill_sites(points, count, seed);
        for (size_t i = 0; i < count && seed % 5 == 0; i++)
            points[i].y = points[i].x * 2; /* all on a line */
        struct sky_circle circle = sky_circle_around(points, count);
        wrong += !encloses(circle, points, count) || !is_smallest(circle, points, count);
    }
    ok(wrong == 0, "the smallest circle around 300 sets of points is found");
}

/* ---- Layouts ---- */

static struct sky_layout parse(const char *text, struct sky_geometry geometry)
{
    struct sky_layout layout;
    if (sky_layout_parse(&layout, text, strlen(text), "layout", &geometry) < 0) {
        printf("# %s\n", sky_error());
        abort();
    }
    return layout;
}

static const char disc_241[] = "lane\nring 8 leds 60\nring 7 leds 48\nring 6 leds 40\nring 5 leds 32\nring 4 leds 24\n"
                               "ring 3 leds 16\nring 2 leds 12\nring 1 leds 8\nring 0 leds 1\n";

static void test_weights(void)
{
    static const char *const texts[] = {disc_241, "lane\nxy 1 2", "lane\nring 0 leds 1000", "lane\nxy 0 0 1 0 0 1 5 9",
                                        "lane\nvanes 0 pixels 0\nside back\nring 8 leds 3\nskip 2\nring 1 leds 2"};
    bool whole = true, white = true, within = true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sky_layout layout = parse(texts[i], (struct sky_geometry){240, 9, i % 2 * 2.0});
        const struct sky_areas *areas = sky_layout_areas(&layout);
        const struct sky_area_run *run = areas->runs;
        const uint32_t *weight = areas->weights;
        uint16_t duties[240 * 9 * 3], *out = malloc(areas->count * 3 * sizeof *out);
        memset(duties, 0xff, sizeof duties);
        sky_areas_apply(areas, out, duties);
        for (size_t k = 0; k < areas->count; k++) {
            uint64_t sum = 0;
            for (const struct sky_area_run *end = run + areas->spots[k].runs; run < end; run++) {
                within &= run->led + run->count <= 240 * 9 && run->count > 0;
                for (const uint32_t *last = weight + run->count; weight < last; weight++)
                    sum += *weight;
            }
            whole &= sum == SKY_AREA_WHOLE;
            for (int c = 0; c < 3; c++)
                white &= out[k * 3 + (size_t)c] == 65535;
        }
        free(out);
        sky_layout_finish(&layout);
    }
    ok(whole && within, "the weights of every LED add up to the whole");
    ok(white, "a white frame is white");

    struct sky_layout points = parse("lane\nvanes all", (struct sky_geometry){240, 9, 0});
    struct sky_layout rings = parse("show point\nlane\nring 8 leds 240\nring 1 leds 8", points.geometry);
    ok(!sky_layout_areas(&points) && !sky_layout_areas(&rings), "vanes and points need no weights");
    sky_layout_finish(&points);
    sky_layout_finish(&rings);
}

/* Does every LED of the frame have a weight in some LED of the screen? */
static bool covers(const struct sky_layout *layout)
{
    const struct sky_areas *areas = sky_layout_areas(layout);
    size_t leds = (size_t)layout->geometry.vanes * layout->geometry.pixels;
    bool *seen = calloc(leds, sizeof *seen), all = true;
    for (size_t i = 0; i < areas->run_count; i++)
        for (uint32_t k = 0; k < areas->runs[i].count; k++)
            seen[areas->runs[i].led + k] = true;
    for (size_t i = 0; i < leds; i++)
        all &= seen[i];
    free(seen);
    return all;
}

static void test_dead(void)
{
    char text[1024];
    snprintf(text, sizeof text, "%sdead 0 0..9 60 100..140 240\n", disc_241);
    struct sky_layout layout = parse(disc_241, (struct sky_geometry){240, 9, 0});
    struct sky_layout dead = parse(text, (struct sky_geometry){240, 9, 0});
    ok(covers(&layout), "every LED of the frame shows on the disc of 241 LEDs");
    ok(covers(&dead) && sky_layout_areas(&dead)->count == 241 - 53, "and also where 53 of these are dead");
    sky_layout_finish(&layout);
    sky_layout_finish(&dead);
}

/* ---- Encoding ---- */

/* The sum of all colours of an APA102 chain, of which each is 0 to 255. */
static unsigned light_of(const struct sky_encoder *encoder, size_t leds)
{
    unsigned sum = 0;
    for (size_t i = 0; i < leds; i++)
        for (size_t c = 1; c < 4; c++)
            sum += encoder->bytes[4 + 4 * i + c];
    return sum;
}

static void test_encoder(void)
{
    static const char small[] = "lane\nring 8 leds 30\nxy 0 0 1 1\ndead 0 0..9 31\n";
    const struct sky_correction_settings settings = {.brightness = 1, .white = {255, 255, 255}, .kelvin = 6500};
    struct sky_correction correction = {0};
    struct sky_layout layout = parse(disc_241, (struct sky_geometry){240, 9, 0});
    struct sky_layout other = parse(small, layout.geometry), copy;
    uint8_t frame[240 * 9 * 3], ring[240 * 9 * 3] = {0};
    struct sky_encoder encoder, limited;
    memset(frame, 255, sizeof frame);
    for (size_t vane = 0; vane < 240; vane++) /* the outermost pixel, which only the outermost ring is near to */
        memset(ring + (vane * 9 + 8) * 3, 255, 3);
    sky_correction_update(&correction, &settings, 1);
    if (sky_encoder_init(&encoder, &layout, &(struct sky_encoder_settings){.power = {.ma = 20, .idle_ma = 1}}) < 0 ||
        sky_encoder_init(&limited, &layout, &(struct sky_encoder_settings){.power = {2, 20, 1}}) < 0)
        abort();
    sky_encoder_encode(&encoder, frame, &correction);
    ok(light_of(&encoder, 241) == 241 * 3 * 255, "a white frame is white on all 241 LEDs of the chain");
    ok(fabs(sky_power_max(&encoder.power) - 241 * 0.061) < 1e-9, "their current is that of 241 white LEDs");
    sky_encoder_encode(&encoder, ring, &correction);
    unsigned light = light_of(&encoder, 60), rest = light_of(&encoder, 241) - light;
    ok(light > 60 * 3 * 200 && rest < light / 50, "a ring at the rim shows on the outermost LEDs: %u beside %u", light,
       rest);
    sky_encoder_encode(&limited, frame, &correction);
    ok(sky_power_max(&limited.power) <= 2 && sky_power_max(&limited.power) > 1.9, "areas keep a limit of 2 A: %.3f A",
       sky_power_max(&limited.power));

    struct sky_encoder dead;
    if (sky_encoder_init(&dead, &other, &(struct sky_encoder_settings){.power = {.ma = 20, .idle_ma = 1}}) < 0)
        abort();
    sky_encoder_encode(&dead, frame, &correction);
    ok(fabs(sky_power_max(&dead.power) - (32 * 0.001 + (32 - 11) * 0.06)) < 1e-9,
       "dead LEDs draw the current of dark ones: %.3f A", sky_power_max(&dead.power));
    sky_encoder_finish(&dead);

    ok(sky_encoder_change_layout(&encoder, &other) == 0, "another layout takes the place of the first");
    sky_encoder_encode(&encoder, frame, &correction);
    ok(light_of(&encoder, 241) == (32 - 11) * 3 * 255, "LEDs that it does not have, and dead ones, are black");
    ok(sky_layout_copy(&copy, &other) == 0 && sky_layout_equal(&copy, &other) && !sky_layout_equal(&copy, &layout),
       "a copy of it is equal to it");
    sky_layout_finish(&copy);
    sky_layout_finish(&layout);
    sky_layout_finish(&other);
    sky_encoder_finish(&encoder);
    sky_encoder_finish(&limited);
}

/* ---- A hand ---- */

/* The frame of a hand from the hub to the rim: each vane is lit by the part of it that the hand covers. */
static void draw_hand(uint16_t *duties, double middle, double width)
{
    for (int vane = 0; vane < 240; vane++) {
        double away = vane / 240.0 - middle, half = 0.5 / 240;
        away = fabs(away - floor(away + 0.5));
        double part = (fmin(away + half, width / 2) - fmax(away - half, -width / 2)) / (2 * half);
        for (int i = 0; i < 9 * 3; i++)
            duties[vane * 9 * 3 + i] = (uint16_t)(65535 * fmin(fmax(part, 0), 1) + 0.5);
    }
}

/* The light of all LEDs, as the hand turns: the least and the most, relative to the mean. */
static void turn_hand(const struct sky_layout *layout, double degrees, double *least, double *most)
{
    const struct sky_areas *areas = sky_layout_areas(layout);
    uint16_t duties[240 * 9 * 3], *out = malloc((areas ? areas->count : 1) * 3 * sizeof *out), shown[241 * 3];
    double sum = 0;
    *least = INFINITY;
    *most = 0;
    for (int step = 0; step < 3600; step++) {
        double light = 0;
        draw_hand(duties, step / 3600.0, degrees / 360);
        if (areas)
            sky_areas_apply(areas, out, duties);
        sky_layout_gather_duties(layout, shown, duties, out);
        for (int i = 0; i < 241; i++)
            light += shown[3 * i];
        sum += light;
        *least = fmin(*least, light);
        *most = fmax(*most, light);
    }
    *least /= sum / 3600;
    *most /= sum / 3600;
    free(out);
}

static void test_hand(void)
{
    char text[1024];
    static const double widths[] = {1.5, 3, 5.7, 11};
    double least, most;
    struct sky_layout layout = parse(disc_241, (struct sky_geometry){240, 9, 0});
    for (int i = 0; i < 4; i++) {
        turn_hand(&layout, widths[i], &least, &most);
        ok(least > 0.98 && most < 1.02, "a hand of %g degrees keeps its light at every angle: %.3f to %.3f", widths[i],
           least, most);
    }
    sky_layout_finish(&layout);
    snprintf(text, sizeof text, "show point\n%s", disc_241);
    layout = parse(text, (struct sky_geometry){240, 9, 0});
    turn_hand(&layout, 5.7, &least, &most);
    ok(least < 0.5 && most > 2, "with points it would have %.3f to %.3f", least, most);
    sky_layout_finish(&layout);
}

/* ---- Limits ---- */

static bool is_refused(const char *text, size_t size, struct sky_geometry geometry, const char *error)
{
    struct sky_layout layout;
    bool refused = sky_layout_parse(&layout, text, size, "x", &geometry) < 0 && strstr(sky_error(), error);
    if (!refused)
        printf("# %s\n", layout.table ? "accepted" : sky_error());
    sky_layout_finish(&layout);
    return refused;
}

static void test_limits(void)
{
    char *text = NULL;
    size_t size;
    const struct sky_geometry large = {65536, 100, 0}, small = {4, 1, 0};
    struct sky_layout layout = parse("show point\nlane\nxy 1 2", large);
    sky_layout_finish(&layout);
    ok(is_refused("lane\nxy 1 2", 11, large, "x:2: a frame of 6553600 LEDs is too large to show areas of it"),
       "areas of a very large frame are refused, and points are not");
    FILE *out = open_memstream(&text, &size);
    fputs("lane\nring 0 leds 200000\n", out);
    fclose(out);
    ok(is_refused(text, size, small, "lie too unevenly"), "200,000 LEDs on one ring are refused");
    free(text);
    out = open_memstream(&text, &size);
    fputs("disc 0 0 1\nlane\nshow point\n", out);
    for (int x = 0; x < 500; x++) /* in one or two buckets */
        for (int y = 0; y < 500; y++)
            fprintf(out, "xy %.7f %.7f\n", x * 2e-6, y * 2e-6);
    fclose(out);
    ok(is_refused(text, size, small, "too many LEDs are close to each other"), "250,000 points in a spot are refused");
    free(text);
    out = open_memstream(&text, &size);
    fputs("lane\nskip 999999\nxy 0 0\n", out);
    for (int i = 0; i < 100000; i++)
        fputs("dead 0 0..999998\n", out);
    fclose(out);
    ok(is_refused(text, size, small, "dead: more than 1000000 LEDs"), "and 100 thousand million dead LEDs");
    free(text);
}

int main(void)
{
    test_cells();
    test_sectors();
    test_circles();
    test_weights();
    test_dead();
    test_encoder();
    test_hand();
    test_limits();
    return done();
}
