/* SPDX-License-Identifier: ISC */
#include "program/options.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"

#ifndef SKY_VERSION
#define SKY_VERSION "unknown"
#endif

#define FPS_MIN 0.001
#define FPS_MAX 100000.0
#define OPTIONS_MAX 32

/* Codes of common options without a letter; a program's own begin at 256. */
enum { LOCKSTEP = 1000 };

static const struct sky_option common_options[] = {
    {'g', "geometry", "GEOMETRY", "VANESxPIXELS[+HUB] (default $SKY_GEOMETRY, else 360x288)"},
    {'r', "fps", "FPS", "frames a second (default $SKY_FPS, else 30)"},
    {'n', "frames", "FRAMES", "end after so many frames"},
    {'d', "duration", "SECONDS", "end after so many seconds of frames"},
    {'o', "output", "OUTPUT", "where frames go: -, a path, PATH.gz, @NAME, raw:PATH (default -)"},
    {LOCKSTEP, "lockstep", NULL, "with -o @NAME: wait until a reader has taken each frame"},
    {'f', "config", "FILE", "read options, one a line, and words from FILE, before those of the command line"},
    {'c', "control", "FILE", "read 'name value' lines from FILE whenever it changes"},
    {'s', "seed", "SEED", "seed of everything random (default 0)"},
    {'v', "verbose", NULL, "show progress on standard error"},
    {'h', "help", NULL, "print this and exit"},
    {'V', "version", NULL, "print the version and exit"},
    SKY_OPTIONS_END,
};

static bool takes(const struct sky_program *program, int code)
{
    return code == 'h' || code == 'V' || strchr(program->common, code == LOCKSTEP ? 'o' : code);
}

static void print_option(const struct sky_option *option)
{
    char left[64];
    if (option->code < 256)
        snprintf(left, sizeof left, "-%c, --%s%s%s", option->code, option->name, option->argument ? " " : "",
                 option->argument ? option->argument : "");
    else
        snprintf(left, sizeof left, "    --%s%s%s", option->name, option->argument ? " " : "",
                 option->argument ? option->argument : "");
    printf("  %-26s %s\n", left, option->text);
}

static void print_help(const struct sky_program *program)
{
    for (const char *const *line = program->usage; *line; line++)
        printf("%s %s %s\n", line == program->usage ? "usage:" : "      ", program->name, *line);
    printf("\n%s\n\noptions:\n", program->summary);
    for (const struct sky_option *option = program->options; option->name; option++)
        print_option(option);
    for (const struct sky_option *option = common_options; option->name; option++)
        if (takes(program, option->code))
            print_option(option);
    if (program->params && program->params->name) {
        puts("\nparameters, as name=value:");
        sky_params_help(program->params, stdout);
    }
    if (program->closing)
        printf("\n%s\n", program->closing);
}

/* Ends the program after --help or --version, checking that it could be printed. */
static void exit_printed(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        exit(0);
    sky_fail("standard output: cannot write");
    exit(sky_exit_failed());
}

static int parse_fps(double *fps, const char *text)
{
    return sky_number_parse(text, FPS_MIN, FPS_MAX, fps);
}

static int set_defaults(struct sky_common *common)
{
    *common = (struct sky_common){.fps = 30, .frames = SKY_FRAMES_ENDLESS, .output = "-"};
    if (sky_geometry_from_environment(&common->geometry) < 0)
        return -1;
    const char *fps = getenv("SKY_FPS");
    if (fps && *fps && parse_fps(&common->fps, fps) < 0)
        return sky_fail_at("$SKY_FPS");
    return 0;
}

static int take_common(struct sky_common *common, double *seconds, int code, const char *argument)
{
    switch (code) {
    case 'g':
        return sky_geometry_parse(&common->geometry, argument);
    case 'r':
        return parse_fps(&common->fps, argument) < 0 ? sky_fail_at("-r") : 0;
    case 'n':
        return sky_integer_parse(argument, 0, SKY_FRAMES_ENDLESS - 1, &common->frames) < 0 ? sky_fail_at("-n") : 0;
    case 'd':
        return sky_number_parse(argument, 0, 1e9, seconds) < 0 ? sky_fail_at("-d") : 0;
    case 'o':
        common->output = argument;
        return 0;
    case 'c':
        common->control = argument;
        return 0;
    case 's':
        return sky_integer_parse(argument, 0, UINT64_MAX, &common->seed) < 0 ? sky_fail_at("-s") : 0;
    case LOCKSTEP:
        common->lockstep = true;
        return 0;
    default:
        common->verbose = true;
        return 0;
    }
}

