/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#ifdef SKY_PLAIN

/* The specification. */
static inline void entries_of(uint16_t entries[4], const int32_t *r, const int32_t *g, const int32_t *b)
{
    for (int k = 0; k < 3; k++) {
        int32_t entry = (r[k] + g[k] + b[k]) >> SKY_GRADE_SHIFT;
        entries[k] = (uint16_t)(entry < 0 ? 0 : entry > SKY_GRADE_LAST ? SKY_GRADE_LAST : entry);
    }
}

#elif defined(__ARM_NEON)
#include <arm_neon.h>

static inline void entries_of(uint16_t entries[4], const int32_t *r, const int32_t *g, const int32_t *b)
{
    int32x4_t sum = vaddq_s32(vaddq_s32(vld1q_s32(r), vld1q_s32(g)), vld1q_s32(b));
    vst1_u16(entries, vmin_u16(vqshrun_n_s32(sum, SKY_GRADE_SHIFT), vdup_n_u16(SKY_GRADE_LAST)));
}

#else

typedef int32_t four __attribute__((vector_size(16)));

static inline four load(const int32_t *numbers)
{
    four v;
    __builtin_memcpy(&v, numbers, sizeof v);
    return v;
}

/* By the vector types of GCC and Clang: a comparison is -1 where it holds. */
static inline void entries_of(uint16_t entries[4], const int32_t *r, const int32_t *g, const int32_t *b)
{
    const four last = {SKY_GRADE_LAST, SKY_GRADE_LAST, SKY_GRADE_LAST, SKY_GRADE_LAST};
    four entry = (load(r) + load(g) + load(b)) >> SKY_GRADE_SHIFT;
    entry &= entry > 0;
    four over = entry > last;
    entry = (entry & ~over) | (last & over);
    for (int k = 0; k < 3; k++)
        entries[k] = (uint16_t)entry[k];
}

#endif

void SKY_LOOP(sky_grade)(uint8_t *out, const uint8_t *in, size_t pixels, const struct sky_grade_tables *tables)
{
    const int32_t(*const r)[4] = tables->sums[0], (*const g)[4] = tables->sums[1], (*const b)[4] = tables->sums[2];
    const uint8_t *const red = tables->code_of[0], *const green = tables->code_of[1], *const blue = tables->code_of[2];
    for (size_t i = 0; i < pixels; i++, in += 3, out += 3) {
        uint16_t entries[4];
        entries_of(entries, r[in[0]], g[in[1]], b[in[2]]);
        out[0] = red[entries[0]];
        out[1] = green[entries[1]];
        out[2] = blue[entries[2]];
    }
}
