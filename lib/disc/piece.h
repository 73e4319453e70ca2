/* SPDX-License-Identifier: ISC */
/* The piece of a picture that an LED shows: its own sector of a ring of the disc, half a vane and half a pitch to either
 * side. Where that is narrower than one pixel of the picture, along or across the vane, it is one pixel wide about its
 * middle, so that a small picture is enlarged smoothly. */
#ifndef SKY_DISC_PIECE_H
#define SKY_DISC_PIECE_H

#include <stdint.h>

#include <sky/geometry.h>

#include "disc/area.h"

/* Where the disc lies on a grid of cells: a point `right` and `up` of the disc's middle, in LED pitches, is at
 * x + right * x_right + up * x_up, and the same for y. */
struct sky_piece_view {
    double x, x_right, x_up, y, y_right, y_up;
    double across, down; /* how many of the picture's pixels a cell is wide and high */
    struct sky_point low, high; /* the picture's corners */
};

struct sky_pieces {
    struct sky_geometry geometry;
    struct sky_piece_view view;
    struct sky_point *corners; /* of the last piece */
    struct sky_point *spare;   /* as much room */
    double pixels_a_pitch;     /* in the direction in which there are most */

    /* Of the last vane. Directions are (right, up). */
    uint32_t vane, fan_vane, fan_steps;
    struct sky_point along;
    double pixels_along, pixels_across; /* pixels a pitch along and across the vane */
    struct sky_point *fan;              /* directions from side to side of the vane's sector, fan_steps + 1 */
    double fan_longer;                  /* by so much corners lie outside the circle whose area their lines enclose */
};

/* Returns 0, or -1 with the error set; call sky_pieces_finish() in either case. */
int sky_pieces_init(struct sky_pieces *pieces, const struct sky_geometry *geometry);
void sky_pieces_finish(struct sky_pieces *pieces);

/* To be called before pieces are found, and whenever the disc lies elsewhere. */
void sky_pieces_set_view(struct sky_pieces *pieces, const struct sky_piece_view *view);

/* How far pieces of a vane reach at least to either side of an LED, in pitches. */
struct sky_piece_least {
    double along, across;
};

struct sky_piece_least sky_piece_least(struct sky_pieces *pieces, uint32_t vane);

/* Half the width of an LED's own sector, in pitches. A piece that reaches further across the vane is a rectangle. */
double sky_piece_half_arc(const struct sky_geometry *geometry, uint32_t pixel);

/* Arcs across a vane become lines. How many they need up to a radius in pitches; and by how much their ends must lie
 * outside the arc if both are to enclose the same area. */
uint32_t sky_piece_steps(const struct sky_pieces *pieces, double radius);
double sky_piece_longer(const struct sky_geometry *geometry, uint32_t steps);

/* Finds the piece of an LED. Sets pieces->corners to the polygon of what is in the picture, in cells, and `part` to how
 * much of the LED's own sector that is, 0 to 1: a piece that was widened beyond the picture's edge is not the darker for
 * it. An arc becomes lines that enclose the same area. Returns the number of corners; 0 for a piece that is outside. */
size_t sky_piece_find(struct sky_pieces *pieces, uint32_t vane, uint32_t pixel, double *part);

#endif
