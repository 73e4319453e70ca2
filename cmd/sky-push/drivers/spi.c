/* SPDX-License-Identifier: ISC */
/* spi: one LED chain on an SPI bus, through the kernel's spidev.
 *
 * A frame is sent in messages that fit spidev's buffer. LEDs have no wire for the chip select, but hardware that
 * switches a bus between chains uses it, so it is held for the whole frame as well as spidev can. Between two messages
 * the wires pause, which most chips do not notice. Two do:
 * - ws2812 and its kin have no clock and take any pause for the end of a frame: their frames are never split. Where one
 *   does not fit spidev's buffer and the chip has a shorter code, that is sent instead.
 * - ws2801 takes a clock that is low for 500 us for the end. Messages follow each other faster, but a busy computer may
 *   stop a process for longer, so a warning is printed at the start.
 *
 * The data wire of such a chip must be low before and after a frame. On many controllers it rests high (LEDs that are
 * green at the start of a chain come from that: joosteto/ws2812-spi issue 2, jgarff/rpi_ws281x issue 469). So the pause
 * that the chip needs is sent as zeros on both sides of the frame, in the same message. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/number.h"
#include "led/parts.h"
#include "sky-push/drivers/chains.h"
#include "sky-push/drivers/spidev.h"

struct spi_settings {
    struct chains_settings chains;
    double hz;
    int mode;
};

/* What is sent for a frame: the encoder's bytes, or for a chip without a clock wire a copy between two pauses. */
struct message {
    size_t pause;    /* zeros before and after the encoder's bytes */
    size_t bytes;    /* of all */
    uint8_t *paused; /* NULL when `pause` is 0 */
};

struct spi {
    struct sky_encoder encoder;
    struct spidev device;
    struct message message;
};

static const char *const mode_names[] = {"0", "1", "2", "3", NULL}; /* the values are the modes */

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(spi_settings, hz, "0", 0, 500e6, "Hz", "clock; 0 is the chip's default"),
    SKY_PARAM_CHOICE(spi_settings, mode, "0", mode_names, "SPI mode; LEDs need 0, and most work with 3"),
    CHAINS_PARAMS("auto"),
    SKY_PARAMS_END,
};

static uint32_t clock_hz(const struct spi_settings *settings, const struct sky_chip *chip)
{
    return settings->hz > 0 ? (uint32_t)settings->hz : chip->clock_hz;
}

static int prepare_spi(const struct driver_args *args, void **plan)
{
    const struct spi_settings *settings = args->settings;
    const struct sky_chip *chip = &sky_chips[settings->chains.encoder.chip];
    uint32_t hz = clock_hz(settings, chip), min, max;
    if (!chip->clocked) {
        sky_part_rates(chip, &min, &max);
        if (hz < min || hz > max)
            return sky_fail("hz: %u is out of range (must be %u to %u with %s)", hz, min, max, chip->name);
    }
    return chains_prepare(args, 1, plan);
}

/* ---- Messages ---- */

/* The size of spidev's buffer that a frame of so many bytes needs. */
static size_t buffer_for(size_t frame)
{
    return (frame + SPIDEV_STEP - 1) / SPIDEV_STEP * SPIDEV_STEP;
}

/* The zeros before a frame, and those after it, that are the pause of a chip without a clock wire. */
static size_t pause_bytes(const struct sky_chip *chip, uint32_t hz)
{
    return chip->clocked ? 0 : (chip->latch_us * (uint64_t)hz + 7999999) / 8000000;
}

