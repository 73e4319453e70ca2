/* SPDX-License-Identifier: ISC */
/* Numbers, suggestions, colours, geometries, random numbers, time, files, locks and waiting. */
#include <errno.h>
#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/geometry.h>
#include <sky/phase.h>
#include <sky/value.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/lock.h"
#include "base/number.h"
#include "base/pacer.h"
#include "base/pages.h"
#include "base/random.h"
#include "base/suggestion.h"
#include "base/wait.h"
#include "tap.h"

static void test_numbers(void)
{
    double value = -1;
    static const char *const good[] = {"0", "-0.5", "+2", "1e3", ".5", "5.", "1E-3"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ok(sky_number_parse(good[i], -1, 1000, &value) == 0 && value == strtod(good[i], NULL), "'%s' is a number",
           good[i]);
    static const char *const bad[] = {"", " 1", "1 ", "12abc", "0x10", "inf", "nan", "1e", "--1", "1e999", "1,5", "-"};
    value = 42;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(sky_number_parse(bad[i], -1e300, 1e300, &value) < 0 && value == 42, "'%s' is refused: %s", bad[i],
           sky_error());
    ok(sky_number_parse("1e999", -DBL_MAX, DBL_MAX, &value) < 0 && strstr(sky_error(), "(must be a finite number)") &&
           sky_number_parse("-1e308", -DBL_MAX, DBL_MAX, &value) == 0 && value == -1e308,
       "a number without limits must be finite");
    uint64_t whole = 42;
    ok(sky_integer_parse("18446744073709551615", 0, UINT64_MAX, &whole) == 0 && whole == UINT64_MAX,
       "the largest integer is parsed");
    ok(sky_integer_parse("18446744073709551616", 0, UINT64_MAX, &whole) < 0 && whole == UINT64_MAX,
       "one more than the largest integer is out of range");
    ok(sky_integer_parse("3x", 0, UINT64_MAX - 1, &whole) < 0 && strstr(sky_error(), "(must be 0 or more)") &&
           sky_integer_parse("3x", 1, 9, &whole) < 0 && strstr(sky_error(), "(must be 1 to 9)"),
       "an error names a limit only where there is one");
    ok(sky_integer_parse("-1", 0, 10, &whole) < 0 && sky_integer_parse("1.0", 0, 10, &whole) < 0,
       "an integer has no sign and no point");
    ok(sky_integer_parse("x", 3, UINT64_MAX - 1, &whole) < 0 && strstr(sky_error(), "(must be 3 or more)"),
       "a limit that nobody meets is not told: %s", sky_error());
    char text[SKY_GROUPED_TEXT];
    ok(strcmp(sky_number_grouped(0, text), "0") == 0 && strcmp(sky_number_grouped(999, text), "999") == 0 &&
           strcmp(sky_number_grouped(1000, text), "1,000") == 0 &&
           strcmp(sky_number_grouped(UINT64_MAX, text), "18,446,744,073,709,551,615") == 0,
       "thousands are separated by commas");
    char count[SKY_COUNT_TEXT];
    ok(strcmp(sky_number_count(1, "frame", count), "1 frame") == 0 &&
           strcmp(sky_number_count(0, "frame", count), "0 frames") == 0 &&
           strcmp(sky_number_count(1000, "dark LED", count), "1,000 dark LEDs") == 0,
       "one of a thing is not several");
}

static const char *nearest(const char *word)
{
    static const char *const names[] = {"angle", "spin", "mirror", "fold", "brightness", "sign", "sin", "sinh"};
    struct sky_suggestion suggestion = {.word = word};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        sky_suggestion_offer(&suggestion, names[i]);
    return suggestion.best ? suggestion.best : "";
}

static void test_suggestions(void)
{
    ok(strcmp(nearest("angel"), "angle") == 0, "a word with two letters swapped gets its name suggested");
    ok(strcmp(nearest("mirrror"), "mirror") == 0, "a word with a doubled letter gets its name suggested");
    ok(strcmp(nearest("ANGEL"), "angle") == 0, "upper and lower case count as the same");
    ok(strcmp(nearest("ankel"), "") == 0, "a word with two wrong letters out of five gets no suggestion");
    ok(strcmp(nearest("bright"), "brightness") == 0, "the beginning of a name gets the name suggested");
    ok(strcmp(nearest("sinn"), "sin") == 0 && strcmp(nearest("sighn"), "sign") == 0,
       "of names that are equally near, the one that begins more like the word is suggested");
    ok(strcmp(nearest("zebra"), "") == 0 && strcmp(nearest(""), "") == 0 && strcmp(nearest("x"), "") == 0,
       "a word that is like no name gets no suggestion");
    char longest[5000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    ok(strcmp(nearest(longest), "") == 0, "a very long word gets no suggestion");
}

static void test_colors(void)
{
    struct sky_color color = {1, 2, 3};
    ok(sky_color_parse(&color, "#fF8000") == 0 && color.r == 255 && color.g == 128 && color.b == 0,
       "#rrggbb is parsed");
    ok(sky_color_parse(&color, "RebeccaPurple") == 0 && color.r == 0x66 && color.g == 0x33 && color.b == 0x99,
       "a CSS name is parsed in upper and lower case");
    ok(sky_color_parse(&color, "#F80") == 0 && color.r == 255 && color.g == 136 && color.b == 0,
       "#rgb is #rrggbb with each digit twice");
    ok(sky_color_parse(&color, "rebeccapurple") == 0, "a CSS name is parsed");
    static const char *const bad[] = {"", "#", "#ffff", "#ggg", "#12345g", "#1234567", "redd", "red ", "0xff0000"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(sky_color_parse(&color, bad[i]) < 0 && color.r == 0x66, "'%s' is refused as a colour", bad[i]);
}

static void test_geometry(void)
{
    struct sky_geometry geometry;
    char text[SKY_GEOMETRY_TEXT];
    static const char *const words[] = {"360x288", "1x1", "65536x341", "12x5+0.5", "7x9+65536"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ok(sky_geometry_parse(&geometry, words[i]) == 0 && strcmp(sky_geometry_format(&geometry, text), words[i]) == 0,
           "%s is parsed and formatted to the same text", words[i]);
    ok(sky_geometry_parse(&geometry, "3x3+0.3") == 0 && geometry.hub == 77 / 256.0,
       "the hub is rounded to 1/256 pitch");
    struct sky_geometry other = geometry;
    other.hub += 1 / 256.0;
    ok(sky_geometry_equal(&geometry, &geometry) && !sky_geometry_equal(&geometry, &other),
       "geometries that differ in the hub are different");
    ok(sky_geometry_parse(&geometry, "360x288") == 0 && sky_frame_bytes(&geometry) == 311040,
       "a frame of 360x288 has 311,040 bytes");
}

static void test_random(void)
{
    /* The reference outputs of SplitMix64 for seed 1234567 are the mix of seed + k * golden. */
    static const uint64_t wanted[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973)};
    for (uint64_t k = 0; k < 2; k++)
        ok(sky_random_mix(1234567 + (k + 1) * UINT64_C(0x9e3779b97f4a7c15)) == wanted[k],
           "SplitMix64 gives its published number %d", (int)k + 1);
    double sum = 0, least = 1, most = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        double unit = sky_random_unit(5, i);
        sum += unit;
        least = fmin(least, unit);
        most = fmax(most, unit);
    }
    ok(least >= 0 && most < 1 && fabs(sum / 100000 - 0.5) < 0.005, "random units fill 0 to 1 evenly");
}

static void test_clock(void)
{
    struct sky_pacer pacer = {.fps = 1000};
    uint64_t start = sky_clock_ns();
    for (int i = 0; i < 21; i++)
        sky_pacer_wait(&pacer);
    ok(sky_clock_ns() - start >= 20000000, "at 1,000 frames a second the 21st frame is not due before 20 ms");

    struct sky_pacer slow = {.fps = 1e5};
    sky_pacer_wait(&slow);
    sky_clock_wait(sky_clock_ns() + 1000000); /* 100 frames long */
    sky_pacer_wait(&slow);
    uint64_t late = slow.late;
    ok(late == 1, "a frame that is late by more than a whole frame is counted");
    ok(slow.base == 1, "after a late frame the schedule starts anew");
}

/* Takes the next frame at a time in ms after the start, at 10 frames a second, and drops those before it. Returns when
 * it was due, and the number of frames that were dropped. */
static uint64_t caught_up(struct sky_pacer *pacer, uint64_t ms, unsigned *dropped)
{
    uint64_t now = (1000 + ms) * 1000000;
    for (*dropped = 0; sky_pacer_drops(pacer, now); ++*dropped)
        ;
    return sky_pacer_next(pacer, now) / 1000000 - 1000;
}

static void test_catch_up(void)
{
    unsigned dropped;
    struct sky_pacer pacer = {.fps = 10, .catch_up = true};
    ok(caught_up(&pacer, 0, &dropped) == 0 && dropped == 0, "the first frame is the start, and due at once");
    ok(caught_up(&pacer, 1, &dropped) == 100 && dropped == 0, "the second is due a frame after it");
    ok(caught_up(&pacer, 290, &dropped) == 200 && dropped == 0 && pacer.late == 0,
       "one that is late by less than a frame is shown in its place");
    ok(caught_up(&pacer, 960, &dropped) == 900 && dropped == 0 && pacer.missed == 6 && pacer.late == 1,
       "after a stall a frame is shown in the place that is due then");
    ok(caught_up(&pacer, 961, &dropped) == 1000 && dropped == 6 && pacer.missed == 0,
       "and those whose time had passed are dropped after it");
    caught_up(&pacer, 2000, &dropped);
    ok(caught_up(&pacer, 2050, &dropped) == 2100 && dropped == 0 && pacer.missed == 9,
       "where frames come too slowly, one is shown whenever none was for half a frame");

    struct sky_pacer smooth = {.fps = 40, .steps = 4, .catch_up = true};
    for (uint64_t step = 0; step < 3; step++)
        caught_up(&smooth, step * 25, &dropped);
    ok(caught_up(&smooth, 500, &dropped) == 75 && smooth.missed == 0, "no step is left out inside a frame");
    ok(caught_up(&smooth, 510, &dropped) == 500 && dropped == 4, "whole frames are");

    struct sky_pacer clock = {.fps = 10, .start = UINT64_C(1000000000), .catch_up = true};
    ok(caught_up(&clock, 1010, &dropped) == 1000 && dropped == 10, "a start that was set counts, also in the past");
    struct sky_pacer shift = {.fps = 10};
    caught_up(&shift, 0, &dropped);
    caught_up(&shift, 550, &dropped);
    ok(caught_up(&shift, 551, &dropped) == 650 && dropped == 0 && shift.late == 1, "without it all is shifted");
}

static double time_of_day(const char *zone, time_t seconds)
{
    setenv("TZ", zone, 1);
    return sky_clock_time_of_day(&(struct timespec){seconds, 500000000});
}

static void test_time_of_day(void)
{
    const char *paris = "CET-1CEST,M3.5.0,M10.5.0/3";
    const time_t spring = 1774746000, autumn = 1792890000; /* 2026-03-29 and 2026-10-25, 01:00 UTC */
    ok(time_of_day("UTC0", spring) == 3600.5, "the time of day in UTC");
    ok(time_of_day(paris, spring - 1) == 2 * 3600 - 0.5 && time_of_day(paris, spring) == 3 * 3600 + 0.5,
       "when daylight saving time begins, an hour is left out");
    ok(time_of_day(paris, autumn - 1) == 3 * 3600 - 0.5 && time_of_day(paris, autumn) == 2 * 3600 + 0.5,
       "when it ends, an hour comes twice");
    ok(time_of_day("IST-5:30", spring) == 6.5 * 3600 + 0.5, "another time zone counts at once");
    ok(time_of_day("UTC0", (time_t)86400 * 365000 - 1) == 86399.5, "a thousand years from 1970 on");
}

static void test_phases(void)
{
    const double ten_years = 315360000;
    struct sky_phase phase = {0};
    ok(sky_phase_at(&phase, 0.5, ten_years) == 0.5 * ten_years, "a phase begins as if its speed had never changed");
    ok(sky_phase_at(&phase, 0.5, ten_years + 1) == 0.5 * (ten_years + 1), "a constant speed is exact after ten years");
    ok(sky_phase_at(&phase, -8, ten_years + 3) == 0.5 * (ten_years + 3), "a change of the speed makes no jump");
    ok(sky_phase_at(&phase, -8, ten_years + 4) == 0.5 * (ten_years + 3) - 8, "and counts from then on");
    ok(sky_phase_at(&phase, 0, ten_years + 5) == sky_phase_at(&phase, 0, ten_years + 9), "a speed of 0 stands still");
    struct sky_phase sum = {0}, whole = {0};
    double last = 0;
    for (int n = 0; n < 1000; n++)
        last = sky_phase_at(&sum, n % 3, n / 8.0);
    ok(last == 999 / 8.0, "a speed that keeps changing is summed up");
    for (int n = 0; n < 1000000; n++)
        last = sky_phase_at(&whole, 1 / 3.0, n / 30.0);
    ok(last == 1 / 3.0 * (999999 / 30.0), "frames add no rounding errors");
}

static char directory[] = "/tmp/sky-base-XXXXXX";

static const char *path_in(const char *name)
{
    static char path[64];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

/* Writes `size` bytes that count up from 0. */
static void make_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "wb");
    for (size_t i = 0; file && i < size; i++)
        putc((int)(i & 255), file);
    if (!file || fclose(file) != 0)
        printf("# %s cannot be written\n", path);
}

static bool reads_whole(const char *path, size_t size, size_t limit)
{
    size_t found = 0;
    char *text = sky_file_read(path, limit, SKY_FILE_REGULAR, &found);
    bool right = text && found == size && text[size] == '\0';
    for (size_t i = 0; right && i < size; i++)
        right = (unsigned char)text[i] == (i & 255);
    free(text);
    return right;
}

static void test_files(void)
{
    static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 100000};
    const char *path = path_in("file");
    size_t size;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        make_file(path, sizes[i]);
        ok(reads_whole(path, sizes[i], sizes[i] + 1) && reads_whole(path, sizes[i], 1 << 24),
           "a file of %zu bytes is read whole, with a NUL after it", sizes[i]);
    }
    ok(reads_whole(path, 100000, 100000), "a file as long as the limit is read");
    ok(!sky_file_read(path, 99999, SKY_FILE_ANY, &size) && strstr(sky_error(), "/file: is longer than 99,999 bytes"),
       "a file longer than the limit is an error");
    unlink(path);
    ok(!sky_file_read(path, 10, SKY_FILE_ANY, &size) && strstr(sky_error(), "/file: No such file or directory"),
       "a missing file is an error");
    char *text = sky_file_read("/proc/self/stat", 1 << 20, SKY_FILE_REGULAR, &size);
    ok(text && size > 0 && strlen(text) == size, "a file that does not know its size is read whole");
    free(text);

    mkfifo(path, 0600);
    ok(!sky_file_read(path, 10, SKY_FILE_REGULAR, &size) && strstr(sky_error(), "/file: is not a regular file"),
       "a FIFO is refused, without a wait, where only a regular file will do");
    text = sky_file_read(path, 10, SKY_FILE_NOW, &size);
    ok(text && size == 0, "a FIFO without a writer is empty for a reader who does not wait");
    free(text);
    unlink(path);
}

