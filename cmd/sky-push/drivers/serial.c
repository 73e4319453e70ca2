/* SPDX-License-Identifier: ISC */
/* serial: the LEDs of a board on a serial port, by the protocols that its sketches usually understand.
 *
 * A frame is these bytes:
 *
 *     adalight  'A' 'd' 'a', LEDs - 1 as two bytes, high first, their exclusive or with 0x55, and three bytes an LED
 *               (Adafruit, Adalight's LEDstream.pde)
 *     tpm2      0xc9 0xda, the number of bytes that follow as two bytes, high first, three or four bytes an LED, 0x36
 *               (tpm2.de; in English by jblang, gist 89e24e2655be6c463c56)
 *     enttec    0x7e, 6 for "Output Only Send DMX Packet Request", the number of bytes that follow as two bytes, low
 *               first, the start code 0, 512 channels, 0xe7 (ENTTEC, DMX USB Pro API 1.44). Fewer channels are allowed,
 *               but some devices do not take them.
 *
 * The kernel has room for thousands of bytes, which at 115,200 baud would be a third of a second. So a frame is taken
 * when the one before has left. What a board sends is read and dropped: some stop when nobody reads. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/number.h"
#include "led/correction.h"
#include "sky-push/drivers/chains.h"
#include "sky-push/drivers/sink.h"
#include "sky-push/drivers/tty.h"

#define BITS_A_BYTE 10 /* with its start and stop bit */
#define DMX_CHANNELS 512
#define DMX_PACKET_US (92 + 12 + (1 + DMX_CHANNELS) * 44) /* ANSI E1.11: break, mark, 11 bits a slot at 250 kbit/s */

enum { PROTOCOL_ADALIGHT, PROTOCOL_TPM2, PROTOCOL_ENTTEC };
static const char *const protocol_names[] = {
    [PROTOCOL_ADALIGHT] = "adalight", [PROTOCOL_TPM2] = "tpm2", [PROTOCOL_ENTTEC] = "enttec", NULL};
static const char *const encoding_names[] = {"linear", "srgb", NULL};

struct serial_settings {
    struct chains_settings chains;
    int protocol, encoding, rgbw;
    double baud, channel, boot;
};

struct serial {
    struct sky_encoder encoder;
    const struct serial_settings *settings;
    int fd, stop;
    uint8_t *message;
    size_t bytes, at; /* of the message, and where the first LED is in it */
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(serial_settings, protocol, "adalight", protocol_names, "what the board understands"),
    SKY_PARAM_INTEGER(serial_settings, baud, "115200", 300, 20e6, "bit/s", "rate of the port"),
    SKY_PARAM_INTEGER(serial_settings, channel, "1", 1, DMX_CHANNELS, "", "with enttec: channel of the first LED"),
    SKY_PARAM_CHOICE(serial_settings, encoding, "linear", encoding_names, "what the bytes mean"),
    SKY_PARAM_NUMBER(serial_settings, boot, "0", 0, 60, "seconds",
                     "time that the board needs to start, once it is opened"),
    SKY_PARAM_CHOICE(serial_settings, rgbw, "no", sky_no_yes, "the LEDs have a white one; with tpm2 and enttec"),
    CHAINS_CHOICE(order, "rgb", SKY_CHOICES(sky_order_names + 1), "order of the colour bytes"),
    CHAINS_PARAMS_OF_WHITE,
    CHAINS_PARAMS_OF_ALL("no"),
    SKY_PARAMS_END,
};

/* ---- LEDs ---- */

static inline void encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order, size_t colors,
                          bool srgb)
{
    for (size_t i = 0; i < leds; i++, duties += colors) {
        for (size_t c = 0; c < colors; c++) {
            uint16_t duty = duties[order[c]];
            *out++ = srgb ? sky_correction_srgb(duty) : (uint8_t)((duty * 255u + 32767) / 65535);
        }
    }
}

static void encode_linear(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode(out, duties, leds, order, 3, false);
}

static void encode_srgb(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode(out, duties, leds, order, 3, true);
}

static void encode_linear_white(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode(out, duties, leds, order, 4, false);
}

static void encode_srgb_white(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode(out, duties, leds, order, 4, true);
}

/* By rgbw and encoding. The steps of sRGB are not even, so there is nothing to dither. */
static const struct sky_chip formats[2][2] = {
    {{.name = "serial", .order = "rgb", .steps = 255, .led_bytes = 3, .encode = encode_linear},
     {.name = "serial", .order = "rgb", .steps = 65535, .led_bytes = 3, .encode = encode_srgb}},
    {{.name = "serial", .order = "rgbw", .steps = 255, .led_bytes = 4, .encode = encode_linear_white},
     {.name = "serial", .order = "rgbw", .steps = 65535, .led_bytes = 4, .encode = encode_srgb_white}},
};

