/* GPIO lines through libgpiod 1.x (Debian 12). */
#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "sky-push/lines.h"

struct lines {
    struct gpiod_chip *chip;
    struct gpiod_line_bulk bulk;
};

void lines_close(struct lines *lines)
{
    if (!lines)
        return;
    gpiod_chip_close(lines->chip); /* releases the lines too */
    free(lines);
}

static int fail_request(struct lines *lines, int error)
{
    for (unsigned i = 0; i < lines->bulk.num_lines; i++) {
        struct gpiod_line *line = lines->bulk.lines[i];
        if (error == EBUSY && gpiod_line_is_used(line))
            return lines_fail_held(gpiod_line_offset(line), gpiod_line_consumer(line));
    }
    return sky_fail("lines: %s", strerror(error));
}

static int claim(struct lines *lines, const unsigned *offsets, unsigned count)
{
    unsigned there = gpiod_chip_num_lines(lines->chip), wanted[LINES_MAX];
    int low[LINES_MAX] = {0};
    for (unsigned i = 0; i < count; i++) {
        if (offsets[i] >= there)
            return sky_fail("there is no line %u (the chip has %u, from 0)", offsets[i], there);
        wanted[i] = offsets[i];
    }
    gpiod_line_bulk_init(&lines->bulk);
    if (gpiod_chip_get_lines(lines->chip, wanted, count, &lines->bulk) < 0)
        return sky_fail("lines: %s", strerror(errno));
    if (gpiod_line_request_bulk_output(&lines->bulk, LINES_CONSUMER, low) < 0)
        return fail_request(lines, errno);
    return 0;
}

struct lines *lines_open(const char *chip, const unsigned *offsets, unsigned count)
{
    struct lines *lines = calloc(1, sizeof *lines);
    if (!lines) {
        sky_fail("out of memory");
        return NULL;
    }
    errno = 0;
    lines->chip = gpiod_chip_open_lookup(chip);
    if (!lines->chip) {
        lines_fail_chip(errno);
        free(lines);
        return NULL;
    }
    if (claim(lines, offsets, count) == 0)
        return lines;
    lines_close(lines);
    return NULL;
}

int lines_set(struct lines *lines, uint64_t values)
{
    int each[LINES_MAX];
    for (unsigned i = 0; i < lines->bulk.num_lines; i++)
        each[i] = (int)(values >> i & 1);
    return gpiod_line_set_value_bulk(&lines->bulk, each) < 0 ? sky_fail("lines: %s", strerror(errno)) : 0;
}
