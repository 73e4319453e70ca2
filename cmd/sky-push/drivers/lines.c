/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/lines.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <sky/error.h>

#include "base/number.h"
#include "base/suggestion.h"

int lines_fail_gpiochip(int error)
{
    if (error == EACCES || error == EPERM)
        return sky_fail("%s (users of GPIO are in a group, often gpio)", strerror(error));
    if (error == ENOENT || error == 0)
        return sky_fail("there is no such gpiochip (gpiodetect lists them)");
    if (error == ENOTTY || error == ENODEV) /* from libgpiod 1 and 2 */
        return sky_fail("is not a gpiochip (gpiodetect lists them)");
    return sky_fail("%s", strerror(error));
}

int lines_fail_request(struct gpiod_chip *gpiochip, const unsigned *offsets, unsigned count, int error)
{
    char consumer[LINES_NAME];
    for (unsigned i = 0; i < count && error == EBUSY; i++)
        if (lines_used(gpiochip, offsets[i], consumer))
            return sky_fail("line %u is held by '%s'", offsets[i], *consumer ? consumer : "the kernel");
    return sky_fail("lines: %s", strerror(error));
}

bool lines_is_number(const char *name)
{
    return *name && name[strspn(name, "0123456789")] == '\0';
}

static int find_by_number(struct gpiod_chip *gpiochip, const char *number, unsigned *offset)
{
    unsigned count = lines_count(gpiochip);
    uint64_t value;
    if (sky_integer_parse(number, 0, UINT32_MAX, &value) < 0 || value >= count)
        return sky_fail("line %.40s is out of range (must be 0 to %u)", number, count > 0 ? count - 1 : 0);
    *offset = (unsigned)value;
    return 0;
}

static int find_by_name(struct gpiod_chip *gpiochip, const char *name, unsigned *offset)
{
    char names[2][LINES_NAME]; /* of this line, and of the best suggestion so far, which points into it */
    struct sky_suggestion suggestion = {.word = name};
    unsigned count = lines_count(gpiochip), found = 0, current = 0;
    for (unsigned i = 0; i < count; i++) {
        lines_name(gpiochip, i, names[current]);
        if (strcmp(names[current], name) == 0) {
            if (found++)
                return sky_fail("two lines are called '%.40s', %u and %u (give the number of one)", name, *offset, i);
            *offset = i;
        } else if (*names[current]) {
            sky_suggestion_offer(&suggestion, names[current]);
            if (suggestion.best == names[current])
                current = !current;
        }
    }
    return found ? 0
                 : sky_fail("no line is called '%.40s'%s (gpioinfo lists them)", name,
                            sky_suggestion_text(&suggestion));
}

int lines_find(struct gpiod_chip *gpiochip, const char *name, unsigned *offset)
{
    return lines_is_number(name) ? find_by_number(gpiochip, name, offset) : find_by_name(gpiochip, name, offset);
}

int lines_find_all(struct gpiod_chip *gpiochip, const char *const *names, unsigned count, unsigned *offsets)
{
    for (unsigned i = 0; i < count; i++) {
        if (lines_find(gpiochip, names[i], &offsets[i]) < 0)
            return -1;
        for (unsigned j = 0; j < i; j++)
            if (offsets[j] == offsets[i])
                return sky_fail("line %u is given twice, as '%.40s' and '%.40s'", offsets[i], names[j], names[i]);
    }
    return 0;
}

/* ---- Gpiochips by their lines ---- */

/* The gpiochips of this machine; globfree() them. A link to one that is there already, as Raspberry Pi OS makes,
 * becomes "". */
static void list_gpiochips(glob_t *paths)
{
    struct stat one, other;
    *paths = (glob_t){0};
    glob("/dev/gpiochip*", 0, NULL, paths);
    for (size_t i = 0; i < paths->gl_pathc; i++)
        for (size_t j = 0; j < i; j++)
            if (stat(paths->gl_pathv[i], &one) == 0 && stat(paths->gl_pathv[j], &other) == 0 &&
                one.st_rdev == other.st_rdev)
                *paths->gl_pathv[i] = '\0';
}

/* Which of the lines does it have, as bits? */
static uint64_t held_lines(struct gpiod_chip *gpiochip, const char *const *names, unsigned count)
{
    char name[LINES_NAME];
    uint64_t held = 0;
    unsigned lines = lines_count(gpiochip);
    for (unsigned i = 0; i < lines; i++) {
        lines_name(gpiochip, i, name);
        for (unsigned k = 0; k < count; k++)
            held |= (uint64_t)(strcmp(name, names[k]) == 0) << k;
    }
    return held;
}

