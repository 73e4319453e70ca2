/* SPDX-License-Identifier: ISC */
/* Headers of WAV streams: whole, cut at every byte, in pieces of every size, and with every bit flipped. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "sound/wav.h"
#include "tap.h"

#define ROOM 512

struct file {
    uint8_t bytes[ROOM];
    size_t size;
};

static void put(struct file *file, const void *bytes, size_t size)
{
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static void put_number(struct file *file, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++, value >>= 8)
        file->bytes[file->size++] = (uint8_t)value;
}

static void put_chunk(struct file *file, const char *name, uint32_t size)
{
    put(file, name, 4);
    put_number(file, size, 4);
}

static void put_riff(struct file *file, const char *name)
{
    put_chunk(file, name, 0xffffffff);
    put(file, "WAVE", 4);
}

static void put_format(struct file *file, unsigned tag, unsigned channels, uint32_t rate, unsigned bits)
{
    unsigned align = channels * ((bits + 7) / 8);
    put_chunk(file, "fmt ", 16);
    put_number(file, tag, 2);
    put_number(file, channels, 2);
    put_number(file, rate, 4);
    put_number(file, (uint64_t)rate * align, 4);
    put_number(file, align, 2);
    put_number(file, bits, 2);
}

/* With the GUID of a format, which begins with its tag. */
static void put_extensible(struct file *file, unsigned tag, unsigned channels, uint32_t rate, unsigned bits)
{
    static const uint8_t rest[14] = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};
    size_t begin = file->size;
    put_format(file, 0xfffe, channels, rate, bits);
    file->bytes[begin + 4] = 40;
    put_number(file, 22, 2);
    put_number(file, bits, 2);
    put_number(file, 3, 4);
    put_number(file, tag, 2);
    put(file, rest, sizeof rest);
}

/* An odd chunk of text, with its padding. */
static void put_text(struct file *file)
{
    put_chunk(file, "LIST", 5);
    put(file, "hello", 6);
}

static struct file plain(uint32_t size)
{
    struct file file = {0};
    put_riff(&file, "RIFF");
    put_text(&file);
    put_format(&file, 1, 2, 44100, 16);
    put_chunk(&file, "data", size);
    return file;
}

/* Takes a file in pieces; `used` gets the bytes of its header. */
static int take(struct sky_wav *wav, const uint8_t *bytes, size_t size, size_t piece, size_t *used)
{
    int result = 0;
    *wav = (struct sky_wav){0};
    *used = 0;
    while (result == 0 && *used < size) {
        size_t part, count = size - *used < piece ? size - *used : piece;
        result = sky_wav_take(wav, bytes + *used, count, &part);
        *used += part;
        if (result == 0 && part != count)
            return -2;
    }
    return result;
}

static int accepts(const struct file *file, enum sky_pcm_encoding encoding, unsigned channels, unsigned rate,
                   uint64_t bytes)
{
    struct sky_wav wav;
    size_t used;
    for (size_t piece = 1; piece <= file->size; piece++)
        if (take(&wav, file->bytes, file->size, piece, &used) != 1 || used != file->size ||
            wav.pcm.encoding != encoding || wav.pcm.channels != channels || wav.pcm.rate != rate ||
            wav.data_bytes != bytes)
            return 0;
    return 1;
}

static int refuses(const struct file *file, const char *text)
{
    struct sky_wav wav;
    size_t used;
    if (take(&wav, file->bytes, file->size, ROOM, &used) == -1 && strstr(sky_error(), text))
        return 1;
    printf("# %s\n", sky_error());
    return 0;
}

