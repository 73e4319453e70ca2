/* SPDX-License-Identifier: ISC */
/* Lines on standard error while the terminal shows a picture. */
#ifndef SKY_PUSH_MESSAGES_H
#define SKY_PUSH_MESSAGES_H

/* Between the two calls, what is printed on standard error is stored instead, if that is a terminal, and printed by
 * messages_release(). `real` is the value of messages_hold(), which may be -1. */
int messages_hold(void);
void messages_release(int real);

#endif
