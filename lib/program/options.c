/* SPDX-License-Identifier: ISC */
/* The command line: options of the program's own and common ones, operands and assignments. */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/program.h>

#include "base/number.h"
#include "base/workers.h"
#include "program/help.h"
#include "program/option_error.h"
#include "program/params.h"
#include "program/schedule.h"
#include "program/state.h"
#include "stream/still.h"

#ifndef SKY_VERSION
#define SKY_VERSION "unknown"
#endif

#define OPTIONS_MAX 32

/* The codes of the common options without a letter; a program's own are below. */
enum { LOCKSTEP = 1000, START, CLOCK, BPM };

#define START_MAX 1e9 /* seconds: 31 years */

const struct sky_option sky_common_options[] = {
    {'g', "geometry", "GEOMETRY", "VANESxPIXELS[+HUB] (default $SKY_GEOMETRY, else 360x288)"},
    {'r', "fps", "FPS", "frames a second (default $SKY_FPS, else 30)"},
    {'n', "frames", "FRAMES", "end after this many frames"},
    {'d', "duration", "SECONDS", "end after this many seconds of frames"},
    {START, "start", "SECONDS", "begin at this time of the show (default 0)"},
    {CLOCK, "clock", "[PATH]", "take the time from the wall clock, to be in step with machines that run the same "
                               "command, or from PATH"},
    {'o', "output", "OUTPUT", "where frames go: -, a path, PATH.gz, @NAME, raw:PATH (default -)"},
    {LOCKSTEP, "lockstep", NULL, "with -o @NAME: wait until a reader has taken each frame"},
    {'f', "config", "FILE", "read options, operands and parameters from FILE, one a line, before the others"},
    {'c', "control", "FILE", "read 'name value' lines from FILE whenever it changes, after those of $SKY_CONTROL"},
    {BPM, "bpm", "BPM", "tempo in beats a minute, until a control line sets another (default 120)"},
    {'s', "seed", "SEED", "seed of the random numbers (default 0)"},
    {'j', "threads", "THREADS", "share the work among this many threads (default 1, at most 64)"},
    {'v', "verbose", NULL, "show progress on standard error"},
    {'h', "help", NULL, "print this and exit; --help=tsv prints it as a table"},
    {'V', "version", NULL, "print the version and exit"},
    SKY_OPTIONS_END,
};

static const struct sky_option no_options[] = {SKY_OPTIONS_END};

static const struct sky_option *own_options(const struct sky_program *program)
{
    return program->options ? program->options : no_options;
}

bool sky_program_takes(const struct sky_program *program, int code)
{
    const char *letters = program->common ? program->common : program->params ? "grndocvk" : "grndovk";
    if (code == LOCKSTEP)
        code = 'o';
    if (code == START) /* where frames come from a network, there is no other time to begin at */
        code = strchr(letters, 'c') || strchr(letters, 'k') ? 'd' : 'c';
    if (code == BPM) /* what has no frames needs no beat */
        code = strchr(letters, 'c') ? 'r' : 'c';
    if (code == CLOCK)
        code = 'k';
    return code == 'h' || code == 'V' || (code < 256 && strchr(letters, code));
}

/* ---- Options ---- */

struct parser {
    struct sky_run *run;
    struct option longs[OPTIONS_MAX]; /* the tables as getopt_long() wants them */
    char shorts[2 * OPTIONS_MAX];
    const char *controls[SKY_CONTROLS_MAX]; /* of -c */
    unsigned control_count;
    double bpm;     /* of --bpm */
    double start;   /* of --start, in seconds */
    double seconds; /* of -d, or -1 without it */
    const char *time_file; /* of --clock, or NULL */
    bool help, help_rows, version; /* --help, --help=tsv, --version */
    bool in_file; /* the options come from a file of -f */
};

static int set_defaults(struct sky_run *run)
{
    run->frames = SKY_FRAMES_ENDLESS;
    run->threads = 1;
    run->output_name = "-";
    return sky_geometry_from_environment(&run->geometry) < 0 ? -1 : sky_fps_from_environment(&run->fps);
}

