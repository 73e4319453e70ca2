/* SPDX-License-Identifier: ISC */
#include "program/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/wall.h"
#include "program/control_line.h"

#define TEXT_MAX 65536                 /* bytes of a line */
#define NEWS_MAX 1048576               /* bytes that are read at once; of more, the last count */
#define REPORTED_MAX 256               /* lines whose warnings are remembered */
#define WARNINGS_MAX 20                /* of lines, in WARNINGS_NS */
#define WARNINGS_NS UINT64_C(60000000000)
#define AGE_MAX_NS INT64_C(500000000)  /* what was written longer ago counts from now: nobody read it for a while */

struct sky_control {
    char *path;
    const char *program;
    bool is_shared;
    int fifo;                        /* its descriptor once it is open, else -1 */
    struct sky_absence absence;
    bool is_unreadable;              /* which was warned of */
    bool is_old;                     /* the file was there before us: its events have happened */
    bool has_read;                   /* the file, up to `taken` */
    const struct sky_params *params; /* that were set last */
    bool young;                      /* it was so young that it must be read again */
    struct stat seen;                /* what was read last */
    off_t taken;                     /* bytes of whole lines that were taken */
    char known[TEXT_MAX];            /* the last of these bytes */
    size_t known_size;
    unsigned line;                   /* the number of the last line that was taken */
    bool starts_late;                /* what is before NEWS_MAX was left out, so that lines have no numbers */
    bool too_long;                   /* the line that comes is, and is left out up to its end */
    size_t held;                     /* bytes in `text`, of a line without its end */
    char text[TEXT_MAX + 1];
    uint32_t reported[REPORTED_MAX]; /* by line: hash of the text that was warned of, or 0 */
    unsigned warnings;               /* of lines, since: */
    uint64_t warned;
};

struct sky_control *sky_control_create_for(const char *path, const char *program, bool is_shared)
{
    struct sky_control *control = calloc(1, sizeof *control);
    if (control)
        control->path = strdup(path);
    if (!control || !control->path) {
        free(control);
        sky_fail("out of memory");
        return NULL;
    }
    control->fifo = -1;
    control->program = program;
    control->is_shared = is_shared;
    control->is_old = sky_file_is_regular(path);
    return control;
}

struct sky_control *sky_control_create(const char *path)
{
    sky_file_protect(path, SKY_CONTROL_FILE);
    return sky_control_create_for(path, NULL, false);
}

void sky_control_destroy(struct sky_control *control)
{
    if (!control)
        return;
    if (control->fifo >= 0)
        close(control->fifo);
    free(control->path);
    free(control);
}

bool sky_control_is_same(const struct sky_control *a, const struct sky_control *b)
{
    return a->is_shared == b->is_shared && strcmp(a->path, b->path) == 0;
}

/* ---- Lines ---- */

/* Never 0. */
static uint32_t hash(const char *text)
{
    uint32_t value = 2166136261u; /* FNV-1a, 32 bits */
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 16777619u;
    return value ? value : 1;
}

/* sky_control_begin() reports no errors: the first frame takes all lines again, and knows then which of these names are
 * the program's own. */
static bool looks_ahead(unsigned take)
{
    return take == SKY_TAKE_LIVE;
}

/* May a line be warned of? What writes a wrong line 50 times a second must not fill the journal. */
static bool may_warn(struct sky_control *control)
{
    uint64_t now = sky_clock_ns();
    if (control->warnings == 0 || now - control->warned > WARNINGS_NS) {
        control->warnings = 0;
        control->warned = now;
    }
    if (control->warnings == WARNINGS_MAX)
        return false;
    if (++control->warnings < WARNINGS_MAX)
        return true;
    sky_warn("%s: there are more lines with errors, which are not reported for a minute", control->path);
    return false;
}

