/* SPDX-License-Identifier: ISC */
/* Rows of numbers as pixels of three bytes. */
#include "kernel/expr.h"
#include "kernel/loops/loops.h"

#include <string.h>

/* A short loop, too, is to become vector instructions, and not first a row of single ones. */
#if defined(SKY_PLAIN)
#define KEEP_THE_LOOP
#elif defined(__clang__)
#define KEEP_THE_LOOP _Pragma("clang loop unroll(disable)")
#else
#define KEEP_THE_LOOP _Pragma("GCC unroll 1")
#endif
#define INLINE __attribute__((always_inline)) static inline

/* The pixels that are moved together once each is a word of four bytes: a vector register full, where the machine
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
    return sky_expr_byte(channel->row[i] * channel->scale + channel->plus);
}

/* The next `size` pixels, which are LANES unless they are the last. */
INLINE void words_of(uint32_t words[LANES], uint32_t base, const struct sky_expr_channel *channels, unsigned used,
                     size_t first, size_t size)
{
    SKY_ROUNDS_ARE_APART
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
/* In every 16 bytes, the fourth of each word goes to the end. */
#define TWELVE(at) at, at + 1, at + 2, at + 4, at + 5, at + 6, at + 8, at + 9, at + 10, at + 12, at + 13, at + 14
#define SIXTEEN(at) TWELVE(at), at + 3, at + 7, at + 11, at + 15

/* Brings together the bytes that count: 3 LANES of them, at the beginning. */
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

/* Pixels from `i` on that do not fill a register. Apart, so that the others need not pay for its registers. */
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
    /* A copy, which nothing that is written can change. */
    const struct sky_expr_channel channels[3] = {from[0], from[used > 1 ? 1 : 0], from[used > 2 ? 2 : 0]};
    /* The rest of a register is written over by the next one, so there must be a next one. */
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
