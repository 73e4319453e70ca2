/* SPDX-License-Identifier: ISC */
/* The table of a picture in light that outlines are integrated by: in each row the sums of all cells before a column
 * (see struct sky_outline_picture). It is filled where it is needed, and grows to either side as a picture moves. */
#ifndef SKY_DISC_ROW_SUMS_H
#define SKY_DISC_ROW_SUMS_H

#include "disc/lights.h"
#include "kernel/kernel.h"

struct sky_row_sums {
    struct sky_lights lights; /* the grid of cells */
    struct sky_outline_picture table;
    int32_t (*before)[4];     /* the table's */
    struct sky_row_sums_range {
        uint32_t first, end;
    } *ranges;                /* of each row: the columns that are filled, before[first] to before[end] */
    uint16_t (*cells)[4];     /* a row */
};

/* Makes an empty table for a picture of this size, each of whose cells is the mean of `across` x `down` pixels, unless
 * there is one; zero it before the first time. Returns 0, or -1 with the error set. */
int sky_row_sums_init(struct sky_row_sums *sums, uint32_t width, uint32_t height, uint32_t across, uint32_t down);
void sky_row_sums_finish(struct sky_row_sums *sums);

/* Empties the table, for another picture. */
void sky_row_sums_empty(struct sky_row_sums *sums);

/* Fills it inside an ellipse about (x, y), in cells, with its axes along the rows and columns. */
void sky_row_sums_fill(struct sky_row_sums *sums, const struct sky_image *image, double x, double y,
                       double half_width, double half_height);

#endif
