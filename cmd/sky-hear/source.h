/* SPDX-License-Identifier: ISC */
/* Where sound comes from: a file, a FIFO or standard input, raw or WAV. */
#ifndef SKY_HEAR_SOURCE_H
#define SKY_HEAR_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sound/pcm.h"

#define SOURCE_BYTES 16384

struct source {
    const char *name; /* for messages */
    struct sky_pcm pcm;

    int fd;
    bool is_wav;
    uint64_t left;          /* bytes of sound that are still to be read */
    bool ended;             /* no more bytes come */
    bool live;              /* it may stall: it is no regular file */
    uint64_t heard_until;   /* when the sound that was read ends, by the clock, ns; 0: none was read */
    bool warned;            /* of samples that are not numbers */
    uint8_t bytes[SOURCE_BYTES];
    size_t begin, end;      /* what is in `bytes` and was not taken */
};

/* Opens an operand, "-" for standard input, and waits for its first bytes. It is of this kind if `raw`; otherwise it
 * may be WAV, whose header then sets source->pcm. Returns 0, or -1 with the error set. Call source_close() in any
 * case. */
int source_open(struct source *source, const char *operand, const struct sky_pcm *pcm, bool raw);
void source_close(struct source *source);

/* Writes up to `count` samples of one channel, and at least one. Returns how many; 0 at the end, or when a caught
 * signal asks to stop; -1 with the error set, also when the sound ends too early, after all of it.
 *
 * When nothing comes through a pipe for half a second, as from a microphone that was unplugged, silence comes instead,
 * in step with the clock. Sound that came faster than it is played counts as long as it is, up to two seconds: so what
 * comes from a file by way of a pipe is not stretched by a program that is slow for a moment. */
ssize_t source_read(struct source *source, float *mono, size_t count);

#endif
