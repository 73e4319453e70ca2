/* SPDX-License-Identifier: ISC */
#include "sound/beat_space.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/fmath.h"

#define SLACK 64 /* hops after which all rows are copied back to where they began */

static int period_of(int row)
{
    int fine = SKY_PERIOD_FINE_END - SKY_PERIOD_MIN;
    return SKY_PERIOD_MIN + (row < fine ? row : fine + 2 * (row - fine));
}

/* How many periods a row stands for. */
static float width_of(int row)
{
    return period_of(row) > SKY_PERIOD_FINE_END ? 2 : 1;
}

size_t sky_beat_space_length(const struct sky_beat_space *space, int pattern, int row)
{
    return (size_t)sky_beat_patterns[pattern].beats * (size_t)space->rows[row].period;
}

/* ---- Making ---- */

/* The first row with this period or a longer one. */
static int row_of(int period)
{
    int row = 0;
    while (row < SKY_TEMPI - 1 && period_of(row) < period)
        row++;
    return row;
}

static void choose_rows(struct sky_beat_space *space, float shortest, float longest)
{
    space->first = SKY_TEMPI - 1;
    for (int i = SKY_TEMPI - 1; i >= 0; i--)
        if ((float)period_of(i) >= shortest - 1)
            space->first = i;
    for (int i = space->first; i < SKY_TEMPI; i++)
        if ((float)period_of(i) <= longest + 1)
            space->last = i;
}

static void make_row(struct sky_beat_space *space, int i)
{
    struct sky_row *row = &space->rows[i];
    int period = row->period = period_of(i);
    row->twice = 2 * period <= period_of(space->last) ? row_of(2 * period) : SKY_TEMPI;
    row->half = period / 2 >= period_of(space->first) ? row_of((period + 1) / 2) : SKY_TEMPI;
    int reach = (int)(SKY_SAME_TEMPO * (float)period + 0.5f);
    row->near_first = row->near_last = i;
    while (row->near_first > space->first && period_of(row->near_first - 1) >= period - reach)
        row->near_first--;
    while (row->near_last < space->last && period_of(row->near_last + 1) <= period + reach)
        row->near_last++;
}

/* A normal distribution of the tempo's logarithm. */
static void make_prior(struct sky_beat_space *space)
{
    float sum = 0;
    for (int i = space->first; i <= space->last; i++) {
        float period = (float)period_of(i);
        float away = sky_flog2((float)SKY_HOPS_A_SECOND * 60 / period / SKY_USUAL_BPM) / SKY_USUAL_OCTAVES;
        sum += space->rows[i].prior = sky_fexp(-0.5f * away * away) * width_of(i) / period;
    }
    for (int i = space->first; i <= space->last; i++)
        space->rows[i].prior /= sum;
}

/* A tempo changes to others with a probability that falls exponentially with the size of the change. */
static void make_changes(struct sky_beat_space *space)
{
    for (int from = space->first; from <= space->last; from++) {
        float part[2 * SKY_TEMPO_REACH + 1] = {0}, sum = 0, period = (float)period_of(from);
        for (int d = 0; d <= 2 * SKY_TEMPO_REACH; d++) {
            int to = from + SKY_TEMPO_REACH - d;
            if (to >= space->first && to <= space->last) {
                float change = sky_fabs((float)period_of(to) - period) / period;
                sum += part[d] = sky_fexp(-SKY_TEMPO_STIFFNESS * change) * width_of(to);
            }
        }
        for (int d = 0; d <= 2 * SKY_TEMPO_REACH; d++)
            if (part[d] > 0)
                space->change[d][from + SKY_TEMPO_REACH - d] = part[d] / sum;
    }
}

/* Places the bumps of a row. */
static void make_bumps(struct sky_beat_space *space, int pattern, int row)
{
    const struct sky_beat_pattern *p = &sky_beat_patterns[pattern];
    size_t start = (size_t)(space->cells[pattern][row] - space->memory);
    for (int i = 0; i < p->bumps; i++) {
        size_t middle = (size_t)(p->bump[i].at * (float)space->rows[row].period + 0.5f) + SKY_BEAT_PLACE;
        uint32_t kind = p->bump[i].kind;
        space->bumps[kind][space->bump_count[kind]++] = (uint32_t)(start + middle - SKY_FACTORS / 2);
    }
}

static int allocate(struct sky_beat_space *space)
{
    size_t bumps[SKY_KINDS] = {0}, rows = (size_t)space->last - (size_t)space->first + 1;
    for (int pattern = 0; pattern < SKY_PATTERNS; pattern++) {
        for (int row = space->first; row <= space->last; row++)
            space->size += sky_beat_space_length(space, pattern, row) + SLACK;
        for (int i = 0; i < sky_beat_patterns[pattern].bumps; i++)
            bumps[sky_beat_patterns[pattern].bump[i].kind] += rows;
    }
    bool failed = !(space->memory = calloc(space->size, sizeof *space->memory));
    for (int kind = 0; kind < SKY_KINDS; kind++)
        failed |= !(space->bumps[kind] = calloc(bumps[kind], sizeof *space->bumps[kind]));
    return failed ? sky_fail("out of memory") : 0;
}

