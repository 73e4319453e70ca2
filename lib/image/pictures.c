/* SPDX-License-Identifier: ISC */
#include "image/pictures.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <sky/error.h>

#include "image/png.h"
#include "image/pnm.h"
#include "image/read.h"

int sky_pictures_open(struct sky_pictures *pictures, const char *path)
{
    struct stat status;
    pictures->file = path ? fopen(path, "rbe") : stdin;
    pictures->is_file = path && pictures->file;
    if (!pictures->file || fstat(fileno(pictures->file), &status) < 0)
        sky_fail("%s: %s", pictures->name, strerror(errno));
    else if (S_ISDIR(status.st_mode))
        sky_fail("%s: is a directory", pictures->name);
    else
        return 0;
    sky_pictures_close(pictures);
    return -1;
}

void sky_pictures_close(struct sky_pictures *pictures)
{
    sky_y4m_finish(&pictures->film);
    if (pictures->is_file)
        fclose(pictures->file);
    pictures->file = NULL;
    pictures->is_file = false;
}

double sky_pictures_fps(const struct sky_pictures *pictures)
{
    return pictures->film.fps;
}

static int read_raw(struct sky_pictures *pictures, struct sky_image *image)
{
    if (sky_image_allocate(image, pictures->raw_width, pictures->raw_height, false) < 0)
        return -1;
    size_t bytes = sky_image_bytes(image), got = fread(image->rgb, 1, bytes, pictures->file);
    if (got == bytes)
        return 1;
    if (got == 0 && !ferror(pictures->file))
        return 0;
    if (ferror(pictures->file))
        return sky_image_fail_reading(pictures->file);
    return sky_fail("ended %zu bytes into the picture (a picture is %zu bytes at %ux%u)", got, bytes,
                    pictures->raw_width, pictures->raw_height);
}

/* A film begins, or another one after the first: it must be of the same size and rate. */
static int begin_film(struct sky_pictures *pictures)
{
    struct sky_y4m before = pictures->film;
    pictures->film = (struct sky_y4m){.file = pictures->file, .matrix = pictures->matrix, .range = pictures->range};
    int result = sky_y4m_begin(&pictures->film);
    if (result == 0 && before.planes &&
        (before.width != pictures->film.width || before.height != pictures->film.height))
        result = sky_fail("the film's size changes from %u x %u to %u x %u pixels", before.width, before.height,
                          pictures->film.width, pictures->film.height);
    if (result == 0 && before.planes && before.fps != pictures->film.fps)
        result = sky_fail("the film's rate changes from %g to %g frames a second", before.fps, pictures->film.fps);
    sky_y4m_finish(&before);
    return result;
}

/* Without `wanted` the picture is passed over, but it may be read into `image`. */
static int read_picture(struct sky_pictures *pictures, struct sky_image *image, bool wanted)
{
    if (pictures->raw_width)
        return read_raw(pictures, image);
    int first = getc(pictures->file);
    if (first == EOF)
        return ferror(pictures->file) ? sky_image_fail_reading(pictures->file) : 0;
    ungetc(first, pictures->file);
    if (pictures->film.planes && first == 'F')
        return sky_y4m_next(&pictures->film, wanted ? image : NULL);
    switch (first) {
    case 'Y':
        return begin_film(pictures) < 0 ? -1 : sky_y4m_next(&pictures->film, wanted ? image : NULL);
    case 'P':
        return sky_pnm_read(pictures->file, image) < 0 ? -1 : 1;
    case 0x89:
        pictures->ended = pictures->is_file; /* what follows the picture of a file is not looked at */
        return sky_png_read(pictures->file, pictures->name, image) < 0 ? -1 : 1;
    default:
        return sky_fail(pictures->film.planes ? "a picture does not begin with 'FRAME'"
                                              : "is no PNG, PPM, PAM or Y4M");
    }
}

int sky_pictures_next(struct sky_pictures *pictures, struct sky_image *image)
{
    struct sky_image passed = {0};
    if (pictures->ended)
        return 0;
    int got = read_picture(pictures, image ? image : &passed, image != NULL);
    sky_image_finish(&passed);
    if (got == 0 && pictures->number == 0 && pictures->is_file)
        got = sky_fail("is empty");
    if (got < 0 && pictures->number == 0 && pictures->is_file)
        return sky_fail_at("%s", pictures->name);
    if (got < 0)
        return sky_fail_at("%s: picture %llu", pictures->name, (unsigned long long)pictures->number);
    pictures->ended = pictures->ended || got == 0;
    pictures->number += (uint64_t)got;
    return got;
}
