/* SPDX-License-Identifier: ISC */
#include "term/display.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/signals.h"
#include "term/keys.h"
#include "term/query.h"

/* How long a terminal that takes nothing is waited for when it is given back; the second, after a request to stop. */
#define LEAVE_NS UINT64_C(2000000000)
#define LEAVE_SOON_NS UINT64_C(500000000)

struct sky_display {
    int fd, stop;
    uint32_t size_max;
    struct sky_screen *screen;
    struct sky_terminal terminal;
    struct sky_query query;
    bool asked; /* or it must not be */
    bool left;  /* the terminal was given back while a text was written, and gets no more of it */
    bool quiet; /* keys are not echoed */
    struct sky_keys keys;
};

/* The one that is open, for a handler of SIGTSTP, which may interrupt the drawing thread or be another thread. */
static struct sky_display *current;
static pthread_mutex_t drawing = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

/* ---- Writing ---- */

/* Waits for room, under this signal mask. False when there is none at `deadline`, or when it is to stop. */
static bool wait_for_room(const struct sky_display *display, const sigset_t *mask, uint64_t deadline, bool may_stop)
{
    struct pollfd events[] = {{.fd = display->fd, .events = POLLOUT},
                              {.fd = may_stop ? display->stop : -1, .events = POLLIN}};
    for (;;) {
        uint64_t now = sky_clock_ns();
        struct timespec time = sky_clock_timespec(deadline > now ? deadline - now : 0);
        if (ppoll(events, 2, deadline == SKY_FOREVER ? NULL : &time, mask) > 0)
            return events[0].revents != 0;
        if (now >= deadline || (may_stop && display->stop < 0 && sky_signals_stop()))
            return false;
    }
}

/* Under that mask, too, so that a signal can interrupt it. In sky-push, whose threads get none, the loop does that. */
static ssize_t write_once(const struct sky_display *display, const sigset_t *mask, const char *text, size_t length)
{
    sigset_t before;
    pthread_sigmask(SIG_SETMASK, mask, &before);
    ssize_t put = write(display->fd, text, length);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return put;
}

/* Writes it all, unless it is to stop. The descriptor is a blocking one: as long as write() waits for room, the
 * kernel lets no other process write to the terminal, so that no message can end up inside a control sequence.
 * Returns how many bytes were not written, or -1 with the error set. */
static ssize_t write_text(struct sky_display *display, const sigset_t *mask, const char *text, size_t length,
                          uint64_t deadline, bool may_stop)
{
    display->left = false;
    while (length > 0 && wait_for_room(display, mask, deadline, may_stop) && !display->left) {
        ssize_t put = write_once(display, mask, text, length);
        if (put < 0 && errno == EIO)
            return sky_fail("the terminal went away");
        if (put < 0 && errno != EINTR && errno != EAGAIN)
            return sky_fail("terminal: %s", strerror(errno));
        text += put > 0 ? put : 0;
        length -= put > 0 ? (size_t)put : 0;
    }
    return (ssize_t)length;
}

/* Turns off echo, which unlike what programs write could get inside a control sequence. A shell that is in the
 * foreground instead of us does its own. */
static void quiet_keys(struct sky_display *display)
{
    if (!display->quiet)
        display->quiet = sky_keys_turn_off(&display->keys, display->fd, ECHO | ECHONL);
}

/* Asks the terminal what it can do, once, as soon as this program is in the foreground, and waits a little for the
 * answers. Answers that come later are taken before each picture. */
static void ask(struct sky_display *display)
{
    uint64_t deadline = 0;
    if (!display->asked && display->quiet) {
        sky_query_begin(&display->query, display->fd, &display->terminal);
        deadline = display->query.begun + SKY_QUERY_NS;
        display->asked = true;
    }
    if (sky_query_read(&display->query, deadline, display->stop, &display->terminal))
        sky_screen_set_terminal(display->screen, &display->terminal);
}

