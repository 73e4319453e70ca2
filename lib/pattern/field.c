/* SPDX-License-Identifier: ISC */
#include "pattern/field.h"

#include <math.h>
#include <stdlib.h>

#include <sky/error.h>

#include "kernel/math.h"

int sky_field_init(struct sky_field *field, const struct sky_geometry *geometry)
{
    field->count = (size_t)geometry->vanes * geometry->pixels;
    field->x = malloc(field->count * sizeof(float));
    field->y = malloc(field->count * sizeof(float));
    field->values = malloc(field->count * sizeof(float));
    if (sky_plane_init(&field->plane, geometry) < 0)
        return -1;
    field->wave = malloc(SKY_WAVE_STEPS * sizeof(float));
    if (!field->x || !field->y || !field->values || !field->wave)
        return sky_fail("out of memory");
    for (int i = 0; i < SKY_WAVE_STEPS; i++)
        field->wave[i] = (float)sky_sin_turns((i + 0.5) / SKY_WAVE_STEPS);
    sky_plane_places(&field->plane, field->x, field->y);
    return 0;
}

void sky_field_finish(struct sky_field *field)
{
    sky_plane_finish(&field->plane);
    free(field->x);
    free(field->y);
    free(field->values);
    free(field->wave);
    field->x = field->y = field->values = field->wave = NULL;
}

void sky_field_fold(struct sky_field *field, unsigned sectors)
{
    const struct sky_geometry *geometry = &field->plane.geometry;
    float *x = field->x, *y = field->y;
    field->polar = false;
    if (sectors == 0) {
        sky_plane_places(&field->plane, x, y);
        return;
    }
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
        double part = sky_fraction((double)vane * sectors / geometry->vanes);
        double turns = (part < 0.5 ? part : 1 - part) / sectors;
        float sine = (float)sky_sin_turns(turns), cosine = (float)sky_cos_turns(turns);
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
            *x++ = sine * field->plane.radius[pixel];
            *y++ = cosine * field->plane.radius[pixel];
        }
    }
}

void sky_field_tunnel(struct sky_field *field, double around)
{
    const struct sky_geometry *geometry = &field->plane.geometry;
    field->polar = true;
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
        field->y[pixel] = (float)sky_log2(field->plane.radius[pixel] + 0.04);
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) /* half a vane on: none lies on the seam */
        field->x[vane] = (float)(((double)vane + 0.5) / geometry->vanes * around);
}

void sky_field_noise(struct sky_field *field, const struct sky_fbm *fbm, double z, uint32_t first, uint32_t end)
{
    size_t pixels = field->plane.geometry.pixels, at = first * pixels;
    struct sky_fbm rows = *fbm;
    rows.row = pixels;
    z = sky_field_wrap(z);
    if (field->polar)
        sky_kernels()->fbm_polar(field->values + at, field->x + first, field->y, z, end - first, pixels, fbm);
    else
        sky_kernels()->fbm(field->values + at, field->x + at, field->y + at, z, (end - first) * pixels, &rows);
}

void sky_field_paint(const struct sky_field *field, uint8_t *frame, uint32_t first, uint32_t end, float scale,
                     float offset)
{
    size_t pixels = field->plane.geometry.pixels, at = first * pixels;
    sky_palette_paint(&field->palette, frame + at * 3, field->values + at, (end - first) * pixels, scale, offset);
}

void sky_field_paint_around(const struct sky_field *field, uint8_t *frame, uint32_t first, uint32_t end, float scale,
                            float offset)
{
    size_t pixels = field->plane.geometry.pixels, at = first * pixels;
    sky_palette_wrap(&field->palette, frame + at * 3, field->values + at, (end - first) * pixels, scale, offset);
}

double sky_field_wrap(double z)
{
    return z - SKY_FBM_PERIOD * floor(z / SKY_FBM_PERIOD);
}
