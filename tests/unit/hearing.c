/* SPDX-License-Identifier: ISC */
/* What is heard in a sound: samples, the bank of filters by its formula, levels, onsets, and the beat of taps. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "sound/hearing.h"
#include "sound/pcm.h"
#include "sound/tap.h"
#include "tap.h"

#define RATE 48000
#define PI 3.14159265358979323846

static const struct sky_levels_settings settings = SKY_LEVELS_DEFAULTS;

/* ---- Samples ---- */

static void test_samples(void)
{
    static const struct {
        enum sky_pcm_encoding encoding;
        uint8_t bytes[4];
        float value;
    } samples[] = {
        {SKY_PCM_U8, {0}, -1},
        {SKY_PCM_U8, {0xc0}, 0.5f},
        {SKY_PCM_S16LE, {0, 0x80}, -1},
        {SKY_PCM_S16LE, {0xff, 0x7f}, 32767 / 32768.0f},
        {SKY_PCM_S24LE, {0, 0, 0x80}, -1},
        {SKY_PCM_S24LE, {1, 0, 0}, 0x1p-23f},
        {SKY_PCM_S32LE, {0, 0, 0, 0x40}, 0.5f},
        {SKY_PCM_F32LE, {0, 0, 0x80, 0xbf}, -1},
        {SKY_PCM_F32LE, {0, 0, 0xc0, 0x7f}, 0},
        {SKY_PCM_F32LE, {0, 0, 0x80, 0xff}, 0},
        {SKY_PCM_F32LE, {0, 0, 0, 0x7f}, 0},
    };
    int held = 1;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct sky_pcm pcm = {samples[i].encoding, RATE, 1};
        float mono;
        size_t bad = sky_pcm_mono(&pcm, samples[i].bytes, 1, &mono);
        held = held && mono == samples[i].value && bad == (i >= 8);
    }
    ok(held, "samples of all encodings, and floats that are none count as 0");

    uint8_t stereo[4 * 100];
    float fast[100], wide[100];
    for (size_t i = 0; i < sizeof stereo; i++)
        stereo[i] = (uint8_t)sky_random_hash(1, i);
    struct sky_pcm two = {SKY_PCM_S16LE, RATE, 2}, four = {SKY_PCM_S16LE, RATE, 4};
    uint8_t twice[8 * 100];
    for (size_t i = 0; i < 100; i++) {
        memcpy(twice + 8 * i, stereo + 4 * i, 4);
        memcpy(twice + 8 * i + 4, stereo + 4 * i, 4);
    }
    sky_pcm_mono(&two, stereo, 100, fast);
    sky_pcm_mono(&four, twice, 100, wide);
    held = 1;
    for (size_t i = 0; i < 100; i++)
        held = held && fast[i] == wide[i];
    ok(held, "the mean of channels is the same for two and twice those two");
}

/* ---- The bank ---- */

/* The squared gain of a Butterworth filter of second order, made by the bilinear transform. */
static double gain(double frequency, double edge, double rate, bool high)
{
    double ratio = tan(PI * frequency / rate) / tan(PI * edge / rate), fourth = pow(ratio, 4);
    return high ? fourth / (1 + fourth) : 1 / (1 + fourth);
}

static double band_gain(size_t band, double frequency, double rate)
{
    static const double edges[SKY_FILTERS + 1] = SKY_BANK_EDGES;
    double upper = band + 1 < SKY_FILTERS ? edges[band + 1] : 0;
    if (edges[band] >= 0.45 * rate)
        return 0;
    double low = upper > 0 && upper < 0.45 * rate ? gain(frequency, upper, rate, false) : 1;
    return low * gain(frequency, edges[band], rate, true);
}

static void add_tone(float *samples, size_t count, double frequency, double amplitude, double rate)
{
    for (size_t i = 0; i < count; i++)
        samples[i] += (float)(amplitude * sin(2 * PI * frequency * (double)i / rate));
}

/* The largest error of a tone's energy over a second, as a part of the tone's. */
static double bank_error(double frequency, double rate)
{
    size_t count = (size_t)rate * 2;
    float *samples = calloc(count, sizeof *samples);
    struct sky_bank bank;
    double sums[SKY_FILTERS] = {0}, worst = 0;
    size_t blocks = 0;
    sky_bank_init(&bank, rate);
    add_tone(samples, count, frequency, 0.5, rate);
    for (size_t at = 0; at < count;) {
        bool complete;
        at += sky_bank_push(&bank, samples + at, count - at, &complete);
        for (size_t i = 0; complete && at > count / 2 && i < SKY_FILTERS; i++)
            sums[i] += (double)bank.energy[i];
        blocks += complete && at > count / 2;
    }
    for (size_t i = 0; i < SKY_FILTERS; i++)
        worst = fmax(worst, fabs(sums[i] / (double)blocks / 0.125 - band_gain(i, frequency, rate)));
    free(samples);
    return worst;
}

