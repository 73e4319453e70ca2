/* SPDX-License-Identifier: ISC */
/* sky-hear: makes live values of sound: levels, hits, tempo and beat. */
#include <math.h>
#include <string.h>

#include <sky/program.h>
#include <sky/signals.h>

#include "base/number.h"
#include "base/updates.h"
#include "program/state.h"
#include "sky-hear/meters.h"
#include "sky-hear/peak.h"
#include "sky-hear/source.h"
#include "sky-hear/tapping.h"
#include "sound/delay.h"
#include "sound/hearing.h"
#include "sound/tempo.h"
#include "stream/suffix.h"

#define RATE_MAX 1000    /* updates a second */
#define SAMPLES_MAX 4096 /* heard at a time */

struct config {
    double offset;
    const char *tempo;
    struct sky_levels_settings levels;

    struct sky_pcm pcm;
    bool pace, tap, raw; /* raw as options describe it; otherwise it may be WAV */
    double rate, seconds; /* updates a second; of -d, or -1 */
    const char *path;     /* of -o */
    double slowest, fastest; /* of tempo= */

    struct source source;
    struct sky_hearing hearing;
    struct sky_delay delay;
    struct sky_updates output;
    struct meters meters;
    struct peak peak;
};

enum { FORMAT = 256, SAMPLE_RATE, CHANNELS, PACE, TAP };

static const char *const usage[] = {"[options] [FILE] [name=value ...]", "--tap [options]", NULL};

static const struct sky_option options[] = {
    {FORMAT, "format", "u8|s16le|s24le|s32le|f32le", "encoding of raw samples (default s16le)"},
    {SAMPLE_RATE, "sample-rate", "HZ", "raw samples a second in each channel (default 48000)"},
    {CHANNELS, "channels", "COUNT", "channels of raw sound, interleaved (default 2)"},
    {PACE, "pace", NULL, "hear a file in step with the clock, as if it were played"},
    {TAP, "tap", NULL, "hear nothing: each key, or each line on standard input, is a beat"},
    {'r', "rate", "RATE", "updates a second (default 50)"},
    {'d', "duration", "SECONDS", "end after this time of sound"},
    {'o', "output", "FILE", "replace FILE with each update; or write each to a FIFO (default -)"},
    {'v', "verbose", NULL, "draw meters on standard error"},
    SKY_OPTIONS_END,
};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(config, offset, "0", -1000, 1000, "ms",
                     "delay of all values; if negative, beats come earlier"),
    SKY_PARAM_TEXT(config, tempo, "54..208", "SLOWEST..FASTEST in beats a minute",
                   "range in which the tempo is looked for"),
    {"hold", SKY_TYPE_NUMBER, offsetof(struct config, levels.hold), "3", 0, 3600, "seconds",
     "levels are relative to the loudest sound of this time", {NULL, 0}},
    {"fall", SKY_TYPE_NUMBER, offsetof(struct config, levels.fall), "1", 0, 100, "dB a second",
     "how fast louder sound of the past is forgotten", {NULL, 0}},
    {"gate", SKY_TYPE_NUMBER, offsetof(struct config, levels.gate), "-44", -120, 0, "dB of full scale",
     "sound below this stays dim, however long it lasts", {NULL, 0}},
    SKY_PARAMS_END,
};

/* ---- The command line ---- */

static int parse_format(enum sky_pcm_encoding *encoding, const char *argument)
{
    const struct sky_choices choices = SKY_CHOICES(sky_pcm_encodings);
    int index = 0, result = sky_choice_parse(&choices, argument, &index);
    *encoding = (enum sky_pcm_encoding)index;
    return result < 0 ? sky_fail_at("--format") : 0;
}

