/* SPDX-License-Identifier: ISC */
#include "led/import.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "led/import_fadecandy.h"
#include "led/importer.h"
#include "led/layout.h"

/* ---- Output ---- */

/* One of three coordinates that is the same for all LEDs, or the third, which `lost` is for if it differs. */
static int find_flat_axis(const struct sky_importer *importer, bool *lost)
{
    const struct sky_imported_led *first = NULL;
    bool differs[3] = {false};
    for (size_t i = 0; i < importer->count; i++) {
        const struct sky_imported_led *led = &importer->leds[i];
        first = first || led->places == 0 ? first : led;
        for (int axis = 0; axis < 3 && led->places > 0; axis++)
            differs[axis] |= led->at[axis] / led->places < first->at[axis] / first->places ||
                             led->at[axis] / led->places > first->at[axis] / first->places;
    }
    *lost = differs[0] && differs[1] && differs[2];
    return differs[2] && !differs[1] ? 1 : differs[2] && !differs[0] ? 0 : 2;
}

static void print_places(const struct sky_importer *importer)
{
    bool lost;
    int flat = find_flat_axis(importer, &lost), across = flat == 0 ? 1 : 0, along = flat == 2 ? 1 : 2;
    bool down = importer->down && along == 1;
    size_t nulls = 0;
    if (lost)
        fprintf(importer->out, "# It has a third coordinate, which is left out.\n");
    fprintf(importer->out, "lane\n");
    for (size_t i = 0; i < importer->count; i++) {
        const struct sky_imported_led *led = &importer->leds[i];
        if (led->places == 0) {
            nulls++;
            continue;
        }
        if (nulls > 0)
            fprintf(importer->out, "skip %zu\n", nulls);
        nulls = 0;
        double y = led->at[along] / led->places;
        fprintf(importer->out, "xy %.9g %.9g\n", led->at[across] / led->places, down ? 0 - y : y);
    }
}

/* A name as a comment can hold it. */
static void print_comment(FILE *out, const char *format, const char *name)
{
    fprintf(out, "# From ");
    for (const char *at = name; *at; at++)
        fputc((unsigned char)*at < ' ' || *at == 127 ? '?' : *at, out);
    fprintf(out, ", %s.\n", format);
}

static int import(struct sky_importer *importer)
{
    const char *at = importer->text, *end = at + importer->size;
    if (end - at >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
        at += 3;
    importer->text = at;
    importer->size = (size_t)(end - at);
    while (at < end && *at && strchr(" \t\r\n", *at))
        at++;
    if (at < end && (*at == '[' || *at == '{'))
        return sky_import_json(importer);
    return at < end && *at == '<' ? sky_import_xmodel(importer) : sky_import_csv(importer);
}

int sky_import(FILE *out, const char *text, size_t size, const char *name, const struct sky_geometry *geometry)
{
    struct sky_importer importer = {.text = text, .size = size, .geometry = geometry, .line = 1, .out = out};
    int result = import(&importer);
    if (result == 0 && importer.count == 0)
        result = sky_fail("it has no LED");
    if (result == 0) {
        print_comment(out, importer.format, name);
        if (importer.note)
            fprintf(out, "# %s\n", importer.note);
        if (importer.wires)
            sky_import_fadecandy_print(&importer);
        else
            print_places(&importer);
    } else {
        sky_fail_at("%.200s:%u", name, importer.line);
    }
    sky_import_fadecandy_finish(&importer);
    free(importer.leds);
    return result;
}

int sky_import_file(FILE *out, const char *path, const struct sky_geometry *geometry)
{
    size_t size;
    char *text = sky_file_read(path, SKY_LAYOUT_BYTES_MAX, SKY_FILE_ANY, &size);
    if (!text)
        return -1;
    int result = sky_import(out, text, size, path, geometry);
    free(text);
    return result;
}