int sky_beat_space_init(struct sky_beat_space *space, double slowest, double fastest)
{
    choose_rows(space, (float)(SKY_HOPS_A_SECOND * 60 / fastest), (float)(SKY_HOPS_A_SECOND * 60 / slowest));
    for (int row = space->first; row <= space->last; row++)
        make_row(space, row);
    space->rows[SKY_TEMPI].near_last = -1;
    make_prior(space);
    make_changes(space);
    if (allocate(space) < 0)
        return -1;
    float *cells = space->memory;
    for (int pattern = 0; pattern < SKY_PATTERNS; pattern++)
        for (int row = space->first; row <= space->last; row++) {
            size_t length = sky_beat_space_length(space, pattern, row);
            space->cells[pattern][row] = cells;
            make_bumps(space, pattern, row);
            for (size_t i = 0; i < length; i++)
                cells[SLACK + i] = space->rows[row].prior * sky_beat_patterns[pattern].share / (float)length;
            cells += length + SLACK;
        }
    space->start = SLACK;
    sky_beat_space_sum(space);
    return 0;
}

void sky_beat_space_finish(struct sky_beat_space *space)
{
    free(space->memory);
    for (int kind = 0; kind < SKY_KINDS; kind++)
        free(space->bumps[kind]);
    *space = (struct sky_beat_space){0};
}

/* ---- A hop ---- */

/* All rows move on by a place. What was at their last places is kept in `ended`. */
static void move(struct sky_beat_space *space)
{
    for (int pattern = 0; pattern < SKY_PATTERNS; pattern++)
        for (int row = space->first; row <= space->last; row++) {
            float *cells = space->cells[pattern][row] + space->start;
            size_t length = sky_beat_space_length(space, pattern, row);
            space->ended[pattern][row] = cells[length - 1];
            if (space->start == 0)
                memmove(cells + SLACK, cells, (length - 1) * sizeof *cells);
        }
    space->start = space->start ? space->start - 1 : SLACK - 1;
}

/* What ended begins in rows of nearly the same tempo. */
static void change_tempo(struct sky_beat_space *space, int pattern)
{
    float *begun = space->begun[pattern];
    memset(begun, 0, sizeof space->begun[pattern]);
    for (int d = 0; d <= 2 * SKY_TEMPO_REACH; d++) {
        int away = d - SKY_TEMPO_REACH, first = away < 0 ? -away : 0, end = away > 0 ? SKY_TEMPI - away : SKY_TEMPI;
        sky_kernels()->add_products(begun + first, space->ended[pattern] + first + away, space->change[d] + first,
                                    (size_t)(end - first));
    }
}

/* Begins bars of a row. A few of them change the pattern or the octave, or are half a beat or a beat late, so that the
 * filter can leave a mistake; and everything may begin anew at any time. Rows without an octave have a number that is
 * always 0. */
static void begin_row(struct sky_beat_space *space, int row, float fresh)
{
    const struct sky_row *r = &space->rows[row];
    float all = 0;
    for (int pattern = 0; pattern < SKY_PATTERNS; pattern++)
        all += space->begun[pattern][row];
    float changed = SKY_PATTERN_CHANCE * all + fresh * r->prior;
    for (int pattern = 0; pattern < SKY_PATTERNS; pattern++) {
        const float *begun = space->begun[pattern];
        float *cells = space->cells[pattern][row] + space->start, slip = SKY_SLIP_CHANCE * begun[row];
        cells[0] = begun[row] * (1 - SKY_PATTERN_CHANCE - 2 * SKY_OCTAVE_CHANCE - SKY_SLIP_CHANCE) +
                   changed * sky_beat_patterns[pattern].share + SKY_OCTAVE_CHANCE * (begun[r->twice] + begun[r->half]);
        cells[r->period / 2] += slip;
        if (sky_beat_patterns[pattern].beats > 1)
            cells[r->period] += slip;
    }
}

/* Multiplies what is at bumps by the likelihood of the flux there, in proportion to that elsewhere. */
static void observe(struct sky_beat_space *space, const float *flux)
{
    for (int kind = 0; kind < SKY_KINDS; kind++) {
        float log = -sky_beat_kinds[kind].cost;
        for (int group = 0; group < SKY_GROUPS; group++)
            log += sky_beat_kinds[kind].weight[group] * sky_fmin(flux[group], SKY_MOST_FLUX);
        log = sky_fmin(sky_fmax(log, -SKY_MOST_LIKELIHOOD), SKY_MOST_LIKELIHOOD);
        float likelihood[SKY_FACTORS];
        for (int i = 0; i < SKY_FACTORS; i++)
            likelihood[i] = sky_fexp(log * sky_beat_bump[i]);
        sky_kernels()->multiply_at(space->memory + space->start, space->bumps[kind], space->bump_count[kind],
                                      likelihood);
    }
}

void sky_beat_space_step(struct sky_beat_space *space, const float *flux)
{
    move(space);
    for (int pattern = 0; pattern < SKY_PATTERNS; pattern++)
        change_tempo(space, pattern);
    for (int row = space->first; row <= space->last; row++)
        begin_row(space, row, SKY_FRESH_CHANCE * space->sum);
    if (flux)
        observe(space, flux);
}

void sky_beat_space_sum(struct sky_beat_space *space)
{
    space->sum = 0;
    for (int row = space->first; row <= space->last; row++) {
        space->tempo[row] = 0;
        for (int pattern = 0; pattern < SKY_PATTERNS; pattern++)
            space->tempo[row] += sky_kernels()->sum(space->cells[pattern][row] + space->start,
                                                    sky_beat_space_length(space, pattern, row));
        space->sum += space->tempo[row];
    }
    /* The numbers are scaled before they leave the range of floats. */
    if (space->sum < 1e-9f || space->sum > 1e9f) {
        float scale = 1 / space->sum;
        for (size_t i = 0; i < space->size; i++)
            space->memory[i] *= scale;
        for (int row = space->first; row <= space->last; row++)
            space->tempo[row] *= scale;
        space->sum = 1;
    }
}
