/* SPDX-License-Identifier: ISC */
/* What frame files there are. */
#ifndef SKY_STREAM_FRAMEFILE_LIST_H
#define SKY_STREAM_FRAMEFILE_LIST_H

#include <stdio.h>

/* Prints a table of the frame files in the directory of "@" and "@NAME": name, geometry, frame rate, number and age
 * of the newest frame, the writer's process id, and how many processes read it. What cannot be known is '?', what is
 * not there is '-'. A file that is no good gets the reason. Nothing is locked or mapped, so nobody is disturbed.
 * Returns 0, also when there are none; or -1 with the error set. */
int sky_framefile_list(FILE *out);

#endif
