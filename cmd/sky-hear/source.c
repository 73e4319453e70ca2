/* SPDX-License-Identifier: ISC */
#include "sky-hear/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/pace.h>
#include <sky/signals.h>

#include "base/file.h"
#include "base/number.h"
#include "base/wait.h"
#include "sound/wav.h"
#include "stream/suffix.h"

#define STALL_NS UINT64_C(500000000)
#define LEAD_MAX_NS UINT64_C(2000000000)

/* ---- Bytes ---- */

enum { READ_ENDED, READ_SOME, READ_NOTHING };

/* Reads what there is room for, once something is there. Returns one of the above, or -1 with the error set. */
static int fill(struct source *source, uint64_t deadline)
{
    memmove(source->bytes, source->bytes + source->begin, source->end - source->begin);
    source->end -= source->begin;
    source->begin = 0;
    if (!sky_wait_ready(source->fd, POLLIN, deadline))
        return READ_NOTHING;
    ssize_t got = read(source->fd, source->bytes + source->end, SOURCE_BYTES - source->end);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return READ_NOTHING;
    if (got < 0)
        return sky_fail("%s: %s", source->name, strerror(errno));
    source->end += (size_t)got;
    source->ended = got == 0;
    return got > 0 ? READ_SOME : READ_ENDED;
}

/* ---- Opening ---- */

/* What sound is often kept in, by what is at its beginning. */
static const struct {
    size_t at; /* bytes after the first one */
    const char *magic, *name;
} others[] = {{0, "fLaC", "FLAC"}, {0, "OggS", "Ogg"},  {0, "ID3", "MP3"},   {0, "FORM", "AIFF"},
              {0, ".snd", "AU"},   {0, "caff", "CAF"},  {0, "RIFX", "RIFX"}, {0, "riff", "Wave64"},
              {4, "ftyp", "MP4"},  {0, "\x1a\x45\xdf\xa3", "Matroska"}};

static int fail_other(const struct source *source, const char *what)
{
    const char *name = source->name, *file = source->fd == STDIN_FILENO ? "FILE" : name;
    return sky_fail("%s: is %s, which is not read: ffmpeg -v error -i %s -f wav - | sky-hear", name, what, file);
}

static int check_other(const struct source *source)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (source->end >= others[i].at + strlen(others[i].magic) &&
            memcmp(source->bytes + others[i].at, others[i].magic, strlen(others[i].magic)) == 0)
            return fail_other(source, others[i].name);
    bool is_media;
    if (sky_suffix_check_sound(source->name, &is_media) < 0)
        return -1;
    return is_media ? fail_other(source, "compressed") : 0;
}

static int read_header(struct source *source)
{
    struct sky_wav wav = {0};
    for (int done = 0; done == 0;) {
        size_t used;
        done = sky_wav_take(&wav, source->bytes + source->begin, source->end - source->begin, &used);
        source->begin += used;
        if (done < 0)
            return sky_fail_at("%s", source->name);
        if (done == 0 && source->ended)
            return sky_wav_fail_short(&wav), sky_fail_at("%s", source->name);
        if (done == 0 && (fill(source, SKY_FOREVER) < 0 || sky_signals_stop()))
            return sky_signals_stop() ? 0 : -1;
    }
    source->is_wav = true;
    source->pcm = wav.pcm;
    source->left = wav.data_bytes;
    return 0;
}

