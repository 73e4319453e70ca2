/* SPDX-License-Identifier: ISC */
/* Frames on their way from the thread that receives to the one that writes. The newest replaces one that waits, or with
 * `every` they wait one behind the other. */
#ifndef SKY_RECV_QUEUE_H
#define SKY_RECV_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUEUE_MAX 64 /* frames */

struct queue {
    pthread_mutex_t lock;
    size_t bytes; /* of a frame */
    bool every;
    uint8_t *memory;
    /* Places of frames in it, by their index. */
    unsigned places, unused_count, waiting_count;
    uint8_t unused[QUEUE_MAX], waiting[QUEUE_MAX]; /* the latter in their order */
    int reading;                                   /* -1: none */
    uint64_t left_out; /* frames that were never read */
    int event;         /* becomes readable when a frame waits */
    int room;          /* and this when there is a place again */
    char *failure;     /* no more frames come, for this reason; or NULL */
};

/* Memory for frames of `bytes`, black at first. Returns 0, or -1 with the error set; queue_finish() in any case. */
int queue_init(struct queue *queue, size_t bytes, bool every);
void queue_finish(struct queue *queue);

/* For the thread that receives: takes memory for a frame, which holds some older one; NULL when with `every` no place
 * is free. Two at a time may be taken. */
uint8_t *queue_begin(struct queue *queue);

/* Hands over the frame in memory that was taken. */
void queue_end(struct queue *queue, const uint8_t *frame);

/* Is this memory of the queue? */
bool queue_owns(const struct queue *queue, const uint8_t *frame);

/* Counts a frame that was left out, as there was no place. */
void queue_leave_out(struct queue *queue);

/* With `every`, is there no place for another frame? */
bool queue_is_full(struct queue *queue);

/* No more frames come, because of the error that is set. */
void queue_fail(struct queue *queue);

/* For the thread that writes: the next frame, which stays until the next call; or NULL when there is none yet.
 * `failure` gets the reason when no more come, else NULL. */
const uint8_t *queue_take(struct queue *queue, const char **failure);

/* How many frames were never read so far. */
uint64_t queue_left_out(struct queue *queue);

#endif
