/* SPDX-License-Identifier: ISC */
/* term: a live picture of the disc in the terminal on standard output. It follows resizes by looking at the window
 * before every picture. A terminal that is slower than the show misses pictures. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "term/screen.h"
#include "stream/kinds.h"
#include "sky-push/drivers/driver.h"
#include "sky-push/drivers/sink.h"

#define LEAVE_NS UINT64_C(300000000)  /* how long a terminal that takes nothing is waited for at the end */

enum { COLORS_AUTO, COLORS_TRUE, COLORS_256 };
static const char *const color_names[] = {[COLORS_AUTO] = "auto", [COLORS_TRUE] = "true", [COLORS_256] = "256", NULL};

struct term_settings {
    int colors;
};

struct term {
    struct sky_geometry geometry;
    int fd, stop;
    struct termios before;
    bool changed; /* `before` is to be restored */
    struct sky_screen *screen;
    uint8_t *frame;
    char *text; /* for the terminal: bytes from `sent` to `length` have not gone yet */
    size_t sent, length, room;
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(term_settings, colors, "auto", color_names, "24-bit colours, or xterm's 256"),
    SKY_PARAMS_END,
};

/* ---- Writing ---- */

static int add_text(struct term *term, const char *text, size_t length)
{
    if (term->length + length > term->room) {
        char *larger = realloc(term->text, term->length + length);
        if (!larger)
            return sky_fail("out of memory");
        term->text = larger;
        term->room = term->length + length;
    }
    memcpy(term->text + term->length, text, length);
    term->length += length;
    return 0;
}

static int fail_terminal(int error)
{
    return error == EIO ? sky_fail("the terminal went away") : sky_fail("terminal: %s", strerror(error));
}

/* Writes what the terminal takes now. */
static int put_text(struct term *term)
{
    ssize_t put = sink_put(term->fd, term->text + term->sent, term->length - term->sent);
    if (put < 0)
        return fail_terminal(errno);
    term->sent += (size_t)put;
    if (term->sent == term->length)
        term->sent = term->length = 0;
    return 0;
}

/* Writes all, unless it is to stop. */
static int flush_text(struct term *term)
{
    while (put_text(term) == 0) {
        if (term->length == 0 || !sink_wait(term->fd, term->stop, SKY_FOREVER))
            return 0;
    }
    return -1;
}

/* ---- Drawing ---- */

/* Makes everything for the window as it is now, when it has changed. */
static int fit_window(struct term *term)
{
    struct sky_window window;
    if (sky_window_fit(&window, term->fd, 0, 0) < 0)
        return fail_terminal(errno);
    int changed = sky_screen_fit(term->screen, &window);
    static const char clear[] = "\033[2J";
    return changed > 0 ? add_text(term, clear, sizeof clear - 1) : changed;
}

static enum send_result send_term(void *self, const struct picture *picture)
{
    struct term *term = self;
    const char *text;
    size_t length;
    if (flush_text(term) < 0)
        return SEND_FAILED;
    if (term->length > 0)
        return SEND_DONE; /* it is to stop, and the terminal has not taken the last picture */
    sky_correction_preview(picture->correction, term->frame, picture->frame, sky_frame_bytes(&term->geometry) / 3);
    if (fit_window(term) < 0)
        return SEND_FAILED;
    sky_screen_draw(term->screen, term->frame, (struct sky_color){0}, &text, &length);
    if (add_text(term, text, length) < 0 || flush_text(term) < 0)
        return SEND_FAILED;
    return SEND_DONE;
}

/* ---- The terminal ---- */

/* Works from the background too, where changing a terminal would stop the program. */
static void set_terminal(int fd, const struct termios *state)
{
    sigset_t block, before;
    sigemptyset(&block);
    sigaddset(&block, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    tcsetattr(fd, TCSANOW, state); /* TCSADRAIN would wait for a terminal that takes nothing */
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Turns off echo, so that keys do not write over the picture, and Ctrl-Z, which would leave the terminal in disorder. */
static void quiet_keys(struct term *term)
{
    if (tcgetattr(term->fd, &term->before) < 0 || tcgetpgrp(term->fd) != getpgrp())
        return;
    struct termios quiet = term->before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
    set_terminal(term->fd, &quiet);
    term->changed = true;
}

/* Writes the end of the last picture and restores the terminal: waits for a slow terminal, but not for a dead one. */
static void leave_terminal(struct term *term)
{
    uint64_t end = sky_clock_ns() + LEAVE_NS;
    add_text(term, sky_paint_leave, strlen(sky_paint_leave));
    while (put_text(term) == 0 && term->length > 0 && sink_wait(term->fd, -1, end))
        ;
    if (term->length > 0)
        tcflush(term->fd, TCOFLUSH);
    if (term->changed)
        set_terminal(term->fd, &term->before);
}

static int close_term(void *self)
{
    struct term *term = self;
    if (term->fd >= 0) {
        leave_terminal(term);
        close(term->fd);
    }
    sky_screen_destroy(term->screen);
    free(term->frame);
    free(term->text);
    free(term);
    return 0;
}

static void *open_term(const struct driver_args *args)
{
    const struct term_settings *settings = args->settings;
    if (!isatty(STDOUT_FILENO)) {
        sky_fail("standard output is not a terminal");
        return NULL;
    }
    struct term *term = calloc(1, sizeof *term);
    if (!term) {
        sky_fail("out of memory");
        return NULL;
    }
    term->geometry = args->geometry;
    term->stop = args->stop;
    enum sky_paint_colors colors = settings->colors == COLORS_TRUE  ? SKY_PAINT_TRUE
                                   : settings->colors == COLORS_256 ? SKY_PAINT_256
                                                                    : sky_paint_colors_of_terminal();
    term->screen = sky_screen_create(&args->geometry, colors, 0);
    term->fd = sink_reopen(STDOUT_FILENO);
    term->frame = sky_frame_alloc(sky_frame_bytes(&args->geometry));
    if (term->fd >= 0 && term->screen && term->frame && add_text(term, sky_paint_enter, strlen(sky_paint_enter)) == 0 &&
        fit_window(term) == 0) {
        memset(term->frame, 0, sky_frame_bytes(&args->geometry));
        quiet_keys(term);
        if (put_text(term) == 0)
            return term;
    }
    close_term(term);
    return NULL;
}

const struct driver term_driver = {
    .name = "term",
    .text = "draws the disc in the terminal, with half-block characters",
    .params = params,
    .settings_bytes = sizeof(struct term_settings),
    .on_terminal = true,
    .open = open_term,
    .send = send_term,
    .close = close_term,
};
