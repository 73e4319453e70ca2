/* SPDX-License-Identifier: ISC */
/* pio: LEDs without a clock wire on a GPIO line of a Raspberry Pi 5, by the kernel's ws2812-pio-rp1, whose PIO keeps
 * the timing: 375 ns high for a 0, 875 for a 1.
 *
 * The device takes four bytes an LED, R, G, B, W, and shows them when it has those of all its LEDs; after fewer it
 * waits for a 20th of a second. The number of LEDs is set in config.txt. A device that has more than are needed is sent
 * black for the rest, and so does not wait. A single byte at offset 0 is a brightness, 1 to 255, by which each byte is
 * multiplied; the product, of 255 steps, then goes through floor(255 (x / 255)^(1 / 0.45)), which has 183 levels.
 * Brightness 0 passes bytes on as they are, in kernels since November 2025 (raspberrypi/linux, pull request 7110); in
 * earlier ones it is dark. So by default, bytes are sent that become the nearest level. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/lock.h"
#include "base/number.h"
#include "kernel/math.h"
#include "sky-push/drivers/chains.h"

#define LED_BYTES 4
#define LEDS_MAX 65536       /* of a device, that are looked for */
#define BIT_NS 1250          /* 800 kHz */
#define REST_NS UINT64_C(150000) /* the device rests for 50 to 150 us after a frame */

struct pio_settings {
    struct chains_settings chains;
    int rgbw, raw;
};

struct pio {
    struct sky_encoder encoder;
    const struct pio_settings *settings;
    int fd;
    uint8_t *bytes; /* of all LEDs of the device */
    size_t count;
    uint8_t levels[256]; /* by the part of the time that a colour is on: the byte that the device makes it of */
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(pio_settings, rgbw, "no", sky_no_yes, "the LEDs have a white one, and the device is set to rgbw"),
    SKY_PARAM_CHOICE(pio_settings, raw, "no", sky_no_yes, "all 256 steps, which kernels since November 2025 have"),
    CHAINS_CHOICE(order, "grb", SKY_CHOICES(sky_order_names + 1), "order of the colour bytes"),
    CHAINS_PARAMS_OF_WHITE,
    CHAINS_PARAMS_OF_ALL("no"),
    SKY_PARAMS_END,
};

/* ---- The bytes ---- */

/* The device sends its G, R, B in this order, and W. So these are put where the colours of the LEDs' order go. */
static void encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order, size_t colors)
{
    static const uint8_t place[] = {1, 0, 2, 3};
    for (size_t i = 0; i < leds; i++, out += LED_BYTES, duties += colors) {
        out[3] = 0;
        for (size_t c = 0; c < colors; c++)
            out[place[c]] = (uint8_t)((duties[order[c]] * 255u + 32767) / 65535);
    }
}

static void encode_rgb(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode(out, duties, leds, order, 3);
}

static void encode_rgbw(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode(out, duties, leds, order, 4);
}

/* By rgbw. */
static const struct sky_chip formats[] = {
    {.name = "pio", .order = "grb", .steps = 255, .led_bytes = LED_BYTES, .encode = encode_rgb},
    {.name = "pio", .order = "grbw", .steps = 255, .led_bytes = LED_BYTES, .encode = encode_rgbw},
};

/* `down`: to none that is brighter than what is wanted, which would draw more than a limit allows. */
static void make_levels(uint8_t levels[256], bool raw, bool down)
{
    uint8_t curve[256];
    for (int i = 0; i < 256; i++)
        curve[i] = raw ? (uint8_t)i : (uint8_t)floor(255 * sky_pow(i / 255.0, 1 / 0.45));
    for (int wanted = 0, byte = 0; wanted < 256; wanted++) {
        while (curve[byte] < wanted && curve[byte + 1] <= wanted)
            byte++;
        bool up = !down && curve[byte] < wanted && curve[byte + 1] - wanted <= wanted - curve[byte];
        levels[wanted] = (uint8_t)(byte + up);
    }
}

