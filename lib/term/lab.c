/* SPDX-License-Identifier: ISC */
#include "term/lab.h"

#include <pthread.h>

#include "kernel/light.h"
#include "kernel/math.h"

/* The table of roots holds one of so many numbers of light. */
#define ROOT_SHIFT 2

static uint16_t roots[(SKY_LIGHT_FULL >> ROOT_SHIFT) + 1];

/* CIE 15: 116 f(light) - 16 in hundredths. */
static void make_roots(void)
{
    for (int i = 0; i <= SKY_LIGHT_FULL >> ROOT_SHIFT; i++) {
        double light = ((i << ROOT_SHIFT) + (i ? 1.5 : 0)) / SKY_LIGHT_FULL;
        double root = light > 216.0 / 24389 ? 1.16 * sky_pow(light, 1.0 / 3) - 0.16 : light * 24389 / 2700;
        roots[i] = (uint16_t)(root * SKY_LAB_FULL + 0.5);
    }
}

static const uint16_t *find_roots(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_roots);
    return roots;
}

/* The rows of the first matrix are in 32768ths and add up to 1, those of the second in 4096ths and add up to 1, 0
 * and 0. */
struct sky_lab sky_lab_of(const uint8_t *rgb)
{
    const uint16_t *light = sky_light_tables()->of_code, *root = find_roots();
    int32_t red = light[rgb[0]], green = light[rgb[1]], blue = light[rgb[2]];
    int32_t l = root[(13507 * red + 17575 * green + 1686 * blue) >> (15 + ROOT_SHIFT)];
    int32_t m = root[(6944 * red + 22305 * green + 3519 * blue) >> (15 + ROOT_SHIFT)];
    int32_t s = root[(2893 * red + 9232 * green + 20643 * blue) >> (15 + ROOT_SHIFT)];
    return (struct sky_lab){
        .l = (862 * l + 3251 * m - 17 * s) / 4096,
        .a = (8102 * l - 9948 * m + 1846 * s) / 4096,
        .b = (106 * l + 3206 * m - 3312 * s) / 4096,
    };
}

uint32_t sky_lab_distance(struct sky_lab one, struct sky_lab other)
{
    int32_t l = one.l - other.l, a = one.a - other.a, b = one.b - other.b;
    return (uint32_t)(l * l + a * a + b * b);
}
