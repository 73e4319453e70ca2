/* SPDX-License-Identifier: ISC */
/* opc: pixels to a server over TCP, by Open Pixel Control. A message holds the LEDs of a channel, 21,845 at most; more
 * take several channels. The protocol does not say when a server shows what: some do with each message, and some lose
 * all but one of the messages that they read at once. */
#include <stdlib.h>

#include <sky/error.h>

#include "net/opc.h"
#include "sky-push/net/pixels.h"
#include "sky-push/net/stream.h"

struct opc_settings {
    struct pixels_settings pixels;
    double channel;
    int commit;
};

enum { COMMIT_LAST, COMMIT_EACH };
static const char *const commit_names[] = {[COMMIT_LAST] = "last", [COMMIT_EACH] = "each", NULL};

struct opc {
    struct stream stream;
    struct pixels pixels;
    const struct opc_settings *settings;
    size_t count; /* of messages */
    uint8_t (*heads)[SKY_OPC_HEADER];
    struct iovec *parts; /* a header and the pixels of each */
};

static const struct sky_param params[] = {
    PIXELS_PARAMS,
    SKY_PARAM_INTEGER(opc_settings, channel, "0", 0, SKY_OPC_CHANNEL_MAX, "",
                      "the first channel; 0: all channels, or from 1 on when the LEDs need several"),
    SKY_PARAM_CHOICE(opc_settings, commit, "last", commit_names,
                     "send the messages of a frame together, or each by itself, for servers that lose others"),
    SKY_PARAMS_END,
};

static size_t count_messages(size_t leds)
{
    return (leds + SKY_OPC_LEDS_MAX - 1) / SKY_OPC_LEDS_MAX;
}

/* The first channel of so many messages. */
static size_t first_channel(const struct opc_settings *settings, size_t messages)
{
    return settings->channel == SKY_OPC_ALL && messages > 1 ? 1 : (size_t)settings->channel;
}

static int prepare_opc(const struct driver_args *args, void **plan)
{
    const struct opc_settings *settings = args->settings;
    struct host host;
    if (host_parse(&host, args->target, SKY_OPC_PORT) < 0 || pixels_prepare(args, plan) < 0)
        return -1;
    const struct pixels_plan *made = *plan;
    size_t messages = count_messages(made->count), first = first_channel(settings, messages);
    size_t left = SKY_OPC_CHANNEL_MAX + 1 - first;
    if (messages <= left)
        return 0;
    sky_fail("channel: %zu LEDs need %zu channels, and from %zu on there %s %zu", made->count, messages, first,
             left == 1 ? "is" : "are", left);
    pixels_release(*plan);
    *plan = NULL;
    return -1;
}

static size_t picture_bytes(const struct opc *opc)
{
    return opc->pixels.count * 3 + opc->count * SKY_OPC_HEADER;
}

/* Makes the messages for the LEDs. Returns 0, or -1 with the error set. */
static int make_messages(struct opc *opc)
{
    size_t count = count_messages(opc->pixels.count), first = first_channel(opc->settings, count);
    void *heads = calloc(count, sizeof *opc->heads);
    struct iovec *parts = calloc(count, 2 * sizeof *parts);
    free(opc->heads);
    free(opc->parts);
    opc->heads = heads;
    opc->parts = parts;
    opc->count = count;
    if (!heads || !parts)
        return sky_fail("out of memory");
    for (size_t i = 0; i < count; i++) {
        size_t left = opc->pixels.count - i * SKY_OPC_LEDS_MAX;
        struct sky_opc message = {.channel = (uint8_t)(first + i),
                                  .command = SKY_OPC_SET_8,
                                  .length = (uint16_t)(3 * (left < SKY_OPC_LEDS_MAX ? left : SKY_OPC_LEDS_MAX))};
        parts[2 * i] = (struct iovec){opc->heads[i], sky_opc_header(opc->heads[i], &message)};
        parts[2 * i + 1].iov_len = message.length;
    }
    return 0;
}

static int close_opc(void *self)
{
    struct opc *opc = self;
    stream_close(&opc->stream);
    pixels_finish(&opc->pixels);
    free(opc->heads);
    free(opc->parts);
    free(opc);
    return 0;
}

static void *open_opc(const struct driver_args *args)
{
    struct host host;
    struct opc *opc = calloc(1, sizeof *opc);
    if (!opc) {
        sky_fail("out of memory");
        return NULL;
    }
    opc->settings = args->settings;
    opc->stream.socket = -1;
    if (host_parse(&host, args->target, SKY_OPC_PORT) == 0 && pixels_init(&opc->pixels, args) == 0 &&
        make_messages(opc) == 0 && stream_open(&opc->stream, args, &host, picture_bytes(opc)) == 0)
        return opc;
    close_opc(opc);
    return NULL;
}

static enum send_result send_opc(void *self, const struct picture *picture)
{
    struct opc *opc = self;
    const uint8_t *pixels = pixels_encode(&opc->pixels, picture);
    for (size_t i = 0; i < opc->count; i++)
        opc->parts[2 * i + 1].iov_base = (void *)(pixels + i * SKY_OPC_LEDS_MAX * 3);
    return stream_send(&opc->stream, opc->parts, 2 * opc->count, opc->settings->commit == COMMIT_EACH);
}

static int reload_opc(void *self, const struct driver_args *args, const void *plan)
{
    struct opc *opc = self;
    if (pixels_change(&opc->pixels, args, plan) < 0 || make_messages(opc) < 0)
        return -1;
    return stream_reserve(&opc->stream, picture_bytes(opc));
}

static uint64_t unsent_opc(const void *self)
{
    return ((const struct opc *)self)->stream.unsent;
}

const struct driver opc_driver = {
    .name = "opc",
    .target = "HOST[:PORT]",
    .text = "sends pixels to a server by Open Pixel Control, over TCP",
    .params = params,
    .settings_bytes = sizeof(struct opc_settings),
    .interpolates = true,
    .reopens = true,
    .may_be_absent = true,
    .refresh_ns = UINT64_C(800000000), /* an end of the connection is noticed by sending */
    .prepare = prepare_opc,
    .release = pixels_release,
    .open = open_opc,
    .send = send_opc,
    .layout = pixels_layout,
    .estimate = pixels_estimate,
    .reload = reload_opc,
    .unsent = unsent_opc,
    .unsent_what = "pictures",
    .close = close_opc,
};
