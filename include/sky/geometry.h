/* SPDX-License-Identifier: ISC */
/* The shape of a screen and of its frames.
 *
 * A frame has `vanes` angular positions, clockwise from 12 o'clock as the viewer sees the disc, and `pixels`
 * LEDs along each vane from the hub to the rim; each LED is 3 bytes (R, G, B), sRGB encoded:
 *
 *     byte (vane * pixels + pixel) * 3 + channel
 */
#ifndef SKY_GEOMETRY_H
#define SKY_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SKY_VANES_MAX 65536
#define SKY_PIXELS_MAX 65536
#define SKY_FRAME_BYTES_MAX ((size_t)64 << 20)

struct sky_geometry {
    uint32_t vanes;  /* 1 to 65,536 */
    uint32_t pixels; /* 1 to 65,536; vanes * pixels * 3 is at most 64 MiB */
    double hub;      /* radius of the hole in the middle, in LED pitches: 0 to 65,536, in steps of 1/256 */
};

/* 360x288: the disc that the first skyscreen was made for. */
#define SKY_GEOMETRY_DEFAULT ((struct sky_geometry){360, 288, 0})

/* True when both have the same vanes, pixels and hub. */
bool sky_geometry_equal(const struct sky_geometry *a, const struct sky_geometry *b);

/* Reads "VANESxPIXELS" or "VANESxPIXELS+HUB" as a whole. Returns 0, or -1 with the error set. */
int sky_geometry_parse(struct sky_geometry *geometry, const char *text);

/* $SKY_GEOMETRY, or the default without it. Returns 0, or -1 with the error set. */
int sky_geometry_from_environment(struct sky_geometry *geometry);

/* Room for any geometry as text. */
#define SKY_GEOMETRY_TEXT 40

/* Writes the geometry as sky_geometry_parse() reads it, and returns `text`. */
const char *sky_geometry_format(const struct sky_geometry *geometry, char text[SKY_GEOMETRY_TEXT]);

/* Bytes of one vane, and of one frame. */
size_t sky_vane_bytes(const struct sky_geometry *geometry);
size_t sky_frame_bytes(const struct sky_geometry *geometry);

#endif
