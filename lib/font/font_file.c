/* SPDX-License-Identifier: ISC */
#include "font/font_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/number.h"

#define FIRST_BYTES 65536 /* room at the start for what is decompressed */

/* Fonts of other kinds, and what converts them. */
static const struct {
    const char *suffix, *command;
} others[] = {
    {".ttf", "otf2bdf -p 24 -o font.bdf"}, {".otf", "otf2bdf -p 16 -o font.bdf"},
    {".ttc", "otf2bdf -p 24 -o font.bdf"}, {".pcf", "pcf2bdf -o font.bdf"},
    {".pcf.gz", "pcf2bdf -o font.bdf"},
};

/* Refuses what cannot be the file of a font. */
static int refuse_others(const char *path)
{
    /* The name of a font, as other programs take it. */
    if (strcmp(path, "-") != 0 && !strpbrk(path, "./") && access(path, F_OK) < 0)
        return sky_fail("there is no file '%.200s'; a font is a .bdf or .hex file, such as "
                        "/usr/share/unifont/unifont.hex", path);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (sky_file_has_suffix(path, others[i].suffix))
            return sky_fail("%.200s: is not a .bdf or .hex; '%s %.200s' converts it", path, others[i].command,
                            path);
    return 0;
}

/* Inflates until the end of the data. Returns NULL, or what is wrong. */
static const char *inflate_all(z_stream *stream, char **text, size_t *room, size_t limit, size_t *length)
{
    for (;;) {
        stream->next_out = (unsigned char *)*text + *length;
        stream->avail_out = (unsigned)(*room - *length);
        int code = inflate(stream, Z_NO_FLUSH);
        *length = *room - stream->avail_out;
        if (code == Z_STREAM_END && stream->avail_in == 0)
            return NULL;
        if (code == Z_STREAM_END && inflateReset(stream) == Z_OK)
            continue;
        if (code == Z_MEM_ERROR)
            return "out of memory";
        if (code != Z_OK && code != Z_BUF_ERROR)
            return "is not gzip, or damaged";
        if (stream->avail_out > 0)
            return "ends inside its compressed data";
        if (*room > limit)
            return "too long";
        *room = *room < limit / 2 ? *room * 2 : limit + 1; /* one byte more shows that it is too long */
        char *larger = realloc(*text, *room + 1);
        if (!larger)
            return "out of memory";
        *text = larger;
    }
}

char *sky_font_decompress(const void *data, size_t size, size_t limit, const char *path, size_t *length)
{
    /* zlib does not write to its input; its interface is older than const. */
    z_stream stream = {.next_in = (unsigned char *)data, .avail_in = (unsigned)size};
    size_t room = FIRST_BYTES;
    char *text = malloc(room + 1), grouped[SKY_GROUPED_TEXT];
    *length = 0;
    const char *wrong = "out of memory";
    if (text && inflateInit2(&stream, MAX_WBITS + 16) == Z_OK) /* with gzip's headers */ {
        wrong = inflate_all(&stream, &text, &room, limit, length);
        inflateEnd(&stream);
    }
    if (!wrong && *length <= limit) {
        text[*length] = '\0';
        return text;
    }
    if (*length > limit)
        sky_fail("%.200s: is longer than %s bytes when it is decompressed", path, sky_number_grouped(limit, grouped));
    else
        sky_fail("%.200s: %s", path, wrong);
    free(text);
    return NULL;
}

char *sky_font_file_read(const char *path, enum sky_file_access access, size_t limit, size_t *length)
{
    size_t size;
    if (refuse_others(path) < 0)
        return NULL;
    char *data = sky_file_read(path, limit, access, &size);
    if (!data || !sky_file_has_suffix(path, ".gz")) {
        *length = size;
        return data;
    }
    char *text = sky_font_decompress(data, size, limit, path, length);
    free(data);
    return text;
}
