/* SPDX-License-Identifier: ISC */
#include "base/wrap.h"

#include <string.h>

#define COLUMNS 80

/* Bytes of the text's beginning that must stay in one line: blanks, and what follows them up to the next place where a
 * line may end. */
static int piece(const char *text)
{
    size_t length = strspn(text, " ");
    length += strcspn(text + length, " |\n");
    return (int)length + (text[length] == '|');
}

void sky_wrap_print(FILE *out, const char *left, int indent, const char *text)
{
    int column = fprintf(out, "%s", left);
    if (column >= indent && indent > 0)
        column = fprintf(out, "\n") - 1;
    column += fprintf(out, "%*s", indent - column, "");
    while (*text) {
        int length = piece(text);
        if (*text == '\n' || (column > indent && column + length > COLUMNS)) {
            text += *text == '\n' ? 1 : strspn(text, " ");
            column = fprintf(out, "\n%*s", indent, "") - 1;
            continue;
        }
        column += fprintf(out, "%.*s", length, text);
        text += length;
    }
    fputc('\n', out);
}
