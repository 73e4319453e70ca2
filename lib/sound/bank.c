/* SPDX-License-Identifier: ISC */
#include "sound/bank.h"

#include <string.h>

#include "kernel/fmath.h"
#include "kernel/math.h"

#define BLOCKS_A_SECOND 750
#define NOTHING 1e-18f /* states below it are 0: numbers that die away get slow before they end */

static const double edges[SKY_FILTERS + 1] = SKY_BANK_EDGES;

/* A Butterworth filter of second order by the bilinear transform, as in Robert Bristow-Johnson's "Cookbook formulae for
 * audio equalizer biquad filter coefficients". */
static void design(float (*coefficients)[SKY_FILTERS], size_t filter, double turns, bool high)
{
    double cosine = sky_cos_turns(turns), alpha = sky_sin_turns(turns) * 0.7071067811865476, whole = 1 + alpha;
    double gain = (high ? 1 + cosine : 1 - cosine) / 2 / whole;
    const double all[] = {gain, (high ? -2 : 2) * gain, gain, -2 * cosine / whole, (1 - alpha) / whole};
    for (size_t k = 0; k < 5; k++)
        coefficients[k][filter] = (float)all[k];
}

void sky_bank_init(struct sky_bank *bank, double rate)
{
    *bank = (struct sky_bank){.block = (size_t)(rate / BLOCKS_A_SECOND + 0.5)};
    bank->seconds = (double)bank->block / rate;
    for (size_t i = 0; i < SKY_FILTERS; i++) {
        /* At a low rate the last band that there is has no upper end, and those above it stay silent. */
        bool is_last = i + 1 == SKY_FILTERS || edges[i + 1] >= 0.45 * rate;
        if (edges[i] >= 0.45 * rate)
            continue;
        design(bank->filters.high, i, edges[i] / rate, true);
        if (is_last)
            bank->filters.low[0][i] = 1;
        else
            design(bank->filters.low, i, edges[i + 1] / rate, false);
    }
}

static void end_block(struct sky_bank *bank)
{
    float *states = bank->filters.state[0];
    sky_kernels()->filters(bank->energy, &bank->filters, bank->samples, bank->block);
    for (size_t i = 0; i < SKY_FILTERS; i++)
        bank->energy[i] /= (float)bank->block;
    for (size_t i = 0; i < sizeof bank->filters.state / sizeof *states; i++)
        if (sky_fabs(states[i]) < NOTHING)
            states[i] = 0;
    bank->filled = 0;
}

size_t sky_bank_push(struct sky_bank *bank, const float *samples, size_t count, bool *complete)
{
    size_t left = bank->block - bank->filled;
    count = count < left ? count : left;
    memcpy(bank->samples + bank->filled, samples, count * sizeof *samples);
    bank->filled += count;
    *complete = bank->filled == bank->block;
    if (*complete)
        end_block(bank);
    return count;
}

double sky_bank_step(const struct sky_bank *bank, double seconds)
{
    return 1 - sky_exp(-bank->seconds / seconds);
}
