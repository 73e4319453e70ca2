/* SPDX-License-Identifier: ISC */
/* Frames shown live on a terminal: a screen, the terminal's descriptor, and what Ctrl-Z and a terminal that takes
 * nothing make necessary. A program has one. */
#ifndef SKY_TERM_DISPLAY_H
#define SKY_TERM_DISPLAY_H

#include "term/screen.h"

struct sky_display;

/* For frames of `geometry` on the terminal that `fd` is, which stays the caller's. Nothing is drawn before the first
 * frame. Catches SIGTSTP; see sky_signals_catch_suspend(). `size_max` is as in sky_window_fit(). `stop` becomes
 * readable when a terminal that takes nothing must not be waited for any more; with -1, a signal that asks to stop
 * means that. Returns NULL with the error set on failure. */
struct sky_display *sky_display_open(int fd, const struct sky_geometry *geometry, const struct sky_terminal *terminal,
                                     uint32_t size_max, int stop);

/* LEDs of the frames that follow are drawn so; at first smooth. */
void sky_display_set_style(struct sky_display *display, enum sky_flat_style style);

/* Draws a frame in the window as it is now, whole when that has changed or the program was suspended. Waits for a slow
 * terminal. Returns 0, also when it has stopped waiting, or -1 with the error set. */
int sky_display_show(struct sky_display *display, const uint8_t *frame, struct sky_color background);

/* Gives the terminal back: the last picture stays above the cursor. A terminal that takes nothing is waited for at most
 * 2 s, or 0.5 s after a request to stop. Accepts NULL. */
void sky_display_close(struct sky_display *display);

#endif
