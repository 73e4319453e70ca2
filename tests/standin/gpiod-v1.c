/* SPDX-License-Identifier: ISC */
/* A stand-in for libgpiod 1.x, loaded in its place: see record.h. */
#include <gpiod.h>

#include "edges.h"

struct gpiod_line {
    unsigned offset;
};

struct gpiod_chip {
    struct gpiod_line lines[CHIP_LINES];
};

struct gpiod_chip *gpiod_chip_open_lookup(const char *chip)
{
    static struct gpiod_chip only;
    for (unsigned i = 0; i < CHIP_LINES; i++)
        only.lines[i].offset = i;
    return record_open(chip) ? &only : NULL;
}

void gpiod_chip_close(struct gpiod_chip *chip)
{
    (void)chip;
    record_close();
}

const char *gpiod_chip_label(struct gpiod_chip *chip)
{
    (void)chip;
    return chip_label();
}

unsigned gpiod_chip_num_lines(struct gpiod_chip *chip)
{
    (void)chip;
    return CHIP_LINES;
}

struct gpiod_line *gpiod_chip_get_line(struct gpiod_chip *chip, unsigned offset)
{
    return &chip->lines[offset];
}

const char *gpiod_line_name(struct gpiod_line *line)
{
    return line_name(line->offset);
}

int gpiod_chip_get_lines(struct gpiod_chip *chip, unsigned *offsets, unsigned count, struct gpiod_line_bulk *bulk)
{
    gpiod_line_bulk_init(bulk);
    for (unsigned i = 0; i < count; i++) {
        if (offsets[i] >= CHIP_LINES) {
            errno = EINVAL;
            return -1;
        }
        gpiod_line_bulk_add(bulk, &chip->lines[offsets[i]]);
    }
    return 0;
}

unsigned gpiod_line_offset(struct gpiod_line *line)
{
    return line->offset;
}

bool gpiod_line_is_used(struct gpiod_line *line)
{
    return holder(line->offset) != NULL;
}

const char *gpiod_line_consumer(struct gpiod_line *line)
{
    return holder(line->offset);
}

int gpiod_line_request_bulk_output(struct gpiod_line_bulk *bulk, const char *consumer, const int *values)
{
    unsigned offsets[REQUEST_MAX] = {0};
    for (unsigned i = 0; i < bulk->num_lines; i++)
        offsets[i] = bulk->lines[i]->offset;
    return record_request(consumer, offsets, values, bulk->num_lines);
}

int gpiod_line_set_value_bulk(struct gpiod_line_bulk *bulk, const int *values)
{
    return record_set(bulk->lines[0]->offset, values, bulk->num_lines);
}

/* ---- Inputs ---- */

int gpiod_line_request(struct gpiod_line *line, const struct gpiod_line_request_config *config, int value)
{
    (void)value;
    bool falling = config->request_type == GPIOD_LINE_REQUEST_EVENT_FALLING_EDGE;
    if (!falling && config->request_type != GPIOD_LINE_REQUEST_EVENT_RISING_EDGE) {
        errno = EINVAL;
        return -1;
    }
    const char *edge = edge_name(config->flags == GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP,
                                 config->flags == GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN, falling);
    return watch_begin(config->consumer, line->offset, edge);
}

int gpiod_line_event_wait(struct gpiod_line *line, const struct timespec *timeout)
{
    (void)line;
    if (timeout->tv_sec != 0 || timeout->tv_nsec != 0)
        abort();
    return watch_wait();
}

int gpiod_line_event_read_multiple(struct gpiod_line *line, struct gpiod_line_event *events, unsigned most)
{
    uint64_t times[16];
    unsigned long numbers[16];
    (void)line;
    int count = watch_read(times, numbers, most < 16 ? most : 16);
    for (int i = 0; i < count; i++) {
        events[i].event_type = GPIOD_LINE_EVENT_RISING_EDGE;
        events[i].ts = (struct timespec){(time_t)(times[i] / 1000000000), (long)(times[i] % 1000000000)};
    }
    return count;
}

int gpiod_line_event_get_fd(struct gpiod_line *line)
{
    (void)line;
    return edge_timer;
}