static const struct sky_chip *find_format(const struct serial_settings *settings)
{
    return &formats[settings->rgbw][settings->encoding];
}

static struct sky_encoder_settings find_encoder(const struct driver_args *args)
{
    struct sky_encoder_settings encoder = chains_encoder(args);
    encoder.format = find_format(args->settings);
    encoder.order++; /* from sky_order_names + 1 */
    return encoder;
}

static int prepare_serial(const struct driver_args *args, void **plan)
{
    const struct serial_settings *settings = args->settings;
    const size_t led_bytes = find_format(settings)->led_bytes;
    size_t most = settings->protocol == PROTOCOL_ADALIGHT ? 65536 : 65535 / led_bytes, leds;
    if (settings->protocol == PROTOCOL_ENTTEC)
        most = (DMX_CHANNELS + 1 - (size_t)settings->channel) / led_bytes;
    else if (settings->channel > 1)
        return sky_fail("channel: %s has no channels", protocol_names[settings->protocol]);
    if (settings->rgbw && settings->protocol == PROTOCOL_ADALIGHT)
        return sky_fail("rgbw: adalight has three bytes an LED");
    const struct sky_encoder_settings encoder = find_encoder(args);
    if (chains_prepare_for(args, &encoder, 1, plan) < 0)
        return -1;
    leds = sky_layout_total(*plan);
    if (leds <= most)
        return 0;
    chains_release(*plan);
    *plan = NULL;
    return sky_fail("%zu LEDs are more than %s has room for%s (must be at most %zu)", leds,
                    protocol_names[settings->protocol], settings->channel > 1 ? " from that channel on" : "", most);
}

static int make_encoder(const struct driver_args *args, struct sky_encoder *encoder)
{
    const struct sky_encoder_settings settings = find_encoder(args);
    return chains_make_encoder_for(args, &settings, encoder);
}

/* ---- Messages ---- */

static const size_t head_bytes[] = {[PROTOCOL_ADALIGHT] = 6, [PROTOCOL_TPM2] = 4, [PROTOCOL_ENTTEC] = 5};

static size_t message_bytes(const struct serial_settings *settings, size_t leds)
{
    const int protocol = settings->protocol;
    const size_t data = protocol == PROTOCOL_ENTTEC ? DMX_CHANNELS : leds * find_format(settings)->led_bytes;
    return head_bytes[protocol] + data + (protocol == PROTOCOL_ADALIGHT ? 0 : 1);
}

/* Makes the message for so many LEDs, at least the encoder's, which send_serial() fills in. Returns 0, or -1 with the
 * error set. */
static int make_message(struct serial *serial, size_t leds)
{
    const size_t count = leds * find_format(serial->settings)->led_bytes;
    const int protocol = serial->settings->protocol;
    const uint8_t high = (uint8_t)((leds - 1) >> 8), low = (uint8_t)(leds - 1);
    const uint8_t adalight[] = {'A', 'd', 'a', high, low, high ^ low ^ 0x55};
    const uint8_t tpm2[] = {0xc9, 0xda, (uint8_t)(count >> 8), (uint8_t)count};
    const uint8_t enttec[] = {0x7e, 6, (uint8_t)(DMX_CHANNELS + 1), (DMX_CHANNELS + 1) >> 8, 0};
    const uint8_t *const heads[] = {adalight, tpm2, enttec};
    const size_t bytes = message_bytes(serial->settings, leds);
    uint8_t *message = calloc(1, bytes);
    if (!message)
        return sky_fail("out of memory");
    memcpy(message, heads[protocol], head_bytes[protocol]);
    if (protocol != PROTOCOL_ADALIGHT)
        message[bytes - 1] = protocol == PROTOCOL_TPM2 ? 0x36 : 0xe7;
    free(serial->message);
    serial->message = message;
    serial->bytes = bytes;
    serial->at = head_bytes[protocol] + (size_t)serial->settings->channel - 1;
    return 0;
}

/* Drops what the board has sent. */
static void drop_input(int fd)
{
    char bytes[256];
    for (int i = 0; i < 64 && read(fd, bytes, sizeof bytes) > 0; i++)
        ;
}

/* Waits, unless it is to stop. */
static void pause_serial(const struct serial *serial, uint64_t ns)
{
    struct pollfd stopped = {.fd = serial->stop, .events = POLLIN};
    const struct timespec time = sky_clock_timespec(ns);
    ppoll(&stopped, 1, &time, NULL);
}

