/* SPDX-License-Identifier: ISC */
/* The header of a WAV stream, byte by byte as it comes through a pipe: RIFF/WAVE with PCM or floats, plain or
 * WAVE_FORMAT_EXTENSIBLE ("Multimedia Programming Interface and Data Specifications 1.0", and Microsoft's mmreg.h), and
 * RF64 and BW64 for files beyond 4 GB (EBU Tech 3306, ITU-R BS.2088). Programs that write to a pipe cannot go back to
 * fill in sizes, and leave 0 or the greatest number there: then the sound lasts to the end of the stream. */
#ifndef SKY_SOUND_WAV_H
#define SKY_SOUND_WAV_H

#include <stdbool.h>

#include "sound/pcm.h"

#define SKY_WAV_MAGIC 4 /* bytes that tell whether a stream is WAV */
#define SKY_WAV_ENDLESS UINT64_MAX

/* Begin with a zeroed one. */
struct sky_wav {
    struct sky_pcm pcm;  /* once the header is complete: what the sound is */
    uint64_t data_bytes; /* and its length, that of whole sample frames; or SKY_WAV_ENDLESS */

    int state;
    char chunk[5];         /* its name */
    uint64_t size;         /* of the chunk */
    uint64_t skipped;      /* bytes of the chunk that were left out */
    size_t held, wanted;   /* bytes in `bytes`, and how many are needed to go on */
    uint8_t bytes[40];     /* of the header or chunk that is being read */
    uint64_t long_size;    /* of the data, as RF64's ds64 tells */
};

/* Do these SKY_WAV_MAGIC bytes begin a WAV stream? */
bool sky_wav_is(const uint8_t *bytes);

/* Takes further bytes of the stream from its beginning on. `used` gets how many belong to the header. Returns 1 once it
 * is complete, when the bytes after those are sound; 0 when more are needed; -1 with the error set, which says what is
 * not read and, if ffmpeg does, how to convert it. */
int sky_wav_take(struct sky_wav *wav, const uint8_t *bytes, size_t size, size_t *used);

/* Sets the error for a stream that ended inside the header, and returns -1. */
int sky_wav_fail_short(const struct sky_wav *wav);

#endif
