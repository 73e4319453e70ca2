/* SPDX-License-Identifier: ISC */
/* gpio: LED chains on GPIO lines, through libgpiod: any number of data lines beside one clock line.
 *
 * Each bit takes two calls, which is two ioctls: the data with the clock low, then the same data with the clock
 * high, where the LEDs take it. The data has its own call since the kernel may set the lines of a call one after
 * the other. Between frames the clock stays high; the first bit of the next frame lowers it. At the end one more
 * call lowers all lines before they are released. A chip that waits for a pause gets that call and the pause
 * after every frame. */
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
    const char *clock, *data;
    struct chains_settings chains;
};

#define AT_ONCE 64 /* bytes of a lane that are made into calls together */

/* What a call takes differs a hundredfold between chips, so frames are measured: the fastest of so many, as others
 * may have been held up. */
#define MEASURED 8

struct gpio {
    struct lines *lines;
    struct sky_encoder encoder;
    uint64_t clock;    /* the clock line's bit */
    uint64_t fastest;  /* of the frames so far, ns */
    unsigned measured; /* how many these are, up to MEASURED */
};

/* Data lines in the order of lanes, then the clock line: numbers or names. */
struct line_words {
    char text[LINES_MAX][LINES_NAME];
    const char *words[LINES_MAX];
    unsigned lanes;
};

static const struct sky_param params[] = {
    SKY_PARAM_TEXT(gpio_settings, clock, "", "LINE", "clock line, by number or name (must be given)"),
    SKY_PARAM_TEXT(gpio_settings, data, "", "LINE:LINE:…", "a data line for each lane (must be given)"),
    CHAINS_PARAMS(gpio_settings),
    SKY_PARAMS_END,
};

/* ---- Words ---- */

static int read_word(struct line_words *lines, unsigned index, const char *word, size_t length)
{
    if (length == 0)
        return sky_fail("'' is not a line (a number or a name is)");
    if (length >= LINES_NAME)
        return sky_fail("'%.40s' is too long for a line's name", word);
    memcpy(lines->text[index], word, length);
    lines->text[index][length] = '\0';
    lines->words[index] = lines->text[index];
    for (unsigned i = 0; i < index; i++)
        if (strcmp(lines->words[i], lines->words[index]) == 0)
            return sky_fail("line %s is given twice", lines->words[i]);
    return 0;
}

static int read_data_words(struct line_words *lines, const char *words)
{
    for (const char *word = words; word; lines->lanes++) {
        size_t length = strcspn(word, ":");
        if (lines->lanes == SKY_LANES_MAX)
            return sky_fail("more than %d lines (1 to %d fit beside the clock)", SKY_LANES_MAX, SKY_LANES_MAX);
        if (read_word(lines, lines->lanes, word, length) < 0)
            return -1;
        word = word[length] ? word + length + 1 : NULL;
    }
    return 0;
}

static int read_lines(struct line_words *lines, const struct driver_args *args)
{
    const struct gpio_settings *settings = args->settings;
    const char *clock = settings->clock;
    *lines = (struct line_words){0};
    if (*clock == '\0')
        return sky_fail("a clock line is missing: clock=LINE");
    if (*settings->data == '\0')
        return sky_fail("data lines are missing: data=LINE:LINE:…");
    if (read_data_words(lines, settings->data) < 0)
        return sky_fail_at("data");
    return read_word(lines, lines->lanes, clock, strlen(clock)) < 0 ? sky_fail_at("clock") : 0;
}

static int prepare_gpio(const struct driver_args *args, void **plan)
{
    const struct gpio_settings *settings = args->settings;
    const struct sky_chip *chip = &sky_chips[settings->chains.encoder.chip];
    struct line_words lines;
    if (!chip->clocked)
        return sky_fail("chip: %s has no clock wire, and GPIO lines cannot keep its time", chip->name);
    return read_lines(&lines, args) < 0 ? -1 : chains_prepare(args, &settings->chains, lines.lanes, plan);
}

/* ---- At work ---- */

