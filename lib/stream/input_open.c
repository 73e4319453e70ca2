/* SPDX-License-Identifier: ISC */
/* In a file of its own: a program that never calls it links no kind of input, and so no libpng. */
#include <sky/stream.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/file.h"
#include "stream/kinds.h"
#include "stream/still.h"
#include "stream/suffix.h"

/* Returns 0, or -1 with the error set when there is no name. */
static int check_name(const char *operand)
{
    bool missing = *operand == '\0' || strcmp(operand, SKY_RAW) == 0;
    return missing ? sky_fail_misuse("'%s': the name of an input is missing", operand) : 0;
}

static bool is_png(const char *path)
{
    return sky_file_has_suffix(path, ".png") || sky_file_has_suffix(path, ".apng");
}

/* To open a recording or a picture is to read its beginning, for which a FIFO would let a show wait. Returns 0, or -1
 * with the error set for a FIFO that is named as one of them. */
static int check_fifo(const char *path)
{
    struct stat status;
    bool is_picture = is_png(path);
    if (!(is_picture || sky_file_has_suffix(path, ".gz")) || stat(path, &status) < 0 || !S_ISFIFO(status.st_mode))
        return 0;
    return sky_fail("%s: is a FIFO, and a %s is read from a file (write: %s %s | ...)", path,
                    is_picture ? "picture" : "recording", is_picture ? "sky-polar" : "zcat", path);
}

static struct sky_input *open_path(const char *operand, const struct sky_geometry *geometry)
{
    if (check_name(operand) < 0)
        return NULL;
    if (strcmp(operand, "-") == 0)
        return sky_input_open_file(NULL, geometry);
    if (operand[0] == '@')
        return sky_input_open_framefile(operand, geometry);
    if (strncmp(operand, SKY_RAW, strlen(SKY_RAW)) == 0)
        return sky_input_open_raw(operand, geometry);
    if (check_fifo(operand) < 0)
        return NULL;
    if (is_png(operand))
        return sky_input_open_still(operand, geometry);
    if (sky_suffix_check_input(operand) < 0)
        return NULL;
    if (sky_file_has_suffix(operand, ".gz"))
        return sky_input_open_recording(operand, geometry);
    return sky_input_open_file(operand, geometry);
}

struct sky_input *sky_input_open(const char *operand, const struct sky_geometry *geometry)
{
    size_t length = sky_operand_path_length(operand);
    if (operand[length] == '\0')
        return open_path(operand, geometry);
    char *path = strndup(operand, length), *words = strdup(operand + length + 1);
    struct sky_input *input = NULL;
    if (!path || !words)
        sky_fail("out of memory");
    else if (is_png(path))
        input = open_path(path, geometry);
    else if (sky_suffix_check_input(path) == 0)
        sky_fail_misuse("%s: only a PNG picture can be placed by settings such as '%.60s'", path, words);
    free(path);
    if (input)
        input->words = words;
    else
        free(words);
    return input;
}

int sky_input_check(const char *operand, const struct sky_geometry *geometry)
{
    struct stat status;
    size_t length = sky_operand_path_length(operand);
    if (operand[length] != '\0') {
        char *path = strndup(operand, length);
        int result = path ? sky_input_check(path, geometry) : sky_fail("out of memory");
        free(path);
        return result;
    }
    if (check_name(operand) < 0)
        return -1;
    bool is_path = strcmp(operand, "-") != 0 && operand[0] != '@' && strncmp(operand, SKY_RAW, strlen(SKY_RAW)) != 0;
    if (!is_path)
        return 0;
    if (!is_png(operand) && sky_suffix_check_input(operand) < 0)
        return -1;
    if (stat(operand, &status) < 0 || access(operand, R_OK) < 0)
        return sky_suffix_fail_open(operand);
    if (check_fifo(operand) < 0)
        return -1;
    /* What a pipe gives is not asked for yet, and decoding a picture takes time. */
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return 0;
    if (is_png(operand))
        return 0;
    struct sky_input *input = sky_input_open(operand, geometry);
    sky_input_close(input);
    return input ? 0 : -1;
}
