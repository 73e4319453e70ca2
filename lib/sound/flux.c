/* SPDX-License-Identifier: ISC */
#include "sound/flux.h"

#include "kernel/fmath.h"

/* Time constants, in hops. */
#define MEAN_HOPS (1.92f * 187.5f)
#define SLOW_HOPS (26.2f * 187.5f)
#define SCALE_HOPS (5.76f * 187.5f)

/* Energy that counts as silence, -90 dBFS: quieter than the rounding of 16 bits. */
#define FLOOR 1e-9f

/* A typical hit is at least this large, in octaves of energy, so that ripple alone is not magnified. */
#define SMALLEST_HIT 0.359f

/* A band rises by so many octaves at most. What begins in silence rises by more, and would make the hits after it look
 * small for as long as SCALE_HOPS. */
#define MOST_RISE 5.0f

/* Music whose hits are smaller than this in the sum of all groups, because it has no drums, is amplified. */
#define USUAL_HIT 1.65f
#define MOST_GAIN 2.0f

/* A band that has become this much quieter than it was over SLOW_HOPS counts less. */
#define BREAK 0.132f

/* Moves a mean towards a value. The first hops are all weighed alike. */
static void follow(float *mean, float value, float hops, float seen)
{
    *mean += (value - *mean) / sky_fmin(hops, seen);
}

/* The energy in octaves above the band's mean, so that a band counts as much as a louder one. */
static float whiten(float energy, float mean)
{
    return sky_flog2(1.0f + energy / (mean + FLOOR));
}

/* The largest of a band and its neighbours: a note that glides to the next band is not a new one. S. Boeck and
 * G. Widmer, "Maximum Filter Vibrato Suppression for Onset Detection", DAFx 2013. */
static float largest(const float *white, size_t band, size_t count)
{
    float most = white[band];
    if (band > 0)
        most = sky_fmax(most, white[band - 1]);
    if (band + 1 < count)
        most = sky_fmax(most, white[band + 1]);
    return most;
}

/* Follows a sum of rises. Returns how large its hits are: a mean in which large values weigh most. */
static float typical_hit(struct sky_flux_hits *hits, float value, float seen)
{
    follow(&hits->sum, value, SCALE_HOPS, seen);
    follow(&hits->squares, value * value, SCALE_HOPS, seen);
    return hits->squares / (hits->sum + 1e-6f);
}

void sky_flux_step(struct sky_flux *flux, const struct sky_bands *bands)
{
    float seen = (float)(flux->hops < 100000 ? flux->hops + 1 : 100000);
    float *old = flux->white[flux->hops % SKY_FLUX_BACK], white[SKY_BANDS_MAX];
    float rise[SKY_GROUPS] = {0}, members[SKY_GROUPS] = {0};
    for (size_t i = 0; i < bands->count; i++) {
        float energy = bands->energy[i];
        white[i] = whiten(energy, flux->mean[i]);
        follow(&flux->mean[i], energy, MEAN_HOPS, seen);
        follow(&flux->slow[i], energy, SLOW_HOPS, seen);
        float weight = sky_fmin(1.0f, (flux->mean[i] + FLOOR) / (BREAK * flux->slow[i] + FLOOR));
        float octaves = sky_fmax(0.0f, white[i] - largest(old, i, bands->count));
        rise[bands->group[i]] += weight * sky_fmin(octaves, MOST_RISE);
        members[bands->group[i]]++;
    }
    for (size_t i = 0; i < bands->count; i++)
        old[i] = white[i];
    float all = 0;
    for (int group = 0; group < SKY_GROUPS; group++) {
        float value = rise[group] / sky_fmax(members[group], 1.0f);
        flux->value[group] = value / sky_fmax(typical_hit(&flux->hits[group], value, seen), SMALLEST_HIT);
        all += flux->value[group];
    }
    float hit = typical_hit(&flux->all, all, seen);
    float gain = sky_fmin(sky_fmax(USUAL_HIT / (hit + 1e-3f), 1.0f), MOST_GAIN);
    for (int group = 0; group < SKY_GROUPS; group++)
        flux->value[group] *= gain;
    flux->hops++;
}
