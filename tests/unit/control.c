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

#include "program/params.h"
#include "tap.h"


#define PIPE_BYTES (1 << 20)

struct settings {
    double speed;
};

static const struct sky_param table[] = {SKY_PARAM_NUMBER(settings, speed, "1", 0, 100, "", ""), SKY_PARAMS_END};

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
    ok(write(fd, "speed 8\n", 8) == 8 && apply(control) == 8, "the line after it is taken");
    close(fd);
    sky_control_destroy(control);
    unlink(path);
}

int main(void)
{
    close(mkstemp(path));
    sky_params_init(&params, table, &settings);
    test_file();
    test_events();
    test_fifo();
    sky_params_finish(&params);
    return done();
}
