#include "core/signals.h"

#include <poll.h>
#include <stddef.h>
#include <time.h>

static volatile sig_atomic_t stop, report;
static sigset_t waiting;
static bool caught;

static void on_stop(int number)
{
    stop = number;
}

static void on_report(int number)
{
    (void)number;
    report = 1;
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
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
    /* nohup, and a shell's `&` without job control, ask for these to be ignored: that is kept. */
    static const int polite[] = {SIGINT, SIGHUP};
    for (size_t i = 0; i < sizeof polite / sizeof *polite; i++) {
        struct sigaction before;
        sigaction(polite[i], NULL, &before);
        if (before.sa_handler != SIG_IGN)
            handle(polite[i], on_stop);
        sigdelset(&waiting, polite[i]);
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
    bool asked = report;
    report = 0;
    return asked;
}

void sky_signals_quiet_pipe(void)
{
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    handle(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &pipe, NULL);
}