/* Waits until the message has left the kernel, for twice as long as it takes at most. */
static void wait_until_sent(const struct serial *serial)
{
    const double ns_a_byte = BITS_A_BYTE * 1e9 / serial->settings->baud;
    uint64_t deadline = sky_clock_ns() + (uint64_t)(2 * ns_a_byte * (double)serial->bytes);
    for (unsigned left; (left = tty_unsent(serial->fd)) > 0 && sky_clock_ns() < deadline;) {
        struct pollfd stopped = {.fd = serial->stop, .events = POLLIN};
        if (poll(&stopped, 1, 0) > 0)
            return;
        pause_serial(serial, (uint64_t)(ns_a_byte * left) + 100000);
    }
}

/* ---- The driver ---- */

static int close_serial(void *self)
{
    struct serial *serial = self;
    tty_close(serial->fd);
    sky_encoder_finish(&serial->encoder);
    free(serial->message);
    free(serial);
    return 0;
}

static void *open_serial(const struct driver_args *args)
{
    const struct serial_settings *settings = args->settings;
    const struct sky_encoder_settings encoder = find_encoder(args);
    struct serial *serial = calloc(1, sizeof *serial);
    if (!serial) {
        sky_fail("out of memory");
        return NULL;
    }
    serial->settings = settings;
    serial->fd = -1;
    serial->stop = args->stop;
    if (chains_open(&serial->encoder, args, &encoder) == 0 &&
        make_message(serial, sky_layout_total(&serial->encoder.layout)) == 0 &&
        (serial->fd = tty_open(args->target, (unsigned)settings->baud)) >= 0) {
        pause_serial(serial, (uint64_t)(settings->boot * 1e9));
        return serial;
    }
    close_serial(serial);
    return NULL;
}

static enum send_result send_serial(void *self, const struct picture *picture)
{
    struct serial *serial = self;
    chains_encode(&serial->encoder, picture);
    memcpy(serial->message + serial->at, serial->encoder.bytes,
           sky_layout_total(&serial->encoder.layout) * find_format(serial->settings)->led_bytes);
    drop_input(serial->fd);
    enum send_result result = sink_write(serial->fd, serial->message, serial->bytes, serial->stop);
    if (result == SEND_DONE)
        wait_until_sent(serial);
    return result;
}

/* How long a message is on the wires, as driver.frame_time(). */
static double message_time(const struct serial_settings *settings, size_t count, char figures[FIGURES_MAX])
{
    char bytes[SKY_GROUPED_TEXT], baud[SKY_GROUPED_TEXT];
    double time = (double)count * BITS_A_BYTE / settings->baud;
    if (settings->protocol == PROTOCOL_ENTTEC && time < DMX_PACKET_US / 1e6) {
        snprintf(figures, FIGURES_MAX, "%d channels of DMX512", DMX_CHANNELS);
        return DMX_PACKET_US / 1e6;
    }
    snprintf(figures, FIGURES_MAX, "%s bytes at %s baud", sky_number_grouped(count, bytes),
             sky_number_grouped((uint64_t)settings->baud, baud));
    return time;
}

static double frame_time_of_serial(const void *self, char figures[FIGURES_MAX])
{
    const struct serial *serial = self;
    return message_time(serial->settings, serial->bytes, figures);
}

static int estimate_serial(const struct driver_args *args, struct estimate *estimate)
{
    const struct serial_settings *settings = args->settings;
    const struct sky_encoder_settings encoder = find_encoder(args);
    if (chains_estimate_for(args, &encoder, estimate) < 0)
        return -1;
    estimate->seconds =
        message_time(settings, message_bytes(settings, sky_layout_total(args->plan)), estimate->figures);
    return 0;
}

static int reload_serial(void *self, const struct driver_args *args, const void *plan)
{
    struct serial *serial = self;
    /* LEDs that the new layout no longer has stay in the message, and are sent black. */
    size_t now = sky_layout_total(&serial->encoder.layout), next = sky_layout_total(plan);
    return make_message(serial, next > now ? next : now) < 0 ? -1 : chains_reload(&serial->encoder, args, plan);
}

const struct driver serial_driver = {
    .name = "serial",
    .target = "/dev/PORT",
    .text = "LEDs of a board on a serial port, by Adalight or TPM2; or DMX512, by an ENTTEC DMX USB Pro",
    .params = params,
    .settings_bytes = sizeof(struct serial_settings),
    .interpolates = true,
    .reopens = true,
    .refresh_ns = UINT64_C(800000000), /* sketches go dark when nothing comes for a while */
    .prepare = prepare_serial,
    .release = chains_release,
    .open = open_serial,
    .send = send_serial,
    .frame_time = frame_time_of_serial,
    .layout = chains_layout,
    .make_encoder = make_encoder,
    .estimate = estimate_serial,
    .reload = reload_serial,
    .power = chains_power,
    .close = close_serial,
};
