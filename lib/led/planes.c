/* SPDX-License-Identifier: ISC */
#include "led/planes.h"

#define TILE 8 /* the bytes of a word: tiles of 8 lanes and 8 bytes are transposed at once */

void sky_planes_make_plain(uint64_t *out, const uint8_t *bytes, size_t stride, unsigned lanes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (int bit = 7; bit >= 0; bit--, out++) {
            *out = 0;
            for (unsigned lane = 0; lane < lanes; lane++)
                *out |= (uint64_t)(bytes[lane * stride + i] >> bit & 1) << lane;
        }
    }
}

/* Exchanges the bits of `word` that `mask` selects with those `shift` above them. */
static inline uint64_t swap_within(uint64_t word, uint64_t mask, int shift)
{
    uint64_t differ = (word ^ word >> shift) & mask;
    return word ^ differ ^ differ << shift;
}

/* The same between two words: exchanges the upper part of `a` and the lower part of `b`. */
static inline void swap_between(uint64_t *a, uint64_t *b, uint64_t mask, int shift)
{
    uint64_t differ = (*a >> shift ^ *b) & mask;
    *b ^= differ;
    *a ^= differ << shift;
}

/* Transposes 8x8 bytes, of which row i is word i, first byte lowest, by exchanging quarters, then the quarters of
 * these, and so on (Warren, Hacker's Delight, section 7-3, does it for bits). */
static inline void transpose_bytes(uint64_t rows[TILE])
{
    for (int i = 0; i < 4; i++)
        swap_between(&rows[i], &rows[i + 4], 0x00000000ffffffff, 32);
    for (int i = 0; i < 8; i += 4)
        for (int j = i; j < i + 2; j++)
            swap_between(&rows[j], &rows[j + 2], 0x0000ffff0000ffff, 16);
    for (int i = 0; i < 8; i += 2)
        swap_between(&rows[i], &rows[i + 1], 0x00ff00ff00ff00ff, 8);
}

/* Transposes 8x8 bits, of which row i is byte i. */
static inline uint64_t transpose_bits(uint64_t word)
{
    word = swap_within(word, 0x00aa00aa00aa00aa, 7);
    word = swap_within(word, 0x0000cccc0000cccc, 14);
    return swap_within(word, 0x00000000f0f0f0f0, 28);
}

static inline uint64_t load(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (int i = 0; i < TILE; i++) /* compilers make this one load */
        word |= (uint64_t)bytes[i] << 8 * i;
    return word;
}

/* Adds up to 8 lanes, from number `first` on, to the words of 8 bytes. For lane 0, overwrites these words. */
static inline void add_tile(uint64_t *restrict out, const uint8_t *restrict bytes, size_t stride, unsigned first,
                            unsigned lanes)
{
    uint64_t rows[TILE] = {0};
    for (unsigned lane = 0; lane < TILE && first + lane < lanes; lane++)
        rows[lane] = load(bytes + (first + lane) * stride);
    transpose_bytes(rows);
    for (int i = 0; i < TILE; i++, out += 8) {
        uint64_t bits = transpose_bits(rows[i]);
        for (int bit = 0; bit < 8; bit++)
            out[bit] = (first ? out[bit] : 0) | (bits >> (56 - 8 * bit) & 0xff) << first;
    }
}

void sky_planes_make(uint64_t *out, const uint8_t *bytes, size_t stride, unsigned lanes, size_t count)
{
    for (; count >= TILE; count -= TILE, bytes += TILE, out += 8 * TILE)
        for (unsigned first = 0; first < lanes; first += TILE)
            add_tile(out, bytes, stride, first, lanes);
    sky_planes_make_plain(out, bytes, stride, lanes, count);
}
