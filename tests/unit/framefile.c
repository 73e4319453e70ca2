/* SPDX-License-Identifier: ISC */
/* The frame file as its callers see it, and as another process may spoil it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/framefile.h>

#include "base/clock.h"
#include "base/random.h"
#include "stream/framefile_format.h"
#include "tap.h"

#define BYTES 576 /* a frame of 24x8 */
#define NOW 0     /* a deadline that has passed */

static const struct sky_geometry geometry = {24, 8, 0}, other = {12, 8, 0};
static char directory[] = "/tmp/sky-framefile-XXXXXX";
static char path[64], aside[64];

typedef enum sky_next read_function(struct sky_framefile_reader *, const uint8_t **, uint64_t);

static struct sky_framefile_writer *writer_of(const struct sky_geometry *shape)
{
    return sky_framefile_writer_create(path, shape, 30);
}

static void draw(uint8_t *pixels, uint64_t number)
{
    for (int i = 0; pixels && i < BYTES; i++)
        pixels[i] = (uint8_t)(number * 31 + (uint64_t)i);
}

static bool is_drawn(const uint8_t *pixels, uint64_t number)
{
    for (int i = 0; i < BYTES; i++)
        if (pixels[i] != (uint8_t)(number * 31 + (uint64_t)i))
            return false;
    return true;
}

static bool publish(struct sky_framefile_writer *writer, int count)
{
    for (int i = 0; i < count; i++) {
        uint8_t *pixels = sky_framefile_begin(writer);
        draw(pixels, sky_framefile_published(writer) + 1);
        if (!pixels || sky_framefile_publish(writer) < 0)
            return false;
    }
    return true;
}

/* The number of the frame that is read, whole; 0 without one, UINT64_MAX for wrong pixels or a failure. */
static uint64_t read_with(struct sky_framefile_reader *reader, read_function *call)
{
    const uint8_t *frame;
    enum sky_next next = call(reader, &frame, NOW);
    if (next == SKY_NEXT_NOTHING)
        return 0;
    uint64_t number = sky_framefile_reader_stats(reader)->number;
    return next == SKY_NEXT_FRAME && is_drawn(frame, number) ? number : UINT64_MAX;
}

static uint64_t newest(struct sky_framefile_reader *reader)
{
    return read_with(reader, sky_framefile_read_newest);
}

static uint64_t following(struct sky_framefile_reader *reader)
{
    return read_with(reader, sky_framefile_read_next);
}

/* A reader notices within 0.1 s that its file is another one: reads until something is found. */
static uint64_t newest_soon(struct sky_framefile_reader *reader)
{
    const uint8_t *frame;
    enum sky_next next = sky_framefile_read_newest(reader, &frame, sky_clock_ns() + UINT64_C(5000000000));
    uint64_t number = sky_framefile_reader_stats(reader)->number;
    return next == SKY_NEXT_FRAME && is_drawn(frame, number) ? number : next == SKY_NEXT_NOTHING ? 0 : UINT64_MAX;
}

static bool said(const char *text)
{
    return strstr(sky_error(), text) != NULL || (printf("# %s\n", sky_error()), false);
}

static void poke(const char *name, off_t offset, const void *data, size_t size)
{
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    if (pwrite(fd, data, size, offset) != (ssize_t)size)
        printf("# cannot write %s\n", name);
    close(fd);
}

static uint64_t peek(off_t offset, size_t size)
{
    uint64_t value = 0;
    int fd = open(path, O_RDONLY);
    if (pread(fd, &value, size, offset) < 0)
        printf("# cannot read %s\n", path);
    close(fd);
    return value;
}

static void cut(const char *name, off_t size)
{
    if (truncate(name, size) < 0)
        printf("# cannot truncate %s: %s\n", name, strerror(errno));
}

/* ---- Frames ---- */

