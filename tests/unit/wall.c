/* SPDX-License-Identifier: ISC */
/* Shows by the wall clock, in a time of the test's own: clock_gettime() and ppoll() are replaced. */
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/pacer.h"
#include "base/wall.h"
#include "program/schedule.h"
#include "program/state.h"
#include "tap.h"

#define SECOND INT64_C(1000000000)
#define EPOCH (INT64_C(1577836800) * SECOND)
#define YEAR (INT64_C(31556952) * SECOND)

static int64_t monotonic = 1000 * SECOND, wall = EPOCH + 7 * YEAR;

int clock_gettime(clockid_t clock, struct timespec *time)
{
    *time = sky_clock_timespec((uint64_t)(clock == CLOCK_REALTIME ? wall : monotonic));
    return 0;
}

static void pass(int64_t ns)
{
    monotonic += ns;
    wall += ns;
}

/* All that is waited for here is time. */
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    (void)fds;
    (void)count;
    (void)mask;
    pass(timeout->tv_sec * SECOND + timeout->tv_nsec);
    return 0;
}

/* The frame that should be shown now, by the test's own arithmetic. */
static double frame_by_wall(double fps)
{
    return (double)(wall - EPOCH) / SECOND * fps;
}

static void test_wall(void)
{
    struct sky_wall clock = {0};
    sky_wall_look(&clock);
    ok(fabs(sky_wall_frame(&clock, (uint64_t)monotonic, 30) - frame_by_wall(30)) < 1e-4,
       "frames are counted from 2020 on");
    wall += 50 * SECOND / 1000;
    double most = 0;
    for (int i = 0; i < 110; i++) {
        int64_t before = clock.offset;
        pass(SECOND / 100);
        sky_wall_look(&clock);
        most = fmax(most, (double)(clock.offset - before) * 100 / SECOND);
    }
    ok(most > 0.0499 && most < 0.0501, "a clock that was set is followed at 5 %% of its speed: %.4f", most);
    ok(fabs(sky_wall_frame(&clock, (uint64_t)monotonic, 30) - frame_by_wall(30)) < 1e-4, "until it is reached");
    wall -= SECOND;
    pass(10 * SECOND);
    sky_wall_look(&clock);
    ok(fabs(sky_wall_frame(&clock, (uint64_t)monotonic, 1) - frame_by_wall(1) - 0.5) < 1e-6,
       "after ten seconds, half of a leap second is");
    wall -= 3600 * SECOND;
    sky_wall_look(&clock);
    ok(fabs(sky_wall_frame(&clock, (uint64_t)monotonic, 30) - frame_by_wall(30)) < 1e-4,
       "a clock that was set by more than two seconds is followed at once");

    int64_t set = wall;
    wall = 5 * SECOND;
    struct sky_wall unset = {0};
    sky_wall_look(&unset);
    ok(fabs(sky_wall_frame(&unset, (uint64_t)monotonic, 30) - (double)monotonic / SECOND * 30) < 1e-6,
       "before a clock is set for the first time, the computer's own time counts");
    wall = set;
}

static void test_years(void)
{
    static const double rates[] = {0.001, 24, 30000 / 1001.0, 60, 240, 100000};
    int64_t now = wall;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        double worst = 0;
        for (int years = 0; years < 30; years++) {
            wall = EPOCH + 7 * YEAR / 5 * years;
            struct sky_wall clock = {0};
            sky_wall_look(&clock);
            double n = floor(frame_by_wall(rates[i])) + 3;
            double back = sky_wall_frame(&clock, sky_wall_due(&clock, n, rates[i]), rates[i]);
            worst = fmax(worst, fabs(back - n));
        }
        ok(worst < 0.05, "frames of %g fps are found again until 2060, to %.3g of a frame", rates[i], worst);
    }
    wall = now;
}

/* The frame of the wall clock at which one is due that is ready now. */
static double due_of(struct sky_pacer *pacer)
{
    int64_t due = (int64_t)sky_pacer_next(pacer, (uint64_t)monotonic);
    if (due > monotonic)
        pass(due - monotonic);
    return frame_by_wall(pacer->fps) + (double)(due - monotonic) / SECOND * pacer->fps;
}

