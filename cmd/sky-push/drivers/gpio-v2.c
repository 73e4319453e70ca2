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
    struct gpiod_chip *chip;
    struct gpiod_line_request *request;
    unsigned count;
};

/* ---- The chip ---- */

static struct gpiod_chip *open_labelled(const char *label)
{
    glob_t paths = {0};
    struct gpiod_chip *found = NULL;
    int error = ENOENT;
    glob("/dev/gpiochip*", 0, NULL, &paths);
    for (size_t i = 0; i < paths.gl_pathc && !found; i++) {
        struct gpiod_chip *chip = gpiod_chip_open(paths.gl_pathv[i]);
        struct gpiod_chip_info *info = chip ? gpiod_chip_get_info(chip) : NULL;
        if (!info)
            error = errno;
        else if (strcmp(gpiod_chip_info_get_label(info), label) == 0)
            found = chip;
        if (info)
            gpiod_chip_info_free(info);
        if (chip && !found)
            gpiod_chip_close(chip);
    }
    globfree(&paths);
    errno = error;
    return found;
}

static struct gpiod_chip *open_named(const char *word)
{
    if (strchr(word, '/'))
        return gpiod_chip_open(word);
    char path[64];
    bool number = word[strspn(word, "0123456789")] == '\0';
    snprintf(path, sizeof path, "/dev/%s%.40s", number ? "gpiochip" : "", word);
    struct gpiod_chip *chip = gpiod_chip_open(path);
    return chip || number || errno != ENOENT ? chip : open_labelled(word);
}

struct gpiod_chip *lines_open_chip(const char *word)
{
    struct gpiod_chip *chip = open_named(word);
    if (!chip)
        lines_fail_chip(errno);
    return chip;
}

unsigned lines_count(struct gpiod_chip *chip)
{
    struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
    unsigned count = info ? (unsigned)gpiod_chip_info_get_num_lines(info) : 0;
    if (info)
        gpiod_chip_info_free(info);
    return count;
}

void lines_name(struct gpiod_chip *chip, unsigned offset, char name[LINES_NAME])
{
    struct gpiod_line_info *info = gpiod_chip_get_line_info(chip, offset);
    const char *called = info ? gpiod_line_info_get_name(info) : NULL;
    snprintf(name, LINES_NAME, "%s", called ? called : "");
    if (info)
        gpiod_line_info_free(info);
}

bool lines_used(struct gpiod_chip *chip, unsigned offset, char consumer[LINES_NAME])
{
    struct gpiod_line_info *info = gpiod_chip_get_line_info(chip, offset);
    bool used = info && gpiod_line_info_is_used(info);
    const char *by = used ? gpiod_line_info_get_consumer(info) : NULL;
    snprintf(consumer, LINES_NAME, "%s", by ? by : "");
    if (info)
        gpiod_line_info_free(info);
    return used;
}

/* ---- The lines ---- */

static int claim(struct lines *lines, const char *const *words)
{
    unsigned offsets[LINES_MAX];
    if (lines_find_all(lines->chip, words, lines->count, offsets) < 0)
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
            lines->request = gpiod_chip_request_lines(lines->chip, request, config);
        result = lines->request ? 0 : lines_fail_request(lines->chip, offsets, lines->count, errno);
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
    if (lines->chip)
        gpiod_chip_close(lines->chip);
    free(lines);
}

struct lines *lines_open(const char *chip, const char *const *words, unsigned count)
{
    struct lines *lines = calloc(1, sizeof *lines);
    if (!lines) {
        sky_fail("out of memory");
        return NULL;
    }
    lines->count = count;
    if ((lines->chip = lines_open_chip(chip)) && claim(lines, words) == 0)
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
