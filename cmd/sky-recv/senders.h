/* SPDX-License-Identifier: ISC */
/* Who may send, and what tells senders apart. */
#ifndef SKY_RECV_SENDERS_H
#define SKY_RECV_SENDERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "net/receiver.h"

#define SENDERS_MAX 64

/* The addresses of --from; without any, everybody may send. Starts zeroed. */
struct senders {
    unsigned count;
    struct {
        uint8_t address[16]; /* IPv6, or IPv4 as ::ffff:a.b.c.d */
        unsigned bits;       /* of it that must be the same */
    } all[SENDERS_MAX];
};

/* Adds those of "ADDRESS[/BITS][,…]". Returns 0, or -1 with the error set. */
int senders_add(struct senders *senders, const char *text);

/* Writes what tells a sender apart: its IP address, and its port as far as connections are meant. */
void senders_identify(uint8_t id[SKY_RECEIVER_ADDRESS], const struct sockaddr *address, bool with_port);

/* May this one send? */
bool senders_allow(const struct senders *senders, const uint8_t id[SKY_RECEIVER_ADDRESS]);

#endif
