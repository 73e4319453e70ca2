/* SPDX-License-Identifier: ISC */
#include "sky-push/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/wrap.h"
#include "led/import.h"
#include "program/params.h"
#include "program/placed.h"
#include "program/state.h"

static const char *const usage[] = {"[options] [-o DRIVER]... [INPUT] [name=value ...]", NULL};

enum { IDLE = 256, STALE, SMOOTH, ROTOR, IMPORT, CATCH_UP, AT_CLOCK, LEAVE, STATS, SHOW_LAYOUT, CHECK, NO_REALTIME };

static const struct sky_option options[] = {
    {'o', "output", "DRIVER", "where frames go, listed below; may be given more than once"},
    {IDLE, "idle", "hold|fade|black|exit",
     "what to show when no frames come (default hold, or exit at the end of the input)"},
    {STALE, "stale", "SECONDS", "apply --idle after this long without a frame (default 2)"},
    {SMOOTH, "smooth", "STEPS", "fade from each frame to the next in this many steps (default 1: no fade)"},
    {CATCH_UP, "catch-up", NULL, "after a stall, drop frames until the show is in time again"},
    {AT_CLOCK, "at-clock", NULL, "show frames on whole multiples of their time by the wall clock"},
    {LEAVE, "leave", NULL, "leave the last picture at the end, and send no black before the first"},
    {STATS, "stats", NULL, "print at the end how many frames there were and how late (SIGUSR1: at once)"},
    {ROTOR, "rotor", "SENSOR", "the outputs are arms that sweep the disc past a sensor; see below"},
    {SHOW_LAYOUT, "show-layout", "[png]", "print which LED of each lane shows what, or a picture of it, and exit"},
    {IMPORT, "import", "FILE", "print the layout for a map of LEDs that another program uses, and exit"},
    {CHECK, "check", NULL, "print frame rates, amperes and memory to expect, open nothing, and exit"},
    {NO_REALTIME, "no-realtime", NULL, "do not ask for real-time priority when LEDs are driven"},
    SKY_OPTIONS_END,
};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(sky_correction_settings, brightness, "1", 0, 1, "", "how bright the LEDs are, in light"),
    SKY_PARAM_NUMBER(sky_correction_settings, gamma, "0", 0, 5, "",
                     "exponent that decodes a frame's bytes; 0 is the sRGB curve"),
    SKY_PARAM_COLOR(sky_correction_settings, white, "white", "colour that the LEDs show for white"),
    SKY_PARAM_NUMBER(sky_correction_settings, kelvin, "6500", SKY_KELVIN_MIN, SKY_KELVIN_MAX, "K",
                     "colour temperature of white; 6500 is that of the LEDs"),
    {"lead", SKY_TYPE_NUMBER, offsetof(struct config, rotor_trim.lead), "0", -1000, 1000, "ms",
     "send a rotor's vanes earlier: the delay of the sensor", {NULL, 0}},
    {"trims", SKY_TYPE_TEXT, offsetof(struct config, rotor_trim.trims), "", 0, 0, "DEGREES:DEGREES:…",
     "turn what each arm of a rotor shows clockwise", {NULL, 0}},
    SKY_PARAMS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument);
static int print_help(struct sky_run *run);
static int print_help_rows(struct sky_run *run);

static const char *owner(const char *name)
{
    static char text[64];
    const char *driver = drivers_taking(name);
    if (!driver)
        return rotor_args_take(name) ? "--rotor" : sky_placed_owner(name);
    snprintf(text, sizeof text, "an output such as %s", driver);
    return text;
}

static const struct sky_program program = {
    .name = "sky-push",
    .summary = "Shows frames on LEDs, in the terminal or over the network, each at its time, and black at the end.",
    .usage = usage,
    .common = "fgrndcvk",
    .options = options,
    .params = params,
    .owner = owner,
    .parse_option = parse_option,
    .help = print_help,
    .help_rows = print_help_rows,
};

static int print_help(struct sky_run *run)
{
    sky_program_help(run->program);
    putchar('\n');
    sky_wrap_print(stdout, "", 0,
                   "Without --idle, it holds the last frame while the input may come back (@, raw:, a FIFO, a pipe "
                   "that is open), and exits when it has ended for good (a file, a pipe).\n\n"
                   "drivers, as -o DRIVER[:TARGET][,name=value...] (default term, on a terminal):");
    drivers_help(stdout);
    putchar('\n');
    rotor_help(stdout);
    return 1;
}

static int print_help_rows(struct sky_run *run)
{
    (void)run;
    drivers_help_rows();
    rotor_help_rows();
    return 0;
}

