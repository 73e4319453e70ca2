/* SPDX-License-Identifier: ISC */
/* Edges of a GPIO line through libgpiod 2.x (Debian 13). */
#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "sky-push/drivers/lines.h"
#include "sky-push/rotor/sensor.h"

#define KERNEL_EDGES 1024 /* that the kernel keeps for us: as many as it allows for one line */

struct edges {
    struct gpiod_chip *chip;
    struct gpiod_line_request *request;
    struct gpiod_edge_event_buffer *events;
    unsigned long number; /* of the last edge; they have numbers from 1 on */
};

static int request_line(struct edges *edges, const struct sensor_args *args, unsigned offset)
{
    static const enum gpiod_line_bias pulls[] = {
        [PULL_NO] = GPIOD_LINE_BIAS_AS_IS,
        [PULL_UP] = GPIOD_LINE_BIAS_PULL_UP,
        [PULL_DOWN] = GPIOD_LINE_BIAS_PULL_DOWN,
    };
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *config = gpiod_line_config_new();
    struct gpiod_request_config *request = gpiod_request_config_new();
    int result = -1;
    if (!settings || !config || !request) {
        sky_fail("out of memory");
    } else {
        gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
        gpiod_line_settings_set_edge_detection(settings,
                                               args->falling ? GPIOD_LINE_EDGE_FALLING : GPIOD_LINE_EDGE_RISING);
        gpiod_line_settings_set_bias(settings, pulls[args->pull]);
        gpiod_line_settings_set_event_clock(settings, GPIOD_LINE_CLOCK_MONOTONIC);
        gpiod_request_config_set_consumer(request, LINES_CONSUMER);
        gpiod_request_config_set_event_buffer_size(request, KERNEL_EDGES);
        if (gpiod_line_config_add_line_settings(config, &offset, 1, settings) == 0)
            edges->request = gpiod_chip_request_lines(edges->chip, request, config);
        result = edges->request ? 0 : lines_fail_request(edges->chip, &offset, 1, errno);
    }
    gpiod_request_config_free(request);
    gpiod_line_config_free(config);
    gpiod_line_settings_free(settings);
    return result;
}

static int claim(struct edges *edges, const struct sensor_args *args)
{
    unsigned offset;
    if (lines_find(edges->chip, args->line, &offset) < 0)
        return -1;
    edges->events = gpiod_edge_event_buffer_new(SENSOR_READ);
    return edges->events ? request_line(edges, args, offset) : sky_fail("out of memory");
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
    if (edges->request)
        gpiod_line_request_release(edges->request);
    if (edges->events)
        gpiod_edge_event_buffer_free(edges->events);
    if (edges->chip)
        gpiod_chip_close(edges->chip);
    free(edges);
}

int edges_read(struct edges *edges, uint64_t times[SENSOR_READ], uint64_t *lost)
{
    int count = gpiod_line_request_wait_edge_events(edges->request, 0);
    if (count > 0)
        count = gpiod_line_request_read_edge_events(edges->request, edges->events, SENSOR_READ);
    if (count < 0)
        return sky_fail("%s", strerror(errno));
    for (int i = 0; i < count; i++) {
        struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(edges->events, (unsigned long)i);
        unsigned long number = gpiod_edge_event_get_line_seqno(event);
        *lost += number - edges->number - 1;
        edges->number = number;
        times[i] = gpiod_edge_event_get_timestamp_ns(event);
    }
    return count;
}

int edges_descriptor(const struct edges *edges)
{
    return gpiod_line_request_get_fd(edges->request);
}