/* The warnings are seen on standard error; what is counted is when. */
static void test_absence(void)
{
    struct sky_absence absence = {0};
    errno = ENOENT;
    sky_file_wait_for(&absence, "absent", true);
    ok(!absence.told, "a file that may come is not told of at once");
    absence.since -= 2000000000;
    errno = ENOENT;
    sky_file_wait_for(&absence, "absent", true);
    ok(absence.told, "a file that may come is told of after a second");
    absence = (struct sky_absence){0};
    errno = ENOENT;
    sky_file_wait_for(&absence, "absent", false);
    ok(absence.told, "a file that nobody has seen is told of at once");
    bool failed = false;
    struct stat status;
    ok(sky_file_open_followed(path_in("absent"), "waiting", &failed, &status) < 0 && errno == ENOENT && !failed,
       "opening a file that is not there is no failure yet");
    errno = ENOENT;
    ok(sky_file_open_followed("/", "waiting", &failed, &status) < 0 && errno != ENOENT && failed,
       "opening a directory is one, and is not taken for a file that is not there");
}

static void test_locks(void)
{
    const char *path = path_in("lock");
    char holder[64];
    struct stat status;
    make_file(path, 1);
    int fd = open(path, O_RDWR), second = open(path, O_RDWR);
    fstat(fd, &status);
    ok(sky_lock_holder(&status) == 0, "a file that nobody has locked has no holder");
    ok(sky_lock_take(fd) == 0, "a free lock is taken");
    /* A container may hide the locks of its own processes. */
    long pid = sky_lock_holder(&status);
    ok(pid == (long)getpid() || pid <= 0, "the holder of a lock is this process");
    snprintf(holder, sizeof holder, "is held by process %ld, base", (long)getpid());
    ok(sky_lock_take(second) < 0 && (pid <= 0 || strcmp(sky_error(), holder) == 0), "a second lock is refused: %s",
       sky_error());
    close(fd);
    ok(sky_lock_take(second) == 0, "closing the file frees the lock");
    close(second);
    unlink(path);
}

