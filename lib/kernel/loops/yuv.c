/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

/* A sample of two bytes, the lower one first, of at most `most`, in SKY_YUV_BITS bits. */
static inline uint16_t sample(const uint8_t *bytes, unsigned most, unsigned up, unsigned down)
{
    unsigned value = bytes[0] | (unsigned)bytes[1] << 8;
    return (uint16_t)((value < most ? value : most) << up >> down);
}

void SKY_LOOP(sky_yuv_mix)(uint16_t *restrict out, const uint8_t *a, const uint8_t *b, size_t count, unsigned bits,
                           unsigned weight)
{
    const uint16_t here = (uint16_t)weight, there = (uint16_t)(4 - weight);
    if (bits == 8) {
        for (size_t i = 0; i < count; i++)
            out[i] = (uint16_t)((uint16_t)(a[i] * here + b[i] * there) << (SKY_YUV_BITS - 8));
        return;
    }
    unsigned most = (1U << bits) - 1, up = bits < SKY_YUV_BITS ? SKY_YUV_BITS - bits : 0;
    unsigned down = bits > SKY_YUV_BITS ? bits - SKY_YUV_BITS : 0;
    for (size_t i = 0; i < count; i++)
        out[i] = (uint16_t)(sample(a + 2 * i, most, up, down) * here + sample(b + 2 * i, most, up, down) * there);
}

void SKY_LOOP(sky_yuv_expand)(uint16_t *restrict out, const uint16_t *restrict in, size_t count, int left)
{
    size_t pairs = count / 2;
    if (left)
        for (size_t i = 0; i < pairs; i++) {
            out[2 * i] = (uint16_t)(in[i] + 2) >> 2;
            out[2 * i + 1] = (uint16_t)((uint16_t)(in[i] + in[i + 1]) + 4) >> 3;
        }
    else
        for (size_t i = 0; i < pairs; i++) {
            uint16_t three = (uint16_t)(3 * in[i] + 8);
            out[2 * i] = (uint16_t)(three + in[(ptrdiff_t)i - 1]) >> 4;
            out[2 * i + 1] = (uint16_t)(three + in[i + 1]) >> 4;
        }
    if (count % 2) {
        const uint16_t *last = in + pairs;
        out[count - 1] = left ? (uint16_t)(last[0] + 2) >> 2 : (uint16_t)(3 * last[0] + last[-1] + 8) >> 4;
    }
}

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
        int32_t luma = ((y[i] >> 2) - to.black) * to.luma, blue = u[i] - to.grey, red = v[i] - to.grey;
        out[3 * i] = byte_of(luma + red * to.v_to_r);
        out[3 * i + 1] = byte_of(luma - blue * to.u_to_g - red * to.v_to_g);
        out[3 * i + 2] = byte_of(luma + blue * to.u_to_b);
    }
}
