/* SPDX-License-Identifier: ISC */
/* What a service manager that started us is told, through the socket that $NOTIFY_SOCKET names: sd_notify(3). */
#ifndef SKY_PUSH_NOTIFY_H
#define SKY_PUSH_NOTIFY_H

#include <stdint.h>

#include "sky-push/outputs.h"

struct notify {
    int fd;            /* -1: nobody wants to know */
    uint64_t interval; /* between signs of life, ns; 0: none are wanted */
    uint64_t next;     /* when the next one is due, ns, */
    uint64_t status;   /* and the next words about the show */
};

/* Reads the environment. What cannot be reached is not told. */
void notify_open(struct notify *notify);
void notify_close(struct notify *notify);

/* Sends "READY=1" and the like, lines separated by newlines. */
__attribute__((format(printf, 2, 3))) void notify_send(const struct notify *notify, const char *format, ...);

/* A sign of life, when one is due; none while all outputs are stuck, since then only a new start can help. */
void notify_alive(struct notify *notify, struct outputs *outputs);

/* When the next one is due, ns. */
uint64_t notify_deadline(const struct notify *notify);

/* Frames a second, and how many were repeated: every ten seconds. */
void notify_status(struct notify *notify, double fps, uint64_t repeats);

#endif
