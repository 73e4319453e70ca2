/* SPDX-License-Identifier: ISC */
#include "image/pictures.h"

#include <math.h>

#include <sky/error.h>

#include "base/number.h"
#include "image/pnm.h"
#include "image/read.h"

int sky_pictures_open(struct sky_pictures *pictures, const char *path)
{
    pictures->file = path ? sky_apng_open(path) : stdin;
    pictures->is_file = path && pictures->file;
    return pictures->file ? 0 : -1;
}

void sky_pictures_close(struct sky_pictures *pictures)
{
    sky_y4m_finish(&pictures->film);
    sky_apng_finish(&pictures->animation);
    if (pictures->is_file)
        fclose(pictures->file);
    pictures->file = NULL;
    pictures->is_file = false;
}

bool sky_pictures_go_by_time(const struct sky_pictures *pictures)
{
    return pictures->animation.is_animated && pictures->is_file && !pictures->once;
}

static int read_raw(struct sky_pictures *pictures, struct sky_image *image)
{
    if (sky_image_allocate(image, pictures->raw_width, pictures->raw_height, false) < 0)
        return -1;
    char found[SKY_COUNT_TEXT], whole[SKY_COUNT_TEXT];
    size_t bytes = sky_image_bytes(image), got = fread(image->rgb, 1, bytes, pictures->file);
    if (got == bytes)
        return 1;
    if (got == 0 && !ferror(pictures->file))
        return 0;
    if (ferror(pictures->file))
        return sky_image_fail_reading(pictures->file);
    return sky_fail("ended %s into the picture (a picture is %s at %ux%u)", sky_number_count(got, "byte", found),
                    sky_number_count(bytes, "byte", whole), pictures->raw_width, pictures->raw_height);
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
    if (!before.planes) {
        pictures->first_shown = pictures->shown;
        pictures->first = pictures->number;
    }
    sky_y4m_finish(&before);
    return result;
}

/* A PNG picture, or the first one of an animation. What follows the picture of a file is not looked at. */
static int read_png(struct sky_pictures *pictures, struct sky_image *image)
{
    struct sky_apng *animation = &pictures->animation;
    sky_apng_finish(animation);
    *animation = (struct sky_apng){.file = pictures->file, .name = pictures->name, .once = pictures->once,
                                   .has_warned = animation->has_warned};
    if (sky_apng_begin(animation) < 0)
        return -1;
    if (!pictures->is_file)
        animation->start = -1; /* the stream goes on behind it */
    if (!animation->is_animated) {
        pictures->ended = pictures->is_file;
        return sky_apng_read_still(animation, image) < 0 ? -1 : 1;
    }
    pictures->first_shown = pictures->shown;
    pictures->first = pictures->number;
    return sky_apng_play(animation, image, 0);
}

/* Reads what comes next in the stream. Without `wanted` a picture of a film is passed over. Returns 1, 0 at the
 * end, or -1 with the error set. */
static int read_picture(struct sky_pictures *pictures, struct sky_image *image, bool wanted)
{
    struct sky_image *of_film = wanted ? image : NULL;
    if (pictures->raw_width)
        return read_raw(pictures, image);
    int first = getc(pictures->file);
    if (first == EOF)
        return ferror(pictures->file) ? sky_image_fail_reading(pictures->file) : 0;
    ungetc(first, pictures->file);
    if (pictures->film.planes && first == 'F')
        return sky_y4m_next(&pictures->film, of_film);
    if (first == 'P' || first == 0x89)
        sky_y4m_finish(&pictures->film); /* pictures follow the film */
    switch (first) {
    case 'Y':
        return begin_film(pictures) < 0 ? -1 : sky_y4m_next(&pictures->film, of_film);
    case 'P':
        return sky_pnm_read(pictures->file, image) < 0 ? -1 : 1;
    case 0x89:
        return read_png(pictures, image);
    default:
        return sky_fail(pictures->film.planes ? "a picture does not begin with 'FRAME'"
                                              : "is not PNG, PPM, PGM, PAM or Y4M (raw RGB needs -S; another film: "
                                                "ffmpeg -i FILM -f yuv4mpegpipe - | sky-polar)");
    }
}

/* The picture of a Y4M film for this frame, by the film's own rate. */
static int read_of_film(struct sky_pictures *pictures, struct sky_image *image)
{
    double frame = (double)(pictures->shown - pictures->first_shown);
    /* An integer number of pictures later is often a little less in floating point. */
    double wanted = floor(frame * (pictures->film.fps / pictures->fps) + 1e-9) + (double)pictures->first;
    int got;
    if (wanted < (double)pictures->number)
        return 2;
    do { /* what follows the film is not passed over */
        bool is_wanted = (double)pictures->number >= wanted;
        got = read_picture(pictures, image, is_wanted);
        pictures->number += got > 0;
        if (is_wanted)
            break;
    } while (got > 0 && pictures->film.planes);
    return got;
}

/* The picture of the animation for this frame. Returns as sky_pictures_next(); 0 at its end, which may not be that
 * of the stream. */
static int read_of_animation(struct sky_pictures *pictures, struct sky_image *image)
{
    struct sky_apng *animation = &pictures->animation;
    int got = sky_apng_play(animation, image, (double)(pictures->shown - pictures->first_shown) / pictures->fps);
    pictures->number = pictures->first + animation->number;
    if (got == 0)
        animation->is_animated = false;
    return got;
}

static int next_picture(struct sky_pictures *pictures, struct sky_image *image)
{
    if (pictures->animation.is_animated) {
        int got = read_of_animation(pictures, image);
        pictures->ended = got == 0 && pictures->is_file;
        if (got != 0 || pictures->ended)
            return got;
    }
    if (pictures->film.planes && pictures->film.fps > 0)
        return read_of_film(pictures, image);
    int got = read_picture(pictures, image, true);
    pictures->number += got > 0;
    return got;
}

int sky_pictures_next(struct sky_pictures *pictures, struct sky_image *image)
{
    if (pictures->ended)
        return 0;
    int got = next_picture(pictures, image);
    if (got == 0 && pictures->number == 0 && pictures->is_file)
        got = sky_fail("is empty");
    if (got < 0 && pictures->number == 0 && pictures->is_file)
        return sky_fail_at("%s", pictures->name);
    if (got < 0)
        return sky_fail_at("%s: picture %llu", pictures->name, (unsigned long long)pictures->number);
    pictures->ended = pictures->ended || got == 0;
    pictures->shown++;
    return got;
}
