/* SPDX-License-Identifier: ISC */
/* Inputs and outputs: what is left alone, what is truncated when, and recordings. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/stream.h>

#include "stream/pipe.h"
#include "stream/recording.h"
#include "tap.h"

static const struct sky_geometry geometry = {4, 2, 0};
enum { BYTES = 4 * 2 * 3 };

static long size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

/* Writes frames whose bytes are their number. */
static int write_frames(const char *path, int count)
{
    struct sky_output *output = sky_output_open(path, &geometry, 30);
    for (int i = 0; output && i < count; i++) {
        memset(sky_output_begin(output), i, BYTES);
        if (sky_output_end(output) < 0)
            break;
    }
    return sky_output_close(output);
}

static struct sky_input *open_input(const char *path)
{
    struct sky_input *input = sky_input_open(path, &geometry);
    if (!input)
        printf("# %s\n", sky_error());
    return input;
}

/* Reads the rest. Returns the number of frames, or -1 on failure; `sum` adds up their first bytes. */
static int read_frames(struct sky_input *input, int *sum)
{
    const uint8_t *frame;
    int count = 0;
    enum sky_next next;
    *sum = 0;
    for (; (next = sky_input_next(input, &frame)) == SKY_NEXT_FRAME; count++)
        *sum += frame[0];
    return next == SKY_NEXT_END ? count : -1;
}

static void test_truncation(const char *path)
{
    write_frames(path, 3);
    long before = size_of(path);
    struct sky_output *output = sky_output_open(path, &geometry, 30);
    ok(output && size_of(path) == before, "%s: opening an output leaves a file as it is", path);
    ok(sky_output_cancel(output) == 0 && size_of(path) == before, "%s: so does cancelling it without a frame", path);
    output = sky_output_open(path, &geometry, 30);
    memset(sky_output_begin(output), 7, BYTES);
    ok(sky_output_end(output) == 0 && sky_output_cancel(output) == 0,
       "%s: after a frame, cancelling keeps the frame", path);
    int sum;
    struct sky_input *input = open_input(path);
    ok(read_frames(input, &sum) == 1 && sum == 7, "%s: it is the only one", path);
    sky_input_close(input);
    ok(write_frames(path, 0) == 0, "%s: closing an output without a frame works", path);
    input = open_input(path);
    ok(read_frames(input, &sum) == 0, "%s: and makes an input without a frame", path);
    sky_input_close(input);
}

static void test_protection(void)
{
    write_frames("in", 2);
    link("in", "other");
    symlink("later", "soft");
    sky_input_protect("in");
    sky_input_protect("soft");
    ok(!sky_output_open("other", &geometry, 30) && strstr(sky_error(), "other: is an input too"),
       "an output that is an input is refused: %s", sky_error());
    ok(size_of("in") == 2L * BYTES, "and stays as it is");
    ok(write_frames("new", 1) == 0, "another file is not");
    ok(!sky_output_open("later", &geometry, 30), "nor is an input taken that did not exist when it was protected");
    ok(sky_input_check("in", &geometry) == 0 && sky_input_check("-", &geometry) == 0 &&
           sky_input_check("@none", &geometry) == 0 && sky_input_check("none", &geometry) < 0,
       "inputs can be checked without opening them: %s", sky_error());
}

static void test_recording(void)
{
    int sum;
    write_frames("show.gz", 100);
    struct sky_input *input = open_input("show.gz");
    ok(sky_input_fps(input) == 30, "a recording knows its rate");
    ok(sky_input_left(input) == 100, "and how many frames are left");
    ok(sky_input_skip(input, 40) == 40 && sky_input_left(input) == 60, "after skipping some too");
    ok(read_frames(input, &sum) == 60 && sum == (40 + 99) * 30, "the others follow");
    ok(sky_input_left(input) == 0 && sky_input_skip(input, 5) == 0, "then none is left");
    ok(sky_input_rewind(input) == 0 && sky_input_skip(input, 1000) == 100, "there are as many in the next round");
    sky_input_close(input);
    struct sky_geometry wide = {4, 3, 0};
    ok(!sky_input_open("show.gz", &wide) && strstr(sky_error(), "its frames are 4x2"), "another geometry is refused: %s",
       sky_error());

    truncate("show.gz", size_of("show.gz") - 1);
    input = open_input("show.gz");
    ok(sky_input_left(input) == -1, "of a recording that is cut off it is not known how many frames there are");
    sky_input_end_at_damage(input, false);
    ok(sky_input_skip(input, 1000) == 100, "but those that are there can be skipped");
    sky_input_close(input);

    write_frames("cut", 5);
    truncate("cut", 5 * BYTES - 1);
    input = open_input("cut");
    ok(read_frames(input, &sum) == -1, "a file that ends inside a frame fails: %s", sky_error());
    sky_input_end_at_damage(input, false);
    ok(sky_input_rewind(input) == 0 && read_frames(input, &sum) == 4 && sky_input_rewind(input) == 0 &&
           read_frames(input, &sum) == 4,
       "unless damage is to be an end");
    sky_input_close(input);
}

