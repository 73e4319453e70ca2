/* SPDX-License-Identifier: ISC */
/* Sound as bars around the circle: low notes at the bottom, high ones at the top, the same on both sides. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/palette.h"
#include "kernel/fft.h"
#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/shapes.h"

#define WINDOW 2048 /* samples in a spectrum */
#define BARS_MAX 256
#define LOWEST 45.0 /* frequency at which the first bar begins, Hz */

struct spectrum {
    const char *audio;
    double rate, channels, bars, gain, fall, inner;
    int palette, file;
    bool opened;
    double pending;      /* samples that are due */
    double played;       /* samples of the built-in tune so far */
    uint8_t partial[64]; /* the bytes read so far of a sample of all channels */
    size_t partial_bytes;
    float samples[WINDOW], power[WINDOW / 2];
    float level[BARS_MAX], peak[BARS_MAX]; /* 0 to 1 */
    struct sky_fft fft;
    struct sky_palette colors;
    struct sky_plane plane;
};

static const struct sky_param params[] = {
    SKY_PARAM_TEXT(spectrum, audio, "", "a file or FIFO of 16-bit little-endian samples",
                   "sound to show; without it a built-in tune"),
    SKY_PARAM_NUMBER(spectrum, rate, "44100", 1000, 384000, "samples a second", "sample rate of each channel"),
    SKY_PARAM_INTEGER(spectrum, channels, "1", 1, 32, "", "channels of the sound, which are mixed"),
    SKY_PARAM_INTEGER(spectrum, bars, "36", 1, BARS_MAX, "", "bars on each side"),
    SKY_PARAM_NUMBER(spectrum, gain, "0", -60, 120, "dB", "amplification"),
    SKY_PARAM_NUMBER(spectrum, fall, "0.25", 0.001, 60, "seconds", "time in which a bar falls by half"),
    SKY_PARAM_NUMBER(spectrum, inner, "0.22", 0, 0.95, "radii", "radius at which the bars begin"),
    SKY_PARAM_PALETTE(spectrum, palette, "rainbow", "colours, from the lowest note to the highest"),
    SKY_PARAMS_END,
};

/* Opening and reading do not block: a FIFO without a writer is silence. */
static int init(void *self, const struct sky_canvas *canvas)
{
    struct spectrum *spectrum = self;
    if (*spectrum->audio) {
        struct stat status;
        sky_file_protect(spectrum->audio, "the sound");
        spectrum->file = open(spectrum->audio, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (spectrum->file < 0)
            return sky_fail("audio: %s: %s", spectrum->audio, strerror(errno));
        spectrum->opened = true;
        if (fstat(spectrum->file, &status) == 0 && S_ISDIR(status.st_mode))
            return sky_fail("audio: %s: is a directory (must be a file or FIFO of samples)", spectrum->audio);
    }
    if (sky_fft_init(&spectrum->fft, WINDOW) < 0)
        return -1;
    return sky_plane_init(&spectrum->plane, &canvas->geometry);
}

static void push(struct spectrum *spectrum, const float *samples, size_t count)
{
    memmove(spectrum->samples, spectrum->samples + count, (WINDOW - count) * sizeof(float));
    memcpy(spectrum->samples + WINDOW - count, samples, count * sizeof(float));
}

/* The built-in tune, to see something without any sound: three voices with overtones, and a drum. */
static void make_tune(struct spectrum *spectrum, float *samples, size_t count)
{
    static const double notes[8] = {110, 130.8, 164.8, 196, 220, 164.8, 146.8, 98};
    for (size_t i = 0; i < count; i++, spectrum->played++) {
        double t = spectrum->played / spectrum->rate, sum = 0;
        for (int voice = 0; voice < 3; voice++) {
            double beat = t * (2 + voice), part = beat - floor(beat);
            double note = notes[(int)(beat - 8 * floor(beat / 8)) & 7] * (1 << voice);
            for (int overtone = 1; overtone < 8; overtone++)
                sum += sky_sin_turns(note * overtone * t) * (1 - part) * (1 - part) / (overtone * (5 + 2 * voice));
        }
        double drum = t * 2 - floor(t * 2);
        sum += sky_sin_turns(60 * t) * sky_exp2(-drum * 12) * 0.7;
        uint32_t hiss = (uint32_t)(int64_t)spectrum->played * 2654435761u;
        sum += ((double)(hiss >> 8) / 8388608 - 1) * sky_exp2(-(t * 4 - floor(t * 4)) * 14) * 0.25;
        samples[i] = (float)(sum * 0.5);
    }
}

/* Reads up to `count` samples, mixed to one channel. Returns how many were available, or -1 with the error set. */
static ptrdiff_t read_samples(struct spectrum *spectrum, float *samples, size_t count)
{
    uint8_t bytes[16384];
    size_t channels = (size_t)spectrum->channels, whole = 2 * channels, got = 0;
    while (got < count) {
        size_t wanted = (count - got) * whole, room = sizeof bytes / whole * whole;
        size_t had = spectrum->partial_bytes;
        memcpy(bytes, spectrum->partial, had);
        ssize_t more = read(spectrum->file, bytes + had, (wanted < room ? wanted : room) - had);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0 && errno != EAGAIN)
            return sky_fail("audio: %s: %s", spectrum->audio, strerror(errno));
        if (more <= 0)
            break;
        size_t have = had + (size_t)more;
        for (size_t at = 0; at + whole <= have; at += whole) {
            int sum = 0;
            for (size_t k = 0; k < channels; k++)
                sum += (int16_t)(bytes[at + 2 * k] | bytes[at + 2 * k + 1] << 8);
            samples[got++] = (float)sum / (32768.0f * (float)channels);
        }
        spectrum->partial_bytes = have % whole;
        memcpy(spectrum->partial, bytes + have - spectrum->partial_bytes, spectrum->partial_bytes);
    }
    return (ptrdiff_t)got;
}