static void test_kinds(void)
{
    struct file file = plain(4000);
    ok(accepts(&file, SKY_PCM_S16LE, 2, 44100, 4000), "a plain file, with a chunk of an odd size");
    file = plain(4003);
    ok(accepts(&file, SKY_PCM_S16LE, 2, 44100, 4000), "a part of a sample at the end is left out");
    static const uint32_t unknown[] = {0, 0x7fff0000, 0x7ffff000, 0x80000000, 0xffffffff};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        file = plain(unknown[i]);
        ok(accepts(&file, SKY_PCM_S16LE, 2, 44100, SKY_WAV_ENDLESS), "size %#x is an unknown one", unknown[i]);
    }
    static const struct {
        unsigned tag, bits;
        enum sky_pcm_encoding encoding;
    } kinds[] = {{1, 8, SKY_PCM_U8},     {1, 16, SKY_PCM_S16LE}, {1, 24, SKY_PCM_S24LE},
                 {1, 32, SKY_PCM_S32LE}, {3, 32, SKY_PCM_F32LE}, {1, 20, SKY_PCM_S24LE}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        file = (struct file){0};
        put_riff(&file, "RIFF");
        put_extensible(&file, kinds[i].tag, 3, 96000, kinds[i].bits);
        put_chunk(&file, "data", 3600);
        ok(accepts(&file, kinds[i].encoding, 3, 96000, 3600), "WAVE_FORMAT_EXTENSIBLE, format %u of %u bits",
           kinds[i].tag, kinds[i].bits);
    }
    file = (struct file){0};
    put_riff(&file, "RF64");
    put_chunk(&file, "ds64", 28);
    put_number(&file, 0, 8);
    put_number(&file, UINT64_C(6000000000), 8);
    put_number(&file, 0, 12);
    put_format(&file, 1, 2, 48000, 16);
    put_chunk(&file, "data", 0xffffffff);
    ok(accepts(&file, SKY_PCM_S16LE, 2, 48000, UINT64_C(6000000000)), "RF64 with 6 GB of sound");
}

static struct file with_format(unsigned tag, unsigned channels, uint32_t rate, unsigned bits)
{
    struct file file = {0};
    put_riff(&file, "RIFF");
    put_format(&file, tag, channels, rate, bits);
    put_chunk(&file, "data", 0);
    return file;
}

static void test_refused(void)
{
    struct file file = with_format(0x55, 2, 44100, 0);
    ok(refuses(&file, "compressed (format 0x55), which is not read; ffmpeg -i FILE -f s16le"), "MP3 in WAV");
    file = with_format(3, 2, 44100, 64);
    ok(refuses(&file, "samples of 64 bits"), "doubles");
    file = with_format(1, 0, 44100, 16);
    ok(refuses(&file, "0 channels (must be 1 to 64)"), "no channels");
    file = with_format(1, 2, 4000, 16);
    ok(refuses(&file, "4000 samples a second (must be 8000 to 192000)"), "a rate that is too low");
    file = (struct file){0};
    put_riff(&file, "RIFF");
    put_chunk(&file, "data", 4);
    ok(refuses(&file, "its data chunk comes before its fmt chunk"), "sound before its format");
    file = (struct file){0};
    put_chunk(&file, "RIFF", 4);
    put(&file, "AVI ", 4);
    ok(refuses(&file, "another kind than WAVE"), "a film");
    file = (struct file){0};
    put_riff(&file, "RIFF");
    put_chunk(&file, "fmt ", 15);
    ok(refuses(&file, "has 15 bytes (must be 16 or more)"), "a format chunk that is too short");
}

static void test_damage(void)
{
    struct file file = plain(4000);
    struct sky_wav wav;
    size_t used, cut = 0, whole = 0;
    for (size_t size = 0; size < file.size; size++)
        cut += take(&wav, file.bytes, size, ROOM, &used) == 0 && sky_wav_fail_short(&wav) == -1 &&
               strstr(sky_error(), "ended") != NULL;
    ok(cut == file.size, "a header that is cut at any byte is short, and is said to be");
    for (size_t bit = 0; bit < 8 * file.size; bit++) {
        struct file flipped = file;
        flipped.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        int result = take(&wav, flipped.bytes, flipped.size, ROOM, &used);
        whole += result == -1 || result == 0 ||
                 (result == 1 && wav.pcm.channels >= 1 && wav.pcm.channels <= SKY_PCM_CHANNELS_MAX &&
                  wav.pcm.rate >= 8000 && wav.pcm.rate <= 192000);
    }
    ok(whole == 8 * file.size, "a header with any bit flipped is refused, short, or a sound that can be heard");
}

int main(void)
{
    test_kinds();
    test_refused();
    test_damage();
    return done();
}
