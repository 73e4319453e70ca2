/* SPDX-License-Identifier: ISC */
/* All outputs of a show, and the rotor that is between them and the loop where there is one. */
#ifndef SKY_PUSH_OUTPUTS_H
#define SKY_PUSH_OUTPUTS_H

#include "sky-push/output.h"
#include "sky-push/realtime.h"
#include "sky-push/rotor/rotor.h"
#include "sky-push/supply.h"

struct outputs {
    struct output **all; /* the configuration's */
    size_t count;
    struct output **retired; /* outputs of earlier configurations that have not ended yet; owned */
    size_t retired_count;
    int event;               /* an eventfd: there is news */
    bool leave;              /* leave the last picture at the end, and send no black */
    bool no_realtime;        /* ask for no real-time priority */
    const struct rotor_args *rotor_args; /* or NULL */

    bool interpolate;        /* some output shows the steps between frames */
    bool on_terminal;        /* some output draws there */
    bool closed;             /* nobody reads any of them any more */
    char failure[SKY_ERROR_MAX]; /* what ended the show, or "" */
    char lost[SKY_ERROR_MAX];    /* why an output ended without which the show went on, or "" */

    struct supplies *supplies; /* the configuration's, or NULL */
    struct picture_pool pool; /* of black */
    struct shared_picture *black;
    struct rotor *rotor;
    struct realtime realtime;
    bool stopping;
};

/* Returns 0, or -1 with the error set. `geometry` is that of an output's pictures. Call outputs_finish() in any
 * case. */
int outputs_init(struct outputs *outputs, struct output **all, size_t count, const struct sky_geometry *geometry);

/* Frees everything once all outputs have ended; does nothing while one is stuck in its driver. */
void outputs_finish(struct outputs *outputs);

/* Stores the last error as the failure, unless there is one already. */
void outputs_fail(struct outputs *outputs);

/* Starts to open all of them. */
void outputs_start(struct outputs *outputs);

/* True when none is being opened for the first time. */
bool outputs_are_open(struct outputs *outputs);

/* After that: starts the rotor, and locks memory. */
void outputs_settle(struct outputs *outputs);

/* After the event: prints warnings, and sets `closed` and `failure`. */
void outputs_take_news(struct outputs *outputs);

/* True when the next picture may be posted: at least one output would send it at once, and every thread has begun with
 * the picture before, so that a thread that has only not been scheduled yet drops nothing. When false, there will be
 * news. */
bool outputs_have_room(struct outputs *outputs);

/* Posts a picture to all, which was due at this time (ns). */
void outputs_show(struct outputs *outputs, struct shared_picture *picture, uint64_t due);

/* With a rotor: sends vanes earlier by `lead` seconds and by half of the time that sending one takes, and turns the
 * arms; see rotor_adjust(). */
void outputs_adjust_rotor(struct outputs *outputs, double lead, const double trims[ROTOR_ARMS_MAX]);

/* Posts it again to those on the terminal, whose size has changed. */
void outputs_redraw(struct outputs *outputs, struct shared_picture *picture);

/* Changes to the outputs of another configuration. Outputs with the same arguments stay open and get the plan that was
 * made from their files as they are now. The others are sent black, unless `leave`, and closed. New ones are opened as
 * soon as no old one holds their device. Outputs move between the two arrays; entries may become NULL. */
void outputs_change(struct outputs *outputs, struct output **all, size_t count, bool leave, bool no_realtime);

/* True when every output has been sending one picture for at least this time, ns. */
bool outputs_are_stuck(struct outputs *outputs, uint64_t time);

/* Sends black, unless `leave` or to a terminal, and ends the threads; `hurry` as in output_stop(). */
void outputs_stop(struct outputs *outputs, bool hurry);

/* Interrupts the write() to a terminal in which an output may wait. */
void outputs_nudge(struct outputs *outputs);
bool outputs_have_ended(struct outputs *outputs);

/* The time, in ns, until which to wait for that after outputs_stop(). SKY_FOREVER where a program reads what is sent,
 * if not `hurry`. */
uint64_t outputs_patience(struct outputs *outputs, bool hurry);

/* After that time: outputs that have not ended are a failure. */
void outputs_abandon(struct outputs *outputs);

/* The current, in amperes: the sums of the means and of the maxima. 0 when none is known. */
void outputs_amps(struct outputs *outputs, double *mean, double *max);

/* A line for each output and the rotor: pictures, how late, and how many were dropped. */
void outputs_print_stats(struct outputs *outputs);

#endif
