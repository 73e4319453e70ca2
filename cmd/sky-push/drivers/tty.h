/* SPDX-License-Identifier: ISC */
/* Serial ports. */
#ifndef SKY_PUSH_TTY_H
#define SKY_PUSH_TTY_H

/* Opens a serial port for this process alone, raw, with 8 data bits, no parity, 1 stop bit and no flow control, at any
 * rate in bits a second that the port has. Closing it leaves its lines as they are, so that a board which restarts when
 * they change does so once. Returns a non-blocking descriptor, or -1 with the error set. */
int tty_open(const char *path, unsigned baud);

/* Closes it, and lets others open it again; accepts -1. */
void tty_close(int fd);

/* Bytes that were written and are still to be sent; 0 where that is not known. */
unsigned tty_unsent(int fd);

#endif
