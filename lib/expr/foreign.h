/* SPDX-License-Identifier: ISC */
/* Words of GLSL, Shadertoy, ISF, Pixelblaze, tixy, JavaScript and ffmpeg's geq, and what is written here for them.
 * Inside lib/expr only. */
#ifndef SKY_EXPR_FOREIGN_H
#define SKY_EXPR_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

struct sky_foreign {
    const char *word;
    char use; /* f: with arguments; n: as a name; b: both; o: as a name that is given the result;
               * i: between two values */
    const char *advice; /* ends a message: "nothing is called 'iTime': write t" */
};

extern const struct sky_foreign sky_foreign[]; /* ended by a row without a word */

/* What to write for a word, called or as a name; or NULL. */
const char *sky_foreign_advice(const char *text, size_t length, bool called);

/* What to write for an operator that is a word; or NULL. */
const char *sky_foreign_operator(const char *text, size_t length);

/* What to do instead of giving a name a value, where the name stands for the result elsewhere; or NULL. */
const char *sky_foreign_result(const char *text, size_t length);

#endif
