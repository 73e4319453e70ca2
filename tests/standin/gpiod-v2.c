/* SPDX-License-Identifier: ISC */
/* A stand-in for libgpiod 2.x, loaded in its place: see record.h. There is one of each object. */
#include <gpiod.h>

#include "edges.h"

struct gpiod_chip {
    char path[64];
};

struct gpiod_chip_info {
    int nothing;
};

struct gpiod_line_info {
    unsigned offset;
};

struct gpiod_line_settings {
    enum gpiod_line_direction direction;
    enum gpiod_line_value value;
    enum gpiod_line_edge edge;
    enum gpiod_line_bias bias;
};

struct gpiod_line_config {
    struct gpiod_line_settings settings;
    unsigned offsets[REQUEST_MAX], count;
};

struct gpiod_request_config {
    char consumer[32];
};

struct gpiod_line_request {
    unsigned first_line, count;
};

struct gpiod_edge_event {
    uint64_t time;
    unsigned long number;
};

struct gpiod_edge_event_buffer {
    struct gpiod_edge_event events[64];
};

/* ---- The chip ---- */

struct gpiod_chip *gpiod_chip_open(const char *path)
{
    static struct gpiod_chip only;
    return record_open(path) ? &only : NULL;
}

void gpiod_chip_close(struct gpiod_chip *chip)
{
    (void)chip;
    record_close();
}

struct gpiod_chip_info *gpiod_chip_get_info(struct gpiod_chip *chip)
{
    static struct gpiod_chip_info only;
    (void)chip;
    return &only;
}

void gpiod_chip_info_free(struct gpiod_chip_info *info)
{
    (void)info;
}

const char *gpiod_chip_info_get_label(struct gpiod_chip_info *info)
{
    (void)info;
    return chip_label();
}

size_t gpiod_chip_info_get_num_lines(struct gpiod_chip_info *info)
{
    (void)info;
    return CHIP_LINES;
}

struct gpiod_line_info *gpiod_chip_get_line_info(struct gpiod_chip *chip, unsigned offset)
{
    static struct gpiod_line_info only;
    (void)chip;
    only.offset = offset;
    return &only;
}

void gpiod_line_info_free(struct gpiod_line_info *info)
{
    (void)info;
}

const char *gpiod_line_info_get_name(struct gpiod_line_info *info)
{
    return line_name(info->offset);
}

bool gpiod_line_info_is_used(struct gpiod_line_info *info)
{
    return holder(info->offset) != NULL;
}

const char *gpiod_line_info_get_consumer(struct gpiod_line_info *info)
{
    return holder(info->offset);
}

/* ---- A request ---- */

struct gpiod_line_settings *gpiod_line_settings_new(void)
{
    static struct gpiod_line_settings only;
    only = (struct gpiod_line_settings){0};
    return &only;
}

void gpiod_line_settings_free(struct gpiod_line_settings *settings)
{
    (void)settings;
}

int gpiod_line_settings_set_direction(struct gpiod_line_settings *settings, enum gpiod_line_direction direction)
{
    settings->direction = direction;
    return 0;
}

int gpiod_line_settings_set_output_value(struct gpiod_line_settings *settings, enum gpiod_line_value value)
{
    settings->value = value;
    return 0;
}

struct gpiod_line_config *gpiod_line_config_new(void)
{
    static struct gpiod_line_config only;
    only.count = 0;
    return &only;
}

void gpiod_line_config_free(struct gpiod_line_config *config)
{
    (void)config;
}

