/* SPDX-License-Identifier: ISC */
/* The nearest known name, for the error that a misspelt one gets. */
#ifndef SKY_BASE_SUGGESTION_H
#define SKY_BASE_SUGGESTION_H

#include <stddef.h>

/* A search over any table: start with {.word = typed}, offer each known name, then read `best`, which stays
 * NULL when no name is near enough to be meant. The names are kept, not copied. */
struct sky_suggestion {
    const char *word;
    const char *best;
    size_t distance;
};

void sky_suggestion_offer(struct sky_suggestion *suggestion, const char *name);

/* " (did you mean 'NAME'?)" for the end of an error, or "" when nothing is near; valid until the next call. */
const char *sky_suggestion_text(const struct sky_suggestion *suggestion);

#endif
