/* SPDX-License-Identifier: ISC */
/* Gradient noise on an integer hash, in single precision. It uses only additions, multiplications, exact divisions and
 * integer operations, so that the bits are the same on every machine, and neither branches nor tables, so that the
 * compiler can vectorise a loop around a call.
 *
 * The value is -1 to 1, 0 at every point of whole numbers, about 0.25 in the root mean square, and smooth (it has two
 * derivatives), with features about one unit wide. Coordinates should be below 65,536 in magnitude, where steps of
 * 1/256 still count. Up to 8 million they are safe; beyond that the value is meaningless but still within -1 to 1. The
 * method is Ken Perlin's, "Improving Noise", SIGGRAPH 2002, with a hash and a choice of gradients of our own.
 *
 * A period is the number of units after which an axis repeats: an integer, 1 to 16,777,216, or SKY_NOISE_ENDLESS.
 * For seamless noise around a circle pass the angle in turns times an integer, and that integer as the period. */
#ifndef SKY_KERNEL_NOISE_H
#define SKY_KERNEL_NOISE_H

#include <stdint.h>

#include "kernel/fmath.h"

#define SKY_NOISE_ENDLESS 16777216.0f

/* Loops around a call become vector instructions only when it is expanded there, however many there are. */
#define SKY_NOISE_INLINE __attribute__((always_inline)) static inline

/* Rounds down; x is below 2^31 in magnitude. A conversion rounds towards zero, so the comparison corrects it. */
static inline int32_t sky_noise_floor(float x)
{
    int32_t whole = (int32_t)x;
    return whole - (x < (float)whole);
}

/* Rounds a double down; x is below 2^63 in magnitude. */
static inline double sky_noise_floor_double(double x)
{
    double whole = (double)(int64_t)x;
    return whole - (x < whole);
}

/* Limits a coordinate to 2^23 in magnitude, NaN and infinity included, so that it can be converted to an integer. The
 * magnitudes are compared as integers, which compilers turn into a vector minimum. */
static inline float sky_noise_bound(float x)
{
    int32_t magnitude = (int32_t)(sky_fbits(x) & UINT32_C(0x7fffffff));
    magnitude = magnitude < 0x4b000000 ? magnitude : 0x4b000000;
    return sky_fof_bits((uint32_t)magnitude | (sky_fbits(x) & UINT32_C(0x80000000)));
}

/* Perlin's 6 f^5 - 15 f^4 + 10 f^3. */
static inline float sky_noise_fade(float f)
{
    return f * f * f * (f * (f * 6 - 15) + 10);
}

static inline float sky_noise_lerp(float a, float b, float part)
{
    return a + (b - a) * part;
}

/* The hash of a lattice point; its highest bits are the most random. */
static inline uint32_t sky_noise_hash(uint32_t place)
{
    place ^= place >> 15;
    place *= UINT32_C(0x2c1b3c6d);
    place ^= place >> 12;
    return place * UINT32_C(0x297a2d39);
}

/* A coordinate between two lattice points, and what each of these contributes to the hash. */
struct sky_noise_axis {
    float part; /* 0 to 1, from the lower point */
    uint32_t low, high;
};

static inline struct sky_noise_axis sky_noise_axis(float x, float period, uint32_t factor)
{
    x = sky_noise_bound(x);
    int32_t whole = sky_noise_floor(x), length = (int32_t)period;
    int32_t low = whole - length * sky_noise_floor((float)whole / period);
    int32_t high = (low + 1) & -(low + 1 < length);
    return (struct sky_noise_axis){x - (float)whole, (uint32_t)low * factor, (uint32_t)high * factor};
}

/* The same without a period, which saves the division. */
static inline struct sky_noise_axis sky_noise_axis_endless(float x, uint32_t factor)
{
    x = sky_noise_bound(x);
    int32_t whole = sky_noise_floor(x);
    uint32_t low = (uint32_t)whole * factor;
    return (struct sky_noise_axis){x - (float)whole, low, low + factor};
}

/* The same for the coordinate x + cell, of which the whole number `cell` is modulo 2^24: from -2^23 on. */
static inline struct sky_noise_axis sky_noise_axis_cell(float x, uint32_t cell, uint32_t factor)
{
    x = sky_noise_bound(x);
    int32_t whole = sky_noise_floor(x);
    uint32_t low = (uint32_t)whole + cell;
    int32_t near = (int32_t)(low << 8) >> 8, far = (int32_t)((low + 1) << 8) >> 8;
    return (struct sky_noise_axis){x - (float)whole, (uint32_t)near * factor, (uint32_t)far * factor};
}