static int parse_count(unsigned *count, const char *argument, uint64_t least, uint64_t most, const char *option)
{
    uint64_t value;
    if (sky_integer_parse(argument, least, most, &value) < 0)
        return sky_fail_at("%s", option);
    *count = (unsigned)value;
    return 0;
}

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    config->raw |= code == FORMAT || code == SAMPLE_RATE || code == CHANNELS;
    switch (code) {
    case FORMAT:
        return parse_format(&config->pcm.encoding, argument);
    case SAMPLE_RATE:
        return parse_count(&config->pcm.rate, argument, SKY_SAMPLE_RATE_MIN, SKY_SAMPLE_RATE_MAX, "--sample-rate");
    case CHANNELS:
        return parse_count(&config->pcm.channels, argument, 1, SKY_PCM_CHANNELS_MAX, "--channels");
    case PACE:
        config->pace = true;
        return 0;
    case TAP:
        config->tap = true;
        return 0;
    case 'r':
        return sky_number_parse(argument, 1, RATE_MAX, &config->rate) < 0 ? sky_fail_at("-r") : 0;
    case 'd':
        return sky_number_parse_in(argument, "seconds", 0, 1e9, &config->seconds) < 0 ? sky_fail_at("-d") : 0;
    case 'o':
        return sky_suffix_check_lines(config->path = argument);
    default:
        run->verbose = true;
        return 0;
    }
}

static int check_tap(const struct sky_run *run)
{
    const struct config *config = run->config;
    bool is_of_sound = run->operand_count || config->raw || config->pace;
    for (const struct sky_param *param = params; param->name; param++)
        is_of_sound |= strcmp(param->name, "offset") != 0 && sky_params_given(run->params, param->name);
    return is_of_sound ? sky_fail("--tap: hears no sound, and takes no FILE, and no parameter but offset=") : 0;
}

static int check(struct sky_run *run)
{
    struct config *config = run->config;
    if (sky_tempo_parse(config->tempo, &config->slowest, &config->fastest) < 0)
        return sky_fail_at("tempo");
    if (!sky_run_input_name(run))
        return -1;
    return config->tap ? check_tap(run) : 0;
}

/* ---- The work ---- */

static int write_update(struct config *config, const struct sky_heard *heard)
{
    char text[SKY_HEARD_TEXT];
    return sky_updates_write(&config->output, text, sky_heard_format(heard, text));
}

static int show(struct sky_run *run, struct sky_heard *heard)
{
    struct config *config = run->config;
    if (config->output.path)
        peak_keep(&config->peak, heard, config->rate);
    if (run->verbose)
        meters_show(&config->meters, heard);
    return write_update(config, heard);
}

/* Writes levels of 0 when the sound has ended, so that nothing stays lit; the beat stays, too. */
static int show_end(struct config *config, const struct sky_heard *last)
{
    meters_end(&config->meters);
    int result = write_update(config, &(struct sky_heard){.beat = last->beat, .bpm = last->bpm});
    return config->output.warned ? sky_fail("%s: its last update could not be written", config->path) : result;
}

static void update_params(struct sky_run *run, uint64_t updates)
{
    struct config *config = run->config;
    struct sky_moment now = sky_moment_at(updates, config->rate);
    sky_controls_apply(run->state->controls, run->params, run->state->live, now.t);
    sky_live_update(run->state->live, now.t);
    sky_params_update(run->params, &now);
}

/* Hears sound up to this sample. Returns 1; 0 when it ends before; -1 with the error set. */
static int hear_until(struct config *config, uint64_t sample)
{
    float samples[SAMPLES_MAX];
    while (config->hearing.samples < sample) {
        uint64_t left = sample - config->hearing.samples;
        ssize_t count = source_read(&config->source, samples, left < SAMPLES_MAX ? (size_t)left : SAMPLES_MAX);
        if (count <= 0)
            return (int)count;
        sky_hearing_take(&config->hearing, samples, (size_t)count, &config->levels);
    }
    return 1;
}

