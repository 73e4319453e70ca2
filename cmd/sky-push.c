/* SPDX-License-Identifier: ISC */
/* sky-push: shows frames on LEDs, or in the terminal. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/number.h"
#include "led/correction.h"
#include "program/options.h"
#include "sky-push/help.h"
#include "sky-push/show.h"
#include "sky-push/show_layout.h"

#define OUTPUTS_MAX 16

struct config {
    struct sky_common common;
    struct sky_arguments arguments; /* holds what the strings below point to */
    const char *input_name;
    const char *drivers[OUTPUTS_MAX]; /* -o, as written */
    struct output *outputs[OUTPUTS_MAX];
    size_t driver_count, output_count;
    const char *rotor; /* --rotor, as written, or NULL */
    struct rotor_words rotor_words;
    enum idle_what idle;
    double stale_seconds;
    unsigned smooth;
    bool leave, stats, show_layout, ordinary;
    struct sky_correction_settings look;
    struct sky_params params;
    struct show_plan plan; /* all that, for the show */
};

static const char *const usage[] = {"[options] [-o DRIVER]... [INPUT] [name=value ...]", NULL};

enum { IDLE = 256, STALE, SMOOTH, LEAVE, STATS, ROTOR, SHOW_LAYOUT, ORDINARY };

static const struct sky_option options[] = {
    {'o', "output", "DRIVER", "where frames go, listed below; may be given more than once"},
    {IDLE, "idle", "WHAT", "while no frames come: hold, fade, black, exit (else: exit at an end, or hold)"},
    {STALE, "stale", "SECONDS", "for how long none must have come (default 2)"},
    {SMOOTH, "smooth", "STEPS", "of light from each frame to the next, at so many times the rate (default 1)"},
    {LEAVE, "leave", NULL, "leave the last picture at the end, instead of black"},
    {STATS, "stats", NULL, "tell at the end how many frames there were and how late (SIGUSR1: at once)"},
    {ROTOR, "rotor", "SENSOR", "the outputs are arms that sweep the disc past a sensor; see below"},
    {SHOW_LAYOUT, "show-layout", NULL, "tell which place on which lane shows which LED, open nothing, and exit"},
    {ORDINARY, "no-realtime", NULL, "ask for no real-time priority when LEDs are driven"},
    SKY_OPTIONS_END,
};

static const struct sky_param param_table[] = {
    SKY_PARAM_NUMBER(sky_correction_settings, brightness, "1", 0, 1, "", "how bright the LEDs are, in light"),
    SKY_PARAM_NUMBER(sky_correction_settings, gamma, "0", 0, 5, "",
                     "power that makes light of a frame's bytes; 0 is the sRGB curve"),
    SKY_PARAM_COLOR(sky_correction_settings, white, "white", "what the LEDs make of white"),
    SKY_PARAM_NUMBER(sky_correction_settings, kelvin, "6500", SKY_KELVIN_MIN, SKY_KELVIN_MAX, "K",
                     "colour temperature of white; 6500 is that of the LEDs"),
    SKY_PARAMS_END,
};

/* ---- The command line ---- */

static int take_idle(struct config *config, const char *word)
{
    static const char *const words[] = {
        [IDLE_HOLD] = "hold", [IDLE_FADE] = "fade", [IDLE_BLACK] = "black", [IDLE_EXIT] = "exit"};
    for (int i = IDLE_HOLD; i <= IDLE_EXIT; i++) {
        if (strcmp(word, words[i]) == 0) {
            config->idle = (enum idle_what)i;
            return 0;
        }
    }
    return sky_fail("--idle: '%.40s' is not one of hold, fade, black, exit", word);
}

static int take_smooth(struct config *config, const char *word)
{
    uint64_t steps;
    if (sky_integer_parse(word, 1, SMOOTH_MAX, &steps) < 0)
        return sky_fail_at("--smooth");
    config->smooth = (unsigned)steps;
    return 0;
}

static int take_option(void *context, int code, const char *argument)
{
    struct config *config = context;
    switch (code) {
    case 'o':
        if (config->driver_count == OUTPUTS_MAX)
            return sky_fail("-o: given more than %d times", OUTPUTS_MAX);
        config->drivers[config->driver_count++] = argument;
        return 0;
    case IDLE:
        return take_idle(config, argument);
    case STALE:
        return sky_number_parse(argument, 0, 1e9, &config->stale_seconds) < 0 ? sky_fail_at("--stale") : 0;
    case SMOOTH:
        return take_smooth(config, argument);
    case ORDINARY:
        config->ordinary = true;
        return 0;
    case ROTOR:
        config->rotor = argument;
        return 0;
    case LEAVE:
        config->leave = true;
        return 0;
    case SHOW_LAYOUT:
        config->show_layout = true;
        return 0;
    default:
        config->stats = true;
        return 0;
    }
}

/* Without -o: the terminal, if there is one. */
static int choose_driver(struct config *config)
{
    if (config->driver_count > 0)
        return 0;
    if (isatty(STDOUT_FILENO)) {
        config->drivers[config->driver_count++] = "term";
        return 0;
    }
    char list[256] = "";
    FILE *out = fmemopen(list, sizeof list, "w");
    if (out) {
        drivers_list(out);
        fclose(out);
    }
    return sky_fail("standard output is not a terminal: say where frames go with -o (%s)", list);
}

