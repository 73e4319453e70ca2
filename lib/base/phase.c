/* SPDX-License-Identifier: ISC */
#include <sky/phase.h>

double sky_phase_at(struct sky_phase *phase, double speed, double t)
{
    if (phase->has_speed && speed != phase->speed) {
        phase->base += phase->speed * (t - phase->since);
        phase->since = t;
    }
    phase->has_speed = true;
    phase->speed = speed;
    return phase->base + speed * (t - phase->since);
}
