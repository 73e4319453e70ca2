/* SPDX-License-Identifier: ISC */
/* The packets of one or several sockets, in the order in which they came to this machine. With several, a source's
 * packets for a frame come by all of them, and reading one socket after another would mix it with the next frame. */
#ifndef SKY_RECV_ARRIVALS_H
#define SKY_RECV_ARRIVALS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arrivals;

/* A packet, which is valid until the next call. */
struct arrival {
    int fd;
    const uint8_t *bytes;
    size_t size; /* what is longer than an Ethernet frame is cut */
    const struct sockaddr *from;
    socklen_t from_length;
};

/* NULL with the error set. */
struct arrivals *arrivals_create(void);
void arrivals_destroy(struct arrivals *arrivals); /* accepts NULL */

/* Reads these `count` sockets from now on: the same as before, and perhaps more. They do not block, and if there are
 * several, SO_TIMESTAMPNS is set. Returns 0, or -1 with the error set. */
int arrivals_read(struct arrivals *arrivals, const int *descriptors, unsigned count);

/* Begins a turn, which ends with what has come until now, so that other things are looked after as well. */
void arrivals_begin_turn(struct arrivals *arrivals);

/* Sets the next packet. Returns 1, or 0 when there is none in this turn. What the network reports by a socket has no
 * consequence. */
int arrivals_next(struct arrivals *arrivals, struct arrival *arrival);

/* After a turn: are there packets that were read in it, but came later? No poll() tells of them any more. */
bool arrivals_remain(const struct arrivals *arrivals);

#endif
