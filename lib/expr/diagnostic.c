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

/* Adds the part of the line around the place, with '?' for what is not printable ASCII, and the caret. */
static void add_lines(const struct sky_expr_text *text, const char *at, size_t length)
{
    const char *line = at, *line_end = at;
    if (text->is_one_line)
        return;
    while (line > text->start && line[-1] != '\n')
        line--;
    while (line_end < text->end && *line_end != '\n')
        line_end++;
    char *out = lines + strlen(lines);
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

const char *sky_diagnostic_place(const struct sky_expr_text *text, const char *at, char buffer[SKY_PLACE_MAX])
{
    unsigned number = 1;
    const char *line = text->start, *name = NULL;
    for (size_t i = 0; i < text->part_count && text->parts[i].start <= at; i++) {
        line = text->parts[i].start;
        name = text->parts[i].name;
    }
    for (const char *c = line; c < at; c++)
        if (*c == '\n') {
            number++;
            line = c + 1;
        }
    unsigned column = (unsigned)(at - line) + 1;
    if (text->is_one_line)
        snprintf(buffer, SKY_PLACE_MAX, "column %u", column);
    else
        snprintf(buffer, SKY_PLACE_MAX, "%.200s%sline %u, column %u", name ? name : "", name ? ": " : "", number,
                 column);
    return buffer;
}

int sky_diagnostic_fail(const struct sky_expr_text *text, const char *at, size_t length, const char *format, ...)
{
    char message[SKY_ERROR_MAX / 2], place[SKY_PLACE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    sky_diagnostic_clear();
    add_lines(text, at, length);
    return sky_fail("%s: %s", sky_diagnostic_place(text, at, place), message);
}

void sky_diagnostic_add_call(const struct sky_expr_text *text, const char *at, size_t length, bool is_outermost)
{
    char place[SKY_PLACE_MAX];
    if (calls > 0 && !is_outermost)
        return;
    calls++;
    add_lines(text, at, length);
    sky_fail("%s (in %.*s, called in %s)", sky_error(), length > SHOWN / 2 ? SHOWN / 2 : (int)length, at,
             sky_diagnostic_place(text, at, place));
}

void sky_diagnostic_add_turn(const char *counter, size_t length, double value)
{
    if (turns++ == 0)
        sky_fail("%s (when %.*s is %.6g)", sky_error(), length > SHOWN / 2 ? SHOWN / 2 : (int)length, counter, value);
}
