/* SPDX-License-Identifier: ISC */
/* Messages to the service manager, by the protocol of sd_notify(3): to the socket that $NOTIFY_SOCKET names. */
#ifndef SKY_PUSH_NOTIFY_H
#define SKY_PUSH_NOTIFY_H

#include <stdint.h>

#include "sky-push/outputs.h"

struct notify {
    int fd;            /* -1: there is no manager */
    uint64_t interval; /* between watchdog pings, ns; 0: none */
    uint64_t next;     /* when the next ping is due, ns */
    uint64_t status;   /* when the next status line is, ns */
};

/* Reads the environment. A manager that cannot be reached is ignored. */
void notify_open(struct notify *notify);
void notify_close(struct notify *notify);

/* Sends "READY=1" and the like, lines separated by newlines. */
__attribute__((format(printf, 2, 3))) void notify_send(const struct notify *notify, const char *format, ...);

/* Sends a watchdog ping when one is due, but not while all outputs are stuck: then only a restart can help. */
void notify_alive(struct notify *notify, struct outputs *outputs);

/* When the next ping is due, ns. */
uint64_t notify_deadline(const struct notify *notify);

/* Sends a status line with the frame rate and the number of repeats, every ten seconds. */
void notify_status(struct notify *notify, double fps, uint64_t repeats);

#endif