/* The same with the period SKY_NOISE_ENDLESS. */
static inline struct sky_noise_axis sky_noise_axis_cell_masked(float x, uint32_t cell, uint32_t factor)
{
    x = sky_noise_bound(x);
    int32_t whole = sky_noise_floor(x);
    uint32_t low = (uint32_t)whole + cell, mask = UINT32_C(0xffffff);
    return (struct sky_noise_axis){x - (float)whole, (low & mask) * factor, ((low + 1) & mask) * factor};
}

#define SKY_NOISE_X UINT32_C(0x9e3779b1)
#define SKY_NOISE_Y UINT32_C(0x85ebca77)
#define SKY_NOISE_Z UINT32_C(0xc2b2ae3d)

/* The dot product of a lattice point's gradient and the offset (x, y) from that point. In two dimensions gradients are
 * (+-1, +-1/2) and (+-1/2, +-1). */
static inline float sky_noise_corner2(uint32_t place, float x, float y)
{
    uint32_t hash = sky_noise_hash(place);
    uint32_t a = sky_fbits(x), b = sky_fbits(y);
    uint32_t swap = (0 - (hash >> 31)) & (a ^ b);
    a ^= swap ^ ((hash << 1) & UINT32_C(0x80000000));
    b ^= swap ^ ((hash << 2) & UINT32_C(0x80000000));
    return sky_fof_bits(a) + 0.5f * sky_fof_bits(b);
}

/* In three dimensions gradients are Perlin's twelve, of which two coordinates are +-1 and the third is 0. Those
 * with z 0 are as frequent as all others together, which gives sections at one z more contrast. */
static inline float sky_noise_corner3(uint32_t place, float x, float y, float z)
{
    uint32_t hash = sky_noise_hash(place);
    uint32_t a = sky_fbits(x), b = sky_fbits(y), c = sky_fbits(z);
    uint32_t swap = (0 - (hash >> 31)) & (a ^ b);
    a ^= swap;
    b ^= swap;
    b ^= (0 - ((hash >> 30) & 1)) & (b ^ c);
    a ^= (hash << 2) & UINT32_C(0x80000000);
    b ^= (hash << 3) & UINT32_C(0x80000000);
    return sky_fof_bits(a) + sky_fof_bits(b);
}

SKY_NOISE_INLINE float sky_noise_square(struct sky_noise_axis x, struct sky_noise_axis y, uint32_t seed)
{
    float u = sky_noise_fade(x.part), v = sky_noise_fade(y.part);
    uint32_t low = y.low ^ seed, high = y.high ^ seed;
    float value = sky_noise_lerp(sky_noise_lerp(sky_noise_corner2(x.low ^ low, x.part, y.part),
                                                sky_noise_corner2(x.high ^ low, x.part - 1, y.part), u),
                                 sky_noise_lerp(sky_noise_corner2(x.low ^ high, x.part, y.part - 1),
                                                sky_noise_corner2(x.high ^ high, x.part - 1, y.part - 1), u),
                                 v);
    return value * 1.3235f; /* 1 / the largest value that the gradients can give, 0.7556 */
}

/* Scales the sum of gradients, the largest of which is 1.0364, to -1 to 1. */
#define SKY_NOISE_CUBE_SCALE 0.9648f

/* The value of one face of the cube around the point. `plane` is what its z and the seed contribute to the hash. */
SKY_NOISE_INLINE float sky_noise_face(struct sky_noise_axis x, struct sky_noise_axis y, uint32_t plane, float z,
                                      float u, float v)
{
    uint32_t near = y.low ^ plane, far = y.high ^ plane;
    return sky_noise_lerp(sky_noise_lerp(sky_noise_corner3(x.low ^ near, x.part, y.part, z),
                                         sky_noise_corner3(x.high ^ near, x.part - 1, y.part, z), u),
                          sky_noise_lerp(sky_noise_corner3(x.low ^ far, x.part, y.part - 1, z),
                                         sky_noise_corner3(x.high ^ far, x.part - 1, y.part - 1, z), u),
                          v);
}

SKY_NOISE_INLINE float sky_noise_cube(struct sky_noise_axis x, struct sky_noise_axis y, struct sky_noise_axis z,
                                      uint32_t seed)
{
    float u = sky_noise_fade(x.part), v = sky_noise_fade(y.part), w = sky_noise_fade(z.part);
    return sky_noise_lerp(sky_noise_face(x, y, z.low ^ seed, z.part, u, v),
                          sky_noise_face(x, y, z.high ^ seed, z.part - 1, u, v), w) *
           SKY_NOISE_CUBE_SCALE;
}