/* ---- The device ---- */

static int fail_kind(void)
{
    return sky_fail("is not a device of ws2812-pio");
}

static int fail_device(int error)
{
    if (error == ESPIPE || error == EINVAL || error == ENXIO)
        return fail_kind();
    if (error == ENOENT)
        return sky_fail("there is no such device (on a Raspberry Pi 5, dtoverlay=ws2812-pio,gpio=4,num_leds=60 in "
                        "config.txt makes it)");
    return sky_fail("%s", strerror(error));
}

/* Writes bytes at an offset, at once, as the device takes them. Returns 0, or -1 with errno set. */
static int put(int fd, const void *bytes, size_t count, size_t offset)
{
    ssize_t written;
    do
        written = pwrite(fd, bytes, count, (off_t)offset);
    while (written < 0 && errno == EINTR);
    if (written >= 0 && (size_t)written < count) {
        errno = ENOSPC;
        return -1;
    }
    return written < 0 ? -1 : 0;
}

/* Finds how many LEDs the device has, by black ones behind the last. Returns 0, or -1 with the error set. */
static int find_size(struct pio *pio, size_t leds)
{
    static const uint8_t black[LED_BYTES];
    char count[SKY_COUNT_TEXT];
    for (pio->count = leds; pio->count < LEDS_MAX; pio->count++) {
        if (put(pio->fd, black, sizeof black, pio->count * LED_BYTES) == 0)
            continue;
        if (errno == ENOSPC)
            return 0;
        return errno != EFBIG ? fail_device(errno)
                              : sky_fail("the device has fewer than %s (dtoverlay=ws2812-pio,num_leds=%zu in "
                                         "config.txt)",
                                         sky_number_count(leds, "LED", count), leds);
    }
    return fail_kind();
}

static int open_device(struct pio *pio, const char *path)
{
    const uint8_t brightness = pio->settings->raw ? 0 : 255;
    struct stat status;
    pio->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (pio->fd < 0 || fstat(pio->fd, &status) < 0)
        return fail_device(errno);
    if (!S_ISCHR(status.st_mode)) /* or looking for its size would write to it */
        return fail_kind();
    if (sky_lock_take(pio->fd) < 0 || find_size(pio, sky_layout_total(&pio->encoder.layout)) < 0)
        return -1;
    return put(pio->fd, &brightness, 1, 0) < 0 ? fail_device(errno) : 0;
}

static int make_buffer(struct pio *pio)
{
    uint8_t *bytes = calloc(pio->count, LED_BYTES);
    if (!bytes)
        return sky_fail("out of memory");
    free(pio->bytes);
    pio->bytes = bytes;
    return 0;
}

/* ---- The driver ---- */

static struct sky_encoder_settings find_encoder(const struct driver_args *args)
{
    const struct pio_settings *settings = args->settings;
    struct sky_encoder_settings encoder = chains_encoder(args);
    encoder.format = &formats[settings->rgbw];
    encoder.order++; /* from sky_order_names + 1 */
    return encoder;
}

static int prepare_pio(const struct driver_args *args, void **plan)
{
    const struct pio_settings *settings = args->settings;
    if (chains_encoder(args).dither && !settings->raw)
        return sky_fail("dither: the levels of the device are not even (raw=yes makes them so)");
    const struct sky_encoder_settings encoder = find_encoder(args);
    return chains_prepare_for(args, &encoder, 1, plan);
}

static int make_encoder(const struct driver_args *args, struct sky_encoder *encoder)
{
    const struct sky_encoder_settings settings = find_encoder(args);
    return chains_make_encoder_for(args, &settings, encoder);
}

static int close_pio(void *self)
{
    struct pio *pio = self;
    if (pio->fd >= 0)
        close(pio->fd);
    sky_encoder_finish(&pio->encoder);
    free(pio->bytes);
    free(pio);
    return 0;
}