static void test_layout(void)
{
    struct sky_framefile_writer *writer = writer_of(&(struct sky_geometry){24, 8, 2.5});
    publish(writer, 1);
    struct stat status;
    stat(path, &status);
    ok(memcmp(&(uint64_t){peek(0, 8)}, "SKYFRAME", 8) == 0 && peek(8, 4) == 1 && peek(12, 4) == 4096 &&
           peek(16, 4) == 24 && peek(20, 4) == 8 && peek(24, 4) == 640 && peek(28, 4) >= 4 && peek(32, 8) == 4096 &&
           peek(40, 4) == 30000 && peek(44, 4) == (uint64_t)getpid(),
       "the header is as documented");
    uint64_t slots = peek(28, 4), slot = 1 % slots;
    ok((uint64_t)status.st_size == 4096 + 4096 * slots, "the file has its slots and no more");
    ok(peek(64, 8) == 1 && peek(256 + 64 * (off_t)slot, 8) == 1 && peek(256 + 64 * (off_t)slot + 8, 8) > 0 &&
           peek(4096 + 4096 * (off_t)slot, 1) == 31,
       "frame 1 is in slot 1, with its number, its time and its pixels");
    sky_framefile_begin(writer);
    ok(peek(256 + 64 * (off_t)(2 % slots), 8) == 0 && peek(64, 8) == 1, "a frame that is begun has number 0");
    sky_framefile_writer_destroy(writer);
    ok(peek(44, 4) == 0, "a writer that ends takes its process id away");
    unlink(path);
}

static void test_reading(void)
{
    struct sky_framefile_reader *early = sky_framefile_reader_create(path, &geometry);
    ok(newest(early) == 0, "a reader of a file that does not exist has nothing");
    struct sky_framefile_writer *writer = writer_of(&geometry);
    ok(newest(early) == 0, "a new file has no frame");
    publish(writer, 1);
    ok(newest(early) == 1, "a frame is read");
    ok(newest(early) == 0, "and is read once");
    publish(writer, 3);
    ok(newest(early) == 4, "the newest is read, and the ones before it are passed over");
    ok(sky_framefile_reader_stats(early)->skipped == 2 && sky_framefile_reader_stats(early)->frames == 2,
       "frames that were passed over are counted");

    struct sky_framefile_reader *each = sky_framefile_reader_create(path, &geometry);
    ok(following(each) == 4, "the first frame of each is the newest");
    publish(writer, 3);
    bool all = true;
    for (uint64_t n = 5; n <= 7; n++)
        all = following(each) == n && all;
    ok(all && following(each) == 0, "each frame is read, one after the other");
    for (uint64_t n = 8; n < 108; n++)
        all = publish(writer, 1) && following(each) == n && newest(early) == n && all;
    ok(all, "100 frames go around all slots");
    publish(writer, 200);
    ok(following(each) == 307 && sky_framefile_reader_stats(each)->skipped == 199,
       "a reader that was overtaken goes on with the newest");
    publish(writer, 7);
    ok(following(each) == 308, "a reader that is 7 frames behind has lost none");

    const uint8_t *frame;
    ok(sky_framefile_peek_newest(each, &frame, NOW) == SKY_NEXT_FRAME && is_drawn(frame, 314) &&
           sky_framefile_accept(each) && sky_framefile_reader_stats(each)->number == 314,
       "a frame is used in place and accepted");
    publish(writer, 1);
    sky_framefile_peek_newest(each, &frame, NOW);
    publish(writer, 7);
    sky_framefile_begin(writer);
    bool twice = sky_framefile_accept(each);
    ok(!sky_framefile_accept(each) && !twice && sky_framefile_reader_stats(each)->rejected == 1,
       "a frame that was overwritten while it was used is not accepted");
    ok(newest(each) == 322, "the newest one is");
    twice = sky_framefile_publish(writer) == 0;
    ok(twice && sky_framefile_publish(writer) < 0 && said("no frame was begun"), "a frame is published once");
    sky_framefile_writer_destroy(writer);
    sky_framefile_reader_destroy(early);
    sky_framefile_reader_destroy(each);
    unlink(path);
}

