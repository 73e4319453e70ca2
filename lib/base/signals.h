/* SPDX-License-Identifier: ISC */
/* What only our own programs need of signals; the rest is in <sky/signals.h>. */
#ifndef SKY_BASE_SIGNALS_H
#define SKY_BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#include <sky/signals.h>

/* From now on SIGHUP, unless it is ignored, asks to read the configuration again; to stop it asks only when the
 * terminal that controls this process has gone. */
void sky_signals_catch_reload(void);

/* Catches SIGWINCH as news of a resized terminal, and as requests to stop all other signals that would end the program,
 * as SIGQUIT, except faults of its own. After sky_signals_catch(), before any thread is started. */
void sky_signals_catch_all(void);

/* The mask to wait under (for ppoll()): caught signals are let in. NULL when nothing is caught. */
const sigset_t *sky_signals_mask(void);

/* True once after each SIGUSR1 that sky_signals_catch() caught: a request to report. */
bool sky_signals_report(void);

/* And after each request to read the configuration again. */
bool sky_signals_reload(void);

/* And after the terminal was resized. */
bool sky_signals_resized(void);

#endif
