/* SPDX-License-Identifier: ISC */
/* Parameters. */
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
    ok(sky_params_set(&params, "edge", "three") == 0 && settings.edge == 2, "a choice is stored as the index of its word");
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

int main(void)
{
    test_params();
    return done();
}
