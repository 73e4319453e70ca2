/* SPDX-License-Identifier: ISC */
#include "image/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/file.h"
#include "image/png.h"

/* Room for a picture in a pipe: with the usual 64 KiB both programs would have to be scheduled several times for
 * it. */
#define PIPE_BYTES (1 << 20)

#define NUMBER_WIDTH_MAX 20 /* digits of the largest picture number */

struct sky_image_output {
    enum sky_image_format format;
    char *path; /* as given; NULL for standard output */
    bool numbered;
    bool failed;      /* writing has failed, and the error is set */
    bool untouched;   /* `file` still holds what it held before it was opened */
    FILE *file;       /* open now, or NULL */
    const char *name; /* of that file, for errors */
    uint64_t number;  /* of the next picture */
    char file_name[PATH_MAX];
};

enum sky_image_format sky_image_format_of(const char *path, enum sky_image_format otherwise)
{
    return sky_file_has_suffix(path, ".png")   ? SKY_IMAGE_PNG
           : sky_file_has_suffix(path, ".ppm") ? SKY_IMAGE_PPM
           : sky_file_has_suffix(path, ".rgb") ? SKY_IMAGE_RGB
                                               : otherwise;
}

/* Replaces %d, %4d or %04d in a path by a number. Returns how many places it has for one, 0 or 1, or -1 with the error
 * set. */
static int format_path(char name[PATH_MAX], const char *path, uint64_t number)
{
    char *out = name, *end = name + PATH_MAX - NUMBER_WIDTH_MAX - 1;
    int places = 0;
    for (const char *in = path; *in; in++) {
        if (out >= end)
            return sky_fail("%.60s…: the path is too long", path);
        if (*in != '%') {
            *out++ = *in;
            continue;
        }
        bool zeros = in[1] == '0';
        size_t digits = strspn(in + 1, "0123456789");
        int width = digits - zeros == 1 ? in[digits] - '0' : 0;
        if (digits == 0 && in[1] == '%') {
            *out++ = *++in;
            continue;
        }
        if (in[digits + 1] != 'd' || digits - zeros > 1 || places++)
            return sky_fail("%.200s: must have one place for a number, like %%d or %%05d (write %%%% for a %%)", path);
        in += digits + 1;
        out += snprintf(out, NUMBER_WIDTH_MAX + 1, zeros ? "%0*llu" : "%*llu", width, (unsigned long long)number);
    }
    *out = '\0';
    return places;
}

int sky_image_output_check(const char *path)
{
    char name[PATH_MAX];
    return format_path(name, path, 0) < 0 ? -1 : 0;
}

static int open_file(struct sky_image_output *output, const char *name)
{
    struct stat status;
    int fd = sky_file_open_output(name, 0);
    if (fd < 0)
        return -1;
    output->name = name;
    output->untouched = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    output->file = fdopen(fd, "wb");
    if (output->file)
        return 0;
    close(fd);
    return sky_fail("%s: %s", name, strerror(errno));
}

/* Empties a file that still holds what it held before it was opened. */
static int truncate_file(struct sky_image_output *output)
{
    if (!output->untouched || !output->file)
        return 0;
    output->untouched = false;
    if (ftruncate(fileno(output->file), 0) == 0)
        return 0;
    output->failed = true;
    return sky_fail("%s: %s", output->name, strerror(errno));
}

/* Closing reports writes that failed late, for example on a full disk or over NFS. */
static int close_file(struct sky_image_output *output)
{
    FILE *file = output->file;
    output->file = NULL;
    if (file && fclose(file) != 0 && !output->failed) {
        output->failed = true;
        return sky_fail("%s: %s", output->name, strerror(errno));
    }
    return output->failed ? -1 : 0;
}

static int open_stdout(struct sky_image_output *output)
{
    struct stat status;
    output->name = "standard output";
    if (sky_file_check_output(STDOUT_FILENO) < 0)
        return sky_fail_at("%s", output->name);
    if (isatty(STDOUT_FILENO))
        return sky_fail("standard output: is a terminal (--format term draws in it)");
    if (fstat(STDOUT_FILENO, &status) < 0)
        return sky_fail("standard output: %s", strerror(errno));
    if (S_ISFIFO(status.st_mode))
        fcntl(STDOUT_FILENO, F_SETPIPE_SZ, PIPE_BYTES); /* may fail: only speed depends on it */
    output->file = stdout;
    return 0;
}

struct sky_image_output *sky_image_output_open(const char *path, enum sky_image_format format)
{
    struct sky_image_output *output = calloc(1, sizeof *output);
    if (!output) {
        sky_fail("out of memory");
        return NULL;
    }
    output->format = format;
    if (strcmp(path, "-") == 0) {
        if (open_stdout(output) == 0)
            return output;
        free(output);
        return NULL;
    }
    int places = format_path(output->file_name, path, 0);
    output->numbered = places > 0;
    output->path = strdup(path);
    if (places >= 0 && !output->path)
        sky_fail("out of memory");
    else if (places >= 0 && (output->numbered || format == SKY_IMAGE_PNG))
        return output;
    else if (places >= 0 && open_file(output, output->file_name) == 0)
        return output;
    free(output->path);
    free(output);
    return NULL;
}

static int fail_writing(struct sky_image_output *output)
{
    output->failed = true;
    return sky_fail("%s: %s", output->name, strerror(errno));
}

static int write_picture(struct sky_image_output *output, const struct sky_image *image)
{
    if (output->format == SKY_IMAGE_PNG) {
        output->failed = sky_png_write(output->file, output->name, image) < 0;
        return output->failed ? -1 : 0;
    }
    if (output->format == SKY_IMAGE_PPM && fprintf(output->file, "P6\n%u %u\n255\n", image->width, image->height) < 0)
        return fail_writing(output);
    size_t bytes = sky_image_bytes(image);
    return fwrite(image->rgb, 1, bytes, output->file) == bytes ? 0 : fail_writing(output);
}

int sky_image_output_write(struct sky_image_output *output, const struct sky_image *image)
{
    if (output->numbered && format_path(output->file_name, output->path, output->number) < 0)
        return -1;
    if ((!output->file && open_file(output, output->file_name) < 0) || truncate_file(output) < 0)
        return -1;
    output->number++;
    if (write_picture(output, image) < 0)
        return -1;
    if (fflush(output->file) != 0) /* so that the reader of a stream gets whole pictures */
        return fail_writing(output);
    return output->numbered ? close_file(output) : 0;
}

bool sky_image_output_is_full(const struct sky_image_output *output)
{
    return output->path && !output->numbered && output->format == SKY_IMAGE_PNG && output->number > 0;
}

int sky_image_output_close(struct sky_image_output *output)
{
    if (!output)
        return 0;
    int result = truncate_file(output);
    if (close_file(output) < 0)
        result = -1;
    if (result == 0 && output->path && !output->numbered && output->format == SKY_IMAGE_PNG && output->number == 0)
        result = sky_fail("%s: not written, because the input has no frame", output->file_name);
    free(output->path);
    free(output);
    return result;
}

void sky_image_output_cancel(struct sky_image_output *output)
{
    if (output)
        output->untouched = false;
    sky_image_output_close(output);
}