/* May its argument be left out, or be given after =, as in --clock[=PATH]? */
static bool is_optional(const struct sky_option *option)
{
    return option->code == 'h' || (option->argument && *option->argument == '[');
}

static void add_options(struct parser *parser, const struct sky_option *table)
{
    struct option *next = parser->longs;
    char *shorts = parser->shorts + strlen(parser->shorts);
    while (next->name)
        next++;
    for (const struct sky_option *option = table; option->name; option++) {
        if (table == sky_common_options && !sky_program_takes(parser->run->program, option->code))
            continue;
        if (next == parser->longs + OPTIONS_MAX - 1)
            abort();
        int argument = is_optional(option)    ? optional_argument
                       : option->argument     ? required_argument
                                              : no_argument;
        *next++ = (struct option){option->name, argument, NULL, option->code};
        if (option->code < 256)
            *shorts++ = (char)option->code;
        if (option->code < 256 && option->argument)
            *shorts++ = ':';
    }
}

/* Takes a common option, or returns 1 when it is one of the program's own. */
static int parse_common(struct parser *parser, int code, const char *argument)
{
    struct sky_run *run = parser->run;
    if (!sky_program_takes(run->program, code))
        return 1;
    if (parser->in_file && (code == 'f' || code == 'h' || code == 'V'))
        return sky_fail("-%c: is for the command line only", code);
    switch (code) {
    case 'g':
        return sky_geometry_parse(&run->geometry, argument);
    case 'r':
        return sky_fps_parse(&run->fps, argument) < 0 ? sky_fail_at("-r") : 0;
    case 'n':
        return sky_integer_parse(argument, 0, SKY_FRAMES_ENDLESS - 1, &run->frames) < 0 ? sky_fail_at("-n") : 0;
    case 'd':
        return sky_number_parse_in(argument, "seconds", 0, 1e9, &parser->seconds) < 0 ? sky_fail_at("-d") : 0;
    case START:
        return sky_number_parse_in(argument, "seconds", 0, START_MAX, &parser->start) < 0 ? sky_fail_at("--start") : 0;
    case CLOCK:
        run->clocked = true;
        parser->time_file = argument;
        return 0;
    case 'o':
        run->output_name = argument;
        return 0;
    case LOCKSTEP:
        run->lockstep = true;
        return 0;
    case 'f': /* read before: the command line comes after it */
        return 0;
    case 'c':
        if (parser->control_count == SKY_CONTROLS_MAX)
            return sky_fail("-c: at most %d control files", SKY_CONTROLS_MAX);
        parser->controls[parser->control_count++] = argument;
        return 0;
    case BPM:
        return sky_number_parse(argument, SKY_LIVE_BPM_MIN, SKY_LIVE_BPM_MAX, &parser->bpm) < 0 ? sky_fail_at("--bpm")
                                                                                              : 0;
    case 's':
        return sky_integer_parse(argument, 0, UINT64_MAX, &run->seed) < 0 ? sky_fail_at("-s") : 0;
    case 'j':
        return sky_integer_parse(argument, 1, SKY_WORKERS_MAX, &run->threads) < 0 ? sky_fail_at("-j") : 0;
    case 'v':
        run->verbose = true;
        return 0;
    case 'h':
        parser->help = true;
        parser->help_rows = argument != NULL;
        return argument && strcmp(argument, "tsv") != 0 ? sky_fail("--help: '%.40s' is not tsv", argument) : 0;
    case 'V':
        parser->version = true;
        return 0;
    default:
        return 1;
    }
}

/* Refuses an empty name where an option takes a file, as of a variable of the shell that is not set. Returns 0, or -1
 * with the error set. */
static int check_file_name(const struct parser *parser, int code, const char *argument)
{
    const struct sky_option *tables[] = {own_options(parser->run->program), sky_common_options};
    if (!argument || *argument != '\0')
        return 0;
    for (size_t i = 0; i < 2; i++)
        for (const struct sky_option *option = tables[i]; option->name; option++)
            if (option->code == code)
                return option->argument && strcmp(option->argument, "FILE") == 0
                           ? sky_fail("--%s: the name of a file is missing", option->name)
                           : 0;
    return 0;
}