/* ---- The command line ---- */

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    static const char *const idle_names[] = {
        [IDLE_HOLD] = "hold", [IDLE_FADE] = "fade", [IDLE_BLACK] = "black", [IDLE_EXIT] = "exit", NULL};
    static const struct sky_choices idles = SKY_CHOICES(idle_names);
    struct config *config = run->config;
    bool *const flags[] = {&config->catch_up,    &config->at_clock,   &config->leave, &config->stats,
                           &config->show_layout, &config->check,      &config->no_realtime}; /* from CATCH_UP on */
    switch (code) {
    case 'o':
        if (config->driver_count == OUTPUTS_MAX)
            return sky_fail("-o: given more than %d times", OUTPUTS_MAX);
        config->drivers[config->driver_count++] = argument;
        return 0;
    case IDLE:
        return sky_choice_parse(&idles, argument, &config->idle) < 0 ? sky_fail_at("--idle") : 0;
    case STALE:
        return sky_number_parse_in(argument, "seconds", 0, 1e9, &config->stale_seconds) < 0 ? sky_fail_at("--stale")
                                                                                             : 0;
    case SMOOTH:
        return sky_integer_parse(argument, 1, SMOOTH_MAX, &config->smooth) < 0 ? sky_fail_at("--smooth") : 0;
    case ROTOR:
    case IMPORT:
        *(code == ROTOR ? &config->rotor : &config->import) = argument;
        return 0;
    case SHOW_LAYOUT:
        config->layout_png = argument;
        if (argument && strcmp(argument, "png") != 0)
            return sky_fail("--show-layout: '%.40s' is not a format (must be png)", argument);
        /* fall through */
    default:
        *flags[code - CATCH_UP] = true;
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
    return sky_fail("standard output is not a terminal: say where frames go with -o (%s; --help describes them)", list);
}

static int parse_outputs(struct config *config)
{
    struct sky_run *run = &config->run;
    const struct sky_geometry *geometry = &run->geometry;
    double rate = run->fps * (double)config->smooth;
    if (choose_driver(config) < 0)
        return -1;
    if (config->rotor) {
        if (rotor_args_parse(&config->rotor_args, config->rotor, geometry) < 0)
            return sky_run_fail_at(run, config->rotor);
        double trims[ROTOR_ARMS_MAX];
        if (rotor_parse_trims(&config->rotor_args, config->rotor_trim.trims, trims) < 0)
            return -1;
        geometry = &config->rotor_args.arms;
        rate = rotor_args_rate(&config->rotor_args);
    }
    for (size_t i = 0; i < config->driver_count; i++) {
        struct output *output = config->outputs[config->output_count++] =
            output_create(config->drivers[i], params, geometry, rate);
        if (!output || (config->rotor && rotor_check_output(output) < 0))
            return sky_run_fail_at(run, config->drivers[i]);
    }
    return supplies_create(&config->supplies, config->outputs, config->output_count);
}

void config_destroy(struct config *config)
{
    if (!config)
        return;
    supplies_destroy(config->supplies);
    for (size_t i = 0; i < config->output_count; i++)
        output_destroy(config->outputs[i]);
    rotor_args_finish(&config->rotor_args);
    sky_run_finish(&config->run);
    free(config);
}

int config_create(struct config **created, int argc, char **argv)
{
    struct config *config = *created = calloc(1, sizeof *config);
    if (!config)
        return sky_fail("out of memory");
    struct sky_run *run = &config->run;
    config->idle = IDLE_DEFAULT;
    config->stale_seconds = 2;
    config->smooth = 1;
    int result = sky_run_parse(run, &program, config, argc, argv);
    if (result != 0)
        return result;
    if (config->import)
        return sky_import_file(stdout, config->import, &run->geometry) < 0 ? -1 : 1;
    config->input_name = sky_run_input_name(run);
    if (!config->input_name || sky_run_assign(run) < 0 || parse_outputs(config) < 0)
        return -1;
    config->plan = (struct plan){
        .run = run,
        .input_name = config->input_name,
        .outputs = config->outputs,
        .output_count = config->output_count,
        .supplies = config->supplies,
        .rotor = config->rotor ? &config->rotor_args : NULL,
        .rotor_trim = &config->rotor_trim,
        .idle = (enum idle)config->idle,
        .stale_seconds = config->stale_seconds,
        .smooth = (unsigned)config->smooth,
        .catch_up = config->catch_up,
        .at_clock = config->at_clock || run->clocked,
        .leave = config->leave,
        .stats = config->stats,
        .no_realtime = config->no_realtime,
    };
    return 0;
}

bool config_has_files(const struct config *config)
{
    bool found = config->run.state->files.files > 0;
    for (size_t i = 0; i < config->output_count; i++)
        found |= output_layout(config->outputs[i]) != NULL;
    return found;
}

int config_check_unchanged(const struct config *now, const struct config *next)
{
    const struct sky_run *a = &now->run, *b = &next->run;
    const char *changed = NULL;
    if (strcmp(now->input_name, next->input_name) != 0)
        changed = "the input";
    else if (!sky_geometry_equal(&a->geometry, &b->geometry))
        changed = "-g";
    else if (a->fps != b->fps || now->smooth != next->smooth)
        changed = "-r or --smooth";
    else if (a->frames != b->frames)
        changed = "-n or -d";
    else if (now->plan.at_clock != next->plan.at_clock || a->clocked != b->clocked)
        changed = "--clock or --at-clock";
    else if (strcmp(now->rotor ? now->rotor : "", next->rotor ? next->rotor : "") != 0)
        changed = "--rotor";
    return changed ? sky_fail("%s cannot change while it runs", changed) : 0;
}
