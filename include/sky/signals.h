/* SPDX-License-Identifier: ISC */
/* Signals that ask a program to end, for a program with a loop of its own; sky_program_run() does all this itself. */
#ifndef SKY_SIGNALS_H
#define SKY_SIGNALS_H

#ifdef __cplusplus
extern "C" {
#endif

/* Catches SIGINT, SIGTERM and SIGHUP as requests to stop, except those that are ignored, as nohup has it, and ignores
 * SIGPIPE. From the first request on, SIGALRM interrupts system calls ten times a second, so that none waits for ever.
 * A second request ends the program at once, and so does a stop that takes 0.8 s. */
void sky_signals_catch(void);

/* The signal that asked to stop, or 0. */
int sky_signals_stop(void);

/* Ends the program by the signal that asked to stop, as if it had not been caught, so that a shell's loop ends too. For
 * the end of main(), when all is closed. Returns when there was no such signal. */
void sky_signals_end(void);

/* Lets a closed output pipe end the program quietly, as it ends cat, whatever the parent process left set. */
void sky_signals_quiet_pipe(void);

#ifdef __cplusplus
}
#endif

#endif
