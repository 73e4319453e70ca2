/* SPDX-License-Identifier: ISC */
#include "socket/lookup.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <sky/error.h>

#define STACK_BYTES (1 << 19) /* small, since it may be locked into memory */

/* Belongs to the thread and to whoever started it: the last of both frees it. */
struct lookup {
    struct host host;
    int event;
    atomic_uint owners;
    atomic_bool ended; /* what follows is valid */
    int failure;       /* an EAI_ number, or 0 */
    int number;        /* errno, for EAI_SYSTEM */
    struct address address;
};

static void release(struct lookup *lookup)
{
    if (atomic_fetch_sub(&lookup->owners, 1) != 1)
        return;
    close(lookup->event);
    free(lookup);
}

static void *run(void *context)
{
    struct lookup *lookup = context;
    struct addrinfo *found = NULL, hints = {.ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICSERV};
    char port[8];
    snprintf(port, sizeof port, "%u", lookup->host.port);
    lookup->failure = getaddrinfo(lookup->host.name, port, &hints, &found);
    lookup->number = errno;
    if (lookup->failure == 0) {
        memcpy(&lookup->address.storage, found->ai_addr, found->ai_addrlen);
        lookup->address.length = found->ai_addrlen;
        freeaddrinfo(found);
    }
    atomic_store(&lookup->ended, true);
    eventfd_write(lookup->event, 1);
    release(lookup);
    return NULL;
}

/* Returns 0 or an errno. Signals are for other threads. */
static int start_thread(struct lookup *lookup)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread, &attributes, run, lookup);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}

struct lookup *lookup_start(const struct host *host)
{
    struct lookup *lookup = calloc(1, sizeof *lookup);
    if (!lookup) {
        sky_fail("out of memory");
        return NULL;
    }
    lookup->host = *host;
    atomic_init(&lookup->owners, 1);
    lookup->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (lookup->event < 0) {
        sky_fail("eventfd: %s", strerror(errno));
        free(lookup);
        return NULL;
    }
    if (host_address(host, &lookup->address)) {
        atomic_init(&lookup->ended, true);
        eventfd_write(lookup->event, 1);
        return lookup;
    }
    atomic_store(&lookup->owners, 2);
    int error = start_thread(lookup);
    if (error == 0)
        return lookup;
    sky_fail("a thread: %s", strerror(error));
    atomic_store(&lookup->owners, 1);
    release(lookup);
    return NULL;
}

enum lookup_result lookup_result(struct lookup *lookup, struct address *address)
{
    if (!atomic_load(&lookup->ended))
        return LOOKUP_GOES_ON;
    if (lookup->failure == EAI_SYSTEM)
        return (enum lookup_result)sky_fail("%s: %s", lookup->host.name, strerror(lookup->number));
    if (lookup->failure == EAI_NONAME)
        return (enum lookup_result)sky_fail("no host is called '%s'", lookup->host.name);
    if (lookup->failure)
        return (enum lookup_result)sky_fail("%s: %s", lookup->host.name, gai_strerror(lookup->failure));
    *address = lookup->address;
    return LOOKUP_FOUND;
}

void lookup_destroy(struct lookup *lookup)
{
    if (lookup)
        release(lookup);
}

int lookup_wait(const struct host *host, struct address *address, int stop)
{
    struct lookup *lookup = lookup_start(host);
    if (!lookup)
        return -1;
    struct pollfd events[] = {{.fd = lookup->event, .events = POLLIN}, {.fd = stop, .events = POLLIN}};
    while (poll(events, 2, -1) < 0 && errno == EINTR)
        ;
    enum lookup_result result = lookup_result(lookup, address);
    lookup_destroy(lookup);
    if (result == LOOKUP_GOES_ON)
        return sky_fail("%s: its address was not found yet", host->name);
    return result == LOOKUP_FOUND ? 0 : -1;
}