static void *open_pio(const struct driver_args *args)
{
    const struct pio_settings *settings = args->settings;
    const struct sky_encoder_settings encoder = find_encoder(args);
    struct pio *pio = calloc(1, sizeof *pio);
    if (!pio) {
        sky_fail("out of memory");
        return NULL;
    }
    pio->settings = settings;
    pio->fd = -1;
    if (chains_open(&pio->encoder, args, &encoder) == 0 && open_device(pio, args->target) == 0 &&
        make_buffer(pio) == 0) {
        make_levels(pio->levels, settings->raw, pio->encoder.power.has_limit);
        return pio;
    }
    close_pio(pio);
    return NULL;
}

static uint64_t frame_ns(const struct pio_settings *settings, size_t leds)
{
    return leds * (settings->rgbw ? 32 : 24) * BIT_NS + REST_NS;
}

static enum send_result send_pio(void *self, const struct picture *picture)
{
    struct pio *pio = self;
    const size_t bytes = sky_layout_total(&pio->encoder.layout) * LED_BYTES;
    chains_encode(&pio->encoder, picture);
    for (size_t i = 0; i < bytes; i++)
        pio->bytes[i] = pio->levels[pio->encoder.bytes[i]];
    if (put(pio->fd, pio->bytes, pio->count * LED_BYTES, 0) < 0) {
        fail_device(errno);
        return SEND_FAILED;
    }
    sky_clock_pause(frame_ns(pio->settings, pio->count)); /* the device does not tell when it can take another */
    return SEND_DONE;
}

/* How long so many LEDs are on the wire, as driver.frame_time(). */
static double frame_time(const struct pio_settings *settings, size_t leds, char figures[FIGURES_MAX])
{
    char bits[SKY_GROUPED_TEXT];
    snprintf(figures, FIGURES_MAX, "%s bits at 0.8 MHz and a pause",
             sky_number_grouped(leds * (settings->rgbw ? 32 : 24), bits));
    return (double)frame_ns(settings, leds) / 1e9;
}

static double frame_time_of_pio(const void *self, char figures[FIGURES_MAX])
{
    const struct pio *pio = self;
    return frame_time(pio->settings, pio->count, figures);
}

static int estimate_pio(const struct driver_args *args, struct estimate *estimate)
{
    const struct sky_encoder_settings encoder = find_encoder(args);
    if (chains_estimate_for(args, &encoder, estimate) < 0)
        return -1;
    estimate->seconds = frame_time(args->settings, sky_layout_total(args->plan), estimate->figures);
    return 0;
}

static int reload_pio(void *self, const struct driver_args *args, const void *plan)
{
    struct pio *pio = self;
    char count[SKY_COUNT_TEXT];
    if (sky_layout_total(plan) > pio->count)
        return sky_fail("the device has %s, not %zu", sky_number_count(pio->count, "LED", count),
                        sky_layout_total(plan));
    if (chains_reload(&pio->encoder, args, plan) < 0)
        return -1;
    make_levels(pio->levels, pio->settings->raw, pio->encoder.power.has_limit);
    return make_buffer(pio);
}

const struct driver pio_driver = {
    .name = "pio",
    .target = "/dev/ledsN",
    .text = "LEDs without a clock wire on a line of a Raspberry Pi 5, by its PIO (dtoverlay=ws2812-pio)",
    .params = params,
    .settings_bytes = sizeof(struct pio_settings),
    .hardware = true,
    .reopens = true,
    .interpolates = true,
    .prepare = prepare_pio,
    .release = chains_release,
    .open = open_pio,
    .send = send_pio,
    .frame_time = frame_time_of_pio,
    .layout = chains_layout,
    .make_encoder = make_encoder,
    .estimate = estimate_pio,
    .reload = reload_pio,
    .power = chains_power,
    .close = close_pio,
};
