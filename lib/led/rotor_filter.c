/* SPDX-License-Identifier: ISC */
#include "led/rotor_filter.h"

#include <math.h>
#include <stdbool.h>

#define MEMORY 16      /* corrections that a mean square remembers */
#define EXACT 1e3      /* ns: the least jitter of edges; */
#define DOUBT 16       /* where it is not more, the squared errors of all filters but the first count as so much more */
#define SUDDEN 20      /* a squared error in proportion to the mean that means a sudden change */
#define SPEED_OFF 0.25 /* how far a speed may be from the last one that was measured */

/* Gains by which the error of a prediction corrects position, speed and acceleration, in units of the time since the
 * last edge. The first two filters are the limits of Kalman filters for white acceleration and white jerk where edges
 * do not jitter: their errors for a motion x are (1 - z^-1)^2 x / (1 + 0.268 z^-1) and (1 - z^-1)^3 x / ((1 + 0.431
 * z^-1) (1 + 0.043 z^-1)). The others forget errors by the factor f from edge to edge (N. Morrison, Introduction to
 * Sequential Smoothing and Prediction, McGraw-Hill 1969): 1 - f^2, (1 - f)^2; or 1 - f^3, 3/2 (1 - f)^2 (1 + f), (1 -
 * f)^3. */
static const struct {
    double position, speed, acceleration;
} gains[SKY_ROTOR_FILTERS] = {
    {1, 1.2679, 0},         /* white acceleration */
    {1, 1.7276, 1.4923},    /* white jerk */
    {0.75, 0.25, 0},        /* f = 1/2 */
    {0.4375, 0.0625, 0},    /* 3/4 */
    {0.19, 0.01, 0},        /* 9/10 */
    {0.784, 0.384, 0.064},  /* 3/5 */
    {0.488, 0.108, 0.008},  /* 4/5 */
};

void sky_rotor_filter_init(struct sky_rotor_filter *filter, double speed)
{
    *filter = (struct sky_rotor_filter){.motion = {.speed = speed}};
    for (int i = 0; i < SKY_ROTOR_FILTERS; i++)
        filter->members[i] = filter->motion;
}

/* The acceleration is trusted for a turn. */
static double accelerated(const struct sky_rotor_motion *motion, double ns)
{
    return fmin(ns, 1 / motion->speed);
}

static double speed_of(const struct sky_rotor_motion *motion, double ns)
{
    return motion->speed + motion->acceleration * accelerated(motion, ns);
}

static double way_of(const struct sky_rotor_motion *motion, double ns)
{
    double part = accelerated(motion, ns);
    return motion->lead + motion->speed * ns + motion->acceleration * part * (ns - part / 2);
}

double sky_rotor_filter_way(const struct sky_rotor_filter *filter, double ns)
{
    return way_of(&filter->motion, ns);
}

double sky_rotor_filter_speed(const struct sky_rotor_filter *filter, double ns)
{
    return speed_of(&filter->motion, ns);
}

double sky_rotor_filter_error(const struct sky_rotor_filter *filter)
{
    return sqrt(filter->cost);
}

/* Corrects one of the filters, and returns the error of its prediction. */
static double correct(struct sky_rotor_motion *motion, int i, double ns, double way)
{
    double error = way - way_of(motion, ns), measured = way / ns;
    motion->speed = speed_of(motion, ns) + gains[i].speed * error / ns;
    motion->speed = fmin(fmax(motion->speed, measured * (1 - SPEED_OFF)), measured * (1 + SPEED_OFF));
    motion->acceleration += gains[i].acceleration * error / (ns * ns);
    double most = motion->speed * motion->speed / 8; /* an eighth of the speed in a turn */
    motion->acceleration = fmin(fmax(motion->acceleration, -most), most);
    motion->lead = (gains[i].position - 1) * error;
    return error;
}

static void mix(struct sky_rotor_filter *filter, double exact)
{
    double best = INFINITY, sum = 0, costs[SKY_ROTOR_FILTERS];
    for (int i = 0; i < SKY_ROTOR_FILTERS; i++) {
        costs[i] = filter->costs[i] + (i == 0 ? exact : DOUBT * exact);
        best = fmin(best, costs[i]);
    }
    filter->motion = (struct sky_rotor_motion){0};
    for (int i = 0; i < SKY_ROTOR_FILTERS; i++) {
        const struct sky_rotor_motion *member = &filter->members[i];
        double weight = best / costs[i];
        weight *= weight;
        weight *= weight;
        weight *= weight; /* to the power of MEMORY / 2: the likelihood */
        sum += weight;
        filter->motion.lead += weight * member->lead;
        filter->motion.speed += weight * member->speed;
        filter->motion.acceleration += weight * member->acceleration;
    }
    filter->motion.lead /= sum;
    filter->motion.speed /= sum;
    filter->motion.acceleration /= sum;
}

static void remember(double *cost, double square, unsigned corrections)
{
    *cost += (square - *cost) / (corrections < MEMORY ? corrections : MEMORY);
}

void sky_rotor_filter_correct(struct sky_rotor_filter *filter, double ns, double way, double edges)
{
    double exact = EXACT * way / ns, error = (way - way_of(&filter->motion, ns)) / edges;
    exact *= exact;
    bool sudden = filter->corrections > 2 && error * error > SUDDEN * (filter->cost + exact);
    filter->corrections += filter->corrections < MEMORY;
    remember(&filter->cost, error * error, filter->corrections);
    for (int i = 0; i < SKY_ROTOR_FILTERS; i++) {
        double each = correct(&filter->members[i], i, ns, way) / edges;
        remember(&filter->costs[i], each * each, filter->corrections);
        if (sudden)
            filter->costs[i] = i == 0 ? error * error / DOUBT : error * error;
    }
    mix(filter, exact);
}
