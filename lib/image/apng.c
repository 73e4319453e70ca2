/* SPDX-License-Identifier: ISC */
#include "image/apng.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include <sky/error.h>

#include "base/number.h"
#include "image/png.h"
#include "image/read.h"

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
#define HEADER_BYTES 13  /* of IHDR */
#define CONTROL_BYTES 26 /* of fcTL */

/* The longest chunks that the pixels need; a palette has 256 colours. */
static const struct needed {
    const char *type;
    uint32_t most;
} needed[] = {{"PLTE", 768}, {"tRNS", 256}, {"gAMA", 4}, {"sRGB", 1}};

/* What ffmpeg promises in a pipe, where it cannot go back to the beginning. */
#define PICTURES_UNKNOWN UINT32_MAX

/* Of a picture that is to be shown for no time, as web browsers take it. */
#define SECONDS_OF_NO_DELAY 0.1

/* ---- Chunks before the pixels ---- */

/* Chunks whose type has a small first letter can be left out; but an animation needs two of them. */
static bool is_needed(const struct sky_apng *apng)
{
    return (apng->chunk.type[0] & 0x20) == 0 ||
           (apng->is_animated && (sky_chunk_is(&apng->chunk, "fcTL") || sky_chunk_is(&apng->chunk, "fdAT")));
}

/* Reads the rest of a chunk. Returns 1; 0 when it is damaged and not needed, which is warned of; or -1 with the error
 * set. */
static int end_chunk(struct sky_apng *apng)
{
    int right = sky_chunk_end(apng->file, &apng->chunk);
    if (right != 0)
        return right;
    if (is_needed(apng))
        return sky_fail("%s: CRC error", apng->chunk.type);
    if (!apng->has_warned)
        sky_warn("%s: %s: CRC error; the picture does not need this chunk", apng->name, apng->chunk.type);
    apng->has_warned = true;
    return 0;
}

/* Passes over the chunk. Returns 0, or -1 with the error set. */
static int skip_chunk(struct sky_apng *apng)
{
    return end_chunk(apng) < 0 ? -1 : sky_chunk_begin(apng->file, &apng->chunk);
}

/* Goes on to the next chunk that is needed. */
static int skip_others(struct sky_apng *apng)
{
    while (!is_needed(apng))
        if (skip_chunk(apng) < 0)
            return -1;
    return 0;
}

/* Keeps a chunk that the pixels need for libpng. Of those that come twice the first counts, and those that are too long
 * are left out; but a palette must be right. */
static int keep(struct sky_apng *apng, uint32_t most)
{
    struct sky_chunk *chunk = &apng->chunk;
    uint8_t data[SKY_APNG_HEAD_ROOM];
    bool is_first = true;
    for (size_t at = sizeof signature; at < apng->head_bytes; at += sky_chunk_number(apng->head + at) + 12)
        is_first = is_first && memcmp(apng->head + at + 4, chunk->type, SKY_CHUNK_TYPE_BYTES) != 0;
    if (!is_first || chunk->length > most)
        return is_needed(apng) ? sky_fail("PLTE: comes twice, or is too long") : end_chunk(apng) < 0 ? -1 : 0;
    if (sky_chunk_read(apng->file, chunk, data, chunk->length) < 0)
        return -1;
    int right = end_chunk(apng);
    if (right <= 0)
        return right;
    sky_chunk_write(apng->head + apng->head_bytes, chunk->type, data, chunk->length);
    apng->head_bytes += chunk->length + 12;
    return 0;
}

/* acTL: numbers of pictures and plays. */
static int read_animation(struct sky_apng *apng)
{
    uint8_t data[8];
    if (apng->is_animated || apng->chunk.length != sizeof data)
        return end_chunk(apng) < 0 ? -1 : 0;
    if (sky_chunk_read(apng->file, &apng->chunk, data, sizeof data) < 0)
        return -1;
    int right = end_chunk(apng);
    if (right <= 0)
        return right;
    if ((uint64_t)apng->width * apng->height > SKY_APNG_PIXELS_MAX)
        return sky_fail("an animation of %u x %u pixels is too large (must be up to %d million in all)", apng->width,
                        apng->height, (int)(SKY_APNG_PIXELS_MAX / 1000000));
    apng->is_animated = true;
    apng->pictures = sky_chunk_number(data);
    apng->plays = sky_chunk_number(data + 4);
    return apng->pictures > 0 ? 0 : sky_fail("acTL: an animation of 0 pictures");
}

/* The number that each chunk of a picture after the first has; `bytes` are its first four. */
static int check_sequence(struct sky_apng *apng, const uint8_t bytes[4])
{
    uint32_t found = sky_chunk_number(bytes);
    if (found != apng->sequence)
        return sky_fail("%s: is number %u in its sequence, where %u is expected", apng->chunk.type, found,
                        apng->sequence);
    apng->sequence++;
    return 0;
}

