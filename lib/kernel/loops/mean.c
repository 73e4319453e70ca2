/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#include <string.h>

#if defined(__SSE2__) && !defined(SKY_PLAIN)
#include <immintrin.h>
#elif defined(__ARM_NEON) && !defined(SKY_PLAIN)
#include <arm_neon.h>
#endif

/* Where a run begins in each of the four images. In a picture that is mirrored from left to right the run's pairs go
 * to the left, and the pixels of each are swapped. */
struct starts {
    const uint16_t (*right)[4], (*left)[4], (*right_below)[4], (*left_below)[4];
};

static inline struct starts starts_of(const struct sky_mean_picture *picture, const struct sky_mean_run *run)
{
    size_t stride = picture->stride, mirrored = stride - 2 - run->first;
    const uint16_t(*row)[4] = picture->pixels + run->row * stride;
    const uint16_t(*below)[4] = picture->pixels + (picture->rows - 1 - run->row) * stride;
    return (struct starts){row + run->first, row + mirrored, below + run->first, below + mirrored};
}

#if defined(__SSE2__) && !defined(SKY_PLAIN)

/* The weights of a pair, for all four numbers of its pixels. */
static inline __m128i weights_of(const uint16_t weights[2])
{
    int32_t both;
    memcpy(&both, weights, sizeof both);
    return _mm_set1_epi32(both);
}

static inline __m128i load(const uint16_t (*pair)[4])
{
    return _mm_loadu_si128((const __m128i *)(const void *)pair);
}

/* The sums of a mean, in 16 bits each. */
static inline __m128i scaled(__m128i sum, float scale)
{
    __m128 product = _mm_mul_ps(_mm_cvtepi32_ps(sum), _mm_set1_ps(scale));
    __m128i whole = _mm_cvttps_epi32(_mm_add_ps(product, _mm_set1_ps(0.25f)));
    return _mm_packs_epi32(whole, whole);
}

static inline void store(uint16_t out[4], __m128i sum, float scale)
{
    _mm_storel_epi64((__m128i *)(void *)out, scaled(sum, scale));
}

/* The same number of both pixels side by side, as the multiplication wants them. */
static inline __m128i interleave(__m128i pair)
{
    return _mm_unpacklo_epi16(pair, _mm_srli_si128(pair, 8));
}

static void mean_alone(uint16_t (*out)[4], const struct sky_mean_picture *picture, const struct sky_mean_list *list)
{
    const struct sky_mean_run *run = list->runs;
    const uint16_t(*weights)[2] = list->weights;
    for (size_t i = 0; i < list->count; i++) {
        __m128i sum = _mm_setzero_si128();
        for (uint32_t left = list->means[i].runs; left > 0; left--, run++) {
            const uint16_t(*pair)[4] = picture->pixels + (size_t)run->row * picture->stride + run->first;
            for (uint32_t k = 0; k < run->pairs; k++, pair += 2)
                sum = _mm_add_epi32(sum, _mm_madd_epi16(interleave(load(pair)), weights_of(*weights++)));
        }
        store(out[i], sum, list->means[i].scale);
    }
}

#ifdef __AVX2__

/* Two images at a time: the one to the right in the lower half, its mirror image in the upper one. */
static inline __m256i interleaved(const uint16_t (*right)[4], const uint16_t (*left)[4])
{
    const __m256i order = _mm256_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15,
                                           8, 9, 0, 1, 10, 11, 2, 3, 12, 13, 4, 5, 14, 15, 6, 7);
    __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256(load(right)), load(left), 1);
    return _mm256_shuffle_epi8(both, order);
}

static inline __m256i add_pair(__m256i sum, const uint16_t (*right)[4], const uint16_t (*left)[4], __m256i weights)
{
    return _mm256_add_epi32(sum, _mm256_madd_epi16(interleaved(right, left), weights));
}

static inline void mean_mirrored(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture,
                                 const struct sky_mean_list *list, int below)
{
    const struct sky_mean_run *run = list->runs;
    const uint16_t(*weights)[2] = list->weights;
    for (size_t i = 0; i < list->count; i++) {
        __m256i sum = _mm256_setzero_si256(), sum_below = sum;
        for (uint32_t left = list->means[i].runs; left > 0; left--, run++) {
            struct starts start = starts_of(picture, run);
            for (size_t k = 0; k < run->pairs; k++, weights++) {
                __m256i both = _mm256_broadcastsi128_si256(weights_of(*weights));
                sum = add_pair(sum, start.right + 2 * k, start.left - 2 * k, both);
                if (below)
                    sum_below = add_pair(sum_below, start.right_below + 2 * k, start.left_below - 2 * k, both);
            }
        }
        store(out[0][i], _mm256_castsi256_si128(sum), list->means[i].scale);
        store(out[1][i], _mm256_extracti128_si256(sum, 1), list->means[i].scale);
        if (below) {
            store(out[2][i], _mm256_castsi256_si128(sum_below), list->means[i].scale);
            store(out[3][i], _mm256_extracti128_si256(sum_below, 1), list->means[i].scale);
        }
    }
}