static void test_bank(void)
{
    static const double rates[] = {8000, 11025, 44100, 48000, 192000}, tones[] = {40, 100, 200, 440, 1000, 2000, 3000};
    double worst = 0;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        for (size_t k = 0; k < sizeof tones / sizeof *tones; k++)
            worst = fmax(worst, bank_error(tones[k], rates[i]));
    printf("# error %g\n", worst);
    ok(worst < 0.02, "each band has the energy that its formula gives, at every rate");
}

/* ---- Hearing ---- */

#define SECONDS 20
static float music[SECONDS * RATE];

/* Drums of a sort: clicks of noise that die away, with a tone beneath them. */
static void make_music(void)
{
    memset(music, 0, sizeof music);
    for (size_t i = 0; i < SECONDS * RATE; i++) {
        double t = fmod((double)i / RATE, 0.5), noise = sky_random_unit(3, i) * 2 - 1;
        music[i] = (float)(0.5 * exp(-t / 0.05) * (noise + sin(2 * PI * 60 * t)));
    }
}

static struct sky_heard hear(const float *samples, size_t count, size_t piece)
{
    struct sky_hearing hearing;
    struct sky_heard heard;
    sky_hearing_init(&hearing, RATE, 54, 208);
    for (size_t at = 0; at < count; at += piece)
        sky_hearing_take(&hearing, samples + at, count - at < piece ? count - at : piece, &settings);
    sky_hearing_report(&hearing, 0, &heard);
    sky_hearing_finish(&hearing);
    return heard;
}

static void test_pieces(void)
{
    static const size_t pieces[] = {1, 63, 64, 255, 4096, 100000};
    struct sky_heard whole = hear(music, 5 * RATE + 100, 5 * RATE + 100);
    int held = 1;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct sky_heard heard = hear(music, 5 * RATE + 100, pieces[i]);
        held = held && heard.level == whole.level && heard.bass == whole.bass && heard.mid == whole.mid &&
               heard.treble == whole.treble && heard.onset == whole.onset && heard.beat == whole.beat &&
               heard.bpm == whole.bpm && heard.lock == whole.lock;
    }
    ok(held, "what is heard does not depend on how the sound is cut");
}

struct timeline {
    struct sky_hearing hearing;
    struct sky_heard heard;
    size_t at; /* samples */
};

/* Hears a millisecond. */
static void step(struct timeline *line, const float *samples)
{
    sky_hearing_take(&line->hearing, samples + line->at, RATE / 1000, &settings);
    line->at += RATE / 1000;
    sky_hearing_report(&line->hearing, 0, &line->heard);
}

static void test_onsets(void)
{
    struct timeline line = {.at = 0};
    int late = 0, found = 0, others = 0;
    double before = 0;
    sky_hearing_init(&line.hearing, RATE, 54, 208);
    while (line.at < SECONDS * RATE) {
        step(&line, music);
        int ms = (int)(line.at / 48) % 500;
        if (line.heard.onset > before + 0.2) {
            found += ms <= 20;
            others += ms > 20;
            late = ms <= 20 && ms > late ? ms : late;
        }
        before = line.heard.onset;
    }
    sky_hearing_finish(&line.hearing);
    printf("# %d found, at most %d ms late, %d others\n", found, late, others);
    ok(found >= 2 * SECONDS - 1 && late <= 6 && others == 0, "each drum is an onset within 6 ms, and nothing else is");
}

static void test_levels(void)
{
    static float burst[6 * RATE];
    struct timeline line = {.at = 0};
    int up = 0, down = 0;
    double top = 0;
    memset(burst, 0, sizeof burst);
    for (int i = 1; i < 5; i++)
        for (int band = 0; band < 3; band++)
            add_tone(burst + i * RATE, RATE / 2, (double[]){80, 800, 5000}[band], 0.2, RATE);
    sky_hearing_init(&line.hearing, RATE, 54, 208);
    for (; line.at < 4 * RATE;)
        step(&line, burst);
    for (int ms = 1; ms <= 500; ms++) {
        step(&line, burst);
        top = fmax(top, line.heard.level);
        if (!up && line.heard.level >= 0.5)
            up = ms;
    }
    for (int ms = 1; ms <= 500 && !down; ms++) {
        step(&line, burst);
        if (line.heard.level <= 0.5)
            down = ms;
    }
    printf("# half of %.3f after %d ms, and again %d ms after the end\n", top, up, down);
    ok(top > 0.95 && up <= 10 && down >= 120 && down <= 190, "a level is half up in 10 ms, and down in 0.2 s");
    sky_hearing_finish(&line.hearing);
}