static void test_writers(void)
{
    char pid[32];
    snprintf(pid, sizeof pid, "process %d writes", (int)getpid());
    struct sky_framefile_writer *writer = writer_of(&geometry);
    publish(writer, 2);
    ok(!writer_of(&geometry) && said(path) && said(pid),
       "a second writer is refused with the first one's process id");
    ok(publish(writer, 1) && peek(64, 8) == 3, "which does not disturb the first");
    sky_framefile_writer_destroy(writer);
    writer = writer_of(&geometry);
    ok(writer && publish(writer, 1) && peek(64, 8) == 4, "the next writer carries on from the last number");
    sky_framefile_writer_destroy(writer);

    pid_t child = fork();
    if (child == 0) {
        writer = writer_of(&geometry);
        publish(writer, 10);
        memset(sky_framefile_begin(writer), 99, BYTES / 2);
        raise(SIGKILL);
    }
    waitpid(child, NULL, 0);
    struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
    ok(newest(reader) == 14, "a writer killed in mid-frame leaves its last complete frame");
    writer = writer_of(&geometry);
    ok(writer && publish(writer, 1) && newest(reader) == 15, "and the next one carries on in the half-drawn slot");
    sky_framefile_writer_destroy(writer);
    writer = writer_of(&other);
    ok(writer && publish(writer, 1) && peek(16, 4) == 12 && peek(64, 8) == 16,
       "a writer of another geometry makes the file anew and counts on");
    sky_framefile_writer_destroy(writer);
    sky_framefile_reader_destroy(reader);
    unlink(path);
}

static void test_lockstep(void)
{
    struct sky_framefile_writer *writer = writer_of(&geometry);
    sky_framefile_writer_lockstep(writer);
    ok(publish(writer, 20), "a writer in lockstep goes on when nobody reads");
    pid_t child = fork();
    if (child == 0) {
        struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
        const uint8_t *frame;
        for (uint64_t n = 0; n < 200; n++)
            if (sky_framefile_read_newest(reader, &frame, sky_clock_ns() + UINT64_C(10000000000)) != SKY_NEXT_FRAME)
                _exit(1);
        _exit(sky_framefile_reader_stats(reader)->skipped != 0);
    }
    int status;
    while (peek(128, 8) == 0) /* the child has begun */
        ;
    publish(writer, 199);
    waitpid(child, &status, 0);
    ok(status == 0, "a reader of the newest frame misses none of a writer in lockstep");
    poke(path, 128, &(uint64_t){UINT64_MAX}, 8);
    ok(publish(writer, 1) && peek(128, 8) == 0, "nonsense in `taken` is put right");
    sky_framefile_writer_destroy(writer);
    unlink(path);
}

/* ---- Bad files ---- */

static void test_headers(void)
{
    static const struct {
        off_t offset;
        size_t size;
        uint64_t value;
        const char *text;
    } bad[] = {
        {0, 1, 'X', "does not begin with SKYFRAME"},
        {8, 4, 2, "version 2 (this program knows version 1)"},
        {12, 4, 64, "header says that it is 64 bytes long"},
        {16, 4, 0, "geometry of 0 vanes"},
        {16, 4, 65537, "geometry of 65537 vanes"},
        {20, 4, 0, "0 pixels"},
        {20, 4, UINT32_MAX, "4294967295 pixels"},
        {24, 4, UINT32_MAX, "hub of 4294967295/256"},
        {28, 4, 3, "3 slots (must be 4 to 60)"},
        {28, 4, 61, "61 slots"},
        {28, 4, 9, "is 36,864 bytes long (its header and 9 slots take 40,960)"},
        {32, 8, 0, "slots are 0 bytes apart"},
        {32, 8, 4097, "slots are 4097 bytes apart"},
        {32, 8, UINT64_MAX - 4095, "bytes apart"},
        {32, 8, 8192, "is 36,864 bytes long (its header and 8 slots take 69,632)"},
        {24, 4, 256, "its frames are 24x8+1, not 24x8 (use -g 24x8+1)"},
        {16, 4, 12, "its frames are 12x8, not 24x8 (use -g 12x8)"},
    };
    const uint8_t *frame;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sky_framefile_writer *writer = writer_of(&geometry);
        publish(writer, 1);
        sky_framefile_writer_destroy(writer);
        struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
        poke(path, bad[i].offset, &bad[i].value, bad[i].size);
        ok(sky_framefile_read_newest(reader, &frame, NOW) == SKY_NEXT_FAILED && said(path) && said(bad[i].text),
           "a header is refused: %s", bad[i].text);
        sky_framefile_reader_destroy(reader);
        unlink(path);
    }
}

