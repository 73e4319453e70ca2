/* SPDX-License-Identifier: ISC */
#include "sound/pcm.h"

#include <stdbool.h>

#include "base/bytes.h"
#include "kernel/fmath.h"

#define SAMPLE_MAX 16.0f /* 24 dB above full scale: more is something else that was taken for floats */

const char *const sky_pcm_encodings[] = {[SKY_PCM_U8] = "u8",       [SKY_PCM_S16LE] = "s16le",
                                         [SKY_PCM_S24LE] = "s24le", [SKY_PCM_S32LE] = "s32le",
                                         [SKY_PCM_F32LE] = "f32le", NULL};

size_t sky_pcm_sample_bytes(enum sky_pcm_encoding encoding)
{
    static const uint8_t bytes[] = {
        [SKY_PCM_U8] = 1, [SKY_PCM_S16LE] = 2, [SKY_PCM_S24LE] = 3, [SKY_PCM_S32LE] = 4, [SKY_PCM_F32LE] = 4};
    return bytes[encoding];
}

size_t sky_pcm_frame_bytes(const struct sky_pcm *pcm)
{
    return sky_pcm_sample_bytes(pcm->encoding) * pcm->channels;
}

static int32_t read_s16(const uint8_t *at)
{
    return (int16_t)sky_read_u16(at);
}

/* One sample, full scale as -1 to 1; may be no finite number. */
static float read_sample(enum sky_pcm_encoding encoding, const uint8_t *at)
{
    switch (encoding) {
    case SKY_PCM_U8:
        return (float)(*at - 128) * 0x1p-7f;
    case SKY_PCM_S16LE:
        return (float)read_s16(at) * 0x1p-15f;
    case SKY_PCM_S24LE:
        return (float)(int32_t)((uint32_t)at[0] << 8 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 24) * 0x1p-31f;
    case SKY_PCM_S32LE:
        return (float)(int32_t)sky_read_u32(at) * 0x1p-31f;
    default:
        return sky_fof_bits(sky_read_u32(at));
    }
}

/* The usual case, and half of the time of all. */
static void mix_stereo_s16(const uint8_t *bytes, size_t frames, float *mono)
{
    for (size_t i = 0; i < frames; i++)
        mono[i] = (float)(read_s16(bytes + 4 * i) + read_s16(bytes + 4 * i + 2)) * 0x1p-16f;
}

size_t sky_pcm_mono(const struct sky_pcm *pcm, const uint8_t *bytes, size_t frames, float *mono)
{
    size_t size = sky_pcm_sample_bytes(pcm->encoding), bad = 0;
    float share = 1.0f / (float)pcm->channels;
    if (pcm->encoding == SKY_PCM_S16LE && pcm->channels == 2) {
        mix_stereo_s16(bytes, frames, mono);
        return 0;
    }
    for (size_t i = 0; i < frames; i++) {
        float sum = 0;
        for (unsigned channel = 0; channel < pcm->channels; channel++, bytes += size) {
            float sample = read_sample(pcm->encoding, bytes);
            bool fits = sky_fabs(sample) <= SAMPLE_MAX;
            bad += !fits;
            sum += fits ? sample : 0;
        }
        mono[i] = sum * share;
    }
    return bad;
}
