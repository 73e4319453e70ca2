/* SPDX-License-Identifier: ISC */
/* gpio: LED chains on GPIO lines, through libgpiod: any number of data lines beside one clock line.
 *
 * Each bit takes two calls, which are two ioctls: the data with the clock low, then the same data with the clock
 * high, when the LEDs take it. The data has a call of its own because the kernel may set the lines of a call one
 * after the other. Between frames the clock stays high, and the first bit of the next frame lowers it. At the end one
 * more call lowers all lines before they are released. For a chip that latches after a pause, that call and the pause
 * follow every frame. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/number.h"
#include "led/planes.h"
#include "sky-push/drivers/chains.h"
#include "sky-push/drivers/lines.h"

struct gpio_settings {
    struct chains_settings chains;
    const char *clock, *data;
};

#define BYTES_AT_ONCE 64 /* of each lane, which are transposed together */

/* The time of a call differs a hundredfold between gpiochips, so it is measured: the fastest of the first frames, as
 * others may have been interrupted. */
#define MEASURED_FRAMES 8

struct gpio {
    struct sky_encoder encoder;
    struct lines *lines;
    uint64_t clock;    /* the bit of the clock line */
    unsigned measured; /* frames so far, up to MEASURED_FRAMES, */
    uint64_t fastest;  /* and the time of the fastest, ns */
};

static const struct sky_param params[] = {
    SKY_PARAM_TEXT(gpio_settings, clock, "", "LINE", "clock line, by number or name (required)"),
    SKY_PARAM_TEXT(gpio_settings, data, "", "LINE:LINE:…", "data line for each lane (required)"),
    CHAINS_PARAMS("auto"),
    SKY_PARAMS_END,
};

/* ---- The names of the lines ---- */

struct line_names {
    unsigned lanes;
    const char *names[LINES_MAX]; /* the data lines in the order of lanes, then the clock line; they point into */
    char text[LINES_MAX][LINES_NAME];
};

static int add_name(struct line_names *lines, unsigned index, const char *name, size_t length)
{
    if (length == 0)
        return sky_fail("'' is not a line (must be a number or a name)");
    if (length >= LINES_NAME)
        return sky_fail("'%.40s' is too long for the name of a line", name);
    memcpy(lines->text[index], name, length);
    lines->text[index][length] = '\0';
    lines->names[index] = lines->text[index];
    for (unsigned i = 0; i < index; i++)
        if (strcmp(lines->text[i], lines->text[index]) == 0)
            return sky_fail("line %s is given twice", lines->text[i]);
    return 0;
}

static int parse_data(struct line_names *lines, const char *names)
{
    for (const char *name = names; name; lines->lanes++) {
        size_t length = strcspn(name, ":");
        if (lines->lanes == SKY_LANES_MAX)
            return sky_fail("more than %d lines", SKY_LANES_MAX);
        if (add_name(lines, lines->lanes, name, length) < 0)
            return -1;
        name = name[length] ? name + length + 1 : NULL;
    }
    return 0;
}

static int parse_lines(struct line_names *lines, const struct gpio_settings *settings)
{
    *lines = (struct line_names){0};
    if (*settings->clock == '\0')
        return sky_fail("clock: a line is missing (write clock=LINE)");
    if (*settings->data == '\0')
        return sky_fail("data: lines are missing (write data=LINE:LINE:…)");
    if (parse_data(lines, settings->data) < 0)
        return sky_fail_at("data");
    return add_name(lines, lines->lanes, settings->clock, strlen(settings->clock)) < 0 ? sky_fail_at("clock") : 0;
}

/* ---- The driver ---- */

static int prepare_gpio(const struct driver_args *args, void **plan)
{
    const struct gpio_settings *settings = args->settings;
    const struct sky_chip *chip = &sky_chips[settings->chains.encoder.chip];
    struct line_names lines;
    if (!chip->clocked)
        return sky_fail("chip: %s has no clock wire, and GPIO lines cannot keep its timing", chip->name);
    if (parse_lines(&lines, settings) < 0)
        return -1;
    for (unsigned i = 0; i <= lines.lanes && *args->target == '\0'; i++)
        if (lines_is_number(lines.names[i]))
            return sky_fail("%s: %s is a number, which needs a gpiochip (write gpio:GPIOCHIP, or the line's name)",
                            i < lines.lanes ? "data" : "clock", lines.names[i]);
    return chains_prepare(args, lines.lanes, plan);
}