/* Takes in the samples of one frame's duration; those that are not available are silence. */
static int listen(struct spectrum *spectrum, double fps)
{
    float samples[WINDOW];
    bool silent = false;
    spectrum->pending += spectrum->rate / fps;
    while (spectrum->pending >= 1) {
        /* Only the last WINDOW samples are seen: at very low frame rates, most of a tune or of silence is left out. */
        double unseen = floor(spectrum->pending) - WINDOW;
        if (unseen > 0 && (!spectrum->opened || silent)) {
            spectrum->played += unseen;
            spectrum->pending -= unseen;
        }
        size_t count = spectrum->pending < WINDOW ? (size_t)spectrum->pending : WINDOW, got = 0;
        if (spectrum->opened) {
            ptrdiff_t read = read_samples(spectrum, samples, count);
            if (read < 0)
                return -1;
            got = (size_t)read;
            silent = got < count;
        } else {
            make_tune(spectrum, samples, got = count);
        }
        memset(samples + got, 0, (count - got) * sizeof *samples);
        push(spectrum, samples, count);
        spectrum->pending -= (double)count;
    }
    return 0;
}

/* Sets each bar to its loudest frequency, on a scale from -60 dB (0) to a full sine (1). */
static void measure(struct spectrum *spectrum, double fps)
{
    size_t bars = (size_t)spectrum->bars;
    double highest = fmin(16000, spectrum->rate * 0.45), octaves = sky_log2(highest / LOWEST);
    float kept = (float)sky_exp2(-1 / (spectrum->fall * fps));
    sky_fft_power(&spectrum->fft, spectrum->samples, spectrum->power);
    for (size_t bar = 0; bar < bars; bar++) {
        double low = LOWEST * sky_exp2(octaves * (double)bar / (double)bars);
        double high = LOWEST * sky_exp2(octaves * (double)(bar + 1) / (double)bars);
        size_t first = (size_t)(low / spectrum->rate * WINDOW + 0.5),
               last = (size_t)(high / spectrum->rate * WINDOW + 0.5);
        float power = 1e-12f;
        for (size_t i = first; (i < last || i == first) && i < WINDOW / 2; i++)
            power = spectrum->power[i] > power ? spectrum->power[i] : power;
        /* 3 dB an octave make up for high notes being softer in most music. */
        double decibels = sky_log2(power) * 3.0103 + spectrum->gain + 3 * octaves * (double)bar / (double)bars;
        float level = (float)(decibels / 60 + 1);
        level = level > 0 ? level < 1 ? level : 1 : 0;
        spectrum->level[bar] = fmaxf(level, spectrum->level[bar] * kept);
        spectrum->peak[bar] = fmaxf(spectrum->level[bar], spectrum->peak[bar] - (float)(0.25 / fps));
    }
}

