/* SPDX-License-Identifier: ISC */
#include "led/import_fadecandy.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/array.h"
#include "led/layout.h"

#define STRAND 64
#define STRANDS 8
#define CHANNELS 256
#define NAME_BYTES 32

struct wire {
    uint32_t lane, position, pixel;
    unsigned channel;
    bool again; /* another LED shows the pixel, too */
};

struct sky_fadecandy {
    struct wire *all;
    size_t count, room;
    uint32_t pixels[CHANNELS]; /* of each channel, up to the last that is used */
    unsigned lanes;            /* of the devices so far */
};

static int add_wire(struct sky_fadecandy *wires, const struct wire *wire)
{
    if (wires->count == SKY_LAYOUT_LEDS_MAX)
        return sky_fail("more than %d LEDs", SKY_LAYOUT_LEDS_MAX);
    struct wire *all = sky_array_reserve(wires->all, wires->count + 1, &wires->room, sizeof *all);
    if (!all)
        return -1;
    wires->all = all;
    all[wires->count++] = *wire;
    if (wire->pixel >= wires->pixels[wire->channel])
        wires->pixels[wire->channel] = wire->pixel + 1;
    return 0;
}

/* ---- Reading ---- */

/* [channel, first pixel, first LED, count], with more perhaps behind it. A negative count goes down from the first
 * LED. */
static int read_entry(struct sky_fadecandy *wires, struct sky_json *json, bool strands)
{
    double numbers[4] = {0};
    int count = 0, more;
    if (sky_json_enter(json, SKY_JSON_ARRAY) < 0)
        return -1;
    while ((more = sky_json_next(json, SKY_JSON_ARRAY)) > 0)
        if ((count < 4 ? sky_json_number(json, &numbers[count++]) : sky_json_skip(json)) < 0)
            return -1;
    if (more < 0)
        return -1;
    double leds = numbers[3] < 0 ? -numbers[3] : numbers[3], last = numbers[2] + (numbers[3] < 0 ? 1 - leds : leds - 1);
    double most = strands ? STRAND * STRANDS : SKY_LAYOUT_LEDS_MAX;
    if (count < 4 || numbers[0] < 0 || numbers[0] >= CHANNELS || numbers[1] < 0 || numbers[1] > SKY_LAYOUT_LEDS_MAX ||
        leds < 1 || numbers[2] < 0 || numbers[2] >= most || last < 0 || last >= most)
        return sky_fail("the entry of a map must be [channel, first pixel, first LED, count], with LEDs from 0 to %.0f",
                        most - 1);
    for (uint32_t i = 0; i < (uint32_t)leds; i++) {
        uint32_t led = (uint32_t)numbers[2] + (numbers[3] < 0 ? -i : i);
        struct wire wire = {.lane = wires->lanes, .position = led, .pixel = (uint32_t)numbers[1] + i,
                            .channel = (unsigned)numbers[0]};
        if (strands) {
            wire.lane += led / STRAND;
            wire.position = led % STRAND;
        }
        if (add_wire(wires, &wire) < 0)
            return -1;
    }
    return 0;
}

static int read_map(struct sky_fadecandy *wires, struct sky_json *json, bool strands)
{
    int more;
    if (sky_json_enter(json, SKY_JSON_ARRAY) < 0)
        return -1;
    while ((more = sky_json_next(json, SKY_JSON_ARRAY)) > 0)
        if (read_entry(wires, json, strands) < 0)
            return -1;
    return more;
}

/* Does a string begin so? */
static bool begins(const struct sky_json *json, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(json->end - json->at) > length && memcmp(json->at + 1, text, length) == 0;
}

/* What a device is may be told after its map, which is read when that is known. Devices for DMX512 are left out: theirs
 * are no LEDs in a chain. */
static int read_device(struct sky_importer *importer, struct sky_json *json)
{
    struct sky_fadecandy *wires = importer->wires;
    char name[NAME_BYTES];
    struct sky_json map = {0};
    bool spi = false, other = false;
    int more;
    if (sky_json_enter(json, SKY_JSON_OBJECT) < 0)
        return -1;
    while ((more = sky_json_next(json, SKY_JSON_OBJECT)) > 0) {
        if (sky_json_name(json, name, sizeof name) < 0)
            return -1;
        if (strcmp(name, "map") == 0)
            map = *json;
        if (strcmp(name, "type") == 0 && sky_json_peek(json) == SKY_JSON_STRING) {
            spi = begins(json, "apa102");
            other = !spi && !begins(json, "fadecandy");
        }
        if (sky_json_skip(json) < 0)
            return -1;
    }
    if (more < 0)
        return -1;
    if (other) {
        importer->note = "Devices that drive no chains of LEDs are left out.";
        return 0;
    }
    if (map.at && read_map(wires, &map, !spi) < 0) {
        json->line = map.line;
        return -1;
    }
    wires->lanes += spi ? 1 : STRANDS;
    return 0;
}

