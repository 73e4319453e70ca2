/* SPDX-License-Identifier: ISC */
#include "base/suggestion.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LONGEST 32 /* bytes of a word or name that is compared */

/* A letter in lower case, whatever the locale. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters must be inserted, deleted, replaced or swapped with their neighbour to make one word of the other:
 * the optimal string alignment distance. Upper and lower case count as the same. */
static size_t edits(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        last[j] = before[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = last[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            row[j] = least(replaced, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[b_length];
}

/* How many letters two words begin with in common. */
static size_t common_start(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && lower(a[n]) == lower(b[n]))
        n++;
    return n;
}

/* Whether a name at this distance is nearer than the best so far. Of two names that are equally near, it is the one
 * that begins more like the word, "sinn" is "sin", not "sign", or else the shorter one: "edg" is "edge", not
 * "edges". */
static bool is_nearer(const struct sky_suggestion *suggestion, const char *name, size_t distance)
{
    const char *word = suggestion->word, *best = suggestion->best;
    if (!best || distance != suggestion->distance)
        return !best || distance < suggestion->distance;
    size_t common = common_start(word, name), common_best = common_start(word, best);
    return common != common_best ? common > common_best : strlen(name) < strlen(best);
}

void sky_suggestion_offer(struct sky_suggestion *suggestion, const char *name)
{
    size_t typed = strlen(suggestion->word), known = strlen(name);
    if (typed > LONGEST || known > LONGEST)
        return;
    size_t distance = edits(suggestion->word, typed, name, known);
    if (typed >= 3 && strncasecmp(suggestion->word, name, typed) == 0)
        distance = least(distance, 1); /* the beginning of a name counts as near, however long the rest */
    /* One letter in three may be wrong: more, and "foo" would be taken for "xor". */
    if (distance <= least(typed, known) / 3 && is_nearer(suggestion, name, distance)) {
        suggestion->best = name;
        suggestion->distance = distance;
    }
}

void sky_suggestion_offer_synonyms(struct sky_suggestion *suggestion, const struct sky_synonym *synonyms,
                                   const char *name)
{
    for (; synonyms->word; synonyms++)
        if (strcasecmp(suggestion->word, synonyms->word) == 0 && strcmp(synonyms->name, name) == 0) {
            suggestion->best = name;
            suggestion->distance = 0;
        }
}

const char *sky_suggestion_text(const struct sky_suggestion *suggestion)
{
    static _Thread_local char hint[LONGEST + 32];
    hint[0] = '\0';
    if (suggestion->best)
        snprintf(hint, sizeof hint, " (did you mean '%s'?)", suggestion->best);
    return hint;
}
