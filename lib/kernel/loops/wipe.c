/* SPDX-License-Identifier: ISC */
/* A wipe: behind its edge is the new picture, before it the old one, and in the edge a mixture of their light. Pixels
 * are taken in blocks, most of which are all one picture; in the others a mixture costs less than to guess what each
 * pixel is. */
#include "kernel/loops/loops.h"

#include <stdbool.h>
#include <string.h>

#include "kernel/light.h"

#define BLOCK 16

static inline int32_t weight_of(uint32_t order, uint32_t reach, uint32_t soft, uint32_t scale)
{
    uint32_t inside = reach > order ? reach - order : 0;
    uint32_t part = inside * scale >> 16; /* not used where that is too much */
    part = inside >= soft ? SKY_BLEND_WHOLE : part;
    return inside == 0 ? 0 : (int32_t)part;
}

static inline uint8_t mix(const struct sky_light_tables *tables, uint8_t a, uint8_t b, int32_t weight)
{
    int32_t below = tables->of_code[a], change = tables->of_code[b] - below;
    return tables->code_of[(below + ((change * weight + SKY_BLEND_WHOLE / 2) >> 15)) >> SKY_LIGHT_CODE_SHIFT];
}

void SKY_LOOP(sky_wipe)(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint16_t *order, size_t pixels,
                        uint32_t reach, uint32_t soft)
{
    const struct sky_light_tables *tables = sky_light_tables();
    const uint32_t scale = soft > 0 ? (UINT32_C(1) << 31) / soft : 0;
    for (size_t done = 0, end; done < pixels; done = end) {
        uint16_t first = 65535, last = 0;
        end = done + (pixels - done < BLOCK ? pixels - done : BLOCK);
        for (size_t i = done; i < end; i++) {
            first = order[i] < first ? order[i] : first;
            last = order[i] > last ? order[i] : last;
        }
        bool is_a = reach <= first, is_b = reach > last && reach - last >= soft;
        if (is_a || is_b)
            memmove(out + 3 * done, (is_a ? a : b) + 3 * done, 3 * (end - done));
        for (size_t i = done; i < end && !is_a && !is_b; i++) {
            int32_t weight = weight_of(order[i], reach, soft, scale);
            for (size_t at = 3 * i; at < 3 * i + 3; at++)
                out[at] = mix(tables, a[at], b[at], weight);
        }
    }
}
