/* SPDX-License-Identifier: ISC */
/* The state of a show, and what the frames of its input do to it; loop.c has the table of states. */
#ifndef SKY_PUSH_FRAMES_H
#define SKY_PUSH_FRAMES_H

#include "base/wall.h"
#include "sky-push/alarm.h"
#include "sky-push/compositor.h"
#include "sky-push/notify.h"
#include "sky-push/plan.h"
#include "sky-push/stats.h"

enum state { OPENING, WAITING, PLAYING, IDLE, FADING, ENDING, CLOSING, DONE };

struct loop {
    const struct plan *plan;
    enum state state;
    struct source source;
    struct compositor compositor;
    struct outputs outputs;
    struct notify notify;
    struct stats stats;
    struct alarm alarm;
    uint64_t deadline;       /* of the state OPENING, ENDING or CLOSING, ns */
    struct sky_wall wall;    /* of --at-clock and --clock */
    struct sky_live *live;   /* values that control lines set */
    double bpm;              /* of the configuration, whatever lines have said since */

    struct sky_pacer pacer;  /* of all steps of frames, repeats included */
    unsigned step;           /* of a frame, which is shown next: 1 to plan->smooth; 0: there is none */
    bool repeat;             /* the frame was shown before */
    uint64_t due;            /* when the step is */
    bool is_newest;          /* the input has nothing after the frame that waits */
    struct shared_picture *picture; /* of that step, once it was made; or NULL */
    bool waits_for_room;

    double trims[ROTOR_ARMS_MAX]; /* of the rotor's arms, turns */
    bool wrong_trims;             /* the latest could not be parsed */
};

/* How many frames of the show have begun, also those that were repeated or left out. */
uint64_t loop_frames_begun(const struct loop *loop);

/* ---- Ends ---- */

/* Ends after the last frame has been shown for its whole time. */
void loop_end(struct loop *loop);

/* `hurry` neither waits for a reader that takes nothing nor sends the picture that waits. */
void loop_begin_closing(struct loop *loop, bool hurry);

/* The show has failed, with the error set. */
void loop_fail(struct loop *loop);

/* ---- The input ---- */

/* How much of its light the frame is shown with, 0 to 1. */
double loop_level(const struct loop *loop);

/* When the input becomes idle if no frame comes. */
uint64_t loop_stale_at(const struct loop *loop);

/* Fades out or shows the last frame on, as --idle says. */
void loop_begin_idle(struct loop *loop);

/* Asks a live input for its newest frame when one is due. */
void loop_ask_live(struct loop *loop, uint64_t now);

/* Reads on from any other input when there is something, and repeats the last frame while it is idle. */
void loop_read_on(struct loop *loop, uint64_t now, bool ready);

/* With --clock, the frame that waits for its time gives way to a newer one from a pipe. */
bool loop_may_give_way(const struct loop *loop);
void loop_give_way(struct loop *loop, uint64_t now);

#endif
