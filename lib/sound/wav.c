/* SPDX-License-Identifier: ISC */
#include "sound/wav.h"

#include <string.h>

#include <sky/error.h>

#include "base/bytes.h"
#include "sound/bands.h"

/* Sizes from here on stand for an unknown one: sox writes 0x7ffff000, arecord some bytes around 2^31, ffmpeg
 * 0xffffffff. A file that is really so long is read to its end. */
#define UNKNOWN_SIZE 0x7fff0000u

#define CONVERT "ffmpeg -i FILE -f s16le -ac 2 -ar 48000 - converts it"

enum { RIFF, CHUNK, DS64, FORMAT, SKIP, DATA };

#define RIFF_BYTES 12
#define CHUNK_BYTES 8
#define DS64_BYTES 16
#define FORMAT_BYTES 16
#define EXTENSIBLE_BYTES 40

enum { TAG_PCM = 1, TAG_FLOAT = 3, TAG_EXTENSIBLE = 0xfffe };

bool sky_wav_is(const uint8_t *bytes)
{
    return memcmp(bytes, "RIFF", 4) == 0 || memcmp(bytes, "RF64", 4) == 0 || memcmp(bytes, "BW64", 4) == 0;
}

static void expect(struct sky_wav *wav, int state, size_t bytes)
{
    wav->state = state;
    wav->held = 0;
    wav->wanted = bytes;
}

/* Leaves out the rest of a chunk of which `taken` bytes were read, with the byte that pads an odd one. */
static void skip_rest(struct sky_wav *wav, size_t taken)
{
    wav->state = SKIP;
    wav->skipped = taken;
    wav->size += wav->size % 2;
}

/* ---- The parts of a header ---- */

static int parse_riff(struct sky_wav *wav)
{
    if (memcmp(wav->bytes + 8, "WAVE", 4) != 0)
        return sky_fail("a RIFF file of another kind than WAVE; " CONVERT);
    expect(wav, CHUNK, CHUNK_BYTES);
    return 0;
}

static int begin_data(struct sky_wav *wav)
{
    if (wav->pcm.channels == 0)
        return sky_fail("not a WAV file: its data chunk comes before its fmt chunk");
    uint64_t size = wav->size == UINT32_MAX && wav->long_size ? wav->long_size : wav->size;
    bool unknown = size == 0 || (size >= UNKNOWN_SIZE && size <= UINT32_MAX) || size >= INT64_MAX;
    wav->data_bytes = unknown ? SKY_WAV_ENDLESS : size - size % sky_pcm_frame_bytes(&wav->pcm);
    wav->state = DATA;
    return 1;
}

static int begin_chunk(struct sky_wav *wav)
{
    memcpy(wav->chunk, wav->bytes, 4);
    wav->size = sky_read_u32(wav->bytes + 4);
    if (memcmp(wav->chunk, "data", 4) == 0)
        return begin_data(wav);
    if (memcmp(wav->chunk, "fmt ", 4) == 0) {
        if (wav->size < FORMAT_BYTES)
            return sky_fail("not a WAV file: its fmt chunk has %u bytes (must be %d or more)", (unsigned)wav->size,
                            FORMAT_BYTES);
        expect(wav, FORMAT, wav->size < EXTENSIBLE_BYTES ? FORMAT_BYTES : EXTENSIBLE_BYTES);
    } else if (memcmp(wav->chunk, "ds64", 4) == 0 && wav->size >= DS64_BYTES) {
        expect(wav, DS64, DS64_BYTES);
    } else {
        skip_rest(wav, 0);
    }
    return 0;
}

static int parse_ds64(struct sky_wav *wav)
{
    wav->long_size = sky_read_u32(wav->bytes + 8) | (uint64_t)sky_read_u32(wav->bytes + 12) << 32;
    skip_rest(wav, DS64_BYTES);
    return 0;
}

