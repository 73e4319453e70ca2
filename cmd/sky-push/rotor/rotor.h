/* SPDX-License-Identifier: ISC */
/* A rotor: arms of LEDs that sweep the disc. The outputs of a show have the arms' LEDs only, and a thread sends
 * them each vane when the arms are there. */
#ifndef SKY_PUSH_ROTOR_H
#define SKY_PUSH_ROTOR_H

#include <stdio.h>

#include "led/rotor.h"
#include "sky-push/output.h"
#include "sky-push/realtime.h"
#include "sky-push/rotor/sensor.h"

/* What follows --rotor, read. */
struct rotor_words {
    struct sky_geometry screen; /* of the frames */
    struct sky_geometry arms;   /* of an output: a vane for each arm */
    struct sky_rotor_settings plan;
    struct sensor_words sensor;
    char *name;       /* holds chip and line */
};

/* Reads "CHIP:LINE[,name=value…]" or "sim=REV/S[,name=value…]" for a screen of this geometry. Returns 0, or -1 with
 * the error set. Call rotor_words_finish() in any case, also for zeroed ones. */
int rotor_words_read(struct rotor_words *words, const char *text, const struct sky_geometry *screen);
void rotor_words_finish(struct rotor_words *words);

/* Returns 0, or -1 with the error set; rotor_words_finish() the copy in any case. */
int rotor_words_copy(struct rotor_words *copy, const struct rotor_words *words);

/* Can this output be the arms? Returns 0, or -1 with the error set. */
int rotor_check_output(const struct output *output);

/* Vanes a second, where that is known, or 0. */
double rotor_words_rate(const struct rotor_words *words);

/* For --help. */
void rotor_help(FILE *out);

struct rotor;

/* Claims the sensor and starts the thread, which owns the open outputs from then on, except between rotor_hold()
 * and rotor_release(). The outputs must outlive it. NULL with the error set. */
struct rotor *rotor_start(const struct rotor_words *words, struct output *const *outputs, size_t count,
                          const struct realtime *realtime);

/* Shows this picture of the whole screen from the next vane on; copies it. Returns as a driver does, what became of
 * the outputs since the last time. */
enum send_result rotor_show(struct rotor *rotor, const struct picture *picture);
enum send_result rotor_check(struct rotor *rotor); /* that alone */

/* Keeps the thread from sending, for a moment, while others use its outputs. */
void rotor_hold(struct rotor *rotor);
void rotor_release(struct rotor *rotor);

/* Between the two: these are its outputs from now on. */
void rotor_change(struct rotor *rotor, struct output *const *outputs, size_t count, const struct realtime *realtime);

/* Prints how it goes, in one line. */
void rotor_tell(struct rotor *rotor);

/* Ends the thread; the LEDs stay as they are, and the outputs belong to whoever opened them again. */
void rotor_stop(struct rotor *rotor);
void rotor_destroy(struct rotor *rotor); /* after rotor_stop(); accepts NULL */

#endif
