/* SPDX-License-Identifier: ISC */
/* Outputs of every kind. Nothing here, nor in a kind that has outputs, may call what is in input_open.c. */
#include <sky/stream.h>

#include <string.h>

#include <sky/error.h>
#include <sky/pace.h>

#include "base/file.h"
#include "stream/kinds.h"
#include "stream/suffix.h"

struct sky_output *sky_output_open(const char *operand, const struct sky_geometry *geometry, double fps)
{
    if (*operand == '\0' || strcmp(operand, SKY_RAW) == 0) {
        sky_fail_misuse("'%s': the name of an output is missing", operand);
        return NULL;
    }
    if (sky_file_is_stdout(operand))
        return sky_output_open_file(NULL, geometry);
    if (operand[0] == '@')
        return sky_output_open_framefile(operand, geometry, fps);
    if (strncmp(operand, SKY_RAW, strlen(SKY_RAW)) == 0)
        return sky_output_open_raw(operand, geometry);
    if (sky_file_has_suffix(operand, ".png")) {
        sky_fail_misuse("%s: frames are not written as pictures: pipe them into sky-flat -o %s", operand, operand);
        return NULL;
    }
    if (sky_suffix_check_output(operand) < 0)
        return NULL;
    if (sky_file_has_suffix(operand, ".gz"))
        return sky_output_open_recording(operand, geometry, fps);
    return sky_output_open_file(operand, geometry);
}

void sky_output_wait(struct sky_output *output)
{
    if (output->kind->wait)
        output->kind->wait(output, SKY_FOREVER);
}

bool sky_output_has_room(struct sky_output *output)
{
    return !output->kind->wait || output->kind->wait(output, 0);
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

int sky_output_lockstep(struct sky_output *output)
{
    if (!output->kind->lockstep)
        return sky_fail_misuse("%s: has no lockstep; a frame file has (-o @)", output->name);
    return output->kind->lockstep(output);
}

bool sky_output_is_recording(const struct sky_output *output)
{
    return output->recording;
}

bool sky_output_is_untouched(const struct sky_output *output)
{
    return output->recording && output->untouched;
}

bool sky_output_is_paced(const struct sky_output *output)
{
    return output->kind->paced;
}