/* May a frame of this size be split? Returns 0, perhaps after a warning, or -1 with the error set. */
static int check_splitting(const struct spi *spi, size_t frame, const struct driver_args *args)
{
    const struct sky_chip *chip = spi->encoder.chip;
    char bytes[SKY_GROUPED_TEXT], buffer[SKY_GROUPED_TEXT];
    size_t needed = buffer_for(frame);
    if (frame <= spi->device.message_max || chip->latch_us == 0)
        return 0;
    sky_number_grouped(frame, bytes);
    sky_number_grouped(spi->device.message_max, buffer);
    if (!chip->clocked)
        return sky_fail("a frame of %s has %s bytes and cannot be split, but the buffer of spidev has %s (set "
                        "spidev.bufsiz=%zu on the kernel's command line, or 'options spidev bufsiz=%zu' in "
                        "/etc/modprobe.d)",
                        chip->name, bytes, buffer, needed, needed);
    if (!args->reopened)
        sky_warn("spi:%s: a frame has %s bytes, but the buffer of spidev has %s: if the computer pauses for %u us "
                 "between two messages, %s takes this for the end of the frame (spidev.bufsiz=%zu on the kernel's "
                 "command line prevents it)",
                 args->target, bytes, buffer, chip->latch_us, chip->name, needed);
    return 0;
}

/* Makes the message for a chain of `chain_bytes`. Returns 0, or -1 with the error set. */
static int init_message(struct message *message, const struct spi *spi, size_t chain_bytes,
                        const struct driver_args *args)
{
    *message = (struct message){.pause = pause_bytes(spi->encoder.chip, spi->device.hz)};
    message->bytes = chain_bytes + 2 * message->pause;
    if (check_splitting(spi, message->bytes, args) < 0)
        return -1;
    message->paused = message->pause > 0 ? calloc(1, message->bytes) : NULL;
    return message->pause > 0 && !message->paused ? sky_fail("out of memory") : 0;
}

/* ---- The driver ---- */

static int close_spi(void *self)
{
    struct spi *spi = self;
    spidev_close(&spi->device);
    free(spi->message.paused);
    sky_encoder_finish(&spi->encoder);
    free(spi);
    return 0;
}

/* The index of the chip whose code is sent: the one that was asked for, or where its frame does not fit spidev's buffer
 * and the rate was left open, the one with a shorter code. */
static int find_code(const struct spi_settings *settings, size_t leds, size_t buffer, const struct driver_args *args)
{
    const struct sky_choices chips = SKY_CHOICES_OF_TABLE(sky_chips);
    const struct sky_chip *chip = &sky_chips[settings->chains.encoder.chip], *shorter;
    size_t frame = sky_chip_bytes(chip, leds) + 2 * pause_bytes(chip, chip->clock_hz);
    char bytes[SKY_GROUPED_TEXT];
    int index;
    if (frame <= buffer || !chip->shorter || settings->hz > 0 || sky_choice_parse(&chips, chip->shorter, &index) < 0)
        return settings->chains.encoder.chip;
    shorter = &sky_chips[index];
    if (sky_chip_bytes(shorter, leds) + 2 * pause_bytes(shorter, shorter->clock_hz) > buffer)
        return settings->chains.encoder.chip;
    if (!args->reopened)
        sky_warn("spi:%s: a frame of %s has %s bytes, which spidev's buffer is too small for: it is sent as that of "
                 "%s, with pulses that are too long for some LEDs (spidev.bufsiz=%zu on the kernel's command line "
                 "makes room)",
                 args->target, chip->name, sky_number_grouped(frame, bytes), shorter->name, buffer_for(frame));
    return index;
}

/* Opens the device and sets up the encoder for a code that fits its buffer. Returns 0, or -1 with the error set. */
static int open_chain(struct spi *spi, const struct driver_args *args)
{
    const struct spi_settings *settings = args->settings;
    struct sky_encoder_settings encoder = chains_encoder(args);
    if (spidev_open(&spi->device, args->target) < 0)
        return -1;
    encoder.chip = find_code(settings, sky_layout_longest(args->plan), spi->device.message_max, args);
    if (chains_open(&spi->encoder, args, &encoder) < 0 ||
        spidev_set_up(&spi->device, clock_hz(settings, spi->encoder.chip), settings->mode) < 0)
        return -1;
    return init_message(&spi->message, spi, spi->encoder.lane_bytes, args);
}

static void *open_spi(const struct driver_args *args)
{
    struct spi *spi = calloc(1, sizeof *spi);
    if (!spi) {
        sky_fail("out of memory");
        return NULL;
    }
    spi->device.fd = -1;
    if (open_chain(spi, args) == 0)
        return spi;
    close_spi(spi);
    return NULL;
}

