/* SPDX-License-Identifier: ISC */
#include "term/nearest.h"

#include <stdlib.h>

#include "term/lab.h"

#define KEYS 65536 /* 5, 6 and 5 bits of red, green and blue */
#define UNKNOWN 0

struct sky_nearest {
    unsigned first, count;
    struct sky_lab lab[256]; /* of the colours `first` to first + count - 1 */
    uint8_t found[KEYS];     /* UNKNOWN, or number - first + 1, found when it was asked for */
};

/* xterm's defaults of the colours 0 to 15, charproc.c in its sources. */
static const uint8_t sixteen[16][3] = {
    {0, 0, 0},     {205, 0, 0},     {0, 205, 0},     {205, 205, 0},   {0, 0, 238},  {205, 0, 205},
    {0, 205, 205}, {229, 229, 229}, {127, 127, 127}, {255, 0, 0},     {0, 255, 0},  {255, 255, 0},
    {92, 92, 255}, {255, 0, 255},   {0, 255, 255},   {255, 255, 255},
};

/* xterm's cube and grey ramp, 256colres.pl in its sources. */
static void color_of_256(unsigned number, uint8_t *rgb)
{
    static const uint8_t levels[6] = {0, 95, 135, 175, 215, 255};
    if (number >= 232) {
        rgb[0] = rgb[1] = rgb[2] = (uint8_t)(8 + 10 * (number - 232));
        return;
    }
    rgb[0] = levels[(number - 16) / 36];
    rgb[1] = levels[(number - 16) / 6 % 6];
    rgb[2] = levels[(number - 16) % 6];
}

struct sky_nearest *sky_nearest_create(enum sky_terminal_colors colors)
{
    struct sky_nearest *nearest = calloc(1, sizeof *nearest);
    if (!nearest)
        return NULL;
    nearest->first = colors == SKY_TERMINAL_16 ? 0 : 16;
    nearest->count = colors == SKY_TERMINAL_16 ? 16 : 240;
    for (unsigned i = 0; i < nearest->count; i++) {
        uint8_t rgb[3];
        color_of_256(16 + i, rgb);
        nearest->lab[i] = sky_lab_of(nearest->first ? rgb : sixteen[i]);
    }
    return nearest;
}

void sky_nearest_destroy(struct sky_nearest *nearest)
{
    free(nearest);
}

/* To the middle of the colours that have the same upper bits. That is farther than the nearest by 0.023 at most, which
 * is hardly to be seen, and usually by nothing. */
static unsigned find(const struct sky_nearest *nearest, unsigned key)
{
    unsigned red = key >> 11, green = key >> 5 & 63, blue = key & 31, found = 0;
    const uint8_t rgb[3] = {(uint8_t)(red * 8 + 3), (uint8_t)(green * 4 + 1), (uint8_t)(blue * 8 + 3)};
    struct sky_lab lab = sky_lab_of(rgb);
    uint32_t least = UINT32_MAX;
    for (unsigned i = 0; i < nearest->count; i++) {
        uint32_t distance = sky_lab_distance(lab, nearest->lab[i]);
        if (distance < least) {
            least = distance;
            found = i;
        }
    }
    return found;
}

uint32_t sky_nearest_of(struct sky_nearest *nearest, const uint8_t *rgb)
{
    unsigned key = (unsigned)(rgb[0] >> 3) << 11 | (unsigned)(rgb[1] >> 2) << 5 | rgb[2] >> 3;
    if (nearest->found[key] == UNKNOWN)
        nearest->found[key] = (uint8_t)(find(nearest, key) + 1);
    return nearest->first + nearest->found[key] - 1;
}
