/* wire: the bytes that go on the data wires, lane after lane, into a file or pipe. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "led/wiring.h"
#include "sky-push/driver.h"
#include "sky-push/sink.h"

struct wire_settings {
    int chip, order, hdr, dither;
    double lanes;
};

struct wire {
    int fd;
    struct sky_wiring wiring;
};

static const struct sky_param params[] = {
    SKY_PARAM_WORD(wire_settings, chip, "apa102", SKY_CHIP_WORDS, "LED chip"),
    SKY_PARAM_WHOLE(wire_settings, lanes, "1", 1, SKY_LANES_MAX, "", "chains that share the vanes evenly"),
    SKY_PARAM_WORD(wire_settings, order, "chip", SKY_ORDER_WORDS, "order of the colour bytes"),
    SKY_PARAM_WORD(wire_settings, hdr, "0", "0|1", "finer dark colours by the brightness field of apa102 and kin"),
    SKY_PARAM_WORD(wire_settings, dither, "no", "no|yes", "carry the rounding errors of colours to the next frame"),
    SKY_PARAMS_END,
};

static struct sky_coding coding_of(const struct wire_settings *settings)
{
    return (struct sky_coding){settings->chip, settings->order, settings->hdr, settings->dither};
}

static int check_wire(const struct words *words)
{
    const struct wire_settings *settings = words->settings;
    const struct sky_coding coding = coding_of(settings);
    if (settings->lanes > words->geometry->vanes)
        return sky_fail("lanes: %.0f is more than there are vanes (1 to %u fits)", settings->lanes,
                        words->geometry->vanes);
    return sky_coding_check(&coding);
}

static int close_wire(void *self)
{
    struct wire *wire = self;
    /* Closing tells of writes that failed late, as over NFS or on a full quota. */
    int result = wire->fd >= 0 && close(wire->fd) < 0 && errno != EINTR ? sky_fail("%s", strerror(errno)) : 0;
    sky_wiring_finish(&wire->wiring);
    free(wire);
    return result;
}

static void *open_wire(const struct words *words)
{
    const struct wire_settings *settings = words->settings;
    const struct sky_layout layout = {*words->geometry, (unsigned)settings->lanes};
    const struct sky_coding coding = coding_of(settings);
    struct wire *wire = calloc(1, sizeof *wire);
    if (!wire) {
        sky_fail("out of memory");
        return NULL;
    }
    wire->fd = -1;
    if (sky_wiring_init(&wire->wiring, &layout, &coding) == 0 && (wire->fd = sink_open(words->target)) >= 0)
        return wire;
    close_wire(wire);
    return NULL;
}

static enum sent send_wire(void *self, const struct picture *picture)
{
    struct wire *wire = self;
    sky_wiring_draw(&wire->wiring, picture->duties);
    return sink_write(wire->fd, wire->wiring.bytes, wire->wiring.layout.lanes * wire->wiring.lane_bytes);
}

const struct driver wire_driver = {
    .name = "wire",
    .target = "PATH",
    .text = "writes the bytes that go on the wires, lane after lane; - is standard output",
    .params = params,
    .settings_bytes = sizeof(struct wire_settings),
    .check = check_wire,
    .open = open_wire,
    .send = send_wire,
    .close = close_wire,
};
