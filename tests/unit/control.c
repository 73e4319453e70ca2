/* SPDX-License-Identifier: ISC */
/* Control files: what is taken, and when. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "program/control.h"
#include "program/params.h"
#include "tap.h"

#define PIPE_BYTES (1 << 20)

struct settings {
    double speed;
    bool next;
};

static const struct sky_param table[] = {SKY_PARAM_NUMBER(settings, speed, "1", 0, 100, "", ""),
                                         SKY_PARAM_EVENT(settings, next, ""), SKY_PARAMS_END};

static struct settings settings;
static struct sky_params params;
static char path[] = "/tmp/sky-control-XXXXXX";

/* Writes the file, as it would look after so many seconds; a whole number is a stamp without a fraction. */
static void write_file(const char *text, double age)
{
    FILE *file = fopen(path, "w");
    struct timespec now, stamp[2];
    fputs(text, file);
    fclose(file);
    clock_gettime(CLOCK_REALTIME, &now);
    stamp[0] = stamp[1] = (struct timespec){now.tv_sec - (time_t)age, age == (int)age ? 0 : now.tv_nsec};
    utimensat(AT_FDCWD, path, stamp, 0);
}

static double apply(struct sky_control *control)
{
    sky_control_apply(control, &params);
    return settings.speed;
}

static void test_file(void)
{
    struct sky_control *control = sky_control_create(path);
    write_file("speed 2\nspeed 3", 0);
    ok(apply(control) == 2, "of a file that has just changed, a last line without its end is not taken");
    write_file("speed 2\nspeed 3", 10.5);
    ok(apply(control) == 3, "once the file has stayed the same, it is");
    write_file("speed 4\n", 1);
    ok(apply(control) == 4, "a change is taken");
    write_file("speed 5\n", 1);
    ok(apply(control) == 5,
       "and so is another one of the same size in the same second, where stamps are whole seconds");
    sky_control_destroy(control);
    unlink(path);
}

/* The parameter in the next frames, after what the control file says now. */
static bool shows(struct sky_control *control, double first, double second, double third)
{
    static uint64_t n;
    const double wanted[] = {first, second, third};
    bool good = true;
    for (int k = 0; k < 3; k++) {
        if (control)
            sky_control_apply(control, &params);
        n++;
        sky_params_update(&params, &(struct sky_moment){.n = n, .fps = 30});
        sky_params_update(&params, &(struct sky_moment){.n = n, .fps = 30});
        good &= settings.speed == wanted[k];
    }
    return good;
}

static void test_events(void)
{
    struct sky_control *control = sky_control_create(path);
    write_file("speed 2\nspeed! # now\n", 1);
    ok(shows(control, 1, 2, 2), "an event is 1 for one frame, and then what it was");
    write_file("speed 2\nspeed! # now\n", 2);
    ok(shows(control, 1, 2, 2), "it comes again when the file is written again");
    write_file("speed 2\nspeed! # now\nspeed 3\n", 3);
    ok(shows(control, 3, 3, 3), "it does not when the file is appended to");
    write_file("speed 2\nspeed! # now\nspeed 3\nspeed!\n", 4);
    ok(shows(control, 1, 3, 3), "but what is appended may be an event");
    write_file("speed!\nspeed 4\n", 5);
    ok(shows(control, 4, 4, 4), "a value ends it");
    sky_params_set(&params, "speed", "t*0 + n*0 + 5");
    sky_params_fire(&params, "speed");
    ok(shows(NULL, 1, 5, 5), "an expression goes on after it");
    sky_params_fire(&params, "speed");
    ok(shows(NULL, 1, 5, 5) && sky_params_fire(&params, "sped") < 0 && strstr(sky_error(), "did you mean 'speed'?"),
       "an unknown event is refused");
    sky_params_set(&params, "speed", "1");
    sky_control_destroy(control);
    unlink(path);
}

static void test_no_events(void)
{
    struct settings {
        double size;
        struct sky_color color;
    } others;
    static const struct sky_param no_events[] = {SKY_PARAM_NUMBER(settings, size, "3", 2, 5, "", ""),
                                                 SKY_PARAM_COLOR(settings, color, "red", ""), SKY_PARAMS_END};
    struct sky_params *without = sky_params_create(no_events, &others);
    ok(sky_params_fire(without, "color") < 0 &&
           strcmp(sky_error(), "color: an event is a number that is 1 for one frame, "
                               "and this parameter is not a number") == 0,
       "a colour has no event: %s", sky_error());
    ok(sky_params_fire(without, "size") < 0 && strstr(sky_error(), "1 for one frame (must be 2 to 5)"),
       "nor has a number that cannot be 1: %s", sky_error());
    sky_params_destroy(without);
}

