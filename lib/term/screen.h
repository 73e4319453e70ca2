/* SPDX-License-Identifier: ISC */
/* The text that shows frames live in a terminal, among what other programs write there. The disc fills the lower rows
 * of the window, in character cells or as a sixel picture. The rows above are a scrolling region of their own, in which
 * the cursor stays where it was: what any program of a pipeline writes to the terminal is shown there like any text,
 * scrolls there, and is still there at the end, above the last picture. Nothing is erased that was there before: it
 * scrolls up.
 *
 * Each text must be written by one write(), which the kernel does not mix with those of others. The control sequences
 * are those of ECMA-48 and of DEC's terminals (DECSC, DECRC, DECSTBM), which all terminals that move the cursor
 * have. */
#ifndef SKY_TERM_SCREEN_H
#define SKY_TERM_SCREEN_H

#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

#include "disc/flat.h"
#include "term/window.h"

struct sky_screen;

/* Creates a screen for frames of `geometry`; call sky_screen_fit() before drawing. Returns NULL with the error set on
 * failure. */
struct sky_screen *sky_screen_create(const struct sky_geometry *geometry, const struct sky_terminal *terminal);
void sky_screen_destroy(struct sky_screen *screen); /* accepts NULL */

/* The terminal is this one: more is known of it now. Call sky_screen_fit() before drawing. */
void sky_screen_set_terminal(struct sky_screen *screen, const struct sky_terminal *terminal);

/* LEDs are drawn so; at first smooth. Call sky_screen_fit() before drawing. */
void sky_screen_set_style(struct sky_screen *screen, enum sky_flat_style style);

/* Fits the screen to a window; if that is another than in the last call, the next picture is drawn whole, in a place
 * that is made for it. Returns 0, or -1 with the error set if memory is out; nothing can then be drawn until another
 * call succeeds. */
int sky_screen_fit(struct sky_screen *screen, const struct sky_window *window);

/* Makes the text that changes the last picture into that of `frame`. It is owned by the screen and valid until the
 * next call; `length` is 0 if nothing has changed. */
void sky_screen_draw(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                     size_t *length);

/* Makes the text that shows a frame as lines at the cursor, each ended by a newline; without colours, plain text. */
void sky_screen_lines(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                      size_t *length);

/* Makes the text that gives the terminal back, with the cursor below the last picture, which stays. `length` is 0 if
 * nothing was drawn. The next picture is then drawn in a new place. */
void sky_screen_leave(struct sky_screen *screen, const char **text, size_t *length);

#endif
