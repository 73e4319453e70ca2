/* SPDX-License-Identifier: ISC */
/* How much sound begins at each hop, by groups of bands: what onsets and the beat are found from. */
#ifndef SKY_SOUND_FLUX_H
#define SKY_SOUND_FLUX_H

#include "sound/bands.h"

#define SKY_FLUX_BACK 4 /* hops between the spectra that are compared: their windows hardly overlap */

struct sky_flux_hits {
    float sum, squares; /* means of a flux and of its square */
};

struct sky_flux {
    float value[SKY_GROUPS]; /* of the last hop: 0 and up, about 1 for a typical hit of this music,
                                and up to 2 where it has no drums */

    uint64_t hops;
    float mean[SKY_BANDS_MAX], slow[SKY_BANDS_MAX]; /* of a band's energy */
    float white[SKY_FLUX_BACK][SKY_BANDS_MAX];      /* the last hops' logarithms */
    struct sky_flux_hits hits[SKY_GROUPS], all;     /* of each group, and of the sum of their values */
};

/* Zeroes mean that nothing was heard yet: there is no init function. Call this once for each hop of `bands`. */
void sky_flux_step(struct sky_flux *flux, const struct sky_bands *bands);

#endif
