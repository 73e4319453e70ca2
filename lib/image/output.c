/* SPDX-License-Identifier: ISC */
#include "image/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/file.h"
#include "image/animation.h"
#include "image/png.h"
#include "image/y4m_writer.h"

/* Room for a picture in a pipe: with the usual 64 KiB both programs would have to be scheduled several times for
 * it. */
#define PIPE_BYTES (1 << 20)

#define NUMBER_WIDTH_MAX 20 /* digits of the largest picture number */

#define FRACTION_MAX 1000000 /* of a film's rate */

struct sky_image_output {
    enum sky_image_format format;
    char *path; /* as given; NULL for standard output */
    bool numbered;
    bool failed;      /* writing has failed, and the error is set */
    bool untouched;   /* `file` still holds what it held before it was opened */
    bool created;     /* it did not exist before */
    FILE *file;       /* open now, or NULL */
    const char *name; /* of that file, for errors */
    uint64_t number;  /* of the next picture */
    struct sky_animation animation;
    struct sky_y4m_writer film;
    char file_name[PATH_MAX];
};

enum sky_image_format sky_image_format_of(const char *path, enum sky_image_format otherwise)
{
    static const struct {
        const char *suffix;
        enum sky_image_format format;
    } formats[] = {{".png", SKY_IMAGE_PNG}, {".apng", SKY_IMAGE_APNG}, {".ppm", SKY_IMAGE_PPM},
                   {".y4m", SKY_IMAGE_Y4M}, {".rgb", SKY_IMAGE_RGB}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (sky_file_has_suffix(path, formats[i].suffix))
            return formats[i].format;
    return otherwise;
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

static bool is_film(enum sky_image_format format)
{
    return format == SKY_IMAGE_APNG || format == SKY_IMAGE_Y4M;
}

/* A file that is made only when there is a picture for it, and must have one. */
static bool is_made_late(const struct sky_image_output *output)
{
    return output->path && !output->numbered && (output->format == SKY_IMAGE_PNG || output->format == SKY_IMAGE_APNG);
}

int sky_image_output_check(const char *path, enum sky_image_format format)
{
    char name[PATH_MAX];
    int places = format_path(name, path, 0);
    if (places > 0 && is_film(format))
        return sky_fail("%.200s: an animation or a film is one file", path);
    return places < 0 ? -1 : 0;
}

static int open_file(struct sky_image_output *output, const char *name)
{
    struct stat status;
    int fd = sky_file_open_output(name, &output->created);
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

/* The number of pictures comes first in an animation. */
static int check_count(const struct sky_image_output *output)
{
    if (output->format != SKY_IMAGE_APNG || output->animation.pictures > 0 || sky_animation_can_count(output->file))
        return 0;
    return sky_fail_misuse("%s: an animation begins with the number of its pictures, which cannot be written here "
                           "at its end; say how many there are, with -n or -d", output->name);
}

/* Closing reports writes that failed late, for example on a full disk or over NFS. */
static int close_file(struct sky_image_output *output)
{
    FILE *file = output->file;
    output->file = NULL;
    if (file && output->untouched && output->created)
        sky_file_remove(output->name, fileno(file));
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

/* A fraction near a number that is not negative: of the convergents of its continued fraction, the last one with terms
 * up to `most`. */
static void set_fraction(double number, uint32_t most, uint32_t *over, uint32_t *under)
{
    double before[2] = {0, 1}, now[2] = {1, 0};
    for (double rest = number, whole; now[1] <= most; rest = 1 / (rest - whole)) {
        whole = floor(rest);
        double next[2] = {whole * now[0] + before[0], whole * now[1] + before[1]};
        if (next[0] > most || next[1] > most)
            break;
        memcpy(before, now, sizeof before);
        memcpy(now, next, sizeof now);
        if (rest - whole < 1e-9 * rest)
            break;
    }
    *over = (uint32_t)now[0];
    *under = now[1] > 0 ? (uint32_t)now[1] : 1;
}

static void set_film(struct sky_image_output *output, const struct sky_image_film *film)
{
    uint32_t delay, divisor;
    set_fraction(film->fps, FRACTION_MAX, &output->film.rate, &output->film.divisor);
    set_fraction(1 / film->fps, UINT16_MAX, &delay, &divisor);
    output->animation.delay = delay > 0 ? (uint16_t)delay : 1; /* 0 is as short as the viewer can */
    output->animation.divisor = delay > 0 ? (uint16_t)divisor : UINT16_MAX;
    output->animation.plays = film->plays;
    output->animation.pictures = film->pictures < UINT32_MAX ? (uint32_t)film->pictures : 0;
}

struct sky_image_output *sky_image_output_open(const char *path, enum sky_image_format format,
                                               const struct sky_image_film *film)
{
    struct sky_image_output *output = calloc(1, sizeof *output);
    if (!output) {
        sky_fail("out of memory");
        return NULL;
    }
    output->format = format;
    set_film(output, film);
    if (sky_file_is_stdout(path)) {
        if (open_stdout(output) == 0 && check_count(output) == 0)
            return output;
        free(output);
        return NULL;
    }
    int places = format_path(output->file_name, path, 0);
    output->numbered = places > 0;
    output->path = strdup(path);
    if (places >= 0 && !output->path)
        sky_fail("out of memory");
    else if (places >= 0 && (output->numbered || is_made_late(output)))
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

static int write_ppm(FILE *file, const struct sky_image *image, bool header)
{
    size_t bytes = sky_image_bytes(image);
    if ((header && fprintf(file, "P6\n%u %u\n255\n", image->width, image->height) < 0) ||
        fwrite(image->rgb, 1, bytes, file) != bytes)
        return sky_fail("%s", strerror(errno));
    return 0;
}

static int write_picture(struct sky_image_output *output, const struct sky_image *image)
{
    switch (output->format) {
    case SKY_IMAGE_PNG:
        return sky_png_write(output->file, is_made_late(output) ? SKY_PNG_SMALL : SKY_PNG_FAST, image);
    case SKY_IMAGE_APNG:
        output->animation.file = output->file;
        return sky_animation_add(&output->animation, image);
    case SKY_IMAGE_Y4M:
        output->film.file = output->file;
        return sky_y4m_write(&output->film, image);
    default:
        return write_ppm(output->file, image, output->format == SKY_IMAGE_PPM);
    }
}

int sky_image_output_write(struct sky_image_output *output, const struct sky_image *image)
{
    if (output->numbered && format_path(output->file_name, output->path, output->number) < 0)
        return -1;
    if ((!output->file && (open_file(output, output->file_name) < 0 || check_count(output) < 0)) ||
        truncate_file(output) < 0)
        return -1;
    output->number++;
    if (write_picture(output, image) < 0) {
        output->failed = true;
        return sky_fail_at("%s", output->name);
    }
    if (fflush(output->file) != 0) /* so that the reader of a stream gets whole pictures */
        return fail_writing(output);
    return output->numbered ? close_file(output) : 0;
}

bool sky_image_output_is_full(const struct sky_image_output *output)
{
    return is_made_late(output) && output->format == SKY_IMAGE_PNG && output->number > 0;
}

int sky_image_output_close(struct sky_image_output *output)
{
    if (!output)
        return 0;
    int result = 0;
    if (output->animation.count > 0 && !output->failed && sky_animation_end(&output->animation) < 0) {
        output->failed = true;
        result = sky_fail_at("%s", output->name);
    }
    if (close_file(output) < 0)
        result = -1;
    if (result == 0 && output->path && output->number == 0)
        result = sky_fail("%s: not written, because the input has no frame", output->path);
    sky_animation_finish(&output->animation);
    sky_y4m_writer_finish(&output->film);
    free(output->path);
    free(output);
    return result;
}
