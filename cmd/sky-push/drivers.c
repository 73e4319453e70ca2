#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "core/near.h"
#include "sky-push/outlet.h"

extern const struct driver term_driver, null_driver, wire_driver, gpio_driver;

const struct driver *const drivers[] = {&term_driver, &null_driver, &wire_driver, &gpio_driver, NULL};

/* ---- Words ---- */

static const struct driver *find_driver(const char *name)
{
    struct sky_near near = {.word = name};
    for (const struct driver *const *driver = drivers; *driver; driver++) {
        if (strcmp((*driver)->name, name) == 0)
            return *driver;
        sky_near_offer(&near, (*driver)->name);
    }
    char *list = NULL;
    size_t size;
    FILE *out = open_memstream(&list, &size);
    if (out) {
        drivers_list(out);
        fclose(out);
    }
    sky_fail("no driver is called '%.40s'%s (there are %s)", name, sky_near_hint(&near), list ? list : "others");
    free(list);
    return NULL;
}

/* As on the command line: '=' before any '/' makes a parameter. */
static bool is_assignment(const char *word)
{
    size_t plain = strcspn(word, "=/");
    return plain > 0 && word[plain] == '=';
}

static int take_word(struct outlet *outlet, const char *word, bool first)
{
    const struct driver *driver = outlet->driver;
    if (is_assignment(word)) {
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
    outlet->driver = find_driver(text);
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
    return driver->check ? driver->check(&outlet->words) : 0;
}

int outlet_parse(struct outlet *outlet, const char *text, const struct sky_geometry *geometry)
{
    *outlet = (struct outlet){.words.geometry = geometry};
    char *copy = strdup(text);
    int result = copy ? read_words(outlet, copy) : sky_fail("out of memory");
    free(copy);
    return result < 0 ? sky_fail_at("-o %.200s", text) : 0;
}

void outlet_finish(struct outlet *outlet)
{
    sky_params_finish(&outlet->params);
    free(outlet->target);
    free(outlet->settings);
}

/* ---- Drivers at work ---- */

static int fail_at_outlet(struct outlet *outlet)
{
    outlet->failed = true;
    const char *target = outlet->target;
    return sky_fail_at("%s%s%.200s", outlet->driver->name, *target ? ":" : "", target);
}

static enum sent after_sending(struct outlet *outlet, enum sent sent)
{
    if (sent == SENT_CLOSED)
        outlet->failed = true;
    return sent == SENT_FAILED ? (enum sent)fail_at_outlet(outlet) : sent;
}

int outlet_open(struct outlet *outlet)
{
    outlet->self = outlet->driver->open(&outlet->words);
    return outlet->self ? 0 : fail_at_outlet(outlet);
}

enum sent outlet_send(struct outlet *outlet, const struct picture *picture)
{
    return after_sending(outlet, outlet->driver->send(outlet->self, picture));
}

enum sent outlet_wait(struct outlet *outlet)
{
    return outlet->driver->wait ? after_sending(outlet, outlet->driver->wait(outlet->self)) : SENT;
}

int outlet_close(struct outlet *outlet)
{
    void *self = outlet->self;
    outlet->self = NULL;
    return self && outlet->driver->close(self) < 0 ? fail_at_outlet(outlet) : 0;
}

/* ---- Help ---- */

void drivers_list(FILE *out)
{
    for (const struct driver *const *driver = drivers; *driver; driver++)
        fprintf(out, "%s%s%s%s", driver == drivers ? "" : ", ", (*driver)->name, (*driver)->target ? ":" : "",
                (*driver)->target ? (*driver)->target : "");
}

void drivers_help(FILE *out)
{
    for (const struct driver *const *driver = drivers; *driver; driver++) {
        fprintf(out, "\n%s%s%s: %s\n", (*driver)->name, (*driver)->target ? ":" : "",
                (*driver)->target ? (*driver)->target : "", (*driver)->text);
        if ((*driver)->params)
            sky_params_help((*driver)->params, out);
    }
}
