/* SPDX-License-Identifier: ISC */
/* In a file of its own: a program that never calls it links no kind of input, and so no libpng. */
#include <sky/stream.h>

#include <string.h>

#include "stream/kinds.h"

struct sky_input *sky_input_open(const char *operand, const struct sky_geometry *geometry)
{
    if (strcmp(operand, "-") == 0)
        return sky_input_open_file(NULL, geometry);
    if (operand[0] == '@')
        return sky_input_open_framefile(operand, geometry);
    if (strncmp(operand, SKY_RAW, strlen(SKY_RAW)) == 0)
        return sky_input_open_raw(operand, geometry);
    if (sky_ends_with(operand, ".png"))
        return sky_input_open_still(operand, geometry);
    if (sky_ends_with(operand, ".gz"))
        return sky_input_open_gzip(operand, geometry);
    return sky_input_open_file(operand, geometry);
}