/* What a dead terminal has not taken is discarded, as closing a serial line would wait for it. */
static void leave(struct sky_display *display)
{
    sigset_t mask;
    const char *text;
    size_t length;
    sky_screen_leave(display->screen, &text, &length);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    uint64_t patience = sky_signals_stop() ? LEAVE_SOON_NS : LEAVE_NS;
    bool dead = write_text(display, &mask, text, length, sky_clock_ns() + patience, false) != 0;
    if (dead)
        tcflush(display->fd, TCOFLUSH);
    sky_query_end(&display->query, dead ? 0 : sky_clock_ns() + patience);
    if (display->quiet)
        sky_keys_restore(&display->keys);
    display->quiet = false;
    display->left = true;
}

/* The thread that draws is not waited for for long, as the terminal may take nothing. */
static void around_suspend(bool continued)
{
    static bool locked;
    struct timespec time;
    if (continued) {
        if (locked)
            pthread_mutex_unlock(&drawing);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += 2;
    locked = pthread_mutex_timedlock(&drawing, &time) == 0;
    if (locked && current)
        leave(current);
}

/* ---- The picture ---- */

/* A descriptor of its own, which others cannot make non-blocking. Opening does not wait for a serial line's carrier. */
static int reopen(int fd)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int again = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (again >= 0)
        fcntl(again, F_SETFL, 0);
    else
        again = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return again < 0 ? sky_fail("terminal: %s", strerror(errno)) : again;
}

struct sky_display *sky_display_open(int fd, const struct sky_geometry *geometry, const struct sky_terminal *terminal,
                                     uint32_t size_max, int stop)
{
    struct sky_display *display = calloc(1, sizeof *display);
    if (!display) {
        sky_fail("out of memory");
        return NULL;
    }
    *display = (struct sky_display){.stop = stop, .size_max = size_max, .terminal = *terminal, .query = {.fd = -1}};
    display->screen = sky_screen_create(geometry, terminal);
    display->fd = display->screen ? reopen(fd) : -1;
    if (display->fd < 0) {
        sky_display_close(display);
        return NULL;
    }
    pthread_mutex_lock(&drawing);
    current = display;
    pthread_mutex_unlock(&drawing);
    sky_signals_catch_suspend(around_suspend);
    return display;
}

/* Returns 0, or -1 with the error set. */
static int fit(struct sky_display *display)
{
    struct sky_window window;
    if (sky_window_fit(&window, display->fd, &display->terminal, display->size_max) == 0)
        return sky_screen_fit(display->screen, &window);
    return errno == EIO ? sky_fail("the terminal went away") : sky_fail("terminal: %s", strerror(errno));
}

void sky_display_set_style(struct sky_display *display, enum sky_flat_style style)
{
    pthread_mutex_lock(&drawing);
    sky_screen_set_style(display->screen, style);
    pthread_mutex_unlock(&drawing);
}

int sky_display_show(struct sky_display *display, const uint8_t *frame, struct sky_color background)
{
    const char *text;
    size_t length;
    /* SIGTSTP is let in only while the text is written. */
    sigset_t suspend, before;
    sigemptyset(&suspend);
    sigaddset(&suspend, SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &suspend, &before);
    pthread_mutex_lock(&drawing);
    quiet_keys(display);
    ask(display);
    int result = fit(display);
    if (result == 0) {
        sky_screen_draw(display->screen, frame, background, &text, &length);
        result = write_text(display, &before, text, length, SKY_FOREVER, true) < 0 ? -1 : 0;
    }
    pthread_mutex_unlock(&drawing);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

void sky_display_close(struct sky_display *display)
{
    if (!display)
        return;
    pthread_mutex_lock(&drawing);
    if (current == display)
        current = NULL;
    if (display->fd >= 0) {
        leave(display);
        close(display->fd);
    }
    pthread_mutex_unlock(&drawing);
    sky_screen_destroy(display->screen);
    free(display);
}