/* ---- Printing ---- */

static int compare_wires(const void *a, const void *b)
{
    const struct wire *x = a, *y = b;
    if (x->lane != y->lane)
        return (x->lane > y->lane) - (x->lane < y->lane);
    return (x->position > y->position) - (x->position < y->position);
}

/* Gives each pixel its number in the frame. */
static int number_pixels(const struct sky_importer *importer, struct sky_fadecandy *wires)
{
    const size_t frame = (size_t)importer->geometry->vanes * importer->geometry->pixels;
    uint64_t first[CHANNELS], total = 0;
    for (int i = 0; i < CHANNELS; i++) {
        first[i] = total;
        total += wires->pixels[i];
    }
    if (total > frame)
        return sky_fail("the map has %llu pixels, but a frame of %ux%u has %zu (give the geometry with -g)",
                        (unsigned long long)total, importer->geometry->vanes, importer->geometry->pixels, frame);
    uint8_t *shown = calloc(frame, 1);
    bool too_often = false, twice = false;
    if (!shown)
        return sky_fail("out of memory");
    for (size_t i = 0; i < wires->count; i++) {
        struct wire *wire = &wires->all[i];
        wire->pixel += (uint32_t)first[wire->channel];
        wire->again = shown[wire->pixel] > 0;
        too_often |= shown[wire->pixel] == SKY_SIDES;
        twice |= i > 0 && compare_wires(wire, wire - 1) == 0;
        shown[wire->pixel] += shown[wire->pixel] < SKY_SIDES;
    }
    free(shown);
    if (too_often)
        return sky_fail("a pixel is mapped to more than %d LEDs, which a layout cannot say", SKY_SIDES);
    return twice ? sky_fail("an LED is mapped to two pixels") : 0;
}

/* Consecutive LEDs that show consecutive pixels of a vane, up or down. Returns their number. */
static size_t print_run(const struct sky_importer *importer, const struct wire *wires, size_t left)
{
    const uint32_t pixels = importer->geometry->pixels, vane = wires->pixel / pixels, from = wires->pixel % pixels;
    size_t count = 1;
    int64_t step = left > 1 ? (int64_t)wires[1].pixel - wires->pixel : 0;
    while ((step == 1 || step == -1) && count < left && wires[count].lane == wires->lane &&
           wires[count].again == wires->again &&
           wires[count].position == wires->position + count && wires[count].pixel / pixels == vane &&
           (int64_t)wires[count].pixel - wires[count - 1].pixel == step)
        count++;
    if (count == 1)
        fprintf(importer->out, "led %u,%u\n", vane, from);
    else
        fprintf(importer->out, "vanes %u pixels %u..%u\n", vane, from, wires[count - 1].pixel % pixels);
    return count;
}

void sky_import_fadecandy_print(const struct sky_importer *importer)
{
    const struct sky_fadecandy *wires = importer->wires;
    unsigned lanes = 0;
    uint32_t position = 0;
    bool again = false;
    fprintf(importer->out, "geometry %ux%u\n", importer->geometry->vanes, importer->geometry->pixels);
    for (size_t i = 0, count; i < wires->count; i += count) {
        const struct wire *wire = &wires->all[i];
        while (lanes <= wire->lane) {
            if (lanes++ > 0 && position == 0)
                fprintf(importer->out, "skip 1    # nothing is on this strand\n");
            fprintf(importer->out, "lane\n");
            position = 0;
        }
        if (wire->position > position)
            fprintf(importer->out, "skip %u\n", wire->position - position);
        if (wire->again != again)
            fprintf(importer->out, "side %s\n", wire->again ? "back    # where others are already" : "front");
        again = wire->again;
        count = print_run(importer, wire, wires->count - i);
        position = wire->position + (uint32_t)count;
    }
}

int sky_import_fadecandy(struct sky_importer *importer, struct sky_json *json)
{
    struct sky_fadecandy *wires = importer->wires = calloc(1, sizeof *wires);
    int more = 0;
    if (!wires)
        return sky_fail("out of memory");
    if (sky_json_enter(json, SKY_JSON_ARRAY) < 0)
        return -1;
    while ((more = sky_json_next(json, SKY_JSON_ARRAY)) > 0)
        if (read_device(importer, json) < 0)
            return -1;
    if (more < 0)
        return -1;
    if (wires->lanes > SKY_LANES_MAX)
        return sky_fail("the devices have %u strands, but a layout has %d lanes at most", wires->lanes, SKY_LANES_MAX);
    if (wires->count > 0)
        qsort(wires->all, wires->count, sizeof *wires->all, compare_wires);
    importer->format = "a configuration of Fadecandy's server";
    importer->count = wires->count;
    return number_pixels(importer, wires);
}

void sky_import_fadecandy_finish(struct sky_importer *importer)
{
    if (importer->wires)
        free(importer->wires->all);
    free(importer->wires);
}
