/* SPDX-License-Identifier: ISC */
#include "sky-push/source.h"

#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/framefile.h>
#include <sky/stream.h>

#include "base/clock.h"

#define RAW "raw:"

/* ---- Streams, which play every frame ---- */

struct stream {
    struct source source;
    struct sky_input *input;
    bool begun;
};

static enum coming next_stream(struct source *source, uint8_t *frame, uint64_t deadline)
{
    const uint8_t *next;
    enum sky_next result = sky_input_next_before(((struct stream *)source)->input, &next, deadline);
    if (result == SKY_NEXT_FRAME)
        memcpy(frame, next, source->bytes);
    return (enum coming)result;
}

static int64_t left_stream(const struct source *source)
{
    return sky_input_left(((const struct stream *)source)->input);
}

static void close_stream(struct source *source)
{
    sky_input_close(((struct stream *)source)->input);
    source_finish(source);
}

static const struct source_kind stream_kind = {.next = next_stream, .left = left_stream, .close = close_stream};

/* A program that died inside a frame must not take the picture with it, where somebody asked that it be held. So
 * what a pipe ends with is its end, said and counted, and no failure. */
static enum coming next_pipe(struct source *source, uint8_t *frame, uint64_t deadline)
{
    enum coming result = next_stream(source, frame, deadline);
    if (result == COMING_FAILED)
        source->partial++;
    return result;
}

static const struct source_kind pipe_kind = {.next = next_pipe, .close = close_stream};

/* ---- raw: ---- */

/* The file has no frame numbers. What it shows unchanged is not new, but not stale either. */
static enum coming next_raw(struct source *source, uint8_t *frame, uint64_t deadline)
{
    struct stream *stream = (struct stream *)source;
    const uint8_t *now;
    enum sky_next result = sky_input_next_before(stream->input, &now, deadline);
    if (result != SKY_NEXT_FRAME)
        return (enum coming)result;
    if (stream->begun && memcmp(frame, now, source->bytes) == 0)
        return COMING_SAME;
    stream->begun = true;
    memcpy(frame, now, source->bytes);
    return COMING_FRAME;
}

static const struct source_kind raw_kind = {.live = true, .next = next_raw, .close = close_stream};

static struct source *open_stream(const char *operand, const struct source_kind *kind,
                                  const struct sky_geometry *geometry)
{
    struct sky_input *input = sky_input_open(operand, geometry);
    struct stream *stream =
        input ? source_create(sizeof *stream, kind, sky_input_name(input), sky_frame_bytes(geometry)) : NULL;
    if (!stream) {
        sky_input_close(input);
        return NULL;
    }
    stream->input = input;
    return &stream->source;
}

/* ---- Frame files ---- */

struct shared {
    struct source source;
    struct sky_framefile_reader *reader;
};

static enum coming next_shared(struct source *source, uint8_t *frame, uint64_t deadline)
{
    struct shared *shared = (struct shared *)source;
    const uint8_t *newest;
    enum sky_next result = sky_framefile_read_newest(shared->reader, &newest, deadline);
    if (result == SKY_NEXT_FRAME) {
        memcpy(frame, newest, source->bytes);
        source->skipped = sky_framefile_reader_stats(shared->reader)->skipped;
    }
    return (enum coming)result;
}

static void close_shared(struct source *source)
{
    sky_framefile_reader_destroy(((struct shared *)source)->reader);
    source_finish(source);
}

static const struct source_kind shared_kind = {.live = true, .next = next_shared, .close = close_shared};

static struct source *open_shared(const char *operand, const struct sky_geometry *geometry)
{
    char *path = sky_framefile_path(operand, false);
    struct shared *shared =
        path ? source_create(sizeof *shared, &shared_kind, path, sky_frame_bytes(geometry)) : NULL;
    if (shared)
        shared->reader = sky_framefile_reader_create(path, geometry);
    free(path);
    if (!shared || shared->reader)
        return shared ? &shared->source : NULL;
    close_shared(&shared->source);
    return NULL;
}

/* ---- All of them ---- */

static bool is_pipe(const char *operand, bool *named)
{
    struct stat status;
    struct statfs where;
    bool standard = strcmp(operand, "-") == 0;
    if ((standard ? fstat(STDIN_FILENO, &status) : stat(operand, &status)) < 0 || !S_ISFIFO(status.st_mode))
        return false;
    /* What a shell puts in place of <(…) has a path, but nobody can come again and write to it. */
    *named = !standard && statfs(operand, &where) == 0 && where.f_type != PIPEFS_MAGIC;
    return true;
}

struct source *source_open(const char *operand, const struct sky_geometry *geometry, uint64_t stale)
{
    bool named;
    if (operand[0] == '@')
        return open_shared(operand, geometry);
    if (strncmp(operand, RAW, strlen(RAW)) == 0)
        return open_stream(operand, &raw_kind, geometry);
    if (!is_pipe(operand, &named))
        return open_stream(operand, &stream_kind, geometry);
    return named ? source_open_fifo(operand, geometry, stale) : open_stream(operand, &pipe_kind, geometry);
}

void source_close(struct source *source)
{
    if (source)
        source->kind->close(source);
}

enum coming source_next(struct source *source, uint8_t *frame, uint64_t deadline)
{
    return source->kind->next(source, frame, deadline);
}

void source_wait(struct source *source, uint64_t deadline)
{
    if (source->kind->wait)
        source->kind->wait(source, deadline);
    else
        sky_clock_wait(deadline);
}

int64_t source_left(const struct source *source)
{
    return source->kind->left ? source->kind->left(source) : -1;
}

void *source_create(size_t size, const struct source_kind *kind, const char *name, size_t bytes)
{
    struct source *source = calloc(1, size);
    char *copy = strdup(name);
    if (!source || !copy) {
        free(source);
        free(copy);
        sky_fail("out of memory");
        return NULL;
    }
    source->kind = kind;
    source->name = copy;
    source->bytes = bytes;
    return source;
}

void source_finish(struct source *source)
{
    free(source->name);
    free(source);
}
