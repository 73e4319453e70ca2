/* SPDX-License-Identifier: ISC */
/* Requests to stop: a program that does not follow them is ended. */
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/signals.h"
#include "tap.h"

/* In a child: catches signals, gets SIGINT so many times, and goes on for `seconds` without looking whether it was asked
 * to stop. Returns the signal that ended it meanwhile, else 0. */
static int ended_by(int times, int seconds)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        sky_signals_catch();
        for (int i = 0; i < times; i++)
            raise(SIGINT);
        for (int i = 0; i < 100 * seconds; i++)
            usleep(10000);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* The same, but the child looks, and returns its request to stop. */
static int noticed(int number)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        sky_signals_catch();
        raise(number);
        _exit(sky_signals_stop());
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

int main(void)
{
    ok(noticed(SIGTERM) == SIGTERM, "SIGTERM is a request to stop");
    ok(noticed(SIGHUP) == SIGHUP, "SIGHUP is a request to stop");
    ok(ended_by(1, 10) == SIGINT, "a program that does not stop is ended by the signal after a while");
    ok(ended_by(2, 0) == SIGINT, "a second signal ends a program at once");
    return done();
}
