/* SPDX-License-Identifier: ISC */
/* Errors and warnings.
 *
 * A function that fails sets the error of its thread, a sentence for people, and returns -1 or NULL. Its caller passes
 * the failure on, and perhaps puts its own place before the sentence, until somebody gives up and prints it:
 *
 *     if (sky_geometry_parse(&geometry, word) < 0)
 *         return sky_exit_misuse();
 *
 * The library prints warnings itself, and no errors. */
#ifndef SKY_ERROR_H
#define SKY_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the longest error with its NUL; a longer one is cut. */
#define SKY_ERROR_MAX 1024

/* Sets this thread's error from a format of printf(), without a newline at the end. The arguments may include
 * sky_error(). Returns -1. */
__attribute__((format(printf, 1, 2))) int sky_fail(const char *format, ...);

/* The same for what is wrong with the command line, though it was noticed only when the program ran: the name of an
 * output, or options that do not fit the input. */
__attribute__((format(printf, 1, 2))) int sky_fail_misuse(const char *format, ...);

/* Puts a text and ": " before this thread's error: the file, line or parameter that it is about. Returns -1. */
__attribute__((format(printf, 1, 2))) int sky_fail_at(const char *format, ...);

/* This thread's error. Never NULL; valid until the thread sets the next one. */
const char *sky_error(void);

/* Sets the name that begins every line on standard error, "sky" before. `name` is not copied. */
void sky_program_name(const char *name);

/* Prints "NAME: text" on standard error in one write, for what the user should know but stops nothing. Control
 * characters are printed as '?'. */
__attribute__((format(printf, 1, 2))) void sky_warn(const char *format, ...);

/* Print this thread's error in the same way and return the exit status: 2 for a wrong command
 * line (sky_exit_misuse(), and after sky_fail_misuse()), 1 for what failed while the program ran. */
int sky_exit_failed(void);
int sky_exit_misuse(void);

#ifdef __cplusplus
}
#endif

#endif
