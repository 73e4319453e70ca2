/* SPDX-License-Identifier: ISC */
/* Numbers, names, colours, parameters, geometry and pacing, as their callers see them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/geometry.h>

#include "base/clock.h"
#include "base/color.h"
#include "base/suggestion.h"
#include "base/number.h"
#include "program/params.h"
#include "base/random.h"
#include "tap.h"

static void test_numbers(void)
{
    double value = -1;
    static const char *const good[] = {"0", "-0.5", "+2", "1e3", ".5", "5.", "1E-3"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ok(sky_number_parse(good[i], -1, 1000, &value) == 0 && value == strtod(good[i], NULL), "'%s' is a number",
           good[i]);
    static const char *const bad[] = {"", " 1", "1 ", "12abc", "0x10", "inf", "nan", "1e", "--1", "1e999", "1,5", "-"};
    value = 42;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(sky_number_parse(bad[i], -1e300, 1e300, &value) < 0 && value == 42, "'%s' is not, and says so: %s", bad[i],
           sky_error());
    uint64_t whole = 42;
    ok(sky_integer_parse("18446744073709551615", 0, UINT64_MAX, &whole) == 0 && whole == UINT64_MAX,
       "the largest whole number is read");
    ok(sky_integer_parse("18446744073709551616", 0, UINT64_MAX, &whole) < 0 && whole == UINT64_MAX,
       "one more is out of range");
    ok(sky_integer_parse("-1", 0, 10, &whole) < 0 && sky_integer_parse("1.0", 0, 10, &whole) < 0,
       "a sign or a point make no whole number");
    char text[SKY_GROUPED_TEXT];
    ok(strcmp(sky_number_grouped(0, text), "0") == 0 && strcmp(sky_number_grouped(999, text), "999") == 0 &&
           strcmp(sky_number_grouped(1000, text), "1,000") == 0 &&
           strcmp(sky_number_grouped(UINT64_MAX, text), "18,446,744,073,709,551,615") == 0,
       "thousands are set apart");
}

static const char *nearest(const char *word)
{
    static const char *const names[] = {"angle", "spin", "mirror", "fold", "brightness"};
    struct sky_suggestion suggestion = {.word = word};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        sky_suggestion_offer(&suggestion, names[i]);
    return suggestion.best ? suggestion.best : "";
}

static void test_names(void)
{
    ok(strcmp(nearest("angel"), "angle") == 0, "two letters that changed places are found");
    ok(strcmp(nearest("mirrror"), "mirror") == 0, "a doubled letter is found");
    ok(strcmp(nearest("bright"), "brightness") == 0, "the beginning of a name is found");
    ok(strcmp(nearest("zebra"), "") == 0 && strcmp(nearest(""), "") == 0 && strcmp(nearest("x"), "") == 0,
       "what is like no name is not guessed");
    char longest[5000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    ok(strcmp(nearest(longest), "") == 0, "a very long word is no name");
}

static void test_colors(void)
{
    struct sky_color color = {1, 2, 3};
    ok(sky_color_parse(&color, "#fF8000") == 0 && color.r == 255 && color.g == 128 && color.b == 0, "#rrggbb is read");
    ok(sky_color_parse(&color, "RebeccaPurple") == 0 && color.r == 0x66 && color.g == 0x33 && color.b == 0x99,
       "a CSS name is read in any case");
    static const char *const bad[] = {"", "#", "#fff", "#12345g", "#1234567", "redd", "red ", "0xff0000"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(sky_color_parse(&color, bad[i]) < 0 && color.r == 0x66, "'%s' is no colour", bad[i]);
}

struct settings {
    double speed, count;
    struct sky_color tint;
    int edge;
    const char *name;
};

static void test_params(void)
{
    static const char *const words[] = {"one", "two", "three", NULL};
    static const struct sky_param table[] = {
        SKY_PARAM_NUMBER(settings, speed, "1.5", -10, 10, "", ""),
        SKY_PARAM_INTEGER(settings, count, "3", 0, 9, "", ""),
        SKY_PARAM_COLOR(settings, tint, "red", ""),
        SKY_PARAM_CHOICE(settings, edge, "two", words, ""),
        SKY_PARAM_TEXT(settings, name, "", "", ""),
        SKY_PARAMS_END,
    };
    struct settings settings;
    struct sky_params params;
    sky_params_init(&params, table, &settings);
    ok(settings.speed == 1.5 && settings.count == 3 && settings.tint.r == 255 && settings.edge == 1 &&
           strcmp(settings.name, "") == 0,
       "defaults are in place");
    ok(!sky_params_given(&params, "speed") && sky_params_assign(&params, "speed=-2") == 0 && settings.speed == -2 &&
           sky_params_given(&params, "speed"),
       "an assignment sets the member and is remembered");
    ok(sky_params_assign(&params, "name=a=b") == 0 && strcmp(settings.name, "a=b") == 0, "a text may hold '='");
    ok(sky_params_set(&params, "edge", "three") == 0 && settings.edge == 2, "a word becomes its place in the list");
    ok(sky_params_set(&params, "edge", "thre") < 0 && sky_params_set(&params, "edge", "") < 0 &&
           sky_params_set(&params, "edge", "one|two") < 0 && settings.edge == 2,
       "a word that is not in the list changes nothing");
    ok(sky_params_set(&params, "count", "2.5") < 0 && sky_params_set(&params, "count", "10") < 0 &&
           settings.count == 3,
       "half a count and one too large change nothing");
    ok(sky_params_set(&params, "sped", "1") < 0 && strstr(sky_error(), "did you mean 'speed'"),
       "an unknown name gets the nearest: %s", sky_error());
    sky_params_finish(&params);
}

static void test_geometry(void)
{
    struct sky_geometry geometry;
    char text[SKY_GEOMETRY_TEXT];
    static const char *const words[] = {"360x288", "1x1", "65536x341", "12x5+0.5", "7x9+65536"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ok(sky_geometry_parse(&geometry, words[i]) == 0 && strcmp(sky_geometry_format(&geometry, text), words[i]) == 0,
           "%s there and back", words[i]);
    ok(sky_geometry_parse(&geometry, "3x3+0.3") == 0 && geometry.hub == 77 / 256.0, "the hub is kept in 1/256 pitch");
    ok(sky_geometry_parse(&geometry, "360x288") == 0 && sky_frame_bytes(&geometry) == 311040, "a frame's bytes");
}

static void test_random(void)
{
    /* The reference outputs of SplitMix64 for seed 1234567 are the mix of seed + k * golden. */
    static const uint64_t wanted[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973)};
    for (uint64_t k = 0; k < 2; k++)
        ok(sky_random_mix(1234567 + (k + 1) * UINT64_C(0x9e3779b97f4a7c15)) == wanted[k],
           "SplitMix64 gives its published number %d", (int)k + 1);
    double sum = 0, least = 1, most = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        double unit = sky_random_unit(5, i);
        sum += unit;
        least = fmin(least, unit);
        most = fmax(most, unit);
    }
    ok(least >= 0 && most < 1 && fabs(sum / 100000 - 0.5) < 0.005, "units fill 0 to 1 evenly");
}

static void test_clock(void)
{
    struct sky_pacer pacer = {.fps = 1000};
    uint64_t start = sky_clock_ns();
    for (int i = 0; i < 21; i++)
        sky_pacer_wait(&pacer);
    ok(sky_clock_ns() - start >= 20000000, "the 21st of 1,000 frames a second is not sent before 20 ms");

    struct sky_pacer slow = {.fps = 1e5};
    sky_pacer_wait(&slow);
    sky_clock_wait(sky_clock_ns() + 1000000); /* 100 frames long */
    sky_pacer_wait(&slow);
    uint64_t late = slow.late;
    ok(late == 1, "a frame that is late by more than a frame is counted");
    ok(slow.base == 1, "and the schedule starts anew with it");
}

int main(void)
{
    test_numbers();
    test_names();
    test_colors();
    test_params();
    test_geometry();
    test_random();
    test_clock();
    return done();
}
