/* SPDX-License-Identifier: ISC */
/* An output: one -o, from its arguments to an open driver with a thread of its own.
 *
 * The thread has room for one picture beside the one that it is sending, and with a delay for those of that time. A
 * newer picture replaces one that waits, which is counted as dropped, so posting never waits for the driver. Hardware
 * that fails is closed and opened again about once a second. The thread reports what happens as news to the loop, which
 * polls an eventfd for it.
 */
#ifndef SKY_PUSH_OUTPUT_H
#define SKY_PUSH_OUTPUT_H

#include <pthread.h>

#include <sky/error.h>

#include "base/lateness.h"
#include "sky-push/waiting.h"

enum output_state {
    OUTPUT_OPENING, /* for the first time, or there is no thread yet */
    OUTPUT_READY,   /* waits for a picture */
    OUTPUT_BUSY,    /* sends one */
    OUTPUT_AWAY,    /* the hardware has failed, and is tried again */
    OUTPUT_FAILED,  /* or its reader has closed: it accepts no more pictures */
    OUTPUT_ENDED,   /* the thread is about to return */
};

/* What has happened since the news were taken last: any of these. */
enum output_news {
    OUTPUT_IS_OPEN = 1,
    OUTPUT_IS_TIMED = 2,  /* frame_time is known, or has changed */
    OUTPUT_IS_AWAY = 4,   /* `error` tells why */
    OUTPUT_IS_BACK = 8,
    OUTPUT_HAS_ROOM = 16, /* only after output_has_room() with `wanted` */
    OUTPUT_KEEPS_PLAN = 32,   /* a new plan did not fit: `error` */
    OUTPUT_HAS_CLOSED = 64,   /* the reader has */
    OUTPUT_HAS_FAILED = 128,  /* for good: `error` */
    OUTPUT_NOT_OPENED = 256,  /* the same, of one whose opening may fail */
    OUTPUT_HAS_ENDED = 512,
};

struct output_stats {
    uint64_t sent, late, dropped; /* pictures; late by the time of one or more; replaced before they were sent */
    struct sky_lateness lateness;
    double amps, max_amps;        /* of a picture, mean and maximum; 0 when the driver does not know */
    uint64_t unsent;              /* packets or messages of a network output that could not be sent */
};

#define OUTPUTS_MAX 16 /* of a show */

struct output {
    const struct driver *driver;
    char *text; /* as it was written */
    char *name; /* for messages: driver and target */
    char *target;
    void *driver_settings;
    struct sky_params params; /* the driver's */
    struct output_settings {
        double delay;       /* ms */
        const char *supply; /* NAME:AMPS, or "" */
    } settings;
    struct sky_params common; /* of these: what every output takes */
    uint64_t delay_ns;        /* the same */
    struct driver_args args; /* once the thread has started, the thread's */

    /* The thread's own. */
    pthread_t thread;
    void *self; /* the open driver, or NULL */
    int event;  /* the loop's eventfd */
    bool realtime;
    bool may_fail;                /* a failure of its first opening does not end the show */
    struct shared_picture *black; /* sent first whenever it is opened; or NULL */
    uint64_t black_frames;        /* how many black pictures were sent then, */
    double black_ua;              /* and their current in all */
    struct shared_picture *shown; /* the one that was sent last, if the driver has it sent again; or NULL */
    uint64_t shown_at;            /* when, ns */
    uint64_t shown_budget_ua;     /* see struct picture */
    uint64_t unsent;              /* before the driver was opened again */

    /* Shared with the loop and the rotor, under the lock. */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    enum output_state state;
    bool opened; /* at least once */
    struct waiting waiting;
    uint64_t retry;                 /* when hardware is tried again, ns */
    uint64_t busy_since;            /* ns */
    bool quit;                      /* the thread is to end, after it has sent `last`, if any; or has not started */
    struct shared_picture *last;
    uint64_t last_due;              /* ns */
    void *plan;                     /* a new one to go on with, or NULL */
    bool wants_room;                /* the loop waits for OUTPUT_HAS_ROOM */
    char *away;                     /* why it has failed, while nothing was sent since; or NULL */
    unsigned news;
    char error[SKY_ERROR_MAX];
    double frame_time; /* seconds; 0: not known */
    char figures[FIGURES_MAX];
    struct output_stats stats;

    /* The loop's own. */
    bool started;      /* there is a thread */
    bool rate_checked; /* its rate was compared with its frame time */
};

/* The parameters that every output takes. */
extern const struct sky_param output_params[];

/* Parses "DRIVER[:TARGET][,name=value…]" for pictures of this geometry and rate. `general` are the parameters of the
 * whole show, of which one here is an error of its own. NULL with the error set. */
struct output *output_create(const char *text, const struct sky_param *general, const struct sky_geometry *geometry,
                             double fps);

/* After OUTPUT_HAS_ENDED, or before output_start(); else its thread is stuck in the driver, and all is left as it is.
 * Accepts NULL. */
void output_destroy(struct output *output);

/* The path of its layout file, or NULL. */
const char *output_layout(const struct output *output);

/* True when both would claim the same device or file. */
bool output_same_target(const struct output *a, const struct output *b);

/* Starts the thread, which opens the driver and sends `black`, unless that is NULL. Returns 0, or -1 with the error
 * set. */
int output_start(struct output *output, struct shared_picture *black, int event, bool realtime, bool may_fail);

/* Posts a picture, which is sent when it is due (ns), with the budget of struct picture. */
void output_post(struct output *output, struct shared_picture *picture, uint64_t due, uint64_t budget_ua);

/* True when a picture that is posted now would be sent at once. `begun` gets false while the thread has not begun with
 * the picture before. With `wanted`, OUTPUT_HAS_ROOM is reported when this may have changed. */
bool output_has_room(struct output *output, bool *begun, bool wanted);

/* Hands over a plan that was made anew from the same arguments; the output owns it from then on. */
void output_change_plan(struct output *output, void *plan);

/* Makes the thread end after it has sent `last`, if that is not NULL, with the delay of all pictures. `hurry` drops the
 * pictures that wait, sends `last` at once, and gives up on a reader that takes nothing. Does not wait for the end. */
void output_stop(struct output *output, struct shared_picture *last, bool hurry);

/* Returns the news and clears them. `error` gets the text that belongs to them. */
unsigned output_take_news(struct output *output, char error[SKY_ERROR_MAX]);

/* What the thread does now, and its counts so far. */
enum output_state output_state(struct output *output);
void output_stats(struct output *output, struct output_stats *stats);

/* How long the driver has been sending one picture, ns. */
uint64_t output_busy_time(struct output *output, uint64_t now);

/* ---- Drivers by name ---- */

/* The driver of this name, or NULL with the error set. */
const struct driver *drivers_find(const char *name);

/* "term, null, wire, …" */
void drivers_list(FILE *out);

/* The first driver that takes an argument of this name, or NULL. */
const char *drivers_taking(const char *name);

/* The drivers and their parameters, for --help. */
void drivers_help(FILE *out);

/* The same as rows of --help=tsv. */
void drivers_help_rows(void);

#endif
