/* SPDX-License-Identifier: ISC */
/* Edges of a GPIO line through libgpiod 1.x (Debian 12). The kernel keeps 16 of them, and does not tell when it had
 * no room for more. */
#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sky/error.h>

#include "base/clock.h"
#include "sky-push/drivers/lines.h"
#include "sky-push/rotor/sensor.h"

#define KERNEL_EDGES 16

struct edges {
    struct gpiod_chip *chip;
    struct gpiod_line *line;
};

static int claim(struct edges *edges, const struct sensor_args *args)
{
    static const int flags[] = {
        [PULL_NO] = 0,
        [PULL_UP] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP,
        [PULL_DOWN] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN,
    };
    const struct gpiod_line_request_config config = {
        .consumer = LINES_CONSUMER,
        .request_type =
            args->falling ? GPIOD_LINE_REQUEST_EVENT_FALLING_EDGE : GPIOD_LINE_REQUEST_EVENT_RISING_EDGE,
        .flags = flags[args->pull],
    };
    unsigned offset;
    if (lines_find(edges->chip, args->line, &offset) < 0)
        return -1;
    edges->line = gpiod_chip_get_line(edges->chip, offset);
    if (!edges->line)
        return sky_fail("%s", strerror(errno));
    if (gpiod_line_request(edges->line, &config, 0) < 0)
        return lines_fail_request(edges->chip, &offset, 1, errno);
    return 0;
}

struct edges *edges_open(const struct sensor_args *args)
{
    struct edges *edges = calloc(1, sizeof *edges);
    if (!edges) {
        sky_fail("out of memory");
        return NULL;
    }
    if ((edges->chip = lines_open_gpiochip_of(args->gpiochip, args->line)) && claim(edges, args) == 0)
        return edges;
    edges_close(edges);
    return NULL;
}

void edges_close(struct edges *edges)
{
    if (!edges)
        return;
    if (edges->chip)
        gpiod_chip_close(edges->chip); /* releases the line too */
    free(edges);
}

/* Linux before 5.7 stamps edges with the time of day, which is far ahead of the time since the start. */
static uint64_t to_monotonic(uint64_t time)
{
    struct timespec day;
    uint64_t now = sky_clock_ns();
    if (time <= now)
        return time;
    clock_gettime(CLOCK_REALTIME, &day);
    uint64_t ahead = (uint64_t)day.tv_sec * 1000000000 + (uint64_t)day.tv_nsec - now;
    return time > ahead ? time - ahead : time;
}

int edges_read(struct edges *edges, uint64_t times[SENSOR_READ], uint64_t *lost)
{
    static const struct timespec at_once;
    struct gpiod_line_event events[KERNEL_EDGES];
    (void)lost;
    int count = gpiod_line_event_wait(edges->line, &at_once);
    if (count > 0)
        count = gpiod_line_event_read_multiple(edges->line, events, KERNEL_EDGES);
    if (count < 0)
        return sky_fail("%s", strerror(errno));
    for (int i = 0; i < count; i++)
        times[i] = to_monotonic((uint64_t)events[i].ts.tv_sec * 1000000000 + (uint64_t)events[i].ts.tv_nsec);
    return count;
}

int edges_descriptor(const struct edges *edges)
{
    return gpiod_line_event_get_fd(edges->line);
}
