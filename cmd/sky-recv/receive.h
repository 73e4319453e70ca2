/* SPDX-License-Identifier: ISC */
/* The thread that receives: it does nothing else, so that the kernel's buffers are emptied whatever the output does. */
#ifndef SKY_RECV_RECEIVE_H
#define SKY_RECV_RECEIVE_H

#include <pthread.h>
#include <stdbool.h>

#include "sky-recv/picture.h"
#include "sky-recv/queue.h"
#include "sky-recv/senders.h"
#include "sky-recv/sockets.h"
#include "sky-recv/source.h"

struct receive_counts {
    struct sky_assembly_stats assembly;
    uint64_t dropped;  /* packets, by the kernel */
    uint64_t left_out; /* frames, because newer ones came or there was no place for more */
};

struct receive {
    const struct source *source;
    struct senders senders;
    struct picture picture;
    struct queue queue;
    struct sky_receiver_settings settings;
    struct sky_receiver *receiver;
    struct sockets sockets; /* of protocols over UDP */
    int listener;           /* of one over TCP; else -1 */
    struct address address; /* where it listens */

    pthread_t thread;
    bool started;
    int stop;               /* an eventfd that ends it */

    pthread_mutex_t lock;   /* for what follows */
    struct receive_counts counts;

    /* The thread's own. */
    uint64_t strangers;  /* packets of senders that --from does not allow */
    uint64_t published;  /* when the counts were copied last, ns */
    bool is_published;   /* and they have not changed since */
    uint64_t warned;     /* when a packet that is not for us was warned of last, ns */
};

/* Opens the sockets and starts the thread. `buffer` is the room in the kernel, in bytes, or 0 for that of two frames.
 * `senders` is taken over. Returns 0, or -1 with the error set; receive_finish() in any case. */
int receive_start(struct receive *receive, const struct source *source, const struct sky_receiver_settings *settings,
                  size_t frame_bytes, bool every, uint64_t buffer);

/* Ends the thread, closes and frees all. Accepts a zeroed one. */
void receive_finish(struct receive *receive);

/* Ends the thread, so that the counts are complete. */
void receive_stop(struct receive *receive);

/* The counts, not older than 0.2 s while the thread runs. */
void receive_get_counts(struct receive *receive, struct receive_counts *counts);

/* ---- For the parts of the thread ---- */

/* Takes a packet or message, and warns now and then of one that is not for us. */
enum sky_received receive_take(struct receive *receive, const uint8_t *bytes, size_t size,
                               const struct sockaddr *from, uint64_t now);

/* When the thread must go on though nothing comes, ns; and what is to be done then. */
uint64_t receive_deadline(const struct receive *receive);
void receive_expire(struct receive *receive, uint64_t now);

/* Answers an ArtPoll. */
void receive_answer_poll(const struct receive *receive, int fd, const struct sockaddr *from, socklen_t length);

/* The loops of the thread, which return when receive->stop is readable; -1 with the error set when they fail. */
int receive_packets(struct receive *receive);
int receive_streams(struct receive *receive);

#endif
