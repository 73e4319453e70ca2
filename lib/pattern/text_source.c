/* SPDX-License-Identifier: ISC */
#include "pattern/text_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/number.h"

#define READS_MAX 16 /* of a FIFO in one call, so that a writer without end cannot hold up the picture */
#define READ_BYTES 65536

struct sky_text_source {
    char *path;
    size_t limit;
    struct sky_absence absence;
    bool warned;          /* of a text that was refused */
    bool accepted;        /* a text has been */
    struct stat seen;     /* the file that was read last */
    bool young;           /* it was so young that it must be read again */
    int fifo;             /* its descriptor once it is open, else -1 */
    size_t held;          /* bytes in `line`, of a line whose end has not come through the FIFO */
    bool too_long;        /* that line is, and is left out up to its end */
    char *line;           /* of `limit` bytes and a NUL */
    char *text;           /* the last one that was read */
};

struct sky_text_source *sky_text_source_create(const char *path, size_t limit)
{
    struct sky_text_source *source = calloc(1, sizeof *source);
    if (source) {
        const char *name = strcmp(path, "-") == 0 ? "/dev/stdin" : path;
        *source = (struct sky_text_source){
            .path = strdup(name), .limit = limit, .fifo = -1, .line = malloc(limit + 1)};
        if (source->path && source->line) {
            sky_file_protect(source->path, "read here");
            return source;
        }
    }
    sky_text_source_destroy(source);
    sky_fail("out of memory");
    return NULL;
}

static void close_fifo(struct sky_text_source *source)
{
    if (source->fifo >= 0)
        close(source->fifo);
    source->fifo = -1;
    source->held = 0;
    source->too_long = false;
}

void sky_text_source_destroy(struct sky_text_source *source)
{
    if (!source)
        return;
    close_fifo(source);
    free(source->path);
    free(source->line);
    free(source->text);
    free(source);
}

const char *sky_text_source_path(const struct sky_text_source *source)
{
    return source->path;
}

const char *sky_text_source_last(const struct sky_text_source *source)
{
    return source->text;
}

void sky_text_source_refuse(struct sky_text_source *source)
{
    if (!source->warned)
        sky_warn("%s; %s", sky_error(), source->accepted ? "the old text stays" : "no text is shown");
    source->warned = true;
}

void sky_text_source_accept(struct sky_text_source *source)
{
    source->warned = false;
    source->accepted = true;
}

/* Returns -1 with the error set for bytes that are not text in an encoding without zeros. */
static int check(const char *path, const char *text, size_t length)
{
    const char *zero = memchr(text, '\0', length);
    if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return sky_fail("%.200s: is UTF-16 (must be UTF-8; 'iconv -f utf-16 -t utf-8' converts it)", path);
    return zero ? sky_fail("%.200s: byte %zu (0x00) is not text", path, (size_t)(zero - text)) : 0;
}

/* Takes a text of `length` bytes, which now belongs to the source. Returns it, or NULL if it is as it was. */
static const char *take(struct sky_text_source *source, char *text, size_t length)
{
    size_t kept = 0;
    if (text && check(source->path, text, length) < 0) {
        sky_text_source_refuse(source);
        free(text);
        return NULL;
    }
    for (size_t i = 0; text && i < length; i++)
        if (text[i] != '\r' || text[i + 1] != '\n')
            text[kept++] = text[i];
    if (text && kept > 0 && text[kept - 1] == '\n')
        kept--;
    if (!text)
        return NULL;
    text[kept] = '\0';
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
        memmove(text, text + 3, kept - 2);
    bool same = source->text && strcmp(text, source->text) == 0;
    free(source->text);
    source->text = text;
    return same ? NULL : text;
}

/* ---- A file ---- */

static const char *read_file(struct sky_text_source *source, const struct stat *now)
{
    size_t length;
    if (sky_file_is_same(now, &source->seen) && !source->young)
        return NULL;
    source->seen = *now;
    source->young = sky_file_is_young(now);
    char *text = sky_file_read(source->path, source->limit, SKY_FILE_NOW, &length);
    if (!text && access(source->path, F_OK) < 0) { /* it has just been removed */
        sky_file_wait_for(&source->absence, source->path, source->accepted);
        return NULL;
    }
    if (!text) {
        sky_text_source_refuse(source);
        return NULL;
    }
    if (source->young && (length == 0 || text[length - 1] != '\n')) { /* perhaps half written */
        free(text);
        return NULL;
    }
    return take(source, text, length);
}

/* ---- A FIFO ---- */

/* Finds the last whole line of what has come, and keeps what follows it. Returns it, for free(), or NULL. */
static char *take_line(struct sky_text_source *source, size_t *length)
{
    char *end = memrchr(source->line, '\n', source->held), *line = NULL;
    if (!end)
        return NULL;
    char *before = memrchr(source->line, '\n', (size_t)(end - source->line));
    const char *start = before ? before + 1 : source->line;
    bool whole = before || !source->too_long;
    *length = (size_t)(end - start);
    if (whole && (line = malloc(*length + 2)))
        memcpy(line, start, *length + 1);
    source->too_long = false;
    source->held -= (size_t)(end + 1 - source->line);
    memmove(source->line, end + 1, source->held);
    if (line)
        line[++*length] = '\0';
    return line;
}

static const char *read_fifo(struct sky_text_source *source)
{
    char *last = NULL;
    size_t last_length = 0;
    for (int i = 0; i < READS_MAX; i++) {
        size_t room = source->limit - source->held, length;
        ssize_t got = read(source->fifo, source->line + source->held, room < READ_BYTES ? room : READ_BYTES);
        if (got <= 0)
            break;
        source->held += (size_t)got;
        char *line = take_line(source, &length);
        if (line) {
            free(last);
            last = line;
            last_length = length;
        }
        if (source->held == source->limit) {
            char grouped[SKY_GROUPED_TEXT];
            sky_fail("%.200s: a line is longer than %s bytes", source->path,
                     sky_number_grouped(source->limit, grouped));
            sky_text_source_refuse(source);
            source->too_long = true;
            source->held = 0;
        }
    }
    return last ? take(source, last, last_length) : NULL;
}

const char *sky_text_source_read(struct sky_text_source *source)
{
    struct stat now;
    if (stat(source->path, &now) < 0) {
        sky_file_wait_for(&source->absence, source->path, source->accepted);
        return NULL;
    }
    source->absence = (struct sky_absence){0};
    if (source->fifo >= 0 && sky_file_is_at(source->path, source->fifo))
        return read_fifo(source);
    close_fifo(source); /* another file has its name */
    if (S_ISREG(now.st_mode))
        return read_file(source, &now);
    if (S_ISDIR(now.st_mode)) {
        sky_fail("%.200s: is a directory", source->path);
        sky_text_source_refuse(source);
        return NULL;
    }
    /* Opened for writing too, so that it does not end when its writer closes it. */
    source->fifo = open(source->path, (S_ISFIFO(now.st_mode) ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_CLOEXEC);
    if (source->fifo >= 0)
        return read_fifo(source);
    sky_fail("%.200s: %s", source->path, strerror(errno));
    sky_text_source_refuse(source);
    return NULL;
}
