/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#define NAME_(cpu) #cpu
#define NAME(cpu) NAME_(cpu)

extern const struct sky_kernels SKY_LOOP(sky_kernels);

const struct sky_kernels SKY_LOOP(sky_kernels) = {
    .name = NAME(SKY_CPU_NAME),
    .blend = SKY_LOOP(sky_blend),
    .blend_light = SKY_LOOP(sky_blend_light),
    .over = SKY_LOOP(sky_over),
    .lerp = SKY_LOOP(sky_lerp),
    .wipe = SKY_LOOP(sky_wipe),
    .dither = SKY_LOOP(sky_dither),
    .flat = SKY_LOOP(sky_flat),
    .mean = SKY_LOOP(sky_mean),
    .mean_blocks = SKY_LOOP(sky_mean_blocks),
    .mean_code_blocks = SKY_LOOP(sky_mean_code_blocks),
    .outline = SKY_LOOP(sky_outline),
    .outline_means = SKY_LOOP(sky_outline_means),
    .yuv_mix = SKY_LOOP(sky_yuv_mix),
    .yuv_expand = SKY_LOOP(sky_yuv_expand),
    .yuv = SKY_LOOP(sky_yuv),
    .grade = SKY_LOOP(sky_grade),
    .fbm = SKY_LOOP(sky_fbm),
    .fbm_polar = SKY_LOOP(sky_fbm_polar),
    .mandelbrot = SKY_LOOP(sky_mandelbrot),
    .fft_pass = SKY_LOOP(sky_fft_pass),
    .filters = SKY_LOOP(sky_filters),
    .multiply_at = SKY_LOOP(sky_multiply_at),
    .add_products = SKY_LOOP(sky_add_products),
    .sum = SKY_LOOP(sky_sum),
    .expr = &SKY_LOOP(sky_expr_kernels),
};
