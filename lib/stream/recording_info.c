/* SPDX-License-Identifier: ISC */
/* In a file of its own, since it needs all that sky_input_open() does. */
#include "stream/recording.h"

#include <string.h>

#include <sky/error.h>

#include "stream/kinds.h"

/* Returns the number of frames, or -1 with the error set. Geometry and rate are changed if the recording tells them. */
static int64_t count_frames(const char *operand, struct sky_geometry *geometry, double *fps)
{
    bool endless = operand[0] == '@' || strncmp(operand, SKY_RAW, strlen(SKY_RAW)) == 0;
    if (!endless)
        sky_recording_peek(operand, geometry, fps);
    struct sky_input *input = endless ? NULL : sky_input_open(operand, geometry);
    if (!endless && !input)
        return -1;
    endless = endless || sky_input_is_still(input);
    int64_t frames = endless ? sky_fail("%s: is no recording, and has no end", operand)
                             : sky_input_skip(input, UINT64_MAX / 2);
    sky_input_close(input);
    return frames;
}

int sky_recording_list(FILE *out, char *const *operands, int count, const struct sky_geometry *geometry, double fps)
{
    int failed = 0;
    fprintf(out, "%-12s %8s %10s %10s  INPUT\n", "GEOMETRY", "FPS", "FRAMES", "SECONDS");
    for (int i = 0; i < count; i++) {
        char text[SKY_GEOMETRY_TEXT];
        struct sky_geometry shape = *geometry;
        double rate = fps;
        int64_t frames = count_frames(operands[i], &shape, &rate);
        if (frames >= 0)
            fprintf(out, "%-12s %8.6g %10lld %10.2f  %s\n", sky_geometry_format(&shape, text), rate, (long long)frames,
                    (double)frames / rate, operands[i]);
        else if (count == 1)
            return -1;
        else if (++failed)
            sky_warn("%s", sky_error());
    }
    return failed ? sky_fail("%d of %d inputs cannot be read to their end", failed, count) : 0;
}