static void test_members(void)
{
    uint8_t header[SKY_MEMBER_HEADER_MAX];
    struct sky_member found, member = {0x12345678, 0xfedcba98, {65536, 65536, 65535.99609375}, 29.97002997};
    size_t size = sky_member_format(&member, header);
    ok(sky_member_parse(&found, header, size) && found.bytes == member.bytes && found.frames == member.frames &&
           sky_geometry_equal(&found.geometry, &member.geometry) == 0 && found.fps == 0,
       "the header of a frame that is too large tells no geometry");
    member.geometry = (struct sky_geometry){65536, 341, 65535.99609375};
    size = sky_member_format(&member, header);
    ok(sky_member_parse(&found, header, size) && sky_geometry_equal(&found.geometry, &member.geometry) &&
           found.fps == member.fps,
       "a header of %zu bytes is written and parsed", size);
    int parsed = 0;
    for (size_t i = 0; i < 24; i++)
        parsed += sky_member_parse(&found, header, i);
    ok(parsed == 0, "one that is cut before its comment is none");
    header[12] ^= 1;
    ok(!sky_member_parse(&found, header, size), "nor is one with another extra field");
}

static bool has_room(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    return poll(&ready, 1, 0) == 1 && ready.revents & POLLOUT;
}

/* Fills a new pipe with writes of `size` bytes, reads a part of them and fits it for frames of `pages` pages. Returns
 * whether the pipe has room afterwards if it had before, and is as large as it should be after that or once empty. */
static bool keeps_room(unsigned writes, size_t size, size_t read_back, size_t pages)
{
    static char bytes[1 << 16];
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int ends[2];
    if (pipe(ends) < 0)
        return false;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    while (writes-- > 0 && write(ends[1], bytes, size) > 0)
        ;
    bool held = read_back == 0 || read(ends[0], bytes, read_back) != 0;
    bool had_room = has_room(ends[1]);
    bool fits = sky_pipe_fit(ends[0], pages * page);
    held = held && (!had_room || has_room(ends[1]));
    while (read(ends[0], bytes, sizeof bytes) > 0)
        ;
    fits = fits || sky_pipe_fit(ends[0], pages * page);
    held = held && fits && fcntl(ends[0], F_GETPIPE_SZ) == (int)(pages * page);
    close(ends[0]);
    close(ends[1]);
    return held;
}

static void test_pipe(void)
{
    static const size_t sizes[] = {1, 576, 4000, 4095, 4096, 4097, 6000};
    const size_t most = (1 << 18) / (size_t)sysconf(_SC_PAGESIZE); /* 256 KiB, which everybody may have */
    int wrong = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (unsigned writes = 0; writes * sizes[i] < 70000 && writes <= 300; writes++)
            for (size_t read_back = 0; read_back < 6000; read_back += 1999)
                for (size_t pages = 1; pages <= most; pages *= 2)
                    wrong += !keeps_room(writes, sizes[i], read_back, pages);
    ok(wrong == 0, "a pipe that had room for a writer has it after the reader has fitted it (%d times not)", wrong);
}

int main(void)
{
    char folder[] = "/tmp/sky-stream.XXXXXX";
    if (!mkdtemp(folder) || chdir(folder) < 0)
        return 1;
    test_truncation("a.raw");
    test_truncation("a.gz");
    test_protection();
    test_recording();
    test_members();
    test_pipe();
    static const char *const files[] = {"a.raw", "a.gz", "in", "other", "soft", "later", "new", "show.gz", "cut"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(files[i]);
    if (chdir("/") < 0 || rmdir(folder) < 0)
        return 1;
    return done();
}
