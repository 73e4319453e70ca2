/* SPDX-License-Identifier: ISC */
/* A page of a mapped file that is past the file's end raises SIGBUS when it is touched, and any process that may
 * write the file can truncate it at any time, also between a check and the use. So a fault is not prevented but
 * survived: the handler puts zero pages in place of the whole mapping and marks it lost, and the instruction that
 * faulted runs again on them. A reader finds the frame's number gone then and does not accept the frame; a writer,
 * or a generator that draws in place, draws into nothing until its frame is over. */
#include "stream/mapping.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#include <sky/error.h>

#define MAPPINGS_MAX 64

/* What the handler may look at. `start` is 0 in a free entry, and 1, an address that no mapping has, in one that is
 * being filled in. Entries are static, so the handler never meets memory that was freed. */
static struct {
    _Atomic uintptr_t start;
    _Atomic size_t bytes;
    atomic_bool lost;
} table[MAPPINGS_MAX];

static struct sigaction before; /* who handled SIGBUS before us */

/* Runs in the thread that touched the page, between two of its instructions. mmap() is a plain system call here;
 * nothing that is called keeps state in user space. */
static void on_bus(int number, siginfo_t *info, void *context)
{
    (void)context;
    int saved = errno;
    uintptr_t address = (uintptr_t)info->si_addr;
    for (size_t i = 0; i < MAPPINGS_MAX && info->si_code == BUS_ADRERR; i++) {
        uintptr_t start = atomic_load(&table[i].start);
        size_t bytes = atomic_load(&table[i].bytes);
        if (start <= 1 || address < start || address - start >= bytes)
            continue;
        if (mmap((void *)start, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
            MAP_FAILED)
            break;
        atomic_store(&table[i].lost, true);
        errno = saved;
        return;
    }
    /* Not ours. A fault comes again as soon as we return; a signal that somebody sent would not. */
    sigaction(SIGBUS, &before, NULL);
    if (info->si_code <= 0)
        raise(number);
    errno = saved;
}

/* Done for every mapping, as something else may have taken the signal since the last. */
static void handle_bus(void)
{
    struct sigaction now;
    sigaction(SIGBUS, NULL, &now);
    if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_bus)
        return;
    before = now;
    struct sigaction action = {.sa_sigaction = on_bus, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}

int sky_mapping_init(struct sky_mapping *mapping, int fd, size_t bytes, int protection)
{
    size_t entry = 0;
    uintptr_t free_entry = 0;
    *mapping = (struct sky_mapping){0};
    while (entry < MAPPINGS_MAX && !atomic_compare_exchange_strong(&table[entry].start, &free_entry, 1)) {
        free_entry = 0;
        entry++;
    }
    if (entry == MAPPINGS_MAX)
        return sky_fail("more than %d frame files are in use at once", MAPPINGS_MAX);

    void *data = mmap(NULL, bytes, protection, MAP_SHARED, fd, 0);
    if (data == MAP_FAILED) {
        atomic_store(&table[entry].start, 0);
        return sky_fail("cannot be mapped: %s", strerror(errno));
    }
    handle_bus();
    atomic_store(&table[entry].lost, false);
    atomic_store(&table[entry].bytes, bytes);
    atomic_store(&table[entry].start, (uintptr_t)data);
    *mapping = (struct sky_mapping){data, bytes, entry};
    return 0;
}

void sky_mapping_finish(struct sky_mapping *mapping)
{
    if (!mapping->data)
        return;
    atomic_store(&table[mapping->entry].start, 1); /* no address is ours any more, before it is somebody else's */
    munmap(mapping->data, mapping->bytes);
    atomic_store(&table[mapping->entry].start, 0);
    *mapping = (struct sky_mapping){0};
}

bool sky_mapping_is_lost(const struct sky_mapping *mapping)
{
    return atomic_load(&table[mapping->entry].lost);
}
