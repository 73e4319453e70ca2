/* SPDX-License-Identifier: ISC */
#include <sky/error.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char last[SKY_ERROR_MAX] = "no error";
static _Thread_local bool misuse; /* it is about what the user asked for */
static const char *program = "sky";

static void set_error(const char *format, va_list arguments)
{
    /* The arguments may include sky_error() itself, so it is not overwritten while they are formatted. */
    char text[SKY_ERROR_MAX];
    vsnprintf(text, sizeof text, format, arguments);
    memcpy(last, text, sizeof last);
}

int sky_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_error(format, arguments);
    va_end(arguments);
    misuse = false;
    return -1;
}

int sky_fail_misuse(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_error(format, arguments);
    va_end(arguments);
    misuse = true;
    return -1;
}

int sky_fail_at(const char *format, ...)
{
    char place[SKY_ERROR_MAX / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(place, sizeof place, format, arguments);
    va_end(arguments);
    bool was_misuse = misuse;
    sky_fail("%s: %s", place, last);
    misuse = was_misuse;
    return -1;
}

const char *sky_error(void)
{
    return last;
}

void sky_program_name(const char *name)
{
    program = name;
}

/* Writes a line at once, so that lines of the programs of a pipeline do not mix. A file name may contain any bytes:
 * those that would control a terminal are printed as '?'. */
static void print_line(const char *text)
{
    char line[SKY_ERROR_MAX + 64];
    int length = snprintf(line, sizeof line - 1, "%s: %s", program, text);
    if (length > (int)sizeof line - 2)
        length = (int)sizeof line - 2;
    for (int i = 0; i < length; i++)
        if ((unsigned char)line[i] < ' ' || line[i] == 127)
            line[i] = '?';
    line[length] = '\n';
    line[length + 1] = '\0';
    fputs(line, stderr);
    fflush(stderr);
}

void sky_warn(const char *format, ...)
{
    char text[SKY_ERROR_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_line(text);
}

int sky_exit_failed(void)
{
    print_line(last);
    return misuse ? 2 : 1;
}

int sky_exit_misuse(void)
{
    print_line(last);
    return 2;
}