/* The tables as getopt_long() wants them. */
static void collect(const struct sky_program *program, struct option longs[OPTIONS_MAX], char shorts[2 * OPTIONS_MAX])
{
    const struct sky_option *tables[] = {program->options, common_options};
    size_t count = 0;
    *shorts++ = ':';
    for (int i = 0; i < 2; i++) {
        for (const struct sky_option *option = tables[i]; option->name; option++) {
            if (tables[i] == common_options && !takes(program, option->code))
                continue;
            longs[count++] = (struct option){option->name, option->argument ? required_argument : no_argument, NULL,
                                             option->code};
            if (count == OPTIONS_MAX)
                abort();
            if (option->code < 256)
                *shorts++ = (char)option->code;
            if (option->code < 256 && option->argument)
                *shorts++ = ':';
        }
    }
    longs[count] = (struct option){0};
    *shorts = '\0';
}

static bool is_common(const struct sky_program *program, int code)
{
    for (const struct sky_option *option = common_options; option->name; option++)
        if (option->code == code)
            return takes(program, code);
    return false;
}

/* The option that getopt_long() refused, as it was typed. */
static const char *refused(char *const *argv, const struct option *longs, char text[64])
{
    if (optopt && optopt < 256)
        snprintf(text, 64, "-%c", optopt);
    else if (optopt) {
        const struct option *option = longs;
        while (option->name && option->val != optopt)
            option++;
        snprintf(text, 64, "--%.40s", option->name ? option->name : "?");
    } else
        snprintf(text, 64, "%.60s", argv[optind - 1]);
    return text;
}

/* Was it refused for a value that it does not take, as in --stats=yes? */
static bool refused_value(char *const *argv, const struct option *longs)
{
    for (const struct option *option = longs; option->name; option++)
        if (option->val == optopt && option->has_arg == no_argument)
            return strncmp(argv[optind - 1], "--", 2) == 0 && strchr(argv[optind - 1], '=');
    return false;
}

/* The words that are neither options nor their arguments, from files and from the command line. */
static int sort_words(struct sky_arguments *arguments, int count, char **words)
{
    const struct sky_config *files = &arguments->words;
    char **sorted = calloc(files->count + (size_t)count + 1, sizeof *sorted);
    if (!sorted)
        return sky_fail("out of memory");
    int operands = 0, assignments = 0;
    for (int i = 0; i < count; i++)
        if (!sky_is_assignment(words[i]))
            sorted[operands++] = words[i];
    bool given = operands > 0;
    for (size_t i = 0; i < files->count; i++)
        if (!given && !files->lines[i].option && !sky_is_assignment(files->lines[i].word))
            sorted[operands++] = files->lines[i].word;
    for (size_t i = 0; i < files->count; i++)
        if (!files->lines[i].option && sky_is_assignment(files->lines[i].word))
            sorted[operands + assignments++] = files->lines[i].word;
    for (int i = 0; i < count; i++)
        if (sky_is_assignment(words[i]))
            sorted[operands + assignments++] = words[i];
    arguments->operands = sorted;
    arguments->operand_count = operands;
    arguments->assignments = sorted + operands;
    arguments->assignment_count = assignments;
    arguments->first = count ? words[0] : NULL;
    return 0;
}

/* ---- Reading options ---- */

struct parser {
    const struct sky_program *program;
    struct sky_common *common;
    int (*take)(void *config, int code, const char *argument);
    void *config;
    struct option longs[OPTIONS_MAX];
    char shorts[2 * OPTIONS_MAX];
    double seconds; /* of -d; -1 without */
    bool help;
    bool in_file;
};

static int take_code(struct parser *parser, int code)
{
    const struct sky_program *program = parser->program;
    if (parser->in_file && (code == 'f' || code == 'h' || code == 'V'))
        return sky_fail("-%c: goes on the command line only", code);
    if (code == 'h') {
        parser->help = true;
    } else if (code == 'V') {
        printf("%s (skyscreen) %s\n", program->name, SKY_VERSION);
        exit_printed();
    } else if (!is_common(program, code)) {
        return parser->take(parser->config, code, optarg);
    } else if (code != 'f') { /* which was read before */
        return take_common(parser->common, &parser->seconds, code, optarg);
    }
    return 0;
}

