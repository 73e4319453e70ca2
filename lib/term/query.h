/* SPDX-License-Identifier: ISC */
/* Asking a terminal what it can do. It is first asked what it is (DA1), which all terminals answer, and then, if it is
 * one that knows them, the rest, with what it is once more behind: so the last answer ends the waiting, whatever it did
 * not answer. Sources: DEC STD 070 (DA1, DECRQM, DECRQSS) and xterm's ctlseqs (14 t, 16 t, XTSMGRAPHICS).
 *
 * Nobody else sees the answers. Keys that are typed meanwhile are typed again for whoever reads them next, as far as
 * the kernel allows that (TIOCSTI). */
#ifndef SKY_TERM_QUERY_H
#define SKY_TERM_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "term/keys.h"
#include "term/terminal.h"

/* How long answers are worth waiting for: over ssh from the other side of the earth. */
#define SKY_QUERY_NS UINT64_C(300000000)

enum sky_query_state {
    SKY_QUERY_CLOSED, /* no answer is expected */
    SKY_QUERY_KIND,
    SKY_QUERY_DETAILS,
    SKY_QUERY_ANSWERED,
};

struct sky_query {
    enum sky_query_state state;
    int fd;
    uint64_t begun; /* when it was asked last; CLOCK_MONOTONIC, ns */
    struct sky_keys keys;
    struct sky_terminal found; /* by the answers so far */
    uint32_t area_width, area_height; /* of the window in pixels of the screen, or 0 */
    unsigned length, typed_length;
    char answer[80]; /* that has begun */
    char typed[256]; /* what is no answer: keys */
};

/* Asks the terminal that `fd` is, and that is `terminal` as far as is known. Does nothing where that must not be: in
 * the background, when the cursor cannot be moved, and when keys were typed ahead, which would come before the
 * answers. */
void sky_query_begin(struct sky_query *query, int fd, const struct sky_terminal *terminal);

/* Takes answers until the last, until `deadline` (CLOCK_MONOTONIC, ns), or until a signal asks to stop or `stop`, a
 * descriptor or -1, becomes readable. True when the last has come: `terminal` is then what it is by all of them, and
 * keys do what they did, as also when a second has passed since a question. */
bool sky_query_read(struct sky_query *query, uint64_t deadline, int stop, struct sky_terminal *terminal);

/* Waits for answers that may still come, so that they do not count as keys: until `deadline`, or a second after the
 * last question. Asks nothing more. */
void sky_query_end(struct sky_query *query, uint64_t deadline);

/* All of that, with signals held back meanwhile, for a program that does not draw yet. Takes at most a second. */
void sky_query_ask(int fd, struct sky_terminal *terminal);

#endif