/* Update k is made of what sounds in the first k / rate seconds. */
static int hear(struct sky_run *run)
{
    struct config *config = run->config;
    const char *operand = sky_run_input_name(run);
    struct sky_pacer pacer = SKY_PACER(config->rate);
    struct sky_heard heard = {0};
    int result = 1;
    if (source_open(&config->source, operand, &config->pcm, config->raw) < 0 ||
        sky_updates_open(&config->output, config->path) < 0)
        return -1;
    double rate = config->source.pcm.rate;
    if (sky_hearing_init(&config->hearing, rate, config->slowest, config->fastest) < 0)
        return -1;
    sky_hearing_report(&config->hearing, 0, &heard);
    if (config->pace)
        sky_pacer_wait(&pacer); /* which is at once: the first update is due after the time of one */
    for (uint64_t k = 1; result > 0 && !sky_signals_stop(); k++) {
        if (config->seconds >= 0 && (double)k / config->rate > config->seconds)
            break;
        update_params(run, k);
        if (config->pace)
            sky_pacer_wait(&pacer);
        result = hear_until(config, (uint64_t)((double)k * rate / config->rate));
        if (result <= 0)
            break;
        sky_hearing_report(&config->hearing, config->offset / 1000, &heard);
        sky_delay_pass(&config->delay, &heard, (uint64_t)fmax(config->offset / 1000 * config->rate + 0.5, 0));
        result = show(run, &heard) < 0 ? -1 : 1;
    }
    int ended = show_end(config, &heard);
    return result < 0 || ended < 0 ? -1 : 0;
}

/* When a greater offset= would turn the beat back, it waits instead. */
static void report_taps(const struct sky_tap *tap, double later, struct sky_heard *heard)
{
    double beat = sky_tap_beat(tap, (double)sky_clock_ns() / 1e9 - later);
    *heard = (struct sky_heard){.beat = beat > heard->beat ? beat : heard->beat, .bpm = tap->bpm, .lock = tap->lock};
}

static int tap(struct sky_run *run)
{
    struct config *config = run->config;
    struct tapping tapping;
    struct sky_pacer pacer = SKY_PACER(config->rate);
    struct sky_heard heard = {.bpm = 120};
    int result = 0;
    if (sky_updates_open(&config->output, config->path) < 0)
        return -1;
    tapping_begin(&tapping);
    sky_pacer_wait(&pacer);
    for (uint64_t k = 0; result == 0 && !tapping.ended && !sky_signals_stop(); k++) {
        if (config->seconds >= 0 && (double)k / config->rate >= config->seconds)
            break;
        update_params(run, k);
        tapping_wait(&tapping, sky_pacer_due(&pacer));
        sky_pacer_wait(&pacer);
        if (tapping.tap.taps == 0)
            continue;
        report_taps(&tapping.tap, config->offset / 1000, &heard);
        result = show(run, &heard);
    }
    tapping_end(&tapping);
    sky_signals_quiet_pipe(); /* not before, or a closed pipe would leave the terminal without echo */
    return show_end(config, &heard) < 0 ? -1 : result;
}

static int work(struct sky_run *run)
{
    const struct config *config = run->config;
    sky_signals_catch();
    if (config->tap)
        return tap(run);
    sky_signals_quiet_pipe();
    return hear(run);
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_hearing_finish(&config->hearing);
    sky_updates_close(&config->output);
    source_close(&config->source);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-hear",
        .summary = "Makes live values of sound: level, bass, mid, treble, onset, beat, phase, bpm and lock, as lines "
                   "of a control file.",
        .usage = usage,
        .common = "cf",
        .options = options,
        .params = params,
        .writes_controls = true,
        .closing = "FILE is WAV or raw sound; without it standard input is read.",
        .parse_option = parse_option,
        .check = check,
        .work = work,
        .finish = finish,
    };
    static struct config config = {
        .pcm = {SKY_PCM_S16LE, 48000, 2}, .rate = 50, .seconds = -1, .path = "-", .output.fd = -1, .source.fd = -1};
    return sky_program_run(&program, &config, argc, argv);
}
