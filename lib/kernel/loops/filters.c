/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "kernel/loops/loops.h"

/* Filters of second order in the transposed direct form II; see struct sky_filters. Four at a time: their coefficients
 * and states fit the registers of NEON and SSE, those of eight do not. */
#define LANES 4
typedef float lanes __attribute__((vector_size(4 * LANES)));

static lanes load(const float *from)
{
    lanes all;
    memcpy(&all, from, sizeof all);
    return all;
}

void SKY_LOOP(sky_filters)(float energy[SKY_FILTERS], struct sky_filters *filters, const float *samples, size_t count)
{
    for (size_t first = 0; first < SKY_FILTERS; first += LANES) {
        lanes high[5], low[5], z[4], sum = {0};
        for (size_t k = 0; k < 5; k++) {
            high[k] = load(filters->high[k] + first);
            low[k] = load(filters->low[k] + first);
        }
        for (size_t k = 0; k < 4; k++)
            z[k] = load(filters->state[k] + first);
        for (size_t i = 0; i < count; i++) {
            lanes x = samples[i] - (lanes){0}; /* in all lanes */
            lanes y = high[0] * x + z[0];
            z[0] = high[1] * x - high[3] * y + z[1];
            z[1] = high[2] * x - high[4] * y;
            lanes out = low[0] * y + z[2];
            z[2] = low[1] * y - low[3] * out + z[3];
            z[3] = low[2] * y - low[4] * out;
            sum += out * out;
        }
        for (size_t k = 0; k < 4; k++)
            memcpy(filters->state[k] + first, &z[k], sizeof z[k]);
        memcpy(energy + first, &sum, sizeof sum);
    }
}