/* Is the event true in the frame after what the control file says now, and false in the one after that? */
static bool happens(struct sky_control *control)
{
    bool first;
    sky_control_apply(control, &params);
    sky_params_update(&params, &(struct sky_moment){.n = params.now.n + 1, .fps = 30});
    first = settings.next;
    sky_control_apply(control, &params);
    sky_params_update(&params, &(struct sky_moment){.n = params.now.n + 1, .fps = 30});
    return first && !settings.next;
}

static void test_event_rows(void)
{
    struct sky_control *control = sky_control_create(path);
    write_file("next\n", 1);
    ok(happens(control), "the name of an event alone makes it happen");
    write_file("next\n", 2);
    ok(happens(control), "it happens again when the file is written again");
    write_file("next\nspeed 4\n", 3);
    ok(!happens(control) && settings.speed == 4, "it does not when the file is appended to");
    write_file("next\nspeed 4\n next! # now\n", 4);
    ok(happens(control), "next! is the same");
    ok(sky_params_set(&params, "next", "1") < 0 && strstr(sky_error(), "has no value"), "an event has no value");
    sky_control_destroy(control);
    unlink(path);
}

static void test_fifo(void)
{
    static char flood[PIPE_BYTES / 2];
    struct sky_control *control = sky_control_create(path);
    int left = 0;
    mkfifo(path, 0600);
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
    for (size_t i = 0; i + 8 <= sizeof flood; i += 8)
        memcpy(flood + i, "speed 6\n", 8);
    ok(write(fd, flood, sizeof flood) == (ssize_t)sizeof flood && apply(control) == 6 &&
           ioctl(fd, FIONREAD, &left) == 0 && left > 0,
       "a flood of lines through a FIFO is read in parts");
    while (left > 0) {
        apply(control);
        ioctl(fd, FIONREAD, &left);
    }
    memset(flood, 'x', 65536);
    memcpy(flood + 65536, "speed 7\n", 8);
    ok(write(fd, flood, 65544) == 65544 && apply(control) == 6 && apply(control) == 6,
       "the end of a line that is too long is not taken for a line");
    ok(write(fd, "speed 8\nspeed 2", 15) == 15 && apply(control) == 8, "the line after it is taken");
    close(fd);
    apply(control);
    fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    ok(write(fd, "1\n", 2) == 2 && apply(control) == 21, "another writer may go on where one has closed it");
    close(fd);
    unlink(path);
    ok(apply(control) == 21, "a FIFO may be removed");
    mkfifo(path, 0600);
    apply(control);
    fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    ok(write(fd, "speed 6\n", 8) == 8 && apply(control) == 6, "and made anew");
    close(fd);
    unlink(path);
    write_file("speed 7\n", 1);
    ok(apply(control) == 7, "a file may take its place");
    sky_control_destroy(control);
    unlink(path);
}

/* ---- Files that grow, are cut, and are replaced ---- */

static void append(const char *text, size_t count)
{
    FILE *file = fopen(path, "a");
    for (size_t i = 0; i < count; i++)
        fputs(text, file);
    fclose(file);
}

static void test_growing(void)
{
    struct sky_control *control = sky_control_create(path);
    write_file("speed 2\n", 1);
    ok(apply(control) == 2, "the first lines are taken");
    append("next\nspeed 3\n", 1);
    ok(happens(control) && settings.speed == 3, "appended lines are taken");
    sky_params_set(&params, "speed", "50");
    append("# nothing\n", 1);
    ok(apply(control) == 50, "those before them are not taken again");
    append("speed 9\n", 1310720);
    uint64_t start = sky_clock_ns();
    apply(control);
    append("speed 4\n", 1);
    ok(apply(control) == 4 && sky_clock_ns() - start < UINT64_C(2000000000), "10 MB may be appended");
    start = sky_clock_ns();
    bool good = true;
    for (int i = 0; i < 100; i++) {
        append(i % 2 ? "speed 5\n" : "speed 6\n", 1);
        good &= apply(control) == (i % 2 ? 5 : 6);
    }
    printf("# a line appended to 10 MB takes %.0f us\n", (double)(sky_clock_ns() - start) / 1e5);
    ok(good, "and of a long file only what is new is read");
    write_file("speed 7\n", 0);
    ok(apply(control) == 7, "a file that was cut is read anew");
    append("speed 8", 1);
    apply(control);
    append("9\n", 1);
    ok(apply(control) == 89, "a line that comes in two parts is one");
    sky_control_destroy(control);

    write_file("speed 20\nnext\n", 0);
    control = sky_control_create(path);
    ok(!happens(control) && settings.speed == 20, "events that happened before the program began do not happen again");
    append("next\n", 1);
    ok(happens(control), "those after it do");
    sky_control_destroy(control);

    write_file("# speed 77\n########\n", 1);
    append("########\n", (1048576 - strlen("speed 77\n")) / strlen("########\n") - 1);
    append("\n", (1048576 - strlen("speed 77\n")) % strlen("########\n"));
    control = sky_control_create(path);
    ok(apply(control) == 20, "of a long file the last MiB is taken, but not half a line before it");
    sky_control_destroy(control);
    unlink(path);
}

