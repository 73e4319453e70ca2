/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for palette files: make fuzz FUZZ=palette. The first byte tells whether it is a .cpt, the rest is
 * the file. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/palette_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct sky_palette palette;
    char *text = malloc(size);
    memcpy(text, data + 1, size - 1);
    if (sky_palette_parse(&palette, text, size - 1, "fuzz", data[0] % 2) < 0 && strncmp(sky_error(), "fuzz:", 5) != 0)
        abort();
    free(text);
    return 0;
}
