/* SPDX-License-Identifier: ISC */
#include <sky/params.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/wall.h"

#define TEXT_MAX 65536    /* bytes of a control file, and of a FIFO's line */
#define REPORTED_MAX 256  /* lines whose warnings are remembered */

struct sky_control {
    char *path;
    int fifo;                        /* its descriptor once it is open, else -1 */
    bool missing;                    /* which was warned of */
    const struct sky_params *params; /* that were set last */
    bool racy;                       /* it was so young that it must be read again */
    struct stat seen;                /* what was read last */
    unsigned line;                   /* lines that came through the FIFO */
    bool too_long;                   /* the line that comes through the FIFO is, and is left out up to its end */
    size_t held;                     /* bytes in `text`: of a line whose end has not come through the FIFO, or of the */
    char text[TEXT_MAX + 1];         /* part of the file that was taken */
    uint32_t reported[REPORTED_MAX]; /* by line: hash of the text that was warned of, or 0 */
};

struct sky_control *sky_control_create(const char *path)
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
    return control;
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

/* Never 0. */
static uint32_t hash(const char *text)
{
    uint32_t value = 2166136261u; /* FNV-1a, 32 bits */
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 16777619u;
    return value ? value : 1;
}

/* Ends a value before a blank, #, and a blank or the end; a colour such as #ff0000 stays. */
static void cut_comment(char *value)
{
    for (char *at = value; (at = strchr(at, '#')); at++)
        if (at > value && strchr(" \t", at[-1]) && strchr(" \t", at[1])) {
            while (at > value && strchr(" \t", at[-1]))
                at--;
            *at = '\0';
            return;
        }
}

/* Takes a line of text, which is changed: one that sets a parameter if `sets`, an event if `fires`. */
static void take_line(struct sky_control *control, struct sky_params *params, unsigned number, char *line, bool sets,
                      bool fires)
{
    uint32_t *reported = &control->reported[number % REPORTED_MAX];
    char *name = line + strspn(line, " \t");
    for (size_t length = strlen(name); length > 0 && strchr(" \t\r", name[length - 1]); length--)
        name[length - 1] = '\0';
    if (*name == '\0' || *name == '#')
        return;
    uint32_t text = hash(name);
    char *end = name + strcspn(name, " \t="), *value = end + strspn(end, " \t");
    value += *value == '=';
    value += strspn(value, " \t");
    *end = '\0';
    cut_comment(value);

    bool is_event = end > name && end[-1] == '!' && (*value == '\0' || *value == '#');
    if (is_event ? !fires : !sets)
        return;
    if (is_event)
        end[-1] = '\0';
    int result = is_event ? sky_params_fire(params, name)
                 : *value ? sky_params_set(params, name, value)
                          : sky_fail("'%.40s' has no value: write name value", name);
    if (result == 0)
        *reported = 0;
    else if (*reported != text) {
        *reported = text;
        sky_warn("%s:%u: %s; the old value stays", control->path, number, sky_error());
    }
}

/* A last line without its end may be half written: it is taken when the file is not young any more. A file that is read
 * again and has not changed is left alone, but for its events if it was written again. What was only appended to has
 * nothing new in the part that is known. */
static void read_file(struct sky_control *control, struct sky_params *params, bool written)
{
    size_t size;
    char *text = sky_file_read(control->path, TEXT_MAX, SKY_FILE_NOW, &size);
    if (!text) {
        sky_warn("%s; the old values stay", sky_error());
        return;
    }
    while (control->racy && size > 0 && text[size - 1] != '\n')
        size--;
    text[size] = '\0';
    bool begins_alike = size >= control->held && memcmp(text, control->text, control->held) == 0;
    bool alike = begins_alike && size == control->held, changed = params != control->params || !alike;
    const char *news = begins_alike && !(alike && written) ? text + control->held : text;
    memcpy(control->text, text, size);
    control->held = size;
    control->params = params;
    unsigned number = 0;
    for (char *line = text, *next; (changed || news == text) && line && *line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        take_line(control, params, ++number, line, changed, line >= news);
    }
    free(text);
}

/* Takes the whole lines of `text`, and keeps the rest. */
static void take_lines(struct sky_control *control, struct sky_params *params)
{
    char *line = control->text, *next;
    for (; (next = strchr(line, '\n')); line = next + 1) {
        *next = '\0';
        control->line++;
        if (!control->too_long)
            take_line(control, params, control->line, line, true, true);
        control->too_long = false;
    }
    control->held = strlen(line);
    memmove(control->text, line, control->held);
    if (control->held < TEXT_MAX)
        return;
    if (!control->too_long)
        sky_warn("%s:%u: the line is longer than %d bytes; it is left out", control->path, control->line + 1, TEXT_MAX);
    control->too_long = true;
    control->held = 0;
}

/* Reads what is there, but no more than a pipe holds, so that a writer without end cannot hold up the picture. */
static void read_fifo(struct sky_control *control, struct sky_params *params)
{
    for (size_t room = TEXT_MAX; room > 0;) {
        size_t left = TEXT_MAX - control->held;
        ssize_t got = read(control->fifo, control->text + control->held, left < room ? left : room);
        if (got <= 0)
            return;
        room -= (size_t)got;
        control->text[control->held + (size_t)got] = '\0';
        take_lines(control, params);
    }
}

void sky_control_apply(struct sky_control *control, struct sky_params *params)
{
    if (control->fifo >= 0) {
        read_fifo(control, params);
        return;
    }
    struct stat now;
    if (stat(control->path, &now) < 0) {
        if (!control->missing)
            sky_warn("%s: %s; waiting for it", control->path, strerror(errno));
        control->missing = true;
        return;
    }
    control->missing = false;
    if (S_ISFIFO(now.st_mode)) {
        /* Open for writing too, so that it does not end when its writer closes it. */
        control->fifo = open(control->path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (control->fifo >= 0)
            read_fifo(control, params);
        return;
    }
    if (sky_file_is_same(&now, &control->seen) && !control->racy && control->params == params)
        return;
    bool written = !sky_file_is_same(&now, &control->seen);
    control->seen = now;
    control->racy = sky_file_is_young(&now);
    read_file(control, params, written);
}
