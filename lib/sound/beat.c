/* SPDX-License-Identifier: ISC */
#include "sound/beat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/live.h"
#include "kernel/fmath.h"
#include "sound/beat_space.h"

#define ESTIMATE_HOPS 8 /* between two estimates of tempo and phase, which cost as much as several hops */
#define BINS 64         /* of the phase of the beat */
#define REACH (BINS / 10) /* bins on either side that are one phase */

struct sky_beat_state {
    struct sky_beat_space space;
    unsigned hops;
    int row;          /* the tempo that is followed */
    float followed;   /* seconds for which it or its neighbours were, each times the lock */
    float bins[BINS]; /* probabilities of phases at that tempo */
};

int sky_beat_init(struct sky_beat *beat, double hit_delay, double slowest, double fastest)
{
    *beat = (struct sky_beat){0};
    struct sky_beat_state *state = beat->state = calloc(1, sizeof *state);
    if (!state)
        return sky_fail("out of memory");
    if (sky_beat_space_init(&state->space, slowest, fastest) < 0)
        return -1;
    state->row = state->space.first;
    for (int row = state->space.first; row <= state->space.last; row++)
        if (state->space.rows[row].prior > state->space.rows[state->row].prior)
            state->row = row;
    beat->delay = hit_delay * SKY_HOPS_A_SECOND + SKY_FLUX_DELAY;
    beat->bpm = fmin(fmax(SKY_LIVE_BPM_DEFAULT, slowest), fastest); /* as long as nothing is heard */
    beat->period = SKY_HOPS_A_SECOND * 60 / beat->bpm;
    return 0;
}

void sky_beat_finish(struct sky_beat *beat)
{
    if (beat->state)
        sky_beat_space_finish(&beat->state->space);
    free(beat->state);
    *beat = (struct sky_beat){0};
}

/* ---- Tempo ---- */

/* The same beat can be counted with twice the period or with half of it. Such a period is so many of the followed. */
enum { SAME, TWICE, HALF, OCTAVES };
static const float periods_of[OCTAVES] = {[SAME] = 1, [TWICE] = 2, [HALF] = 0.5f};

static int octave_of(const struct sky_beat_space *space, int row, int octave)
{
    return octave == TWICE ? space->rows[row].twice : octave == HALF ? space->rows[row].half : row;
}

/* The probability of a tempo, in proportion. */
static float tempo_mass(const struct sky_beat_space *space, int row)
{
    float sum = 0;
    for (int i = space->rows[row].near_first; i <= space->rows[row].near_last; i++)
        sum += space->tempo[i];
    return sum;
}

static float octaves_mass(const struct sky_beat_space *space, int row)
{
    float sum = 0;
    for (int octave = 0; octave < OCTAVES; octave++)
        sum += tempo_mass(space, octave_of(space, row, octave));
    return sum;
}

static bool is_octave(int period, int other)
{
    float ratio = period > other ? (float)period / (float)other : (float)other / (float)period;
    return ratio > 1.9f && ratio < 2.1f;
}

/* How many times as likely as the followed tempo another one must be. An octave that was followed for long is kept. */
static float lead_of(const struct sky_beat_state *state, int row, float lock)
{
    const struct sky_row *rows = state->space.rows;
    if (!is_octave(rows[row].period, rows[state->row].period))
        return SKY_LEAD;
    return state->followed < SKY_OCTAVE_SECONDS ? SKY_LEAD + SKY_OCTAVE_HOLD * lock : HUGE_VALF;
}

/* Follows the most likely tempo, if it is clearly more likely than the one that is followed. */
static void follow_tempo(struct sky_beat_state *state, float lock)
{
    const struct sky_beat_space *space = &state->space;
    int best = state->row;
    float most = 0;
    for (int row = space->first; row <= space->last; row++) {
        float mass = tempo_mass(space, row);
        if (mass > most) {
            most = mass;
            best = row;
        }
    }
    state->followed += lock * ESTIMATE_HOPS / (float)SKY_HOPS_A_SECOND;
    bool is_near = best >= space->rows[state->row].near_first && best <= space->rows[state->row].near_last;
    if (is_near || most > lead_of(state, best, lock) * tempo_mass(space, state->row)) {
        state->row = best;
        if (!is_near)
            state->followed = 0;
    }
}

/* The period of the followed tempo, in hops: the mean of rows that are one tempo, or an octave of it. */
static float find_period(const struct sky_beat_state *state)
{
    const struct sky_beat_space *space = &state->space;
    float sum = 0, moment = 0, period = (float)space->rows[state->row].period;
    for (int octave = 0; octave < OCTAVES; octave++) {
        int middle = octave_of(space, state->row, octave);
        for (int row = space->rows[middle].near_first; row <= space->rows[middle].near_last; row++) {
            sum += space->tempo[row];
            moment += space->tempo[row] * ((float)space->rows[row].period / periods_of[octave] - period);
        }
    }
    return period + (sum > 0 ? moment / sum : 0);
}

/* ---- Phase ---- */

/* Adds the places of a row, in which a hop is `step` bins and the beat is at bin `at`. */
static void fill_from_row(struct sky_beat_state *state, int row, float step, float at)
{
    const struct sky_beat_space *space = &state->space;
    for (int pattern = 0; pattern < SKY_PATTERNS; pattern++) {
        const float *cells = space->cells[pattern][row] + space->start;
        size_t length = sky_beat_space_length(space, pattern, row);
        float bin = (float)BINS + at - SKY_BEAT_PLACE * step + 0.5f;
        for (size_t i = 0; i < length; i++, bin += step)
            state->bins[(unsigned)bin % BINS] += cells[i];
    }
}