static int find_encoding(enum sky_pcm_encoding *encoding, unsigned tag, unsigned bits)
{
    if (tag == TAG_FLOAT && bits == 32)
        *encoding = SKY_PCM_F32LE;
    else if (tag == TAG_PCM && bits > 0 && bits <= 32)
        *encoding = bits <= 8 ? SKY_PCM_U8 : bits <= 16 ? SKY_PCM_S16LE : bits <= 24 ? SKY_PCM_S24LE : SKY_PCM_S32LE;
    else if (tag == TAG_FLOAT || tag == TAG_PCM)
        return sky_fail("samples of %u bits, which are not read; " CONVERT, bits);
    else
        return sky_fail("a WAV file whose sound is compressed (format %#x), which is not read; " CONVERT, tag);
    return 0;
}

static int parse_format(struct sky_wav *wav)
{
    const uint8_t *at = wav->bytes;
    struct sky_pcm pcm = {.channels = sky_read_u16(at + 2), .rate = sky_read_u32(at + 4)};
    unsigned tag = sky_read_u16(at), align = sky_read_u16(at + 12), bits = sky_read_u16(at + 14);
    if (tag == TAG_EXTENSIBLE && wav->wanted < EXTENSIBLE_BYTES)
        return sky_fail("not a WAV file: its fmt chunk has %u bytes (must be %d for WAVE_FORMAT_EXTENSIBLE)",
                        (unsigned)wav->size, EXTENSIBLE_BYTES);
    if (tag == TAG_EXTENSIBLE)
        tag = sky_read_u16(at + 24); /* the GUID of the format begins with its old tag */
    if (find_encoding(&pcm.encoding, tag, bits) < 0)
        return -1;
    if (pcm.channels < 1 || pcm.channels > SKY_PCM_CHANNELS_MAX)
        return sky_fail("%u channels (must be 1 to %d)", pcm.channels, SKY_PCM_CHANNELS_MAX);
    if (pcm.rate < SKY_SAMPLE_RATE_MIN || pcm.rate > SKY_SAMPLE_RATE_MAX)
        return sky_fail("%u samples a second (must be %d to %d); " CONVERT, pcm.rate, SKY_SAMPLE_RATE_MIN,
                        SKY_SAMPLE_RATE_MAX);
    if (align != sky_pcm_frame_bytes(&pcm))
        return sky_fail("%u channels of %u bits in %u bytes, which are not read; " CONVERT, pcm.channels, bits, align);
    wav->pcm = pcm;
    skip_rest(wav, wav->wanted);
    return 0;
}

/* ---- The stream ---- */

static int parse_part(struct sky_wav *wav)
{
    switch (wav->state) {
    case RIFF:
        return parse_riff(wav);
    case CHUNK:
        return begin_chunk(wav);
    case DS64:
        return parse_ds64(wav);
    default:
        return parse_format(wav);
    }
}

/* Takes what the state wants of these bytes, of which there is one at least. */
static size_t take_some(struct sky_wav *wav, const uint8_t *bytes, size_t size)
{
    uint64_t left = wav->state == SKIP ? wav->size - wav->skipped : wav->wanted - wav->held;
    size_t count = left < size ? (size_t)left : size;
    if (wav->state == SKIP) {
        wav->skipped += count;
    } else {
        memcpy(wav->bytes + wav->held, bytes, count);
        wav->held += count;
    }
    return count;
}

int sky_wav_take(struct sky_wav *wav, const uint8_t *bytes, size_t size, size_t *used)
{
    int result = 0;
    *used = 0;
    if (wav->wanted == 0)
        wav->wanted = RIFF_BYTES;
    while (result == 0 && *used < size) {
        *used += take_some(wav, bytes + *used, size - *used);
        if (wav->state != SKIP && wav->held == wav->wanted)
            result = parse_part(wav);
        if (wav->state == SKIP && wav->skipped == wav->size)
            expect(wav, CHUNK, CHUNK_BYTES);
    }
    return result;
}

int sky_wav_fail_short(const struct sky_wav *wav)
{
    if (wav->state == RIFF)
        return sky_fail("ended %zu bytes into its WAV header", wav->held);
    if (wav->state == CHUNK)
        return sky_fail("ended in its WAV header, before any sound");
    return sky_fail("ended in the '%.4s' chunk of its WAV header, before any sound", wav->chunk);
}