static void test_replaced(void)
{
    char other[sizeof path + 4];
    struct sky_control *control = sky_control_create(path);
    bool good = true;
    snprintf(other, sizeof other, "%s.new", path);
    for (int i = 0; i < 500; i++) {
        FILE *file = fopen(other, "w");
        fprintf(file, "# %*d\nspeed %d\nspeed %d.5\n", i % 50, i, i % 7, i % 5);
        fclose(file);
        rename(other, path);
        good &= apply(control) == i % 5 + 0.5;
    }
    ok(good, "a file that is replaced is read whole, each time");
    sky_control_destroy(control);
    unlink(path);
}

/* As if the file had been written so many ns ago, less than a second. */
static void make_older(long ns)
{
    struct timespec stamp[2];
    clock_gettime(CLOCK_REALTIME, &stamp[0]);
    stamp[0].tv_sec -= stamp[0].tv_nsec < ns;
    stamp[0].tv_nsec = (stamp[0].tv_nsec - ns + 1000000000) % 1000000000;
    stamp[1] = stamp[0];
    utimensat(AT_FDCWD, path, stamp, 0);
}

static void test_addresses(void)
{
    static struct sky_live live;
    struct sky_control *control = sky_control_create_for(path, "sky-rotate", true);
    sky_live_init(&live, 120, 0);
    write_file("speed 2\nsky-rotate.speed 3\nsky-gen.speed 4\nbass 0.5\nsky-rotate.mid 0.25\nsky-gen.mid 1\nspin 3\n"
               "bpm 60\nbeat 17.5\nphase 0.5\n", 1);
    sky_control_read(control, &params, &live, 5);
    sky_live_update(&live, 6);
    ok(settings.speed == 3, "a line of this program is taken, one of another is not");
    ok(live.numbers[SKY_LIVE_BASS] == 0.5 && live.numbers[SKY_LIVE_MID] == 0.25, "live values are taken");
    ok(live.beat == 18.5, "and at first the beat of a file is that of the first frame");
    write_file("bpm 60\nbeat 30\n", 0);
    make_older(250000000);
    sky_control_read(control, &params, &live, 7);
    sky_live_update(&live, 7);
    ok(live.beat > 30.2 && live.beat < 30.4, "a beat counts from when it was written");
    write_file("bpm 60\nbeat 40\n", 100.5);
    sky_control_read(control, &params, &live, 8);
    sky_live_update(&live, 8);
    ok(live.beat == 40, "but not from long ago");
    write_file("bpm 60\nbeat 40\n", 20.5);
    sky_control_read(control, &params, &live, 9);
    sky_live_update(&live, 9);
    ok(live.beat == 40, "the same lines, written again, count again");
    sky_control_read(control, NULL, &live, 10);
    ok(true, "a program may have no parameters");
    sky_control_destroy(control);
    unlink(path);
}

static void test_other_parameters(void)
{
    struct settings others;
    struct sky_params *other = sky_params_create(table, &others);
    struct sky_control *control = sky_control_create(path);
    write_file("speed 5\nnext\n", 1);
    apply(control);
    sky_control_apply(control, other);
    sky_params_update(other, &(struct sky_moment){.n = 1, .fps = 30});
    ok(others.speed == 5 && !others.next, "other parameters get the values of the file, but not its events");
    sky_control_destroy(control);
    sky_params_destroy(other);
    unlink(path);
}

int main(void)
{
    close(mkstemp(path));
    sky_params_init(&params, table, &settings);
    test_file();
    test_events();
    test_no_events();
    test_event_rows();
    test_fifo();
    test_growing();
    test_replaced();
    test_addresses();
    test_other_parameters();
    sky_params_finish(&params);
    return done();
}
