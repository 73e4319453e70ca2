/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/lines.h"

#include <errno.h>
#include <string.h>

#include <sky/error.h>

#include "base/suggestion.h"
#include "base/number.h"

int lines_fail_chip(int error)
{
    if (error == EACCES || error == EPERM)
        return sky_fail("%s (users of GPIO are in a group, often gpio)", strerror(error));
    if (error == ENOENT || error == 0)
        return sky_fail("there is no such GPIO chip (gpiodetect lists them)");
    if (error == ENOTTY || error == ENODEV) /* of libgpiod 1 and 2 */
        return sky_fail("is not a GPIO chip (gpiodetect lists them)");
    return sky_fail("%s", strerror(error));
}

int lines_fail_request(struct gpiod_chip *chip, const unsigned *offsets, unsigned count, int error)
{
    char consumer[LINES_NAME];
    for (unsigned i = 0; i < count && error == EBUSY; i++)
        if (lines_used(chip, offsets[i], consumer))
            return sky_fail("line %u is held by '%s'", offsets[i], *consumer ? consumer : "the kernel");
    return sky_fail("lines: %s", strerror(error));
}

/* ---- Finding ---- */

static int find_number(struct gpiod_chip *chip, const char *word, unsigned *offset)
{
    unsigned count = lines_count(chip);
    uint64_t number;
    if (sky_integer_parse(word, 0, UINT32_MAX, &number) < 0 || number >= count)
        return sky_fail("there is no line %.40s (the chip has %u, from 0)", word, count);
    *offset = (unsigned)number;
    return 0;
}

static int find_name(struct gpiod_chip *chip, const char *word, unsigned *offset)
{
    char names[2][LINES_NAME]; /* of this line, and the nearest one so far, which is kept by sky_suggestion */
    struct sky_suggestion suggestion = {.word = word};
    unsigned count = lines_count(chip), found = 0, current = 0;
    for (unsigned i = 0; i < count; i++) {
        lines_name(chip, i, names[current]);
        if (strcmp(names[current], word) == 0) {
            if (found++)
                return sky_fail("two lines are called '%.40s', %u and %u (a number names one of them)", word, *offset,
                                i);
            *offset = i;
        } else if (*names[current]) {
            sky_suggestion_offer(&suggestion, names[current]);
            if (suggestion.best == names[current])
                current = !current;
        }
    }
    return found ? 0 : sky_fail("no line is called '%.40s'%s (gpioinfo lists them)", word, sky_suggestion_text(&suggestion));
}

int lines_find(struct gpiod_chip *chip, const char *word, unsigned *offset)
{
    bool number = *word && word[strspn(word, "0123456789")] == '\0';
    return number ? find_number(chip, word, offset) : find_name(chip, word, offset);
}

int lines_find_all(struct gpiod_chip *chip, const char *const *words, unsigned count, unsigned *offsets)
{
    for (unsigned i = 0; i < count; i++) {
        if (lines_find(chip, words[i], &offsets[i]) < 0)
            return -1;
        for (unsigned j = 0; j < i; j++)
            if (offsets[j] == offsets[i])
                return sky_fail("line %u is given twice, as '%.40s' and '%.40s'", offsets[i], words[j], words[i]);
    }
    return 0;
}
