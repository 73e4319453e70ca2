/* SPDX-License-Identifier: ISC */
#include "stream/kinds.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/number.h"

#define FRAME_ALIGNMENT 64

uint8_t *sky_frame_alloc(size_t bytes)
{
    uint8_t *frame = aligned_alloc(FRAME_ALIGNMENT, (bytes + FRAME_ALIGNMENT - 1) / FRAME_ALIGNMENT * FRAME_ALIGNMENT);
    if (!frame)
        sky_fail("out of memory for a frame of %zu bytes", bytes);
    return frame;
}

void *sky_input_create(size_t size, const struct sky_input_kind *kind, const char *name,
                       const struct sky_geometry *geometry)
{
    struct sky_input *input = calloc(1, size);
    char *copy = strdup(name);
    if (!input || !copy) {
        free(input);
        free(copy);
        sky_fail("out of memory");
        return NULL;
    }
    input->kind = kind;
    input->name = copy;
    input->geometry = *geometry;
    input->bytes = sky_frame_bytes(geometry);
    input->fd = -1;
    return input;
}

void sky_input_finish(struct sky_input *input)
{
    if (input->finish_viewer)
        input->finish_viewer(input->viewer_context);
    free(input->words);
    free(input->name);
    free(input);
}

int sky_geometry_check(const char *name, const struct sky_geometry *found, const struct sky_geometry *wanted)
{
    char has[SKY_GEOMETRY_TEXT], wants[SKY_GEOMETRY_TEXT];
    if (sky_geometry_equal(found, wanted))
        return 0;
    sky_geometry_format(found, has);
    return sky_fail("%s: its frames are %s, not %s (use -g %s)", name, has,
                    sky_geometry_format(wanted, wants), has);
}

enum sky_next sky_input_ended_inside(const struct sky_input *input, size_t found)
{
    char bytes[SKY_COUNT_TEXT], number[SKY_GROUPED_TEXT], whole[SKY_GROUPED_TEXT], shape[SKY_GEOMETRY_TEXT];
    sky_fail("%s: ended %s into frame %s (a frame is %s bytes at %s)", input->name,
             sky_number_count(found, "byte", bytes), sky_number_grouped(input->number, number),
             sky_number_grouped(input->bytes, whole), sky_geometry_format(&input->geometry, shape));
    return SKY_NEXT_FAILED;
}

void *sky_output_create(size_t size, const struct sky_output_kind *kind, const char *name,
                        const struct sky_geometry *geometry)
{
    struct sky_output *output = calloc(1, size);
    char *copy = strdup(name);
    uint8_t *frame = sky_frame_alloc(sky_frame_bytes(geometry));
    if (!output || !copy || !frame) {
        free(output);
        free(copy);
        free(frame);
        sky_fail("out of memory");
        return NULL;
    }
    output->kind = kind;
    output->name = copy;
    output->geometry = *geometry;
    output->bytes = sky_frame_bytes(geometry);
    output->frame = frame;
    output->fd = -1;
    return output;
}

void sky_output_finish(struct sky_output *output)
{
    free(output->frame);
    free(output->name);
    free(output);
}

int sky_output_open_fd(struct sky_output *output, const char *path)
{
    struct stat status;
    output->fd = path ? sky_file_open_output(path, &output->created) : STDOUT_FILENO;
    if (output->fd < 0)
        return -1;
    if (!path && sky_file_check_output(output->fd) < 0)
        return sky_fail_at("%s", output->name);
    if (fstat(output->fd, &status) < 0)
        return sky_fail("%s: %s", output->name, strerror(errno));
    if (isatty(output->fd))
        return sky_fail("%s: is a terminal, and frames are not text; pipe them into sky-push to see them",
                        output->name);
    output->recording = S_ISREG(status.st_mode);
    output->untouched = output->recording && path;
    return 0;
}

int sky_output_truncate(struct sky_output *output)
{
    if (!output->untouched)
        return 0;
    output->untouched = false;
    return ftruncate(output->fd, 0) < 0 ? sky_fail("%s: %s", output->name, strerror(errno)) : 0;
}

int sky_output_close_fd(struct sky_output *output)
{
    int fd = output->fd;
    output->fd = -1;
    /* Closing tells of writes that failed late, as over NFS or on a full quota. */
    return fd >= 0 && close(fd) < 0 && errno != EINTR ? sky_fail("%s: %s", output->name, strerror(errno)) : 0;
}

int sky_output_close(struct sky_output *output)
{
    return output ? output->kind->close(output) : 0;
}

int sky_output_cancel(struct sky_output *output)
{
    if (output && output->created && output->untouched)
        sky_file_remove(output->name, output->fd);
    if (output)
        output->untouched = false;
    return sky_output_close(output);
}
