/* SPDX-License-Identifier: ISC */
/* spi: one chain of LEDs on an SPI bus, through the kernel's spidev.
 *
 * A frame goes out in messages of at most the bytes that spidev has a buffer for. LEDs have no wire for the chip
 * select, and take no notice of it; but who shares the bus between chains has gates on it, so it is held for the
 * whole frame as well as spidev can. Between two messages the wires rest, which most chips do not notice. Two do:
 * - ws2812 has no clock, and takes any rest for the end of a frame: it is never split.
 * - ws2801 takes a clock that is low for 500 us for the end: as good as never between messages, but a busy
 *   computer may stop a process for longer. That is said at the start.
 *
 * The data wire of ws2812 must be low before and after a frame. On many controllers it rests high (first LEDs
 * that are always green come from that: joosteto/ws2812-spi issue 2, jgarff/rpi_ws281x issue 469), so the pause
 * that the chip wants is made of zeros on both sides of the frame, in the same message. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/number.h"
#include "sky-push/drivers/chains.h"
#include "sky-push/drivers/spidev.h"

struct spi_settings {
    double hz;
    int mode;
    struct chains_settings chains;
};

/* What goes out for a frame. */
struct outgoing {
    size_t rest;     /* zeros before and after the chain's bytes */
    uint8_t *rested; /* all of them, or NULL when there is no rest: they are the encoder's */
    size_t bytes;
};

struct spi {
    struct spidev device;
    struct outgoing out;
    struct sky_encoder encoder;
};

static const char *const mode_names[] = {"0", "1", "2", "3", NULL}; /* the values are the modes */

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(spi_settings, hz, "0", 0, 500e6, "Hz", "clock; 0 is the chip's usual one"),
    SKY_PARAM_CHOICE(spi_settings, mode, "0", mode_names, "SPI mode; LEDs take 0, most of them 3 too"),
    CHAINS_PARAMS(spi_settings),
    SKY_PARAMS_END,
};

/* ---- Words ---- */

static uint32_t wanted_hz(const struct spi_settings *settings)
{
    return settings->hz > 0 ? (uint32_t)settings->hz : sky_chips[settings->chains.encoder.chip].clock_hz;
}

static int prepare_spi(const struct driver_args *args, void **plan)
{
    const struct spi_settings *settings = args->settings;
    const struct sky_chip *chip = &sky_chips[settings->chains.encoder.chip];
    uint32_t hz = wanted_hz(settings);
    if (chip->clock_hz_max > 0 && (hz < chip->clock_hz_min || hz > chip->clock_hz_max))
        return sky_fail("hz: %u is out of range (must be %u to %u with %s)", hz, chip->clock_hz_min, chip->clock_hz_max,
                        chip->name);
    return chains_prepare(args, &settings->chains, 1, plan);
}

/* Does a frame of so many bytes fit where it must not be split? */
static int check_splitting(const struct spi *spi, size_t frame, const struct driver_args *args)
{
    const struct sky_chip *chip = spi->encoder.chip;
    char bytes[SKY_GROUPED_TEXT], most[SKY_GROUPED_TEXT];
    size_t fits = (frame + SPIDEV_STEP - 1) / SPIDEV_STEP * SPIDEV_STEP;
    if (frame <= spi->device.most || chip->latch_us == 0)
        return 0;
    sky_number_grouped(frame, bytes);
    sky_number_grouped(spi->device.most, most);
    if (!chip->clocked)
        return sky_fail("a frame of %s is %s bytes, which cannot be split, and spidev has a buffer for %s "
                        "(spidev.bufsiz=%zu on the kernel's command line, or 'options spidev bufsiz=%zu' in "
                        "/etc/modprobe.d, makes it larger)",
                        chip->name, bytes, most, fits, fits);
    if (!args->reopened)
        sky_warn("spi:%s: a frame is %s bytes, and spidev has a buffer for %s: where the computer makes a rest of "
                 "%u us between two messages, %s takes it for the end (spidev.bufsiz=%zu on the kernel's command "
                 "line prevents it)",
                 args->target, bytes, most, chip->latch_us, chip->name, fits);
    return 0;
}

/* Makes room for frames whose chain has so many bytes. Returns 0, or -1 with the error set. */
static int make_room(const struct spi *spi, size_t lane_bytes, const struct driver_args *args, struct outgoing *out)
{
    const struct sky_chip *chip = spi->encoder.chip;
    *out = (struct outgoing){0};
    if (!chip->clocked)
        out->rest = (chip->latch_us * (uint64_t)spi->device.hz + 7999999) / 8000000;
    out->bytes = lane_bytes + 2 * out->rest;
    if (check_splitting(spi, out->bytes, args) < 0)
        return -1;
    out->rested = out->rest > 0 ? calloc(1, out->bytes) : NULL;
    return out->rest > 0 && !out->rested ? sky_fail("out of memory") : 0;
}

