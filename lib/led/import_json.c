/* SPDX-License-Identifier: ISC */
/* Maps in JSON: Pixelblaze, Open Pixel Control and WLED here; Fadecandy in import_fadecandy.c. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/array.h"
#include "led/import_fadecandy.h"
#include "led/importer.h"
#include "led/json.h"
#include "led/layout.h"

#define NAME_BYTES 32

/* ---- Arrays of places ---- */

/* [x, y] or [x, y, z] */
static int read_place(struct sky_importer *importer, struct sky_json *json, size_t index)
{
    double at[3] = {0};
    int count = 0, more;
    if (sky_json_enter(json, SKY_JSON_ARRAY) < 0)
        return -1;
    while ((more = sky_json_next(json, SKY_JSON_ARRAY)) > 0) {
        if (count == 3)
            return sky_fail("LED %zu has more than three coordinates", index);
        if (sky_json_number(json, &at[count++]) < 0)
            return -1;
    }
    if (more < 0)
        return -1;
    if (count < 2)
        return sky_fail("LED %zu has %s (must be [x, y] or [x, y, z])", index,
                        count == 0 ? "no coordinates" : "one coordinate");
    return sky_importer_place(importer, (double)index, at[0], at[1], at[2]);
}

/* {"point": [x, y, z], ...} */
static int read_point(struct sky_importer *importer, struct sky_json *json, size_t index)
{
    char name[NAME_BYTES];
    bool found = false;
    int more;
    if (sky_json_enter(json, SKY_JSON_OBJECT) < 0)
        return -1;
    while ((more = sky_json_next(json, SKY_JSON_OBJECT)) > 0) {
        if (sky_json_name(json, name, sizeof name) < 0)
            return -1;
        bool is_point = strcmp(name, "point") == 0 && !found;
        found |= is_point;
        if ((is_point ? read_place(importer, json, index) : sky_json_skip(json)) < 0)
            return -1;
    }
    if (more < 0)
        return -1;
    return found ? 0 : sky_fail("LED %zu has no \"point\"", index);
}

static int read_places(struct sky_importer *importer, struct sky_json *json)
{
    size_t index = 0;
    int more, result;
    importer->format = "a map for Pixelblaze";
    if (sky_json_enter(json, SKY_JSON_ARRAY) < 0)
        return -1;
    for (; (more = sky_json_next(json, SKY_JSON_ARRAY)) > 0; index++) {
        enum sky_json_type type = sky_json_peek(json);
        importer->format = type == SKY_JSON_OBJECT ? "a layout for Open Pixel Control" : importer->format;
        importer->down = type != SKY_JSON_OBJECT;
        if (type == SKY_JSON_WORD) /* null in place of an LED */
            result = sky_json_skip(json);
        else if (type == SKY_JSON_OBJECT)
            result = read_point(importer, json, index);
        else
            result = read_place(importer, json, index);
        if (result < 0)
            return -1;
    }
    return more;
}

/* ---- WLED ---- */

struct ledmap {
    double *numbers;
    size_t count, room;
    double width, height; /* 0 where they are not given */
};

static int read_numbers(struct ledmap *map, struct sky_json *json)
{
    int more;
    if (sky_json_enter(json, SKY_JSON_ARRAY) < 0)
        return -1;
    while ((more = sky_json_next(json, SKY_JSON_ARRAY)) > 0) {
        if (map->count == SKY_LAYOUT_LEDS_MAX)
            return sky_fail("more than %d LEDs", SKY_LAYOUT_LEDS_MAX);
        double *numbers = sky_array_reserve(map->numbers, map->count + 1, &map->room, sizeof *numbers);
        if (!numbers)
            return -1;
        map->numbers = numbers;
        if (sky_json_number(json, &numbers[map->count++]) < 0)
            return -1;
    }
    return more;
}

static int place_numbers(struct sky_importer *importer, const struct ledmap *map)
{
    size_t width = map->width >= 1 ? (size_t)map->width : 0;
    if (width == 0 && map->height >= 1)
        width = (map->count + (size_t)map->height - 1) / (size_t)map->height;
    if (width == 0) {
        importer->note = "It says no width and is taken for a square.";
        while (width * width < map->count)
            width++;
        if (width * width != map->count)
            return sky_fail("a ledmap of %zu numbers, which is not square, needs a \"width\"", map->count);
    }
    if (map->height >= 1 && map->count > width * (size_t)map->height)
        return sky_fail("the map has %zu numbers, but %zu times %.0f is less", map->count, width, map->height);
    for (size_t i = 0; i < map->count; i++) {
        size_t column = i % width, row = i / width;
        if (map->numbers[i] >= 0 &&
            sky_importer_place(importer, map->numbers[i], (double)column, (double)row, 0) < 0)
            return -1;
    }
    importer->format = "a ledmap of WLED";
    importer->down = true;
    return 0;
}

/* ---- Objects ---- */

static int read_members(struct sky_importer *importer, struct sky_json *json, struct ledmap *map, bool *has_devices)
{
    char name[NAME_BYTES];
    int more;
    if (sky_json_enter(json, SKY_JSON_OBJECT) < 0)
        return -1;
    while ((more = sky_json_next(json, SKY_JSON_OBJECT)) > 0) {
        int result;
        if (sky_json_name(json, name, sizeof name) < 0)
            return -1;
        bool is_number = sky_json_peek(json) == SKY_JSON_NUMBER;
        if (strcmp(name, "map") == 0 && !map->numbers)
            result = read_numbers(map, json);
        else if (strcmp(name, "width") == 0 && is_number)
            result = sky_json_number(json, &map->width);
        else if (strcmp(name, "height") == 0 && is_number)
            result = sky_json_number(json, &map->height);
        else if (strcmp(name, "devices") == 0 && !*has_devices)
            result = (*has_devices = true, sky_import_fadecandy(importer, json));
        else
            result = sky_json_skip(json);
        if (result < 0)
            return -1;
    }
    return more;
}

int sky_import_json(struct sky_importer *importer)
{
    struct sky_json json = {.at = importer->text, .end = importer->text + importer->size, .line = 1};
    struct ledmap map = {0};
    bool has_devices = false;
    int result;
    if (sky_json_peek(&json) == SKY_JSON_ARRAY)
        result = read_places(importer, &json);
    else
        result = read_members(importer, &json, &map, &has_devices);
    if (result == 0)
        result = sky_json_expect_end(&json);
    if (result == 0 && !importer->format) {
        if (map.numbers)
            result = place_numbers(importer, &map);
        else
            result = sky_fail("it has neither a \"map\", as WLED's, nor \"devices\", as Fadecandy's");
    }
    importer->line = json.line;
    free(map.numbers);
    return result;
}
