/* SPDX-License-Identifier: ISC */
/* Looking up a host's address. The system may take half a minute for a name, and cannot be interrupted, so a thread of
 * its own asks. */
#ifndef SOCKET_LOOKUP_H
#define SOCKET_LOOKUP_H

#include "socket/address.h"

struct lookup;

/* Starts to look up a host. NULL with the error set. */
struct lookup *lookup_start(const struct host *host);

enum lookup_result { LOOKUP_FAILED = -1, LOOKUP_FOUND, LOOKUP_GOES_ON };

/* What has come of it. LOOKUP_FAILED with the error set. */
enum lookup_result lookup_result(struct lookup *lookup, struct address *address);

/* Frees it, or lets it end by itself. Accepts NULL. */
void lookup_destroy(struct lookup *lookup);

/* Looks up a host and waits for the result, until the descriptor `stop` becomes readable; -1: nothing stops it. Returns
 * 0, or -1 with the error set. */
int lookup_wait(const struct host *host, struct address *address, int stop);

#endif
