/* SPDX-License-Identifier: ISC */
#include "base/signals.h"

#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

/* Whichever thread gets a signal writes these, for the others too. */
static atomic_int stop, report, reload, resized;
static sigset_t waiting;
static bool caught, had_terminal;

static void on_stop(int number)
{
    stop = number;
}

static void on_report(int number)
{
    (void)number;
    report = 1;
}

static void on_reload(int number)
{
    (void)number;
    reload = 1;
}

static void on_resize(int number)
{
    (void)number;
    resized = 1;
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* nohup, and a shell's `&` without job control, ask for some signals to be ignored: that is kept. */
static void handle_politely(int number, void (*handler)(int))
{
    struct sigaction before;
    sigaction(number, NULL, &before);
    if (before.sa_handler != SIG_IGN)
        handle(number, handler);
}

void sky_signals_hold_report(void)
{
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGUSR1);
    sigprocmask(SIG_BLOCK, &only, NULL);
}

void sky_signals_catch(void)
{
    sigset_t block;
    sigemptyset(&block);
    sigaddset(&block, SIGINT);
    sigaddset(&block, SIGTERM);
    sigaddset(&block, SIGHUP);
    sigaddset(&block, SIGUSR1);
    sigprocmask(SIG_BLOCK, &block, &waiting);
    sigdelset(&waiting, SIGTERM);
    sigdelset(&waiting, SIGUSR1);

    handle(SIGTERM, on_stop);
    handle(SIGUSR1, on_report);
    handle(SIGPIPE, SIG_IGN);
    handle_politely(SIGINT, on_stop);
    handle_politely(SIGHUP, on_stop);
    sigdelset(&waiting, SIGINT);
    sigdelset(&waiting, SIGHUP);
    caught = true;
}

/* One that controls this process. When it goes, it controls none any more. */
static bool has_terminal(void)
{
    int fd = open("/dev/tty", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

void sky_signals_catch_reload(void)
{
    had_terminal = has_terminal();
    handle_politely(SIGHUP, on_reload);
}

void sky_signals_catch_all(void)
{
    static const int numbers[] = {SIGQUIT, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR, SIGXCPU, SIGWINCH};
    sigset_t block;
    sigemptyset(&block);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sigaddset(&block, numbers[i]);
        sigdelset(&waiting, numbers[i]);
        handle_politely(numbers[i], numbers[i] == SIGWINCH ? on_resize : on_stop);
    }
    sigprocmask(SIG_BLOCK, &block, NULL);
    handle(SIGXFSZ, SIG_IGN); /* then write() fails */
}

const sigset_t *sky_signals_mask(void)
{
    return caught ? &waiting : NULL;
}

int sky_signals_stop(void)
{
    return stop;
}

int sky_signals_look(void)
{
    static const struct timespec now;
    if (caught)
        ppoll(NULL, 0, &now, &waiting);
    return stop;
}

void sky_signals_end(void)
{
    if (!stop)
        return;
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, stop);
    handle(stop, SIG_DFL);
    raise(stop);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
}

bool sky_signals_report(void)
{
    return atomic_exchange(&report, 0);
}

bool sky_signals_reload(void)
{
    bool asked = atomic_exchange(&reload, 0);
    if (asked && had_terminal && !has_terminal()) {
        stop = SIGHUP;
        return false;
    }
    return asked;
}

bool sky_signals_resized(void)
{
    return atomic_exchange(&resized, 0);
}

void sky_signals_quiet_pipe(void)
{
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    handle(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &pipe, NULL);
}