static void test_strangers(void)
{
    const uint8_t *frame;
    struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
    poke(path, 0, "SKYFRAME is a word", 18);
    ok(sky_framefile_read_newest(reader, &frame, NOW) == SKY_NEXT_FAILED && said("is 18 bytes long, too short"),
       "a file that is too short is refused");
    struct sky_framefile_writer *writer = writer_of(&geometry);
    ok(writer && publish(writer, 1) && newest_soon(reader) == 1, "a writer makes it anew, and the reader goes on");
    sky_framefile_writer_destroy(writer);

    unlink(path);
    poke(path, 0, "all that I have", 15);
    ok(!writer_of(&geometry) && said("is not a frame file") && peek(0, 3) == 0x6c6c61,
       "a writer refuses a file that is something else, and leaves it alone");
    unlink(path);
    poke(path, 8191, "", 1);
    ok(sky_framefile_read_newest(reader, &frame, sky_clock_ns() + 1) == SKY_NEXT_NOTHING ||
           said("is blank, not a frame file"),
       "a reader does not read a blank file");
    writer = writer_of(&geometry);
    ok(writer != NULL, "a writer makes a blank file anew, as a loss of power leaves one");
    sky_framefile_writer_destroy(writer);
    poke(path, 64, &(uint64_t){UINT64_MAX}, 8);
    writer = writer_of(&geometry);
    ok(writer && publish(writer, 1) && peek(64, 8) == 1, "a count that cannot be is not carried on");
    sky_framefile_writer_destroy(writer);
    unlink(path);
    sky_framefile_reader_destroy(reader);

    reader = sky_framefile_reader_create(path, &geometry);
    mkfifo(path, 0600);
    ok(!writer_of(&geometry) && said("is not a regular file") &&
           sky_framefile_read_newest(reader, &frame, NOW) == SKY_NEXT_FAILED && said("is not a regular file"),
       "a FIFO is refused");
    unlink(path);
    mkdir(path, 0700);
    ok(!writer_of(&geometry) && said("directory") &&
           sky_framefile_read_newest(reader, &frame, NOW) == SKY_NEXT_FAILED,
       "a directory is refused");
    rmdir(path);
    ok(!sky_framefile_writer_create("/nonexistent/x.sky", &geometry, 30) &&
           said("/nonexistent/x.sky: cannot be made"),
       "a directory that is missing is said");
    sky_framefile_reader_destroy(reader);
}

/* ---- Files that change under us ---- */

static void test_truncation(void)
{
    const uint8_t *frame;
    struct sky_framefile_writer *writer = writer_of(&geometry);
    struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
    publish(writer, 5);
    ok(newest(reader) == 5, "(five frames)");
    cut(path, 0);
    ok(newest(reader) == 0, "a reader survives truncation");
    ok(publish(writer, 1) && newest_soon(reader) == 6, "a writer makes a truncated file again, and counts on");

    uint8_t *pixels = sky_framefile_begin(writer);
    cut(path, 4096);
    draw(pixels, 7);
    ok(sky_framefile_publish(writer) == 0 && publish(writer, 1) && newest_soon(reader) == 7,
       "a writer survives truncation while it draws, which costs that frame");

    sky_framefile_peek_newest(reader, &frame, NOW);
    publish(writer, 1);
    ok(sky_framefile_peek_newest(reader, &frame, NOW) == SKY_NEXT_FRAME, "(a frame in place)");
    cut(path, 100);
    int sum = 0;
    for (int i = 0; i < BYTES; i++)
        sum += frame[i];
    ok(sum == 0 && !sky_framefile_accept(reader), "a frame in place that was truncated is black and not accepted");

    publish(writer, 1);
    ok(newest_soon(reader) == 9, "(and carries on)");
    cut(path, 0);
    cut(path, 36864);
    ok(newest(reader) == 0 && publish(writer, 1) && newest_soon(reader) == 10,
       "truncation and growth to the same size is noticed");

    publish(writer, 1);
    cut(path, 4096 + 4096 * (11 % 8) + 100); /* keeps the page of frame 11, but not all of its pixels */
    ok(newest(reader) == 0, "a frame whose end was cut off within its page is not accepted");
    sky_framefile_reader_destroy(reader);
    sky_framefile_writer_destroy(writer);
    unlink(path);

    pid_t child = fork();
    if (child == 0) {
        if (!writer_of(&geometry)) /* the handler is there now */
            _exit(0);
        poke(aside, 0, "x", 1);
        int fd = open(aside, O_RDWR);
        volatile char *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
        cut(aside, 0);
        _exit(map[0]);
    }
    int status;
    waitpid(child, &status, 0);
    ok((WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS) || (WIFEXITED(status) && WEXITSTATUS(status) != 0),
       "a fault in a mapping that is not ours still ends the process");
    unlink(aside);
    unlink(path);
}

