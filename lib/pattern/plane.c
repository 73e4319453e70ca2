/* SPDX-License-Identifier: ISC */
#include "pattern/plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/math.h"

#define TAU 6.283185307179586

int sky_plane_init(struct sky_plane *plane, const struct sky_geometry *geometry)
{
    double rim = geometry->hub + geometry->pixels;
    plane->geometry = *geometry;
    plane->pitch = (float)(1 / rim);
    plane->arc = (float)(TAU / geometry->vanes);
    plane->end = geometry->vanes;
    plane->sine = malloc(geometry->vanes * sizeof(float));
    plane->cosine = malloc(geometry->vanes * sizeof(float));
    plane->radius = malloc(geometry->pixels * sizeof(float));
    if (!plane->sine || !plane->cosine || !plane->radius)
        return sky_fail("out of memory");
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
        plane->sine[vane] = (float)sky_sin_turns((double)vane / geometry->vanes);
        plane->cosine[vane] = (float)sky_cos_turns((double)vane / geometry->vanes);
    }
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
        plane->radius[pixel] = (float)((geometry->hub + pixel + 0.5) / rim);
    return 0;
}

void sky_plane_finish(struct sky_plane *plane)
{
    free(plane->sine);
    free(plane->cosine);
    free(plane->radius);
    *plane = (struct sky_plane){0};
}

void sky_plane_clear(const struct sky_plane *plane)
{
    size_t vane_bytes = sky_vane_bytes(&plane->geometry);
    memset(plane->frame + plane->first * vane_bytes, 0, (plane->end - plane->first) * vane_bytes);
}

void sky_plane_places(const struct sky_plane *plane, float *x, float *y)
{
    for (uint32_t vane = 0; vane < plane->geometry.vanes; vane++)
        for (uint32_t pixel = 0; pixel < plane->geometry.pixels; pixel++) {
            *x++ = plane->sine[vane] * plane->radius[pixel];
            *y++ = plane->cosine[vane] * plane->radius[pixel];
        }
}

/* ---- Finding LEDs ---- */

struct sky_vanes sky_plane_vanes_near(const struct sky_plane *plane, const float centre[2], float radius)
{
    uint32_t vanes = plane->geometry.vanes;
    double distance = sqrt((double)centre[0] * centre[0] + (double)centre[1] * centre[1]);
    const struct sky_vanes all = {plane->first, plane->end - plane->first};
    if (!(distance > radius))
        return all;
    if (distance > 1 + (double)radius)
        return (struct sky_vanes){0, 0};
    double middle = sky_clock_turns(centre[0], centre[1]) * vanes;
    double half = radius / distance * 0.25 * vanes; /* asin(x) is at most x times a quarter turn */
    int64_t first = (int64_t)ceil(middle - half), count = (int64_t)floor(middle + half) - first + 1;
    return count < vanes ? (struct sky_vanes){first, count} : all;
}

bool sky_plane_in_circle(const struct sky_plane *plane, uint32_t vane, const float centre[2], float radius,
                         uint32_t *first, uint32_t *end)
{
    float s = plane->sine[vane], c = plane->cosine[vane];
    float along = centre[0] * s + centre[1] * c, off = centre[0] * c - centre[1] * s;
    float chord = radius * radius - off * off;
    if (!(radius > 0 && chord > 0))
        return false;
    chord = sqrtf(chord);
    sky_plane_pixels(plane, (struct sky_stretch){along - chord, along + chord}, first, end);
    return *first < *end;
}

/* ---- Fading ---- */

/* What a frame keeps of its light, of 256; less than that, so every fade ends. */
static unsigned kept_of(double half_life, double fps)
{
    return (unsigned)((half_life > 0 ? sky_exp2(-1 / (half_life * fps)) : 0) * 256);
}

unsigned sky_fade_frames(double half_life, double fps)
{
    unsigned frames = 0;
    for (unsigned light = 255; light > 0; light = light * kept_of(half_life, fps) >> 8)
        frames++;
    return frames;
}

void sky_draw_fade(const struct sky_plane *plane, double half_life, double fps)
{
    unsigned keep = kept_of(half_life, fps);
    size_t vane_bytes = sky_vane_bytes(&plane->geometry), end = plane->end * vane_bytes;
    for (size_t i = plane->first * vane_bytes; i < end; i++)
        plane->frame[i] = (uint8_t)(plane->frame[i] * keep >> 8);
}
