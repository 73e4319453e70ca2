/* SPDX-License-Identifier: ISC */
/* What a kind of stream provides: inside this folder only; everyone else uses <sky/stream.h>. */
#ifndef SKY_STREAM_KINDS_H
#define SKY_STREAM_KINDS_H

#include <sky/stream.h>

struct sky_input_wait;
struct sky_view_settings;

struct sky_input_kind {
    enum sky_next (*next)(struct sky_input *input, const uint8_t **frame, uint64_t deadline);
    int (*rewind)(struct sky_input *input);                   /* optional: cannot */
    /* Passes over up to `count` frames without reading them, as far as it can. Returns how many, or -1 with the error
     * set. Optional: the rest are read and dropped. */
    int64_t (*skip)(struct sky_input *input, uint64_t count);
    int64_t (*left)(const struct sky_input *input);           /* optional: not known */
    double (*fps)(const struct sky_input *input);             /* optional: not known */
    void (*prefer_newest)(struct sky_input *input);           /* optional: it has no frames to pass over */
    void (*attend)(struct sky_input *input);                  /* optional: <stream/live.h> */
    void (*wait)(const struct sky_input *input, struct sky_input_wait *wait); /* optional: a frame is there at once */
    void (*close)(struct sky_input *input);                   /* frees what the kind holds, and the input */
};

/* A kind's own struct begins with this. */
struct sky_input {
    const struct sky_input_kind *kind;
    char *name; /* for errors: the operand, or "standard input" */
    struct sky_geometry geometry;
    size_t bytes;    /* of a frame */
    uint64_t number; /* of the next frame, from 0 */
    int fd;          /* of a kind that has one, else -1 */
    bool live;       /* <stream/live.h> */
    uint64_t skipped, partial; /* frames, as there */
    bool ends_at_damage; /* sky_input_end_at_damage() */
    bool quiet;          /* damage was warned of, or is not to be */
    double show_fps;     /* <stream/still.h>, like the rest */
    uint64_t show_first;
    char *words;
    int (*viewer)(void *context, uint64_t frame, struct sky_view_settings *settings);
    void (*finish_viewer)(void *context);
    void *viewer_context;
};

struct sky_output_kind {
    bool (*wait)(struct sky_output *output, uint64_t deadline); /* for room; optional: there always is some */
    uint8_t *(*begin)(struct sky_output *output); /* optional: the output's own `frame` */
    int (*end)(struct sky_output *output);        /* optional: `frame` is written as one piece */
    int (*write)(struct sky_output *output, struct iovec *pieces, int count);
    int (*lockstep)(struct sky_output *output); /* optional: it has none */
    int (*close)(struct sky_output *output);    /* frees what the kind holds, and the output */
    bool paced;
};

struct sky_output {
    const struct sky_output_kind *kind;
    char *name;
    struct sky_geometry geometry;
    size_t bytes;
    uint8_t *frame;
    int fd;         /* of a kind that has one, else -1 */
    bool recording; /* what is written stays */
    bool untouched; /* a file that still holds what it held before it was opened */
    bool created;   /* it did not exist before */
};

/* Allocate a kind's struct of `size` bytes, zeroed, with the common part filled in and fd -1. NULL with the
 * error set. The finish functions free the common part and the struct. */
void *sky_input_create(size_t size, const struct sky_input_kind *kind, const char *name,
                       const struct sky_geometry *geometry);
void sky_input_finish(struct sky_input *input);
void *sky_output_create(size_t size, const struct sky_output_kind *kind, const char *name,
                        const struct sky_geometry *geometry);
void sky_output_finish(struct sky_output *output);

/* Opens output->fd as a file of output->name, or as standard output for a NULL path, and sets `recording`
 * and `untouched` for a regular file, and `created`. A terminal is refused. Returns 0, or -1 with the error set. */
int sky_output_open_fd(struct sky_output *output, const char *path);

/* Truncates an untouched file; to be called before the first frame is written, and by close(). Returns 0, or -1 with
 * the error set. */
int sky_output_truncate(struct sky_output *output);

/* Closes output->fd. Returns 0, or -1 with the error set. */
int sky_output_close_fd(struct sky_output *output);

/* A frame's memory, aligned for vector instructions; free() it. NULL with the error set. */
uint8_t *sky_frame_alloc(size_t bytes);

/* Fails when frames of one geometry were found and those of another are wanted. Returns 0, or -1 with the error set. */
int sky_geometry_check(const char *name, const struct sky_geometry *found, const struct sky_geometry *wanted);

/* Sets the error for a stream that ends inside a frame, of which `found` bytes came. Returns SKY_NEXT_FAILED. */
enum sky_next sky_input_ended_inside(const struct sky_input *input, size_t found);

/* The kinds. `path` is NULL for standard input or output. */
struct sky_input *sky_input_open_file(const char *path, const struct sky_geometry *geometry);
struct sky_input *sky_input_open_recording(const char *path, const struct sky_geometry *geometry);
struct sky_input *sky_input_open_fifo(const char *path, const struct sky_geometry *geometry, uint64_t patience);
struct sky_input *sky_input_open_still(const char *path, const struct sky_geometry *geometry);
struct sky_output *sky_output_open_file(const char *path, const struct sky_geometry *geometry);
struct sky_output *sky_output_open_recording(const char *path, const struct sky_geometry *geometry, double fps);

/* The kinds that are named by their operand: "@…" and "raw:PATH". */
struct sky_input *sky_input_open_framefile(const char *operand, const struct sky_geometry *geometry);
struct sky_output *sky_output_open_framefile(const char *operand, const struct sky_geometry *geometry, double fps);
#define SKY_RAW "raw:"
struct sky_input *sky_input_open_raw(const char *operand, const struct sky_geometry *geometry);
struct sky_output *sky_output_open_raw(const char *operand, const struct sky_geometry *geometry);

#endif
