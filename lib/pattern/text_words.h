/* SPDX-License-Identifier: ISC */
/* What a text shows: its words, its font, and where the letters lie. All may change while it is shown; a change that
 * cannot be made is warned of then, and what there was stays. */
#ifndef SKY_PATTERN_TEXT_WORDS_H
#define SKY_PATTERN_TEXT_WORDS_H

#include <stdbool.h>

#include "pattern/text_layout.h"
#include "pattern/text_source.h"

/* What the parameters say now. */
struct sky_text_wanted {
    const char *text, *file, *font; /* a file that is not "" has the words instead of `text`; as in sky_font_open() */
    double width;                   /* of lines, in heights of a capital; 0: they are not broken */
    double weight;                  /* of the strokes of the built-in font, in heights of a capital */
};

struct sky_text_words {
    struct sky_text_layout layout;
    struct sky_font *font;
    bool has_strokes; /* the font is the built-in one */

    /* For text_words.c. */
    struct sky_text_source *source; /* of the file, or NULL */
    char *words, *font_path;        /* those that are shown */
    char *given_text, *given_file, *given_font; /* what was wanted last, which may have been refused */
    double width, spread;                       /* that the layout was made for */
    bool is_new;
};

/* Initialises a zeroed struct. Returns 0, or -1 with the error set. Call sky_text_words_finish() in either case. */
int sky_text_words_init(struct sky_text_words *words, const struct sky_text_wanted *wanted);
void sky_text_words_finish(struct sky_text_words *words); /* accepts a zeroed struct */

/* Looks for new words, another font and another width. Returns whether the layout is another one. */
bool sky_text_words_update(struct sky_text_words *words, const struct sky_text_wanted *wanted);

#endif
