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
    int coming, reading;                           /* -1: none */
    uint64_t left_out; /* frames that were never read */
    int event;         /* becomes readable when a frame waits */
    int room;          /* and this when one has been read */
    char *failure;     /* no more frames come, for this reason; or NULL */
};

/* Memory for frames of `bytes`, black at first. Returns 0, or -1 with the error set; queue_finish() in any case. */
int queue_init(struct queue *queue, size_t bytes, bool every);
void queue_finish(struct queue *queue);

/* For the thread that receives: memory for the next frame, which holds some older one, or NULL when with `every` no
 * place is free; and then hands it over. */
uint8_t *queue_begin(struct queue *queue);
void queue_end(struct queue *queue);

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
