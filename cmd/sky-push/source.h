/* SPDX-License-Identifier: ISC */
/* The source of a show: an input, and how it is looked at.
 *
 * A pipe, a file or a picture plays every frame, each is waited for. A live source shows the newest when a frame is
 * due: a frame file, raw:, a FIFO. Whatever happens to a live one, it may come back. */
#ifndef SKY_PUSH_SOURCE_H
#define SKY_PUSH_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>

enum coming {
    COMING_FAILED = -1, /* with the error set; a live source may be asked again */
    COMING_END = 0,     /* never of a live one */
    COMING_FRAME = 1,
    COMING_NOTHING = 2, /* before the deadline */
    COMING_SAME = 3,    /* it is well, and shows what it showed */
};

struct source;

struct source_kind {
    bool live;
    enum coming (*next)(struct source *source, uint8_t *frame, uint64_t deadline);
    void (*wait)(struct source *source, uint64_t deadline); /* optional: nothing can be missed meanwhile */
    int64_t (*left)(const struct source *source);           /* optional: not known */
    void (*close)(struct source *source);                   /* frees what the kind holds, and the source */
};

/* A kind's own struct begins with this. */
struct source {
    const struct source_kind *kind;
    char *name; /* for messages */
    size_t bytes;
    uint64_t skipped; /* frames that came and were passed over for a newer one */
    uint64_t partial; /* frames that were dropped as the rest did not come */
};

/* Opens the input. `stale` in ns: what has come of a frame in a FIFO is dropped when nothing is added for so long,
 * or a second, whichever is shorter. NULL with the error set. */
struct source *source_open(const char *operand, const struct sky_geometry *geometry, uint64_t stale);
void source_close(struct source *source); /* accepts NULL */

/* The next frame, or the newest of a live source, to `frame`, which must hold the last one; waits for it until
 * `deadline` (CLOCK_MONOTONIC, ns) or a caught signal. */
enum coming source_next(struct source *source, uint8_t *frame, uint64_t deadline);

/* Waits until `deadline`, perhaps less long, minding the source. For live ones. */
void source_wait(struct source *source, uint64_t deadline);

/* Frames to come, or -1 when that is not known. */
int64_t source_left(const struct source *source);

/* For kinds: allocates a struct of `size` bytes, zeroed, with the common part filled in; NULL with the error set.
 * And frees the common part and the struct. */
void *source_create(size_t size, const struct source_kind *kind, const char *name, size_t bytes);
void source_finish(struct source *source);

struct source *source_open_fifo(const char *path, const struct sky_geometry *geometry, uint64_t stale);

#endif