int source_open(struct source *source, const char *operand, const struct sky_pcm *pcm, bool raw)
{
    bool is_standard = strcmp(operand, "-") == 0;
    struct stat status;
    *source = (struct source){.name = is_standard ? "standard input" : operand, .pcm = *pcm, .left = SKY_WAV_ENDLESS};
    source->fd = is_standard ? STDIN_FILENO : open(operand, O_RDONLY | O_CLOEXEC);
    source->ended = source->fd < 0 && errno == EINTR; /* a FIFO that nobody has opened to write */
    if (source->ended)
        return 0;
    if (source->fd < 0)
        return sky_fail("%s: %s", source->name, strerror(errno));
    if (isatty(source->fd))
        return sky_fail_misuse("%s: is a terminal: pipe sound into sky-hear, or name a file", source->name);
    sky_file_protect(is_standard ? "/dev/stdin" : operand, "the input");
    source->live = fstat(source->fd, &status) == 0 && !S_ISREG(status.st_mode);
    while (!raw && source->end < SKY_WAV_MAGIC && !source->ended && !sky_signals_stop())
        if (fill(source, SKY_FOREVER) < 0)
            return -1;
    if (raw || source->end < SKY_WAV_MAGIC)
        return 0;
    return sky_wav_is(source->bytes) ? read_header(source) : check_other(source);
}

void source_close(struct source *source)
{
    if (source->fd > STDIN_FILENO)
        close(source->fd);
    source->fd = -1;
}

/* ---- Samples ---- */

/* How many whole sample frames are there. */
static size_t frames_held(const struct source *source)
{
    size_t held = source->end - source->begin;
    return (held < source->left ? held : (size_t)source->left) / sky_pcm_frame_bytes(&source->pcm);
}

static uint64_t length_of(const struct source *source, size_t frames)
{
    return frames * UINT64_C(1000000000) / source->pcm.rate;
}

static ssize_t take(struct source *source, float *mono, size_t frames)
{
    size_t bytes = frames * sky_pcm_frame_bytes(&source->pcm);
    size_t bad = sky_pcm_mono(&source->pcm, source->bytes + source->begin, frames, mono);
    uint64_t now = sky_clock_ns();
    if (bad > 0 && !source->warned)
        sky_warn("%s: has samples that are not numbers, or far too large; they count as 0", source->name);
    source->warned |= bad > 0;
    source->begin += bytes;
    if (source->left != SKY_WAV_ENDLESS)
        source->left -= bytes;
    source->heard_until = (source->heard_until > now ? source->heard_until : now) + length_of(source, frames);
    if (source->heard_until > now + LEAD_MAX_NS)
        source->heard_until = now + LEAD_MAX_NS;
    return (ssize_t)frames;
}

/* Returns 0 if the sound ends where it should, or -1 with the error set. What is left of a sample of raw sound, as
 * where a recorder was killed, is no failure. */
static int check_end(const struct source *source)
{
    size_t rest = source->end - source->begin;
    char bytes[SKY_COUNT_TEXT];
    if (source->is_wav && source->left != SKY_WAV_ENDLESS)
        return sky_fail("%s: ended %s before the end of the sound that its header announces", source->name,
                        sky_number_count(source->left - rest, "byte", bytes));
    if (rest > 0)
        sky_warn("%s: ended %s into a sample (%u of %s have %zu bytes)", source->name,
                 sky_number_count(rest, "byte", bytes), source->pcm.channels, sky_pcm_encodings[source->pcm.encoding],
                 sky_pcm_frame_bytes(&source->pcm));
    return 0;
}

ssize_t source_read(struct source *source, float *mono, size_t count)
{
    size_t held;
    while ((held = frames_held(source)) == 0) {
        if (source->left < sky_pcm_frame_bytes(&source->pcm) || sky_signals_stop())
            return 0;
        if (source->ended)
            return check_end(source);
        uint64_t silent = source->heard_until + STALL_NS + length_of(source, count);
        int result = fill(source, source->live && source->heard_until > 0 ? silent : SKY_FOREVER);
        if (result < 0)
            return -1;
        if (result == READ_NOTHING && source->live && source->heard_until > 0 && sky_clock_ns() >= silent) {
            memset(mono, 0, count * sizeof *mono);
            source->heard_until += length_of(source, count);
            return (ssize_t)count;
        }
    }
    return take(source, mono, held < count ? held : count);
}
