/* SPDX-License-Identifier: ISC */
#include "image/pnm.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "image/read.h"

/* What a header says. */
struct header {
    uint64_t width, height, most; /* `most` is the greatest sample */
    uint64_t depth;               /* samples a pixel: grey, grey and opacity, RGB, RGB and opacity */
};

#define MOST_MAX 65535

/* A comment, or a line of a PAM header, may be so long. */
#define LINE_MAX_BYTES 4096

/* ---- Headers ---- */

static bool is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The first character that is neither white space nor in a comment, which a '#' begins and the line's end ends. */
static int next_character(FILE *file)
{
    int c = getc(file);
    for (size_t count = 0; (is_space(c) || c == '#') && count < LINE_MAX_BYTES; count++) {
        if (c == '#')
            while (c != '\n' && c != EOF && count++ < LINE_MAX_BYTES)
                c = getc(file);
        c = getc(file);
    }
    return c;
}

/* Reads a number and the one character after it. Returns 0, or -1 with the error set. */
static int read_number(FILE *file, const char *what, uint64_t *number)
{
    int c = next_character(file);
    if (c == EOF)
        return sky_image_fail_reading(file);
    if (c < '0' || c > '9')
        return sky_fail("the %s is missing", what);
    for (*number = 0; c >= '0' && c <= '9'; c = getc(file)) {
        if (*number > UINT32_MAX)
            return sky_fail("the %s is too large", what);
        *number = *number * 10 + (uint64_t)(c - '0');
    }
    if (c == '#') /* the white space is behind the comment */
        while ((c = getc(file)) != '\n' && c != EOF)
            ;
    if (c == EOF)
        return sky_image_fail_reading(file);
    return is_space(c) ? 0 : sky_fail("there is more than a number for the %s", what);
}

static int read_ppm_header(FILE *file, struct header *header)
{
    if (read_number(file, "width", &header->width) < 0 || read_number(file, "height", &header->height) < 0 ||
        read_number(file, "greatest sample", &header->most) < 0)
        return -1;
    return 0;
}

/* Takes a line "NAME value". */
static int parse_pam_line(struct header *header, char *line)
{
    static const char *const names[] = {"WIDTH", "HEIGHT", "DEPTH", "MAXVAL"};
    uint64_t *const numbers[] = {&header->width, &header->height, &header->depth, &header->most};
    char *value = line + strcspn(line, " \t");
    value += strspn(value, " \t");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(line, names[i], length) != 0 || (line[length] != ' ' && line[length] != '\t'))
            continue;
        char *end;
        *numbers[i] = strtoull(value, &end, 10);
        if (*value < '0' || *value > '9' || end[strspn(end, " \t\r")] != '\0' || *numbers[i] > UINT32_MAX)
            return sky_fail("'%.40s' is not a number for %s", value, names[i]);
        return 0;
    }
    return strncmp(line, "TUPLTYPE", 8) == 0 ? 0 : sky_fail("'%.40s' is not a line of its header", line);
}

static int read_pam_header(FILE *file, struct header *header)
{
    char line[LINE_MAX_BYTES];
    for (int lines = 0; lines < 100; lines++) {
        if (!fgets(line, sizeof line, file))
            return sky_image_fail_reading(file);
        char *end = strchr(line, '\n');
        if (!end)
            return feof(file) ? sky_image_fail_reading(file) : sky_fail("a line of its header is too long");
        *end = '\0';
        if (strcmp(line, "ENDHDR") == 0)
            return 0;
        if (*line != '\0' && *line != '#' && parse_pam_line(header, line) < 0)
            return -1;
    }
    return sky_fail("its header does not end");
}

static int read_header(FILE *file, struct header *header)
{
    int letter = getc(file), kind = getc(file), space = getc(file);
    if (letter != 'P' || kind == EOF || space == EOF)
        return kind == EOF || space == EOF ? sky_image_fail_reading(file) : sky_fail("not a PPM or PAM file");
    if ((kind != '5' && kind != '6' && kind != '7') || (!is_space(space) && space != '#'))
        return sky_fail("of netpbm's formats only P5, P6 and P7 are read, not 'P%c'",
                        kind > ' ' && kind < 127 ? kind : '?');
    if (space == '#' || (kind == '7' && space != '\n'))
        ungetc(space, file);
    header->depth = kind == '5' ? 1 : kind == '6' ? 3 : 0;
    if ((kind == '7' ? read_pam_header(file, header) : read_ppm_header(file, header)) < 0)
        return -1;
    if (header->most == 0 || header->most > MOST_MAX)
        return sky_fail("the greatest sample is %llu (must be 1 to %d)", (unsigned long long)header->most, MOST_MAX);
    if (header->depth == 0 || header->depth > 4)
        return sky_fail("a pixel has %llu samples (must be 1 to 4)", (unsigned long long)header->depth);
    return sky_image_check_size(header->width, header->height);
}

/* ---- Pixels ---- */

/* Puts a row of samples, 0 to 255, where they belong. */
static void set_row(struct sky_image *image, uint32_t y, const uint8_t *samples, unsigned depth)
{
    uint8_t *rgb = image->rgb + (size_t)y * image->width * 3;
    uint8_t *alpha = image->alpha ? image->alpha + (size_t)y * image->width : NULL;
    for (uint32_t x = 0; x < image->width; x++, samples += depth, rgb += 3) {
        rgb[0] = samples[0];
        rgb[1] = samples[depth < 3 ? 0 : 1];
        rgb[2] = samples[depth < 3 ? 0 : 2];
        if (alpha)
            alpha[x] = samples[depth - 1];
    }
}

/* Reads rows of another kind than 8-bit RGB. `row` has room for one with three bytes a sample. */
static int read_rows(FILE *file, const struct header *header, struct sky_image *image, uint8_t *row)
{
    size_t samples = (size_t)(header->width * header->depth), sample_bytes = header->most > 255 ? 2 : 1;
    uint8_t *wide = row + samples;
    for (uint32_t y = 0; y < image->height; y++) {
        if (sky_image_read(file, sample_bytes == 2 ? wide : row, samples * sample_bytes) < 0)
            return -1;
        if (sample_bytes == 2)
            sky_image_narrow(row, wide, samples, (uint32_t)header->most, SKY_SAMPLES_BIG);
        for (size_t i = 0; i < samples && header->most < 255; i++) {
            uint32_t value = (row[i] * 255 + (uint32_t)header->most / 2) / (uint32_t)header->most;
            row[i] = (uint8_t)(value < 255 ? value : 255);
        }
        set_row(image, y, row, (unsigned)header->depth);
    }
    return 0;
}

int sky_pnm_read(FILE *file, struct sky_image *image)
{
    struct header header = {0};
    if (read_header(file, &header) < 0 ||
        sky_image_allocate(image, (uint32_t)header.width, (uint32_t)header.height, header.depth % 2 == 0) < 0)
        return -1;
    if (header.depth == 3 && header.most == 255)
        return sky_image_read(file, image->rgb, sky_image_bytes(image));
    uint8_t *row = malloc((size_t)(header.width * header.depth) * 3);
    if (!row)
        return sky_fail("out of memory for the picture");
    int result = read_rows(file, &header, image, row);
    free(row);
    return result;
}
