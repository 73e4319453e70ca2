/* SPDX-License-Identifier: ISC */
/* The lattice of gradient noise as the frame's loops use it: an octave at one z, and the linear functions that its
 * points contribute. Hash, gradients and fading curve are those of kernel/noise.h. */
#ifndef SKY_KERNEL_LOOPS_LATTICE_H
#define SKY_KERNEL_LOOPS_LATTICE_H

#include "kernel/loops/loops.h"
#include "kernel/noise.h"

struct lattice {
    float scale, part_x, part_y; /* a place in the lattice: x * scale + part, beyond a whole number of cells, */
    uint32_t cells_x, cells_y;   /* which are these */
    int64_t period_x;            /* in cells; 0 is endless */
    uint32_t mask;               /* of y and z, a power of two less one */
    uint32_t plane[2];           /* what the lattice planes below and above z, and the seed, add to the hash */
    float z, fade_z;             /* in the cell */
    float size;
};

/* constant + dx * x + dy * y. */
struct linear {
    float constant, dx, dy;
};

/* Divides a coordinate into cells, of which 2^32 are as good as none, and a part from 0 to 1. */
static inline float sky_lattice_divide(double place, uint32_t *cells)
{
    double whole = sky_noise_floor_double(place);
    *cells = (uint32_t)(int64_t)whole;
    return (float)(place - whole);
}

/* The lattices of all octaves, the largest cells first. */
static inline void sky_lattice_init(struct lattice *lattices, const struct sky_fbm *fbm, double z)
{
    float sizes = 0, size = 1, scale = 1;
    for (unsigned i = 0; i < fbm->octaves; i++, size *= fbm->gain)
        sizes += size;
    size = fbm->octaves > 0 ? SKY_NOISE_CUBE_SCALE / sizes : 0;
    for (unsigned i = 0; i < fbm->octaves; i++, size *= fbm->gain, scale *= 2) {
        struct lattice *lattice = &lattices[i];
        double offset = sky_noise_octave_offset(i);
        uint32_t cells_z, seed = sky_noise_octave_seed(fbm->seed, i);
        lattice->scale = fbm->scale * scale;
        lattice->part_x = sky_lattice_divide(fbm->offset[0] * scale + offset, &lattice->cells_x);
        lattice->part_y = sky_lattice_divide(fbm->offset[1] * scale + offset, &lattice->cells_y);
        lattice->z = sky_lattice_divide(z * scale + offset, &cells_z);
        lattice->fade_z = sky_noise_fade(lattice->z);
        lattice->period_x = (int64_t)(fbm->period * scale);
        lattice->mask = (uint32_t)(SKY_FBM_PERIOD * scale) - 1;
        lattice->plane[0] = (cells_z & lattice->mask) * SKY_NOISE_Z ^ seed;
        lattice->plane[1] = ((cells_z + 1) & lattice->mask) * SKY_NOISE_Z ^ seed;
        lattice->size = size;
    }
}

/* The gradient of sky_noise_corner3() at a hash. */
static inline void sky_lattice_gradient(uint32_t hash, float gradient[3])
{
    unsigned swapped = hash >> 31, outward = hash >> 30 & 1;
    gradient[0] = gradient[1] = gradient[2] = 0;
    gradient[swapped] = hash >> 29 & 1 ? -1 : 1;
    gradient[outward ? 2 : !swapped] = hash >> 28 & 1 ? -1 : 1;
}

/* A lattice point's part of the noise, with x and y counted from the point. */
static inline struct linear sky_lattice_point(const struct lattice *lattice, int32_t column, int32_t row)
{
    uint32_t x = (uint32_t)column + lattice->cells_x, y = ((uint32_t)row + lattice->cells_y) & lattice->mask;
    if (lattice->period_x > 0) {
        int64_t around = ((int64_t)column + lattice->cells_x) % lattice->period_x;
        x = (uint32_t)(around < 0 ? around + lattice->period_x : around);
    }
    uint32_t place = x * SKY_NOISE_X ^ y * SKY_NOISE_Y;
    float low[3], high[3], z = lattice->z, fade = lattice->fade_z;
    sky_lattice_gradient(sky_noise_hash(place ^ lattice->plane[0]), low);
    sky_lattice_gradient(sky_noise_hash(place ^ lattice->plane[1]), high);
    return (struct linear){
        .constant = lattice->size * sky_noise_lerp(low[2] * z, high[2] * (z - 1), fade),
        .dx = lattice->size * sky_noise_lerp(low[0], high[0], fade),
        .dy = lattice->size * sky_noise_lerp(low[1], high[1], fade),
    };
}

#endif
