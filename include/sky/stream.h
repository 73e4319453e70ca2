/* SPDX-License-Identifier: ISC */
/* Streams of raw frames, whatever they are kept in: one open function and one read and write for all.
 *
 *     -          standard input or output
 *     PATH.png   a still picture, fitted to the disc; input only, never ends
 *     PATH.gz    a gzip-compressed recording
 *     PATH       a file, FIFO or character device
 *     @…         a frame file, shared with other programs; <sky/framefile.h>
 *     raw:PATH   a file of exactly one frame, the newest, which others draw into or read under flock()
 *
 * Errors are kept for sky_error() and begin with the stream's name. */
#ifndef SKY_STREAM_H
#define SKY_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include <sky/geometry.h>

struct sky_input;
struct sky_output;

/* ---- Input ---- */

/* Opens an operand to read frames of this geometry from. NULL with the error set. */
struct sky_input *sky_input_open(const char *operand, const struct sky_geometry *geometry);
void sky_input_close(struct sky_input *input); /* accepts NULL */

enum sky_next {
    SKY_NEXT_FAILED = -1,
    SKY_NEXT_END = 0,
    SKY_NEXT_FRAME = 1,
    SKY_NEXT_NOTHING = 2, /* nothing whole before the deadline; what has come of a frame is kept */
};

/* Points `frame` at the next frame, which stays in place until a later call gives another one or fails. A stream
 * that ends inside a frame fails, after all whole frames were given. */
enum sky_next sky_input_next(struct sky_input *input, const uint8_t **frame);

/* The same, waiting no longer than until `deadline` (CLOCK_MONOTONIC, ns), or a caught signal. */
enum sky_next sky_input_next_before(struct sky_input *input, const uint8_t **frame, uint64_t deadline);

/* Begins again with the first frame. Fails on what has no beginning to go back to, as a pipe. */
int sky_input_rewind(struct sky_input *input);

/* Passes over up to `count` frames. Returns how many, or -1 with the error set. */
int64_t sky_input_skip(struct sky_input *input, uint64_t count);

/* Frames that are still to come, or -1 when that is not known. */
int64_t sky_input_left(const struct sky_input *input);

/* From now on sky_input_next() gives the newest frame of a frame file, and passes over those before it, instead of
 * one after the other. Streams of other kinds have no frames that could be passed over. */
void sky_input_prefer_newest(struct sky_input *input);

bool sky_input_is_still(const struct sky_input *input);
const char *sky_input_name(const struct sky_input *input);

/* ---- Output ---- */

/* Opens an operand to write frames of this geometry to; a file is begun anew. `fps` is noted where the output
 * keeps a frame rate. NULL with the error set. */
struct sky_output *sky_output_open(const char *operand, const struct sky_geometry *geometry, double fps);

/* The place to draw the next frame in, of sky_frame_bytes() bytes with undefined content, and the call that
 * sends it. Never NULL. Of a frame file it is the frame's place in the file itself: nothing is copied. */
uint8_t *sky_output_begin(struct sky_output *output);
int sky_output_end(struct sky_output *output);

/* Sends a frame that is somewhere else, as a whole or in pieces that add up to it; the pieces may be changed. */
int sky_output_write(struct sky_output *output, const uint8_t *frame);
int sky_output_write_pieces(struct sky_output *output, struct iovec *pieces, int count);

/* Flushes, checks and closes; frees in any case. Returns 0, or -1 with the error set. Accepts NULL. */
int sky_output_close(struct sky_output *output);

/* Makes a frame file's writer wait until a reader has taken each frame, as a pipe does. Other outputs fail, with the
 * error set. */
int sky_output_lockstep(struct sky_output *output);

/* True for what stays when the writer is gone: a file or a compressed recording, which should end with a whole
 * frame. */
bool sky_output_is_recording(const struct sky_output *output);

/* True when frames should be written at their own time, since nothing else paces the writer. */
bool sky_output_is_paced(const struct sky_output *output);

/* ---- From one to the other ---- */

/* Moves up to `limit` whole frames inside the kernel, where it can. `moved` gets how many: 0 when this pair of
 * streams cannot or no more are left; go on with sky_input_next(). Returns 0, or -1 with the error set. */
int sky_stream_move(struct sky_input *input, struct sky_output *output, uint64_t limit, uint64_t *moved);

#endif
