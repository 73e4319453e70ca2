/* SPDX-License-Identifier: ISC */
/* What both stand-ins for libgpiod share: chips of 64 lines that write down what is done to them. Lines 0 to 49 are
 * called LINE0, LINE1, ... but line 40 "DATA A", and both 41 and 42 TWIN; and GPIO0, GPIO1, ... on the chip with the
 * header.
 *
 *     $GPIOD_CHIPS       the paths of the chips that glob() finds
 *     $GPIOD_HEADER      the path of the chip with the header, whose label is pinctrl-rp1
 *     $GPIOD_LOG         gets a line of text for each call that sets something up or gives it back
 *     $GPIOD_LOG.sets    gets 8 bytes, little-endian, for each call that sets values: bit i is the i-th line
 *     $GPIOD_APART       if set, $GPIOD_LOG.sets.LINE does, by the first line of the request: for outputs that overlap
 *     $GPIOD_ERROR       this errno instead of opening a chip
 *     $GPIOD_BUSY        LINE:CONSUMER, a line that somebody else holds
 *     $GPIOD_FAIL        the number of the set call, from 1, that fails with ENODEV
 *     $GPIOD_AWAY        so many times after that the chip cannot be opened, with ENOENT
 *     $GPIOD_SLOW        every set call takes so many microseconds at least */
#ifndef STANDIN_RECORD_H
#define STANDIN_RECORD_H

#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHIP_LINES 64
#define REQUEST_MAX 64

static FILE *sets[CHIP_LINES]; /* by the first line of a request; all in [0] without $GPIOD_APART */
static bool has_header;        /* the chip that was opened last */
static _Atomic unsigned opened; /* so many times; outputs are threads */
static unsigned long set_count, away;

__attribute__((format(printf, 1, 2))) static inline void record(const char *format, ...)
{
    const char *path = getenv("GPIOD_LOG");
    FILE *log = path ? fopen(path, "a") : NULL;
    if (!log)
        abort();
    va_list arguments;
    va_start(arguments, format);
    vfprintf(log, format, arguments);
    va_end(arguments);
    fclose(log);
}

/* False, with errno set, when the chip is not to be had. */
static inline bool record_open(const char *chip)
{
    const char *error = getenv("GPIOD_ERROR");
    if (error) {
        errno = atoi(error);
        return false;
    }
    if (away > 0) {
        away--;
        errno = ENOENT;
        return false;
    }
    opened++;
    record("open %s\n", chip);
    has_header = getenv("GPIOD_HEADER") && strcmp(chip, getenv("GPIOD_HEADER")) == 0;
    return true;
}

static inline void record_close(void)
{
    for (unsigned i = 0, last = --opened == 0; last && i < CHIP_LINES; i++) {
        if (sets[i])
            fclose(sets[i]);
        sets[i] = NULL;
    }
    record("close\n");
}

/* Who holds this line, or NULL. */
static inline const char *holder(unsigned offset)
{
    const char *busy = getenv("GPIOD_BUSY");
    char *end;
    return busy && strtoul(busy, &end, 10) == offset && *end == ':' ? end + 1 : NULL;
}

/* The name of a line, or NULL. */
static inline const char *line_name(unsigned offset)
{
    static char names[CHIP_LINES][16];
    if (offset >= 50)
        return NULL;
    if (has_header) {
        snprintf(names[offset], sizeof names[offset], "GPIO%u", offset);
        return names[offset];
    }
    if (offset == 40)
        return "DATA A";
    if (offset == 41 || offset == 42)
        return "TWIN";
    snprintf(names[offset], sizeof names[offset], "LINE%u", offset);
    return names[offset];
}

static inline const char *chip_label(void)
{
    return has_header ? "pinctrl-rp1" : "standin";
}

int glob(const char *pattern, int flags, int (*fail)(const char *, int), glob_t *found)
{
    static char text[1024], *paths[17];
    const char *chips = getenv("GPIOD_CHIPS");
    (void)pattern, (void)flags, (void)fail;
    snprintf(text, sizeof text, "%s", chips ? chips : "");
    found->gl_pathc = 0;
    for (char *path = strtok(text, " "); path && found->gl_pathc < 16; path = strtok(NULL, " "))
        paths[found->gl_pathc++] = path;
    found->gl_pathv = paths;
    return 0;
}

void globfree(glob_t *found)
{
    (void)found;
}

/* The same, by the names that programs with large files have for them. */
int glob64(const char *pattern, int flags, int (*fail)(const char *, int), glob64_t *found)
{
    return glob(pattern, flags, fail, (glob_t *)(void *)found);
}

void globfree64(glob64_t *found)
{
    (void)found;
}

static inline FILE **sets_of(unsigned first_line)
{
    return getenv("GPIOD_APART") ? &sets[first_line] : sets;
}

/* 0, or -1 with errno set. */
static inline int record_request(const char *consumer, const unsigned *offsets, const int *values, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (holder(offsets[i])) {
            errno = EBUSY;
            return -1;
        }
    }
    char lines[16 * REQUEST_MAX] = "", path[4096]; /* a line of text in one piece: other outputs write, too */
    for (unsigned i = 0, at = 0; i < count; i++)
        at += (unsigned)snprintf(lines + at, sizeof lines - at, " %u=%d", offsets[i], values[i]);
    record("request %s%s\n", consumer, lines);
    FILE **file = sets_of(offsets[0]);
    snprintf(path, sizeof path, getenv("GPIOD_APART") ? "%s.sets.%u" : "%s.sets", getenv("GPIOD_LOG"), offsets[0]);
    if (!*file)
        *file = fopen(path, "ab");
    if (!*file)
        abort();
    return 0;
}

/* Of a request that begins with this line. */
static inline int record_set(unsigned first_line, const int *values, unsigned count)
{
    const char *fail = getenv("GPIOD_FAIL"), *later = getenv("GPIOD_AWAY"), *slow = getenv("GPIOD_SLOW");
    const struct timespec rest = {.tv_nsec = slow ? atol(slow) * 1000 : 0};
    if (slow)
        nanosleep(&rest, NULL);
    if (fail && strtoul(fail, NULL, 10) == ++set_count) {
        away = later ? strtoul(later, NULL, 10) : 0;
        errno = ENODEV;
        return -1;
    }
    unsigned char bytes[8] = {0};
    for (unsigned i = 0; i < count; i++)
        bytes[i / 8] |= (unsigned char)(values[i] << i % 8);
    fwrite(bytes, 1, sizeof bytes, *sets_of(first_line));
    return 0;
}

#endif
