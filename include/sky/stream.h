/* SPDX-License-Identifier: ISC */
/* Streams of frames: one set of functions for everything that frames are read from or written to.
 *
 *     -          standard input or output; as an output, /dev/stdout is the same
 *     PATH.png   a picture, which may be animated, fitted to the disc; input only, without end
 *     PATH.gz    a recording, compressed by gzip
 *     PATH       a file, FIFO or character device
 *     @…         a frame file, shared with other programs: <sky/framefile.h>
 *     raw:PATH   a file of exactly one frame, the newest, which other programs lock, map, read and write
 *
 * A stream is for one thread at a time. Errors begin with the stream's name. Only sky_input_open() needs libpng, so a
 * program that does not call it can be linked statically without. */
#ifndef SKY_STREAM_H
#define SKY_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include <sky/geometry.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sky_input;
struct sky_output;

/* ---- Input ---- */

/* Opens an operand to read frames of this geometry. The result is for sky_input_close(); NULL with the error set. */
struct sky_input *sky_input_open(const char *operand, const struct sky_geometry *geometry);

/* Finds out whether an operand can be opened, as far as that is possible without waiting and without reading frames; it
 * is for inputs that will be opened later. Returns 0, or -1 with the error set. */
int sky_input_check(const char *operand, const struct sky_geometry *geometry);

/* Remembers that this operand is an input of the program, so that no output is opened that is the same file, also by
 * another path. Call it for each input before the output is opened. */
void sky_input_protect(const char *operand);

void sky_input_close(struct sky_input *input); /* accepts NULL */

enum sky_next {
    SKY_NEXT_FAILED = -1, /* with the error set */
    SKY_NEXT_END = 0,     /* there are no more frames */
    SKY_NEXT_FRAME = 1,
    SKY_NEXT_NOTHING = 2, /* no whole frame came in time; a part that came is kept for the next call */
    SKY_NEXT_SAME = 3,    /* raw: alone, after sky_input_prefer_newest(): its frame is the one returned last */
};

/* Points `frame` to the next frame, of sky_frame_bytes() bytes. It is the input's, and stays valid until the next call.
 * A stream that ends inside a frame fails after its last whole frame. */
enum sky_next sky_input_next(struct sky_input *input, const uint8_t **frame);

/* The same, and returns SKY_NEXT_NOTHING at `deadline` (CLOCK_MONOTONIC, ns; UINT64_MAX for none), or when a caught
 * signal asks to stop. */
enum sky_next sky_input_next_before(struct sky_input *input, const uint8_t **frame, uint64_t deadline);

/* Goes back to the first frame. Returns 0; -1 with the error set where that is not possible, as in a pipe. */
int sky_input_rewind(struct sky_input *input);

/* Skips up to `count` frames. Returns how many there were, or -1 with the error set. */
int64_t sky_input_skip(struct sky_input *input, uint64_t count);

/* The number of whole frames that are left, or -1 where that is not known. */
int64_t sky_input_left(const struct sky_input *input);

/* The frame rate that a recording was made at, in frames a second; 0 where none is known. */
double sky_input_fps(const struct sky_input *input);

/* Makes later calls return the newest frame of a frame file instead of one after the other, and tell of raw: whether it
 * has changed. Other inputs have no frames to leave out, and ignore it. */
void sky_input_prefer_newest(struct sky_input *input);

/* From now on, damage after the first frame counts as the end of the input, for a program that holds or loops what was
 * good before it. With `warn` it is printed the first time. */
void sky_input_end_at_damage(struct sky_input *input, bool warn);

/* True for a picture, which never ends. */
bool sky_input_is_still(const struct sky_input *input);

/* The name for messages: the path, the operand or "standard input". Valid until the input is closed. */
const char *sky_input_name(const struct sky_input *input);

/* ---- Output ---- */

/* Opens an operand to write frames of this geometry. A file that does not exist is created; an existing one keeps its
 * content until the first frame is written. `fps`, frames a second, is stored where the output has a place for it. The
 * result is for sky_output_close() or sky_output_cancel(); NULL with the error set. */
struct sky_output *sky_output_open(const char *operand, const struct sky_geometry *geometry, double fps);

/* Waits until a reader has made room for the next frame, or a caught signal asks to stop. A frame that is drawn after
 * this, instead of before, is as new as it can be. */
void sky_output_wait(struct sky_output *output);

/* Whether there is room already: a reader of a pipe has taken the frame before. */
bool sky_output_has_room(struct sky_output *output);

/* begin() returns memory for the next frame, of sky_frame_bytes() bytes with undefined content; never NULL. end()
 * writes that frame, after which the memory is the output's again. The memory of a frame file is in the file itself:
 * nothing is copied. end() returns 0, or -1 with the error set. */
uint8_t *sky_output_begin(struct sky_output *output);
int sky_output_end(struct sky_output *output);

/* Write a frame from elsewhere: as a whole, or in `count` pieces that add up to one; the array of pieces is changed.
 * Return 0, or -1 with the error set. */
int sky_output_write(struct sky_output *output, const uint8_t *frame);
int sky_output_write_pieces(struct sky_output *output, struct iovec *pieces, int count);

/* Flushes and closes, and frees the output in any case; a file without a frame becomes empty. Returns 0; -1 with the
 * error set when not all that was written is safe. Accepts NULL. */
int sky_output_close(struct sky_output *output);

/* The same after a failure: a file to which no frame was written keeps what it held before, or is removed if the output
 * has created it. */
int sky_output_cancel(struct sky_output *output);

/* Makes the writer of a frame file wait until a reader has taken each frame, as a pipe does. Returns 0; -1 with the
 * error set for other outputs. */
int sky_output_lockstep(struct sky_output *output);

/* True for what stays after the program, a file or a compressed recording: it should end with a whole frame. */
bool sky_output_is_recording(const struct sky_output *output);

/* True for a file that still holds what it held before, as no frame has been written to it. */
bool sky_output_is_untouched(const struct sky_output *output);

/* True where nothing holds the writer back, so that it must itself keep to the frame rate. */
bool sky_output_is_paced(const struct sky_output *output);

/* ---- From one to the other ---- */

/* Moves up to `limit` whole frames inside the kernel, without a copy in this process. `moved` gets their number: 0 when
 * these two streams cannot or no whole frame is left, and sky_input_next() goes on from there. Returns 0, or -1 with
 * the error set. */
int sky_stream_move(struct sky_input *input, struct sky_output *output, uint64_t limit, uint64_t *moved);

#ifdef __cplusplus
}
#endif

#endif
