/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/lines.h"

#include <errno.h>
#include <string.h>

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
    bool is_number = *name && name[strspn(name, "0123456789")] == '\0';
    return is_number ? find_by_number(gpiochip, name, offset) : find_by_name(gpiochip, name, offset);
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
