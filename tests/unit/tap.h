/* SPDX-License-Identifier: ISC */
/* The Test Anything Protocol, for small C tests: call ok() for each thing that must hold, end with done(). */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdio.h>

static int tap_count, tap_failures;

__attribute__((format(printf, 2, 3))) static inline int ok(int held, const char *sentence, ...)
{
    va_list arguments;
    va_start(arguments, sentence);
    printf("%sok %d ", held ? "" : "not ", ++tap_count);
    vprintf(sentence, arguments);
    putchar('\n');
    va_end(arguments);
    tap_failures += !held;
    return held;
}

static inline int done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failures != 0;
}

#endif
