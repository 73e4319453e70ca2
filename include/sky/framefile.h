/* SPDX-License-Identifier: ISC */
/* Frame files: shared memory between one writer of frames and any number of readers, in any language. sky-frame(5) is
 * the format and the protocol.
 *
 * A writer:                                            A reader:
 *
 *     w = sky_framefile_writer_create(path, &g, 30);       r = sky_framefile_reader_create(path, &g);
 *     while ((pixels = sky_framefile_begin(w))) {          while (sky_framefile_read_newest(r, &frame, UINT64_MAX)
 *         draw(pixels);                                           == SKY_NEXT_FRAME)
 *         if (sky_framefile_publish(w) < 0)                    show(frame);
 *             break;                                       sky_framefile_reader_destroy(r);
 *     }
 *     sky_framefile_writer_destroy(w);
 *
 * A writer must keep to its frame rate itself: <sky/pace.h>.
 *
 * Both survive that another process truncates, deletes or replaces the file. For that the first writer or reader
 * installs a handler of SIGBUS, which passes on the signals that are not about a frame file.
 *
 * A writer or reader is for one thread at a time. Errors begin with the path. */
#ifndef SKY_FRAMEFILE_H
#define SKY_FRAMEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>
#include <sky/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The path of "@", "@NAME" or "@/PATH", for free(). With `writing` a missing directory of "@" and "@NAME" is made.
 * NULL with the error set: the name is not valid, or the directory cannot be made or is not safe to use. */
char *sky_framefile_path(const char *operand, bool writing);

/* ---- Writer ---- */

struct sky_framefile_writer;

/* Makes this process the one writer of the file. Frame numbers go on from its newest frame; a file that does not exist,
 * or has another geometry, is made. `fps`, frames a second, is stored in the file as information. NULL with the error
 * set: another process writes it (the error names it), it is not a frame file, no permission, no space. */
struct sky_framefile_writer *sky_framefile_writer_create(const char *path, const struct sky_geometry *geometry,
                                                         double fps);
void sky_framefile_writer_destroy(struct sky_framefile_writer *writer); /* accepts NULL */

/* Makes publish() wait until a reader has taken the frame before. When no frame is taken for 2 seconds the writer warns
 * once and stops waiting, until a reader takes frames again. */
void sky_framefile_writer_lockstep(struct sky_framefile_writer *writer);

/* Memory for the next frame, in the file: sky_frame_bytes() bytes with undefined content, the writer's until publish().
 * A file that was deleted, truncated or overwritten is made again first. NULL with the error set. */
uint8_t *sky_framefile_begin(struct sky_framefile_writer *writer);

/* Publishes the frame of the last begin() to all readers. Returns 0; -1 with the error set when there was no begin().
 * If the file was truncated meanwhile, the frame is lost without an error and the next begin() makes the file again. */
int sky_framefile_publish(struct sky_framefile_writer *writer);

/* The number of the newest frame, 0 before the first one of a new file. */
uint64_t sky_framefile_published(const struct sky_framefile_writer *writer);

/* ---- Reader ---- */

struct sky_framefile_reader;

/* Makes a reader of a path that need not exist yet: the read functions wait for it, with one warning. NULL with the
 * error set when memory is short. */
struct sky_framefile_reader *sky_framefile_reader_create(const char *path, const struct sky_geometry *geometry);
void sky_framefile_reader_destroy(struct sky_framefile_reader *reader); /* accepts NULL */

/* Copy a frame that this reader has not read, and point `frame` to the copy, which is the reader's and valid until its
 * next call. Without a new frame they wait until `deadline` (CLOCK_MONOTONIC, ns; UINT64_MAX for none), or until a
 * caught signal asks to stop, and return SKY_NEXT_NOTHING. SKY_NEXT_FAILED, with the error set, means that the file
 * cannot be read: it is not a frame file, has another geometry, or there is no permission. The next call tries again.
 *
 * read_newest: the newest frame. read_next: the frame after the last one read, first the newest; a reader so far behind
 * that this one is overwritten goes on with the newest. */
enum sky_next sky_framefile_read_newest(struct sky_framefile_reader *reader, const uint8_t **frame,
                                        uint64_t deadline);
enum sky_next sky_framefile_read_next(struct sky_framefile_reader *reader, const uint8_t **frame,
                                      uint64_t deadline);

/* As read_newest, without the copy: `frame` points into the file, where the writer may overwrite it at any time. What
 * was computed from it may be used only if sky_framefile_accept() returns true afterwards. */
enum sky_next sky_framefile_peek_newest(struct sky_framefile_reader *reader, const uint8_t **frame,
                                        uint64_t deadline);
bool sky_framefile_accept(struct sky_framefile_reader *reader);

struct sky_framefile_stats {
    uint64_t number;   /* of the last frame read, 0 before the first */
    uint64_t time;     /* when its writer published it: CLOCK_MONOTONIC, ns */
    uint64_t frames;   /* read */
    uint64_t rejected; /* overwritten while they were read, and so not used */
    uint64_t skipped;  /* published, but never read */
};

/* What the reader has counted. The reader updates it, and owns it. */
const struct sky_framefile_stats *sky_framefile_reader_stats(const struct sky_framefile_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