/* Takes all options of argv; the rest of it is from optind on then. */
static int take_options(struct parser *parser, int argc, char **argv)
{
    char word[64];
    optind = 0; /* begin anew */
    for (int code; (code = getopt_long(argc, argv, parser->shorts, parser->longs, NULL)) != -1;) {
        if (code == '?')
            return refused_value(argv, parser->longs)
                       ? sky_fail("%s: takes no value", refused(argv, parser->longs, word))
                       : sky_fail("%s: no such option (--help lists them)", refused(argv, parser->longs, word));
        if (code == ':')
            return sky_fail("%s: an argument is missing", refused(argv, parser->longs, word));
        if (take_code(parser, code) < 0)
            return -1;
    }
    return 0;
}

static int take_line(struct parser *parser, const struct sky_config_line *line)
{
    char name[] = "", *argv[] = {name, line->word, line->value, NULL};
    int argc = line->value ? 3 : 2;
    if (!line->option)
        return 0;
    if (take_options(parser, argc, argv) < 0)
        return -1;
    return optind < argc ? sky_fail("'%.40s': %.40s takes no value", line->value, line->word) : 0;
}

/* Takes the options of all files that -f names on the command line. */
static int take_files(struct parser *parser, int argc, char **argv, struct sky_config *words)
{
    optind = 0;
    for (int code; (code = getopt_long(argc, argv, parser->shorts, parser->longs, NULL)) != -1;)
        if (code == 'f' && sky_config_read(words, optarg) < 0)
            return -1;
    parser->in_file = true;
    for (size_t i = 0; i < words->count; i++)
        if (take_line(parser, &words->lines[i]) < 0)
            return sky_config_fail_at(words, words->lines[i].word);
    parser->in_file = false;
    return 0;
}

static int parse(struct parser *parser, int argc, char **argv, struct sky_arguments *arguments)
{
    struct sky_common *common = parser->common;
    if (set_defaults(common) < 0)
        return -1;
    if (takes(parser->program, 'f') && take_files(parser, argc, argv, &arguments->words) < 0)
        return -1;
    if (take_options(parser, argc, argv) < 0)
        return -1;
    if (parser->seconds >= 0) {
        double frames = floor(parser->seconds * common->fps + 0.5);
        if (frames < (double)common->frames)
            common->frames = (uint64_t)frames;
    }
    return sort_words(arguments, argc - optind, argv + optind);
}

int sky_options_parse(const struct sky_program *program, int argc, char **argv, struct sky_common *common,
                      int (*take)(void *config, int code, const char *argument), void *config,
                      struct sky_arguments *arguments)
{
    struct parser parser = {.program = program, .common = common, .take = take, .config = config, .seconds = -1};
    sky_program_name(program->name);
    collect(program, parser.longs, parser.shorts);
    opterr = 0;
    *arguments = (struct sky_arguments){0};
    if (parse(&parser, argc, argv, arguments) < 0) {
        sky_arguments_finish(arguments);
        return -1;
    }
    if (parser.help) {
        if (!program->help || !program->help(config, common, arguments))
            print_help(program);
        exit_printed();
    }
    return 0;
}

void sky_arguments_finish(struct sky_arguments *arguments)
{
    free(arguments->operands);
    sky_config_finish(&arguments->words);
    *arguments = (struct sky_arguments){0};
}

int sky_arguments_assign(const struct sky_arguments *arguments, struct sky_params *params)
{
    for (int i = 0; i < arguments->assignment_count; i++)
        if (sky_params_assign(params, arguments->assignments[i]) < 0)
            return sky_config_fail_at(&arguments->words, arguments->assignments[i]);
    return 0;
}

const char *sky_arguments_input(const struct sky_arguments *arguments)
{
    if (arguments->operand_count > 1) {
        sky_fail("'%.40s': one input is all it reads", arguments->operands[1]);
        sky_config_fail_at(&arguments->words, arguments->operands[1]);
        return NULL;
    }
    return arguments->operand_count ? arguments->operands[0] : "-";
}
