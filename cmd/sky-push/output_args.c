/* SPDX-License-Identifier: ISC */
/* An output from its text to what its driver takes, and back. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program/params.h"
#include "sky-push/output.h"
#include "sky-push/realtime.h"

const struct sky_param output_params[] = {
    SKY_PARAM_NUMBER(output_settings, delay, "0", 0, 1000, "ms", "send each frame this much later"),
    SKY_PARAM_TEXT(output_settings, supply, "", "NAME:AMPS", "power supply that it shares with other outputs"),
    SKY_PARAMS_END,
};

/* Parses a word behind the driver's name: a parameter or, as the first one, the target. `general` are the parameters of
 * the whole show. */
static int parse_argument(struct output *output, const struct sky_param *general, const char *word, bool first)
{
    const struct driver *driver = output->driver;
    if (sky_is_assignment(word)) {
        size_t length = strcspn(word, "=");
        if (sky_params_have(output_params, word, length))
            return sky_params_assign(&output->common, word);
        if (sky_params_have(general, word, length) && !sky_params_have(driver->params, word, length))
            return sky_fail("no parameter is called '%.*s': it is for all outputs; write it by itself, as '%.200s'",
                            (int)length, word, word);
        if (driver->params)
            return sky_params_assign(&output->params, word);
        return sky_fail("'%.40s': it takes no parameters", word);
    }
    if (!first)
        return sky_fail("'%.40s' is not a parameter: write name=value", word);
    if (*word && !driver->target)
        return sky_fail("'%.40s': it takes parameters only, as name=value", word);
    free(output->target);
    output->target = strdup(word);
    return output->target ? 0 : sky_fail("out of memory");
}

/* Makes room for the pictures that are posted within the delay. Returns 0, or -1 with the error set. */
static int plan_delay(struct output *output)
{
    double pictures = output->settings.delay / 1000 * output->args.fps;
    output->delay_ns = (uint64_t)(output->settings.delay * 1e6);
    if (pictures > WAITING_MAX - 2)
        return sky_fail("delay: %g ms are %.0f pictures at %g a second (at most %d)", output->settings.delay, pictures,
                        output->args.fps, WAITING_MAX - 2);
    output->waiting.room = 1 + (unsigned)(pictures + 0.999);
    return 0;
}

static int parse_text(struct output *output, const struct sky_param *general, char *text)
{
    size_t end = strcspn(text, ":,");
    char after = text[end];
    text[end] = '\0';
    const struct driver *driver = output->driver = drivers_find(text);
    if (!driver)
        return -1;
    output->target = strdup("");
    output->driver_settings = calloc(1, driver->settings_bytes + 1);
    if (!output->target || !output->driver_settings)
        return sky_fail("out of memory");
    if (driver->params)
        sky_params_init(&output->params, driver->params, output->driver_settings);
    /* Arguments are separated by commas; the first one may be the target. */
    bool first = after == ':';
    for (char *word = after ? text + end + 1 : NULL, *comma; word; word = comma, first = false) {
        comma = strchr(word, ',');
        if (comma)
            *comma++ = '\0';
        if (parse_argument(output, general, word, first) < 0)
            return -1;
    }
    if (driver->target && !driver->target_is_optional && *output->target == '\0')
        return sky_fail("a target is missing: write %s:%s", driver->name, driver->target);
    if (asprintf(&output->name, "%s%s%.200s", driver->name, *output->target ? ":" : "", output->target) < 0)
        return sky_fail("out of memory");
    output->args.text = output->text;
    output->args.name = output->name;
    output->args.target = output->target;
    output->args.settings = output->driver_settings;
    output->args.shares_supply = *output->settings.supply != '\0';
    if (plan_delay(output) < 0)
        return -1;
    return driver->prepare ? driver->prepare(&output->args, &output->args.plan) : 0;
}

struct output *output_create(const char *text, const struct sky_param *general, const struct sky_geometry *geometry,
                             double fps)
{
    pthread_condattr_t clock;
    struct output *output = calloc(1, sizeof *output);
    if (!output) {
        sky_fail("out of memory");
        return NULL;
    }
    output->args = (struct driver_args){.geometry = *geometry, .fps = fps, .stop = -1};
    output->quit = true;
    sky_params_init(&output->common, output_params, &output->settings);
    realtime_lock_init(&output->lock);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&output->wake, &clock);
    pthread_condattr_destroy(&clock);
    char *copy = strdup(text);
    output->text = strdup(text);
    int result = copy && output->text ? parse_text(output, general, copy) : sky_fail("out of memory");
    free(copy);
    if (result == 0)
        return output;
    sky_fail_at("-o %.200s", text);
    output_destroy(output);
    return NULL;
}

void output_destroy(struct output *output)
{
    if (!output || (output->started && output_state(output) != OUTPUT_ENDED))
        return;
    if (output->started)
        pthread_join(output->thread, NULL);
    if (output->plan)
        output->driver->release(output->plan);
    if (output->args.plan)
        output->driver->release(output->args.plan);
    if (output->args.stop >= 0)
        close(output->args.stop);
    pthread_cond_destroy(&output->wake);
    pthread_mutex_destroy(&output->lock);
    sky_params_finish(&output->params);
    sky_params_finish(&output->common);
    free(output->away);
    free(output->text);
    free(output->name);
    free(output->target);
    free(output->driver_settings);
    free(output);
}

static bool is_layout(const struct sky_param *param)
{
    return param->type == SKY_TYPE_TEXT && strcmp(param->name, "layout") == 0;
}

const char *output_layout(const struct output *output)
{
    const struct sky_param *table = output->params.table;
    for (size_t i = 0; table && table[i].name; i++)
        if (is_layout(&table[i]))
            return *output->params.texts[i] ? output->params.texts[i] : NULL;
    return NULL;
}

/* Other texts than a layout's path name lines of the target, whose gpiochip may have more outputs than this. */
static bool same_lines(const struct output *a, const struct output *b)
{
    const struct sky_param *table = a->params.table;
    for (size_t i = 0; table && table[i].name; i++) {
        bool names_lines = table[i].type == SKY_TYPE_TEXT && !is_layout(&table[i]);
        if (names_lines && strcmp(a->params.texts[i], b->params.texts[i]) != 0)
            return false;
    }
    return true;
}

bool output_same_target(const struct output *a, const struct output *b)
{
    return a->driver == b->driver && strcmp(a->target, b->target) == 0 && same_lines(a, b);
}