/* ---- At work ---- */

static int close_spi(void *self)
{
    struct spi *spi = self;
    spidev_close(&spi->device);
    free(spi->out.rested);
    sky_encoder_finish(&spi->encoder);
    free(spi);
    return 0;
}

static int set_up(struct spi *spi, const struct driver_args *args)
{
    const struct spi_settings *settings = args->settings;
    if (chains_wire(&spi->encoder, args, &settings->chains) < 0)
        return -1;
    if (spidev_open(&spi->device, args->target, wanted_hz(settings), settings->mode) < 0)
        return -1;
    return make_room(spi, spi->encoder.lane_bytes, args, &spi->out);
}

static void *open_spi(const struct driver_args *args)
{
    struct spi *spi = calloc(1, sizeof *spi);
    if (!spi) {
        sky_fail("out of memory");
        return NULL;
    }
    spi->device.fd = -1;
    if (set_up(spi, args) == 0)
        return spi;
    close_spi(spi);
    return NULL;
}

static enum send_result send_spi(void *self, const struct picture *picture)
{
    struct spi *spi = self;
    const uint8_t *bytes = spi->encoder.bytes;
    sky_encoder_encode(&spi->encoder, picture->duties);
    if (spi->out.rested) {
        memcpy(spi->out.rested + spi->out.rest, bytes, spi->encoder.lane_bytes);
        bytes = spi->out.rested;
    }
    if (spidev_send(&spi->device, bytes, spi->out.bytes) < 0)
        return SEND_FAILED;
    if (spi->out.rest == 0 && spi->encoder.chip->latch_us > 0)
        sky_clock_pause(spi->encoder.chip->latch_us * UINT64_C(1000));
    return SEND_DONE;
}

static double frame_time_of_spi(const void *self, char figures[FIGURES_MAX])
{
    const struct spi *spi = self;
    char bits[SKY_GROUPED_TEXT];
    unsigned pause = spi->out.rest ? 0 : spi->encoder.chip->latch_us;
    sky_number_grouped(spi->out.bytes * 8, bits);
    int end = snprintf(figures, FIGURES_MAX, "%s bits at %.6g MHz", bits, spi->device.hz / 1e6);
    if (pause > 0)
        snprintf(figures + end, FIGURES_MAX - (size_t)end, " and a rest of %u us", pause);
    return (double)spi->out.bytes * 8 / spi->device.hz + pause / 1e6;
}

/* The device of chip select C of bus B is called spidevB.C: those of one bus take turns. */
static void bus_of_spi(const struct driver_args *args, char name[BUS_MAX])
{
    const char *base = strrchr(args->target, '/'), *end = strrchr(args->target, '.');
    base = base ? base + 1 : args->target;
    snprintf(name, BUS_MAX, "%.*s", end > base ? (int)(end - base) : -1, base);
}

static int reload_spi(void *self, const struct driver_args *args, const void *plan)
{
    struct spi *spi = self;
    struct outgoing out;
    size_t now = sky_layout_longest(&spi->encoder.layout), next = sky_layout_longest(plan);
    /* LEDs that the new layout no longer has are still sent black. */
    if (make_room(spi, sky_chip_bytes(spi->encoder.chip, next > now ? next : now), args, &out) < 0)
        return -1;
    if (chains_reload(&spi->encoder, args, plan) < 0) {
        free(out.rested);
        return -1;
    }
    free(spi->out.rested);
    spi->out = out;
    return 0;
}

static const struct sky_power *power_of_spi(const void *self)
{
    const struct spi *spi = self;
    return &spi->encoder.power;
}

const struct driver spi_driver = {
    .name = "spi",
    .target = "/dev/spidevB.C",
    .hardware = true,
    .reopens = true,
    .text = "a LED chain on an SPI bus: bus B, chip select C",
    .params = params,
    .settings_bytes = sizeof(struct spi_settings),
    .needs = DRIVER_NEEDS_DUTIES,
    .prepare = prepare_spi,
    .release = chains_release,
    .open = open_spi,
    .send = send_spi,
    .frame_time = frame_time_of_spi,
    .bus = bus_of_spi,
    .layout = chains_layout,
    .reload = reload_spi,
    .power = power_of_spi,
    .close = close_spi,
};
