/* SPDX-License-Identifier: ISC */
/* Seeded random numbers: hashes of a place instead of a sequence, so that frames, vanes and pixels can be drawn in any
 * order, and every machine draws the same. */
#ifndef SKY_BASE_RANDOM_H
#define SKY_BASE_RANDOM_H

#include <stdint.h>

/* The finalizer of SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
 * OOPSLA 2014, with the constants of Stafford's variant 13. */
static inline uint64_t sky_random_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* 64 random bits for a seed and a place. */
static inline uint64_t sky_random_hash(uint64_t seed, uint64_t place)
{
    return sky_random_mix(sky_random_mix(seed + UINT64_C(0x9e3779b97f4a7c15)) + place * UINT64_C(0x9e3779b97f4a7c15));
}

/* A number from 0 up to but not including 1, of 53 random bits. */
static inline double sky_random_unit(uint64_t seed, uint64_t place)
{
    return (double)(sky_random_hash(seed, place) >> 11) * 0x1p-53;
}

#endif
