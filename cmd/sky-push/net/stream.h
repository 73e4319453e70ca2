/* SPDX-License-Identifier: ISC */
/* A TCP connection that carries the newest picture. What a slow reader has not taken yet is replaced by newer pictures,
 * up to the one that is already on its way, so that nobody waits for it. */
#ifndef SKY_PUSH_STREAM_H
#define SKY_PUSH_STREAM_H

#include <sys/uio.h>

#include "sky-push/drivers/driver.h"
#include "socket/lookup.h"

struct stream {
    const struct driver_args *args;
    int socket, stop;
    size_t most;              /* bytes of a picture */
    uint8_t *rest, *next;     /* of a picture that is on its way, and of a newer one, or no bytes */
    size_t rest_at, rest_end; /* what is left of `rest` */
    size_t next_bytes;
    uint64_t stuck_since;     /* ns; 0: not */
    bool warned;
    uint64_t unsent;          /* pictures that were replaced before they were sent */
};

/* Looks the host up and connects, which args->stop may end. `most` is the size of a picture. Returns 0, or -1 with the
 * error set; stream_close() it in any case. */
int stream_open(struct stream *stream, const struct driver_args *args, const struct host *host, size_t most);

/* Allocates for another size. Returns 0, or -1 with the error set. */
int stream_reserve(struct stream *stream, size_t most);

/* Tries for a moment to send what waits, and closes. Accepts one with a socket of -1. */
void stream_close(struct stream *stream);

/* Sends a picture, of all these parts, or keeps what does not fit; with `apart`, each two parts by a system call of
 * their own. Waits for half a frame's time at most. SEND_FAILED with the error set when the connection has ended. */
enum send_result stream_send(struct stream *stream, const struct iovec *parts, size_t count, bool apart);

#endif
