/* sky-push: shows frames on LEDs, or in the terminal. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "core/number.h"
#include "core/options.h"
#include "sky-push/show.h"

#define OUTLETS_MAX 16

struct config {
    struct sky_common common;
    const char *input_name;
    const char *drivers[OUTLETS_MAX]; /* -o, as written */
    struct outlet outlets[OUTLETS_MAX];
    size_t driver_count, outlet_count;
    enum idle_what idle;
    double stale_seconds;
    bool leave, stats;
    struct sky_look look;
    struct sky_params params;
};

static const char *const usage[] = {"[options] [-o DRIVER]... [INPUT] [name=value ...]", NULL};

enum { IDLE = 256, STALE, LEAVE, STATS };

static const struct sky_option options[] = {
    {'o', "output", "DRIVER", "where frames go, listed below; may be given more than once"},
    {IDLE, "idle", "WHAT", "while no frames come: hold, fade, black, exit (else: exit at an end, or hold)"},
    {STALE, "stale", "SECONDS", "for how long none must have come (default 2)"},
    {LEAVE, "leave", NULL, "leave the last picture at the end, instead of black"},
    {STATS, "stats", NULL, "tell at the end how many frames there were and how late (SIGUSR1: at once)"},
    SKY_OPTIONS_END,
};

static const struct sky_param param_table[] = {
    SKY_PARAM_NUMBER(sky_look, brightness, "1", 0, 1, "", "how bright the LEDs are, in light"),
    SKY_PARAM_NUMBER(sky_look, gamma, "0", 0, 5, "",
                     "power that makes light of a frame's bytes; 0 is the sRGB curve"),
    SKY_PARAM_COLOR(sky_look, white, "white", "what the LEDs make of white"),
    SKY_PARAM_NUMBER(sky_look, kelvin, "6500", SKY_KELVIN_MIN, SKY_KELVIN_MAX, "K",
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

static int take_option(void *context, int code, const char *argument)
{
    struct config *config = context;
    switch (code) {
    case 'o':
        if (config->driver_count == OUTLETS_MAX)
            return sky_fail("-o: given more than %d times", OUTLETS_MAX);
        config->drivers[config->driver_count++] = argument;
        return 0;
    case IDLE:
        return take_idle(config, argument);
    case STALE:
        return sky_number_parse(argument, 0, 1e9, &config->stale_seconds) < 0 ? sky_fail_at("--stale") : 0;
    case LEAVE:
        config->leave = true;
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

static int parse_outlets(struct config *config)
{
    if (choose_driver(config) < 0)
        return -1;
    for (size_t i = 0; i < config->driver_count; i++) {
        struct outlet *outlet = &config->outlets[config->outlet_count++];
        if (outlet_parse(outlet, config->drivers[i], &config->common.geometry) < 0)
            return -1;
    }
    return 0;
}

/* The part of --help that comes from the drivers' table; free() it. */
static char *make_help(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs("Without --idle, it holds the last frame while the input may come back (@, raw:, a FIFO, a pipe that is\n"
          "open), and exits when it has ended for good (a file, a pipe).\n\n"
          "drivers, as -o DRIVER[:TARGET][,name=value...]; the default is term, on a terminal:\n",
          out);
    drivers_help(out);
    fclose(out);
    if (text && size > 0)
        text[size - 1] = '\0'; /* whoever prints it ends the last line */
    return text;
}

static int parse_config(struct config *config, int argc, char **argv)
{
    char *help = make_help();
    const struct sky_program program = {
        .name = "sky-push",
        .summary = "Shows frames on LEDs or in the terminal, each at its time, and black at the end.",
        .usage = usage,
        .common = "grndcv",
        .options = options,
        .params = param_table,
        .closing = help,
    };
    struct sky_arguments arguments;
    sky_params_init(&config->params, param_table, &config->look);
    int result = sky_options_parse(&program, argc, argv, &config->common, take_option, config, &arguments);
    free(help);
    if (result < 0)
        return -1;
    config->input_name = sky_arguments_input(&arguments);
    result = config->input_name ? sky_arguments_assign(&arguments, &config->params) : -1;
    sky_arguments_finish(&arguments);
    return result < 0 ? -1 : parse_outlets(config);
}

static int run(struct config *config)
{
    return show_run(&(struct show_plan){
        .common = &config->common,
        .input_name = config->input_name,
        .outlets = config->outlets,
        .outlet_count = config->outlet_count,
        .params = &config->params,
        .idle = config->idle,
        .stale_seconds = config->stale_seconds,
        .leave = config->leave,
        .stats = config->stats,
    });
}

int main(int argc, char **argv)
{
    struct config config = {.stale_seconds = 2};
    int status = 0;
    if (parse_config(&config, argc, argv) < 0)
        status = sky_exit_misuse();
    else if (run(&config) < 0)
        status = sky_exit_failed();
    for (size_t i = 0; i < config.outlet_count; i++)
        outlet_finish(&config.outlets[i]);
    sky_params_finish(&config.params);
    return status;
}
