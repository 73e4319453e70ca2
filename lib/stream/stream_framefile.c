/* SPDX-License-Identifier: ISC */
/* Frame files as streams: "@", "@NAME", "@/PATH". */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/framefile.h>

#include "stream/kinds.h"

struct framefile_input {
    struct sky_input input;
    struct sky_framefile_reader *reader;
};

static enum sky_next next_framefile(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    struct framefile_input *file = (struct framefile_input *)input;
    enum sky_next next = input->live ? sky_framefile_read_newest(file->reader, frame, deadline)
                                     : sky_framefile_read_next(file->reader, frame, deadline);
    input->skipped = sky_framefile_reader_stats(file->reader)->skipped;
    return next;
}

static void prefer_newest_framefile(struct sky_input *input)
{
    input->live = true;
}

static void close_framefile_input(struct sky_input *input)
{
    sky_framefile_reader_destroy(((struct framefile_input *)input)->reader);
    sky_input_finish(input);
}

static const struct sky_input_kind framefile_input_kind = {
    .next = next_framefile,
    .prefer_newest = prefer_newest_framefile,
    .close = close_framefile_input,
};

struct sky_input *sky_input_open_framefile(const char *operand, const struct sky_geometry *geometry)
{
    char *path = sky_framefile_path(operand, false);
    struct framefile_input *file =
        path ? sky_input_create(sizeof *file, &framefile_input_kind, path, geometry) : NULL;
    if (file)
        file->reader = sky_framefile_reader_create(path, geometry);
    free(path);
    if (!file || file->reader)
        return file ? &file->input : NULL;
    close_framefile_input(&file->input);
    return NULL;
}

struct framefile_output {
    struct sky_output output;
    struct sky_framefile_writer *writer;
    bool aside; /* the frame is drawn in the output's own memory, as the file was not to be had */
};

static int write_framefile(struct sky_output *output, struct iovec *pieces, int count)
{
    struct framefile_output *file = (struct framefile_output *)output;
    uint8_t *pixels = sky_framefile_begin(file->writer);
    if (!pixels)
        return -1;
    for (int i = 0; i < count; i++) {
        memcpy(pixels, pieces[i].iov_base, pieces[i].iov_len);
        pixels += pieces[i].iov_len;
    }
    return sky_framefile_publish(file->writer);
}

static uint8_t *begin_framefile(struct sky_output *output)
{
    struct framefile_output *file = (struct framefile_output *)output;
    uint8_t *pixels = sky_framefile_begin(file->writer);
    file->aside = !pixels;
    return pixels ? pixels : output->frame;
}

static int end_framefile(struct sky_output *output)
{
    struct framefile_output *file = (struct framefile_output *)output;
    struct iovec frame = {.iov_base = output->frame, .iov_len = output->bytes};
    if (file->aside) /* tries again, and says why it fails if it still does */
        return write_framefile(output, &frame, 1);
    return sky_framefile_publish(file->writer);
}

static int lockstep_framefile(struct sky_output *output)
{
    sky_framefile_writer_lockstep(((struct framefile_output *)output)->writer);
    return 0;
}

static int close_framefile_output(struct sky_output *output)
{
    sky_framefile_writer_destroy(((struct framefile_output *)output)->writer);
    sky_output_finish(output);
    return 0;
}

static const struct sky_output_kind framefile_output_kind = {
    .begin = begin_framefile,
    .end = end_framefile,
    .write = write_framefile,
    .lockstep = lockstep_framefile,
    .close = close_framefile_output,
    .paced = true,
};

struct sky_output *sky_output_open_framefile(const char *operand, const struct sky_geometry *geometry, double fps)
{
    char *path = sky_framefile_path(operand, true);
    struct framefile_output *file =
        path ? sky_output_create(sizeof *file, &framefile_output_kind, path, geometry) : NULL;
    if (file)
        file->writer = sky_framefile_writer_create(path, geometry, fps);
    free(path);
    if (!file || file->writer)
        return file ? &file->output : NULL;
    close_framefile_output(&file->output);
    return NULL;
}
