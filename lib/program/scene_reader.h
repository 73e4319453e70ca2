/* SPDX-License-Identifier: ISC */
/* Reads one scene of a show. A stream whose length is not known can be read ahead: its frames wait in a queue, so that
 * its end is known some frames before it is shown. */
#ifndef SKY_PROGRAM_SCENE_READER_H
#define SKY_PROGRAM_SCENE_READER_H

#include <sky/program.h>

#include "program/timeline.h"

/* Frames for queues, which the readers share. */
struct sky_frame_pool {
    uint8_t **frames; /* those that are free */
    size_t count, bytes;
};

/* Makes a pool of `count` frames of `bytes` bytes. Returns 0, or -1 with the error set; finish() may follow in any
 * case, once all readers are closed. */
int sky_frame_pool_init(struct sky_frame_pool *pool, size_t count, size_t bytes);
void sky_frame_pool_finish(struct sky_frame_pool *pool);

struct sky_scene_reader {
    struct sky_input *input;     /* NULL: closed */
    const struct sky_scene *scene;
    uint64_t number;             /* frames given */
    uint64_t length;             /* all frames; SKY_FRAMES_ENDLESS as long as that is not known */
    bool ended;                  /* the input itself has ended */
    const uint8_t *frame;        /* the newest one given; NULL where there is none */

    uint64_t patience;               /* ns: how long it waits for a frame before the scene fails */
    bool (*gives_up)(void *context); /* called again and again while it waits: true ends the scene; may be NULL */
    void *context;

    struct sky_frame_pool *pool; /* NULL: frames are given as they are in the input */
    uint8_t **queue, *held;      /* a ring of frames that wait; the one that was given last */
    size_t ahead, first, count;  /* how many should wait, and do */
};

/* Opens a scene; `input` is that of the scene if it is open already, else NULL, and belongs to the reader. `pool` may
 * be NULL, else `ahead` frames are to be known before they are given. `gives_up` is the caller's to set. Returns 0, or
 * -1 with the error set; the reader is closed then. */
int sky_scene_reader_open(struct sky_scene_reader *reader, const struct sky_run *run, const struct sky_scene *scene,
                          struct sky_input *input, struct sky_frame_pool *pool, uint64_t ahead);

/* Closes it, and makes it ready to be opened. Accepts a closed one. */
void sky_scene_reader_close(struct sky_scene_reader *reader);

/* Goes back to the first frame. Returns 0, or -1 with the error set. */
int sky_scene_reader_rewind(struct sky_scene_reader *reader);

/* Reads on if frames should wait: two for each one that is given, until all do, so that nobody waits for a queue.
 * Returns SKY_NEXT_FRAME; SKY_NEXT_FAILED with the error set, once, when the scene broke off, which then ends after
 * the frames that wait; or SKY_NEXT_NOTHING. */
enum sky_next sky_scene_reader_read_ahead(struct sky_scene_reader *reader);

/* Sets reader->frame to the next frame, which stays valid until the next call. A frame file that gives none for as long
 * as its scene lasts fails. After SKY_NEXT_END and SKY_NEXT_FAILED the scene has ended; the last frame is still there
 * if all others were given, or if there is a pool. */
enum sky_next sky_scene_reader_next(struct sky_scene_reader *reader);

/* Writes the next frame without copying it, if that is possible; `moved` says so. Returns 0, or -1 with the error
 * set. */
int sky_scene_reader_move(struct sky_scene_reader *reader, struct sky_output *output, bool *moved);

/* Skips up to `count` frames, as far as it can without reading. Returns how many; 0 at the end, and when a caught
 * signal asks to stop; or -1 with the error set. */
int64_t sky_scene_reader_skip(struct sky_scene_reader *reader, uint64_t count);

/* After the last frame of a file: whether it ends there, and not inside a further frame. Returns 0, or -1 with the
 * error set. */
int sky_scene_reader_check_end(struct sky_scene_reader *reader);

#endif
