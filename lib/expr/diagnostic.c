/* SPDX-License-Identifier: ISC */
#include "expr/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sky/error.h>

#define SHOWN 76 /* characters of a line that are shown around an error */

#define PAIR_MAX (2 * SHOWN + 16)

/* A line and its caret; behind those of the error those of up to two calls. */
static _Thread_local char lines[3 * PAIR_MAX];
static _Thread_local unsigned calls, turns;

const char *sky_diagnostic_lines(void)
{
    return lines;
}

void sky_diagnostic_clear(void)
{
    lines[0] = '\0';
    calls = turns = 0;
}

int sky_diagnostic_exit_misuse(void)
{
    int status = sky_exit_misuse();
    fputs(lines, stderr);
    return status;
}

/* Formats the part of the line around the place, with '?' for what is not printable ASCII, and the caret. */
static void format_lines(char *out, const char *line, const char *line_end, const char *at, size_t length)
{
    const char *first = at - line > SHOWN / 2 ? at - SHOWN / 2 : line;
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

/* Where a place is, counted from 1. */
struct place {
    const char *line, *line_end;
    unsigned number, column;
};

static struct place place_of(const struct sky_expr_text *text, const char *at)
{
    struct place place = {.line = text->start, .line_end = at, .number = 1};
    for (const char *c = text->start; c < at; c++)
        if (*c == '\n') {
            place.number++;
            place.line = c + 1;
        }
    while (place.line_end < text->end && *place.line_end != '\n')
        place.line_end++;
    place.column = (unsigned)(at - place.line) + 1;
    return place;
}

int sky_diagnostic_fail(const struct sky_expr_text *text, const char *at, size_t length, const char *format, ...)
{
    char message[SKY_ERROR_MAX / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);

    const struct place place = place_of(text, at);
    sky_diagnostic_clear();
    if (text->is_one_line)
        return sky_fail("column %u: %s", place.column, message);
    format_lines(lines, place.line, place.line_end, at, length);
    return sky_fail("line %u, column %u: %s", place.number, place.column, message);
}

void sky_diagnostic_add_call(const struct sky_expr_text *text, const char *at, size_t length, bool is_outermost)
{
    if (calls > 0 && !is_outermost)
        return;
    const struct place place = place_of(text, at);
    calls++;
    int shown = length > SHOWN / 2 ? SHOWN / 2 : (int)length;
    if (text->is_one_line) {
        sky_fail("%s (in %.*s, called in column %u)", sky_error(), shown, at, place.column);
        return;
    }
    format_lines(lines + strlen(lines), place.line, place.line_end, at, length);
    sky_fail("%s (in %.*s, called in line %u, column %u)", sky_error(), shown, at, place.number, place.column);
}

void sky_diagnostic_add_turn(const char *counter, size_t length, double value)
{
    if (turns++ == 0)
        sky_fail("%s (when %.*s is %.6g)", sky_error(), length > SHOWN / 2 ? SHOWN / 2 : (int)length, counter, value);
}