static void take_line(struct sky_control *control, const struct sky_control_target *target, unsigned take,
                      unsigned number, char *line)
{
    uint32_t *reported = &control->reported[number % REPORTED_MAX], text = hash(line);
    if (sky_control_take(target, take, line) == 0) {
        *reported = take & SKY_TAKE_VALUES ? 0 : *reported;
        return;
    }
    if (*reported == text || looks_ahead(take) || !may_warn(control))
        return;
    *reported = text;
    if (control->starts_late)
        sky_warn("%s: %s; the old value stays", control->path, sky_error());
    else
        sky_warn("%s:%u: %s; the old value stays", control->path, number, sky_error());
}

/* Takes the whole lines of `text`, to which `got` bytes have come, and holds the rest. */
static void take_lines(struct sky_control *control, const struct sky_control_target *target, unsigned take, size_t got)
{
    char *line = control->text, *end = line + control->held + got, *next;
    for (; (next = memchr(line, '\n', (size_t)(end - line))); line = next + 1) {
        *next = '\0';
        control->line++;
        if (!control->too_long)
            take_line(control, target, take, control->line, line);
        control->too_long = false;
    }
    control->held = (size_t)(end - line);
    memmove(control->text, line, control->held);
    if (control->held < TEXT_MAX)
        return;
    if (!control->too_long && !looks_ahead(take) && may_warn(control))
        sky_warn("%s:%u: the line is longer than %d bytes; it is left out", control->path, control->line + 1, TEXT_MAX);
    control->too_long = true;
    control->held = 0;
}

/* ---- Files ---- */

/* Reads up to `size` bytes; returns how many there were before the end or an error. */
static size_t read_at(int fd, char *text, size_t size, off_t offset)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(fd, text + done, size - done, offset + (off_t)done);
        if (got > 0)
            done += (size_t)got;
        else if (got == 0 || errno != EINTR)
            break;
    }
    return done;
}

/* Does the file still begin with what was taken, as far as is known? */
static bool begins_alike(struct sky_control *control, int fd, off_t size)
{
    return control->has_read && size >= control->taken &&
           read_at(fd, control->text, control->known_size, control->taken - (off_t)control->known_size) ==
               control->known_size &&
           memcmp(control->text, control->known, control->known_size) == 0;
}

/* Takes the lines from `start` to `end`. A last line without its end may be half written: it is taken when the file is
 * no longer young, and again with what is written behind it. */
static void take_part(struct sky_control *control, const struct sky_control_target *target, unsigned take, int fd,
                      off_t start, off_t end)
{
    control->held = 0;
    if (start == 0) {
        control->line = 0;
        control->starts_late = control->too_long = false;
    }
    if (end - start > NEWS_MAX) {
        start = end - NEWS_MAX;
        control->starts_late = control->too_long = true; /* it may begin within a line */
    }
    for (size_t got = 1; start < end && got > 0; start += (off_t)got) {
        size_t room = TEXT_MAX - control->held, left = (size_t)(end - start);
        got = read_at(fd, control->text + control->held, left < room ? left : room, start);
        take_lines(control, target, take, got);
    }
    control->taken = start - (off_t)control->held;
    if (control->held == 0 || control->young || control->too_long)
        return;
    control->text[control->held] = '\0';
    take_line(control, target, take, control->line + 1, control->text);
}

static void remember(struct sky_control *control, int fd)
{
    size_t size = control->taken < TEXT_MAX ? (size_t)control->taken : TEXT_MAX;
    control->known_size = read_at(fd, control->known, size, control->taken - (off_t)size);
    control->has_read = control->known_size == size;
}

/* What was only appended to has nothing new in the part that is known. A file that was written again with the same text
 * has its events again, and its live values: a beat. */