/* Noise in two and three dimensions, without periods. */
static inline float sky_noise2(float x, float y, uint32_t seed)
{
    return sky_noise_square(sky_noise_axis_endless(x, SKY_NOISE_X), sky_noise_axis_endless(y, SKY_NOISE_Y), seed);
}

static inline float sky_noise3(float x, float y, float z, uint32_t seed)
{
    return sky_noise_cube(sky_noise_axis_endless(x, SKY_NOISE_X), sky_noise_axis_endless(y, SKY_NOISE_Y),
                          sky_noise_axis_endless(z, SKY_NOISE_Z), seed);
}

/* The same at (x + cell_x, y + cell_y, z + cell_z), see sky_noise_axis_cell(). */
static inline float sky_noise2_cells(float x, float y, uint32_t cell_x, uint32_t cell_y, uint32_t seed)
{
    return sky_noise_square(sky_noise_axis_cell(x, cell_x, SKY_NOISE_X), sky_noise_axis_cell(y, cell_y, SKY_NOISE_Y),
                            seed);
}

static inline float sky_noise3_cells(float x, float y, float z, uint32_t cell_x, uint32_t cell_y,
                                     uint32_t cell_z, uint32_t seed)
{
    return sky_noise_cube(sky_noise_axis_cell(x, cell_x, SKY_NOISE_X), sky_noise_axis_cell(y, cell_y, SKY_NOISE_Y),
                          sky_noise_axis_cell(z, cell_z, SKY_NOISE_Z), seed);
}

/* Noise with a period along x, at (x, y + cell_y, z + cell_z). */
static inline float sky_noise3_around(float x, float y, float z, float period_x, uint32_t cell_y, uint32_t cell_z,
                                      uint32_t seed)
{
    return sky_noise_cube(sky_noise_axis(x, period_x, SKY_NOISE_X),
                          sky_noise_axis_cell_masked(y, cell_y, SKY_NOISE_Y),
                          sky_noise_axis_cell_masked(z, cell_z, SKY_NOISE_Z), seed);
}

/* The same with periods. */
static inline float sky_noise2_periodic(float x, float y, float period_x, float period_y, uint32_t seed)
{
    return sky_noise_square(sky_noise_axis(x, period_x, SKY_NOISE_X), sky_noise_axis(y, period_y, SKY_NOISE_Y),
                            seed);
}

static inline float sky_noise3_periodic(float x, float y, float z, float period_x, float period_y, float period_z,
                                        uint32_t seed)
{
    return sky_noise_cube(sky_noise_axis(x, period_x, SKY_NOISE_X), sky_noise_axis(y, period_y, SKY_NOISE_Y),
                          sky_noise_axis(z, period_z, SKY_NOISE_Z), seed);
}

/* ---- Octaves ---- */

#define SKY_NOISE_OCTAVES_MAX 16

/* The seed of octave `number`, and its offset along every axis, which keeps the zeros of the octaves apart. */
static inline uint32_t sky_noise_octave_seed(uint32_t seed, unsigned number)
{
    return sky_noise_hash(seed + (number + 1) * UINT32_C(0x9e3779b9));
}

static inline float sky_noise_octave_offset(unsigned number)
{
    return 0.37f * (float)number; /* not near a multiple of 1/2 for the octaves below 16 */
}

/* A sum of octaves, each of twice the frequency and `gain` times the amplitude of the one before, scaled to -1 to
 * 1. The periods are those of the first octave, at most SKY_NOISE_ENDLESS / 2^octaves, or SKY_NOISE_ENDLESS. */
static inline float sky_noise3_fbm(float x, float y, float z, float period_x, float period_y, float period_z,
                                   unsigned octaves, float gain, uint32_t seed)
{
    float sum = 0, amplitude = 1, amplitudes = 0, scale = 1;
    for (unsigned i = 0; i < octaves; i++) {
        float offset = sky_noise_octave_offset(i);
        float px = period_x < SKY_NOISE_ENDLESS ? period_x * scale : SKY_NOISE_ENDLESS;
        float py = period_y < SKY_NOISE_ENDLESS ? period_y * scale : SKY_NOISE_ENDLESS;
        float pz = period_z < SKY_NOISE_ENDLESS ? period_z * scale : SKY_NOISE_ENDLESS;
        sum += amplitude * sky_noise3_periodic(x * scale + offset, y * scale + offset, z * scale + offset, px, py, pz,
                                               sky_noise_octave_seed(seed, i));
        amplitudes += amplitude;
        amplitude *= gain;
        scale *= 2;
    }
    return amplitudes > 0 ? sum / amplitudes : 0;
}

#endif
