/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for sky-layout(5): make fuzz FUZZ=layout. The first two bytes are the screen, the rest is the file.
 * The descriptions of a layout that is accepted must give it back. */
#include <stdint.h>
#include <stdio.h>
#include <stdio.h>
#include <stdlib.h>

#include "led/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_equal(const struct sky_layout *layout, const struct sky_layout *back)
{
    if (layout->lanes != back->lanes || sky_layout_total(layout) != sky_layout_total(back))
        abort();
    for (unsigned lane = 0; lane < layout->lanes; lane++)
        for (size_t i = 0; i < sky_layout_leds(layout, lane); i++)
            if (sky_layout_led(layout, lane, i) != sky_layout_led(back, lane, i))
                abort();
}

static void test_description(const struct sky_layout *layout)
{
    char line[SKY_LAYOUT_DESCRIPTION], *text = NULL;
    size_t length = 0, count;
    struct sky_layout back = {0};
    FILE *out = open_memstream(&text, &length);
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        fputs("lane\n", out);
        for (size_t at = 0; (count = sky_layout_describe(layout, lane, at, line)) > 0; at += count)
            fprintf(out, "%s\n", line);
    }
    fclose(out);
    if (sky_layout_parse(&back, text, length, "fuzz", &layout->geometry) < 0)
        abort();
    expect_equal(layout, &back);
    sky_layout_finish(&back);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const struct sky_geometry geometry = {1 + data[0] % 64, 1 + data[1] % 32, 0};
    struct sky_layout layout = {0};
    if (sky_layout_parse(&layout, (const char *)data + 2, size - 2, "fuzz", &geometry) == 0 && sky_layout_total(&layout) < 20000)
        test_description(&layout);
    sky_layout_finish(&layout);
    return 0;
}