static void take_file(struct sky_control *control, const struct sky_control_target *target, int fd, bool written)
{
    const bool is_first = !control->has_read && control->is_old;
    off_t size = control->seen.st_size;
    if (!begins_alike(control, fd, size)) {
        take_part(control, target, is_first ? SKY_TAKE_VALUES | SKY_TAKE_LIVE : SKY_TAKE_ALL, fd, 0, size);
    } else {
        off_t taken = control->taken;
        if (target->params != control->params)
            take_part(control, target, SKY_TAKE_VALUES, fd, 0, taken);
        else if (written && taken == size && taken <= TEXT_MAX)
            take_part(control, target, SKY_TAKE_LIVE | SKY_TAKE_EVENTS, fd, 0, taken);
        if (taken < size)
            take_part(control, target, SKY_TAKE_ALL, fd, taken, size);
    }
    remember(control, fd);
    control->is_old = false;
}

/* How long ago the file was written, in seconds; 0 at first, when the show begins with what the file says. */
static double age_of(const struct sky_control *control)
{
    const struct timespec *written = &control->seen.st_mtim;
    int64_t age = sky_wall_ns() - ((int64_t)written->tv_sec * 1000000000 + written->tv_nsec);
    return control->has_read && age > 0 && age < AGE_MAX_NS ? (double)age * 1e-9 : 0;
}

/* ---- FIFOs ---- */

/* Reads what is there, but no more than a pipe holds, so that a writer without end cannot hold up the picture. */
static void read_fifo(struct sky_control *control, const struct sky_control_target *target)
{
    for (size_t room = TEXT_MAX; room > 0;) {
        size_t left = TEXT_MAX - control->held;
        ssize_t got = read(control->fifo, control->text + control->held, left < room ? left : room);
        if (got <= 0) /* until there is more, or another writer */
            return;
        room -= (size_t)got;
        take_lines(control, target, SKY_TAKE_ALL, (size_t)got);
    }
}

/* ---- Both ---- */

void sky_control_begin(struct sky_control *control, struct sky_live *live)
{
    const struct sky_control_target target = {.program = control->program, .is_shared = true, .live = live};
    int fd = control->is_old ? open(control->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
    struct stat now;
    if (fd < 0)
        return;
    if (fstat(fd, &now) == 0 && S_ISREG(now.st_mode))
        take_part(control, &target, SKY_TAKE_LIVE, fd, 0, now.st_size);
    close(fd);
}

void sky_control_read(struct sky_control *control, struct sky_params *params, struct sky_live *live, double t)
{
    struct sky_control_target target = {control->program, control->is_shared, params, live, t};
    struct stat now, before = control->seen;
    const bool exists = stat(control->path, &now) == 0;
    if (control->fifo >= 0) {
        read_fifo(control, &target);
        if (!exists || (now.st_dev == before.st_dev && now.st_ino == before.st_ino))
            return;
        close(control->fifo); /* another file has taken its place */
        control->fifo = -1;
    }
    const bool may_come = control->is_shared || control->has_read; /* a program which writes it may have only begun */
    if (!exists) {
        sky_file_wait_for(&control->absence, control->path, may_come);
        return;
    }
    control->absence = (struct sky_absence){0};
    if (sky_file_is_same(&now, &before) && !control->young && control->params == params)
        return;
    int fd = sky_file_open_followed(control->path, "the old values stay", &control->is_unreadable, &control->seen);
    if (fd < 0 && errno == ENOENT) { /* it has just been removed */
        sky_file_wait_for(&control->absence, control->path, may_come);
    } else if (fd < 0) {
        control->seen = (struct stat){0};
    } else if (S_ISFIFO(control->seen.st_mode)) {
        control->fifo = fd;
        control->held = 0;
        read_fifo(control, &target);
    } else {
        control->young = sky_file_is_young(&control->seen);
        target.t -= age_of(control);
        take_file(control, &target, fd, !sky_file_is_same(&control->seen, &before));
        control->params = params;
        close(fd);
    }
}

void sky_control_apply(struct sky_control *control, struct sky_params *params)
{
    sky_control_read(control, params, NULL, 0);
}
