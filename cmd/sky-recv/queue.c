/* SPDX-License-Identifier: ISC */
#include "sky-recv/queue.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <sky/error.h>

#define EVERY_BYTES ((size_t)64 << 20) /* for frames that wait, */
#define EVERY_MIN 4                    /* which are at least so many */
#define NEWEST 4                       /* one that is read, one that waits, and two that come */

int queue_init(struct queue *queue, size_t bytes, bool every)
{
    size_t places = NEWEST;
    if (every) {
        places = EVERY_BYTES / bytes;
        places = places < EVERY_MIN ? EVERY_MIN : places > QUEUE_MAX ? QUEUE_MAX : places;
    }
    *queue = (struct queue){.bytes = bytes, .every = every, .places = (unsigned)places, .reading = -1};
    while (queue->unused_count < places) {
        queue->unused[queue->unused_count] = (uint8_t)queue->unused_count;
        queue->unused_count++;
    }
    pthread_mutex_init(&queue->lock, NULL);
    queue->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    queue->room = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    queue->memory = calloc(places, bytes);
    if (queue->event < 0 || queue->room < 0 || !queue->memory)
        return sky_fail("out of memory");
    return 0;
}

void queue_finish(struct queue *queue)
{
    if (queue->places == 0)
        return;
    if (queue->event >= 0)
        close(queue->event);
    if (queue->room >= 0)
        close(queue->room);
    pthread_mutex_destroy(&queue->lock);
    free(queue->memory);
    free(queue->failure);
}

uint8_t *queue_begin(struct queue *queue)
{
    uint8_t *memory = NULL;
    pthread_mutex_lock(&queue->lock);
    if (queue->unused_count > 0)
        memory = queue->memory + queue->unused[--queue->unused_count] * queue->bytes;
    pthread_mutex_unlock(&queue->lock);
    return memory;
}

void queue_end(struct queue *queue, const uint8_t *frame)
{
    pthread_mutex_lock(&queue->lock);
    bool replaces = !queue->every && queue->waiting_count > 0;
    if (replaces) {
        queue->unused[queue->unused_count++] = queue->waiting[--queue->waiting_count];
        queue->left_out++;
    }
    queue->waiting[queue->waiting_count++] = (uint8_t)((size_t)(frame - queue->memory) / queue->bytes);
    pthread_mutex_unlock(&queue->lock);
    if (!replaces)
        eventfd_write(queue->event, 1);
}

bool queue_owns(const struct queue *queue, const uint8_t *frame)
{
    return frame >= queue->memory && frame < queue->memory + queue->places * queue->bytes;
}

void queue_leave_out(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->left_out++;
    pthread_mutex_unlock(&queue->lock);
}

bool queue_is_full(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    bool is_full = queue->every && queue->unused_count == 0;
    pthread_mutex_unlock(&queue->lock);
    return is_full;
}

void queue_fail(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->failure = strdup(sky_error());
    pthread_mutex_unlock(&queue->lock);
    eventfd_write(queue->event, 1);
}

const uint8_t *queue_take(struct queue *queue, const char **failure)
{
    const uint8_t *frame = NULL;
    eventfd_t count;
    pthread_mutex_lock(&queue->lock);
    if (queue->reading >= 0) {
        if (queue->every && queue->unused_count == 0)
            eventfd_write(queue->room, 1);
        queue->unused[queue->unused_count++] = (uint8_t)queue->reading;
        queue->reading = -1;
    }
    if (queue->waiting_count > 0) {
        queue->reading = queue->waiting[0];
        memmove(queue->waiting, queue->waiting + 1, --queue->waiting_count);
        frame = queue->memory + (size_t)queue->reading * queue->bytes;
    } else {
        eventfd_read(queue->event, &count);
    }
    *failure = frame ? NULL : queue->failure;
    pthread_mutex_unlock(&queue->lock);
    return frame;
}

uint64_t queue_left_out(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    uint64_t left_out = queue->left_out;
    pthread_mutex_unlock(&queue->lock);
    return left_out;
}