int gpiod_line_config_add_line_settings(struct gpiod_line_config *config, const unsigned *offsets, size_t count,
                                        struct gpiod_line_settings *settings)
{
    if (config->count + count > REQUEST_MAX) {
        errno = E2BIG;
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        config->offsets[config->count++] = offsets[i];
    config->settings = *settings;
    return 0;
}

struct gpiod_request_config *gpiod_request_config_new(void)
{
    static struct gpiod_request_config only;
    return &only;
}

void gpiod_request_config_free(struct gpiod_request_config *config)
{
    (void)config;
}

void gpiod_request_config_set_consumer(struct gpiod_request_config *config, const char *consumer)
{
    snprintf(config->consumer, sizeof config->consumer, "%s", consumer);
}

struct gpiod_line_request *gpiod_chip_request_lines(struct gpiod_chip *chip, struct gpiod_request_config *request,
                                                    struct gpiod_line_config *config)
{
    static struct gpiod_line_request by_first_line[CHIP_LINES], watching;
    int values[REQUEST_MAX];
    (void)chip;
    if (config->settings.direction == GPIOD_LINE_DIRECTION_INPUT) {
        const char *edge = edge_name(config->settings.bias == GPIOD_LINE_BIAS_PULL_UP,
                                     config->settings.bias == GPIOD_LINE_BIAS_PULL_DOWN,
                                     config->settings.edge == GPIOD_LINE_EDGE_FALLING);
        return watch_begin(request->consumer, config->offsets[0], edge) < 0 ? NULL : &watching;
    }
    if (config->settings.direction != GPIOD_LINE_DIRECTION_OUTPUT) {
        errno = EINVAL;
        return NULL;
    }
    for (unsigned i = 0; i < config->count; i++)
        values[i] = config->settings.value;
    if (record_request(request->consumer, config->offsets, values, config->count) < 0)
        return NULL;
    struct gpiod_line_request *made = &by_first_line[config->offsets[0]];
    *made = (struct gpiod_line_request){config->offsets[0], config->count};
    return made;
}

void gpiod_line_request_release(struct gpiod_line_request *request)
{
    (void)request;
}

int gpiod_line_request_set_values(struct gpiod_line_request *request, const enum gpiod_line_value *values)
{
    int each[REQUEST_MAX];
    for (unsigned i = 0; i < request->count; i++)
        each[i] = values[i] == GPIOD_LINE_VALUE_ACTIVE;
    return record_set(request->first_line, each, request->count);
}

/* ---- Edges ---- */

int gpiod_line_settings_set_edge_detection(struct gpiod_line_settings *settings, enum gpiod_line_edge edge)
{
    settings->edge = edge;
    return 0;
}

int gpiod_line_settings_set_bias(struct gpiod_line_settings *settings, enum gpiod_line_bias bias)
{
    settings->bias = bias;
    return 0;
}

int gpiod_line_settings_set_event_clock(struct gpiod_line_settings *settings, enum gpiod_line_clock clock)
{
    (void)settings;
    if (clock != GPIOD_LINE_CLOCK_MONOTONIC)
        abort();
    return 0;
}

void gpiod_request_config_set_event_buffer_size(struct gpiod_request_config *config, size_t size)
{
    (void)config;
    if (size != 1024)
        abort();
}

struct gpiod_edge_event_buffer *gpiod_edge_event_buffer_new(size_t capacity)
{
    static struct gpiod_edge_event_buffer only;
    return capacity <= sizeof only.events / sizeof *only.events ? &only : NULL;
}

void gpiod_edge_event_buffer_free(struct gpiod_edge_event_buffer *buffer)
{
    (void)buffer;
}

int gpiod_line_request_wait_edge_events(struct gpiod_line_request *request, int64_t timeout)
{
    (void)request;
    if (timeout != 0)
        abort();
    return watch_wait();
}

int gpiod_line_request_read_edge_events(struct gpiod_line_request *request, struct gpiod_edge_event_buffer *buffer,
                                        size_t most)
{
    uint64_t times[64];
    unsigned long numbers[64];
    (void)request;
    int count = watch_read(times, numbers, most < 64 ? (unsigned)most : 64);
    for (int i = 0; i < count; i++)
        buffer->events[i] = (struct gpiod_edge_event){times[i], numbers[i]};
    return count;
}

struct gpiod_edge_event *gpiod_edge_event_buffer_get_event(struct gpiod_edge_event_buffer *buffer, unsigned long i)
{
    return &buffer->events[i];
}

unsigned long gpiod_edge_event_get_line_seqno(struct gpiod_edge_event *event)
{
    return event->number;
}

uint64_t gpiod_edge_event_get_timestamp_ns(struct gpiod_edge_event *event)
{
    return event->time;
}

int gpiod_line_request_get_fd(struct gpiod_line_request *request)
{
    (void)request;
    return edge_timer;
}
