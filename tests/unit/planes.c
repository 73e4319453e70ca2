/* SPDX-License-Identifier: ISC */
/* Bit planes: the fast version gives what the plain one does, for every number of lanes and odd counts, and writes
 * nothing else. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "led/planes.h"
#include "tap.h"

#define COUNT_MAX 77
#define GUARD 0x5a5a5a5a5a5a5a5a

static uint64_t expected[COUNT_MAX * 8], got[COUNT_MAX * 8 + 1];

/* One case. The lanes' bytes are in a block of exactly their size, so that sanitizers see a read beyond it. */
static bool same(unsigned lanes, size_t stride, size_t count, uint64_t seed)
{
    size_t size = (lanes - 1) * stride + count;
    uint8_t *bytes = malloc(size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)sky_random_hash(seed, i);
    for (size_t i = 0; i <= count * 8; i++)
        got[i] = GUARD;
    sky_planes_make_plain(expected, bytes, stride, lanes, count);
    sky_planes_make(got, bytes, stride, lanes, count);
    free(bytes);
    return memcmp(got, expected, count * 8 * sizeof *got) == 0 && got[count * 8] == GUARD;
}

static void test_against_plain(void)
{
    static const size_t counts[] = {1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, COUNT_MAX};
    unsigned wrong = 0;
    for (unsigned lanes = 1; lanes <= SKY_PLANES_LANES_MAX; lanes++)
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            for (size_t more = 0; more < 10; more += 3)
                wrong += !same(lanes, counts[i] + more, counts[i], lanes * 1000 + i * 10 + more);
    ok(wrong == 0, "the bit planes of 1 to %d lanes are those of the plain version", SKY_PLANES_LANES_MAX);
}

/* One bit at a time, without the plain version. */
static void test_places(void)
{
    enum { BYTES = 19 };
    static uint8_t bytes[SKY_PLANES_LANES_MAX][BYTES];
    unsigned wrong = 0;
    for (unsigned lane = 0; lane < SKY_PLANES_LANES_MAX; lane++) {
        for (size_t bit = 0; bit < BYTES * 8; bit++) {
            bytes[lane][bit / 8] = (uint8_t)(0x80 >> bit % 8);
            sky_planes_make(got, bytes[0], BYTES, SKY_PLANES_LANES_MAX, BYTES);
            for (size_t i = 0; i < BYTES * 8; i++)
                wrong += got[i] != (i == bit ? UINT64_C(1) << lane : 0);
            bytes[lane][bit / 8] = 0;
        }
    }
    ok(wrong == 0, "each bit of each lane is in the word of its clock, the most significant bit first");
}

int main(void)
{
    test_against_plain();
    test_places();
    return done();
}