static int check_layer(const struct sky_apng *apng, const struct sky_layer *layer)
{
    const struct sky_rectangle *part = &layer->part;
    if (part->width == 0 || part->height == 0 || part->x > apng->width || part->width > apng->width - part->x ||
        part->y > apng->height || part->height > apng->height - part->y)
        return sky_fail("fcTL: %ux%u+%u+%u is not inside the animation of %u x %u pixels", part->width, part->height,
                        part->x, part->y, apng->width, apng->height);
    if (layer->dispose > SKY_DISPOSE_PREVIOUS || layer->blend > SKY_LAYER_OVER)
        return sky_fail("fcTL: the ways to dispose and to blend are %d and %d (must be up to %d and %d)",
                        layer->dispose, layer->blend, SKY_DISPOSE_PREVIOUS, SKY_LAYER_OVER);
    return 0;
}

/* fcTL: where the next picture lies, and how it is shown. */
static int read_control(struct sky_apng *apng)
{
    uint8_t data[CONTROL_BYTES];
    char count[SKY_COUNT_TEXT];
    if (apng->has_control)
        return sky_fail("fcTL: comes twice for one picture");
    if (apng->chunk.length != sizeof data)
        return sky_fail("fcTL: has %s (must be %d)", sky_number_count(apng->chunk.length, "byte", count),
                        CONTROL_BYTES);
    if (sky_chunk_read(apng->file, &apng->chunk, data, sizeof data) < 0 ||
        end_chunk(apng) < 0 || check_sequence(apng, data) < 0)
        return -1;
    uint32_t over = (uint32_t)data[20] << 8 | data[21], under = (uint32_t)data[22] << 8 | data[23];
    apng->control = (struct sky_apng_control){
        .layer.part = {sky_chunk_number(data + 4), sky_chunk_number(data + 8), sky_chunk_number(data + 12),
                       sky_chunk_number(data + 16)},
        .layer.dispose = data[24],
        .layer.blend = data[25],
        .seconds = over > 0 ? (double)over / (under > 0 ? under : 100) : SECONDS_OF_NO_DELAY,
    };
    apng->has_control = true;
    return check_layer(apng, &apng->control.layer);
}

/* Reads a chunk before the pixels. */
static int read_head_chunk(struct sky_apng *apng)
{
    const struct sky_chunk *chunk = &apng->chunk;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (sky_chunk_is(chunk, needed[i].type))
            return keep(apng, needed[i].most);
    if (sky_chunk_is(chunk, "acTL"))
        return read_animation(apng);
    if (sky_chunk_is(chunk, "fcTL") && apng->is_animated)
        return read_control(apng);
    if (sky_chunk_is(chunk, "IEND"))
        return sky_fail("has no picture");
    if (is_needed(apng))
        return sky_fail("%s: a chunk of this type is not known, and needed to see the picture", chunk->type);
    return end_chunk(apng) < 0 ? -1 : 0;
}

int sky_apng_begin(struct sky_apng *apng)
{
    uint8_t head[8 + sizeof signature + HEADER_BYTES];
    apng->start = ftello(apng->file); /* -1 in a pipe */
    size_t got = fread(head, 1, sizeof signature, apng->file);
    if (got == 0 && !ferror(apng->file))
        return sky_fail("is empty");
    if (memcmp(head, signature, got) != 0)
        return sky_fail("not a PNG file");
    if (got < sizeof signature || sky_chunk_begin(apng->file, &apng->chunk) < 0)
        return got < sizeof signature ? sky_image_fail_reading(apng->file) : -1;
    if (!sky_chunk_is(&apng->chunk, "IHDR") || apng->chunk.length != HEADER_BYTES)
        return sky_fail("not a PNG file: it does not begin with a header of %d bytes", HEADER_BYTES);
    uint8_t *data = head + sizeof signature;
    if (sky_chunk_read(apng->file, &apng->chunk, data, HEADER_BYTES) < 0)
        return -1;
    apng->width = sky_chunk_number(data);
    apng->height = sky_chunk_number(data + 4);
    apng->canvas.width = apng->width;
    apng->canvas.height = apng->height;
    if (sky_image_check_size(apng->width, apng->height) < 0 ||
        end_chunk(apng) < 0)
        return -1;
    memcpy(apng->head, signature, sizeof signature);
    sky_chunk_write(apng->head + sizeof signature, "IHDR", data, HEADER_BYTES);
    apng->head_bytes = sizeof signature + HEADER_BYTES + 12;
    while (sky_chunk_begin(apng->file, &apng->chunk) == 0) {
        if (sky_chunk_is(&apng->chunk, "IDAT"))
            return 0;
        if (read_head_chunk(apng) < 0)
            return -1;
    }
    return -1;
}

/* ---- Pixels for libpng ---- */