/* Adds up the places of the followed tempo and its octaves by the phase of the beat. Of a row whose beat is half a
 * followed one, nobody knows which half. */
static void fill_bins(struct sky_beat_state *state)
{
    const struct sky_beat_space *space = &state->space;
    memset(state->bins, 0, sizeof state->bins);
    for (int octave = 0; octave < OCTAVES; octave++) {
        int middle = octave_of(space, state->row, octave);
        for (int row = space->rows[middle].near_first; row <= space->rows[middle].near_last; row++) {
            if (space->tempo[row] < 0.001f * space->sum)
                continue; /* too little to matter */
            float step = periods_of[octave] * (float)BINS / (float)space->rows[row].period;
            fill_from_row(state, row, step, 0);
            if (octave == HALF)
                fill_from_row(state, row, step, BINS / 2.0f);
        }
    }
}

static float bin_at(const struct sky_beat_state *state, int bin)
{
    return state->bins[(bin + BINS) % BINS];
}

static float phase_mass(const struct sky_beat_state *state, int bin)
{
    float sum = 0;
    for (int i = -REACH; i <= REACH; i++)
        sum += bin_at(state, bin + i);
    return sum;
}

/* Climbs to the most likely phase near a bin. */
static int climb(const struct sky_beat_state *state, int bin)
{
    for (int i = 0; i < BINS / 8; i++) {
        float here = phase_mass(state, bin), above = phase_mass(state, bin + 1), below = phase_mass(state, bin - 1);
        if (above > here && above >= below)
            bin = (bin + 1) % BINS;
        else if (below > here)
            bin = (bin + BINS - 1) % BINS;
        else
            break;
    }
    return bin;
}

/* Returns the phase of the last hop, 0 to 1: the one near `expected`, unless another is clearly more likely. Sets
 * *share to its part of the followed tempo's probability. */
static float find_phase(struct sky_beat_state *state, float expected, float lock, float *share)
{
    int best = 0, held = (int)(expected * BINS + 0.5f) % BINS;
    float most = 0, all = 0, sum = 0, moment = 0;
    fill_bins(state);
    for (int i = 0; i < BINS; i++) {
        float mass = phase_mass(state, i);
        all += state->bins[i];
        if (mass > most) {
            most = mass;
            best = i;
        }
    }
    if (most < (SKY_LEAD + SKY_PHASE_HOLD * lock) * phase_mass(state, held))
        best = climb(state, held);
    for (int i = -REACH; i <= REACH; i++) {
        sum += bin_at(state, best + i);
        moment += bin_at(state, best + i) * (float)i;
    }
    *share = all > 0 ? sum / all : 0;
    return sky_ffract(((float)best + (sum > 0 ? moment / sum : 0)) / BINS);
}

/* ---- The count ---- */

/* What is seen now happened `delay` hops ago: the count is ahead of it by that. */
static void estimate(struct sky_beat *beat)
{
    struct sky_beat_state *state = beat->state;
    sky_beat_space_sum(&state->space);
    if (beat->is_quiet) { /* the likeliest tempo moves to the usual one now, but the beat stays as it is */
        beat->lock -= 0.1 * beat->lock;
        state->followed = 0;
        return;
    }
    float lock = (float)beat->lock, share;
    follow_tempo(state, lock);
    double period = find_period(state);
    bool is_other = fabs(period - beat->period) > SKY_SAME_TEMPO * beat->period;
    beat->period += (is_other ? 1 : SKY_PERIOD_GAIN) * (period - beat->period);
    beat->bpm = SKY_HOPS_A_SECOND * 60 / beat->period;
    double seen = beat->count - beat->delay / beat->period;
    float expected = (float)(seen - floor(seen));
    double error = find_phase(state, expected, lock, &share) - expected;
    beat->error = error - floor(error + 0.5);
    double certain = octaves_mass(&state->space, state->row) / state->space.sum * share;
    beat->lock += 0.1 * (certain - beat->lock);
}

void sky_beat_step(struct sky_beat *beat, const struct sky_flux *flux)
{
    float most = 0;
    for (int group = 0; group < SKY_GROUPS; group++)
        most = sky_fmax(most, flux->value[group]);
    beat->heard = sky_fmax(most, beat->heard * SKY_HEARD_DECAY);
    beat->is_quiet = beat->heard < SKY_HEARD;
    sky_beat_space_step(&beat->state->space, beat->is_quiet ? NULL : flux->value);
    if (++beat->state->hops % ESTIMATE_HOPS == 0)
        estimate(beat);
    /* The error is made good by going faster or slower: the count never jumps. */
    double trim = fmin(fmax(SKY_COUNT_GAIN * beat->error * beat->period, -SKY_SLOWER), SKY_FASTER);
    beat->count += (1 + trim) / beat->period;
    beat->error -= trim / beat->period;
}

double sky_beat_at(struct sky_beat *beat, double ahead)
{
    beat->shown = fmax(beat->shown, beat->count + ahead * beat->bpm / 60);
    return beat->shown;
}
