/* A choice: one of some words, whose value is its index. */
#ifndef SKY_BASE_CHOICE_H
#define SKY_BASE_CHOICE_H

#include <stddef.h>

/* The words: the first one of a table and the distance in bytes to the next, up to a NULL. So a table of structs
 * whose first member is their name is a list of choices as it stands. */
struct sky_choices {
    const char *const *first;
    size_t stride;
};

/* Choices from an array of words, or from a table of structs with a member `name`; the last one is NULL. */
#define SKY_CHOICES(words) {.first = (words), .stride = sizeof *(words)}
#define SKY_CHOICES_OF_TABLE(table) {.first = &(table)[0].name, .stride = sizeof *(table)}

/* "no" and "yes". */
extern const char *const sky_no_yes[];

/* The word of this index, which must be in range or that of the ending NULL. */
const char *sky_choice_word(const struct sky_choices *choices, int index);

/* The index of a word. Returns 0, or -1 with an error that lists the words set. */
int sky_choice_parse(const struct sky_choices *choices, const char *text, int *index);

/* Writes the words with `separator` between them, cut to `size` bytes, and returns `text`. */
const char *sky_choices_format(const struct sky_choices *choices, const char *separator, char *text, size_t size);

#endif
