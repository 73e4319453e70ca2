/* SPDX-License-Identifier: ISC */
/* What the terminal can do, by what the environment says of it. */
#ifndef SKY_TERM_TERMINAL_H
#define SKY_TERM_TERMINAL_H

#include <stdbool.h>

enum sky_terminal_colors {
    SKY_TERMINAL_NO_COLORS,
    SKY_TERMINAL_16,   /* those of ECMA-48 and their bright ones, as xterm has them: SGR 30 to 37, 90 to 97 */
    SKY_TERMINAL_256,  /* xterm's 6x6x6 cube and grey ramp: SGR 38;5;N */
    SKY_TERMINAL_TRUE, /* 24 bits: SGR 38;2;R;G;B */
};

struct sky_terminal {
    enum sky_terminal_colors colors;
    bool moves;  /* the cursor can be moved */
    bool blocks; /* it shows U+2580, the upper half block */
};

/* What users may write for colours, as a parameter's choices: "auto", and what sets enum sky_terminal_colors. */
enum { SKY_COLORS_AUTO, SKY_COLORS_NONE, SKY_COLORS_16, SKY_COLORS_256, SKY_COLORS_TRUE };
extern const char *const sky_colors_names[];

/* Finds out what the terminal can do, from $TERM, from $COLORTERM, which tells of 24-bit colours but is lost over ssh,
 * and from the locale's character set; with none of $LC_ALL, $LC_CTYPE and $LANG set, UTF-8 is assumed. Any `choice`
 * but SKY_COLORS_AUTO overrides the colours, and `moves` is then true. */
struct sky_terminal sky_terminal_find(int choice);

/* Returns 0, or -1 with the error set when the terminal cannot show a moving picture. */
int sky_terminal_check(const struct sky_terminal *terminal);

#endif