int lines_find_gpiochip(const char *const *names, unsigned count, char path[LINES_PATH])
{
    const uint64_t all = count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
    const char *found[2] = {NULL};
    unsigned opened = 0, complete = 0, missing = 0;
    uint64_t seen = 0;
    int result = -1;
    glob_t paths;
    list_gpiochips(&paths);
    sky_fail("there is no gpiochip on this computer");
    for (size_t i = 0; i < paths.gl_pathc; i++) {
        struct gpiod_chip *gpiochip = *paths.gl_pathv[i] ? lines_open_gpiochip(paths.gl_pathv[i]) : NULL;
        if (!gpiochip)
            continue;
        uint64_t held = held_lines(gpiochip, names, count);
        lines_close_gpiochip(gpiochip);
        opened++;
        seen |= held;
        if (held == all && complete < 2)
            found[complete++] = paths.gl_pathv[i];
    }
    while (missing < count && seen >> missing & 1)
        missing++;
    if (complete == 1)
        result = snprintf(path, LINES_PATH, "%s", found[0]) < LINES_PATH ? 0 : sky_fail("%s", strerror(ENAMETOOLONG));
    else if (complete == 2)
        sky_fail("%s and %s both have %s (give the name of one of them)", found[0], found[1],
                 count > 1 ? "these lines" : "this line");
    else if (missing < count && opened > 0)
        sky_fail("no gpiochip has a line called '%.40s' (gpioinfo lists them)", names[missing]);
    else if (opened > 0)
        sky_fail("the lines are on several gpiochips, and must be on one (gpioinfo lists them)");
    globfree(&paths);
    return result; /* if none could be opened, the error is that of the last */
}

struct gpiod_chip *lines_open_gpiochip_of(const char *gpiochip, const char *line)
{
    char path[LINES_PATH];
    if (*gpiochip != '\0')
        return lines_open_gpiochip(gpiochip);
    return lines_find_gpiochip(&line, 1, path) < 0 ? NULL : lines_open_gpiochip(path);
}

/* Is it a number, or a name or path that ends in one? */
static bool is_numbered(const char *gpiochip)
{
    static const char *const before[] = {"/dev/gpiochip", "gpiochip", ""};
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(before[i]);
        if (strncmp(gpiochip, before[i], length) == 0 && lines_is_number(gpiochip + length))
            return true;
    }
    return false;
}

/* The first of the lines given by number that is not called GPIO and its number there; or NULL. */
static const char *not_of_header(struct gpiod_chip *gpiochip, const char *const *names, unsigned count)
{
    char name[LINES_NAME], wanted[LINES_NAME];
    uint64_t number;
    for (unsigned i = 0; i < count; i++) {
        if (!lines_is_number(names[i]))
            continue;
        if (sky_integer_parse(names[i], 0, UINT32_MAX, &number) < 0 || number >= lines_count(gpiochip))
            return names[i];
        lines_name(gpiochip, (unsigned)number, name);
        snprintf(wanted, sizeof wanted, "GPIO%u", (unsigned)number);
        if (strcmp(name, wanted) != 0)
            return names[i];
    }
    return NULL;
}

void lines_warn_of_header(const char *output, const char *gpiochip, const char *const *names, unsigned count)
{
    glob_t paths;
    list_gpiochips(&paths);
    struct gpiod_chip *given = is_numbered(gpiochip) && paths.gl_pathc > 1 ? lines_open_gpiochip(gpiochip) : NULL;
    const char *line = given ? not_of_header(given, names, count) : NULL;
    lines_close_gpiochip(given);
    for (size_t i = 0; i < paths.gl_pathc && line; i++) {
        struct gpiod_chip *other = *paths.gl_pathv[i] ? lines_open_gpiochip(paths.gl_pathv[i]) : NULL;
        if (other && !not_of_header(other, names, count)) {
            char label[LINES_NAME];
            lines_label(other, label);
            sky_warn("%s: line %s is not GPIO%s of the header, which is on %s (write gpio:%s, or lines by name, as "
                     "gpio:,clock=GPIO%s)",
                     output, line, line, paths.gl_pathv[i], label, line);
            line = NULL;
        }
        lines_close_gpiochip(other);
    }
    globfree(&paths);
}