/* Appends the beginning of a chunk of pixels of the picture's type, IDAT or fdAT, as that of an IDAT chunk; or the
 * end of the file, when another chunk comes. */
static int begin_data(struct sky_apng *apng, const char *type)
{
    struct sky_apng_input *input = &apng->input;
    struct sky_chunk *chunk = &apng->chunk;
    uint8_t *out = input->bytes + input->count, number[4];
    input->ended = !sky_chunk_is(chunk, type);
    if (input->ended) {
        sky_chunk_write(out, "IEND", NULL, 0);
        input->count += 12;
        return 0;
    }
    if (sky_chunk_is(chunk, "fdAT")) {
        if (chunk->length < sizeof number)
            return sky_fail("fdAT: is too short");
        if (sky_chunk_read(apng->file, chunk, number, sizeof number) < 0 || check_sequence(apng, number) < 0)
            return -1;
    }
    sky_chunk_set_number(out, chunk->left);
    memcpy(out + 4, "IDAT", SKY_CHUNK_TYPE_BYTES);
    input->count += 8;
    return 0;
}

/* Goes on from a chunk of pixels to what follows it. */
static int next_data(struct sky_apng *apng)
{
    struct sky_apng_input *input = &apng->input;
    char type[SKY_CHUNK_TYPE_BYTES + 1];
    memcpy(type, apng->chunk.type, sizeof type);
    if (input->ended)
        return sky_fail("ended inside the picture");
    if (skip_chunk(apng) < 0 || skip_others(apng) < 0)
        return -1;
    input->given = 0;
    input->count = 4; /* in place of a checksum; what counts is that of the chunk as it was in the file */
    return begin_data(apng, type);
}

/* For libpng. */
static int read_input(void *context, uint8_t *bytes, size_t count)
{
    struct sky_apng *apng = context;
    struct sky_apng_input *input = &apng->input;
    while (count > 0) {
        size_t ready = input->count - input->given, now;
        bool is_made = ready > 0;
        if (!is_made)
            ready = input->ended ? 0 : apng->chunk.left;
        now = ready < count ? ready : count;
        if (ready == 0 && next_data(apng) < 0)
            return -1;
        if (is_made)
            memcpy(bytes, input->bytes + input->given, now);
        else if (now > 0 && sky_chunk_read(apng->file, &apng->chunk, bytes, now) < 0)
            return -1;
        input->given += is_made ? now : 0;
        bytes += now;
        count -= now;
    }
    return 0;
}

/* Decodes a picture of this size, whose first chunk of pixels has begun. Afterwards that chunk has begun which
 * follows its last one. */
static int decode(struct sky_apng *apng, struct sky_image *image, uint32_t width, uint32_t height)
{
    const struct sky_png_source source = {read_input, apng};
    struct sky_apng_input *input = &apng->input;
    uint8_t header[HEADER_BYTES], *out = input->bytes;
    memcpy(header, apng->head + sizeof signature + 8, sizeof header);
    sky_chunk_set_number(header, width);
    sky_chunk_set_number(header + 4, height);
    memcpy(out, apng->head, apng->head_bytes);
    sky_chunk_write(out + sizeof signature, "IHDR", header, HEADER_BYTES);
    input->given = 0;
    input->count = apng->head_bytes;
    return begin_data(apng, apng->chunk.type) < 0 ? -1 : sky_png_decode(image, &source);
}

static int fail_misplaced(const struct sky_apng *apng)
{
    return sky_fail("%s: a chunk of this type cannot be here", apng->chunk.type);
}

/* Expects the end of the file. */
static int read_end(struct sky_apng *apng)
{
    if (skip_others(apng) < 0)
        return -1;
    return !sky_chunk_is(&apng->chunk, "IEND") ? fail_misplaced(apng) : end_chunk(apng) < 0 ? -1 : 0;
}

int sky_apng_read_still(struct sky_apng *apng, struct sky_image *image)
{
    return decode(apng, image, apng->width, apng->height) < 0 ? -1 : read_end(apng);
}

/* ---- Playing ---- */

/* Goes on to the next picture's control and first pixels. Returns 1, 0 after the last picture, or -1 with the error
 * set. */
