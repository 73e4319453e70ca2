/* SPDX-License-Identifier: ISC */
/* A beat that is tapped by hand. */
#ifndef SKY_SOUND_TAP_H
#define SKY_SOUND_TAP_H

#include <stdbool.h>

#define SKY_TAP_PAUSE_S 3.0 /* a tap after such a pause begins anew, and keeps only the count */
#define SKY_TAP_LAST 8      /* intervals of which the median is the beat's length */
#define SKY_TAP_BPM_MAX 300

/* Begin with {.bpm = 120}. Times are in seconds, from any beginning, and never go back. */
struct sky_tap {
    double bpm;
    double lock; /* 0 to 1: how steady the taps are */

    double intervals[SKY_TAP_LAST]; /* between taps, in turns */
    unsigned taps;                  /* since the last pause */
    double last;                    /* when the last one was */
    double since, count;            /* a time, and the count of beats then */
    double rate, ease;              /* for `ease` seconds it grows by `rate` a second, to meet the taps; afterwards it
                                       keeps the tempo */
};

/* Records a tap, which is a beat. One that comes sooner after another than a beat of SKY_TAP_BPM_MAX is left out. */
void sky_tap_hit(struct sky_tap *tap, double now);

/* The count of beats; whole numbers are beats. It does not step back: a tap makes it faster or slower for a beat. */
double sky_tap_beat(const struct sky_tap *tap, double now);

#endif
