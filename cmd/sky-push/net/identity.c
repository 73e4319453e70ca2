/* SPDX-License-Identifier: ISC */
#include "sky-push/net/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define MACHINE_ID "/etc/machine-id" /* machine-id(5): 32 hexadecimal digits */

static void find_host(char *host, size_t size)
{
    if (gethostname(host, size) < 0 || *host == '\0')
        snprintf(host, size, "this machine");
    host[size - 1] = '\0';
}

/* A machine without an identity is known by its name. */
static void find_machine(uint8_t machine[SKY_UUID_BYTES])
{
    static const uint8_t none[SKY_UUID_BYTES];
    char host[256];
    size_t size, digits = 0;
    char *text = sky_file_read(MACHINE_ID, 256, SKY_FILE_REGULAR, &size);
    for (; text && digits < SKY_UUID_BYTES && 2 * digits < size; digits++)
        if (sscanf(text + 2 * digits, "%2hhx", &machine[digits]) != 1)
            break;
    free(text);
    if (digits == SKY_UUID_BYTES)
        return;
    find_host(host, sizeof host);
    sky_uuid_make(machine, none, host);
}

void identity_make(uint8_t uuid[SKY_UUID_BYTES], const char *words)
{
    uint8_t machine[SKY_UUID_BYTES];
    find_machine(machine);
    sky_uuid_make(uuid, machine, words);
}

void identity_name(char *text, size_t size)
{
    char host[256];
    find_host(host, sizeof host);
    snprintf(text, size, "sky-push on %s", host);
}