static int find_picture(struct sky_apng *apng)
{
    char count[SKY_COUNT_TEXT];
    const struct sky_chunk *chunk = &apng->chunk;
    /* A picture without a control is for programs that do not know animations. */
    while (apng->number == 0 && !apng->has_control && sky_chunk_is(chunk, "IDAT"))
        if (skip_chunk(apng) < 0 || skip_others(apng) < 0)
            return -1;
    if (skip_others(apng) < 0)
        return -1;
    if (sky_chunk_is(chunk, "IEND") && apng->pictures != apng->number && apng->pictures != PICTURES_UNKNOWN)
        return sky_fail("has only %u of the %u pictures that it promises", apng->number, apng->pictures);
    if (sky_chunk_is(chunk, "IEND"))
        return read_end(apng);
    if (!apng->has_control) {
        if (!sky_chunk_is(chunk, "fcTL"))
            return fail_misplaced(apng);
        if (apng->number == apng->pictures)
            return sky_fail("has more than the %s that it promises",
                            sky_number_count(apng->pictures, "picture", count));
        if (read_control(apng) < 0 || sky_chunk_begin(apng->file, &apng->chunk) < 0 || skip_others(apng) < 0)
            return -1;
    }
    bool is_first = apng->number == 0 && sky_chunk_is(chunk, "IDAT");
    if (!is_first && !sky_chunk_is(chunk, "fdAT"))
        return sky_fail("has no pixels");
    const struct sky_rectangle *part = &apng->control.layer.part;
    if (is_first && (part->width != apng->width || part->height != apng->height))
        return sky_fail("fcTL: the first picture is not as large as the animation");
    return 1;
}

/* Puts the next picture on the canvas. Returns 1, 0 after the last one, or -1 with the error set. */
static int next_picture(struct sky_apng *apng)
{
    int found = find_picture(apng);
    if (found <= 0)
        return found;
    const struct sky_layer *layer = &apng->control.layer;
    if (decode(apng, &apng->picture, layer->part.width, layer->part.height) < 0 ||
        sky_canvas_put(&apng->canvas, &apng->picture, layer) < 0)
        return -1;
    apng->has_control = false;
    apng->number++;
    apng->end += apng->control.seconds;
    return 1;
}

/* Reads the file again from its beginning. */
static int begin_again(struct sky_apng *apng)
{
    if (apng->start < 0 || fseeko(apng->file, apng->start, SEEK_SET) < 0)
        return sky_fail("cannot be read again from its beginning");
    apng->is_animated = apng->has_control = false;
    apng->sequence = apng->number = 0;
    apng->end = 0;
    apng->canvas.layers = 0;
    return sky_apng_begin(apng);
}

int sky_apng_restart(struct sky_apng *apng)
{
    apng->played = 0;
    apng->is_over = false;
    return begin_again(apng);
}

/* Is it played for ever? */
static bool is_endless(const struct sky_apng *apng)
{
    return apng->plays == 0 && !apng->once && apng->start >= 0 && apng->pictures > 1;
}

/* After a play, begins with the one that is on at a moment. Returns 1, 0 when there is none, or -1 with the error
 * set. */
static int play_again(struct sky_apng *apng, double seconds)
{
    double plays = is_endless(apng) ? HUGE_VAL : apng->plays;
    if (apng->played == 0)
        apng->duration = apng->end;
    apng->played = fmin(fmax(apng->played + 1, floor(seconds / apng->duration)), plays);
    if (apng->start < 0 || apng->pictures == 1 || apng->played >= plays)
        return 0;
    return begin_again(apng) < 0 ? -1 : 1;
}

int sky_apng_play(struct sky_apng *apng, struct sky_image *image, double seconds)
{
    /* A sum of delays is often a little more than what it stands for. */
    double moment = seconds * (1 + 1e-12) + 1e-9;
    bool changed = false;
    int got = !apng->is_over;
    while (got > 0 && (apng->number == 0 || apng->played * apng->duration + apng->end <= moment)) {
        got = next_picture(apng);
        changed = changed || got > 0;
        if (got == 0)
            got = play_again(apng, moment);
    }
    if (got < 0 || (changed && sky_canvas_copy(&apng->canvas, image) < 0))
        return -1;
    apng->is_over = got == 0;
    return got == 0 ? 0 : changed ? 1 : 2;
}

/* ---- Files ---- */

void sky_apng_finish(struct sky_apng *apng)
{
    sky_canvas_finish(&apng->canvas);
    sky_image_finish(&apng->picture);
}

FILE *sky_apng_open(const char *path)
{
    struct stat status;
    FILE *file = fopen(path, "rbe");
    if (file && fstat(fileno(file), &status) == 0 && !S_ISDIR(status.st_mode))
        return file;
    sky_fail("%s: %s", path, file ? "is a directory" : strerror(errno));
    if (file)
        fclose(file);
    return NULL;
}

int sky_apng_load(struct sky_image *image, const char *path)
{
    struct sky_apng apng = {.file = sky_apng_open(path), .name = path};
    *image = (struct sky_image){0};
    if (!apng.file)
        return -1;
    int result = sky_apng_begin(&apng);
    if (result == 0)
        result = apng.is_animated ? sky_apng_play(&apng, image, 0) : sky_apng_read_still(&apng, image);
    sky_apng_finish(&apng);
    fclose(apng.file);
    if (result >= 0)
        return 0;
    sky_image_finish(image);
    return sky_fail_at("%s", path);
}
