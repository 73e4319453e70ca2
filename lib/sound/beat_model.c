/* SPDX-License-Identifier: ISC */
#include "sound/beat_model.h"

/* A gap is a third of a beat in straight music, where nothing is expected; a swung note is the last third. In waltzes
 * the second and third beat are weak. */
enum { BEAT, HALF, QUARTER, KICK, SNARE, KICK_HALF, SNARE_HALF, BAR_QUARTER, GAP, SWUNG, WEAK, WEAK_HALF };

const struct sky_beat_kind sky_beat_kinds[SKY_KINDS] = {
    /* bass, mid, treble; cost */
    [BEAT] = {{0.573f, 0.356f, 0.696f}, 0.355f},
    [HALF] = {{0.153f, 0.099f, 0.518f}, 0.294f},
    [QUARTER] = {{0.036f, -0.251f, 0.168f}, 0.144f},
    [KICK] = {{0.848f, 0.198f, 0.596f}, 0.356f},
    [SNARE] = {{0.452f, 0.148f, 1.247f}, 0.456f},
    [KICK_HALF] = {{0.349f, 0.264f, 0.604f}, 0.136f},
    [SNARE_HALF] = {{0.349f, 0.265f, 0.786f}, 0.136f},
    [BAR_QUARTER] = {{0.265f, -0.004f, 0.28f}, 0.002f},
    [GAP] = {{-0.452f, -0.356f, -0.393f}, -0.165f},
    [SWUNG] = {{0.223f, 0.08f, 0.36f}, -0.022f},
    [WEAK] = {{0.057f, 0.349f, 0.479f}, 0.235f},
    [WEAK_HALF] = {{0.349f, 0.199f, 0.696f}, 0.065f},
};

/* A bell of a standard deviation of 2 hops. A hit lasts as long in the flux. */
const float sky_beat_bump[SKY_FACTORS] = {0.2163f, 0.4578f, 0.7548f, 0.9692f, 0.9692f, 0.7548f, 0.4578f, 0.2163f};

const struct sky_beat_pattern sky_beat_patterns[SKY_PATTERNS] = {
    {1, 0.554f, 6, /* straight */
     {{0, BEAT}, {1 / 4.f, QUARTER}, {1 / 3.f, GAP}, {1 / 2.f, HALF}, {2 / 3.f, GAP}, {3 / 4.f, QUARTER}}},
    {1, 0.148f, 3, /* swung */
     {{0, BEAT}, {1 / 3.f, GAP}, {2 / 3.f, SWUNG}}},
    {2, 0.086f, 12, /* kick and snare */
     {{0, KICK}, {1 / 4.f, BAR_QUARTER}, {1 / 3.f, GAP}, {1 / 2.f, KICK_HALF}, {2 / 3.f, GAP}, {3 / 4.f, BAR_QUARTER},
      {1, SNARE}, {5 / 4.f, BAR_QUARTER}, {4 / 3.f, GAP}, {3 / 2.f, SNARE_HALF}, {5 / 3.f, GAP},
      {7 / 4.f, BAR_QUARTER}}},
    {2, 0.098f, 6, /* kick and snare, swung */
     {{0, KICK}, {1 / 3.f, GAP}, {2 / 3.f, SWUNG}, {1, SNARE}, {4 / 3.f, GAP}, {5 / 3.f, SWUNG}}},
    {3, 0.114f, 6, /* a waltz */
     {{0, KICK}, {1 / 2.f, WEAK_HALF}, {1, WEAK}, {3 / 2.f, WEAK_HALF}, {2, WEAK}, {5 / 2.f, WEAK_HALF}}},
};
