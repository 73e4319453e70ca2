/* SPDX-License-Identifier: ISC */
/* Errors: a function that fails says why once, with sky_fail(), and returns -1 (or NULL); whoever gives up
 * on the work prints the sentence. The library itself prints nothing but warnings. */
#ifndef SKY_ERROR_H
#define SKY_ERROR_H

/* The longest message, with its end; a longer one is cut. */
#define SKY_ERROR_MAX 1024

/* Keeps a printf-like message as this thread's last error. No newline at its end. Returns -1. */
__attribute__((format(printf, 1, 2))) int sky_fail(const char *format, ...);

/* Puts words and ": " before this thread's last error, as a caller does that knows the place. Returns -1. */
__attribute__((format(printf, 1, 2))) int sky_fail_at(const char *format, ...);

/* This thread's last error: never NULL, valid until the next failure. */
const char *sky_error(void);

/* The name that begins every line on standard error; `name` is kept, not copied. */
void sky_program_name(const char *name);

/* Prints "PROGRAM: message" on standard error, for what is worth saying but stops nothing. */
__attribute__((format(printf, 1, 2))) void sky_warn(const char *format, ...);

/* Print the last error on standard error and return the exit status: 1, something failed while running;
 * 2, the program was called wrongly. */
int sky_exit_failed(void);
int sky_exit_misuse(void);

#endif
