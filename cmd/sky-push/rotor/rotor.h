/* SPDX-License-Identifier: ISC */
/* A rotor: arms of LEDs that sweep the disc. The outputs have only the arms' LEDs, and a thread posts each vane to them
 * when the arms are there. */
#ifndef SKY_PUSH_ROTOR_H
#define SKY_PUSH_ROTOR_H

#include <stdio.h>

#include "led/rotor.h"
#include "sky-push/output.h"
#include "sky-push/rotor/sensor.h"

#define ROTOR_ARMS_MAX 64

/* What follows --rotor, parsed. */
struct rotor_args {
    struct sky_geometry screen; /* of the frames */
    struct sky_geometry arms;   /* of an output: a vane for each arm */
    double offsets[ROTOR_ARMS_MAX]; /* of the arms from the first one, turns clockwise */
    struct sky_rotor_settings settings;
    struct sensor_args sensor;
    char *name; /* holds gpiochip and line */
};

/* Parses "[GPIOCHIP:]LINE[,name=value…]" or "sim=REV/S[,name=value…]" for a screen of this geometry. Returns 0,
 * or -1 with the error set. Call rotor_args_finish() in any case, also for zeroed ones. */
int rotor_args_parse(struct rotor_args *args, const char *text, const struct sky_geometry *screen);
void rotor_args_finish(struct rotor_args *args);

/* Returns 0, or -1 with the error set; rotor_args_finish() the copy in any case. */
int rotor_args_copy(struct rotor_args *copy, const struct rotor_args *args);

/* Parses degrees with colons between them, at most as many as there are arms, into turns; those that are left out stay.
 * Returns 0, or -1 with the error set. */
int rotor_parse_trims(const struct rotor_args *args, const char *text, double turns[ROTOR_ARMS_MAX]);

/* Parameters that may change while it turns. */
struct rotor_trim {
    double lead;       /* ms that vanes are sent earlier */
    const char *trims; /* degrees, with colons between them, by which each arm's picture is turned clockwise */
};

/* Checks that an output can be the arms. Returns 0, or -1 with the error set. */
int rotor_check_output(const struct output *output);

/* Vanes a second, where that is known, or 0. */
double rotor_args_rate(const struct rotor_args *args);

/* Is this the name of what may follow the sensor? */
bool rotor_args_take(const char *name);

/* For --help, and --help=tsv. */
void rotor_help(FILE *out);
void rotor_help_rows(void);

struct rotor;

/* Claims the sensor and starts the thread, which posts to these outputs, and posts `black` while the position of the
 * arms is not known. The outputs are black already. `args` are copied. NULL with the error set. */
struct rotor *rotor_start(const struct rotor_args *args, struct output *const *outputs, size_t count,
                          struct shared_picture *black, bool realtime);

/* Shows this picture of the whole screen from the next vane on. */
void rotor_show(struct rotor *rotor, struct shared_picture *picture);

/* Sends vanes so many seconds before the arms are there, from the next one on, and turns what each arm shows
 * clockwise by so many turns. */
void rotor_adjust(struct rotor *rotor, double lead, const double trims[ROTOR_ARMS_MAX]);

/* rotor_hold() keeps the thread from its outputs until rotor_release(), so that rotor_change() can replace them. */
void rotor_hold(struct rotor *rotor);
void rotor_change(struct rotor *rotor, struct output *const *outputs, size_t count);
void rotor_release(struct rotor *rotor);

/* Prints statistics in one line. */
void rotor_print_stats(struct rotor *rotor);

/* Ends the thread. */
void rotor_stop(struct rotor *rotor);

/* After rotor_stop(), and when the outputs have ended; accepts NULL. */
void rotor_destroy(struct rotor *rotor);

#endif
