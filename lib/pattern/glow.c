/* SPDX-License-Identifier: ISC */
#include "pattern/glow.h"

#include <math.h>

void sky_glow_add(const struct sky_plane *plane, float *light, float radius, float slope, float core, float shine,
                 const float color[3])
{
    const struct sky_geometry *geometry = &plane->geometry;
    /* The edge is as soft as the curve is steep, so that the lights of neighbouring vanes overlap. */
    float steep = fabsf(slope), half = core / 2, soft = steep > plane->pitch ? steep : plane->pitch;
    float reach = half + (shine > soft ? shine : soft);
    float hub = (float)geometry->hub * plane->pitch;
    float first = ceilf((radius - reach - hub) / plane->pitch - 0.5f);
    float last = floorf((radius + reach - hub) / plane->pitch - 0.5f);
    /* A steep curve lights more LEDs, each less. */
    float strength = (core + plane->pitch) / (core + plane->pitch + 0.7f * steep);
    first = first > 0 ? first : 0;
    last = last < (float)geometry->pixels - 1 ? last : (float)geometry->pixels - 1;
    if (!(first <= last))
        return;
    /* Copies, which the compiler keeps in registers: it cannot know that they do not change with the light. */
    const float *restrict radii = plane->radius;
    const float r = color[0], g = color[1], b = color[2], shift = 0.5f * plane->pitch;
    const float most = shine > 0 ? 1.0f : 0.0f; /* without a shine `out` is not more than 0 */
    float *restrict at = light + (size_t)first * 3;
    for (uint32_t pixel = (uint32_t)first; pixel <= (uint32_t)last; pixel++, at += 3) {
        float distance = fabsf(radii[pixel] - radius);
        float inside = 1 - (distance - half + shift) / soft, out = most - distance / reach;
        inside = inside > 0 ? inside < 1 ? inside : 1 : 0;
        out = out > 0 ? out * out * out * 0.35f : 0;
        float value = (inside > out ? inside : out) * strength;
        at[0] += value * r;
        at[1] += value * g;
        at[2] += value * b;
    }
}

void sky_glow_bytes(const float *light, size_t pixels, uint8_t *out)
{
    for (size_t i = 0; i < pixels; i++, light += 3, out += 3) {
        float r = light[0], g = light[1], b = light[2];
        if (r > 255 || g > 255 || b > 255) {
            float over = 0.5f * ((r > 255 ? r - 255 : 0) + (g > 255 ? g - 255 : 0) + (b > 255 ? b - 255 : 0));
            r = r + over < 255 ? r + over : 255;
            g = g + over < 255 ? g + over : 255;
            b = b + over < 255 ? b + over : 255;
        }
        out[0] = (uint8_t)(int)(r + 0.5f);
        out[1] = (uint8_t)(int)(g + 0.5f);
        out[2] = (uint8_t)(int)(b + 0.5f);
    }
}
