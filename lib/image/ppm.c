/* SPDX-License-Identifier: ISC */
#include "image/ppm.h"

#include <errno.h>
#include <string.h>

#include <sky/error.h>

int sky_ppm_begin(FILE *out, const char *name, uint32_t width, uint32_t height)
{
    if (fprintf(out, "P6\n%u %u\n255\n", width, height) < 0)
        return sky_fail("%s: %s", name, strerror(errno));
    return 0;
}

int sky_ppm_write(FILE *out, const char *name, const struct sky_image *image)
{
    size_t bytes = sky_image_bytes(image);
    if (sky_ppm_begin(out, name, image->width, image->height) < 0)
        return -1;
    if (fwrite(image->rgb, 1, bytes, out) != bytes)
        return sky_fail("%s: %s", name, strerror(errno));
    return 0;
}
