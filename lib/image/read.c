/* SPDX-License-Identifier: ISC */
#include "image/read.h"

#include <errno.h>
#include <string.h>

#include <sky/error.h>

int sky_image_fail_reading(FILE *file)
{
    if (ferror(file))
        return sky_fail("%s", strerror(errno));
    return sky_fail("ended inside the picture");
}

int sky_image_read(FILE *file, void *bytes, size_t count)
{
    return fread(bytes, 1, count, file) == count ? 0 : sky_image_fail_reading(file);
}

void sky_image_narrow(uint8_t *out, const uint8_t *samples, size_t count, uint32_t most, enum sky_sample_order order)
{
    unsigned low = order == SKY_SAMPLES_BIG;
    for (size_t i = 0; i < count; i++, samples += 2) {
        uint32_t value = samples[low] | (uint32_t)samples[1 - low] << 8;
        value = (value * 255 + most / 2) / most;
        out[i] = (uint8_t)(value < 255 ? value : 255);
    }
}
