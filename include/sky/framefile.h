/* SPDX-License-Identifier: ISC */
/* The frame file: frames shared in memory between one writer and any number of readers, in any language.
 * sky-frame(5) is its whole contract. Link with libsky; errors are kept for sky_error() and begin with the path.
 *
 * A writer:                                            A reader:
 *
 *     w = sky_framefile_writer_create(path, &g, 30);       r = sky_framefile_reader_create(path, &g);
 *     while ((pixels = sky_framefile_begin(w))) {          while (sky_framefile_read_newest(r, &frame, UINT64_MAX)
 *         draw(pixels);                                           == SKY_NEXT_FRAME)
 *         if (sky_framefile_publish(w) < 0)                    show(frame);
 *             break;
 *     }
 *     sky_framefile_writer_destroy(w);                     sky_framefile_reader_destroy(r);
 *
 * Both survive that the file is truncated, deleted or replaced under them. For that the first mapping installs a
 * handler of SIGBUS, which hands faults elsewhere on to what was there before it. */
#ifndef SKY_FRAMEFILE_H
#define SKY_FRAMEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>
#include <sky/stream.h>

/* The path that "@", "@NAME" or "@/PATH" stands for; free() it. `writing` makes the directory when it is missing.
 * NULL with the error set: the name does not fit, or the directory is not ours or cannot be made. */
char *sky_framefile_path(const char *operand, bool writing);

/* ---- Writer ---- */

struct sky_framefile_writer;

/* Becomes the file's one writer: carries on after its newest frame when it is of this geometry, or makes it anew.
 * `fps` is noted in it, for people. NULL with the error set: another process writes it (which one is said), no
 * permission, no room, or the path is some other file. */
struct sky_framefile_writer *sky_framefile_writer_create(const char *path, const struct sky_geometry *geometry,
                                                         double fps);
void sky_framefile_writer_destroy(struct sky_framefile_writer *writer); /* accepts NULL */

/* From now on publish() waits until a reader has taken the frame before. When none is taken for 2 seconds it goes
 * on without readers, and says so once, until one takes frames again. */
void sky_framefile_writer_lockstep(struct sky_framefile_writer *writer);

/* The next frame's place in the file, of sky_frame_bytes() bytes with undefined content; it is the writer's own
 * until publish(). A file that was deleted, truncated or spoiled is made again first. NULL with the error set. */
uint8_t *sky_framefile_begin(struct sky_framefile_writer *writer);

/* Shows the frame that was begun to all readers. Returns 0 also when the file was truncated meanwhile, which
 * loses this frame, as the next begin() makes the file again; -1 when no frame was begun. */
int sky_framefile_publish(struct sky_framefile_writer *writer);

/* The number of the newest frame; the first one ever is 1. */
uint64_t sky_framefile_published(const struct sky_framefile_writer *writer);

/* ---- Reader ---- */

struct sky_framefile_reader;

/* Makes a reader of the path, which need not exist yet: reading waits for it and says so once on standard error.
 * NULL with the error set when memory is short. */
struct sky_framefile_reader *sky_framefile_reader_create(const char *path, const struct sky_geometry *geometry);
void sky_framefile_reader_destroy(struct sky_framefile_reader *reader); /* accepts NULL */

/* Copy a frame that was not read before, and point `frame` at the copy, which stays until the next call. They wait
 * for one until `deadline` (CLOCK_MONOTONIC, ns; UINT64_MAX is for ever) or until a caught signal asks to stop, and
 * return SKY_NEXT_NOTHING then. SKY_NEXT_FAILED with the error set means that the file cannot be read: no
 * permission, another geometry, not a frame file; a later call tries again.
 *
 * newest: whatever was published last. next: one after the other; the first is the newest, and a reader that falls
 * so far behind that the next one is overwritten goes on with the newest. */
enum sky_next sky_framefile_read_newest(struct sky_framefile_reader *reader, const uint8_t **frame,
                                        uint64_t deadline);
enum sky_next sky_framefile_read_next(struct sky_framefile_reader *reader, const uint8_t **frame,
                                      uint64_t deadline);

/* The same without a copy: points `frame` into the file, where the writer may overwrite it at any time. What was
 * computed from it is valid only if accept() then returns true; else it must be thrown away. */
enum sky_next sky_framefile_look_newest(struct sky_framefile_reader *reader, const uint8_t **frame,
                                        uint64_t deadline);
bool sky_framefile_accept(struct sky_framefile_reader *reader);

/* What a reader has seen. */
struct sky_framefile_seen {
    uint64_t number;   /* of the frame read last, 0 before the first */
    uint64_t time;     /* when that was published: CLOCK_MONOTONIC, ns; as its writer says */
    uint64_t frames;   /* read */
    uint64_t rejected; /* overwritten while they were read, and not used */
    uint64_t skipped;  /* published and never read */
};
const struct sky_framefile_seen *sky_framefile_reader_seen(const struct sky_framefile_reader *reader);

#endif