static void test_waiting(void)
{
    int ends[2];
    if (pipe(ends) < 0)
        return;
    uint64_t start = sky_clock_ns();
    ok(!sky_wait_ready(ends[0], POLLIN, start + 5000000) && sky_clock_ns() - start >= 5000000,
       "a wait for an empty pipe ends at its deadline");
    ok(!sky_wait_ready(ends[0], POLLIN, 0), "a wait with a deadline in the past ends at once");
    ok(sky_wait_ready(ends[1], POLLOUT, SKY_FOREVER), "an empty pipe has room");
    close(ends[1]);
    ok(sky_wait_ready(ends[0], POLLIN, SKY_FOREVER), "a wait ends when the other end of the pipe is closed");
    close(ends[0]);
    start = sky_clock_ns();
    sky_clock_pause(2000000);
    ok(sky_clock_ns() - start >= 2000000, "a pause is as long as asked");
}

static void test_lines(void)
{
    char text[] = "first\n\n  third \t\r\nfo\0rth", *line;
    const char *const wanted[] = {"first", "", "  third"};
    struct sky_lines lines = sky_lines_of(text, sizeof text - 1);
    for (unsigned i = 0; i < 3; i++)
        ok(sky_lines_next(&lines, &line) == 1 && strcmp(line, wanted[i]) == 0 && lines.number == i + 1,
           "line %u is '%s', without the blanks at its end", i + 1, wanted[i]);
    ok(sky_lines_next(&lines, &line) == -1 && lines.number == 4, "a zero byte is an error of its line");
    ok(sky_lines_next(&lines, &line) == 0, "a text ends without a newline");
    lines = sky_lines_of(text, 0);
    ok(sky_lines_next(&lines, &line) == 0 && lines.number == 0, "an empty text has no lines");
}

