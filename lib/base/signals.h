/* SPDX-License-Identifier: ISC */
/* What only our own programs need of signals; the rest is in <sky/signals.h>. */
#ifndef SKY_BASE_SIGNALS_H
#define SKY_BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#include <sky/signals.h>

/* Holds SIGUSR1 back until sky_signals_catch_all() catches it: for the beginning of main(), as it would end the
 * program. */
void sky_signals_hold_report(void);

/* Catches SIGUSR1, for sky_signals_report(). */
void sky_signals_catch_report(void);

/* Makes SIGHUP, unless it is ignored, a request to reload the configuration. It is a request to stop only when the
 * controlling terminal has gone. */
void sky_signals_catch_reload(void);

/* Instead of sky_signals_catch(): catches SIGWINCH, SIGCONT and SIGUSR1, and makes all other signals that would end
 * the program, except its own faults, requests to stop. All are blocked in this thread, and in those that it starts,
 * except under sky_signals_mask(), and so is SIGTSTP; so the program must not wait otherwise. SIGURG is not, and only
 * interrupts what the thread that gets it waits for. */
void sky_signals_catch_all(void);

/* Makes SIGQUIT a request to stop, too; after sky_signals_catch(). */
void sky_signals_catch_quit(void);

/* Makes SIGTSTP, unless it is ignored, call `around(false)`, stop the program, and once it continues call
 * `around(true)`. Both are called by a signal handler. */
void sky_signals_catch_suspend(void (*around)(bool continued));

/* True once after each time that the program was stopped and continues; after sky_signals_catch_all(). */
bool sky_signals_continued(void);

/* Lets pending signals in, without waiting. Returns sky_signals_stop(). */
int sky_signals_look(void);

/* The mask to wait under (for ppoll()), which lets in what sky_signals_catch_all() blocked; else NULL. */
const sigset_t *sky_signals_mask(void);

/* True once after each SIGUSR1: a request to report, or whatever else the program does then. */
bool sky_signals_report(void);

/* True once after each request to reload. */
bool sky_signals_reload(void);

/* True once after each resize of the terminal. */
bool sky_signals_resized(void);

#endif