/* Parses the options of argv, up to a -V; the words from optind on are the others. */
static int parse_options(struct parser *parser, int argc, char **argv)
{
    optind = 0; /* begin anew */
    for (int code; !parser->version && (code = getopt_long(argc, argv, parser->shorts, parser->longs, NULL)) != -1;) {
        if (sky_option_check_dashes(parser->longs, argc, argv) < 0)
            return -1;
        if (code == '?' || code == ':')
            return sky_option_fail(parser->run->program, parser->longs, code, argv[optind - 1]);
        if (check_file_name(parser, code, optarg) < 0)
            return -1;
        int result = parse_common(parser, code, optarg);
        if (result > 0)
            result = parser->run->program->parse_option(parser->run, code, optarg);
        if (result < 0)
            return -1;
    }
    return 0;
}

/* Parses the options of all files that -f names on the command line. */
static int parse_files(struct parser *parser, int argc, char **argv)
{
    struct sky_config *files = &parser->run->state->files;
    optind = 0;
    for (int code; (code = getopt_long(argc, argv, parser->shorts, parser->longs, NULL)) != -1 && code != 'V';) {
        if (sky_option_check_dashes(parser->longs, argc, argv) < 0)
            return -1;
        if (code == ':') /* here, as getopt_long() has now moved operands to where the argument is missing */
            return sky_option_fail(parser->run->program, parser->longs, code, argv[optind - 1]);
        if (code == 'f' && (check_file_name(parser, code, optarg) < 0 || sky_config_read(files, optarg) < 0))
            return -1;
    }
    parser->in_file = true;
    for (size_t i = 0; i < files->count; i++) {
        const struct sky_config_line *line = &files->lines[i];
        char name[] = "", *words[] = {name, line->word, line->value, NULL};
        int count = line->value ? 3 : 2;
        int result = line->option                   ? parse_options(parser, count, words)
                     : sky_is_assignment(line->word) ? 0
                                                     : sky_option_check_word(parser->run->program, line->word);
        if (result == 0 && line->option && optind < count)
            result = sky_fail("'%.40s': %.40s takes no value", line->value, line->word);
        if (result < 0)
            return sky_run_fail_at(parser->run, line->word);
    }
    parser->in_file = false;
    return 0;
}

/* ---- Words ---- */

/* getopt_long() would take "-,for=20", standard input and words for it, for options; ",for=20" stands for the same. */
static void hide_dashes(int count, char **words)
{
    for (int i = 0; i < count; i++)
        if (words[i][0] == '-' && sky_operand_path_length(words[i]) == 1 && words[i][1] == ',')
            words[i]++;
}

/* Sorts the words that are neither options nor their arguments, from files and from the command line. */
static int sort_words(struct sky_run *run, int count, char **words)
{
    const struct sky_config *files = &run->state->files;
    char **sorted = run->state->words = calloc(files->count + (size_t)count + 1, sizeof *sorted);
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
    run->operands = sorted;
    run->operand_count = operands;
    run->assignments = sorted + operands;
    run->assignment_count = assignments;
    run->first_word = count ? words[0] : NULL;
    return 0;
}

/* Returns 1, or -1 with the error set. */
static int print_help(struct sky_run *run, bool rows)
{
    const struct sky_program *program = run->program;
    int printed = 0;
    if (rows) {
        sky_help_rows(program);
        printed = program->help_rows ? program->help_rows(run) : 0;
    } else {
        printed = program->help ? program->help(run) : 0;
        if (printed == 0)
            sky_program_help(program);
    }
    return printed < 0 ? -1 : 1;
}

