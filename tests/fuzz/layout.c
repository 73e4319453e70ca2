/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for sky-layout(5): make fuzz FUZZ=layout. The first two bytes are the screen, the rest is the file.
 * The descriptions of a layout that is accepted must give it back, and a plain frame must stay plain. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "led/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Do both show the same from the same place? A dead LED is described as a null one. */
static bool same_led(const struct sky_layout *a, const struct sky_layout *b, unsigned lane, size_t at)
{
    struct sky_spot x = {0}, y = {0};
    bool lit = sky_layout_place(a, lane, at, &x);
    if (lit != sky_layout_place(b, lane, at, &y))
        return false;
    return !lit || ((x.led == y.led || !x.on_vane) && x.area == y.area && x.side == y.side && fabs(x.x - y.x) < 1e-6 &&
                    fabs(x.y - y.y) < 1e-6);
}

static void expect_equal(const struct sky_layout *layout, const struct sky_layout *back)
{
    if (layout->lanes != back->lanes || sky_layout_total(layout) != sky_layout_total(back))
        abort();
    for (unsigned lane = 0; lane < layout->lanes; lane++)
        for (size_t i = 0; i < sky_layout_leds(layout, lane); i++)
            if (!same_led(layout, back, lane, i))
                abort();
}

static void test_description(const struct sky_layout *layout)
{
    char line[SKY_LAYOUT_DESCRIPTION], *text = NULL;
    size_t length = 0, count;
    struct sky_layout back = {0};
    FILE *out = open_memstream(&text, &length);
    fputs(SKY_LAYOUT_UNIT "\n", out);
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        fputs("lane\n", out);
        for (size_t at = 0; (count = sky_layout_describe(layout, lane, at, line)) > 0; at += count) {
            const struct sky_spot *spot = sky_layout_spot(layout, lane, at);
            fprintf(out, "show %s\nside %s\n%s\n", spot && spot->area ? "area" : "point",
                    spot && spot->side ? "back" : "front", line);
        }
    }
    fclose(out);
    if (sky_layout_parse(&back, text, length, "fuzz", &layout->geometry) == 0)
        expect_equal(layout, &back);
    else if (!sky_layout_areas(layout)) /* else two places may have come so near as to be one */
        abort();
    sky_layout_finish(&back);
    free(text);
}

static void test_areas(const struct sky_layout *layout)
{
    const struct sky_areas *areas = sky_layout_areas(layout);
    size_t leds = (size_t)layout->geometry.vanes * layout->geometry.pixels;
    uint16_t *duties = malloc(leds * 3 * sizeof *duties), *out = areas ? malloc(areas->count * 3 * sizeof *out) : NULL;
    for (size_t i = 0; i < leds * 3; i++)
        duties[i] = 12345;
    if (areas)
        sky_areas_apply(areas, out, duties);
    for (size_t i = 0; areas && i < areas->count * 3; i++)
        if (out[i] != 12345)
            abort();
    free(duties);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const struct sky_geometry geometry = {1 + data[0] % 64, 1 + data[1] % 32, data[0] % 3 * 1.5};
    struct sky_layout layout = {0};
    if (sky_layout_parse(&layout, (const char *)data + 2, size - 2, "fuzz", &geometry) == 0 &&
        sky_layout_total(&layout) < 20000) {
        test_description(&layout);
        test_areas(&layout);
    }
    sky_layout_finish(&layout);
    return 0;
}
