#include "image/ppm.h"

#include <errno.h>
#include <string.h>

#include <sky/error.h>

int sky_ppm_write(FILE *out, const char *name, const struct sky_image *image)
{
    size_t bytes = sky_image_bytes(image);
    errno = 0;
    if (fprintf(out, "P6\n%u %u\n255\n", image->width, image->height) < 0 ||
        fwrite(image->rgb, 1, bytes, out) != bytes)
        return sky_fail("%s: %s", name, errno ? strerror(errno) : "cannot write");
    return 0;
}