/* Draws one vane: a part of its bar, brighter outwards, and the mark of the bar's recent peak. */
static void draw_vane(const struct spectrum *spectrum, uint32_t vane, uint8_t *out)
{
    const struct sky_plane *plane = &spectrum->plane;
    uint32_t bars = (uint32_t)spectrum->bars, pixels = plane->geometry.pixels;
    double turns = ((double)vane + 0.5) / plane->geometry.vanes, side = turns < 0.5 ? turns : 1 - turns;
    double place = (0.5 - side) * 2 * bars;
    uint32_t bar = (uint32_t)place < bars ? (uint32_t)place : bars - 1;
    double aside = fabs(place - bar - 0.5) * 2; /* 0 in the middle of a bar, 1 at its sides */
    float inner = (float)spectrum->inner, length = 1 - inner;
    float top = inner + length * spectrum->level[bar], mark = inner + length * spectrum->peak[bar];
    bool gap = aside > 0.8 && bars * 8 <= plane->geometry.vanes;
    struct sky_color color = sky_palette_around(&spectrum->colors, (bar + 0.5) / bars * 0.85);
    for (uint32_t pixel = 0; pixel < pixels; pixel++, out += 3) {
        float radius = plane->radius[pixel], light = 0, white = 0;
        if (!gap && radius > inner) {
            float edge = (top - radius) / plane->pitch + 0.5f,
                  near = 1 - fabsf(radius - mark) / (2.5f * plane->pitch);
            edge = edge > 0 ? edge < 1 ? edge : 1 : 0;
            light = edge * (0.35f + 0.65f * (radius - inner) / length);
            white = near > 0 && mark > inner + 0.01f ? near : 0;
        }
        out[0] = (uint8_t)(color.r * light + (255 - color.r * light) * white);
        out[1] = (uint8_t)(color.g * light + (255 - color.g * light) * white);
        out[2] = (uint8_t)(color.b * light + (255 - color.b * light) * white);
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct spectrum *spectrum = self;
    if (spectrum->played == 0) /* the first frame */
        spectrum->played = floor(now->t * spectrum->rate);
    if (listen(spectrum, now->fps) < 0)
        return -1;
    measure(spectrum, now->fps);
    sky_palette_choose(&spectrum->colors, spectrum->palette);
    for (uint32_t vane = 0; vane < canvas->geometry.vanes; vane++)
        draw_vane(spectrum, vane, frame + vane * sky_vane_bytes(&canvas->geometry));
    /* A glow in the middle follows the lowest bar. */
    spectrum->plane.frame = frame;
    struct sky_color warm = sky_palette_around(&spectrum->colors, 0);
    const struct sky_pen pen = {warm, 0.9f, SKY_INK_ADD};
    sky_draw_glow(&spectrum->plane, (float[]){0, 0}, (float)spectrum->inner * (0.5f + 0.5f * spectrum->level[0]),
                  &pen);
    return 0;
}

static void finish(void *self)
{
    struct spectrum *spectrum = self;
    if (spectrum->opened)
        close(spectrum->file);
    sky_fft_finish(&spectrum->fft);
    sky_plane_finish(&spectrum->plane);
}

const struct sky_pattern sky_pattern_spectrum = {
    .name = "spectrum",
    .text = "sound as bars around the circle",
    .state = "the sound and its bars",
    .params = params,
    .size = sizeof(struct spectrum),
    .is_single = true,
    .init = init,
    .draw = draw,
    .finish = finish,
};
