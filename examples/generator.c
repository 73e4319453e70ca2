/* SPDX-License-Identifier: ISC */
/* A generator in C: rainbow spokes that turn. Build it against the installed library:
 *
 *     cc -o generator generator.c $(pkg-config --cflags --libs libsky)
 *     ./generator | sky-push
 */
#include <stdio.h>
#include <stdlib.h>

#include <sky/error.h>
#include <sky/geometry.h>
#include <sky/stream.h>

/* A colour of the rainbow: red, yellow, green, cyan, blue, magenta at 0, 256, 512 and so on, up to 1535. */
static void rainbow(unsigned hue, unsigned char *pixel)
{
    static const unsigned char order[6][3] = {{0, 1, 2}, {1, 0, 2}, {1, 2, 0}, {2, 1, 0}, {2, 0, 1}, {0, 2, 1}};
    const unsigned char *channel = order[hue / 256 % 6];
    unsigned part = hue % 256;
    pixel[channel[0]] = 255;
    pixel[channel[1]] = (unsigned char)(hue / 256 % 2 ? 255 - part : part);
    pixel[channel[2]] = 0;
}

int main(int argc, char **argv)
{
    long frames = argc > 1 ? atol(argv[1]) : -1;
    struct sky_geometry geometry;
    sky_program_name("generator");
    if (sky_geometry_from_environment(&geometry) < 0)
        return sky_exit_misuse();
    struct sky_output *output = sky_output_open("-", &geometry, 30);
    if (!output)
        return sky_exit_failed();

    for (long n = 0; n != frames; n++) {
        unsigned char *pixel = sky_output_begin(output);
        for (unsigned vane = 0; vane < geometry.vanes; vane++)
            for (unsigned p = 0; p < geometry.pixels; p++, pixel += 3)
                rainbow((vane * 1536 / geometry.vanes + p * 4 + (unsigned)n * 12) % 1536, pixel);
        if (sky_output_end(output) < 0)
            return sky_exit_failed();
    }
    return sky_output_close(output) < 0 ? sky_exit_failed() : 0;
}
