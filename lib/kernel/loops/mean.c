/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#include <string.h>

#if defined(__SSE2__) && !defined(SKY_PLAIN)
#include <immintrin.h>
#elif defined(__ARM_NEON) && !defined(SKY_PLAIN)
#include <arm_neon.h>
#endif

#define INLINE __attribute__((always_inline)) static inline

/* A block of one image: a number of both pixels side by side, as x86's multiplication wants them. */
typedef uint16_t block[4][2];

#if defined(__SSE2__) && !defined(SKY_PLAIN)

/* The weights of a block, for all four numbers of its pixels. */
INLINE __m128i weights_of(const uint16_t weights[2])
{
    int32_t both;
    memcpy(&both, weights, sizeof both);
    return _mm_set1_epi32(both);
}

/* The sums of a mean, in 16 bits each. */
INLINE void store(uint16_t out[4], __m128i sum, float scale)
{
    __m128 product = _mm_mul_ps(_mm_cvtepi32_ps(sum), _mm_set1_ps(scale));
    __m128i whole = _mm_cvttps_epi32(_mm_add_ps(product, _mm_set1_ps(0.25f)));
    _mm_storel_epi64((__m128i *)(void *)out, _mm_packs_epi32(whole, whole));
}

#ifdef __AVX2__

/* Two images at a time. */
#define IMAGES_AT_ONCE 2
typedef __m256i sums;

INLINE sums no_sums(void)
{
    return _mm256_setzero_si256();
}

INLINE sums add_block(sums sum, const block *images, const uint16_t weights[2])
{
    __m256i both = _mm256_broadcastsi128_si256(weights_of(weights));
    __m256i numbers = _mm256_loadu_si256((const __m256i *)(const void *)images);
    return _mm256_add_epi32(sum, _mm256_madd_epi16(numbers, both));
}

INLINE void store_images(uint16_t (*const out[])[4], size_t i, sums sum, float scale)
{
    store(out[0][i], _mm256_castsi256_si128(sum), scale);
    store(out[1][i], _mm256_extracti128_si256(sum, 1), scale);
}

#else

#define IMAGES_AT_ONCE 1
typedef __m128i sums;

INLINE sums no_sums(void)
{
    return _mm_setzero_si128();
}

INLINE sums add_block(sums sum, const block *images, const uint16_t weights[2])
{
    __m128i numbers = _mm_loadu_si128((const __m128i *)(const void *)images);
    return _mm_add_epi32(sum, _mm_madd_epi16(numbers, weights_of(weights)));
}

INLINE void store_images(uint16_t (*const out[])[4], size_t i, sums sum, float scale)
{
    store(out[0][i], sum, scale);
}

#endif

#elif defined(__ARM_NEON) && !defined(SKY_PLAIN)

/* R and G of both pixels, and B and opacity. */
#define IMAGES_AT_ONCE 1
typedef struct {
    int32x4_t low, high;
} sums;

INLINE sums no_sums(void)
{
    return (sums){vdupq_n_s32(0), vdupq_n_s32(0)};
}

INLINE sums add_block(sums sum, const block *images, const uint16_t weights[2])
{
    uint32_t both;
    memcpy(&both, weights, sizeof both);
    int16x8_t numbers = vreinterpretq_s16_u16(vld1q_u16((*images)[0]));
    int16x4_t pair = vreinterpret_s16_u32(vdup_n_u32(both));
    return (sums){vmlal_s16(sum.low, vget_low_s16(numbers), pair), vmlal_s16(sum.high, vget_high_s16(numbers), pair)};
}

INLINE void store_images(uint16_t (*const out[])[4], size_t i, sums sum, float scale)
{
    int32x2_t low = vpadd_s32(vget_low_s32(sum.low), vget_high_s32(sum.low));
    int32x2_t high = vpadd_s32(vget_low_s32(sum.high), vget_high_s32(sum.high));
    float32x4_t product = vmulq_n_f32(vcvtq_f32_s32(vcombine_s32(low, high)), scale);
    vst1_u16(out[0][i], vmovn_u32(vcvtq_u32_f32(vaddq_f32(product, vdupq_n_f32(0.25f)))));
}

#else

/* The specification. */
#define IMAGES_AT_ONCE 1
typedef struct {
    int32_t of[4];
} sums;

INLINE sums no_sums(void)
{
    return (sums){{0}};
}

INLINE sums add_block(sums sum, const block *images, const uint16_t weights[2])
{
    for (int number = 0; number < 4; number++)
        sum.of[number] += (*images)[number][0] * weights[0] + (*images)[number][1] * weights[1];
    return sum;
}

INLINE void store_images(uint16_t (*const out[])[4], size_t i, sums sum, float scale)
{
    for (int number = 0; number < 4; number++)
        out[0][i][number] = (uint16_t)((float)sum.of[number] * scale + 0.25f);
}

#endif

INLINE void mean(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture, const struct sky_mean_list *list,
                 unsigned images)
{
    const struct sky_mean_run *run = list->runs;
    const uint16_t(*weights)[2] = list->weights;
    for (size_t i = 0; i < list->count; i++) {
        sums sum[4] = {no_sums(), no_sums(), no_sums(), no_sums()};
        for (uint32_t left = list->means[i].runs; left > 0; left--, run++) {
            const block *at = picture->blocks + (size_t)run->first * images;
            __builtin_prefetch(picture->blocks + (size_t)run[SKY_MEAN_AHEAD].first * images);
            for (uint32_t k = 0; k < run->blocks; k++, weights++, at += images)
                for (unsigned image = 0; image < images; image += IMAGES_AT_ONCE)
                    sum[image] = add_block(sum[image], at + image, *weights);
        }
        for (unsigned image = 0; image < images; image += IMAGES_AT_ONCE)
            store_images(out + image, i, sum[image], list->means[i].scale);
    }
}

#if IMAGES_AT_ONCE == 2

/* One image alone. */
static void mean_alone(uint16_t (*out)[4], const struct sky_mean_picture *picture, const struct sky_mean_list *list)
{
    const struct sky_mean_run *run = list->runs;
    const uint16_t(*weights)[2] = list->weights;
    for (size_t i = 0; i < list->count; i++) {
        __m128i sum = _mm_setzero_si128();
        for (uint32_t left = list->means[i].runs; left > 0; left--, run++) {
            const block *at = picture->blocks + run->first;
            for (uint32_t k = 0; k < run->blocks; k++) {
                __m128i numbers = _mm_loadu_si128((const __m128i *)(const void *)(at + k));
                sum = _mm_add_epi32(sum, _mm_madd_epi16(numbers, weights_of(*weights++)));
            }
        }
        store(out[i], sum, list->means[i].scale);
    }
}

#else

static void mean_alone(uint16_t (*out)[4], const struct sky_mean_picture *picture, const struct sky_mean_list *list)
{
    uint16_t(*const outs[4])[4] = {out, out, out, out};
    mean(outs, picture, list, SKY_MEAN_ALONE);
}

#endif

void SKY_LOOP(sky_mean)(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture,
                        const struct sky_mean_list *list, unsigned images)
{
    if (images == SKY_MEAN_ALONE)
        mean_alone(out[0], picture, list);
    else if (images == SKY_MEAN_MIRRORED)
        mean(out, picture, list, SKY_MEAN_MIRRORED);
    else
        mean(out, picture, list, SKY_MEAN_QUARTER);
}
