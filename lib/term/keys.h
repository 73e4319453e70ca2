/* SPDX-License-Identifier: ISC */
/* What a terminal does with keys that are typed. */
#ifndef SKY_TERM_KEYS_H
#define SKY_TERM_KEYS_H

#include <stdbool.h>
#include <termios.h>

struct sky_keys {
    int fd;
    tcflag_t off; /* what sky_keys_turn_off() has turned off */
};

/* Turns off what is on of these bits of c_lflag (ECHO, ICANON, ...) of terminal `fd`. False if that must not be:
 * another program, as the shell, is in the foreground there, or it is not the terminal that controls this process. */
bool sky_keys_turn_off(struct sky_keys *keys, int fd, tcflag_t bits);

/* Turns on again what that has turned off, and nothing else, as other programs of a pipeline may have changed the rest.
 * Works from the background too. */
void sky_keys_restore(struct sky_keys *keys);

#endif
