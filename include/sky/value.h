/* SPDX-License-Identifier: ISC */
/* Values as people write them: numbers, colours and choices. A parser takes the whole word or nothing; its error says
 * what it would have taken. */
#ifndef SKY_VALUE_H
#define SKY_VALUE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Numbers ---- */

/* Parses a finite decimal number from `minimum` to `maximum`; -DBL_MAX and DBL_MAX are no limits. Returns 0, or -1 with
 * the error set. */
int sky_number_parse(const char *text, double minimum, double maximum, double *value);

/* The same for a whole number in decimal, without a sign. */
int sky_integer_parse(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value);

/* ---- Colours ---- */

/* sRGB encoded, as the bytes of a frame. */
struct sky_color {
    uint8_t r, g, b;
};

/* Parses "#rrggbb", "#rgb" or a name of CSS Color Level 4, in any case. Returns 0, or -1 with the error set. */
int sky_color_parse(struct sky_color *color, const char *text);

/* ---- Choices: one of some words, whose value is its index ---- */

/* The words: the address of the first and the distance in bytes to the next, up to a NULL. So a table of structs that
 * have a name is a list of choices, too. */
struct sky_choices {
    const char *const *first;
    size_t stride;
};

/* Initialisers, from an array of words or from a table of structs with a member `name`; the last word is NULL. */
#define SKY_CHOICES(words) {(words), sizeof *(words)}
#define SKY_CHOICES_OF_TABLE(table) {&(table)[0].name, sizeof *(table)}

/* "no" and "yes". */
extern const char *const sky_no_yes[];

/* Sets `index` to that of the word `text`. Returns 0, or -1 with an error set that lists the words. */
int sky_choice_parse(const struct sky_choices *choices, const char *text, int *index);

/* The word at `index`, which must not lie beyond the ending NULL. */
const char *sky_choice_word(const struct sky_choices *choices, int index);

/* Writes the words with `separator` between them, cut to `size` bytes, and returns `text`. */
const char *sky_choices_format(const struct sky_choices *choices, const char *separator, char *text, size_t size);

#ifdef __cplusplus
}
#endif

#endif
