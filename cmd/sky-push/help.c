/* SPDX-License-Identifier: ISC */
#include "sky-push/help.h"

#include <stdio.h>

#include "sky-push/output.h"
#include "sky-push/rotor/rotor.h"

char *help_make(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs("Without --idle, it holds the last frame while the input may come back (@, raw:, a FIFO, a pipe that is\n"
          "open), and exits when it has ended for good (a file, a pipe).\n\n"
          "drivers, as -o DRIVER[:TARGET][,name=value...]; the default is term, on a terminal:\n",
          out);
    drivers_help(out);
    fputc('\n', out);
    rotor_help(out);
    fclose(out);
    if (text && size > 0)
        text[size - 1] = '\0'; /* whoever prints it ends the last line */
    return text;
}
