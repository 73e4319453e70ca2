/* SPDX-License-Identifier: ISC */
#include "pattern/sprites.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "image/apng.h"
#include "kernel/math.h"

static int is_png(const struct dirent *entry)
{
    return fnmatch("*.png", entry->d_name, FNM_CASEFOLD) == 0;
}

/* Lays a picture over black. */
static void make_opaque(struct sky_image *image)
{
    for (size_t i = 0; image->alpha && i < sky_image_bytes(image); i++)
        image->rgb[i] = (uint8_t)((image->rgb[i] * image->alpha[i / 3] + 127) / 255);
    free(image->alpha);
    image->alpha = NULL;
}

static int load_one(struct sky_image *image, const char *directory, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
        return sky_fail("%.40s...: the path is too long", directory);
    if (sky_apng_load(image, path) < 0)
        return -1;
    make_opaque(image);
    if (image->width <= SKY_SPRITE_SIDE_MAX && image->height <= SKY_SPRITE_SIDE_MAX)
        return 0;
    int result = sky_fail("%s: %ux%u pixels is too large (must be up to %ux%u)", path, image->width,
                          image->height, SKY_SPRITE_SIDE_MAX, SKY_SPRITE_SIDE_MAX);
    sky_image_finish(image);
    return result;
}

int sky_sprites_load(struct sky_sprites *sprites, const char *directory)
{
    struct dirent **entries;
    int found = scandir(directory, &entries, is_png, alphasort), result = 0;
    if (found < 0)
        return sky_fail("%s: %s", directory, strerror(errno));
    sprites->images = calloc(SKY_SPRITES_MAX, sizeof *sprites->images);
    if (found == 0)
        result = sky_fail("%s: has no picture (*.png)", directory);
    else if (!sprites->images)
        result = sky_fail("out of memory");
    for (int i = 0; sprites->images && i < found && i < SKY_SPRITES_MAX && result == 0; i++) {
        result = load_one(&sprites->images[i], directory, entries[i]->d_name);
        sprites->count += result == 0;
    }
    for (int i = 0; i < found; i++)
        free(entries[i]);
    free(entries);
    return result;
}

void sky_sprites_finish(struct sky_sprites *sprites)
{
    for (size_t i = 0; i < sprites->count; i++)
        sky_image_finish(&sprites->images[i]);
    free(sprites->images);
    *sprites = (struct sky_sprites){0};
}

/* Interpolates between the four pixels around a place; pixels beyond the edges are black. */
static void sample(const struct sky_image *image, float x, float y, float rgb[3])
{
    int left = (int)(x + 1) - 1, top = (int)(y + 1) - 1;
    float right = x - (float)left, low = y - (float)top;
    rgb[0] = rgb[1] = rgb[2] = 0;
    for (int k = 0; k < 4; k++) {
        int column = left + (k & 1), row = top + (k >> 1);
        if (column < 0 || row < 0 || column >= (int)image->width || row >= (int)image->height)
            continue;
        float weight = (k & 1 ? right : 1 - right) * (k >> 1 ? low : 1 - low);
        const uint8_t *pixel = image->rgb + ((size_t)row * image->width + (size_t)column) * 3;
        for (int i = 0; i < 3; i++)
            rgb[i] += weight * pixel[i];
    }
}

void sky_sprites_draw(const struct sky_plane *plane, const struct sky_image *image, const float centre[2],
                      float size, double turns)
{
    float width = (float)image->width, height = (float)image->height;
    float scale = (width > height ? width : height) / (size > 1e-6f ? size : 1e-6f); /* pixels a radius */
    float sine = (float)sky_sin_turns(turns), cosine = (float)sky_cos_turns(turns);
    for (uint32_t vane = plane->first; vane < plane->end; vane++) {
        uint32_t pixel, end;
        if (!sky_plane_in_circle(plane, vane, centre, size * 0.7072f, &pixel, &end))
            continue;
        uint8_t *at = plane->frame + ((size_t)vane * plane->geometry.pixels + pixel) * 3;
        for (; pixel < end; pixel++, at += 3) {
            float dx = plane->sine[vane] * plane->radius[pixel] - centre[0];
            float dy = plane->cosine[vane] * plane->radius[pixel] - centre[1];
            float x = (dx * cosine - dy * sine) * scale + (width - 1) / 2;
            float y = (height - 1) / 2 - (dx * sine + dy * cosine) * scale;
            float rgb[3];
            if (x <= -1 || y <= -1 || x >= width || y >= height)
                continue;
            sample(image, x, y, rgb);
            for (int i = 0; i < 3; i++)
                if (at[i] < rgb[i])
                    at[i] = (uint8_t)(rgb[i] + 0.5f);
        }
    }
}