/* How long the clock must rest after the message. */
static unsigned pause_us(const struct sky_chip *chip)
{
    return chip->clocked ? chip->latch_us : 0;
}

static enum send_result send_spi(void *self, const struct picture *picture)
{
    struct spi *spi = self;
    const struct message *message = &spi->message;
    const uint8_t *bytes = spi->encoder.bytes;
    chains_encode(&spi->encoder, picture);
    if (message->paused) {
        memcpy(message->paused + message->pause, bytes, spi->encoder.lane_bytes);
        bytes = message->paused;
    }
    if (spidev_send(&spi->device, bytes, message->bytes) < 0)
        return SEND_FAILED;
    if (pause_us(spi->encoder.chip) > 0)
        sky_clock_pause(pause_us(spi->encoder.chip) * UINT64_C(1000));
    return SEND_DONE;
}

/* The seconds for so many bytes at a clock, and a pause of so many us. */
static double time_of(size_t bytes, uint32_t hz, unsigned pause, char figures[FIGURES_MAX])
{
    char bits[SKY_GROUPED_TEXT];
    sky_number_grouped(bytes * 8, bits);
    int end = snprintf(figures, FIGURES_MAX, "%s bits at %.6g MHz", bits, hz / 1e6);
    if (pause > 0)
        snprintf(figures + end, FIGURES_MAX - (size_t)end, " and a pause of %u us", pause);
    return (double)bytes * 8 / hz + pause / 1e6;
}

static double frame_time_of_spi(const void *self, char figures[FIGURES_MAX])
{
    const struct spi *spi = self;
    return time_of(spi->message.bytes, spi->device.hz, pause_us(spi->encoder.chip), figures);
}

static int estimate_spi(const struct driver_args *args, struct estimate *estimate)
{
    const struct spi_settings *settings = args->settings;
    const struct sky_chip *chip = &sky_chips[settings->chains.encoder.chip];
    uint32_t hz = clock_hz(settings, chip);
    size_t bytes = sky_chip_bytes(chip, sky_layout_longest(args->plan)) + 2 * pause_bytes(chip, hz);
    estimate->seconds = time_of(bytes, hz, pause_us(chip), estimate->figures);
    return chains_estimate(args, estimate);
}

/* Chip select C of bus B is /dev/spidevB.C; the chip selects of a bus take turns. */
static void bus_of_spi(const struct driver_args *args, char name[BUS_MAX])
{
    const char *base = strrchr(args->target, '/'), *end = strrchr(args->target, '.');
    base = base ? base + 1 : args->target;
    snprintf(name, BUS_MAX, "%.*s", end > base ? (int)(end - base) : -1, base);
}

static int reload_spi(void *self, const struct driver_args *args, const void *plan)
{
    struct spi *spi = self;
    struct message message;
    /* LEDs that the new layout no longer has stay in the message, and are sent black. */
    size_t now = sky_layout_longest(&spi->encoder.layout), next = sky_layout_longest(plan);
    if (init_message(&message, spi, sky_chip_bytes(spi->encoder.chip, next > now ? next : now), args) < 0)
        return -1;
    if (chains_reload(&spi->encoder, args, plan) < 0) {
        free(message.paused);
        return -1;
    }
    free(spi->message.paused);
    spi->message = message;
    return 0;
}

const struct driver spi_driver = {
    .name = "spi",
    .target = "/dev/spidevB.C",
    .text = "an LED chain on an SPI bus: bus B, chip select C",
    .params = params,
    .settings_bytes = sizeof(struct spi_settings),
    .hardware = true,
    .reopens = true,
    .interpolates = true,
    .prepare = prepare_spi,
    .release = chains_release,
    .open = open_spi,
    .send = send_spi,
    .frame_time = frame_time_of_spi,
    .bus = bus_of_spi,
    .layout = chains_layout,
    .estimate = estimate_spi,
    .reload = reload_spi,
    .make_encoder = chains_make_encoder,
    .power = chains_power,
    .close = close_spi,
};
