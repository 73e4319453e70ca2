/* SPDX-License-Identifier: ISC */
#include <sky/error.h>
#include <sky/geometry.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

#define HUB_MAX 65536.0
#define HUB_STEPS 256.0 /* a pitch: a frame file stores the hub in 1/256 pitch, so every program rounds it to that */

static int parse_parts(struct sky_geometry *geometry, char *text)
{
    char *plus = strchr(text, '+');
    if (plus)
        *plus++ = '\0';
    char *cross = strchr(text, 'x');
    if (!cross)
        return sky_fail("must be VANESxPIXELS or VANESxPIXELS+HUB, such as 360x288");
    *cross++ = '\0';

    uint64_t vanes, pixels;
    double hub = 0;
    char grouped[SKY_GROUPED_TEXT], most[SKY_GROUPED_TEXT];
    if (sky_integer_parse(text, 1, SKY_VANES_MAX, &vanes) < 0)
        return sky_fail_at("vanes");
    if (sky_integer_parse(cross, 1, SKY_PIXELS_MAX, &pixels) < 0)
        return sky_fail_at("pixels");
    if (plus && sky_number_parse(plus, 0, HUB_MAX, &hub) < 0)
        return sky_fail_at("hub");
    uint64_t bytes = vanes * pixels * 3;
    if (bytes > SKY_FRAME_BYTES_MAX)
        return sky_fail("a frame of %s bytes is too large (must be at most %s)", sky_number_grouped(bytes, grouped),
                        sky_number_grouped(SKY_FRAME_BYTES_MAX, most));

    geometry->vanes = (uint32_t)vanes;
    geometry->pixels = (uint32_t)pixels;
    geometry->hub = floor(hub * HUB_STEPS + 0.5) / HUB_STEPS;
    return 0;
}

int sky_geometry_parse(struct sky_geometry *geometry, const char *text)
{
    char word[64];
    if (snprintf(word, sizeof word, "%s", text) >= (int)sizeof word)
        sky_fail("too long");
    else if (parse_parts(geometry, word) == 0)
        return 0;
    return sky_fail_at("geometry '%.40s'", text);
}

int sky_geometry_from_environment(struct sky_geometry *geometry)
{
    const char *text = getenv("SKY_GEOMETRY");
    *geometry = SKY_GEOMETRY_DEFAULT;
    if (!text || !*text)
        return 0;
    return sky_geometry_parse(geometry, text) < 0 ? sky_fail_at("$SKY_GEOMETRY") : 0;
}

const char *sky_geometry_format(const struct sky_geometry *geometry, char text[SKY_GEOMETRY_TEXT])
{
    int length = snprintf(text, SKY_GEOMETRY_TEXT, "%ux%u", geometry->vanes, geometry->pixels);
    if (geometry->hub > 0)
        snprintf(text + length, SKY_GEOMETRY_TEXT - (size_t)length, "+%.10g", geometry->hub);
    return text;
}

bool sky_geometry_equal(const struct sky_geometry *a, const struct sky_geometry *b)
{
    return a->vanes == b->vanes && a->pixels == b->pixels && a->hub == b->hub;
}

size_t sky_vane_bytes(const struct sky_geometry *geometry)
{
    return (size_t)geometry->pixels * 3;
}

size_t sky_frame_bytes(const struct sky_geometry *geometry)
{
    return geometry->vanes * sky_vane_bytes(geometry);
}