static void test_pacer(void)
{
    struct sky_wall clock = {0};
    struct sky_pacer pacer = {.fps = 20, .wall = &clock};
    pass(123456789);
    double first = due_of(&pacer), off = 0;
    ok(fabs(first - round(first)) < 1e-4, "the first frame is due at a whole multiple of its time: %.5f", first);
    for (int i = 1; i < 100; i++)
        off = fmax(off, fabs(due_of(&pacer) - first - i));
    ok(off < 1e-4, "and those after it, one at each");
    pass(70 * SECOND / 1000);
    double late = due_of(&pacer);
    ok(fabs(late - first - 100) < 1e-3, "a frame that is late by less than its time keeps its turn: %.5f",
       late - first);
    pass(170 * SECOND / 1000);
    double anew = due_of(&pacer);
    ok(fabs(anew - first - 104) < 1e-3, "one that is later is due at the next multiple: %.5f", anew - first);
    wall += 40 * SECOND / 1000;
    double worst = 0, before = anew + 0.8;
    for (int i = 0; i < 40; i++) {
        double due = due_of(&pacer);
        worst = fmax(worst, fabs(due - before - 1));
        before = due;
    }
    ok(worst < 0.06 && fabs(before - round(before)) < 1e-3, "a step of the clock stretches the frames by 5 %%: %.3f",
       worst);
    wall += 1000 * SECOND + 7000000;
    double jumped = due_of(&pacer);
    ok(fabs(jumped - round(jumped)) < 1e-3 && jumped - before > 20000, "a jump is followed at once");

    struct sky_wall again = {0};
    struct sky_pacer smooth = {.fps = 80, .steps = 4, .wall = &again};
    pass(5555555);
    double step = due_of(&smooth) / 4;
    ok(fabs(step - round(step)) < 1e-3, "a frame of several steps begins at a whole multiple too");
    due_of(&smooth);
    pass(SECOND);
    step = due_of(&smooth) / 4;
    ok(fabs(step - round(step) + 0.5) < 1e-3, "and goes on in step when it was late: %.5f", step - round(step));
}

static void test_schedule(void)
{
    struct sky_run_state state = {0};
    struct sky_run run = {.state = &state, .clocked = true, .fps = 25};
    struct sky_schedule schedule = {.pacer = SKY_PACER(25)};
    struct sky_moment now;
    double least = 1, most = 0;
    sky_schedule_next(&schedule, &run, 0, &now);
    uint64_t first = now.n;
    unsigned random = 1;
    for (unsigned i = 1; i < 1000; i++) {
        random = random * 1103515245 + 12345;
        pass(random >> 8 & 0x1ffffff); /* at most 34 ms, of 40 */
        sky_schedule_next(&schedule, &run, i, &now);
        double lead = (double)now.n - frame_by_wall(25);
        least = fmin(least, lead);
        most = fmax(most, lead);
        if (now.n != first + i)
            least = -1;
    }
    ok(least > 0.74 && most < 0.76, "each frame is begun three quarters of its time before it is shown: %.3f to %.3f",
       least, most);
    uint64_t before = now.n;
    pass(220 * SECOND / 1000);
    sky_schedule_next(&schedule, &run, 0, &now);
    ok(now.n == before + 6, "after a stall it is the one that is next: %d later", (int)(now.n - before));
    pass(70 * SECOND / 1000);
    before = now.n;
    sky_schedule_next(&schedule, &run, 0, &now);
    ok(now.n == before + 1, "a frame that is late by less than its time is made");
    wall -= 100 * SECOND;
    sky_schedule_next(&schedule, &run, 0, &now);
    ok(fabs((double)now.n - frame_by_wall(25) - 0.75) < 0.01, "a clock that jumps back is followed");
    ok(now.t == (double)now.n / 25, "the moment is that of the frame");
}