static int close_gpio(void *self)
{
    struct gpio *gpio = self;
    int result = gpio->lines ? lines_set(gpio->lines, 0) : 0;
    lines_close(gpio->lines);
    sky_encoder_finish(&gpio->encoder);
    free(gpio);
    return result;
}

/* The gpiochip that was given, or else the one that has the lines. Returns 0, or -1 with the error set. */
static int find_gpiochip(const struct driver_args *args, const struct line_names *lines, char path[LINES_PATH])
{
    if (*args->target == '\0')
        return lines_find_gpiochip(lines->names, lines->lanes + 1, path);
    if (!args->reopened)
        lines_warn_of_header(args->name, args->target, lines->names, lines->lanes + 1);
    return snprintf(path, LINES_PATH, "%s", args->target) < LINES_PATH
               ? 0
               : sky_fail("the name of the gpiochip is longer than %d bytes", LINES_PATH - 1);
}

static void *open_gpio(const struct driver_args *args)
{
    const struct sky_encoder_settings encoder = chains_encoder(args);
    struct line_names lines;
    char path[LINES_PATH];
    struct gpio *gpio = calloc(1, sizeof *gpio);
    if (!gpio) {
        sky_fail("out of memory");
        return NULL;
    }
    if (parse_lines(&lines, args->settings) == 0 && chains_open(&gpio->encoder, args, &encoder) == 0 &&
        find_gpiochip(args, &lines, path) == 0 && (gpio->lines = lines_open(path, lines.names, lines.lanes + 1))) {
        gpio->clock = UINT64_C(1) << lines.lanes;
        return gpio;
    }
    close_gpio(gpio);
    return NULL;
}

static int send_bits(const struct gpio *gpio)
{
    const struct sky_encoder *encoder = &gpio->encoder;
    uint64_t states[BYTES_AT_ONCE * 8];
    for (size_t done = 0, count; done < encoder->lane_bytes; done += count) {
        size_t left = encoder->lane_bytes - done;
        count = left < BYTES_AT_ONCE ? left : BYTES_AT_ONCE;
        sky_planes_make(states, encoder->bytes + done, encoder->lane_bytes, encoder->layout.lanes, count);
        for (size_t i = 0; i < count * 8; i++)
            if (lines_set(gpio->lines, states[i]) < 0 || lines_set(gpio->lines, states[i] | gpio->clock) < 0)
                return -1;
    }
    if (encoder->chip->latch_us == 0)
        return 0;
    if (lines_set(gpio->lines, 0) < 0)
        return -1;
    sky_clock_pause(encoder->chip->latch_us * UINT64_C(1000));
    return 0;
}

static enum send_result send_gpio(void *self, const struct picture *picture)
{
    struct gpio *gpio = self;
    chains_encode(&gpio->encoder, picture);
    uint64_t begin = sky_clock_ns();
    int result = send_bits(gpio);
    uint64_t time = sky_clock_ns() - begin;
    if (gpio->measured < MEASURED_FRAMES) {
        if (gpio->measured++ == 0 || time < gpio->fastest)
            gpio->fastest = time;
    }
    return result < 0 ? SEND_FAILED : SEND_DONE;
}

static double frame_time_of_gpio(const void *self, char figures[FIGURES_MAX])
{
    const struct gpio *gpio = self;
    char bits[SKY_GROUPED_TEXT];
    if (gpio->measured < MEASURED_FRAMES)
        return 0;
    size_t count = gpio->encoder.lane_bytes * 8;
    snprintf(figures, FIGURES_MAX, "%s bits a lane, each two calls of %.3g us", sky_number_grouped(count, bits),
             (double)gpio->fastest / (double)count / 2e3);
    return (double)gpio->fastest / 1e9;
}

const struct driver gpio_driver = {
    .name = "gpio",
    .target = "GPIOCHIP",
    .target_is_optional = true,
    .text = "LED chains on the lines of a gpiochip, by its path, name, label or number, or by the lines' names",
    .params = params,
    .settings_bytes = sizeof(struct gpio_settings),
    .hardware = true,
    .reopens = true,
    .interpolates = true,
    .prepare = prepare_gpio,
    .release = chains_release,
    .open = open_gpio,
    .send = send_gpio,
    .frame_time = frame_time_of_gpio,
    .layout = chains_layout,
    .estimate = chains_estimate,
    .reload = chains_reload,
    .make_encoder = chains_make_encoder,
    .power = chains_power,
    .close = close_gpio,
};
