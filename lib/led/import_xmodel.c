/* SPDX-License-Identifier: ISC */
/* The grid of a custom model of xLights: an attribute of the first element that has one. Only tags are understood of
 * XML: attributes are found by their names, and comments are passed over. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "led/importer.h"
#include "led/layout.h"

#define GRID_MAX 100000 /* columns, rows and layers */

struct attribute {
    const char *at, *end; /* the value; NULL where there is none */
    unsigned line;
};

struct xml {
    const char *at, *end;
    unsigned line;
};

static void step(struct xml *xml)
{
    xml->line += *xml->at == '\n';
    xml->at++;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool begins(const struct xml *xml, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(xml->end - xml->at) >= length && memcmp(xml->at, text, length) == 0;
}

/* Goes past a text, or to the end. */
static void go_past(struct xml *xml, const char *text)
{
    while (xml->at < xml->end && !begins(xml, text))
        step(xml);
    for (size_t i = strlen(text); i > 0 && xml->at < xml->end; i--)
        step(xml);
}

static bool is_name(const char *name, size_t length, const char *wanted)
{
    return length == strlen(wanted) && memcmp(name, wanted, length) == 0;
}

/* Reads attributes up to the end of a tag, and keeps those of a grid. Returns 0, or -1 with the error set. */
static int read_tag(struct xml *xml, struct attribute *grid, struct attribute *compressed)
{
    while (xml->at < xml->end && *xml->at != '>') {
        const char *name = xml->at;
        while (xml->at < xml->end && !is_blank(*xml->at) && *xml->at != '=' && *xml->at != '>')
            xml->at++;
        size_t length = (size_t)(xml->at - name);
        while (xml->at < xml->end && is_blank(*xml->at))
            step(xml);
        if (length == 0 && xml->at < xml->end && *xml->at == '=')
            return sky_fail("'=' where the name of an attribute should be");
        if (xml->at >= xml->end || *xml->at != '=')
            continue;
        for (xml->at++; xml->at < xml->end && is_blank(*xml->at);)
            step(xml);
        char quote = xml->at < xml->end ? *xml->at : '\0';
        if (quote != '"' && quote != '\'')
            return sky_fail("the value of an attribute is not in quotes");
        xml->at++;
        struct attribute value = {.at = xml->at, .line = xml->line};
        while (xml->at < xml->end && *xml->at != quote)
            step(xml);
        if (xml->at >= xml->end)
            return sky_fail("it ends inside of an attribute");
        value.end = xml->at++;
        if (value.end > value.at && is_name(name, length, "CustomModel"))
            *grid = value;
        if (value.end > value.at && is_name(name, length, "CustomModelCompressed"))
            *compressed = value;
    }
    return 0;
}

/* ---- Grids ---- */

/* Reads a whole number, with blanks around it. Returns 1, 0 where there is none, or -1 with the error set. */
static int read_number(const char **at, const char *end, unsigned *number)
{
    unsigned value = 0, digits = 0;
    while (*at < end && is_blank(**at))
        ++*at;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at, digits++) {
        value = value * 10 + (unsigned)(**at - '0');
        if (value > SKY_LAYOUT_LEDS_MAX)
            return sky_fail("a number is larger than %d", SKY_LAYOUT_LEDS_MAX);
    }
    while (*at < end && is_blank(**at))
        ++*at;
    *number = value;
    return digits > 0;
}

static int fail_at_byte(const char *at, const char *end, const char *what)
{
    if (at >= end)
        return sky_fail("%s ends too early", what);
    unsigned char byte = (unsigned char)*at;
    return byte > ' ' && byte < 127 ? sky_fail("'%c' in %s", byte, what) : sky_fail("byte 0x%02x in %s", byte, what);
}

/* Numbers are separated by commas, rows by semicolons, layers by bars; where a number is missing there is no LED. */
static int read_grid(struct sky_importer *importer, const struct attribute *grid)
{
    unsigned column = 0, row = 0, layer = 0, number;
    for (const char *at = grid->at;; at++) {
        int found = read_number(&at, grid->end, &number);
        if (found < 0)
            return -1;
        if (number > 0 && sky_importer_place(importer, number - 1, column, row, layer) < 0)
            return -1;
        if (at == grid->end)
            return 0;
        if (*at == ',') {
            column++;
        } else if (*at == ';' || *at == '|') {
            row = *at == ';' ? row + 1 : 0;
            layer += *at == '|';
            column = 0;
        } else {
            return fail_at_byte(at, grid->end, "the grid");
        }
        if (column > GRID_MAX || row > GRID_MAX || layer > GRID_MAX)
            return sky_fail("the grid has more than %d rows or columns", GRID_MAX);
    }
}

/* node,row,column or node,row,column,layer, separated by semicolons */
static int read_compressed(struct sky_importer *importer, const struct attribute *compressed)
{
    const char *at = compressed->at, *end = compressed->end;
    while (at < end) {
        unsigned numbers[4] = {0};
        int count = 0, found;
        do {
            if ((found = read_number(&at, end, &numbers[count])) < 0)
                return -1;
            count += found;
        } while (found && count < 4 && at < end && *at == ',' && at++ < end);
        if (count < 3 || (at < end && *at != ';') || numbers[0] == 0)
            return count < 3 || numbers[0] == 0 ? sky_fail("a node must be NUMBER,ROW,COLUMN, with numbers from 1")
                                                : fail_at_byte(at, end, "the list of nodes");
        if (sky_importer_place(importer, numbers[0] - 1, numbers[2], numbers[1], numbers[3]) < 0)
            return -1;
        at += at < end;
    }
    return 0;
}

int sky_import_xmodel(struct sky_importer *importer)
{
    struct xml xml = {.at = importer->text, .end = importer->text + importer->size, .line = 1};
    struct attribute grid = {0}, compressed = {0};
    int result = 0;
    while (result == 0 && !grid.at && !compressed.at) {
        go_past(&xml, "<");
        if (xml.at >= xml.end) {
            result = sky_fail("it has no CustomModel, as the models of xLights");
        } else if (begins(&xml, "!--")) {
            go_past(&xml, "-->");
        } else {
            result = read_tag(&xml, &grid, &compressed);
        }
    }
    importer->line = compressed.at ? compressed.line : grid.at ? grid.line : xml.line;
    importer->format = "a custom model of xLights";
    importer->down = true;
    if (result < 0)
        return -1;
    return compressed.at ? read_compressed(importer, &compressed) : read_grid(importer, &grid);
}
