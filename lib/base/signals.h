/* SPDX-License-Identifier: ISC */
/* Signals that ask a program to end, for those that must tidy up first. They are blocked except while the
 * program waits, so nothing else is ever interrupted and no request is missed. */
#ifndef SKY_BASE_SIGNALS_H
#define SKY_BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* Catches SIGINT, SIGTERM and SIGHUP as requests to stop, SIGUSR1 as a request to report; ignores SIGPIPE. */
void sky_signals_catch(void);

/* From now on SIGHUP, unless it is ignored, asks to read the configuration again; to stop it asks only when the
 * terminal that controls this process has gone. */
void sky_signals_catch_reload(void);

/* The mask to wait under (for ppoll()): caught signals are let in. NULL when nothing is caught. */
const sigset_t *sky_signals_mask(void);

/* The signal that asked to stop, or 0. */
int sky_signals_stop(void);

/* Lets caught signals in now, without waiting. Returns sky_signals_stop(). */
int sky_signals_look(void);

/* Once all is tidy: ends the program by the signal that asked to stop, as if it had not been caught, so that a
 * shell's loop ends too. Returns when there was none. */
void sky_signals_end(void);

/* True once after each request to report. */
bool sky_signals_report(void);

/* And after each request to read the configuration again. */
bool sky_signals_reload(void);

/* A filter's manners, whatever its parent left set: a closed output pipe ends it quietly, as it ends cat. */
void sky_signals_quiet_pipe(void);

#endif
