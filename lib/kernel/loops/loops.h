/* SPDX-License-Identifier: ISC */
/* For the sources in this folder, which are compiled once for each instruction set. The Makefile defines SKY_CPU_NAME
 * as its name, and SKY_PLAIN for the version without vector instructions. */
#ifndef SKY_KERNEL_LOOPS_H
#define SKY_KERNEL_LOOPS_H

#include "kernel/expr.h"
#include "kernel/kernel.h"

#define SKY_PASTE_(name, cpu) name##_##cpu
#define SKY_PASTE(name, cpu) SKY_PASTE_(name, cpu)
/* The name of a kernel in this version: SKY_LOOP(sky_lerp) is sky_lerp_avx2. */
#define SKY_LOOP(name) SKY_PASTE(name, SKY_CPU_NAME)

/* Put before a loop whose iterations do not depend on each other, even when its output and input are the same
 * memory. */
#if defined(SKY_PLAIN)
#define SKY_INDEPENDENT_ITERATIONS
#elif defined(__clang__)
#define SKY_INDEPENDENT_ITERATIONS _Pragma("clang loop vectorize(assume_safety)")
#pragma clang diagnostic ignored "-Wpass-failed" /* a loop that is not worth vectorising is no mistake */
#else
#define SKY_INDEPENDENT_ITERATIONS _Pragma("GCC ivdep")
#endif

extern sky_blend_kernel *const SKY_LOOP(sky_blend)[SKY_BLEND_MODE_COUNT];
extern sky_blend_light_kernel *const SKY_LOOP(sky_blend_light)[SKY_BLEND_MODE_COUNT];
void SKY_LOOP(sky_over)(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *opacity, size_t bytes,
                        unsigned weight);
void SKY_LOOP(sky_lerp)(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t bytes, unsigned weight);
void SKY_LOOP(sky_wipe)(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint16_t *order, size_t pixels,
                        uint32_t reach, uint32_t soft);
void SKY_LOOP(sky_dither)(uint16_t *restrict out, const uint16_t *restrict duties, uint16_t *restrict rest,
                          size_t count);
void SKY_LOOP(sky_flat)(uint16_t (*const out[4])[4], const uint16_t (*lights)[4], const struct sky_flat_list *list);
void SKY_LOOP(sky_mean)(uint16_t (*const out[4])[4], const struct sky_mean_picture *picture,
                        const struct sky_mean_list *list, unsigned images);
void SKY_LOOP(sky_mean_blocks)(uint16_t (*restrict out)[4][2], size_t step, const uint16_t (*pixels)[4],
                               ptrdiff_t direction, size_t count);
void SKY_LOOP(sky_mean_code_blocks)(uint16_t (*restrict out)[4][2], size_t step, const uint8_t *codes,
                                    ptrdiff_t direction, size_t count, const uint16_t of_code[256]);
void SKY_LOOP(sky_outline)(double (*sums)[4], const struct sky_outline_picture *picture,
                           const struct sky_outline_point *from, const struct sky_outline_point *to, size_t stride,
                           size_t count, struct sky_outline_point direction);
void SKY_LOOP(sky_outline_means)(uint16_t (*restrict out)[4], const struct sky_outline_sums *sums, size_t stride,
                                 const double *scales, size_t count);
void SKY_LOOP(sky_yuv_mix)(uint16_t *restrict out, const uint8_t *a, const uint8_t *b, size_t count, unsigned bits,
                           unsigned weight);
void SKY_LOOP(sky_yuv_expand)(uint16_t *restrict out, const uint16_t *restrict in, size_t count, int left);
void SKY_LOOP(sky_yuv)(uint8_t *restrict out, const uint16_t *restrict y, const uint16_t *restrict u,
                       const uint16_t *restrict v, size_t count, const struct sky_yuv *yuv);
void SKY_LOOP(sky_grade)(uint8_t *out, const uint8_t *in, size_t pixels, const struct sky_grade_tables *tables);
void SKY_LOOP(sky_fbm)(float *out, const float *x, const float *y, double z, size_t count,
                       const struct sky_fbm *fbm);
void SKY_LOOP(sky_fbm_polar)(float *out, const float *x, const float *y, double z, size_t vanes, size_t pixels,
                             const struct sky_fbm *fbm);
void SKY_LOOP(sky_mandelbrot)(float *out, const double *x, const double *y, size_t count, unsigned limit);
void SKY_LOOP(sky_fft_pass)(float *restrict out_re, float *restrict out_im, const float *restrict re,
                            const float *restrict im, const float *restrict cosine, const float *restrict sine,
                            size_t half);
void SKY_LOOP(sky_filters)(float energy[SKY_FILTERS], struct sky_filters *filters, const float *samples, size_t count);
void SKY_LOOP(sky_multiply_at)(float *numbers, const uint32_t *places, size_t count, const float factors[SKY_FACTORS]);
void SKY_LOOP(sky_add_products)(float *restrict sums, const float *restrict a, const float *restrict b, size_t count);
float SKY_LOOP(sky_sum)(const float *numbers, size_t count);
extern sky_expr_pack_kernel *const SKY_LOOP(sky_expr_pack)[SKY_PACK_FORMS][4];
extern const struct sky_expr_kernels SKY_LOOP(sky_expr_kernels);

#endif
