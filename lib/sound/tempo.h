/* SPDX-License-Identifier: ISC */
/* Ranges of tempi. */
#ifndef SKY_SOUND_TEMPO_H
#define SKY_SOUND_TEMPO_H

/* Parses "SLOWEST..FASTEST", beats a minute that sky_beat_init() takes. Returns 0, or -1 with the error set. */
int sky_tempo_parse(const char *text, double *slowest, double *fastest);

#endif