static int parse_outputs(struct config *config)
{
    if (choose_driver(config) < 0)
        return -1;
    const struct sky_geometry *geometry = &config->common.geometry;
    double rate = config->common.fps * config->smooth;
    if (config->rotor) {
        if (rotor_words_read(&config->rotor_words, config->rotor, geometry) < 0)
            return sky_config_fail_at(&config->arguments.words, config->rotor);
        geometry = &config->rotor_words.arms;
        rate = rotor_words_rate(&config->rotor_words);
    }
    for (size_t i = 0; i < config->driver_count; i++) {
        struct output *output = calloc(1, sizeof *output);
        if (!output)
            return sky_fail("out of memory");
        config->outputs[config->output_count++] = output;
        if (output_parse(output, config->drivers[i], geometry, rate) < 0 ||
            (config->rotor && rotor_check_output(output) < 0))
            return sky_config_fail_at(&config->arguments.words, config->drivers[i]);
    }
    return 0;
}

static int parse_config(struct config *config, int argc, char **argv)
{
    char *help = help_make();
    const struct sky_program program = {
        .name = "sky-push",
        .summary = "Shows frames on LEDs or in the terminal, each at its time, and black at the end.",
        .usage = usage,
        .common = "fgrndcv",
        .options = options,
        .params = param_table,
        .closing = help,
    };
    sky_params_init(&config->params, param_table, &config->look);
    int result = sky_options_parse(&program, argc, argv, &config->common, take_option, config, &config->arguments);
    free(help);
    if (result < 0)
        return -1;
    config->input_name = sky_arguments_input(&config->arguments);
    if (!config->input_name || sky_arguments_assign(&config->arguments, &config->params) < 0)
        return -1;
    return parse_outputs(config);
}

static void config_destroy(struct config *config)
{
    if (!config)
        return;
    for (size_t i = 0; i < config->output_count; i++) {
        output_finish(config->outputs[i]);
        free(config->outputs[i]);
    }
    rotor_words_finish(&config->rotor_words);
    sky_params_finish(&config->params);
    sky_arguments_finish(&config->arguments);
    free(config);
}

/* NULL with the error set. */
static struct config *config_create(int argc, char **argv)
{
    struct config *config = calloc(1, sizeof *config);
    if (!config) {
        sky_fail("out of memory");
        return NULL;
    }
    config->stale_seconds = 2;
    config->smooth = 1;
    if (parse_config(config, argc, argv) < 0) {
        config_destroy(config);
        return NULL;
    }
    config->plan = (struct show_plan){
        .common = &config->common,
        .input_name = config->input_name,
        .outputs = config->outputs,
        .output_count = config->output_count,
        .params = &config->params,
        .rotor = config->rotor ? &config->rotor_words : NULL,
        .idle = config->idle,
        .stale_seconds = config->stale_seconds,
        .smooth = config->smooth,
        .leave = config->leave,
        .stats = config->stats,
        .ordinary = config->ordinary,
    };
    return config;
}

/* ---- SIGHUP ---- */

struct again {
    int argc;
    char **argv;
    struct config *now, *before;
};

/* What the show is built on stays what it is. */
static int check_unchanged(const struct config *now, const struct config *next)
{
    const struct sky_common *a = &now->common, *b = &next->common;
    const char *changed = NULL;
    if (strcmp(now->input_name, next->input_name) != 0)
        changed = "the input";
    else if (!sky_geometry_equal(&a->geometry, &b->geometry))
        changed = "-g";
    else if (a->fps != b->fps || now->smooth != next->smooth)
        changed = "-r or --smooth";
    else if (a->frames != b->frames)
        changed = "-n or -d";
    else if (strcmp(now->rotor ? now->rotor : "", next->rotor ? next->rotor : "") != 0)
        changed = "--rotor";
    return changed ? sky_fail("%s cannot change while it runs", changed) : 0;
}

static const struct show_plan *read_again(void *context)
{
    struct again *again = context;
    struct config *next = config_create(again->argc, again->argv);
    if (next && check_unchanged(again->now, next) < 0) {
        config_destroy(next);
        next = NULL;
    }
    if (!next)
        return NULL;
    next->plan.reload = again->now->plan.reload;
    next->plan.context = again;
    config_destroy(again->before);
    again->before = again->now;
    again->now = next;
    return &next->plan;
}

/* Is there anything that can be read again? */
static bool has_files(const struct config *config)
{
    bool found = config->arguments.words.files > 0;
    for (size_t i = 0; i < config->output_count; i++)
        found |= output_has_file(config->outputs[i]);
    return found;
}

int main(int argc, char **argv)
{
    struct again again = {.argc = argc, .argv = argv, .now = config_create(argc, argv)};
    int status = 0;
    if (!again.now)
        return sky_exit_misuse();
    if (has_files(again.now)) {
        again.now->plan.reload = read_again;
        again.now->plan.context = &again;
    }
    if ((again.now->show_layout ? show_layouts(again.now->outputs, again.now->output_count)
                                : show_run(&again.now->plan)) < 0)
        status = sky_exit_failed();
    config_destroy(again.now);
    config_destroy(again.before);
    return status;
}