static void test_replacement(void)
{
    const uint8_t *frame;
    struct sky_framefile_writer *writer = writer_of(&geometry);
    struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
    publish(writer, 3);
    ok(newest(reader) == 3, "(three frames)");
    unlink(path);
    ok(newest(reader) == 0, "a reader of a deleted file has nothing new");
    ok(publish(writer, 1) && newest_soon(reader) == 4, "a writer makes a deleted file again, and counts on");
    sky_framefile_writer_destroy(writer);

    unlink(path);
    writer = writer_of(&geometry);
    publish(writer, 1);
    ok(newest_soon(reader) == 1, "another writer's file is read from its own first number");
    sky_framefile_writer_destroy(writer);

    writer = writer_of(&other);
    publish(writer, 1);
    enum sky_next next;
    while ((next = sky_framefile_read_newest(reader, &frame, sky_clock_ns() + 1000000)) == SKY_NEXT_NOTHING)
        ;
    ok(next == SKY_NEXT_FAILED && said("its frames are 12x8, not 24x8"),
       "a file made again with another geometry is refused");
    sky_framefile_writer_destroy(writer);
    writer = writer_of(&geometry);
    ok(publish(writer, 1) && newest_soon(reader) == 3, "and read again once the geometry is right again");

    rename(path, aside);
    struct sky_framefile_writer *second = writer_of(&geometry);
    ok(second && publish(second, 1), "a file that was renamed leaves its name to another writer");
    ok(!sky_framefile_begin(writer) && said("writes to it already"), "and the first one is refused then");
    sky_framefile_writer_destroy(second);
    sky_framefile_writer_destroy(writer);
    sky_framefile_reader_destroy(reader);
    unlink(aside);
    unlink(path);
}

/* As sky-push asks: without waiting, and more often than a reader that gets frames looks at the path. */
static void test_replacement_of_a_blank_one(void)
{
    struct sky_framefile_writer *writer = writer_of(&geometry);
    struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
    uint64_t found = newest(reader);
    ok(found == 0, "a new file has no frame");
    sky_framefile_writer_destroy(writer);
    unlink(path);
    writer = writer_of(&geometry);
    publish(writer, 1);
    for (int i = 0; i < 100 && found == 0; i++)
        found = newest(reader);
    ok(found == 1, "when it is replaced before it has one, a reader that never waits finds the other file");
    sky_framefile_writer_destroy(writer);
    sky_framefile_reader_destroy(reader);
    unlink(path);
}

