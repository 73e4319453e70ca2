/* SPDX-License-Identifier: ISC */
/* flock(): the lock belongs to the open file, so the kernel drops it when the process dies, however it dies, and every
 * language and the shell have it. */
#ifndef SKY_BASE_LOCK_H
#define SKY_BASE_LOCK_H

#include <sys/stat.h>

/* Locks an open file for this process alone, without waiting, until it is closed. Returns 0, or -1 with an error that
 * names the process that has the lock: "is held by process 123, sky-push". */
int sky_lock_take(int fd);

#define SKY_LOCK_UNKNOWN (-1)

/* The process that has locked this file exclusively; 0 when none has, SKY_LOCK_UNKNOWN when it cannot be known. It is
 * read from /proc/locks: trying the lock would turn away a process that tries it at the same moment. */
long sky_lock_holder(const struct stat *file);

#endif
