/* SPDX-License-Identifier: ISC */
/* How much a pipe holds. A frame that is written to a pipe is shown only after all those before it, so with many frames
 * in pipes a change to a parameter would be seen seconds later. Each program sets the pipes on both of its ends to
 * about one frame, and begins a frame only when there is room. */
#ifndef SKY_STREAM_PIPE_H
#define SKY_STREAM_PIPE_H

#include <stdbool.h>
#include <stddef.h>

/* Sets the size of a pipe for frames of so many bytes: the largest power of two that is not more, at least a page.
 * Through three programs at 30 frames a second a change is then seen 4 frames later, at any size of frame; with the
 * next power of two it is 6 frames for large frames. POLLOUT says that a part of the pipe is empty, and of a pipe of
 * one page, all.
 *
 * False when what is in the pipe would leave no room in it: try again after some has been read. Anything but a pipe is
 * left as it is. */
bool sky_pipe_fit(int fd, size_t bytes);

#endif