static int close_gpio(void *self)
{
    struct gpio *gpio = self;
    int result = gpio->lines ? lines_set(gpio->lines, 0) : 0;
    lines_close(gpio->lines);
    sky_encoder_finish(&gpio->encoder);
    free(gpio);
    return result;
}

static void *open_gpio(const struct driver_args *args)
{
    const struct gpio_settings *settings = args->settings;
    struct line_words lines;
    struct gpio *gpio = calloc(1, sizeof *gpio);
    if (!gpio) {
        sky_fail("out of memory");
        return NULL;
    }
    if (read_lines(&lines, args) == 0) {
        gpio->clock = UINT64_C(1) << lines.lanes;
        if (chains_wire(&gpio->encoder, args, &settings->chains) == 0 &&
            (gpio->lines = lines_open(args->target, lines.words, lines.lanes + 1)))
            return gpio;
    }
    close_gpio(gpio);
    return NULL;
}

/* What a chip needs to see that the frame is over: the clock low for a while. */
static enum send_result pause_clock(struct gpio *gpio)
{
    if (lines_set(gpio->lines, 0) < 0)
        return SEND_FAILED;
    sky_clock_pause(gpio->encoder.chip->latch_us * UINT64_C(1000));
    return SEND_DONE;
}

static enum send_result send_bits(struct gpio *gpio)
{
    const struct sky_encoder *encoder = &gpio->encoder;
    uint64_t words[AT_ONCE * 8];
    for (size_t done = 0, count; done < encoder->lane_bytes; done += count) {
        size_t left = encoder->lane_bytes - done;
        count = left < AT_ONCE ? left : AT_ONCE;
        sky_planes_make(words, encoder->bytes + done, encoder->lane_bytes, encoder->layout.lanes, count);
        for (size_t i = 0; i < count * 8; i++)
            if (lines_set(gpio->lines, words[i]) < 0 || lines_set(gpio->lines, words[i] | gpio->clock) < 0)
                return SEND_FAILED;
    }
    return encoder->chip->latch_us > 0 ? pause_clock(gpio) : SEND_DONE;
}

static enum send_result send_gpio(void *self, const struct picture *picture)
{
    struct gpio *gpio = self;
    sky_encoder_encode(&gpio->encoder, picture->duties);
    uint64_t begin = sky_clock_ns();
    enum send_result sent = send_bits(gpio);
    uint64_t time = sky_clock_ns() - begin;
    if (gpio->measured < MEASURED) {
        if (gpio->measured++ == 0 || time < gpio->fastest)
            gpio->fastest = time;
    }
    return sent;
}

static double frame_time_of_gpio(const void *self, char figures[FIGURES_MAX])
{
    const struct gpio *gpio = self;
    char bits[SKY_GROUPED_TEXT];
    if (gpio->measured < MEASURED)
        return 0;
    size_t count = gpio->encoder.lane_bytes * 8;
    snprintf(figures, FIGURES_MAX, "%s bits a lane, each two calls of %.3g us", sky_number_grouped(count, bits),
             (double)gpio->fastest / (double)count / 2e3);
    return (double)gpio->fastest / 1e9;
}

static int reload_gpio(void *self, const struct driver_args *args, const void *plan)
{
    struct gpio *gpio = self;
    return chains_reload(&gpio->encoder, args, plan);
}

static const struct sky_power *power_of_gpio(const void *self)
{
    const struct gpio *gpio = self;
    return &gpio->encoder.power;
}

const struct driver gpio_driver = {
    .name = "gpio",
    .target = "CHIP",
    .text = "LED chains on the lines of a GPIO chip, by its path, name, label or number",
    .params = params,
    .settings_bytes = sizeof(struct gpio_settings),
    .hardware = true,
    .reopens = true,
    .needs = DRIVER_NEEDS_DUTIES,
    .prepare = prepare_gpio,
    .release = chains_release,
    .open = open_gpio,
    .send = send_gpio,
    .frame_time = frame_time_of_gpio,
    .layout = chains_layout,
    .reload = reload_gpio,
    .power = power_of_gpio,
    .close = close_gpio,
};