/* The most of `level` and `onset` in ten seconds. */
static void find_most(const float *samples, double *level, double *onset)
{
    struct timeline line = {.at = 0};
    *level = *onset = 0;
    sky_hearing_init(&line.hearing, RATE, 54, 208);
    while (line.at < 10 * RATE) {
        step(&line, samples);
        *level = fmax(*level, line.heard.level);
        *onset = fmax(*onset, line.heard.onset);
    }
    sky_hearing_finish(&line.hearing);
}

static void test_quiet(void)
{
    static float quiet[10 * RATE];
    memset(quiet, 0, sizeof quiet);
    struct sky_heard heard = hear(quiet, 10 * RATE, 1000);
    ok(heard.level == 0 && heard.bass == 0 && heard.mid == 0 && heard.treble == 0 && heard.onset == 0,
       "digital silence is 0");
    for (size_t i = 0; i < 10 * RATE; i++)
        quiet[i] = (float)((sky_random_unit(5, i) * 2 - 1) * 0.001 * sqrt(3));
    double level, onset;
    find_most(quiet, &level, &onset);
    printf("# level %.3f, onset %.3f\n", level, onset);
    ok(level <= 0.05 && onset <= 0.15, "hiss at -60 dB is dark");
    for (size_t i = 0; i < 10 * RATE; i++)
        if (i % RATE > RATE / 10)
            quiet[i] *= 0.1f;
    find_most(quiet, &level, &onset);
    ok(onset == 0, "knocks at -60 dB are no hits: onset %.3f", onset);
    for (size_t i = 0; i < 10 * RATE; i++)
        quiet[i] *= 10;
    find_most(quiet, &level, &onset);
    ok(onset >= 0.5, "at -40 dB they are: onset %.3f", onset);
}

static void test_format(void)
{
    const struct sky_heard heard = {0.42, 0.7, 1, 0, 0.5, 17.25, 128.02, 0.93};
    char text[SKY_HEARD_TEXT];
    size_t length = sky_heard_format(&heard, text);
    ok(strcmp(text, "level 0.420\nbass 0.700\nmid 1.000\ntreble 0.000\nonset 0.500\nbeat 17.2500\nphase 0.2500\n"
                    "bpm 128.02\nlock 0.930\n") == 0 && length == strlen(text),
       "an update is nine lines");
    const struct sky_heard nearly = {.beat = 23.99996, .bpm = 120};
    sky_heard_format(&nearly, text);
    ok(strstr(text, "\nbeat 24.0000\nphase 0.0000\n") != NULL, "the phase of a beat that is rounded up is 0");
    const struct sky_heard most = {1, 1, 1, 1, 1, 1e12, 999.99, 1};
    ok(sky_heard_format(&most, text) < SKY_HEARD_TEXT, "an update after a thousand years fits");
}

/* ---- Taps ---- */

static void test_taps(void)
{
    struct sky_tap tap = {.bpm = 120};
    double before = 0;
    int forward = 1;
    for (int i = 0; i < 16; i++) {
        double beat = 60 / 100.0, jitter = (sky_random_unit(7, (uint64_t)i) - 0.5) * 0.02, now = 5 + i * beat + jitter;
        sky_tap_hit(&tap, now);
        for (int ms = 0; ms < 500; ms++) {
            double count = sky_tap_beat(&tap, now + ms / 1000.0);
            forward = forward && count >= before;
            before = count;
        }
    }
    double count = sky_tap_beat(&tap, 5 + 17 * 0.6);
    printf("# %.2f bpm, lock %.2f, beat %.3f\n", tap.bpm, tap.lock, count);
    ok(fabs(tap.bpm - 100) < 1, "the tempo of unsteady taps");
    ok(fabs(count - round(count)) < 0.05, "their beat");
    ok(tap.lock > 0.5, "they are steady enough");
    ok(forward, "the count never goes back");

    double tempo = tap.bpm;
    sky_tap_hit(&tap, 30);
    ok(tap.bpm == tempo && tap.lock == 0, "the first tap after a pause keeps the tempo");
    sky_tap_hit(&tap, 30.1);
    ok(tap.taps == 1, "a tap that bounces is left out");
    sky_tap_hit(&tap, 30.5);
    ok(fabs(tap.bpm - 120) < 1e-6, "the second one has a new tempo");
    ok(fabs(sky_tap_beat(&tap, 31) - round(sky_tap_beat(&tap, 31))) < 1e-6, "and after a beat the count is in step");
}

int main(void)
{
    make_music();
    test_samples();
    test_bank();
    test_pieces();
    test_onsets();
    test_levels();
    test_quiet();
    test_format();
    test_taps();
    return done();
}
