/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#include "kernel/light.h"

#if defined(__SSE2__) && !defined(SKY_PLAIN)
#include <immintrin.h>
#elif defined(__ARM_NEON) && !defined(SKY_PLAIN)
#include <arm_neon.h>
#endif

#define INLINE __attribute__((always_inline)) static inline

void SKY_LOOP(sky_mean_blocks)(uint16_t (*restrict out)[4][2], size_t step, const uint16_t (*pixels)[4],
                               ptrdiff_t direction, size_t count)
{
    for (size_t i = 0; i < count; i++, out += step, pixels += 2 * direction) {
        const uint16_t *first = pixels[0], *second = pixels[direction];
#if defined(__SSE2__) && !defined(SKY_PLAIN)
        __m128i both = _mm_unpacklo_epi16(_mm_loadl_epi64((const __m128i *)(const void *)first),
                                          _mm_loadl_epi64((const __m128i *)(const void *)second));
        _mm_storeu_si128((__m128i *)(void *)*out, both);
#elif defined(__aarch64__) && !defined(SKY_PLAIN)
        uint16x8_t a = vcombine_u16(vld1_u16(first), vdup_n_u16(0));
        uint16x8_t b = vcombine_u16(vld1_u16(second), vdup_n_u16(0));
        vst1q_u16((*out)[0], vzip1q_u16(a, b));
#else
        for (int number = 0; number < 4; number++) {
            (*out)[number][0] = first[number];
            (*out)[number][1] = second[number];
        }
#endif
    }
}

/* ---- Blocks of codes ---- */

INLINE void code_block(uint16_t out[4][2], const uint8_t *first, const uint8_t *second, const uint16_t of_code[256])
{
#if defined(__SSE2__) && !defined(SKY_PLAIN)
    __m128i block = _mm_set1_epi16(SKY_LIGHT_FULL);
    block = _mm_insert_epi16(block, of_code[first[0]], 0);
    block = _mm_insert_epi16(block, of_code[second[0]], 1);
    block = _mm_insert_epi16(block, of_code[first[1]], 2);
    block = _mm_insert_epi16(block, of_code[second[1]], 3);
    block = _mm_insert_epi16(block, of_code[first[2]], 4);
    block = _mm_insert_epi16(block, of_code[second[2]], 5);
    _mm_storeu_si128((__m128i *)(void *)out, block);
#else
    for (int channel = 0; channel < 3; channel++) {
        out[channel][0] = of_code[first[channel]];
        out[channel][1] = of_code[second[channel]];
    }
    out[3][0] = out[3][1] = SKY_LIGHT_FULL;
#endif
}

#ifdef __AVX512BW__

/* The light of 32 codes, in 16 bits each, by eight parts of the table. */
INLINE __m512i lights_of(__m512i codes, const __m512i parts[8])
{
    __mmask32 odd = _mm512_test_epi16_mask(codes, _mm512_set1_epi16(64));
    __mmask32 upper = _mm512_test_epi16_mask(codes, _mm512_set1_epi16(128));
    __m512i quarters[4];
    for (int i = 0; i < 4; i++)
        quarters[i] = _mm512_permutex2var_epi16(parts[2 * i], codes, parts[2 * i + 1]);
    return _mm512_mask_blend_epi16(upper, _mm512_mask_blend_epi16(odd, quarters[0], quarters[1]),
                                   _mm512_mask_blend_epi16(odd, quarters[2], quarters[3]));
}

/* Makes four blocks at a time, and returns how many. */
INLINE size_t code_blocks(uint16_t (*restrict out)[4][2], size_t step, const uint8_t *codes, ptrdiff_t direction,
                          size_t count, const uint16_t of_code[256])
{
    /* Of each block, forwards and backwards: the words that hold its pixels' codes, and these codes' places there. */
    static const uint16_t words[2][32] = {
        {0, 1, 2, 0, 0, 0, 0, 0, 3, 4, 5, 0, 0, 0, 0, 0, 6, 7, 8, 0, 0, 0, 0, 0, 9, 10, 11},
        {9, 10, 11, 0, 0, 0, 0, 0, 6, 7, 8, 0, 0, 0, 0, 0, 3, 4, 5, 0, 0, 0, 0, 0, 0, 1, 2}};
    static const uint64_t places[2][2] = {{0x8004800180038000, 0x8080808080058002},
                                          {0x8001800480008003, 0x8080808080028005}};
    const int back = direction < 0;
    const __m512i of_words = _mm512_loadu_si512(words[back]);
    const __m512i of_codes = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)places[back]));
    const __m512i opaque = _mm512_set1_epi16(SKY_LIGHT_FULL);
    __m512i parts[8];
    for (int i = 0; i < 8; i++)
        parts[i] = _mm512_loadu_si512(of_code + (size_t)32 * (size_t)i);
    codes -= back ? 21 : 0;
    size_t i = 0;
    for (; i + 4 <= count; i += 4, out += 4 * step, codes += 24 * direction) {
        __m512i read = _mm512_castsi256_si512(_mm256_maskz_loadu_epi8(0xffffff, codes));
        read = _mm512_shuffle_epi8(_mm512_permutexvar_epi16(of_words, read), of_codes);
        __m512i blocks = _mm512_mask_mov_epi16(lights_of(read, parts), 0xc0c0c0c0, opaque);
        _mm_storeu_si128((__m128i *)(void *)out[0], _mm512_castsi512_si128(blocks));
        _mm_storeu_si128((__m128i *)(void *)out[step], _mm512_extracti32x4_epi32(blocks, 1));
        _mm_storeu_si128((__m128i *)(void *)out[2 * step], _mm512_extracti32x4_epi32(blocks, 2));
        _mm_storeu_si128((__m128i *)(void *)out[3 * step], _mm512_extracti32x4_epi32(blocks, 3));
    }
    return i;
}

#endif

void SKY_LOOP(sky_mean_code_blocks)(uint16_t (*restrict out)[4][2], size_t step, const uint8_t *codes,
                                    ptrdiff_t direction, size_t count, const uint16_t of_code[256])
{
    size_t i = 0;
#ifdef __AVX512BW__
    i = code_blocks(out, step, codes, direction, count, of_code);
#endif
    for (codes += 6 * direction * (ptrdiff_t)i; i < count; i++, codes += 6 * direction)
        code_block(out[i * step], codes, codes + 3 * direction, of_code);
}
