/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#include <string.h>

#if defined(__AVX2__) && !defined(SKY_PLAIN)
#include <immintrin.h>

/* Two images in each half; pmaddwd wants the numbers of both LEDs side by side. */
typedef struct {
    __m256i even, odd; /* images 0 and 2; 1 and 3 */
} sums;

static inline sums add_pair(sums sum, const uint16_t (*lights)[4], const struct sky_flat_pair *pair)
{
    int32_t both;
    memcpy(&both, pair->weights, sizeof both);
    __m256i weights = _mm256_set1_epi32(both);
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)lights[pair->lights[0]]);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)lights[pair->lights[1]]);
    sum.even = _mm256_add_epi32(sum.even, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), weights));
    sum.odd = _mm256_add_epi32(sum.odd, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), weights));
    return sum;
}

static inline sums first_sums(void)
{
    __m256i quarter = _mm256_set1_epi32(SKY_FLAT_WHOLE / 2);
    return (sums){quarter, quarter};
}

static inline void store(uint16_t (*const out[4])[4], size_t place, sums sum)
{
    __m256i all = _mm256_packs_epi32(_mm256_srli_epi32(sum.even, 15), _mm256_srli_epi32(sum.odd, 15));
    __m128i above = _mm256_castsi256_si128(all), below = _mm256_extracti128_si256(all, 1);
    _mm_storel_epi64((__m128i *)(void *)(out[0] + place), above);
    _mm_storeh_pd((double *)(void *)(out[1] - place), _mm_castsi128_pd(above));
    _mm_storel_epi64((__m128i *)(void *)(out[2] + place), below);
    _mm_storeh_pd((double *)(void *)(out[3] - place), _mm_castsi128_pd(below));
}

#elif defined(__aarch64__) && !defined(SKY_PLAIN)
#include <arm_neon.h>

typedef struct {
    uint32x4_t of[4];
} sums;

/* Adds an LED's lights, by one of the two weights. */
#define ADD_LIGHTS(light, weights, which)                                                       \
    do {                                                                                        \
        uint16x8_t above = vld1q_u16(*(light)), below = vld1q_u16(*((light) + 2));              \
        sum.of[0] = vmlal_lane_u16(sum.of[0], vget_low_u16(above), weights, which);             \
        sum.of[1] = vmlal_high_lane_u16(sum.of[1], above, weights, which);                      \
        sum.of[2] = vmlal_lane_u16(sum.of[2], vget_low_u16(below), weights, which);             \
        sum.of[3] = vmlal_high_lane_u16(sum.of[3], below, weights, which);                      \
    } while (0)

static inline sums add_pair(sums sum, const uint16_t (*lights)[4], const struct sky_flat_pair *pair)
{
    uint32_t both;
    memcpy(&both, pair->weights, sizeof both);
    uint16x4_t weights = vreinterpret_u16_u32(vdup_n_u32(both));
    ADD_LIGHTS(lights + pair->lights[0], weights, 0);
    ADD_LIGHTS(lights + pair->lights[1], weights, 1);
    return sum;
}

static inline sums first_sums(void)
{
    uint32x4_t quarter = vdupq_n_u32(SKY_FLAT_WHOLE / 2);
    return (sums){{quarter, quarter, quarter, quarter}};
}

static inline void store(uint16_t (*const out[4])[4], size_t place, sums sum)
{
    vst1_u16(out[0][place], vshrn_n_u32(sum.of[0], 15));
    vst1_u16(*(out[1] - place), vshrn_n_u32(sum.of[1], 15));
    vst1_u16(out[2][place], vshrn_n_u32(sum.of[2], 15));
    vst1_u16(*(out[3] - place), vshrn_n_u32(sum.of[3], 15));
}

#else

/* The specification. */
typedef struct {
    uint32_t of[4][4];
} sums;

static inline sums add_pair(sums sum, const uint16_t (*lights)[4], const struct sky_flat_pair *pair)
{
    for (int i = 0; i < 2; i++)
        for (uint32_t image = 0; image < 4; image++)
            for (int number = 0; number < 4; number++)
                sum.of[image][number] += (uint32_t)lights[pair->lights[i] + image][number] * pair->weights[i];
    return sum;
}

static inline sums first_sums(void)
{
    sums sum;
    for (int image = 0; image < 4; image++)
        for (int number = 0; number < 4; number++)
            sum.of[image][number] = SKY_FLAT_WHOLE / 2;
    return sum;
}

static inline void store(uint16_t (*const out[4])[4], size_t place, sums sum)
{
    for (int image = 0; image < 4; image++) {
        uint16_t *pixel = *(image % 2 ? out[image] - place : out[image] + place);
        for (int number = 0; number < 4; number++)
            pixel[number] = (uint16_t)(sum.of[image][number] >> 15);
    }
}

#endif

void SKY_LOOP(sky_flat)(uint16_t (*const out[4])[4], const uint16_t (*lights)[4], const struct sky_flat_list *list)
{
    const struct sky_flat_pair *pair = list->pairs;
    const uint16_t *place = list->places;
    uint16_t(*const to[4])[4] = {out[0], out[1], out[2], out[3]}; /* which no store can change */
    for (size_t i = 0; i < list->count; i++) {
        struct sky_flat_group group = list->groups[i];
        if (group.pairs == 1) { /* as most have */
            for (uint32_t pixel = 0; pixel < group.pixels; pixel++)
                store(to, *place++, add_pair(first_sums(), lights, pair++));
            continue;
        }
        for (uint32_t pixel = 0; pixel < group.pixels; pixel++) {
            sums sum = add_pair(add_pair(first_sums(), lights, pair), lights, pair + 1);
            for (uint32_t k = 2; k < group.pairs; k++)
                sum = add_pair(sum, lights, pair + k);
            pair += group.pairs;
            store(to, *place++, sum);
        }
    }
}
