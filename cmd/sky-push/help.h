/* SPDX-License-Identifier: ISC */
/* What sky-push --help says of drivers and rotors. */
#ifndef SKY_PUSH_HELP_H
#define SKY_PUSH_HELP_H

/* The text, without a newline at its end; free() it. NULL when there is no memory for it. */
char *help_make(void);

#endif
