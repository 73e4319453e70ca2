/* gpio: LED chains on GPIO lines, through libgpiod: any number of data lines beside one clock line.
 *
 * Each bit takes two calls, which is two ioctls: the data with the clock low, then the same data with the clock high,
 * where the LEDs take it. The data has its own call since the kernel may set the lines of a call one after the other.
 * Between frames the clock stays high; the first bit of the next frame lowers it. At the end one more call lowers all
 * lines before they are released. A chip that waits for a pause gets that call and the pause after every frame. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sky/error.h>

#include "core/clock.h"
#include "core/number.h"
#include "sky-push/chains.h"
#include "sky-push/lines.h"

struct gpio_settings {
    const char *clock, *data;
    struct chains_settings chains;
};

struct gpio {
    struct lines *lines;
    struct sky_wiring wiring;
    uint64_t clock; /* the clock line's bit */
};

/* Data lines in the order of lanes, then the clock line. */
struct offsets {
    unsigned lines[LINES_MAX];
    unsigned lanes;
};

static const struct sky_param params[] = {
    SKY_PARAM_TEXT(gpio_settings, clock, "", "LINE, a number", "clock line (must be given)"),
    SKY_PARAM_TEXT(gpio_settings, data, "", "LINE:LINE:…, numbers", "a data line for each lane (must be given)"),
    CHAINS_PARAMS(gpio_settings),
    SKY_PARAMS_END,
};

/* ---- Words ---- */

static int read_line(struct offsets *offsets, unsigned index, const char *word)
{
    uint64_t number;
    if (sky_whole_parse(word, 0, UINT16_MAX, &number) < 0)
        return -1;
    for (unsigned i = 0; i < index; i++)
        if (offsets->lines[i] == number)
            return sky_fail("line %u is given twice", offsets->lines[i]);
    offsets->lines[index] = (unsigned)number;
    return 0;
}

static int read_data_lines(struct offsets *offsets, const char *words)
{
    for (const char *word = words; word; offsets->lanes++) {
        const char *colon = strchr(word, ':');
        char number[24];
        if (offsets->lanes == SKY_LANES_MAX)
            return sky_fail("more than %d lines (1 to %d fit beside the clock)", SKY_LANES_MAX, SKY_LANES_MAX);
        size_t length = colon ? (size_t)(colon - word) : strlen(word);
        if (length >= sizeof number)
            return sky_fail("'%.40s' is not a line", word);
        memcpy(number, word, length);
        number[length] = '\0';
        if (read_line(offsets, offsets->lanes, number) < 0)
            return -1;
        word = colon ? colon + 1 : NULL;
    }
    return 0;
}

static int read_lines(struct offsets *offsets, const struct words *words)
{
    const struct gpio_settings *settings = words->settings;
    *offsets = (struct offsets){0};
    if (*settings->clock == '\0')
        return sky_fail("a clock line is missing: clock=LINE");
    if (*settings->data == '\0')
        return sky_fail("data lines are missing: data=LINE:LINE:…");
    if (read_data_lines(offsets, settings->data) < 0)
        return sky_fail_at("data");
    return read_line(offsets, offsets->lanes, settings->clock) < 0 ? sky_fail_at("clock") : 0;
}

static int check_gpio(const struct words *words)
{
    const struct gpio_settings *settings = words->settings;
    const struct sky_chip *chip = &sky_chips[settings->chains.coding.chip];
    struct offsets offsets;
    if (!chip->clocked)
        return sky_fail("chip: %s has no clock wire, and GPIO lines cannot keep its time", chip->name);
    return read_lines(&offsets, words) < 0 ? -1 : chains_check(words, &settings->chains, offsets.lanes);
}

/* ---- At work ---- */

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

int lines_fail_held(unsigned offset, const char *consumer)
{
    return sky_fail("line %u is held by '%.40s'", offset, consumer && *consumer ? consumer : "the kernel");
}

static int close_gpio(void *self)
{
    struct gpio *gpio = self;
    int result = gpio->lines ? lines_set(gpio->lines, 0) : 0;
    lines_close(gpio->lines);
    sky_wiring_finish(&gpio->wiring);
    free(gpio);
    return result;
}

static void *open_gpio(const struct words *words)
{
    const struct gpio_settings *settings = words->settings;
    struct offsets offsets;
    struct gpio *gpio = calloc(1, sizeof *gpio);
    if (!gpio) {
        sky_fail("out of memory");
        return NULL;
    }
    if (read_lines(&offsets, words) == 0) {
        gpio->clock = UINT64_C(1) << offsets.lanes;
        if (chains_wire(&gpio->wiring, words, &settings->chains, offsets.lanes) == 0 &&
            (gpio->lines = lines_open(words->target, offsets.lines, offsets.lanes + 1)))
            return gpio;
    }
    close_gpio(gpio);
    return NULL;
}

/* What a chip needs to see that the frame is over: the clock low for a while. */
static enum sent pause_clock(struct gpio *gpio)
{
    if (lines_set(gpio->lines, 0) < 0)
        return SENT_FAILED;
    uint64_t end = sky_clock_ns() + gpio->wiring.chip->pause_us * UINT64_C(1000);
    while (sky_clock_ns() < end) { /* a signal cuts a wait short */
        const struct timespec rest = {.tv_nsec = (long)(gpio->wiring.chip->pause_us * 250)};
        nanosleep(&rest, NULL);
    }
    return SENT;
}

static enum sent send_gpio(void *self, const struct picture *picture)
{
    struct gpio *gpio = self;
    const struct sky_wiring *wiring = &gpio->wiring;
    sky_wiring_draw(&gpio->wiring, picture->duties);
    for (size_t i = 0; i < wiring->lane_bytes; i++) {
        for (int bit = 7; bit >= 0; bit--) {
            const uint8_t *byte = wiring->bytes + i;
            uint64_t data = 0;
            for (unsigned lane = 0; lane < wiring->layout.lanes; lane++, byte += wiring->lane_bytes)
                data |= (uint64_t)(*byte >> bit & 1) << lane;
            if (lines_set(gpio->lines, data) < 0 || lines_set(gpio->lines, data | gpio->clock) < 0)
                return SENT_FAILED;
        }
    }
    return wiring->chip->pause_us > 0 ? pause_clock(gpio) : SENT;
}

const struct driver gpio_driver = {
    .name = "gpio",
    .target = "CHIP",
    .text = "LED chains on the lines of a GPIO chip, by its path, name, label or number",
    .params = params,
    .settings_bytes = sizeof(struct gpio_settings),
    .check = check_gpio,
    .open = open_gpio,
    .send = send_gpio,
    .close = close_gpio,
};
