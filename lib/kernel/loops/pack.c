/* SPDX-License-Identifier: ISC */
/* Packs rows of channel values, 0 to 1, into pixels of three bytes. */
#include "kernel/expr.h"
#include "kernel/loops/loops.h"

#include <string.h>

/* Keeps the compiler from unrolling a short loop before it can vectorise it. */
#if defined(SKY_PLAIN)
#define KEEP_THE_LOOP
#elif defined(__clang__)
#define KEEP_THE_LOOP _Pragma("clang loop unroll(disable)")
#else
#define KEEP_THE_LOOP _Pragma("GCC unroll 1")
#endif
#define INLINE __attribute__((always_inline)) static inline

/* Pixels are first computed as words of four bytes, so many at a time: one vector register of them where the machine
 * can shuffle bytes. */
#if defined(__AVX512BW__)
#define LANES 16
#elif defined(__AVX2__)
#define LANES 8
#elif defined(__aarch64__)
#define LANES 4
#else
#define LANES 64
#endif
#if !defined(SKY_PLAIN) && (defined(__SSSE3__) || defined(__aarch64__))
#define SHUFFLES
#endif

INLINE uint32_t byte_of(const struct sky_expr_channel *channel, size_t i)
{
    return sky_expr_byte(channel->row[i] * channel->scale + channel->offset);
}

/* Computes the words of `size` pixels, at most LANES, from pixel `first` on. */
INLINE void words_of(uint32_t words[LANES], uint32_t base, const struct sky_expr_channel *channels, unsigned used,
                     size_t first, size_t size)
{
    SKY_INDEPENDENT_ITERATIONS
    KEEP_THE_LOOP
    for (size_t k = 0; k < size; k++) {
        uint32_t word = base;
        for (unsigned c = 0; c < (used ? used : 1); c++)
            word |= byte_of(&channels[c], first + k) << (used == 3 ? 8 * c : channels[c].shift);
        words[k] = used ? word : word * 0x010101u;
    }
}

#ifdef SHUFFLES
typedef uint8_t bytes __attribute__((vector_size(4 * LANES)));
typedef uint32_t quads __attribute__((vector_size(4 * LANES)));

#ifdef __clang__
#define SHUFFLE(vector, type, ...) __builtin_shufflevector(vector, vector, __VA_ARGS__)
#else
#define SHUFFLE(vector, type, ...) __builtin_shuffle(vector, (type){__VA_ARGS__})
#endif
/* The order that moves the unused fourth byte of each word to the end of its 16 bytes. */
#define TWELVE(at) at, at + 1, at + 2, at + 4, at + 5, at + 6, at + 8, at + 9, at + 10, at + 12, at + 13, at + 14
#define SIXTEEN(at) TWELVE(at), at + 3, at + 7, at + 11, at + 15

/* Computes LANES pixels, packed in the first 3 * LANES bytes of a register. */
INLINE bytes join(uint32_t base, const struct sky_expr_channel *channels, unsigned used, size_t first)
{
    uint32_t words[LANES];
    bytes pixels;
    words_of(words, base, channels, used, first, LANES);
    memcpy(&pixels, words, sizeof pixels);
#if LANES == 16
    pixels = SHUFFLE(pixels, bytes, SIXTEEN(0), SIXTEEN(16), SIXTEEN(32), SIXTEEN(48));
    return (bytes)SHUFFLE((quads)pixels, quads, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
#elif LANES == 8
    pixels = SHUFFLE(pixels, bytes, SIXTEEN(0), SIXTEEN(16));
    return (bytes)SHUFFLE((quads)pixels, quads, 0, 1, 2, 4, 5, 6, 3, 7);
#else
    return SHUFFLE(pixels, bytes, SIXTEEN(0));
#endif
}
#endif

/* Packs the last pixels, which do not fill a register. Not inlined, so that the main loop keeps all registers. */
__attribute__((noinline))
static void pack_rest(uint8_t *out, uint32_t base, const struct sky_expr_channel *channels, unsigned used, size_t i,
                      size_t count)
{
    while (i < count) {
        uint32_t words[LANES];
        size_t size = count - i < LANES ? count - i : LANES;
        words_of(words, base, channels, used, i, size);
        for (size_t k = 0; k < size; k++) {
            uint8_t *pixel = out + 3 * (i + k);
            pixel[0] = (uint8_t)words[k];
            pixel[1] = (uint8_t)(words[k] >> 8);
            pixel[2] = (uint8_t)(words[k] >> 16);
        }
        i += size;
    }
}

INLINE void pack(uint8_t *out, uint32_t base, const struct sky_expr_channel *from, unsigned used, size_t count)
{
    size_t i = 0;
#ifdef SHUFFLES
    /* A local copy, which stores to `out` cannot change as far as the compiler knows. */
    const struct sky_expr_channel channels[3] = {from[0], from[used > 1 ? 1 : 0], from[used > 2 ? 2 : 0]};
    /* A whole register is stored, and the next store overwrites its unused end, so this stops before the last one. */
    for (; i + 2 * LANES <= count; i += LANES) {
        bytes pixels = join(base, channels, used, i);
        memcpy(out + 3 * i, &pixels, sizeof pixels);
    }
    if (i + LANES <= count) {
        bytes pixels = join(base, channels, used, i);
        memcpy(out + 3 * i, &pixels, 3 * LANES);
        i += LANES;
    }
#endif
    if (i < count)
        pack_rest(out, base, from, used, i, count);
}

#define PACK(used) \
    static void pack_##used(uint8_t *out, uint32_t base, const struct sky_expr_channel *channels, size_t count) \
    { \
        pack(out, base, channels, used, count); \
    }
PACK(0)
PACK(1)
PACK(2)
PACK(3)

sky_expr_pack_kernel *const SKY_LOOP(sky_expr_pack)[4] = {pack_0, pack_1, pack_2, pack_3};
