/* SPDX-License-Identifier: ISC */
#include "led/parts.h"

#include <string.h>

/* From the data sheets of Worldsemi (WS), Opsco (SK) and APA Electronic (APA104), as far as they are published, and
 * from what others quote of them:
 * - WS2812B, WS2811: their sheets at Adafruit, +-150 ns around the typical times; the WS2811 at its low speed.
 * - WS2812B-V5: quoted by Microchip for the NeoPixel Stick. WS2812C: by Terasic in the manual of the T-Core, table 2-7.
 * - WS2813 A to D: BTF-Lighting's manual. WS2813-Mini: Seeed's sheet of part 104020171.
 * - WS2814, WS2815, WS2815B: "LED Chip Datasheet Summary", a list on GitHub of figures from sheets.
 * - SK6812: SPC/SK6812 rev. 01; SK6812RGBW: p2757_SK6812RGBW_REV01 at Adafruit; +-150 ns.
 * - APA104, SK6822: quoted in Hyperion's LedDeviceAPA104.cpp and LedDeviceSk6822SPI.cpp, +-150 ns.
 *
 * A 1 of the first WS2812B is 650 ns at least, which `ws2812` keeps up to 3.076 MHz. */
const struct sky_part sky_parts[] = {
    {"WS2812B-V5", "ws2812", {{220, 380}, {580, 1000}}, {{580, 1000}, {580, 1000}}},
    {"WS2812C", "ws2812", {{220, 380}, {580, 1000}}, {{580, 1000}, {220, 420}}},
    {"SK6812", "ws2812", {{150, 450}, {450, 750}}, {{750, 1050}, {450, 750}}},
    {"WS2812B", "ws2812-3bit", {{250, 550}, {650, 950}}, {{700, 1000}, {300, 600}}},
    {"WS2811", "ws2811", {{350, 650}, {1050, 1350}}, {{1850, 2150}, {1150, 1450}}},
    {"WS2813", "ws2813", {{300, 450}, {750, 1000}}, {{300, 100000}, {300, 100000}}},
    {"WS2813-Mini", "ws2813", {{220, 380}, {580, 1600}}, {{580, 1600}, {220, 420}}},
    {"WS2815", "ws2815", {{220, 380}, {580, 1600}}, {{580, 1600}, {220, 420}}},
    {"WS2815B", "ws2815", {{220, 380}, {580, 840}}, {{900, 5000}, {600, 5000}}},
    {"SK6812RGBW", "sk6812rgbw", {{150, 450}, {450, 750}}, {{750, 1050}, {450, 750}}},
    {"WS2814", "ws2814", {{220, 380}, {580, 1000}}, {{580, 1000}, {580, 1000}}},
    {"APA104", "apa104", {{200, 500}, {1210, 1510}}, {{1210, 1510}, {200, 500}}},
    {"SK6822", "sk6822", {{200, 500}, {1210, 1510}}, {{1210, 1510}, {200, 500}}},
    {.name = NULL},
};

/* Raises `min` and lowers `max` so that `bits` take at least and at most what the window says. */
static void narrow(unsigned bits, const struct sky_window *window, uint32_t *min, uint32_t *max)
{
    uint64_t giga = bits * UINT64_C(1000000000);
    uint32_t slowest = (uint32_t)((giga + window->max - 1) / window->max), fastest = (uint32_t)(giga / window->min);
    *min = slowest > *min ? slowest : *min;
    *max = fastest < *max ? fastest : *max;
}

void sky_part_rates(const struct sky_chip *chip, uint32_t *min, uint32_t *max)
{
    *min = 0;
    *max = UINT32_MAX;
    for (const struct sky_part *part = sky_parts; part->name; part++) {
        if (strcmp(part->chip, chip->name) != 0)
            continue;
        for (int bit = 0; bit < 2; bit++) {
            struct sky_window low = part->low[bit];
            /* The sheets of one part give 220 to 420 ns or 580 to 1000 for the low part of a 1, which no pulse keeps
             * both; a chip waits for the next rise, for 5 us and more (Levine, "NeoPixels Revealed", 2014). */
            if (bit == 1)
                low.max = 5000;
            narrow(chip->high_bits[bit], &part->high[bit], min, max);
            narrow(chip->pulse_bits - chip->high_bits[bit], &low, min, max);
        }
    }
}