#else

static inline __m128i interleave_swapped(__m128i pair)
{
    return _mm_unpacklo_epi16(_mm_srli_si128(pair, 8), pair);
}

static inline void mean_mirrored(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture,
                                 const struct sky_mean_list *list, int below)
{
    const struct sky_mean_run *run = list->runs;
    const uint16_t(*weights)[2] = list->weights;
    for (size_t i = 0; i < list->count; i++) {
        __m128i sum[4] = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
        for (uint32_t left = list->means[i].runs; left > 0; left--, run++) {
            struct starts at = starts_of(picture, run);
            for (size_t k = 0; k < run->pairs; k++, weights++) {
                __m128i both = weights_of(*weights);
                sum[0] = _mm_add_epi32(sum[0], _mm_madd_epi16(interleave(load(at.right + 2 * k)), both));
                sum[1] = _mm_add_epi32(sum[1], _mm_madd_epi16(interleave_swapped(load(at.left - 2 * k)), both));
                if (!below)
                    continue;
                sum[2] = _mm_add_epi32(sum[2], _mm_madd_epi16(interleave(load(at.right_below + 2 * k)), both));
                sum[3] = _mm_add_epi32(sum[3], _mm_madd_epi16(interleave_swapped(load(at.left_below - 2 * k)), both));
            }
        }
        for (int image = 0; image < (below ? 4 : 2); image++)
            store(out[image][i], sum[image], list->means[i].scale);
    }
}

#endif

void SKY_LOOP(sky_mean)(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture,
                        const struct sky_mean_list *list, unsigned images)
{
    if (images == SKY_MEAN_ALONE)
        mean_alone(out[0], picture, list);
    else if (images == SKY_MEAN_MIRRORED)
        mean_mirrored(out, picture, list, 0);
    else
        mean_mirrored(out, picture, list, 1);
}

#else

#if defined(__ARM_NEON) && !defined(SKY_PLAIN)

/* One multiplication a pixel adds to all four sums. */
typedef int32x4_t sums;

static inline sums add_pair(sums sum, const uint16_t (*pair)[4], const uint16_t weights[2], int first)
{
    int16x8_t pixels = vreinterpretq_s16_u16(vld1q_u16(*pair));
    sum = vmlal_n_s16(sum, vget_low_s16(pixels), (int16_t)weights[first]);
    return vmlal_n_s16(sum, vget_high_s16(pixels), (int16_t)weights[1 - first]);
}

static inline void store(uint16_t out[4], sums sum, float scale)
{
    float32x4_t product = vmulq_n_f32(vcvtq_f32_s32(sum), scale);
    vst1_u16(out, vmovn_u32(vcvtq_u32_f32(vaddq_f32(product, vdupq_n_f32(0.25f)))));
}

#else

/* The specification. */
typedef struct {
    int32_t of[4];
} sums;

static inline sums add_pair(sums sum, const uint16_t (*pair)[4], const uint16_t weights[2], int first)
{
    for (int number = 0; number < 4; number++)
        sum.of[number] += pair[0][number] * weights[first] + pair[1][number] * weights[1 - first];
    return sum;
}

static inline void store(uint16_t out[4], sums sum, float scale)
{
    for (int number = 0; number < 4; number++)
        out[number] = (uint16_t)((float)sum.of[number] * scale + 0.25f);
}

#endif

static inline void mean(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture,
                        const struct sky_mean_list *list, unsigned images)
{
    const struct sky_mean_run *run = list->runs;
    const uint16_t(*weights)[2] = list->weights;
    for (size_t i = 0; i < list->count; i++) {
        sums sum[4];
        memset(sum, 0, sizeof sum);
        for (uint32_t left = list->means[i].runs; left > 0; left--, run++) {
            struct starts at = starts_of(picture, run);
            for (size_t k = 0; k < run->pairs; k++, weights++) {
                sum[0] = add_pair(sum[0], at.right + 2 * k, *weights, 0);
                if (images > 1)
                    sum[1] = add_pair(sum[1], at.left - 2 * k, *weights, 1);
                if (images > 2) {
                    sum[2] = add_pair(sum[2], at.right_below + 2 * k, *weights, 0);
                    sum[3] = add_pair(sum[3], at.left_below - 2 * k, *weights, 1);
                }
            }
        }
        for (unsigned image = 0; image < images; image++)
            store(out[image][i], sum[image], list->means[i].scale);
    }
}

void SKY_LOOP(sky_mean)(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture,
                        const struct sky_mean_list *list, unsigned images)
{
    if (images == SKY_MEAN_ALONE)
        mean(out, picture, list, 1);
    else if (images == SKY_MEAN_MIRRORED)
        mean(out, picture, list, 2);
    else
        mean(out, picture, list, 4);
}

#endif
