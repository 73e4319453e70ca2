/* SPDX-License-Identifier: ISC */
/* Apart from live.c, so that a program that opens no input needs nothing that reads pictures. */
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <sky/error.h>

#include "base/file.h"
#include "stream/kinds.h"
#include "stream/live.h"

/* A FIFO with a path, which other programs can open again. What a shell puts in place of <(...) has a path too, but
 * nobody else can open it. */
static bool is_named_fifo(const char *operand)
{
    struct stat status;
    struct statfs system;
    return strcmp(operand, "-") != 0 && stat(operand, &status) == 0 && S_ISFIFO(status.st_mode) &&
           statfs(operand, &system) == 0 && system.f_type != PIPEFS_MAGIC;
}

struct sky_input *sky_input_open_live(const char *operand, const struct sky_geometry *geometry, uint64_t patience)
{
    bool is_fifo = operand[0] != '@' && strncmp(operand, SKY_RAW, strlen(SKY_RAW)) != 0 && is_named_fifo(operand);
    if (is_fifo)
        return sky_input_check(operand, geometry) < 0 ? NULL : sky_input_open_fifo(operand, geometry, patience);
    struct sky_input *input = sky_input_open(operand, geometry);
    if (input)
        sky_input_prefer_newest(input);
    return input;
}
