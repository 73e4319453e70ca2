/* SPDX-License-Identifier: ISC */
/* Samples of sound, from the bytes of a stream to one channel of floats. */
#ifndef SKY_SOUND_PCM_H
#define SKY_SOUND_PCM_H

#include <stddef.h>
#include <stdint.h>

#define SKY_PCM_CHANNELS_MAX 64

enum sky_pcm_encoding { SKY_PCM_U8, SKY_PCM_S16LE, SKY_PCM_S24LE, SKY_PCM_S32LE, SKY_PCM_F32LE };

/* Their names, in this order, ended by NULL. */
extern const char *const sky_pcm_encodings[];

/* What a stream holds. A sample frame is one sample of each channel. */
struct sky_pcm {
    enum sky_pcm_encoding encoding;
    unsigned rate;     /* sample frames a second */
    unsigned channels; /* 1 to SKY_PCM_CHANNELS_MAX */
};

/* Bytes of a sample, and of a sample frame. */
size_t sky_pcm_sample_bytes(enum sky_pcm_encoding encoding);
size_t sky_pcm_frame_bytes(const struct sky_pcm *pcm);

/* Writes the mean of the channels of `frames` sample frames, full scale as -1 to 1. What is not a number, infinite, or
 * larger than 16 counts as 0; returns how many such samples there were. */
size_t sky_pcm_mono(const struct sky_pcm *pcm, const uint8_t *bytes, size_t frames, float *mono);

#endif
