/* SPDX-License-Identifier: ISC */
/* The blend modes that have a meaning in light. There is a table between codes and light on either side, which vector
 * instructions do not help with: each costs some ten times as much as of codes. */
#include "kernel/loops/loops.h"

#include "kernel/light.h"

static inline int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static inline int32_t greatest(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Light times light, 0 to SKY_LIGHT_FULL. */
static inline int32_t product(int32_t a, int32_t b)
{
    return (int32_t)(((uint32_t)(a * b) + SKY_LIGHT_FULL / 2) / SKY_LIGHT_FULL);
}

/* As in blend.c. */
static inline int32_t avg(int32_t a, int32_t b)
{
    return (a + b + 1) >> 1;
}

static inline int32_t behind(int32_t a, int32_t b)
{
    return greatest((3 * a + 5) / 10, b);
}

static inline int32_t mix(int32_t a, int32_t b)
{
    (void)a;
    return b;
}

static inline int32_t add(int32_t a, int32_t b)
{
    return least(a + b, SKY_LIGHT_FULL);
}

static inline int32_t subtract(int32_t a, int32_t b)
{
    return greatest(a - b, 0);
}

static inline int32_t multiply(int32_t a, int32_t b)
{
    return product(a, b);
}

static inline int32_t screen(int32_t a, int32_t b)
{
    return a + b - product(a, b);
}

static inline int32_t difference(int32_t a, int32_t b)
{
    return greatest(a, b) - least(a, b);
}

/* The product is rounded once, so that the result is not below 0. */
static inline int32_t exclusion(int32_t a, int32_t b)
{
    return greatest(a + b - 2 * product(a, b), 0);
}

#define LIGHT_MODES(X) \
    X(AVG, avg) \
    X(BEHIND, behind) \
    X(MIX, mix) \
    X(ADD, add) \
    X(SUBTRACT, subtract) \
    X(MULTIPLY, multiply) \
    X(SCREEN, screen) \
    X(DIFFERENCE, difference) \
    X(EXCLUSION, exclusion)

/* The weight of SKY_BLEND_WHOLE times an opacity of 255 is SKY_BLEND_WHOLE again. */
#define LIGHT_LOOP(NAME, mode) \
    static void light_##mode(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *opacity, size_t bytes, \
                             unsigned weight) \
    { \
        const struct sky_light_tables *tables = sky_light_tables(); \
        const uint16_t *const of_code = tables->of_code; \
        const uint8_t *const code_of = tables->code_of; \
        for (size_t i = 0; i < bytes; i++) { \
            int32_t below = of_code[a[i]], change = mode(below, of_code[b[i]]) - below; \
            int32_t part = (int32_t)(opacity ? (opacity[i] * 257U * weight + 32768) >> 16 : weight); \
            out[i] = code_of[(below + ((change * part + SKY_BLEND_WHOLE / 2) >> 15)) >> SKY_LIGHT_CODE_SHIFT]; \
        } \
    }
LIGHT_MODES(LIGHT_LOOP)

sky_blend_light_kernel *const SKY_LOOP(sky_blend_light)[SKY_BLEND_MODE_COUNT] = {
#define LIGHT_ROW(NAME, mode) [SKY_BLEND_##NAME] = light_##mode,
    LIGHT_MODES(LIGHT_ROW)
    [SKY_BLEND_OVER] = light_mix,
};
