/* SPDX-License-Identifier: ISC */
/* GPIO lines through libgpiod 1.x (Debian 12). */
#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "sky-push/drivers/lines.h"

struct lines {
    struct gpiod_chip *gpiochip;
    struct gpiod_line_bulk bulk;
};

/* ---- The gpiochip ---- */

struct gpiod_chip *lines_open_gpiochip(const char *name)
{
    errno = 0;
    struct gpiod_chip *gpiochip = gpiod_chip_open_lookup(name);
    if (!gpiochip)
        lines_fail_gpiochip(errno);
    return gpiochip;
}

void lines_close_gpiochip(struct gpiod_chip *gpiochip)
{
    if (gpiochip)
        gpiod_chip_close(gpiochip);
}

void lines_label(struct gpiod_chip *gpiochip, char label[LINES_NAME])
{
    snprintf(label, LINES_NAME, "%s", gpiod_chip_label(gpiochip));
}

unsigned lines_count(struct gpiod_chip *gpiochip)
{
    return gpiod_chip_num_lines(gpiochip);
}

void lines_name(struct gpiod_chip *gpiochip, unsigned offset, char name[LINES_NAME])
{
    struct gpiod_line *line = gpiod_chip_get_line(gpiochip, offset);
    const char *called = line ? gpiod_line_name(line) : NULL;
    snprintf(name, LINES_NAME, "%s", called ? called : "");
}

bool lines_used(struct gpiod_chip *gpiochip, unsigned offset, char consumer[LINES_NAME])
{
    struct gpiod_line *line = gpiod_chip_get_line(gpiochip, offset);
    bool used = line && gpiod_line_is_used(line);
    const char *by = used ? gpiod_line_consumer(line) : NULL;
    snprintf(consumer, LINES_NAME, "%s", by ? by : "");
    return used;
}

/* ---- The request ---- */

static int request_lines(struct lines *lines, const char *const *names, unsigned count)
{
    unsigned offsets[LINES_MAX];
    int low[LINES_MAX] = {0};
    if (lines_find_all(lines->gpiochip, names, count, offsets) < 0)
        return -1;
    gpiod_line_bulk_init(&lines->bulk);
    if (gpiod_chip_get_lines(lines->gpiochip, offsets, count, &lines->bulk) < 0)
        return sky_fail("lines: %s", strerror(errno));
    if (gpiod_line_request_bulk_output(&lines->bulk, LINES_CONSUMER, low) < 0)
        return lines_fail_request(lines->gpiochip, offsets, count, errno);
    return 0;
}

struct lines *lines_open(const char *gpiochip, const char *const *names, unsigned count)
{
    struct lines *lines = calloc(1, sizeof *lines);
    if (!lines) {
        sky_fail("out of memory");
        return NULL;
    }
    if ((lines->gpiochip = lines_open_gpiochip(gpiochip)) && request_lines(lines, names, count) == 0)
        return lines;
    lines_close(lines);
    return NULL;
}

void lines_close(struct lines *lines)
{
    if (!lines)
        return;
    if (lines->gpiochip)
        gpiod_chip_close(lines->gpiochip); /* releases the lines too */
    free(lines);
}

int lines_set(struct lines *lines, uint64_t values)
{
    int each[LINES_MAX];
    for (unsigned i = 0; i < lines->bulk.num_lines; i++)
        each[i] = (int)(values >> i & 1);
    return gpiod_line_set_value_bulk(&lines->bulk, each) < 0 ? sky_fail("lines: %s", strerror(errno)) : 0;
}
