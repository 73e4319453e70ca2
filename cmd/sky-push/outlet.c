/* SPDX-License-Identifier: ISC */
#include "sky-push/outlet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"

#define RETRY_NS UINT64_C(1000000000) /* how often what has gone is tried */

/* ---- Words ---- */

static int take_word(struct outlet *outlet, const char *word, bool first)
{
    const struct driver *driver = outlet->driver;
    if (sky_is_assignment(word)) {
        if (driver->params)
            return sky_params_assign(&outlet->params, word);
        return sky_fail("'%.40s': it takes no parameters", word);
    }
    if (!first)
        return sky_fail("'%.40s' is not a parameter: write name=value", word);
    if (*word && !driver->target)
        return sky_fail("'%.40s': it takes parameters only, as name=value", word);
    free(outlet->target);
    outlet->target = strdup(word);
    return outlet->target ? 0 : sky_fail("out of memory");
}

/* The words after the driver's name: separated by commas, the first one may be the target. */
static int take_words(struct outlet *outlet, char *words, bool target)
{
    for (bool first = target; words; first = false) {
        char *comma = strchr(words, ',');
        if (comma)
            *comma++ = '\0';
        if (take_word(outlet, words, first) < 0)
            return -1;
        words = comma;
    }
    return 0;
}

static int read_words(struct outlet *outlet, char *text)
{
    size_t end = strcspn(text, ":,");
    char after = text[end];
    text[end] = '\0';
    outlet->driver = drivers_find(text);
    if (!outlet->driver)
        return -1;

    const struct driver *driver = outlet->driver;
    outlet->target = strdup("");
    outlet->settings = calloc(1, driver->settings_bytes + 1);
    if (!outlet->target || !outlet->settings)
        return sky_fail("out of memory");
    if (driver->params)
        sky_params_init(&outlet->params, driver->params, outlet->settings);
    if (after && take_words(outlet, text + end + 1, after == ':') < 0)
        return -1;
    if (driver->target && *outlet->target == '\0')
        return sky_fail("a target is missing: write %s:%s", driver->name, driver->target);
    outlet->words.target = outlet->target;
    outlet->words.settings = outlet->settings;
    outlet->files = outlet_files(outlet);
    return driver->check ? driver->check(&outlet->words) : 0;
}

int outlet_parse(struct outlet *outlet, const char *text, const struct sky_geometry *geometry, double fps)
{
    *outlet = (struct outlet){.geometry = *geometry, .words = {.geometry = &outlet->geometry, .fps = fps}};
    char *copy = strdup(text);
    outlet->text = strdup(text);
    int result = copy && outlet->text ? read_words(outlet, copy) : sky_fail("out of memory");
    free(copy);
    return result < 0 ? sky_fail_at("-o %.200s", text) : 0;
}

void outlet_finish(struct outlet *outlet)
{
    sky_params_finish(&outlet->params);
    free(outlet->text);
    free(outlet->away);
    free(outlet->target);
    free(outlet->settings);
}

/* ---- At work ---- */

static int fail_at_outlet(struct outlet *outlet)
{
    outlet->failed = true;
    return sky_fail_at("%s%s%.200s", outlet->driver->name, *outlet->target ? ":" : "", outlet->target);
}

/* Says once that the wires are too slow for the frame rate, as soon as that can be told. */
static void judge_rate(struct outlet *outlet)
{
    char figures[FIGURES_MAX] = "";
    if (outlet->judged || !outlet->driver->frame_time)
        return;
    double seconds = outlet->driver->frame_time(outlet->self, figures), fps = outlet->words.fps;
    outlet->judged = seconds > 0;
    if (seconds > 0 && seconds * fps > 1)
        sky_warn("%s:%s: a frame takes %.4g ms (%s): %.4g frames a second fit, not %.4g", outlet->driver->name,
                 outlet->target, seconds * 1e3, figures, floor(10 / seconds) / 10, fps);
}

/* What has failed is given up until it comes back. */
static void leave(struct outlet *outlet)
{
    bool first = !outlet->away;
    if (first)
        outlet->away = strdup(sky_error());
    outlet->driver->close(outlet->self);
    outlet->self = NULL;
    outlet->retry = sky_clock_ns() + RETRY_NS;
    if (first)
        sky_warn("%s:%s: %s; trying again every second", outlet->driver->name, outlet->target,
                 outlet->away ? outlet->away : "it failed");
}

static enum sent after_sending(struct outlet *outlet, enum sent sent)
{
    if (sent == SENT_CLOSED)
        outlet->failed = true;
    if (sent != SENT_FAILED)
        return sent;
    if (!outlet->driver->returns)
        return (enum sent)fail_at_outlet(outlet);
    leave(outlet);
    return SENT;
}

/* Tries to open what has gone, at times. False when it is still away. */
static bool come_back(struct outlet *outlet)
{
    uint64_t now = sky_clock_ns();
    if (now < outlet->retry)
        return false;
    outlet->retry = now + RETRY_NS;
    outlet->words.again = true;
    outlet->self = outlet->driver->open(&outlet->words);
    return outlet->self != NULL;
}

int outlet_open(struct outlet *outlet)
{
    outlet->self = outlet->driver->open(&outlet->words);
    if (!outlet->self)
        return fail_at_outlet(outlet);
    judge_rate(outlet);
    return 0;
}

enum sent outlet_send(struct outlet *outlet, const struct picture *picture)
{
    if (outlet->failed || (!outlet->self && !(outlet->away && come_back(outlet))))
        return SENT;
    enum sent sent = after_sending(outlet, outlet->driver->send(outlet->self, picture));
    if (!outlet->self)
        return sent;
    if (outlet->away)
        sky_warn("%s:%s: is back", outlet->driver->name, outlet->target);
    free(outlet->away);
    outlet->away = NULL;
    judge_rate(outlet);
    return sent;
}

enum sent outlet_wait(struct outlet *outlet)
{
    return outlet->self && outlet->driver->wait ? after_sending(outlet, outlet->driver->wait(outlet->self)) : SENT;
}

int outlet_close(struct outlet *outlet)
{
    void *self = outlet->self;
    outlet->self = NULL;
    if (self && outlet->driver->close(self) < 0)
        return fail_at_outlet(outlet);
    if (!outlet->away)
        return 0;
    sky_fail("it did not come back: %s", outlet->away);
    return fail_at_outlet(outlet);
}
