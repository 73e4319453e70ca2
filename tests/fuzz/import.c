/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for maps of other programs: make fuzz FUZZ=import. What is printed for a map that is accepted
 * must be a layout, unless two of its LEDs lie at one place. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "led/import.h"
#include "led/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct sky_geometry geometry = {24, 8, 0};
    struct sky_layout layout = {0};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    int result = sky_import(out, (const char *)data, size, "fuzz", &geometry);
    fclose(out);
    if (result == 0 && length < 1000000 && sky_layout_parse(&layout, text, length, "fuzz", &geometry) < 0 &&
        !strstr(sky_error(), "at the same place"))
        abort();
    sky_layout_finish(&layout);
    free(text);
    return 0;
}
