/* SPDX-License-Identifier: ISC */
#include "sky-hear/tapping.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/pace.h>
#include <sky/signals.h>

#include "base/signals.h"
#include "base/wait.h"

#define END_OF_TEXT '\4' /* Ctrl-D */

/* For the signal handler, which gives the terminal back and takes it again. */
static struct tapping *suspended;

static void around_suspend(bool continued)
{
    if (continued)
        sky_keys_turn_off(&suspended->keys, STDIN_FILENO, ICANON | ECHO);
    else
        sky_keys_restore(&suspended->keys);
}

void tapping_begin(struct tapping *tapping)
{
    *tapping = (struct tapping){.tap.bpm = 120, .is_terminal = isatty(STDIN_FILENO)};
    if (!tapping->is_terminal)
        return;
    suspended = tapping;
    sky_signals_catch_suspend(around_suspend);
    sky_signals_catch_quit();
    sky_keys_turn_off(&tapping->keys, STDIN_FILENO, ICANON | ECHO);
    sky_warn("tap a key on each beat; q ends");
}

void tapping_end(struct tapping *tapping)
{
    if (tapping->is_terminal)
        sky_keys_restore(&tapping->keys);
}

/* A key may be several bytes, as an arrow is; all that has come at once is one tap. */
static void take_keys(struct tapping *tapping, const char *keys, size_t count, double now)
{
    if (memchr(keys, 'q', count) || memchr(keys, END_OF_TEXT, count))
        tapping->ended = true;
    else
        sky_tap_hit(&tapping->tap, now);
}

void tapping_wait(struct tapping *tapping, uint64_t deadline)
{
    char text[4096];
    while (!tapping->ended && !sky_signals_stop() && sky_wait_ready(STDIN_FILENO, POLLIN, deadline)) {
        ssize_t got = read(STDIN_FILENO, text, sizeof text);
        double now = (double)sky_clock_ns() / 1e9;
        if (got > 0 && (tapping->is_terminal || memchr(text, '\n', (size_t)got)))
            take_keys(tapping, text, tapping->is_terminal ? (size_t)got : 0, now);
        else if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
            tapping->ended = true;
    }
}
