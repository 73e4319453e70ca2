/* SPDX-License-Identifier: ISC */
#include "stream/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "stream/kinds.h"

/* bash, and zsh where there is no /dev/fd. */
static bool is_made_by_shell(const char *path)
{
    return strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/self/fd/", 14) == 0;
}

char *sky_operand_name(const char *path, size_t length, unsigned place)
{
    char *name;
    bool has_place = place > 0 && is_made_by_shell(path);
    int printed = has_place ? asprintf(&name, "input %u (%.*s)", place, (int)length, path)
                            : asprintf(&name, "%.*s", (int)length, path);
    if (printed >= 0)
        return name;
    sky_fail("out of memory");
    return NULL;
}

int sky_input_set_place(struct sky_input *input, unsigned place)
{
    char *name = sky_operand_name(input->name, strlen(input->name), place);
    if (!name)
        return -1;
    free(input->name);
    input->name = name;
    return 0;
}
