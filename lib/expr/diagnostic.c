/* SPDX-License-Identifier: ISC */
#include "expr/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>

#include <sky/error.h>

#define SHOWN 76 /* characters of a line that are shown around an error */

static _Thread_local char lines[2 * SHOWN + 16];

const char *sky_diagnostic_lines(void)
{
    return lines;
}

void sky_diagnostic_clear(void)
{
    lines[0] = '\0';
}

int sky_diagnostic_exit_misuse(void)
{
    int status = sky_exit_misuse();
    fputs(lines, stderr);
    return status;
}

/* Formats the part of the line around the place, with '?' for what is not printable ASCII, and the caret. */
static void format_lines(const char *line, const char *line_end, const char *at, size_t length)
{
    const char *first = at - line > SHOWN / 2 ? at - SHOWN / 2 : line;
    char *out = lines;
    *out++ = ' ', *out++ = ' ';
    for (const char *c = first; c < line_end && c - first < SHOWN; c++)
        *out++ = *c == '\t' ? ' ' : *c < ' ' || *c > '~' ? '?' : *c;
    *out++ = '\n', *out++ = ' ', *out++ = ' ';
    for (const char *c = first; c < at; c++)
        *out++ = ' ';
    *out++ = '^';
    for (const char *c = at + 1; c < at + length && c < line_end && c - first < SHOWN; c++)
        *out++ = '~';
    *out++ = '\n';
    *out = '\0';
}

int sky_diagnostic_fail(const struct sky_expr_text *text, const char *at, size_t length, const char *format, ...)
{
    char message[SKY_ERROR_MAX / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);

    unsigned number = 1;
    const char *line = text->start, *line_end = at;
    for (const char *c = text->start; c < at; c++)
        if (*c == '\n') {
            number++;
            line = c + 1;
        }
    while (line_end < text->end && *line_end != '\n')
        line_end++;
    unsigned column = (unsigned)(at - line) + 1;
    if (text->is_one_line) {
        sky_diagnostic_clear();
        return sky_fail("column %u: %s", column, message);
    }
    format_lines(line, line_end, at, length);
    return sky_fail("line %u, column %u: %s", number, column, message);
}
