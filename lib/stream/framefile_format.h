/* SPDX-License-Identifier: ISC */
/* The bytes of a frame file, for its writer and its reader; see sky-frame(5). */
#ifndef SKY_STREAM_FRAMEFILE_FORMAT_H
#define SKY_STREAM_FRAMEFILE_FORMAT_H

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <sky/geometry.h>

#define SKY_FRAMEFILE_MAGIC "SKYFRAME"
#define SKY_FRAMEFILE_VERSION 1
#define SKY_FRAMEFILE_HEADER 4096
#define SKY_FRAMEFILE_SLOTS_MIN 4  /* with fewer, the frame that is drawn soon overwrites one that is read */
#define SKY_FRAMEFILE_SLOTS_MAX 60 /* the header has room for no more */
#define SKY_FRAMEFILE_STRIDE_MAX ((uint64_t)1 << 30)
#define SKY_FRAMEFILE_HUB_STEPS 256

/* More frames than a file can ever have seen: at a million a second it takes 292,000 years. */
#define SKY_FRAMEFILE_NUMBER_MAX ((uint64_t)1 << 63)

/* The magic to the stride: what never changes in a file's life. */
#define SKY_FRAMEFILE_FIXED 40

struct sky_framefile_slot {
    _Atomic uint64_t number; /* of the frame in it; 0 while it is written */
    _Atomic uint64_t time;   /* when it was published: CLOCK_MONOTONIC, ns */
    uint8_t unused[48];
};

/* The counters that are written often have a cache line each, so that a reader that takes frames does not slow down
 * the writer that counts them. */
struct sky_framefile_header {
    char magic[8];
    uint32_t version, header_bytes;
    uint32_t vanes, pixels, hub, slots;
    uint64_t stride;
    _Atomic uint32_t rate; /* mHz */
    _Atomic uint32_t pid;
    uint8_t unused_48[16];
    _Atomic uint64_t published;
    uint8_t unused_72[56];
    _Atomic uint64_t taken;
    uint8_t unused_136[120];
    struct sky_framefile_slot slot[SKY_FRAMEFILE_SLOTS_MAX];
};

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is little-endian, and is used in place");
/* A lock that stands in for an atomic access would be this process's own, and useless between two. 32-bit ARM has
 * 64-bit atomics from ARMv6K on (ldrexd): an ARMv6 build needs -march=armv6k. */
static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "shared memory needs lock-free atomics");
static_assert(sizeof(_Atomic uint64_t) == 8 && sizeof(_Atomic uint32_t) == 4, "atomics have no padding");
static_assert(offsetof(struct sky_framefile_header, stride) == 32 &&
                  offsetof(struct sky_framefile_header, pid) == 44 &&
                  offsetof(struct sky_framefile_header, published) == 64 &&
                  offsetof(struct sky_framefile_header, taken) == 128 &&
                  offsetof(struct sky_framefile_header, slot) == 256 && sizeof(struct sky_framefile_slot) == 64 &&
                  sizeof(struct sky_framefile_header) == SKY_FRAMEFILE_HEADER,
              "the layout is the documented one");

/* What a header says, checked and copied: everything is computed from here, since another process can change the
 * header at any time after the check. */
struct sky_framefile_shape {
    struct sky_geometry geometry;
    uint32_t slots;
    size_t stride;
    size_t size;                        /* of the whole file */
    uint8_t fixed[SKY_FRAMEFILE_FIXED]; /* the bytes themselves, to see that they stay */
};

/* The shape of a new file. Returns 0, or -1 with the error set when this machine cannot address it. */
int sky_framefile_shape_plan(struct sky_framefile_shape *shape, const struct sky_geometry *geometry);

enum sky_framefile_validity {
    SKY_FRAMEFILE_GOOD,
    SKY_FRAMEFILE_BLANK,   /* empty or all zeros: made by nobody, or before a loss of power */
    SKY_FRAMEFILE_DAMAGED, /* a frame file of this version that contradicts itself */
    SKY_FRAMEFILE_FOREIGN, /* something else */
};

/* Reads and checks the header of an open file, whose path is for messages only. Unless the file is good, the error
 * is kept. `published`, if not NULL, gets the newest frame's number, or 0 when it is nonsense. */
enum sky_framefile_validity sky_framefile_validate(int fd, const char *path, struct sky_framefile_shape *shape,
                                                   uint64_t *published);

static inline struct sky_framefile_slot *
sky_framefile_slot_of(uint8_t *file, const struct sky_framefile_shape *shape, uint64_t number)
{
    return &((struct sky_framefile_header *)(void *)file)->slot[number % shape->slots];
}

static inline uint8_t *sky_framefile_pixels_of(uint8_t *file, const struct sky_framefile_shape *shape,
                                               uint64_t number)
{
    return file + SKY_FRAMEFILE_HEADER + shape->stride * (size_t)(number % shape->slots);
}

/* True when the directory is safe to share frames in: ours, not a link, nobody else's to write. Else -1 with the
 * error set. */
int sky_framefile_check_private(const char *directory);

/* For an open file: if its path is in our directory in /dev/shm, both must be ours, as another user may have made the
 * directory while we waited for it. Returns 0, or -1 with the error set. */
int sky_framefile_check_owner(const char *path, int fd);

/* Wait until `counter` is no longer `seen`, but not after `deadline` (CLOCK_MONOTONIC, ns) and 10 ms at most; and
 * wake those who wait for it. */
void sky_framefile_wait(const _Atomic uint64_t *counter, uint64_t seen, uint64_t deadline);
void sky_framefile_wake(const _Atomic uint64_t *counter);

#endif