static void test_arrays(void)
{
    size_t room = 0;
    uint32_t *array = NULL, *huge;
    bool kept = true;
    for (uint32_t i = 0; i < 10000; i++) {
        array = sky_array_reserve(array, i + 1, &room, sizeof *array);
        if (!array)
            abort();
        array[i] = i;
    }
    for (uint32_t i = 0; i < 10000; i++)
        kept = kept && array[i] == i;
    ok(kept && room >= 10000 && room <= 20000, "an array grows, and keeps what it holds");
    huge = sky_array_reserve(array, SIZE_MAX / 2, &room, sizeof *array);
    ok(!huge && strcmp(sky_error(), "out of memory") == 0 && array[9999] == 9999 && room <= 20000,
       "one whose size cannot be counted is an error, and the old one stays");
    free(array);
}

/* ---- Pages ---- */

/* Does the kernel know that the memory around a place is to have huge pages? */
static bool prefers_huge(const void *place)
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    bool is_there = false, prefers = false;
    while (maps && fgets(line, sizeof line, maps)) {
        unsigned long long from, to;
        if (sscanf(line, "%llx-%llx ", &from, &to) == 2)
            is_there = (uintptr_t)place >= from && (uintptr_t)place < to;
        else if (is_there && strncmp(line, "VmFlags:", 8) == 0)
            prefers = strstr(line, " hg") != NULL;
    }
    if (maps)
        fclose(maps);
    return prefers;
}

