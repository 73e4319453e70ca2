/* SPDX-License-Identifier: ISC */
#include "program/scene_reader.h"

#include <stdlib.h>
#include <string.h>

#include <sky/signals.h>

#include "base/clock.h"
#include "program/placed.h"
#include "stream/kinds.h"
#include "stream/place.h"

#define LOOK_NS UINT64_C(50000000) /* how long a scene that gives no frame is waited for before it may be given up */

/* ---- The pool ---- */

int sky_frame_pool_init(struct sky_frame_pool *pool, size_t count, size_t bytes)
{
    *pool = (struct sky_frame_pool){.frames = calloc(count, sizeof *pool->frames), .bytes = bytes};
    if (!pool->frames)
        return sky_fail("out of memory");
    for (; pool->count < count; pool->count++)
        if (!(pool->frames[pool->count] = sky_frame_alloc(bytes)))
            return -1;
    return 0;
}

void sky_frame_pool_finish(struct sky_frame_pool *pool)
{
    while (pool->count > 0)
        free(pool->frames[--pool->count]);
    free(pool->frames);
    pool->frames = NULL;
}

static void give_back(struct sky_frame_pool *pool, uint8_t *frame)
{
    if (frame)
        pool->frames[pool->count++] = frame;
}

/* ---- The input ---- */

/* The next frame of the input, unless the scene is given up while there is none. */
static enum sky_next read_frame(struct sky_scene_reader *reader, const uint8_t **frame)
{
    const uint64_t begin = sky_clock_ns();
    for (uint64_t now = begin; now - begin < reader->patience; now = sky_clock_ns()) {
        enum sky_next next = sky_input_next_before(reader->input, frame, now + LOOK_NS);
        reader->ended = next == SKY_NEXT_END;
        if (next != SKY_NEXT_NOTHING || sky_signals_stop())
            return next;
        if (reader->gives_up && reader->gives_up(reader->context))
            return SKY_NEXT_END;
    }
    sky_fail("%s: gave no frame for %.6g s", sky_input_name(reader->input), (double)reader->patience / 1e9);
    return SKY_NEXT_FAILED;
}

/* ---- The queue ---- */

/* Takes the first frame out of the queue. */
static uint8_t *pop(struct sky_scene_reader *reader)
{
    uint8_t *frame = reader->queue[reader->first];
    reader->first = (reader->first + 1) % (reader->ahead + 1);
    reader->count--;
    return frame;
}

/* Reads a frame to the end of the queue. */
static enum sky_next push(struct sky_scene_reader *reader)
{
    const uint8_t *frame;
    enum sky_next next = read_frame(reader, &frame);
    if (next == SKY_NEXT_END || next == SKY_NEXT_FAILED)
        reader->length = reader->number + reader->count;
    if (next != SKY_NEXT_FRAME)
        return next;
    uint8_t *copy = reader->pool->frames[--reader->pool->count];
    memcpy(copy, frame, reader->pool->bytes);
    reader->queue[(reader->first + reader->count++) % (reader->ahead + 1)] = copy;
    return SKY_NEXT_FRAME;
}

static bool may_push(const struct sky_scene_reader *reader)
{
    return reader->number + reader->count < reader->length && reader->count <= reader->ahead && reader->pool->count > 0;
}

enum sky_next sky_scene_reader_read_ahead(struct sky_scene_reader *reader)
{
    enum sky_next next = SKY_NEXT_FRAME;
    for (int i = 0; i < 2 && reader->pool && may_push(reader) && next == SKY_NEXT_FRAME; i++)
        next = push(reader);
    return next == SKY_NEXT_END ? SKY_NEXT_FRAME : next;
}

/* ---- Reading ---- */

int sky_scene_reader_open(struct sky_scene_reader *reader, const struct sky_run *run, const struct sky_scene *scene,
                          struct sky_input *input, struct sky_frame_pool *pool, uint64_t ahead)
{
    *reader = (struct sky_scene_reader){.scene = scene, .length = scene->length, .pool = pool, .ahead = ahead};
    reader->patience = scene->is_live && scene->has_for ? (uint64_t)((double)scene->length / run->fps * 1e9)
                                                        : UINT64_MAX;
    if (pool && !(reader->queue = calloc(ahead + 1, sizeof *reader->queue))) {
        sky_input_close(input);
        return sky_fail("out of memory");
    }
    reader->input = input ? input : sky_input_open(scene->operand, &run->geometry);
    if (reader->input && sky_input_set_place(reader->input, scene->place) == 0 &&
        sky_run_place(run, reader->input, 0) == 0)
        return 0;
    sky_scene_reader_close(reader);
    return -1;
}

void sky_scene_reader_close(struct sky_scene_reader *reader)
{
    while (reader->count > 0)
        give_back(reader->pool, pop(reader));
    give_back(reader->pool, reader->held);
    free(reader->queue);
    sky_input_close(reader->input);
    *reader = (struct sky_scene_reader){0};
}

int sky_scene_reader_rewind(struct sky_scene_reader *reader)
{
    if (sky_input_rewind(reader->input) < 0)
        return -1;
    reader->number = 0;
    reader->length = reader->scene->length;
    reader->frame = NULL;
    return 0;
}

enum sky_next sky_scene_reader_next(struct sky_scene_reader *reader)
{
    enum sky_next next = SKY_NEXT_FRAME;
    if (reader->number == reader->length)
        return SKY_NEXT_END;
    if (!reader->pool) {
        next = read_frame(reader, &reader->frame);
        if (next != SKY_NEXT_FRAME)
            reader->frame = NULL; /* there may be a part of the next one in its place */
    } else if (reader->count > 0 || (next = push(reader)) == SKY_NEXT_FRAME) {
        give_back(reader->pool, reader->held);
        reader->frame = reader->held = pop(reader);
    }
    if (next == SKY_NEXT_FRAME)
        reader->number++;
    else if (next == SKY_NEXT_END || next == SKY_NEXT_FAILED)
        reader->length = reader->number;
    return next;
}

int sky_scene_reader_move(struct sky_scene_reader *reader, struct sky_output *output, bool *moved)
{
    uint64_t frames = 0;
    bool may = !reader->pool && reader->number < reader->length;
    if (may && sky_stream_move(reader->input, output, 1, &frames) < 0)
        return -1;
    *moved = frames > 0;
    reader->number += frames;
    if (*moved)
        reader->frame = NULL;
    return 0;
}

int64_t sky_scene_reader_skip(struct sky_scene_reader *reader, uint64_t count)
{
    uint64_t left = reader->length - reader->number;
    bool waits = !reader->scene->is_file && !reader->scene->is_picture;
    if (reader->pool || waits) { /* one by one, as it may be given up meanwhile */
        enum sky_next next = sky_scene_reader_next(reader);
        return next == SKY_NEXT_FAILED ? -1 : next == SKY_NEXT_FRAME;
    }
    count = count < left ? count : left;
    reader->frame = NULL;
    int64_t skipped = sky_input_skip(reader->input, count);
    reader->number += skipped > 0 ? (uint64_t)skipped : 0;
    if (skipped < (int64_t)count)
        reader->length = reader->number;
    return skipped;
}

int sky_scene_reader_check_end(struct sky_scene_reader *reader)
{
    const uint8_t *frame;
    bool checks = reader->input && reader->scene->is_whole && !reader->pool && reader->number == reader->scene->length;
    return checks && sky_input_next(reader->input, &frame) == SKY_NEXT_FAILED ? -1 : 0;
}
