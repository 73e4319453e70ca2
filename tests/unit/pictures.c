/* SPDX-License-Identifier: ISC */
/* Pictures and films that are cut or damaged at every place: the files that the fuzzer begins with. And pictures with
 * opacity, there and back. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <sky/error.h>

#include "image/animation.h"
#include "image/pictures.h"
#include "tap.h"

#define FILE_MAX 4096
#define PICTURES_MAX 64

static const char *const names[] = {"420.y4m",   "422p10.y4m", "mono.y4m",  "two.ppm",  "wide.pam",
                                    "gamma.png", "grey16.png", "palette.png", "parts.png"};

/* What was read from a stream. */
struct result {
    int got; /* at last: 0 or -1 */
    int count;
    uLong sums[PICTURES_MAX];     /* of each picture */
    size_t places[PICTURES_MAX];  /* where the stream was behind it */
};

static uLong sum_of(const struct sky_image *image)
{
    uLong sum = crc32(0, (const uint8_t *)&image->width, sizeof image->width);
    sum = crc32(sum, image->rgb, (uInt)sky_image_bytes(image));
    return image->alpha ? crc32(sum, image->alpha, image->width * image->height) : sum;
}

/* Reads `size` bytes as a stream, or as a file. */
static void read_pictures(struct result *result, uint8_t *bytes, size_t size, bool is_file)
{
    struct sky_image image = {0};
    *result = (struct result){.got = -1};
    struct sky_pictures pictures = {.name = "input", .fps = 10, .is_file = is_file,
                                    .file = fmemopen(bytes, size, "r")};
    if (!pictures.file)
        return;
    sky_fail("none");
    while (result->count < PICTURES_MAX && (result->got = sky_pictures_next(&pictures, &image)) > 0) {
        result->sums[result->count] = sum_of(&image);
        result->places[result->count++] = (size_t)ftell(pictures.file);
    }
    pictures.is_file = true; /* closes it */
    sky_pictures_close(&pictures);
    sky_image_finish(&image);
}

static bool begins_like(const struct result *result, const struct result *whole)
{
    return result->count <= whole->count &&
           memcmp(result->sums, whole->sums, (size_t)result->count * sizeof *result->sums) == 0;
}

/* May the stream end here? Behind a picture, or behind the header of a film, which has none then. */
static bool is_place(const struct result *whole, const uint8_t *bytes, size_t size)
{
    if (bytes[0] == 'Y' && memchr(bytes, '\n', size) == bytes + size - 1)
        return true;
    for (int i = 0; i < whole->count; i++)
        if (whole->places[i] == size)
            return true;
    return false;
}

static void test_file(const char *name)
{
    char path[128];
    static uint8_t bytes[FILE_MAX], copy[FILE_MAX];
    struct result whole, part;
    snprintf(path, sizeof path, "tests/fuzz/pictures/%s", name);
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file)
        fclose(file);
    read_pictures(&whole, bytes, size, false);
    ok(size > 0 && whole.got == 0 && whole.count > 0, "%s has %d pictures", name, whole.count);

    bool is_animated = strcmp(name, "parts.png") == 0;
    size_t wrong = 0;
    for (size_t length = 1; length < size; length++) {
        memcpy(copy, bytes, length);
        read_pictures(&part, copy, length, false);
        bool ends = part.got == 0, may_end = !is_animated && is_place(&whole, bytes, length);
        wrong += ends != may_end || !begins_like(&part, &whole) || (!ends && strncmp(sky_error(), "input: ", 7) != 0);
    }
    ok(wrong == 0, "%s: cut at any of %zu places, the whole pictures before come, and then an error", name, size - 1);

    wrong = 0;
    read_pictures(&whole, bytes, size, true);
    for (size_t place = 0; place < size; place++)
        for (int bit = 0; bit < 8; bit++) {
            memcpy(copy, bytes, size);
            copy[place] ^= (uint8_t)(1 << bit);
            read_pictures(&part, copy, size, true);
            wrong += part.got < 0 && strncmp(sky_error(), "input: ", 7) != 0;
            wrong += is_animated && part.count < PICTURES_MAX && !begins_like(&part, &whole);
        }
    ok(wrong == 0, "%s: with any of %zu wrong bits it is an error or still a picture", name, 8 * size);
}

/* Of two pictures that differ in the opacity of one pixel alone. */
static void test_opacity(void)
{
    struct sky_image images[2] = {0};
    char *bytes = NULL;
    size_t size = 0;
    struct sky_animation animation = {.file = open_memstream(&bytes, &size), .pictures = 2, .plays = 1, .delay = 1,
                                      .divisor = 10};
    struct result result = {.got = -1};
    bool held = animation.file != NULL;
    for (int i = 0; i < 2 && held; i++) {
        if (sky_image_allocate(&images[i], 7, 5, true) < 0)
            abort();
        memset(images[i].rgb, 60, sky_image_bytes(&images[i]));
        for (int at = 0; at < 7 * 5; at++)
            images[i].alpha[at] = (uint8_t)(7 * at);
        images[i].alpha[2 * 7 + 3] = (uint8_t)(200 * i);
        held = sky_animation_add(&animation, &images[i]) == 0;
    }
    held = held && sky_animation_end(&animation) == 0;
    if (animation.file && fclose(animation.file) == 0 && held)
        read_pictures(&result, (uint8_t *)bytes, size, false);
    ok(held && result.got == 0 && result.count == 2 && result.sums[0] == sum_of(&images[0]) &&
           result.sums[1] == sum_of(&images[1]),
       "the opacity of an animation's pictures comes back");
    sky_animation_finish(&animation);
    for (int i = 0; i < 2; i++)
        sky_image_finish(&images[i]);
    free(bytes);
}

int main(void)
{
    test_opacity();
    if (!freopen("/dev/null", "w", stderr)) /* warnings of wrong checksums */
        return 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        test_file(names[i]);
    return done();
}
