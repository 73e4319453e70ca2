/* SPDX-License-Identifier: ISC */
/* A writer of frame files for the storms: frames whose every byte follows from their number, as fast as it can or
 * with a pause after each, until it is killed.
 *
 *     writer PATH GEOMETRY [PAUSE_MICROSECONDS]
 *
 * Says "begun N" on standard output when its first frame, N, is published. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/framefile.h>

#include "base/clock.h"
#include "base/number.h"

/* watch.py computes the same. A rest of less than 8 bytes has the low bytes of one more word. */
static void draw(uint8_t *pixels, size_t bytes, uint64_t number)
{
    for (size_t at = 0; at < bytes; at += 8) {
        uint64_t word = (number + at / 8) * UINT64_C(0x9e3779b97f4a7c15);
        memcpy(pixels + at, &word, bytes - at < 8 ? bytes - at : 8);
    }
}

static int write_frames(const char *path, const struct sky_geometry *geometry, uint64_t pause)
{
    struct sky_framefile_writer *writer = sky_framefile_writer_create(path, geometry, 30);
    bool begun = false;
    if (!writer)
        return -1;
    for (uint8_t *pixels; (pixels = sky_framefile_begin(writer));) {
        draw(pixels, sky_frame_bytes(geometry), sky_framefile_published(writer) + 1);
        if (sky_framefile_publish(writer) < 0)
            break;
        if (!begun)
            printf("begun %llu\n", (unsigned long long)sky_framefile_published(writer));
        begun = true;
        if (fflush(stdout) == EOF) /* who started us has gone */
            break;
        if (pause)
            sky_clock_wait(sky_clock_ns() + pause);
    }
    sky_framefile_writer_destroy(writer);
    return -1;
}

int main(int argc, char **argv)
{
    struct sky_geometry geometry;
    uint64_t pause = 0;
    sky_program_name("writer");
    if (argc < 3)
        return 2;
    if (sky_geometry_parse(&geometry, argv[2]) < 0 ||
        (argc > 3 && sky_integer_parse(argv[3], 0, 1000000, &pause) < 0))
        return sky_exit_misuse();
    write_frames(argv[1], &geometry, pause * 1000);
    return sky_exit_failed();
}
