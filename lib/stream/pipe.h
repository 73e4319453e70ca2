/* SPDX-License-Identifier: ISC */
/* How much a pipe holds. What is in a pipe will be seen only after all that went in before, so a pipe of many frames
 * would answer a hand on a control seconds late. Each program fits the pipes on both of its ends to about one frame,
 * and begins a frame only when there is room. */
#ifndef SKY_STREAM_PIPE_H
#define SKY_STREAM_PIPE_H

#include <stdbool.h>
#include <stddef.h>

/* Fits a pipe to frames of so many bytes: the largest power of two that is not more, but at least a page. Through three
 * programs at 30 frames a second a change is then seen 4 frames later, at any size of frame; with the next power of two
 * it is 6 frames for large frames. POLLOUT says that a part of the pipe is empty, and of a pipe of one page, all.
 *
 * False when there is more in the pipe than it would hold: try again after some has been read. Anything but a pipe is
 * left as it is. */
bool sky_pipe_fit(int fd, size_t bytes);

#endif
