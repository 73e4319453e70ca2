/* SPDX-License-Identifier: ISC */
/* The known name that is nearest to a misspelt word, for its error message. */
#ifndef SKY_BASE_SUGGESTION_H
#define SKY_BASE_SUGGESTION_H

#include <stddef.h>

/* Start with {.word = typed} and offer each known name. `best` is then the nearest, or NULL when none is near enough
 * to be what was meant. Names are not copied. */
struct sky_suggestion {
    const char *word;
    const char *best;
    size_t distance;
};

/* Makes the name the best one if it is near enough, and nearer to the word than those before. */
void sky_suggestion_offer(struct sky_suggestion *suggestion, const char *name);

/* A word that other programs or languages use for a name; a table of them ends with NULL. */
struct sky_synonym {
    const char *word, *name;
};

/* Offers a name that the word may be a synonym of. */
void sky_suggestion_offer_synonyms(struct sky_suggestion *suggestion, const struct sky_synonym *synonyms,
                                   const char *name);

/* " (did you mean 'NAME'?)" for the end of an error, or "" without a suggestion. Valid until this thread's next
 * call. */
const char *sky_suggestion_text(const struct sky_suggestion *suggestion);

#endif