static void test_pages(void)
{
    const size_t bytes = (size_t)48 << 20; /* more than malloc() takes from memory that was used before */
    char *large = malloc(bytes);
    sky_pages_prefer_huge(large, (2 << 20) - 1);
    bool small = large && prefers_huge(large + bytes / 2);
    sky_pages_prefer_huge(large, bytes);
    sky_pages_prefer_huge(NULL, bytes);
    /* Neither every kernel has them nor every emulator passes the wish on. */
    void *map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool exist = map != MAP_FAILED && madvise(map, bytes, MADV_HUGEPAGE) == 0 && prefers_huge(map);
    ok(large && !small && prefers_huge(large) == exist && prefers_huge(large + bytes / 2) == exist,
       "large memory gets huge pages, where the kernel has them");
    munmap(map, bytes);
    free(large);
    char *line = sky_pages_allocate(65), *picture = sky_pages_allocate(3 << 20);
    ok(line && (uintptr_t)line % 64 == 0 && !prefers_huge(line) && picture && (uintptr_t)picture % (2 << 20) == 0 &&
           prefers_huge(picture) == exist && prefers_huge(picture + (3 << 20) - 1) == exist,
       "memory to be filled begins with a cache line, and if it is large with a huge page");
    ok(!sky_pages_allocate(SIZE_MAX), "memory whose size cannot be rounded up is not there");
    if (!line || !picture)
        abort();
    memcpy(line, "kept", 5);
    char *moved = sky_pages_move(line, 5, 3 << 20);
    ok(moved && strcmp(moved, "kept") == 0 && (uintptr_t)moved % (2 << 20) == 0, "an array is moved to such memory");
    ok(moved && !sky_pages_move(moved, 5, SIZE_MAX) && strcmp(sky_error(), "out of memory") == 0 &&
           strcmp(moved, "kept") == 0,
       "one that cannot be moved stays");
    free(picture);
    free(moved);
}

int main(void)
{
    if (!mkdtemp(directory))
        return 1;
    test_numbers();
    test_suggestions();
    test_colors();
    test_geometry();
    test_random();
    test_clock();
    test_catch_up();
    test_time_of_day();
    test_phases();
    test_pages();
    test_files();
    test_absence();
    test_locks();
    test_waiting();
    test_lines();
    test_arrays();
    ok(rmdir(directory) == 0, "nothing is left behind");
    return done();
}
