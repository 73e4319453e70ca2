/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"
#include "program/help.h"
#include "program/params.h"
#include "sky-push/drivers/lines.h"
#include "sky-push/rotor/rotor.h"

#define SENSOR "[CHIP:]LINE" /* as it is called in help */

struct settings {
    double arms, offset, edges, coast, sim;
    const char *offsets;
    int direction, edge, pull;
};

enum { CLOCKWISE, ANTICLOCKWISE };
static const char *const direction_names[] = {[CLOCKWISE] = "cw", [ANTICLOCKWISE] = "ccw", NULL};
enum { RISING, FALLING };
static const char *const edge_names[] = {[RISING] = "rising", [FALLING] = "falling", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(settings, arms, "1", 1, ROTOR_ARMS_MAX, "", "arms; outputs have one after the other"),
    SKY_PARAM_TEXT(settings, offsets, "", "DEGREES:DEGREES:…",
                   "where each arm is, clockwise from the first; evenly spaced if not given"),
    SKY_PARAM_PERIODIC(settings, offset, "0", 0, 360, "degrees",
                       "where the first arm is at the sensor's edge, clockwise from the top"),
    SKY_PARAM_CHOICE(settings, direction, "cw", direction_names, "how it turns, as the viewer sees it"),
    SKY_PARAM_INTEGER(settings, edges, "1", 1, SKY_ROTOR_EDGES_MAX, "", "edges of the sensor in a revolution"),
    SKY_PARAM_CHOICE(settings, edge, "rising", edge_names, "which edge of the line counts"),
    SKY_PARAM_CHOICE(settings, pull, "no", sensor_pull_names, "resistor of the line: hall sensors often need up"),
    SKY_PARAM_INTEGER(settings, coast, "3", 1, SKY_ROTOR_COAST_MAX, "",
                      "revolutions for which it goes on without edges"),
    SKY_PARAM_NUMBER(settings, sim, "0", 0, 200, "rev/s", "no sensor, but a clock with this many revolutions"),
    SKY_PARAMS_END,
};

bool rotor_args_take(const char *name)
{
    return sky_params_have(params, name, strlen(name));
}

static int parse_sensor(struct rotor_args *args, const char *word)
{
    args->name = strdup(word);
    if (!args->name)
        return sky_fail("out of memory");
    char *colon = strrchr(args->name, ':');
    if (!colon && *word && !lines_is_number(word)) {
        args->sensor.line = args->name;
        return 0;
    }
    if (!colon || colon == args->name || colon[1] == '\0')
        return sky_fail("'%.60s' is not a sensor: write CHIP:LINE, or the line's name, such as GPIO17", word);
    *colon = '\0';
    args->sensor.gpiochip = args->name;
    args->sensor.line = colon + 1;
    return 0;
}

static int parse_arguments(struct rotor_args *args, struct sky_params *settings, char *text)
{
    for (bool first = true; text; first = false) {
        char *word = text;
        text = strchr(text, ',');
        if (text)
            *text++ = '\0';
        bool sensor = first && !sky_is_assignment(word);
        if ((sensor ? parse_sensor(args, word) : sky_params_assign(settings, word)) < 0)
            return -1;
    }
    return 0;
}

/* Parses degrees with colons between them into turns. Returns how many there are, 0 for an empty text, or -1 with the
 * error set. */
static int parse_degrees(const char *text, double turns[ROTOR_ARMS_MAX])
{
    int count = 0;
    for (const char *at = text; *text && at; count++) {
        char word[64];
        size_t length = strcspn(at, ":");
        double degrees;
        if (count == ROTOR_ARMS_MAX)
            return sky_fail("more than %d arms", ROTOR_ARMS_MAX);
        if (length >= sizeof word)
            return sky_fail("'%.60s' is too long for a number", at);
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        if (sky_number_parse_in(word, "degrees", -360, 360, &degrees) < 0)
            return -1;
        turns[count] = degrees / 360;
        at = at[length] ? at + length + 1 : NULL;
    }
    return count;
}

int rotor_parse_trims(const struct rotor_args *args, const char *text, double turns[ROTOR_ARMS_MAX])
{
    int count = parse_degrees(text, turns);
    if (count > (int)args->arms.vanes)
        sky_fail("of %d arms, but there %s %u", count, args->arms.vanes == 1 ? "is" : "are", args->arms.vanes);
    else if (count >= 0)
        return 0;
    sky_fail_at("trims");
    return -1;
}

