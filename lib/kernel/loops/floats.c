/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

/* The copy of the factors tells the compiler that they do not change with the numbers. */
void SKY_LOOP(sky_multiply_at)(float *numbers, const uint32_t *places, size_t count, const float factors[SKY_FACTORS])
{
    float factor[SKY_FACTORS], product[SKY_FACTORS];
    for (int k = 0; k < SKY_FACTORS; k++)
        factor[k] = factors[k];
    for (size_t i = 0; i < count; i++) {
        float *at = numbers + places[i];
        for (int k = 0; k < SKY_FACTORS; k++)
            product[k] = at[k] * factor[k];
        for (int k = 0; k < SKY_FACTORS; k++)
            at[k] = product[k];
    }
}

void SKY_LOOP(sky_add_products)(float *restrict sums, const float *restrict a, const float *restrict b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sums[i] += a[i] * b[i];
}

float SKY_LOOP(sky_sum)(const float *numbers, size_t count)
{
    float parts[8] = {0};
    size_t whole = count / 8 * 8;
    for (size_t i = 0; i < whole; i += 8)
        for (int k = 0; k < 8; k++)
            parts[k] += numbers[i + (size_t)k];
    for (size_t i = whole; i < count; i++)
        parts[i - whole] += numbers[i];
    return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
}
