/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "sky-push/rotor/rotor.h"

#define SENSOR "CHIP:LINE" /* as it is called in help */

struct settings {
    double arms, offset, edges, coast, sim;
    int direction, edge, pull;
};

enum { CLOCKWISE, ANTICLOCKWISE };
static const char *const direction_names[] = {[CLOCKWISE] = "cw", [ANTICLOCKWISE] = "ccw", NULL};
enum { RISING, FALLING };
static const char *const edge_names[] = {[RISING] = "rising", [FALLING] = "falling", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(settings, arms, "1", 1, 64, "", "arms, evenly spaced; outputs have one after the other"),
    SKY_PARAM_NUMBER(settings, offset, "0", -360, 360, "degrees",
                     "where the first arm is at the sensor's edge, clockwise from the top"),
    SKY_PARAM_CHOICE(settings, direction, "cw", direction_names, "how it turns, as the viewer sees it"),
    SKY_PARAM_INTEGER(settings, edges, "1", 1, SKY_ROTOR_EDGES_MAX, "", "edges of the sensor in a revolution"),
    SKY_PARAM_CHOICE(settings, edge, "rising", edge_names, "which edge of the line counts"),
    SKY_PARAM_CHOICE(settings, pull, "no", sensor_pull_names, "resistor of the line: hall sensors often need up"),
    SKY_PARAM_INTEGER(settings, coast, "3", 1, SKY_ROTOR_COAST_MAX, "", "revolutions that it goes on for without edges"),
    SKY_PARAM_NUMBER(settings, sim, "0", 0, 200, "rev/s", "no sensor, but a clock with so many revolutions"),
    SKY_PARAMS_END,
};

static int take_sensor(struct rotor_words *words, const char *word)
{
    words->name = strdup(word);
    if (!words->name)
        return sky_fail("out of memory");
    char *colon = strrchr(words->name, ':');
    if (!colon || colon == words->name || colon[1] == '\0')
        return sky_fail("'%.60s' is not a sensor: write %s", word, SENSOR);
    *colon = '\0';
    words->sensor.chip = words->name;
    words->sensor.line = colon + 1;
    return 0;
}

static int take_words(struct rotor_words *words, struct sky_params *settings, char *text)
{
    for (bool first = true; text; first = false) {
        char *word = text;
        text = strchr(text, ',');
        if (text)
            *text++ = '\0';
        bool sensor = first && !sky_is_assignment(word);
        if ((sensor ? take_sensor(words, word) : sky_params_assign(settings, word)) < 0)
            return -1;
    }
    return 0;
}

/* Do the words fit each other and the screen? */
static int check(const struct rotor_words *words, const struct settings *settings)
{
    unsigned arms = (unsigned)settings->arms;
    if (!words->name && settings->sim == 0)
        return sky_fail("a sensor is missing: write %s, or sim=REV/S without one", SENSOR);
    if (words->name && settings->sim > 0)
        return sky_fail("sim: it stands in for a sensor, and there is one");
    if (settings->sim > 0 && settings->sim < 1e9 / SKY_ROTOR_PERIOD_MAX)
        return sky_fail("sim: %g is too slow (%g to %g rev/s fits)", settings->sim, 1e9 / SKY_ROTOR_PERIOD_MAX,
                        1e9 / SKY_ROTOR_PERIOD_MIN);
    if (words->screen.vanes % arms != 0)
        return sky_fail("arms: %u cannot share %u vanes evenly", arms, words->screen.vanes);
    return 0;
}

static int read_text(struct rotor_words *words, const char *text)
{
    struct settings settings;
    struct sky_params table;
    char *copy = strdup(text);
    if (!copy)
        return sky_fail("out of memory");
    sky_params_init(&table, params, &settings);
    int result = take_words(words, &table, copy) < 0 || check(words, &settings) < 0 ? -1 : 0;
    sky_params_finish(&table);
    free(copy);
    words->arms.vanes = (uint32_t)settings.arms;
    words->plan = (struct sky_rotor_settings){
        .vanes = words->screen.vanes,
        .edges = (unsigned)settings.edges,
        .offset = settings.offset / 360,
        .anticlockwise = settings.direction == ANTICLOCKWISE,
        .coast = (unsigned)settings.coast,
    };
    words->sensor.falling = settings.edge == FALLING;
    words->sensor.pull = (enum sensor_pull)settings.pull;
    words->sensor.clock = settings.sim * settings.edges;
    return result;
}

int rotor_words_read(struct rotor_words *words, const char *text, const struct sky_geometry *screen)
{
    *words = (struct rotor_words){.screen = *screen, .arms = *screen, .sensor = {.chip = "", .line = ""}};
    return read_text(words, text) < 0 ? sky_fail_at("--rotor %.200s", text) : 0;
}

void rotor_words_finish(struct rotor_words *words)
{
    free(words->name);
    words->name = NULL;
}

int rotor_words_copy(struct rotor_words *copy, const struct rotor_words *words)
{
    *copy = *words;
    if (!words->name)
        return 0;
    size_t line = (size_t)(words->sensor.line - words->name), bytes = line + strlen(words->sensor.line) + 1;
    copy->name = malloc(bytes);
    if (!copy->name)
        return sky_fail("out of memory");
    memcpy(copy->name, words->name, bytes);
    copy->sensor.chip = copy->name;
    copy->sensor.line = copy->name + line;
    return 0;
}

int rotor_check_output(const struct output *output)
{
    return output->driver->on_terminal
               ? sky_fail("--rotor: %s draws the whole disc, and cannot be its arms", output->driver->name)
               : 0;
}

double rotor_words_rate(const struct rotor_words *words)
{
    return words->sensor.clock / words->plan.edges * words->plan.vanes;
}

void rotor_help(FILE *out)
{
    fprintf(out, "rotor, as --rotor %s[,name=value...], or --rotor sim=REV/S[,name=value...]:\n", SENSOR);
    sky_params_help(params, out);
}
