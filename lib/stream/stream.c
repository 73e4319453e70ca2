/* SPDX-License-Identifier: ISC */
#include <sky/stream.h>

#include <string.h>

#include <sky/error.h>

#include "base/clock.h"
#include "stream/kinds.h"

static bool ends_with(const char *word, const char *end)
{
    size_t length = strlen(word), size = strlen(end);
    return length > size && strcmp(word + length - size, end) == 0;
}

/* ---- Input ---- */

struct sky_input *sky_input_open(const char *operand, const struct sky_geometry *geometry)
{
    if (strcmp(operand, "-") == 0)
        return sky_input_open_file(NULL, geometry);
    if (operand[0] == '@')
        return sky_input_open_framefile(operand, geometry);
    if (strncmp(operand, SKY_RAW, strlen(SKY_RAW)) == 0)
        return sky_input_open_raw(operand, geometry);
    if (ends_with(operand, ".png"))
        return sky_input_open_still(operand, geometry);
    if (ends_with(operand, ".gz"))
        return sky_input_open_gzip(operand, geometry);
    return sky_input_open_file(operand, geometry);
}

void sky_input_close(struct sky_input *input)
{
    if (input)
        input->kind->close(input);
}

enum sky_next sky_input_next_before(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    enum sky_next next = input->kind->next(input, frame, deadline);
    if (next == SKY_NEXT_FRAME)
        input->number++;
    return next;
}

enum sky_next sky_input_next(struct sky_input *input, const uint8_t **frame)
{
    return sky_input_next_before(input, frame, SKY_FOREVER);
}

int sky_input_rewind(struct sky_input *input)
{
    if (!input->kind->rewind)
        return sky_fail("%s: cannot be read again from its beginning", input->name);
    if (input->kind->rewind(input) < 0)
        return -1;
    input->number = 0;
    return 0;
}

int64_t sky_input_skip(struct sky_input *input, uint64_t count)
{
    if (input->kind->skip) {
        int64_t skipped = input->kind->skip(input, count);
        input->number += skipped > 0 ? (uint64_t)skipped : 0;
        return skipped;
    }
    const uint8_t *frame;
    uint64_t skipped = 0;
    for (; skipped < count; skipped++) {
        enum sky_next next = sky_input_next(input, &frame);
        if (next == SKY_NEXT_FAILED)
            return -1;
        if (next == SKY_NEXT_END)
            break;
    }
    return (int64_t)skipped;
}

int64_t sky_input_left(const struct sky_input *input)
{
    return input->kind->left ? input->kind->left(input) : -1;
}

void sky_input_prefer_newest(struct sky_input *input)
{
    if (input->kind->prefer_newest)
        input->kind->prefer_newest(input);
}

const char *sky_input_name(const struct sky_input *input)
{
    return input->name;
}

/* ---- Output ---- */

struct sky_output *sky_output_open(const char *operand, const struct sky_geometry *geometry, double fps)
{
    if (strcmp(operand, "-") == 0)
        return sky_output_open_file(NULL, geometry);
    if (operand[0] == '@')
        return sky_output_open_framefile(operand, geometry, fps);
    if (strncmp(operand, SKY_RAW, strlen(SKY_RAW)) == 0)
        return sky_output_open_raw(operand, geometry);
    if (ends_with(operand, ".png")) {
        sky_fail("%s: frames are not written as pictures: pipe them into sky-flat -o %s", operand, operand);
        return NULL;
    }
    if (ends_with(operand, ".gz"))
        return sky_output_open_gzip(operand, geometry);
    return sky_output_open_file(operand, geometry);
}

uint8_t *sky_output_begin(struct sky_output *output)
{
    return output->kind->begin ? output->kind->begin(output) : output->frame;
}

int sky_output_end(struct sky_output *output)
{
    return output->kind->end ? output->kind->end(output) : sky_output_write(output, output->frame);
}

int sky_output_write(struct sky_output *output, const uint8_t *frame)
{
    struct iovec piece = {.iov_base = (void *)(uintptr_t)frame, .iov_len = output->bytes};
    return output->kind->write(output, &piece, 1);
}

int sky_output_write_pieces(struct sky_output *output, struct iovec *pieces, int count)
{
    return output->kind->write(output, pieces, count);
}

int sky_output_close(struct sky_output *output)
{
    return output ? output->kind->close(output) : 0;
}

int sky_output_lockstep(struct sky_output *output)
{
    if (!output->kind->lockstep)
        return sky_fail("%s: has no lockstep; a frame file has (-o @)", output->name);
    return output->kind->lockstep(output);
}

bool sky_output_is_recording(const struct sky_output *output)
{
    return output->recording;
}

bool sky_output_is_paced(const struct sky_output *output)
{
    return output->kind->paced;
}
