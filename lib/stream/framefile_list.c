/* SPDX-License-Identifier: ISC */
#include "stream/framefile_list.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/framefile.h>

#include "base/clock.h"
#include "base/lock.h"
#include "base/number.h"
#include "stream/framefile_format.h"

#define SUFFIX ".sky"
#define WORD 64

/* ---- Who uses a file ----
 *
 * /proc/locks says which process has the writer's lock, and /proc/PID/maps which processes have the file mapped. */

/* True when the process has the file mapped; false also when we may not know. */
static bool has_mapped(const char *process, const struct stat *file)
{
    char path[WORD], line[PATH_MAX + 128];
    snprintf(path, sizeof path, "/proc/%.20s/maps", process);
    FILE *maps = fopen(path, "re");
    bool found = false;
    while (maps && !found && fgets(line, sizeof line, maps)) {
        unsigned high, low;
        unsigned long inode;
        found = sscanf(line, "%*s %*s %*s %x:%x %lu", &high, &low, &inode) == 3 && high == major(file->st_dev) &&
                low == minor(file->st_dev) && inode == file->st_ino;
    }
    if (maps)
        fclose(maps);
    return found;
}

/* How many processes besides the writer have the file mapped, or SKY_LOCK_UNKNOWN. */
static long count_readers(const struct stat *file, long writer)
{
    DIR *processes = opendir("/proc");
    long count = 0;
    if (!processes)
        return SKY_LOCK_UNKNOWN;
    for (struct dirent *entry; (entry = readdir(processes));)
        if (isdigit((unsigned char)entry->d_name[0]) && strtol(entry->d_name, NULL, 10) != writer)
            count += has_mapped(entry->d_name, file);
    closedir(processes);
    return count;
}

/* ---- One row ---- */

static void write_age(char word[WORD], uint64_t ns)
{
    static const struct {
        double seconds;
        const char *unit;
    } units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    double seconds = (double)ns / 1e9;
    size_t unit = 0;
    while (units[unit].seconds > seconds && units[unit].seconds > 1)
        unit++;
    double count = seconds / units[unit].seconds;
    snprintf(word, WORD, "%.*f %s", count < 10 ? 1 : 0, count, units[unit].unit);
}

static void write_writer(char word[WORD], long locked, uint32_t gone)
{
    if (locked > 0)
        snprintf(word, WORD, "%ld", locked);
    else if (locked == SKY_LOCK_UNKNOWN)
        snprintf(word, WORD, "?");
    else if (gone) /* it was killed, and its number is in the header still */
        snprintf(word, WORD, "%u, gone", gone);
    else
        snprintf(word, WORD, "-");
}

struct row {
    char name[NAME_MAX + 2], geometry[SKY_GEOMETRY_TEXT], rate[WORD], frame[SKY_GROUPED_TEXT], age[WORD],
        writer[WORD], readers[WORD];
};

static void print_row(const struct row *row, FILE *out)
{
    fprintf(out, "%-20s %-12s %6s %14s %8s  %-14s %s\n", row->name, row->geometry, row->rate, row->frame, row->age,
            row->writer, row->readers);
}

/* "red.sky" as "@red". Whoever made the file chose its name: what a terminal might obey is not printed. */
static void write_name(char name[NAME_MAX + 2], const char *file)
{
    size_t length = strlen(file) - strlen(SUFFIX);
    snprintf(name, NAME_MAX + 2, "@%.*s", (int)length, file);
    if (strcmp(name, "@default") == 0)
        name[1] = '\0';
    for (char *at = name; *at; at++)
        if ((unsigned char)*at < 32 || *at == 127)
            *at = '?';
}

/* Fills the row from the file's header, as it was at one moment. False with the error set. */
static bool read_row(struct row *row, int fd)
{
    struct sky_framefile_shape shape;
    struct sky_framefile_header header = {0};
    struct stat status;
    uint64_t published, now = sky_clock_ns();
    if (sky_framefile_validate(fd, row->name, &shape, &published) != SKY_FRAMEFILE_GOOD)
        return false;
    if (fstat(fd, &status) < 0 || pread(fd, &header, sizeof header, 0) != (ssize_t)sizeof header) {
        sky_fail("%s: cannot be read", row->name);
        return false;
    }
    const struct sky_framefile_slot *slot = &header.slot[published % shape.slots];
    long writer = sky_lock_holder(&status), readers = count_readers(&status, writer);
    uint64_t time = slot->time;

    sky_geometry_format(&shape.geometry, row->geometry);
    snprintf(row->rate, WORD, "%.6g", header.rate / 1000.0);
    sky_number_grouped(published, row->frame);
    snprintf(row->age, WORD, published ? "?" : "-");
    if (published && slot->number == published && time <= now)
        write_age(row->age, now - time);
    write_writer(row->writer, writer, header.pid);
    snprintf(row->readers, WORD, readers == SKY_LOCK_UNKNOWN ? "?" : "%ld", readers);
    return true;
}

static void list_file(int directory, const char *file, FILE *out)
{
    struct row row = {0};
    write_name(row.name, file);
    int fd = openat(directory, file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 ? read_row(&row, fd) : (sky_fail("%s: %s", row.name, strerror(errno)), false))
        print_row(&row, out);
    else
        fprintf(out, "%-20s %s\n", row.name, strstr(sky_error(), ": ") + 2);
    if (fd >= 0)
        close(fd);
}

/* ---- All of them ---- */

static int is_framefile(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name), suffix = strlen(SUFFIX);
    return entry->d_name[0] != '.' && length > suffix && strcmp(entry->d_name + length - suffix, SUFFIX) == 0;
}

int sky_framefile_list(FILE *out)
{
    static const struct row title = {"NAME", "GEOMETRY", "FPS", "FRAME", "AGE", "WRITER", "READERS"};
    struct dirent **entries = NULL;
    char *path = sky_framefile_path("@", false);
    if (!path)
        return -1;
    *strrchr(path, '/') = '\0';
    int directory = open(*path ? path : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int count = directory >= 0 ? scandirat(directory, ".", &entries, is_framefile, alphasort) : -1;
    int result = count >= 0 || errno == ENOENT ? 0 : sky_fail("%s: %s", path, strerror(errno));
    if (count > 0)
        print_row(&title, out);
    for (int i = 0; i < count; i++) {
        list_file(directory, entries[i]->d_name, out);
        free(entries[i]);
    }
    free(entries);
    if (directory >= 0)
        close(directory);
    free(path);
    return result;
}
