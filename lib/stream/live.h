/* SPDX-License-Identifier: ISC */
/* Inputs for a program that shows frames at their time. It does not wait inside the input, but for the input and other
 * events together; and of an input whose frames may be left out, it wants the newest.
 *
 * A live input is a frame file, raw: or a FIFO with a path. It shows the newest frame when one is due, it may have none
 * for a while, and whatever happens to it, it may come back: also after SKY_NEXT_FAILED it can be asked again. Every
 * frame of any other input is shown. */
#ifndef SKY_STREAM_LIVE_H
#define SKY_STREAM_LIVE_H

#include <sky/stream.h>

/* Opens an operand of sky_input_open() in this way. Part of a frame in a FIFO is dropped when nothing is added to it
 * for `patience` ns, or for a second if that is shorter. NULL with the error set. */
struct sky_input *sky_input_open_live(const char *operand, const struct sky_geometry *geometry, uint64_t patience);

/* Is it a live input, as described above? */
bool sky_input_is_live(const struct sky_input *input);

/* What to wait for: poll() events of a descriptor, or a time, whichever comes first. */
struct sky_input_wait {
    int fd;            /* -1: none; only asking tells whether a live input has a frame */
    short events;
    uint64_t deadline; /* CLOCK_MONOTONIC, ns; 0: nothing, the next frame is there; SKY_FOREVER: no time */
};

/* Before a frame of a live input is due, sky_input_attend() must be called for this; for any other input, and for the
 * first frame of a live one, sky_input_next_before() with a deadline of 0 reads on. */
struct sky_input_wait sky_input_wait(const struct sky_input *input);

/* Takes in what has come, without waiting. */
void sky_input_attend(struct sky_input *input);

struct sky_input_counts {
    uint64_t skipped; /* frames that came and were passed over for a newer one */
    uint64_t partial; /* frames that were dropped as the rest did not come */
};

/* The counts since the input was opened. */
struct sky_input_counts sky_input_counts(const struct sky_input *input);

#endif
