/* SPDX-License-Identifier: ISC */
/* Lines on standard error while the terminal shows a picture. */
#ifndef SKY_PUSH_MESSAGES_H
#define SKY_PUSH_MESSAGES_H

/* Where standard error is a terminal, nothing is printed on it from now on, over the picture, until it is released:
 * then all that was said is. Returns what messages_release() needs, which may be -1. */
int messages_hold(void);
void messages_release(int real);

#endif
