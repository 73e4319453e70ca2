/* The nearest known name, for the error that a misspelt one gets. */
#ifndef SKY_CORE_NEAR_H
#define SKY_CORE_NEAR_H

#include <stddef.h>

/* A search over any table: start with {.word = typed}, offer each known name, then read `best`, which stays
 * NULL when no name is near enough to be meant. The names are kept, not copied. */
struct sky_near {
    const char *word;
    const char *best;
    size_t distance;
};

void sky_near_offer(struct sky_near *near, const char *name);

/* " (did you mean 'NAME'?)" for the end of an error, or "" when nothing is near; valid until the next call. */
const char *sky_near_hint(const struct sky_near *near);

#endif
