/* SPDX-License-Identifier: ISC */
/* What the programs that compare kernels share: random numbers of a seed, guarded memory, lengths, and their main. Each
 * takes no words and prints its seed, which is from the clock; --seed N repeats such a run. */
#ifndef SKY_TESTS_HARNESS_H
#define SKY_TESTS_HARNESS_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sky/error.h>

#include "../unit/tap.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/random.h"
#include "kernel/kernel.h"

/* ---- Random numbers ---- */

static uint64_t seed, drawn;

/* A random number, 0 to below - 1. */
static inline unsigned random_below(unsigned below)
{
    return (unsigned)((sky_random_hash(seed, drawn++) >> 32) * below >> 32);
}

/* ---- Guarded memory ---- */

#define FILLER 0xa5

#define MARGIN 256

/* Memory between two pages whose access kills the test. A buffer is placed in it, between margins of FILLER. */
struct yard {
    uint8_t *start;
    size_t size;
    uint8_t *buffer, *before, *behind; /* start of the buffer, of the margin before it, and end of the one behind */
    size_t bytes;
};

static inline struct yard yard_create(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t size = (bytes + 64 + page - 1) / page * page;
    uint8_t *map = mmap(NULL, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED || mprotect(map + page, size, PROT_READ | PROT_WRITE) < 0) {
        puts("Bail out! no memory");
        exit(1);
    }
    return (struct yard){.start = map + page, .size = size};
}

/* Places a buffer right behind the first guard page, right before the second, or a few bytes behind the first, so that
 * all alignments occur. */
static inline uint8_t *yard_place(struct yard *yard, size_t bytes)
{
    switch (random_below(3)) {
    case 0:
        yard->buffer = yard->start;
        break;
    case 1:
        yard->buffer = yard->start + yard->size - bytes;
        break;
    default:
        yard->buffer = yard->start + random_below(64);
    }
    yard->bytes = bytes;
    uint8_t *end = yard->buffer + bytes, *limit = yard->start + yard->size;
    yard->before = yard->buffer - yard->start > MARGIN ? yard->buffer - MARGIN : yard->start;
    yard->behind = limit - end > MARGIN ? end + MARGIN : limit;
    memset(yard->before, FILLER, (size_t)(yard->behind - yard->before));
    return yard->buffer;
}

/* Are the margins intact? */
static inline int yard_is_clean(const struct yard *yard)
{
    for (const uint8_t *at = yard->before; at < yard->buffer; at++)
        if (*at != FILLER)
            return 0;
    for (const uint8_t *at = yard->buffer + yard->bytes; at < yard->behind; at++)
        if (*at != FILLER)
            return 0;
    return 1;
}

/* ---- Lengths ---- */

static const size_t lengths_large[] = {127, 129, 255, 511, 512, 513, 1023, 1025, 4099, 10007};
#define LENGTHS_SMALL 71
#define LENGTHS (LENGTHS_SMALL + sizeof lengths_large / sizeof *lengths_large)

static inline size_t length_at(size_t index)
{
    return index < LENGTHS_SMALL ? index : lengths_large[index - LENGTHS_SMALL];
}

/* ---- Running ---- */

/* Runs the tests with every version of the kernels, and returns the exit status. */
static inline int harness_run(int argc, char **argv, const char *name, void (*test)(const struct sky_kernels *kernels))
{
    sky_program_name(name);
    setvbuf(stdout, NULL, _IOLBF, 0); /* so that the seed is out before a kernel touches a guard page and is killed */
    seed = sky_clock_ns();
    if (argc == 3 && strcmp(argv[1], "--seed") == 0) {
        if (sky_integer_parse(argv[2], 0, UINT64_MAX, &seed) < 0)
            return sky_exit_misuse();
    } else if (argc != 1) {
        sky_fail("usage: %s [--seed N]", name);
        return sky_exit_misuse();
    }
    printf("# seed %llu\n", (unsigned long long)seed);
    for (size_t i = 0; sky_kernels_all()[i]; i++)
        test(sky_kernels_all()[i]);
    return done();
}

#endif
