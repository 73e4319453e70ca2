/* SPDX-License-Identifier: ISC */
#include "led/importer.h"

#include <sky/error.h>

#include "base/array.h"
#include "led/layout.h"

int sky_importer_place(struct sky_importer *importer, double position, double x, double y, double z)
{
    if (position < 0 || position >= SKY_LAYOUT_LEDS_MAX)
        return sky_fail("LED %.10g is out of range (must be 0 to %d)", position, SKY_LAYOUT_LEDS_MAX - 1);
    size_t index = (size_t)position;
    if ((double)index < position)
        return sky_fail("LED %.10g is not a whole number", position);
    struct sky_imported_led *leds = sky_array_reserve(importer->leds, index + 1, &importer->room, sizeof *leds);
    if (!leds)
        return -1;
    importer->leds = leds;
    for (; importer->count <= index; importer->count++)
        leds[importer->count] = (struct sky_imported_led){0};
    struct sky_imported_led *led = &leds[index];
    led->at[0] += x;
    led->at[1] += y;
    led->at[2] += z;
    led->places++;
    return 0;
}