/* Sets where the arms are, and how many. Returns 0, or -1 with the error set. */
static int place_arms(struct rotor_args *args, struct settings *settings)
{
    char text[SKY_COUNT_TEXT];
    int count = parse_degrees(settings->offsets, args->offsets);
    if (count < 0)
        return sky_fail_at("offsets");
    if (count > 0 && settings->arms > 1 && settings->arms != count)
        return sky_fail("offsets: of %s, but there are %g", sky_number_count((uint64_t)count, "arm", text),
                        settings->arms);
    if (count > 0) {
        settings->arms = count;
        return 0;
    }
    for (unsigned arm = 0; arm < settings->arms; arm++)
        args->offsets[arm] = arm / settings->arms;
    if (fmod(args->screen.vanes, settings->arms) != 0)
        return sky_fail("arms: %g cannot share %s evenly", settings->arms,
                        sky_number_count(args->screen.vanes, "vane", text));
    return 0;
}

/* Checks that the arguments fit each other. Returns 0, or -1 with the error set. */
static int validate(const struct rotor_args *args, const struct settings *settings)
{
    if (!args->name && settings->sim == 0)
        return sky_fail("a sensor is missing: write %s, or sim=REV/S without one", SENSOR);
    if (args->name && settings->sim > 0)
        return sky_fail("sim: it stands in for a sensor, and there is one");
    if (settings->sim > 0 && settings->sim < 1e9 / SKY_ROTOR_PERIOD_MAX)
        return sky_fail("sim: %g is too slow (must be %g to %g rev/s)", settings->sim, 1e9 / SKY_ROTOR_PERIOD_MAX,
                        1e9 / SKY_ROTOR_PERIOD_MIN);
    return 0;
}

static int parse_text(struct rotor_args *args, const char *text)
{
    struct settings settings;
    struct sky_params table;
    char *copy = strdup(text);
    if (!copy)
        return sky_fail("out of memory");
    sky_params_init(&table, params, &settings);
    int result = parse_arguments(args, &table, copy) < 0 || validate(args, &settings) < 0 ||
                 place_arms(args, &settings) < 0 ? -1 : 0;
    sky_params_finish(&table);
    free(copy);
    args->arms.vanes = (uint32_t)settings.arms;
    args->settings = (struct sky_rotor_settings){
        .vanes = args->screen.vanes,
        .edges = (unsigned)settings.edges,
        .offset = settings.offset / 360,
        .anticlockwise = settings.direction == ANTICLOCKWISE,
        .coast = (unsigned)settings.coast,
    };
    args->sensor.falling = settings.edge == FALLING;
    args->sensor.pull = (enum sensor_pull)settings.pull;
    args->sensor.clock = settings.sim * settings.edges;
    return result;
}

int rotor_args_parse(struct rotor_args *args, const char *text, const struct sky_geometry *screen)
{
    *args = (struct rotor_args){.screen = *screen, .arms = *screen, .sensor = {.gpiochip = "", .line = ""}};
    return parse_text(args, text) < 0 ? sky_fail_at("--rotor %.200s", text) : 0;
}

void rotor_args_finish(struct rotor_args *args)
{
    free(args->name);
    args->name = NULL;
}

int rotor_args_copy(struct rotor_args *copy, const struct rotor_args *args)
{
    *copy = *args;
    if (!args->name)
        return 0;
    size_t line = (size_t)(args->sensor.line - args->name), bytes = line + strlen(args->sensor.line) + 1;
    copy->name = malloc(bytes);
    if (!copy->name)
        return sky_fail("out of memory");
    memcpy(copy->name, args->name, bytes);
    copy->sensor.gpiochip = line > 0 ? copy->name : "";
    copy->sensor.line = copy->name + line;
    return 0;
}

int rotor_check_output(const struct output *output)
{
    const struct driver *driver = output->driver;
    if (output->args.shares_supply)
        return sky_fail("--rotor: supply: arms have a limit each, amps=");
    if (driver->on_terminal)
        return sky_fail("--rotor: %s draws the whole disc, and cannot be its arms", driver->name);
    const struct sky_areas *areas = driver->layout ? sky_layout_areas(driver->layout(&output->args)) : NULL;
    for (size_t i = 0; areas && i < areas->count; i++)
        if (areas->spots[i].area)
            return sky_fail("--rotor: %s has LEDs that show areas of the disc, which arms cannot (write 'show point')",
                            output_layout(output));
    return output->delay_ns > 0 ? sky_fail("--rotor: delay: an arm shows each vane where it is") : 0;
}

double rotor_args_rate(const struct rotor_args *args)
{
    return args->sensor.clock / args->settings.edges * args->settings.vanes;
}

void rotor_help(FILE *out)
{
    fprintf(out, "rotor, as --rotor %s[,name=value...] or sim=REV/S[,name=value...]:\n", SENSOR);
    sky_params_help(params, out);
}

void rotor_help_rows(void)
{
    sky_help_params("rotor", params);
}