int sky_run_parse(struct sky_run *run, const struct sky_program *program, void *config, int argc, char **argv)
{
    struct parser parser = {.run = run, .shorts = ":", .bpm = SKY_LIVE_BPM_DEFAULT, .seconds = -1};
    sky_program_name(program->name);
    *run = (struct sky_run){.program = program, .config = config, .state = calloc(1, sizeof *run->state)};
    if (!run->state || !(run->state->live = malloc(sizeof *run->state->live)))
        return sky_fail("out of memory");
    if (program->params && !(run->params = sky_params_create(program->params, config)))
        return -1;
    add_options(&parser, own_options(program));
    add_options(&parser, sky_common_options);
    opterr = 0;
    hide_dashes(argc - 1, argv + 1);
    if (set_defaults(run) < 0)
        return -1;
    if (sky_program_takes(program, 'f') && parse_files(&parser, argc, argv) < 0)
        return -1;
    if (parse_options(&parser, argc, argv) < 0)
        return -1;
    if (parser.version) {
        printf("%s (skyscreen) %s\n", program->name, SKY_VERSION);
        return 1;
    }
    if (run->clocked && parser.start > 0)
        return sky_fail("--start and --clock: only one can say where the show begins");
    if (parser.time_file && !parser.help &&
        !(run->state->wall.file = sky_time_file_create(parser.time_file, run->fps)))
        return sky_fail_at("--clock");
    run->first = (uint64_t)floor(parser.start * run->fps + 0.5);
    if (run->clocked && sky_program_takes(program, 'o')) /* sky-push reads the clock itself */
        run->first = sky_schedule_first(run);
    sky_live_init(run->state->live, parser.bpm, (double)run->first / run->fps);
    if (parser.seconds >= 0) {
        double frames = floor(parser.seconds * run->fps + 0.5);
        if (frames < (double)run->frames)
            run->frames = (uint64_t)frames;
    }
    if (sort_words(run, argc - optind, argv + optind) < 0)
        return -1;
    if (parser.help)
        return print_help(run, parser.help_rows);
    run->state->controls = sky_controls_create(program, parser.controls, parser.control_count);
    if (!run->state->controls)
        return -1;
    sky_controls_begin(run->state->controls, run->state->live);
    return 0;
}

void sky_run_finish(struct sky_run *run)
{
    sky_params_destroy(run->params);
    if (run->state) {
        sky_config_finish(&run->state->files);
        sky_time_file_destroy(run->state->wall.file);
        free(run->state->words);
        sky_controls_destroy(run->state->controls);
        free(run->state->live);
        free(run->state);
    }
    *run = (struct sky_run){0};
}

int sky_run_assign(struct sky_run *run)
{
    run->params->now = sky_run_moment(run, 0);
    for (int i = 0; i < run->assignment_count; i++)
        if (sky_option_check_assignment(run, run->assignments[i]) < 0 ||
            sky_params_assign(run->params, run->assignments[i]) < 0)
            return sky_run_fail_at(run, run->assignments[i]);
    run->assignment_count = 0;
    return 0;
}

const char *sky_run_input_name(const struct sky_run *run)
{
    if (run->operand_count > 1) {
        const struct sky_param *table = run->params ? sky_params_table(run->params) : NULL;
        sky_fail("'%.40s': only one input can be read%s", run->operands[1],
                 sky_params_hint(table, run->operands, run->operand_count));
        sky_run_fail_at(run, run->operands[1]);
        return NULL;
    }
    const char *name = run->operand_count ? run->operands[0] : "-";
    if (sky_params_have(run->program->params, name, strlen(name)) && access(name, F_OK) < 0) {
        sky_fail("%s: %s (for the parameter, write %s=VALUE)", name, strerror(errno), name);
        sky_run_fail_at(run, name);
        return NULL;
    }
    return name;
}

int sky_run_fail_at(const struct sky_run *run, const char *word)
{
    return sky_config_fail_at(&run->state->files, word);
}

void sky_run_set_detail(struct sky_run *run, const char *lines)
{
    run->state->detail = lines;
}

int sky_run_check_alone(const struct sky_run *run, const char *option)
{
    const char *word = run->operand_count ? run->operands[0] : run->assignment_count ? run->assignments[0] : NULL;
    return word ? sky_fail("'%.40s': %s prints a list, and takes nothing else", word, option) : 0;
}
