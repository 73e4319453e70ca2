/* SPDX-License-Identifier: ISC */
/* The sockets that packets come in by: one, or for many multicast groups several, since the kernel lets one socket
 * join 20 (net.ipv4.igmp_max_memberships). None of them shares its port with another program. */
#ifndef SKY_RECV_SOCKETS_H
#define SKY_RECV_SOCKETS_H

#include <stdint.h>

#include "sky-recv/source.h"
#include "socket/address.h"

struct sockets {
    const struct source *source;
    enum multicast multicast;
    unsigned interface;     /* index, or 0 for that of the routes */
    int *descriptors;
    unsigned count;
    uint16_t *groups;       /* universes whose groups have been joined, in their order */
    unsigned *members;      /* the socket that each was joined by, */
    unsigned group_count;   /* of so many, */
    unsigned own_count;     /* and these are of the screen's universes */
    struct address address; /* where they listen, with the real port */
    uint64_t wanted, granted; /* bytes of the kernel's buffers, of all sockets */
};

/* Opens them to receive what `source` says, with room for `buffer` bytes of packets in the kernel: those and their
 * administration. Returns 0, or -1 with the error set; sockets_close() in any case. */
int sockets_open(struct sockets *sockets, const struct source *source, const struct sky_receiver_settings *settings,
                 uint64_t buffer);
void sockets_close(struct sockets *sockets);

/* Joins the group of one more universe, if it has not been joined. Senders may name any number of them, but only the
 * first 16 are joined. Returns 0, or -1 with the error set. */
int sockets_join(struct sockets *sockets, uint16_t universe);

/* Leaves all groups and joins them again, for switches and access points that have forgotten them. */
void sockets_rejoin(struct sockets *sockets);

/* How many packets the kernel has dropped so far because they were not read in time. */
uint64_t sockets_dropped(const struct sockets *sockets);

/* Opens a TCP socket that listens. `address` gets where. Returns the descriptor, or -1 with the error set. */
int sockets_listen(const struct source *source, struct address *address);

/* The room that the packets of two frames need in the kernel, in bytes. */
uint64_t sockets_room(const struct sky_receiver_settings *settings);

#endif