/* Somebody writes nonsense all over the header, and cuts and deletes the file, while it is in use. */
static void test_storm(void)
{
    struct sky_framefile_writer *writer = writer_of(&geometry);
    struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
    bool whole = true, published = true;
    for (uint64_t i = 0; i < 5000; i++) {
        uint64_t dice = sky_random_hash(1, i), value = sky_random_hash(2, i), where = sky_random_hash(3, i);
        value = dice & 64 ? value : value % 70;
        uint8_t *pixels = sky_framefile_begin(writer);
        for (int twice = 0; twice < 2; twice++) {
            if (access(path, F_OK) == 0) {
                if (dice % 16 < 10)
                    poke(path, (off_t)(where % (dice & 32 ? 48 : 768)), &value, dice & 128 ? 8 : 1);
                else if (dice % 16 < 12)
                    cut(path, (off_t)(where % 40000));
                else if (dice % 16 == 12)
                    unlink(path);
            }
            if (twice == 0 && pixels) {
                draw(pixels, sky_framefile_published(writer) + 1);
                published = sky_framefile_publish(writer) == 0 && published;
            }
        }
        const uint8_t *frame;
        enum sky_next next =
            i % 2 ? sky_framefile_read_newest(reader, &frame, NOW) : sky_framefile_read_next(reader, &frame, NOW);
        /* Its number may be nonsense, but what is given is a frame. */
        if (next == SKY_NEXT_FRAME)
            whole = frame[BYTES - 1] == (uint8_t)(frame[0] + BYTES - 1) && whole;
    }
    ok(whole && published, "5,000 random changes, truncations and deletions under a reader and a writer");
    ok(publish(writer, 1) && newest_soon(reader) == sky_framefile_published(writer), "and both carry on after it");
    sky_framefile_writer_destroy(writer);
    sky_framefile_reader_destroy(reader);
    unlink(path);
}

/* ---- Names ---- */

static bool names(const char *operand, const char *wanted)
{
    char *found = sky_framefile_path(operand, true);
    bool same = found && strcmp(found, wanted) == 0;
    if (!same)
        printf("# %s\n", found ? found : sky_error());
    free(found);
    return same;
}

static void test_names(void)
{
    char wanted[128], inner[64];
    struct stat status;
    snprintf(inner, sizeof inner, "%s/a/b", directory);
    setenv("SKY_DIR", inner, 1);
    snprintf(wanted, sizeof wanted, "%s/default.sky", inner);
    ok(names("@", wanted) && stat(inner, &status) == 0 && (status.st_mode & 0777) == 0700,
       "@ is default.sky in $SKY_DIR, which is made for us alone");
    snprintf(wanted, sizeof wanted, "%s/show.sky", inner);
    ok(names("@show", wanted), "@show is show.sky");
    ok(names("@/x/y", "/x/y"), "@/PATH is that path");
    ok(!sky_framefile_path("@a/b", false) && said("'@a/b'"), "@a/b is refused");
    rmdir(inner);
    unsetenv("SKY_DIR");
    snprintf(inner, sizeof inner, "%s/a", directory);
    setenv("XDG_RUNTIME_DIR", inner, 1);
    snprintf(wanted, sizeof wanted, "%s/sky/default.sky", inner);
    ok(names("@", wanted), "without $SKY_DIR it is sky in $XDG_RUNTIME_DIR");
    snprintf(wanted, sizeof wanted, "%s/sky", inner);

    ok(sky_framefile_check_private(wanted) == 0, "a directory of our own is private");
    chmod(wanted, 0777);
    ok(sky_framefile_check_private(wanted) < 0 && said("others may write"), "one that others may write is not");
    chmod(wanted, 0700);
    ok(symlink(wanted, aside) == 0 && sky_framefile_check_private(aside) < 0 && said("symbolic link"),
       "a symbolic link is not");
    unlink(aside);
    ok(sky_framefile_check_private("/dev/null") < 0 && said("not a directory"), "a file is not");
    if (geteuid() != 0)
        ok(sky_framefile_check_private("/") < 0 && said("belongs to user 0"), "somebody else's is not");
    rmdir(wanted);
    rmdir(inner);
}

int main(void)
{
    if (!mkdtemp(directory))
        return 1;
    snprintf(path, sizeof path, "%s/test.sky", directory);
    snprintf(aside, sizeof aside, "%s/aside", directory);
    test_layout();
    test_reading();
    test_writers();
    test_lockstep();
    test_headers();
    test_strangers();
    test_truncation();
    test_replacement();
    test_replacement_of_a_blank_one();
    test_storm();
    test_names();
    ok(rmdir(directory) == 0, "nothing is left behind");
    return done();
}
