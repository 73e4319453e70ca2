/* SPDX-License-Identifier: ISC */
/* wire: the bytes that go on the data wires, lane after lane, into a file or pipe. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "sky-push/drivers/chains.h"
#include "sky-push/drivers/sink.h"

struct wire_settings {
    struct chains_settings chains;
    double lanes;
};

struct wire {
    int fd;
    struct sky_encoder encoder;
};

static const struct sky_param params[] = {
    CHAINS_PARAMS(wire_settings),
    SKY_PARAM_INTEGER(wire_settings, lanes, "0", 0, SKY_LANES_MAX, "",
                    "chains that share the vanes evenly; 0 is 1, or the layout's"),
    SKY_PARAMS_END,
};

static int prepare_wire(const struct driver_args *args, void **plan)
{
    const struct wire_settings *settings = args->settings;
    return chains_prepare(args, &settings->chains, (unsigned)settings->lanes, plan);
}

static int reload_wire(void *self, const struct driver_args *args, const void *plan)
{
    struct wire *wire = self;
    return chains_reload(&wire->encoder, args, plan);
}

static const struct sky_power *power_of_wire(const void *self)
{
    const struct wire *wire = self;
    return &wire->encoder.power;
}

static int close_wire(void *self)
{
    struct wire *wire = self;
    /* Closing tells of writes that failed late, as over NFS or on a full quota. */
    int result = wire->fd >= 0 && close(wire->fd) < 0 && errno != EINTR ? sky_fail("%s", strerror(errno)) : 0;
    sky_encoder_finish(&wire->encoder);
    free(wire);
    return result;
}

static void *open_wire(const struct driver_args *args)
{
    const struct wire_settings *settings = args->settings;
    struct wire *wire = calloc(1, sizeof *wire);
    if (!wire) {
        sky_fail("out of memory");
        return NULL;
    }
    wire->fd = -1;
    if (chains_wire(&wire->encoder, args, &settings->chains) == 0 &&
        (wire->fd = sink_open(args->target)) >= 0)
        return wire;
    close_wire(wire);
    return NULL;
}

static enum send_result send_wire(void *self, const struct picture *picture)
{
    struct wire *wire = self;
    sky_encoder_encode(&wire->encoder, picture->duties);
    return sink_write(wire->fd, wire->encoder.bytes, wire->encoder.layout.lanes * wire->encoder.lane_bytes);
}

const struct driver wire_driver = {
    .name = "wire",
    .target = "PATH",
    .text = "writes the bytes that go on the wires, lane after lane; - is standard output",
    .params = params,
    .settings_bytes = sizeof(struct wire_settings),
    .needs = DRIVER_NEEDS_DUTIES,
    .prepare = prepare_wire,
    .release = chains_release,
    .open = open_wire,
    .send = send_wire,
    .layout = chains_layout,
    .reload = reload_wire,
    .power = power_of_wire,
    .close = close_wire,
};
