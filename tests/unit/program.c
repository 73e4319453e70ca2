/* SPDX-License-Identifier: ISC */
/* Parameters. */
#include <float.h>
#include <string.h>

#include <sky/error.h>

#include "program/params.h"
#include "tap.h"

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
       "members begin with their defaults");
    ok(!sky_params_given(&params, "speed") && sky_params_assign(&params, "speed=-2") == 0 && settings.speed == -2 &&
           sky_params_given(&params, "speed"),
       "an assignment sets the member, and the parameter counts as given");
    ok(sky_params_assign(&params, "name=a=b") == 0 && strcmp(settings.name, "a=b") == 0, "a text may contain '='");
    ok(sky_params_set(&params, "edge", "three") == 0 && settings.edge == 2,
       "a choice is stored as the index of its word");
    ok(sky_params_set(&params, "edge", "thre") < 0 && sky_params_set(&params, "edge", "") < 0 &&
           sky_params_set(&params, "edge", "one|two") < 0 && settings.edge == 2,
       "a word that is not in the list is refused and changes nothing");
    ok(sky_params_set(&params, "count", "2.5") < 0 && sky_params_set(&params, "count", "10") < 0 &&
           settings.count == 3,
       "a fraction and a number out of range are refused and change nothing");
    ok(sky_params_set(&params, "sped", "1") < 0 && strstr(sky_error(), "did you mean 'speed'"),
       "the error for an unknown name suggests the nearest: %s", sky_error());
    sky_params_finish(&params);
}

struct angles {
    double angle, hue, place;
};

/* The values that an expression or a number gives, at a time. */
static struct angles angles_at(const char *value, double t)
{
    static const struct sky_param table[] = {
        SKY_PARAM_PERIODIC(angles, angle, "0", 0, 360, "degrees", ""),
        SKY_PARAM_PERIODIC(angles, hue, "0", -0.5, 0.5, "turns", ""),
        SKY_PARAM_NUMBER(angles, place, "0", -DBL_MAX, DBL_MAX, "", ""),
        SKY_PARAMS_END,
    };
    static struct angles angles;
    struct sky_params params;
    sky_params_init(&params, table, &angles);
    angles = (struct angles){-1, -1, -1};
    if (sky_params_set(&params, "angle", value) == 0 && sky_params_set(&params, "hue", value) == 0 &&
        sky_params_set(&params, "place", value) == 0)
        sky_params_update(&params, &(struct sky_moment){.t = t, .fps = 30});
    sky_params_finish(&params);
    return angles;
}

static void test_periods(void)
{
    static const struct {
        const char *value;
        double t, angle, hue;
    } cases[] = {
        {"0", 0, 0, 0},
        {"359.5", 0, 359.5, -0.5},
        {"360", 0, 0, 0},
        {"-90.25", 0, 269.75, -0.25},
        {"-1e-30", 0, 0, -1e-30},
        {"1e9", 0, 280, 0},
        {"3*125", 0, 15, 0},
        {"12.5*t", 315360000, 0, 0},
        {"t/4", 315360001, 0.25, 0.25},
        {"-t/4", 315360001, 359.75, -0.25},
        {"t", 1e15 + 0.375, 280.375, 0.375},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct angles angles = angles_at(cases[i].value, cases[i].t);
        ok(angles.angle == cases[i].angle && angles.hue == cases[i].hue,
           "%s after %.10g s wraps to %g degrees and %g turns", cases[i].value, cases[i].t, angles.angle, angles.hue);
    }
    ok(angles_at("1e300*t", 1).place == 1e300, "a number without limits is taken as it is");
    struct angles angles = angles_at("1/(t-1)", 1);
    ok(angles.angle == 0 && angles.hue == -0.5 && angles.place == DBL_MAX, "what is not finite is replaced");
    ok(angles_at("1e999", 0).angle == -1 &&
           strstr(sky_error(), "angle: 1e999 is out of range (must be a finite number)"),
       "the error names no limits: %s", sky_error());
    ok(angles_at("1/0", 0).angle == -1 && strstr(sky_error(), "must be a finite number"), "nor for a constant: %s",
       sky_error());
    ok(angles_at("red", 0).angle == -1 && strstr(sky_error(), "must be a finite number"), "nor for a word: %s",
       sky_error());
}

int main(void)
{
    test_params();
    test_periods();
    return done();
}
