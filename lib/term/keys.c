/* SPDX-License-Identifier: ISC */
#include "term/keys.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

/* Without SIGTTOU, which would stop a program in the background. */
static void change(int fd, tcflag_t off, tcflag_t on)
{
    struct termios state;
    sigset_t block, before;
    if (tcgetattr(fd, &state) < 0)
        return;
    state.c_lflag = (state.c_lflag & ~off) | on;
    sigemptyset(&block);
    sigaddset(&block, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    tcsetattr(fd, TCSANOW, &state); /* TCSADRAIN would wait for a terminal that takes nothing */
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

bool sky_keys_turn_off(struct sky_keys *keys, int fd, tcflag_t bits)
{
    struct termios state;
    if (tcgetpgrp(fd) != getpgrp() || tcgetattr(fd, &state) < 0)
        return false;
    *keys = (struct sky_keys){.fd = fd, .off = state.c_lflag & bits};
    if (keys->off)
        change(fd, keys->off, 0);
    return true;
}

void sky_keys_restore(struct sky_keys *keys)
{
    if (keys->off)
        change(keys->fd, 0, keys->off);
    keys->off = 0;
}
