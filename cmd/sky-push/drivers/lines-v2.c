/* SPDX-License-Identifier: ISC */
/* GPIO lines through libgpiod 2.x (Debian 13). */
#include <errno.h>
#include <glob.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "sky-push/drivers/lines.h"

struct lines {
    struct gpiod_chip *gpiochip;
    struct gpiod_line_request *request;
    unsigned count;
};

/* ---- The gpiochip ---- */

static struct gpiod_chip *open_labelled(const char *label)
{
    glob_t paths = {0};
    struct gpiod_chip *found = NULL;
    int error = ENOENT;
    glob("/dev/gpiochip*", 0, NULL, &paths);
    for (size_t i = 0; i < paths.gl_pathc && !found; i++) {
        struct gpiod_chip *gpiochip = gpiod_chip_open(paths.gl_pathv[i]);
        struct gpiod_chip_info *info = gpiochip ? gpiod_chip_get_info(gpiochip) : NULL;
        if (!info)
            error = errno;
        else if (strcmp(gpiod_chip_info_get_label(info), label) == 0)
            found = gpiochip;
        if (info)
            gpiod_chip_info_free(info);
        if (gpiochip && !found)
            gpiod_chip_close(gpiochip);
    }
    globfree(&paths);
    errno = error;
    return found;
}

static struct gpiod_chip *open_named(const char *name)
{
    if (strchr(name, '/'))
        return gpiod_chip_open(name);
    char path[64];
    bool is_number = name[strspn(name, "0123456789")] == '\0';
    snprintf(path, sizeof path, "/dev/%s%.40s", is_number ? "gpiochip" : "", name);
    struct gpiod_chip *gpiochip = gpiod_chip_open(path);
    return gpiochip || is_number || errno != ENOENT ? gpiochip : open_labelled(name);
}

struct gpiod_chip *lines_open_gpiochip(const char *name)
{
    struct gpiod_chip *gpiochip = open_named(name);
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
    struct gpiod_chip_info *info = gpiod_chip_get_info(gpiochip);
    snprintf(label, LINES_NAME, "%s", info ? gpiod_chip_info_get_label(info) : "");
    if (info)
        gpiod_chip_info_free(info);
}

unsigned lines_count(struct gpiod_chip *gpiochip)
{
    struct gpiod_chip_info *info = gpiod_chip_get_info(gpiochip);
    unsigned count = info ? (unsigned)gpiod_chip_info_get_num_lines(info) : 0;
    if (info)
        gpiod_chip_info_free(info);
    return count;
}

void lines_name(struct gpiod_chip *gpiochip, unsigned offset, char name[LINES_NAME])
{
    struct gpiod_line_info *info = gpiod_chip_get_line_info(gpiochip, offset);
    const char *called = info ? gpiod_line_info_get_name(info) : NULL;
    snprintf(name, LINES_NAME, "%s", called ? called : "");
    if (info)
        gpiod_line_info_free(info);
}

bool lines_used(struct gpiod_chip *gpiochip, unsigned offset, char consumer[LINES_NAME])
{
    struct gpiod_line_info *info = gpiod_chip_get_line_info(gpiochip, offset);
    bool used = info && gpiod_line_info_is_used(info);
    const char *by = used ? gpiod_line_info_get_consumer(info) : NULL;
    snprintf(consumer, LINES_NAME, "%s", by ? by : "");
    if (info)
        gpiod_line_info_free(info);
    return used;
}

/* ---- The request ---- */

static int request_lines(struct lines *lines, const char *const *names)
{
    unsigned offsets[LINES_MAX];
    if (lines_find_all(lines->gpiochip, names, lines->count, offsets) < 0)
        return -1;

    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *config = gpiod_line_config_new();
    struct gpiod_request_config *request = gpiod_request_config_new();
    int result = -1;
    if (!settings || !config || !request) {
        sky_fail("out of memory");
    } else {
        gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT);
        gpiod_line_settings_set_output_value(settings, GPIOD_LINE_VALUE_INACTIVE);
        gpiod_request_config_set_consumer(request, LINES_CONSUMER);
        if (gpiod_line_config_add_line_settings(config, offsets, lines->count, settings) == 0)
            lines->request = gpiod_chip_request_lines(lines->gpiochip, request, config);
        result = lines->request ? 0 : lines_fail_request(lines->gpiochip, offsets, lines->count, errno);
    }
    gpiod_request_config_free(request);
    gpiod_line_config_free(config);
    gpiod_line_settings_free(settings);
    return result;
}

void lines_close(struct lines *lines)
{
    if (!lines)
        return;
    if (lines->request)
        gpiod_line_request_release(lines->request);
    if (lines->gpiochip)
        gpiod_chip_close(lines->gpiochip);
    free(lines);
}

struct lines *lines_open(const char *gpiochip, const char *const *names, unsigned count)
{
    struct lines *lines = calloc(1, sizeof *lines);
    if (!lines) {
        sky_fail("out of memory");
        return NULL;
    }
    lines->count = count;
    if ((lines->gpiochip = lines_open_gpiochip(gpiochip)) && request_lines(lines, names) == 0)
        return lines;
    lines_close(lines);
    return NULL;
}

int lines_set(struct lines *lines, uint64_t values)
{
    enum gpiod_line_value each[LINES_MAX];
    for (unsigned i = 0; i < lines->count; i++)
        each[i] = values >> i & 1 ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
    return gpiod_line_request_set_values(lines->request, each) < 0 ? sky_fail("lines: %s", strerror(errno)) : 0;
}
