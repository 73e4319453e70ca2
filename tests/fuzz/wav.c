/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for WAV streams: make fuzz FUZZ=wav. The first byte tells into which pieces the rest is cut; what
 * the header says must not depend on it, and what follows is converted. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "sound/wav.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int take(struct sky_wav *wav, const uint8_t *bytes, size_t size, size_t piece, size_t *used)
{
    int result = 0;
    *used = 0;
    while (result == 0 && *used < size) {
        size_t part, count = size - *used < piece ? size - *used : piece;
        result = sky_wav_take(wav, bytes + *used, count, &part);
        *used += part;
        if (part > count)
            abort();
    }
    return result;
}

static void convert(const struct sky_wav *wav, const uint8_t *bytes, size_t size)
{
    size_t frames = size / sky_pcm_frame_bytes(&wav->pcm);
    float *mono = malloc(frames * sizeof *mono + 1);
    sky_pcm_mono(&wav->pcm, bytes, frames, mono);
    for (size_t i = 0; i < frames; i++)
        if (!(mono[i] >= -16 && mono[i] <= 16))
            abort();
    free(mono);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sky_wav whole = {0}, pieces = {0};
    size_t used, used_in_pieces;
    if (size < 2)
        return 0;
    int result = take(&whole, data + 1, size - 1, size, &used);
    if (take(&pieces, data + 1, size - 1, 1 + data[0] % 64, &used_in_pieces) != result || used != used_in_pieces)
        abort();
    if (result == 0 && (sky_wav_fail_short(&whole) != -1 || !strstr(sky_error(), "ended")))
        abort();
    if (result < 1)
        return 0;
    if (memcmp(&whole.pcm, &pieces.pcm, sizeof whole.pcm) != 0 || whole.data_bytes != pieces.data_bytes)
        abort();
    convert(&whole, data + 1 + used, size - 1 - used);
    return 0;
}
