/* SPDX-License-Identifier: ISC */
#include "sky-push/output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"

#define RETRY_NS UINT64_C(1000000000) /* how often what has gone is tried */

/* ---- Words ---- */

static int take_word(struct output *output, const char *word, bool first)
{
    const struct driver *driver = output->driver;
    if (sky_is_assignment(word)) {
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

/* The words after the driver's name: separated by commas, the first one may be the target. */
static int take_words(struct output *output, char *words, bool target)
{
    for (bool first = target; words; first = false) {
        char *comma = strchr(words, ',');
        if (comma)
            *comma++ = '\0';
        if (take_word(output, words, first) < 0)
            return -1;
        words = comma;
    }
    return 0;
}

static int read_words(struct output *output, char *text)
{
    size_t end = strcspn(text, ":,");
    char after = text[end];
    text[end] = '\0';
    output->driver = drivers_find(text);
    if (!output->driver)
        return -1;

    const struct driver *driver = output->driver;
    output->target = strdup("");
    output->settings = calloc(1, driver->settings_bytes + 1);
    if (!output->target || !output->settings)
        return sky_fail("out of memory");
    if (driver->params)
        sky_params_init(&output->params, driver->params, output->settings);
    if (after && take_words(output, text + end + 1, after == ':') < 0)
        return -1;
    if (driver->target && *output->target == '\0')
        return sky_fail("a target is missing: write %s:%s", driver->name, driver->target);
    output->args.target = output->target;
    output->args.settings = output->settings;
    return driver->prepare ? driver->prepare(&output->args, &output->args.plan) : 0;
}

int output_parse(struct output *output, const char *text, const struct sky_geometry *geometry, double fps)
{
    *output = (struct output){.args = {.geometry = *geometry, .fps = fps}};
    char *copy = strdup(text);
    output->text = strdup(text);
    int result = copy && output->text ? read_words(output, copy) : sky_fail("out of memory");
    free(copy);
    return result < 0 ? sky_fail_at("-o %.200s", text) : 0;
}

void output_finish(struct output *output)
{
    if (output->args.plan)
        output->driver->release(output->args.plan);
    sky_params_finish(&output->params);
    free(output->text);
    free(output->away);
    free(output->target);
    free(output->settings);
}

/* ---- At work ---- */

static int fail_at_output(struct output *output)
{
    output->failed = true;
    return sky_fail_at("%s%s%.200s", output->driver->name, *output->target ? ":" : "", output->target);
}

/* Says once that the wires are too slow for the frame rate, as soon as that can be told. */
static void judge_rate(struct output *output)
{
    char figures[FIGURES_MAX] = "";
    if (output->judged || !output->driver->frame_time)
        return;
    double seconds = output->driver->frame_time(output->self, figures), fps = output->args.fps;
    output->judged = seconds > 0;
    if (seconds > 0 && seconds * fps > 1)
        sky_warn("%s:%s: a frame takes %.4g ms (%s): %.4g frames a second fit, not %.4g", output->driver->name,
                 output->target, seconds * 1e3, figures, floor(10 / seconds) / 10, fps);
}

/* What has failed is given up until it comes back. */
static void leave(struct output *output)
{
    bool first = !output->away;
    if (first)
        output->away = strdup(sky_error());
    output->driver->close(output->self);
    output->self = NULL;
    output->retry = sky_clock_ns() + RETRY_NS;
    if (first)
        sky_warn("%s:%s: %s; trying again every second", output->driver->name, output->target,
                 output->away ? output->away : "it failed");
}

static enum send_result after_sending(struct output *output, enum send_result sent)
{
    if (sent == SEND_CLOSED)
        output->failed = true;
    if (sent != SEND_FAILED)
        return sent;
    if (!output->driver->reopens)
        return (enum send_result)fail_at_output(output);
    leave(output);
    return SEND_DONE;
}

/* Tries to open what has gone, at times. False when it is still away. */
static bool come_back(struct output *output)
{
    uint64_t now = sky_clock_ns();
    if (now < output->retry)
        return false;
    output->retry = now + RETRY_NS;
    output->args.reopened = true;
    output->self = output->driver->open(&output->args);
    return output->self != NULL;
}

int output_open(struct output *output)
{
    output->self = output->driver->open(&output->args);
    if (!output->self)
        return fail_at_output(output);
    judge_rate(output);
    return 0;
}

enum send_result output_send(struct output *output, const struct picture *picture)
{
    if (output->failed || (!output->self && !(output->away && come_back(output))))
        return SEND_DONE;
    enum send_result sent = after_sending(output, output->driver->send(output->self, picture));
    if (!output->self)
        return sent;
    if (output->away)
        sky_warn("%s:%s: is back", output->driver->name, output->target);
    free(output->away);
    output->away = NULL;
    judge_rate(output);
    return sent;
}

enum send_result output_wait(struct output *output)
{
    return output->self && output->driver->wait ? after_sending(output, output->driver->wait(output->self)) : SEND_DONE;
}

int output_close(struct output *output)
{
    void *self = output->self;
    output->self = NULL;
    if (self && output->driver->close(self) < 0)
        return fail_at_output(output);
    if (!output->away)
        return 0;
    sky_fail("it did not come back: %s", output->away);
    return fail_at_output(output);
}
