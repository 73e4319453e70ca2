/* SPDX-License-Identifier: ISC */
/* ddp: pixels to a controller over UDP, by the Distributed Display Protocol. A picture is some packets of whole LEDs,
 * of which the last one makes the controller show them.
 *
 * All packets of a picture have one sequence number. With one each, WLED takes those that arrive in another order for
 * old ones and drops them, if it is told to skip packets that are out of sequence. */
#include <stdlib.h>

#include <sky/error.h>

#include "net/ddp.h"
#include "sky-push/net/pixels.h"
#include "sky-push/net/sender.h"

struct ddp_settings {
    struct pixels_settings pixels;
    struct sender_settings sender;
    double offset, id;
    int sequence;
};

struct ddp {
    struct sender sender;
    struct pixels pixels;
    const struct ddp_settings *settings;
    uint8_t sequence;
    struct packet *packets;
    size_t count;
    uint8_t (*heads)[SKY_DDP_HEADER_MAX];
};

#define SEQUENCE_AT 1 /* in a header */

static const struct sky_param params[] = {
    PIXELS_PARAMS,
    SKY_PARAM_INTEGER(ddp_settings, offset, "0", 0, 4e9, "bytes", "where the first LED is in the controller"),
    SKY_PARAM_INTEGER(ddp_settings, id, "1", 1, 255, "", "the display of the controller; 1 is its own, 255 all"),
    SKY_PARAM_CHOICE(ddp_settings, sequence, "yes", sky_no_yes, "number the frames"),
    SENDER_PARAMS(ddp_settings),
    SKY_PARAMS_END,
};

static int prepare_ddp(const struct driver_args *args, void **plan)
{
    struct host host;
    return host_parse(&host, args->target, SKY_DDP_PORT) < 0 ? -1 : pixels_prepare(args, plan);
}

/* Makes the packets for the LEDs. Returns 0, or -1 with the error set. */
static int make_packets(struct ddp *ddp)
{
    size_t bytes = ddp->pixels.count * 3, count = (bytes + SKY_DDP_DATA_MAX - 1) / SKY_DDP_DATA_MAX;
    struct packet *packets = calloc(count, sizeof *packets);
    void *heads = calloc(count, sizeof *ddp->heads);
    free(ddp->packets);
    free(ddp->heads);
    ddp->packets = packets;
    ddp->heads = heads;
    ddp->count = count;
    if (!packets || !heads || sender_reserve(&ddp->sender, count, bytes) < 0)
        return sky_fail("out of memory");
    for (size_t i = 0; i < count; i++) {
        size_t at = i * SKY_DDP_DATA_MAX, left = bytes - at;
        bool last = i + 1 == count;
        struct sky_ddp header = {.flags = SKY_DDP_VERSION_1 | (last ? SKY_DDP_PUSH : 0),
                                 .type = SKY_DDP_RGB,
                                 .id = (uint8_t)ddp->settings->id,
                                 .offset = (uint32_t)(ddp->settings->offset + (double)at),
                                 .length = (uint16_t)(last ? left : SKY_DDP_DATA_MAX)};
        packets[i] = (struct packet){.head = ddp->heads[i], .bytes = header.length, .at = at};
        packets[i].head_bytes = (uint16_t)sky_ddp_header(ddp->heads[i], &header);
    }
    return 0;
}

static int close_ddp(void *self)
{
    struct ddp *ddp = self;
    sender_close(&ddp->sender);
    pixels_finish(&ddp->pixels);
    free(ddp->packets);
    free(ddp->heads);
    free(ddp);
    return 0;
}

static void *open_ddp(const struct driver_args *args)
{
    struct host host;
    struct ddp *ddp = calloc(1, sizeof *ddp);
    if (!ddp) {
        sky_fail("out of memory");
        return NULL;
    }
    ddp->settings = args->settings;
    ddp->sender.socket = -1;
    if (host_parse(&host, args->target, SKY_DDP_PORT) == 0 && pixels_init(&ddp->pixels, args) == 0 &&
        sender_open(&ddp->sender, args, &ddp->settings->sender, &host, 0, 0) == 0 && make_packets(ddp) == 0)
        return ddp;
    close_ddp(ddp);
    return NULL;
}

static enum send_result send_ddp(void *self, const struct picture *picture)
{
    struct ddp *ddp = self;
    const uint8_t *pixels = pixels_encode(&ddp->pixels, picture);
    if (sender_choose(&ddp->sender, ddp->packets, ddp->count, pixels) == 0)
        return SEND_DONE;
    ddp->packets[ddp->count - 1].left_out = false; /* shows the others */
    ddp->sequence = (uint8_t)(ddp->sequence % SKY_DDP_SEQUENCE_MAX + 1);
    for (size_t i = 0; i < ddp->count; i++)
        ddp->heads[i][SEQUENCE_AT] = ddp->settings->sequence ? ddp->sequence : 0;
    sender_send(&ddp->sender, ddp->packets, ddp->count, pixels);
    return SEND_DONE;
}

static int reload_ddp(void *self, const struct driver_args *args, const void *plan)
{
    struct ddp *ddp = self;
    return pixels_change(&ddp->pixels, args, plan) < 0 ? -1 : make_packets(ddp);
}

static uint64_t unsent_ddp(const void *self)
{
    return ((const struct ddp *)self)->sender.unsent;
}

const struct driver ddp_driver = {
    .name = "ddp",
    .target = "HOST[:PORT]",
    .text = "sends pixels to a controller by DDP, over UDP",
    .params = params,
    .settings_bytes = sizeof(struct ddp_settings),
    .interpolates = true,
    .reopens = true,
    .may_be_absent = true,
    .refresh_ns = SENDER_REFRESH_NS,
    .prepare = prepare_ddp,
    .release = pixels_release,
    .open = open_ddp,
    .send = send_ddp,
    .layout = pixels_layout,
    .estimate = pixels_estimate,
    .reload = reload_ddp,
    .unsent = unsent_ddp,
    .unsent_what = "packets",
    .close = close_ddp,
};
