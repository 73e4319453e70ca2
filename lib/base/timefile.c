/* SPDX-License-Identifier: ISC */
#include "base/timefile.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/pace.h>
#include <sky/value.h>

#include "base/file.h"

#define TEXT_MAX 4096 /* bytes of a file, and of a FIFO's line */
#define BLANKS " \t\r"
#define TIME_MAX 1e9 /* seconds */

struct sky_time_file {
    char *path;
    double fps;
    int fifo;                /* its descriptor once it is open, else -1 */
    struct sky_absence absence;
    bool unreadable, warned; /* what was warned of */
    size_t held;             /* bytes of a line whose end has not come through the FIFO */
    char text[TEXT_MAX + 1];
    char last[TEXT_MAX + 1]; /* the line of the file that was taken */
};

struct sky_time_file *sky_time_file_create(const char *text, double fps)
{
    struct sky_time_file *file = calloc(1, sizeof *file);
    char *path = strdup(text), *rate = path ? strstr(path, ",rate=") : NULL;
    if (!file || !path) {
        sky_fail("out of memory");
        goto failed;
    }
    if (rate) {
        *rate = '\0';
        if (sky_fps_parse(&fps, rate + strlen(",rate=")) < 0) {
            sky_fail_at("rate");
            goto failed;
        }
    }
    if (!*path) {
        sky_fail("the name of a file is missing");
        goto failed;
    }
    *file = (struct sky_time_file){.path = path, .fps = fps, .fifo = -1};
    return file;
failed:
    free(file);
    free(path);
    return NULL;
}

void sky_time_file_destroy(struct sky_time_file *file)
{
    if (!file)
        return;
    if (file->fifo >= 0)
        close(file->fifo);
    free(file->path);
    free(file);
}

/* ---- Lines ---- */

/* Reads HH:MM:SS or HH:MM:SS:FF. Returns the seconds, or -1. */
static double parse_timecode(const char *word, double fps)
{
    unsigned hours, minutes, seconds, frames = 0;
    int end = 0, more = 0;
    if (word[strspn(word, "0123456789:;.")] != '\0') /* scanf() would take a sign */
        return -1;
    if (sscanf(word, "%3u:%2u:%2u%n%*1[:;.]%2u%n", &hours, &minutes, &seconds, &end, &frames, &more) < 3 ||
        word[more ? more : end] != '\0' || minutes > 59 || seconds > 60)
        return -1;
    return hours * 3600.0 + minutes * 60.0 + seconds + frames / fps;
}

static int64_t to_ns(double seconds)
{
    return (int64_t)llround(seconds * 1e9);
}

int sky_time_line_parse(struct sky_time_line *line, const char *text, double fps)
{
    char words[TEXT_MAX + 1], *rest = words, *word;
    double time = -1, moment;
    snprintf(words, sizeof words, "%s", text);
    const char *first = words + strspn(words, BLANKS);
    if (*first == '\0' || *first == '#')
        return 0;
    *line = (struct sky_time_line){.moment = (int64_t)sky_clock_ns()};
    const bool timecode = strchr(first, ':') != NULL;
    while (time < 0 && (word = strtok_r(rest, BLANKS, &rest)))
        if (timecode)
            time = parse_timecode(word, fps);
        else if (sky_number_parse(word, 0, TIME_MAX, &time) < 0)
            break;
    if (time < 0)
        return sky_fail("'%.40s' is not a time (write seconds or HH:MM:SS:FF)", text);
    line->time = to_ns(time);
    word = strtok_r(rest, BLANKS, &rest);
    if (word && strcmp(word, "stop") == 0) {
        line->stopped = true;
    } else if (word && sky_number_parse(word, 0, TIME_MAX, &moment) == 0) {
        line->exact = true;
        line->moment = to_ns(moment);
    } else if (word && !timecode) {
        return sky_fail("'%.40s': '%.20s' is neither a moment in seconds nor stop", text, word);
    }
    return 1;
}

/* Takes a line of text. Returns whether it is a time. */
static bool take_line(struct sky_time_file *file, struct sky_time_line *line, const char *text)
{
    struct sky_time_line parsed;
    int result = sky_time_line_parse(&parsed, text, file->fps);
    if (result < 0 && !file->warned) {
        sky_warn("%s: %s", file->path, sky_error());
        file->warned = true;
    }
    if (result > 0)
        *line = parsed;
    return result > 0;
}

/* ---- Files and FIFOs ---- */

/* Takes the whole lines of the text, and keeps the rest; a line that is too long is left out. */
static bool take_lines(struct sky_time_file *file, struct sky_time_line *line)
{
    char *at = file->text, *end;
    bool found = false;
    for (; (end = strchr(at, '\n')); at = end + 1) {
        *end = '\0';
        found |= take_line(file, line, at);
    }
    file->held = strlen(at);
    memmove(file->text, at, file->held + 1);
    if (file->held == TEXT_MAX)
        file->held = 0;
    return found;
}

/* Reads what is there, but no more than a pipe holds, so that a writer without end cannot hold up the show. */
static bool read_fifo(struct sky_time_file *file, struct sky_time_line *line)
{
    bool found = false;
    for (int i = 0; i < 16; i++) {
        ssize_t got = read(file->fifo, file->text + file->held, TEXT_MAX - file->held);
        if (got <= 0)
            break;
        file->held += (size_t)got;
        file->text[file->held] = '\0';
        found |= take_lines(file, line);
    }
    return found;
}

/* A file may be replaced by rename(), written again in its place or appended to; a last line without its end is not
 * taken. */
static bool read_file(struct sky_time_file *file, struct sky_time_line *line, int fd, off_t size)
{
    ssize_t got = pread(fd, file->text, TEXT_MAX, size > TEXT_MAX ? size - TEXT_MAX : 0);
    char *end = got > 0 ? memrchr(file->text, '\n', (size_t)got) : NULL;
    if (!end)
        return false;
    *end = '\0';
    char *start = strrchr(file->text, '\n');
    start = start ? start + 1 : file->text;
    if (strcmp(start, file->last) == 0)
        return false;
    snprintf(file->last, sizeof file->last, "%s", start);
    return take_line(file, line, start);
}

/* A FIFO stays open when its writer closes it, for the next one, until its path names another file. */
static bool is_replaced(const struct sky_time_file *file)
{
    return access(file->path, F_OK) == 0 && !sky_file_is_at(file->path, file->fifo);
}

bool sky_time_file_read(struct sky_time_file *file, struct sky_time_line *line)
{
    struct stat status;
    bool found = file->fifo >= 0 && read_fifo(file, line);
    if (found || (file->fifo >= 0 && !is_replaced(file)))
        return found;
    if (file->fifo >= 0)
        close(file->fifo);
    file->fifo = -1;
    file->held = 0;
    int fd = sky_file_open_followed(file->path, "waiting for it", &file->unreadable, &status);
    if (fd < 0 && errno == ENOENT)
        sky_file_wait_for(&file->absence, file->path, file->last[0] != '\0');
    else
        file->absence = (struct sky_absence){0};
    if (fd >= 0 && S_ISREG(status.st_mode)) {
        found = read_file(file, line, fd, status.st_size);
        close(fd);
        return found;
    }
    file->fifo = fd;
    return fd >= 0 && read_fifo(file, line);
}
