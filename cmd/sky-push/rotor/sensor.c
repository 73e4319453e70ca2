/* SPDX-License-Identifier: ISC */
#include "sky-push/rotor/sensor.h"

#include <stdlib.h>

#include <sky/error.h>

#include "base/clock.h"

const char *const sensor_pull_names[] = {[PULL_NO] = "no", [PULL_UP] = "up", [PULL_DOWN] = "down", NULL};

#define RETRY_NS UINT64_C(1000000000)

struct sensor {
    const struct sensor_args *args;
    struct edges *edges; /* NULL with a clock, and while the line is away */
    uint64_t lost;
    uint64_t retry;        /* when the line is tried again */
    uint64_t start, ticks; /* of the clock: its first edge, and how many were read */
};

/* What is between the names of the gpiochip and the line. */
static const char *colon_of(const struct sensor_args *args)
{
    return *args->gpiochip ? ":" : "";
}

static int fail_at_line(const struct sensor_args *args)
{
    return sky_fail_at("%.100s%s%.60s", args->gpiochip, colon_of(args), args->line);
}

struct sensor *sensor_open(const struct sensor_args *args)
{
    struct sensor *sensor = calloc(1, sizeof *sensor);
    if (!sensor) {
        sky_fail("out of memory");
        return NULL;
    }
    sensor->args = args;
    sensor->start = sky_clock_ns();
    if (args->clock > 0 || (sensor->edges = edges_open(args)))
        return sensor;
    fail_at_line(args);
    free(sensor);
    return NULL;
}

void sensor_close(struct sensor *sensor)
{
    if (!sensor)
        return;
    edges_close(sensor->edges);
    free(sensor);
}

static uint64_t next_tick(const struct sensor *sensor)
{
    return sensor->start + (uint64_t)((double)sensor->ticks * 1e9 / sensor->args->clock);
}

static unsigned read_clock(struct sensor *sensor, uint64_t now, uint64_t *times)
{
    unsigned count = 0;
    for (; count < SENSOR_READ; count++, sensor->ticks++) {
        times[count] = next_tick(sensor);
        if (times[count] > now)
            break;
    }
    return count;
}

static void try_again(struct sensor *sensor, uint64_t now)
{
    if (now < sensor->retry)
        return;
    sensor->retry = now + RETRY_NS;
    sensor->edges = edges_open(sensor->args);
    if (sensor->edges)
        sky_warn("%s%s%s: the rotor's sensor is back", sensor->args->gpiochip, colon_of(sensor->args),
                 sensor->args->line);
}

unsigned sensor_read(struct sensor *sensor, uint64_t now, uint64_t times[SENSOR_READ])
{
    if (sensor->args->clock > 0)
        return read_clock(sensor, now, times);
    if (!sensor->edges)
        try_again(sensor, now);
    int count = sensor->edges ? edges_read(sensor->edges, times, &sensor->lost) : 0;
    if (count >= 0)
        return (unsigned)count;
    fail_at_line(sensor->args);
    sky_warn("%s; the rotor's sensor is tried again", sky_error());
    edges_close(sensor->edges);
    sensor->edges = NULL;
    sensor->retry = now + RETRY_NS;
    return 0;
}

int sensor_descriptor(const struct sensor *sensor)
{
    return sensor->edges ? edges_descriptor(sensor->edges) : -1;
}

uint64_t sensor_deadline(const struct sensor *sensor)
{
    if (sensor->args->clock > 0)
        return next_tick(sensor);
    return sensor->edges ? SKY_FOREVER : sensor->retry;
}

uint64_t sensor_lost(const struct sensor *sensor)
{
    return sensor->lost;
}
