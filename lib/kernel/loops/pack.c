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

INLINE uint32_t byte_of(const struct sky_expr_channel *channel, enum sky_pack_form form, size_t i)
{
    float value = channel->row[i];
    if (form >= SKY_PACK_SCALED)
        value *= channel->scale;
    if (form >= SKY_PACK_MOVED)
        value += channel->offset;
    return sky_expr_byte(value);
}

/* Computes the words of `size` pixels, at most LANES, from pixel `first` on: a byte for each channel, at its shift;
 * that of a single one is the lowest. */
INLINE void words_of(uint32_t words[LANES], uint32_t base, const struct sky_expr_channel *channels,
                     enum sky_pack_form form, unsigned used, size_t first, size_t size)
{
    SKY_INDEPENDENT_ITERATIONS
    KEEP_THE_LOOP
    for (size_t k = 0; k < size; k++) {
        uint32_t word = base;
        for (unsigned c = 0; c < used; c++)
            word |= byte_of(&channels[c], form, first + k) << (used == 1 ? 0 : used == 3 ? 8 * c : channels[c].shift);
        words[k] = word;
    }
}

/* Which bytes of a word are red, green and blue. */
enum order { ORDER_012, ORDER_102, ORDER_120, ORDER_000 };

#ifdef SHUFFLES
typedef uint8_t bytes __attribute__((vector_size(4 * LANES)));
typedef uint32_t quads __attribute__((vector_size(4 * LANES)));

#ifdef __clang__
#define SHUFFLE(vector, type, ...) __builtin_shufflevector(vector, vector, __VA_ARGS__)
#else
#define SHUFFLE(vector, type, ...) __builtin_shuffle(vector, (type){__VA_ARGS__})
#endif
/* The bytes of four pixels from 16 bytes of words, and then those that are not used. */
#define PIXEL(at, r, g, b) at + r, at + g, at + b
#define SIXTEEN(at, r, g, b) \
    PIXEL(at, r, g, b), PIXEL(at + 4, r, g, b), PIXEL(at + 8, r, g, b), PIXEL(at + 12, r, g, b), at + 3, at + 7, \
        at + 11, at + 15
#if LANES == 16
#define ALL(r, g, b) SIXTEEN(0, r, g, b), SIXTEEN(16, r, g, b), SIXTEEN(32, r, g, b), SIXTEEN(48, r, g, b)
#elif LANES == 8
#define ALL(r, g, b) SIXTEEN(0, r, g, b), SIXTEEN(16, r, g, b)
#else
#define ALL(r, g, b) SIXTEEN(0, r, g, b)
#endif

INLINE bytes take_bytes(bytes words, enum order order)
{
    switch (order) {
    case ORDER_102:
        return SHUFFLE(words, bytes, ALL(1, 0, 2));
    case ORDER_120:
        return SHUFFLE(words, bytes, ALL(1, 2, 0));
    case ORDER_000:
        return SHUFFLE(words, bytes, ALL(0, 0, 0));
    default:
        return SHUFFLE(words, bytes, ALL(0, 1, 2));
    }
}

/* Computes LANES pixels, packed in the first 3 * LANES bytes of a register. */
INLINE bytes join(uint32_t base, const struct sky_expr_channel *channels, enum sky_pack_form form, unsigned used,
                  enum order order, size_t first)
{
    uint32_t words[LANES];
    bytes pixels;
    words_of(words, base, channels, form, used, first, LANES);
    memcpy(&pixels, words, sizeof pixels);
    pixels = take_bytes(pixels, order);
#if LANES == 16
    return (bytes)SHUFFLE((quads)pixels, quads, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
#elif LANES == 8
    return (bytes)SHUFFLE((quads)pixels, quads, 0, 1, 2, 4, 5, 6, 3, 7);
#else
    return pixels;
#endif
}
#endif

/* Packs the last pixels, which do not fill a register. Not inlined, so that the main loop keeps all registers. */
__attribute__((noinline))
static void pack_rest(uint8_t *out, uint32_t base, const struct sky_expr_channel *channels, enum sky_pack_form form,
                      unsigned used, enum order order, size_t i, size_t count)
{
    unsigned red = order == ORDER_102 || order == ORDER_120 ? 8 : 0;
    unsigned green = order == ORDER_012 ? 8 : order == ORDER_120 ? 16 : 0;
    unsigned blue = order == ORDER_012 || order == ORDER_102 ? 16 : 0;
    while (i < count) {
        uint32_t words[LANES];
        size_t size = count - i < LANES ? count - i : LANES;
        words_of(words, base, channels, form, used, i, size);
        for (size_t k = 0; k < size; k++) {
            uint8_t *pixel = out + 3 * (i + k);
            pixel[0] = (uint8_t)(words[k] >> red);
            pixel[1] = (uint8_t)(words[k] >> green);
            pixel[2] = (uint8_t)(words[k] >> blue);
        }
        i += size;
    }
}

INLINE void pack(uint8_t *out, uint32_t base, const struct sky_expr_channel *from, enum sky_pack_form form,
                 unsigned used, enum order order, size_t count)
{
    size_t i = 0;
#ifdef SHUFFLES
    /* A local copy, which stores to `out` cannot change as far as the compiler knows. */
    const struct sky_expr_channel channels[3] = {from[0], from[used > 1 ? 1 : 0], from[used > 2 ? 2 : 0]};
    /* A whole register is stored, and the next store overwrites its unused end, so this stops before the last one. */
    for (; i + 2 * LANES <= count; i += LANES) {
        bytes pixels = join(base, channels, form, used, order, i);
        memcpy(out + 3 * i, &pixels, sizeof pixels);
    }
    if (i + LANES <= count) {
        bytes pixels = join(base, channels, form, used, order, i);
        memcpy(out + 3 * i, &pixels, 3 * LANES);
        i += LANES;
    }
#endif
    if (i < count)
        pack_rest(out, base, from, form, used, order, i, count);
}

/* One channel needs no shift: it is computed as the lowest byte of a word, whose others hold the rest of the base. */
INLINE void pack_one(uint8_t *out, uint32_t base, const struct sky_expr_channel *channel, enum sky_pack_form form,
                     size_t count)
{
    switch (channel->shift) {
    case 0:
        pack(out, base, channel, form, 1, ORDER_012, count);
        break;
    case 8:
        pack(out, (base & 255) << 8 | (base & 0xff0000), channel, form, 1, ORDER_102, count);
        break;
    default:
        pack(out, base << 8, channel, form, 1, ORDER_120, count);
        break;
    }
}

#define PACK(form, name, call) \
    static void pack_##form##_##name(uint8_t *out, uint32_t base, const struct sky_expr_channel *channels, \
                                     size_t count) \
    { \
        call; \
    }
#define PACK_ALL(form) \
    PACK(form, 0, pack(out, base, channels, SKY_PACK_##form, 1, ORDER_000, count)) \
    PACK(form, 1, pack_one(out, base, channels, SKY_PACK_##form, count)) \
    PACK(form, 2, pack(out, base, channels, SKY_PACK_##form, 2, ORDER_012, count)) \
    PACK(form, 3, pack(out, base, channels, SKY_PACK_##form, 3, ORDER_012, count))
PACK_ALL(ROWS)
PACK_ALL(SCALED)
PACK_ALL(MOVED)

#define ROW(form) {pack_##form##_0, pack_##form##_1, pack_##form##_2, pack_##form##_3}
sky_expr_pack_kernel *const SKY_LOOP(sky_expr_pack)[SKY_PACK_FORMS][4] = {ROW(ROWS), ROW(SCALED), ROW(MOVED)};
