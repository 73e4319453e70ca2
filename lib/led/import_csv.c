/* SPDX-License-Identifier: ISC */
/* Places in lines: x,y or x,y,z, or columns that are named so. Values are separated by semicolons, tabs, commas or
 * blanks, whichever the first line with a value has, in this order; where it is no comma, numbers may have a decimal
 * comma. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "led/importer.h"
#include "led/layout.h"

#define COLUMNS_MAX 64
#define VALUE_BYTES 64
#define XYZ_MAX 1e9

struct values {
    char text[COLUMNS_MAX][VALUE_BYTES];
    int count;
};

struct table {
    char separator;       /* 0 before the first line */
    int columns[3];       /* of x, y and z; -1 where there is none */
    bool named;           /* there was a line of names */
    struct values values; /* of the current line */
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static char find_separator(const char *at, const char *end)
{
    for (const char *separator = ";\t,"; *separator; separator++)
        if (memchr(at, *separator, (size_t)(end - at)))
            return *separator;
    return ' ';
}

/* Copies a value without its quotes and the blanks around it, and with a decimal point. */
static int copy_value(char text[VALUE_BYTES], const char *at, const char *end, char separator)
{
    while (at < end && is_blank(*at))
        at++;
    while (at < end && is_blank(end[-1]))
        end--;
    if (end - at >= 2 && (*at == '"' || *at == '\'') && end[-1] == *at) {
        at++;
        end--;
    }
    size_t length = (size_t)(end - at) < VALUE_BYTES ? (size_t)(end - at) : VALUE_BYTES - 1;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)at[i];
        if (byte < ' ' && byte != '\t')
            return sky_fail("byte 0x%02x is not text", byte);
        text[i] = byte == ',' && separator != ',' ? '.' : (char)byte;
    }
    text[length] = '\0';
    return 0;
}

static int split(struct values *values, const char *at, const char *end, char separator)
{
    values->count = 0;
    while (at < end && values->count < COLUMNS_MAX) {
        const char *start = at;
        bool quoted = false;
        for (; at < end && (quoted || *at != separator); at++)
            quoted ^= *at == '"';
        if ((separator != ' ' || at > start) && copy_value(values->text[values->count++], start, at, separator) < 0)
            return -1;
        at += at < end;
    }
    return 0;
}

/* The letters of a name, in lower case, up to a unit in parentheses. */
static void simplify(const char *name, char letters[VALUE_BYTES])
{
    size_t length = 0;
    for (; *name && *name != '('; name++) {
        char letter = *name >= 'A' && *name <= 'Z' ? (char)(*name + 'a' - 'A') : *name;
        if (letter >= 'a' && letter <= 'z')
            letters[length++] = letter;
    }
    letters[length] = '\0';
}

static bool find_columns(struct table *table)
{
    const struct values *names = &table->values;
    static const char *const prefixes[] = {"", "pos", "mid", "center"};
    char letters[VALUE_BYTES];
    for (int column = 0; column < names->count; column++) {
        simplify(names->text[column], letters);
        size_t length = strlen(letters);
        for (int axis = 0; axis < 3 && length > 0; axis++)
            for (int i = 0; i < 4; i++)
                if (letters[length - 1] == 'x' + axis && strlen(prefixes[i]) == length - 1 &&
                    memcmp(letters, prefixes[i], length - 1) == 0 && table->columns[axis] < 0)
                    table->columns[axis] = column;
    }
    return table->columns[0] >= 0 && table->columns[1] >= 0;
}

/* A number, perhaps with "mm" behind it. */
static int parse_number(char *text, double *number)
{
    size_t length = strlen(text);
    if (length > 2 && strcmp(text + length - 2, "mm") == 0)
        text[length - 2] = '\0';
    return sky_number_parse(text, -XYZ_MAX, XYZ_MAX, number);
}

static int read_values(struct sky_importer *importer, struct table *table)
{
    static const char *const names[] = {"x", "y", "z"};
    struct values *values = &table->values;
    double at[3] = {0};
    for (int axis = 0; axis < 3; axis++) {
        int column = table->named ? table->columns[axis] : axis;
        if (column < 0 || (column >= values->count && axis == 2))
            continue;
        if (column >= values->count)
            return sky_fail("%s is missing (must be x,y or x,y,z)", names[axis]);
        if (parse_number(values->text[column], &at[axis]) < 0)
            return sky_fail_at("%s", names[axis]);
    }
    if (!table->named && values->count > 3)
        return sky_fail("%d values (must be x,y or x,y,z, or columns with names)", values->count);
    return sky_importer_place(importer, (double)importer->count, at[0], at[1], at[2]);
}

static int read_line(struct sky_importer *importer, struct table *table, const char *at, const char *end)
{
    struct values *values = &table->values;
    double number;
    while (at < end && is_blank(*at))
        at++;
    while (at < end && is_blank(end[-1]))
        end--;
    if (at == end || *at == '#')
        return 0;
    bool first = table->separator == '\0';
    if (first)
        table->separator = find_separator(at, end);
    if (split(values, at, end, table->separator) < 0)
        return -1;
    if (first && values->count > 0 && parse_number(values->text[0], &number) < 0) {
        table->named = find_columns(table);
        return table->named ? 0 : sky_fail("neither a map that is known nor columns named x and y begin with '%.40s'",
                                           values->text[0]);
    }
    return read_values(importer, table);
}

int sky_import_csv(struct sky_importer *importer)
{
    const char *at = importer->text, *end = at + importer->size;
    struct table table = {.columns = {-1, -1, -1}};
    importer->format = "places in lines";
    for (importer->line = 1; at < end; importer->line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline ? newline : end;
        if (read_line(importer, &table, at, line_end) < 0)
            return -1;
        at = newline ? newline + 1 : end;
    }
    importer->line -= importer->line > 1;
    return 0;
}
