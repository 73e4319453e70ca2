/* SPDX-License-Identifier: ISC */
#include "base/lines.h"

#include <string.h>

#include <sky/error.h>

struct sky_lines sky_lines_of(char *text, size_t length)
{
    return (struct sky_lines){.next = text, .end = text + length};
}

int sky_lines_next(struct sky_lines *lines, char **line)
{
    if (lines->next >= lines->end)
        return 0;
    char *begin = lines->next, *newline = memchr(begin, '\n', (size_t)(lines->end - begin));
    char *end = newline ? newline : lines->end;
    lines->next = end + 1;
    lines->number++;
    *end = '\0';
    if (strlen(begin) != (size_t)(end - begin))
        return sky_fail("is not text: it has a zero byte");
    while (end > begin && strchr(" \t\r", end[-1]))
        *--end = '\0';
    *line = begin;
    return 1;
}
