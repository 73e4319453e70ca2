/* SPDX-License-Identifier: ISC */
/* wire: the bytes for the data wires, lane after lane, into a file or pipe, or a terminal or serial port, which is made
 * raw meanwhile: others turn 0x0a into 0x0d 0x0a, and take some bytes for themselves. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sky/error.h>

#include "sky-push/drivers/chains.h"
#include "sky-push/drivers/sink.h"

struct wire_settings {
    struct chains_settings chains;
    double lanes;
};

struct wire {
    struct sky_encoder encoder;
    int fd, stop;
    bool is_tty;
    struct termios before; /* of a tty, to be restored */
};

static const struct sky_param params[] = {
    CHAINS_PARAMS("no"),
    SKY_PARAM_INTEGER(wire_settings, lanes, "0", 0, SKY_LANES_MAX, "",
                      "lanes, which share the vanes evenly; 0 is the layout's, or 1"),
    SKY_PARAMS_END,
};

static int prepare_wire(const struct driver_args *args, void **plan)
{
    const struct wire_settings *settings = args->settings;
    return chains_prepare(args, (unsigned)settings->lanes, plan);
}

static int close_wire(void *self)
{
    struct wire *wire = self;
    if (wire->is_tty)
        tcsetattr(wire->fd, TCSANOW, &wire->before);
    /* close() reports writes that fail late, as over NFS or with a full quota */
    int result = wire->fd >= 0 && close(wire->fd) < 0 && errno != EINTR ? sky_fail("%s", strerror(errno)) : 0;
    sky_encoder_finish(&wire->encoder);
    free(wire);
    return result;
}

static void make_raw(struct wire *wire)
{
    wire->is_tty = tcgetattr(wire->fd, &wire->before) == 0;
    if (!wire->is_tty)
        return;
    struct termios raw = wire->before;
    cfmakeraw(&raw);
    tcsetattr(wire->fd, TCSANOW, &raw);
}

static void *open_wire(const struct driver_args *args)
{
    const struct sky_encoder_settings encoder = chains_encoder(args);
    struct wire *wire = calloc(1, sizeof *wire);
    if (!wire) {
        sky_fail("out of memory");
        return NULL;
    }
    wire->fd = -1;
    wire->stop = args->stop;
    if (chains_open(&wire->encoder, args, &encoder) == 0 && (wire->fd = sink_open(args->target, args->stop)) >= 0) {
        make_raw(wire);
        return wire;
    }
    close_wire(wire);
    return NULL;
}

static enum send_result send_wire(void *self, const struct picture *picture)
{
    struct wire *wire = self;
    chains_encode(&wire->encoder, picture);
    return sink_write(wire->fd, wire->encoder.bytes, wire->encoder.layout.lanes * wire->encoder.lane_bytes,
                      wire->stop);
}

const struct driver wire_driver = {
    .name = "wire",
    .target = "PATH",
    .text = "writes the bytes for the data wires, lane after lane; - is standard output",
    .params = params,
    .settings_bytes = sizeof(struct wire_settings),
    .interpolates = true,
    .prepare = prepare_wire,
    .release = chains_release,
    .open = open_wire,
    .send = send_wire,
    .layout = chains_layout,
    .estimate = chains_estimate,
    .reload = chains_reload,
    .make_encoder = chains_make_encoder,
    .power = chains_power,
    .close = close_wire,
};
