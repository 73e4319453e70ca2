/* SPDX-License-Identifier: ISC */
/* The geometry of a screen, and so of its frames.
 *
 * A frame is `vanes` angular positions, clockwise from 12 o'clock as the viewer sees the disc, with `pixels` LEDs each
 * from the hub to the rim. An LED is 3 bytes, R, G and B, sRGB encoded. There is no header and no padding: a channel
 * is at byte
 *
 *     (vane * pixels + pixel) * 3 + channel
 */
#ifndef SKY_GEOMETRY_H
#define SKY_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SKY_VANES_MAX 65536
#define SKY_PIXELS_MAX 65536
#define SKY_FRAME_BYTES_MAX ((size_t)64 << 20)

struct sky_geometry {
    uint32_t vanes;  /* 1 to SKY_VANES_MAX */
    uint32_t pixels; /* 1 to SKY_PIXELS_MAX; a frame has at most SKY_FRAME_BYTES_MAX bytes */
    double hub;      /* radius of the hole in the middle, in LED pitches: 0 to 65,536, in steps of 1/256 */
};

/* 360x288, the screen of the first skyscreen. */
#ifdef __cplusplus
#define SKY_GEOMETRY_DEFAULT (sky_geometry{360, 288, 0})
#else
#define SKY_GEOMETRY_DEFAULT ((struct sky_geometry){360, 288, 0})
#endif

/* Parses "VANESxPIXELS" or "VANESxPIXELS+HUB", and nothing else around it; the hub is rounded to 1/256. Returns 0, or
 * -1 with the error set and `geometry` unchanged. */
int sky_geometry_parse(struct sky_geometry *geometry, const char *text);

/* $SKY_GEOMETRY, or the default where it is unset or empty. Returns 0, or -1 with the error set. */
int sky_geometry_from_environment(struct sky_geometry *geometry);

/* Bytes of any geometry as text, with its NUL. */
#define SKY_GEOMETRY_TEXT 40

/* Writes the geometry as sky_geometry_parse() takes it, and returns `text`. */
const char *sky_geometry_format(const struct sky_geometry *geometry, char text[SKY_GEOMETRY_TEXT]);

/* True when vanes, pixels and hub are the same. */
bool sky_geometry_equal(const struct sky_geometry *a, const struct sky_geometry *b);

/* Bytes of one vane, and of a frame. */
size_t sky_vane_bytes(const struct sky_geometry *geometry);
size_t sky_frame_bytes(const struct sky_geometry *geometry);

#ifdef __cplusplus
}
#endif

#endif