static void test_lines(void)
{
    static const struct {
        const char *text;
        int result;
        double time, moment; /* -1: now */
        bool stopped;
    } cases[] = {
        {"12.5", 1, 12.5, -1, false},
        {"  7\t", 1, 7, -1, false},
        {"0 1234.25", 1, 0, 1234.25, false},
        {"3 stop", 1, 3, -1, true},
        {"01:02:03:05", 1, 3723.2, -1, false},
        {"01:02:03;05 99.5", 1, 3723.2, 99.5, false},
        {"100:00:00", 1, 360000, -1, false},
        {"00:00:01.24 stop", 1, 1.96, -1, true},
        {"00000000   01:02:03:05 |    736     2332", 1, 3723.2, -1, false},
        {"2026-11-29 +0100 01:02:03:05 |    736     2332", 1, 3723.2, -1, false},
        {"", 0, 0, 0, false},
        {" # 12", 0, 0, 0, false},
        {"-1", -1, 0, 0, false},
        {"soon", -1, 0, 0, false},
        {"1e300", -1, 0, 0, false},
        {"nan", -1, 0, 0, false},
        {"1 2e99", -1, 0, 0, false},
        {"1 stopped", -1, 0, 0, false},
        {"1:99:00", -1, 0, 0, false},
        {"01:02:03:", -1, 0, 0, false},
        {":::::", -1, 0, 0, false},
        {"-1:00:00", -1, 0, 0, false},
        {"00:-1:00", -1, 0, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sky_time_line line = {0};
        int result = sky_time_line_parse(&line, cases[i].text, 25);
        bool same = result == cases[i].result;
        if (same && result > 0)
            same = llabs(line.time - (int64_t)llround(cases[i].time * 1e9)) < 10 && line.stopped == cases[i].stopped &&
                   line.exact == (cases[i].moment >= 0) &&
                   line.moment == (line.exact ? (int64_t)llround(cases[i].moment * 1e9) : monotonic);
        ok(same, "'%s' is %s", cases[i].text,
           cases[i].result > 0 ? "a time" : cases[i].result < 0 ? "refused" : "ignored");
    }
    ok(!sky_time_file_create("", 25) && !sky_time_file_create("x,rate=0", 25), "a time file needs a name and a rate");
}

/* The time of the show now, after a line was written, or with NULL none. */
static double show_time(struct sky_wall *clock, int fifo, const char *line)
{
    if (line && write(fifo, line, strlen(line)) < 0)
        abort();
    sky_wall_look(clock);
    return sky_wall_frame(clock, (uint64_t)monotonic, 1);
}

static void test_time_file(void)
{
    char directory[] = "/tmp/sky-wall-XXXXXX", path[64];
    if (!mkdtemp(directory))
        abort();
    snprintf(path, sizeof path, "%s/fifo", directory);
    if (mkfifo(path, 0600) < 0)
        abort();
    int fifo = open(path, O_RDWR | O_CLOEXEC);
    struct sky_wall clock = {.file = sky_time_file_create(path, 25)};
    ok(show_time(&clock, fifo, NULL) == 0, "the show stands at 0 before the first line");
    pass(SECOND);
    ok(show_time(&clock, fifo, NULL) == 0, "as long as none comes");
    ok(show_time(&clock, fifo, "60\n") == 60, "it goes to where the sequencer is");
    pass(SECOND);
    ok(fabs(show_time(&clock, fifo, NULL) - 61) < 1e-6, "and on from there");
    for (int i = 0; i < 50; i++) {
        char line[32];
        pass(SECOND / 25);
        snprintf(line, sizeof line, "%.3f\n", 61.1 + (i + 1) / 25.0 - i % 3 * 0.01);
        show_time(&clock, fifo, line);
    }
    double time = show_time(&clock, fifo, NULL);
    ok(fabs(time - 63.1) < 1e-6, "a tenth of a second is made up for, by the lines that come soonest: %.6f", time);
    ok(fabs(show_time(&clock, fifo, "70 stop\n") - 70) < 1e-6, "a sequencer that stops");
    pass(5 * SECOND);
    ok(fabs(show_time(&clock, fifo, NULL) - 70) < 1e-6, "stands");
    ok(fabs(show_time(&clock, fifo, "70.1\n") - 70.1) < 1e-6, "and goes on");
    char exact[64];
    snprintf(exact, sizeof exact, "5 %.3f\n", (double)(monotonic - SECOND / 2) / SECOND);
    ok(fabs(show_time(&clock, fifo, exact) - 5.5) < 1e-6, "a line's own moment counts");
    ok(fabs(show_time(&clock, fifo, "1\n2\n3\npart") - 3) < 1e-6, "of several lines the last whole one does");
    ok(fabs(show_time(&clock, fifo, " of a line\n\n# 9\n") - 3) < 1e-6, "what is no time changes nothing");
    close(fifo);
    ok(fabs(show_time(&clock, -1, NULL) - 3) < 1e-6, "nor does a FIFO without a writer");
    int other = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    ok(other >= 0 && fabs(show_time(&clock, other, "8\n") - 8) < 1e-6, "which takes the lines of the next one");
    close(other);
    unlink(path);
    ok(fabs(show_time(&clock, -1, NULL) - 8) < 1e-6, "a FIFO that is removed changes nothing");
    if (mkfifo(path, 0600) < 0 || (other = open(path, O_RDWR | O_CLOEXEC)) < 0)
        abort();
    sky_wall_look(&clock); /* finds it */
    ok(fabs(show_time(&clock, other, "20\n") - 20) < 1e-6, "one that is made again is read");
    close(other);
    unlink(path);
    if (mkdir(path, 0700) < 0)
        abort();
    ok(fabs(show_time(&clock, -1, NULL) - 20) < 1e-6, "a directory in its place is waited out");
    rmdir(path);

    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    bool follows = file >= 0;
    for (int i = 0; i < 1000 && follows; i++) {
        char line[32];
        snprintf(line, sizeof line, "%d\n", 1000 + 10 * i);
        follows = fabs(show_time(&clock, file, line) - (1000 + 10 * i)) < 1e-6;
    }
    ok(follows, "of a file that grows, the last line counts");
    sky_time_file_destroy(clock.file);
    close(file);
    unlink(path);
    rmdir(directory);
}

int main(void)
{
    test_wall();
    test_years();
    test_pacer();
    test_schedule();
    test_lines();
    test_time_file();
    return done();
}
