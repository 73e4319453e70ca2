/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

static inline uint8_t byte_of(int32_t sum)
{
    int32_t value = (sum + (1 << (SKY_YUV_SHIFT - 1))) >> SKY_YUV_SHIFT;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void SKY_LOOP(sky_yuv)(uint8_t *restrict out, const uint16_t *restrict y, const uint16_t *restrict u,
                       const uint16_t *restrict v, size_t count, const struct sky_yuv *yuv)
{
    const struct sky_yuv to = *yuv;
    for (size_t i = 0; i < count; i++) {
        int32_t luma = (y[i] - to.black) * to.luma, blue = u[i] - to.grey, red = v[i] - to.grey;
        out[3 * i] = byte_of(luma + red * to.v_to_r);
        out[3 * i + 1] = byte_of(luma - blue * to.u_to_g - red * to.v_to_g);
        out[3 * i + 2] = byte_of(luma + blue * to.u_to_b);
    }
}
