/* SPDX-License-Identifier: ISC */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/number.h"

/* How long a file is young. Where times have whole seconds only, as on FAT, they may be 2 s old. */
#define YOUNG_NS 50000000
#define YOUNG_COARSE_NS 2100000000

#define ABSENT_NS UINT64_C(1000000000) /* a file that may come is not told of before this */

#define FIRST_BYTES 4096 /* room at the start, for files that do not know their size */

/* Reads on to the end of the file, `name` in messages. NULL with the error set. */
static char *read_all(int fd, const char *name, size_t expected, size_t limit, size_t *size)
{
    char grouped[SKY_GROUPED_TEXT];
    size_t room = expected > 0 && expected < limit ? expected : limit < FIRST_BYTES ? limit : FIRST_BYTES;
    char *text = malloc(room + 1);
    *size = 0;
    while (text) {
        /* One byte more than the room shows whether there is more; the byte is also the place of the NUL. */
        ssize_t got = read(fd, text + *size, room + 1 - *size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            sky_fail("%.200s: %s", name, strerror(errno));
            free(text);
            return NULL;
        }
        *size += (size_t)got;
        if (got == 0) {
            text[*size] = '\0';
            return text;
        }
        if (*size <= room)
            continue;
        if (room == limit) {
            sky_fail("%.200s: is longer than %s bytes", name, sky_number_grouped(limit, grouped));
            free(text);
            return NULL;
        }
        room = room < limit / 2 ? room * 2 : limit;
        char *larger = realloc(text, room + 1);
        if (!larger)
            free(text);
        text = larger;
    }
    sky_fail("%.200s: out of memory", name);
    return NULL;
}

char *sky_file_read(const char *path, size_t limit, enum sky_file_access access, size_t *size)
{
    if (access == SKY_FILE_ANY && strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", 0, limit, size);

    struct stat status;
    char *text = NULL;
    sky_file_protect(path, "read here");
    int fd = open(path, O_RDONLY | O_CLOEXEC | (access == SKY_FILE_ANY ? 0 : O_NONBLOCK));
    if (fd < 0 || fstat(fd, &status) < 0)
        sky_fail("%.200s: %s", path, strerror(errno));
    else if (access == SKY_FILE_REGULAR && !S_ISREG(status.st_mode))
        sky_fail("%.200s: is not a regular file", path);
    else
        text = read_all(fd, path, S_ISREG(status.st_mode) ? (size_t)status.st_size : 0, limit, size);
    if (fd >= 0)
        close(fd);
    return text;
}

bool sky_file_is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

bool sky_file_is_young(const struct stat *file)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t age = (int64_t)(now.tv_sec - file->st_mtim.tv_sec) * 1000000000 + (now.tv_nsec - file->st_mtim.tv_nsec);
    return age >= 0 && age < (file->st_mtim.tv_nsec == 0 ? YOUNG_COARSE_NS : YOUNG_NS);
}

bool sky_file_has_suffix(const char *path, const char *suffix)
{
    size_t length = strlen(path), size = strlen(suffix);
    return length > size && strcasecmp(path + length - size, suffix) == 0;
}

bool sky_file_is_regular(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool sky_file_is_stdout(const char *path)
{
    return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
}

int sky_file_open_followed(const char *path, const char *instead, bool *failed, struct stat *status)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    const char *problem = NULL;
    if (fd < 0 && errno == ENOENT)
        return -1;
    if (fd < 0 || fstat(fd, status) < 0)
        problem = strerror(errno);
    else if (!S_ISREG(status->st_mode) && !S_ISFIFO(status->st_mode))
        problem = "is neither a file nor a FIFO";
    if (problem && !*failed)
        sky_warn("%s: %s; %s", path, problem, instead);
    *failed = problem;
    if (!problem)
        return fd;
    if (fd >= 0)
        close(fd);
    errno = EINVAL; /* whatever it was, it is not ENOENT */
    return -1;
}

void sky_file_wait_for(struct sky_absence *absence, const char *path, bool may_come)
{
    const char *reason = strerror(errno);
    uint64_t now = sky_clock_ns();
    absence->since = absence->since ? absence->since : now;
    if (absence->told || (may_come && now - absence->since < ABSENT_NS))
        return;
    absence->told = true;
    sky_warn("%s: %s; waiting for it", path, reason);
}

bool sky_file_is_at(const char *path, int fd)
{
    struct stat named, opened;
    return stat(path, &named) == 0 && fstat(fd, &opened) == 0 && named.st_dev == opened.st_dev &&
           named.st_ino == opened.st_ino;
}

/* ---- Files that are read are not written over ---- */

struct protected {
    const struct protected *next;
    const char *what;
    char path[];
};

#define LATEST 100 /* files among which one is not listed twice */

/* A list for the whole program that only grows, so that threads need no lock to look into it. */
static _Atomic(const struct protected *) protected_files;

void sky_file_protect(const char *path, const char *what)
{
    const struct protected *first = atomic_load(&protected_files);
    int seen = 0; /* of a file that is read again and again; there may be 100,000 pictures */
    for (const struct protected *file = first; file && seen < LATEST; file = file->next, seen++)
        if (strcmp(file->path, path) == 0)
            return;
    struct protected *file = malloc(sizeof *file + strlen(path) + 1);
    if (!file)
        return;
    memcpy(file->path, path, strlen(path) + 1);
    file->what = what;
    do
        file->next = first;
    while (!atomic_compare_exchange_weak(&protected_files, &first, file));
}

int sky_file_check_output(int fd)
{
    struct stat output, input;
    /* What is written to a device, a terminal or a socket does not come back out of it. */
    if (fstat(fd, &output) < 0 || !(S_ISREG(output.st_mode) || S_ISFIFO(output.st_mode)))
        return 0;
    for (const struct protected *file = atomic_load(&protected_files); file; file = file->next)
        if (stat(file->path, &input) == 0 && input.st_dev == output.st_dev && input.st_ino == output.st_ino)
            return sky_fail("is %s too; write to another file", file->what);
    return 0;
}

int sky_file_open_output(const char *path, bool *created)
{
    struct stat status;
    *created = stat(path, &status) < 0 && errno == ENOENT;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return sky_fail("%.200s: %s", path, strerror(errno));
    if (sky_file_check_output(fd) == 0)
        return fd;
    if (*created)
        sky_file_remove(path, fd);
    close(fd);
    return sky_fail_at("%.200s", path);
}

char *sky_file_new_path(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *new_path;
    if (asprintf(&new_path, "%.*s.%s.new", (int)(name - path), path, name) >= 0)
        return new_path;
    sky_fail("out of memory");
    return NULL;
}

void sky_file_remove(const char *path, int fd)
{
    struct stat status;
    char *real = realpath(path, NULL);
    if (real && sky_file_is_at(real, fd) && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0)
        unlink(real);
    free(real);
}
