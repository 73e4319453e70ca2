/* SPDX-License-Identifier: ISC */
/* What the terminal can do, by what the environment says of it, and by what it answers; see term/query.h. */
#ifndef SKY_TERM_TERMINAL_H
#define SKY_TERM_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

enum sky_terminal_colors {
    SKY_TERMINAL_NO_COLORS,
    SKY_TERMINAL_16,   /* those of ECMA-48 and their bright ones, as xterm has them: SGR 30 to 37, 90 to 97 */
    SKY_TERMINAL_256,  /* xterm's 6x6x6 cube and grey ramp: SGR 38;5;N */
    SKY_TERMINAL_TRUE, /* 24 bits: SGR 38;2;R;G;B */
};

enum sky_graphics {
    SKY_GRAPHICS_AUTO,
    SKY_GRAPHICS_BLOCKS, /* character cells of two pixels each */
    SKY_GRAPHICS_SIXEL,  /* pictures in pixels of the screen */
};

/* What users may write for them. */
extern const char *const sky_graphics_names[];

struct sky_terminal {
    enum sky_graphics graphics; /* as the user chose them */
    enum sky_terminal_colors colors;
    bool moves;  /* the cursor can be moved */
    bool blocks; /* it shows U+2580, the upper half block */
    bool colors_guessed; /* they are not as the user chose them */

    /* By its answers. */
    bool synchronized; /* it has mode 2026: what is between its beginning and its end is shown at once */
    bool sixel;        /* it shows sixel pictures of so many colours, and so many pixels; 0 is not known */
    uint32_t sixel_colors, sixel_width, sixel_height;
    uint32_t cell_width, cell_height; /* in pixels of the screen; 0 is not known */
};

/* What users may write for colours, as a parameter's choices: "auto", and what sets enum sky_terminal_colors. */
enum { SKY_COLORS_AUTO, SKY_COLORS_NONE, SKY_COLORS_16, SKY_COLORS_256, SKY_COLORS_TRUE };
extern const char *const sky_colors_names[];

/* Finds out what the terminal can do, from $TERM, from $COLORTERM, which tells of 24-bit colours but is lost over ssh,
 * and from the locale's character set; with none of $LC_ALL, $LC_CTYPE and $LANG set, UTF-8 is assumed. Any `colors`
 * but SKY_COLORS_AUTO override the colours, and `moves` is then true. */
struct sky_terminal sky_terminal_find(int colors, int graphics);

/* Is it to show sixel pictures? If the user did not choose: when it can, with enough colours, and is not at the other
 * end of ssh, as a picture has some 100 kB; unless colours of text were chosen. */
bool sky_terminal_draws_sixel(const struct sky_terminal *terminal);

/* Returns 0, or -1 with the error set when the terminal cannot show a moving picture. */
int sky_terminal_check(const struct sky_terminal *terminal);

#endif
