/* SPDX-License-Identifier: ISC */
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* After a request to stop, system calls that wait are interrupted this often, and the program is ended after so many
 * times. */
#define INSIST_US 100000
#define INSIST_MAX 8

/* Whichever thread gets a signal writes these, for the others too. */
static atomic_int stop, report, reload, resized, continued;
static atomic_int insisted;
static void (*_Atomic around_suspend)(bool continued);
static sigset_t waiting; /* the mask to wait under; valid if `caught` */
static bool caught, had_terminal;

/* Changes this thread's signal mask by one signal: `how` is SIG_BLOCK or SIG_UNBLOCK. */
static void mask(int how, int number)
{
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_sigmask(how, &only, NULL);
}

static void on_stop(int number)
{
    stop = number;
}

/* Ends the program by a signal as if it had not been caught, also from its handler, where it is blocked. */
static void end_by(int number)
{
    signal(number, SIG_DFL);
    raise(number);
    mask(SIG_UNBLOCK, number);
}

/* A single interruption might come just before a call that waits for ever. So a timer repeats it. */
static void on_stop_insist(int number)
{
    const struct itimerval often = {{.tv_usec = INSIST_US}, {.tv_usec = INSIST_US}};
    if (stop)
        end_by(number);
    stop = number;
    setitimer(ITIMER_REAL, &often, NULL);
}

static void on_timer(int number)
{
    (void)number;
    if (++insisted >= INSIST_MAX)
        end_by(stop);
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

static void on_continue(int number)
{
    (void)number;
    continued = 1;
}

/* Interrupts the system call in which a thread waits. */
static void on_nudge(int number)
{
    (void)number;
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

/* Stops as if the signal had not been caught, so that nothing is stopped that has no shell to continue it. */
static void on_suspend(int number)
{
    int error = errno;
    around_suspend(false);
    handle(number, SIG_DFL);
    raise(number);
    mask(SIG_UNBLOCK, number); /* here it stops, and continues */
    mask(SIG_BLOCK, number);
    handle(number, on_suspend);
    around_suspend(true);
    errno = error;
}

void sky_signals_catch_suspend(void (*around)(bool continued))
{
    around_suspend = around;
    handle_politely(SIGTSTP, on_suspend);
}

void sky_signals_hold_report(void)
{
    mask(SIG_BLOCK, SIGUSR1);
}

/* What waits goes on waiting: opening a FIFO must not fail. */
void sky_signals_catch_report(void)
{
    struct sigaction action = {.sa_handler = on_report, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
}

void sky_signals_catch(void)
{
    handle(SIGALRM, on_timer);
    handle(SIGTERM, on_stop_insist);
    handle(SIGPIPE, SIG_IGN);
    handle_politely(SIGINT, on_stop_insist);
    handle_politely(SIGHUP, on_stop_insist);
}

void sky_signals_catch_quit(void)
{
    handle_politely(SIGQUIT, on_stop_insist);
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
    static const struct {
        int number;
        void (*handler)(int);
    } signals[] = {{SIGINT, on_stop},    {SIGHUP, on_stop},    {SIGQUIT, on_stop},  {SIGUSR2, on_stop},
                   {SIGALRM, on_stop},   {SIGVTALRM, on_stop}, {SIGPROF, on_stop},  {SIGPOLL, on_stop},
                   {SIGPWR, on_stop},    {SIGXCPU, on_stop},   {SIGWINCH, on_resize},
                   {SIGCONT, on_continue}};
    sigset_t block;
    sigemptyset(&block);
    sigaddset(&block, SIGTERM);
    sigaddset(&block, SIGUSR1);
    sigaddset(&block, SIGTSTP);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset(&block, signals[i].number);
    sigprocmask(SIG_BLOCK, &block, &waiting);
    handle(SIGTERM, on_stop);
    handle(SIGUSR1, on_report);
    handle(SIGPIPE, SIG_IGN);
    handle(SIGURG, on_nudge);
    sigdelset(&waiting, SIGTERM);
    sigdelset(&waiting, SIGUSR1);
    sigdelset(&waiting, SIGTSTP);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        handle_politely(signals[i].number, signals[i].handler);
        sigdelset(&waiting, signals[i].number);
    }
    caught = true;
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
    if (stop)
        end_by(stop);
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

bool sky_signals_continued(void)
{
    return atomic_exchange(&continued, 0);
}

void sky_signals_quiet_pipe(void)
{
    handle(SIGPIPE, SIG_DFL);
    mask(SIG_UNBLOCK, SIGPIPE);
}
