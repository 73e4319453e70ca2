/* SPDX-License-Identifier: ISC */
/* sky-cat: joins, fades, trims, loops, shuffles and records frames. */
#include <stdio.h>
#include <string.h>

#include <sky/program.h>

#include "base/number.h"
#include "base/signals.h"
#include "program/placed.h"
#include "program/scenes.h"
#include "program/state.h"
#include "stream/framefile_list.h"

#define FAR 10000 /* frames: beyond that a jump takes less time than skipping */
#define SKIP_MAX (UINT64_MAX / 4) /* so that it fits 63 bits together with --start */

struct config {
    struct sky_scene_defaults defaults; /* --still, --fade, --with */
    uint64_t skip;   /* frames to leave out at the beginning */
    uint64_t memory; /* MiB of frames that are read ahead */
    double soft;
    bool loop, shuffle, pace, catch_up, list, info;
    bool next; /* the event */

    struct sky_timeline timeline;
    struct sky_scenes scenes;
    uint64_t number; /* with --clock: of the frame that is next */
    struct sky_moment now;
    uint64_t looks; /* how often wants_next() was called */
    char progress[96];
};

static const char *const usage[] = {"[options] [INPUT[,for=SECONDS][,fade=SECONDS][,with=KIND] ...]",
                                    "--info INPUT ...", "--list", NULL};

enum { STILL = 256, SKIP, FADE, WITH, SOFT, MEMORY, SHUFFLE, PACE, CATCH_UP, INFO, LIST };

static const struct sky_option options[] = {
    {FADE, "fade", "SECONDS", "fade from each input to the next, and with -l from the last to the first"},
    {WITH, "with", SKY_TRANSITION_CHOICES, "what kind of fade that is (default mix)"},
    {SOFT, "soft", "SHARE", "how wide the edge of a wipe is, as a share of its way, 0 to 1 (default 0.1)"},
    {STILL, "still", "SECONDS", "show a picture for this long (default until -n or -d)"},
    {'l', "loop", NULL, "start again after the last input, for ever"},
    {SHUFFLE, "shuffle", NULL, "play the inputs in a random order, with -l another one each time"},
    {SKIP, "skip", "FRAMES", "leave out this many frames at the beginning"},
    {MEMORY, "memory", "MIB", "how much may be read ahead to fade from pipes of unknown length (default 256)"},
    {PACE, "pace", NULL, "keep to the frame rate of -r, whatever the output is"},
    {CATCH_UP, "catch-up", NULL, "--pace, and drop frames after a stall until the show is in time again"},
    {INFO, "info", NULL, "print the geometry, rate, frames and seconds of each INPUT, and exit"},
    {LIST, "list", NULL, "list the frame files @NAME with their writers and readers"},
    SKY_OPTIONS_END,
};

static const struct sky_param params[] = {
    SKY_PARAM_EVENT(config, next, "begin the next input now, as at the end of this one"),
    SKY_PARAMS_END,
};

static int parse_seconds(const char *argument, const char *option, double minimum, double maximum, double *seconds)
{
    return sky_number_parse_in(argument, "seconds", minimum, maximum, seconds) < 0 ? sky_fail_at("%s", option) : 0;
}

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    bool *const flags[] = {&config->shuffle, &config->pace, &config->catch_up, &config->info, &config->list};
    switch (code) {
    case FADE:
        return parse_seconds(argument, "--fade", 0, SKY_FADE_MAX, &config->defaults.fade);
    case WITH:
        return sky_transition_parse(argument, &config->defaults.with) < 0 ? sky_fail_at("--with") : 0;
    case SOFT:
        return sky_number_parse(argument, 0, 1, &config->soft) < 0 ? sky_fail_at("--soft") : 0;
    case STILL:
        return parse_seconds(argument, "--still", SKY_SCENE_MIN, SKY_SCENE_MAX, &config->defaults.still);
    case SKIP:
        return sky_integer_parse(argument, 0, SKIP_MAX, &config->skip) < 0 ? sky_fail_at("--skip") : 0;
    case MEMORY:
        return sky_integer_parse(argument, 1, 1 << 20, &config->memory) < 0 ? sky_fail_at("--memory") : 0;
    case 'l':
        config->loop = true;
        return 0;
    default: /* in the order of the enum */
        *flags[code - SHUFFLE] = true;
        return 0;
    }
}

static int help_rows(struct sky_run *run)
{
    (void)run;
    sky_scene_help_rows();
    return 0;
}

/* ---- What is right and what is not ---- */

/* The operands, or standard input without any. */
static int check_scenes(struct sky_run *run)
{
    static char *standard_input[] = {"-"};
    struct config *config = run->config;
    char *const *operands = run->operand_count > 0 ? run->operands : standard_input;
    unsigned count = run->operand_count > 0 ? (unsigned)run->operand_count : 1;
    if (sky_timeline_init(&config->timeline, run, operands, count, &config->defaults) < 0)
        return -1;
    config->timeline.loops = config->loop;
    config->timeline.shuffles = config->shuffle;
    config->timeline.seed = run->seed;
    bool needs_fade = config->defaults.with != SKY_TRANSITION_MIX && config->defaults.with != SKY_TRANSITION_CUT;
    if (needs_fade && !sky_timeline_fades(&config->timeline))
        return sky_fail("--with: needs --fade, which says how long it takes");
    return 0;
}

static int check(struct sky_run *run)
{
    const struct config *config = run->config;
    if (config->info && run->operand_count == 0)
        return sky_fail("--info: which files?");
    if (config->info && strcmp(run->output_name, "-") != 0)
        return sky_fail("-o: --info prints a table, and writes no frames");
    if (run->clocked && !config->loop && !run->state->wall.file)
        return sky_fail("--clock: counts from 2020, and no film is so long; --loop plays it again and again");
    if (config->list)
        return sky_run_check_alone(run, "--list") < 0 || sky_framefile_list(stdout) < 0 ? -1 : 1;
    return check_scenes(run);
}

/* Finds out before anything is written whether each input can be opened, not only the first one, and played like this.
 * Returns 0, or -1 with the error set. */
static int check_inputs(const struct sky_run *run)
{
    const struct config *config = run->config;
    const struct sky_timeline *timeline = &config->timeline;
    bool fades = sky_timeline_fades(timeline);
    for (unsigned i = 0; i < timeline->count; i++) {
        const struct sky_scene *scene = &timeline->scenes[i];
        bool is_stdin = strcmp(scene->operand, "-") == 0, is_last = i + 1 == timeline->count && !timeline->shuffles;
        sky_input_protect(scene->operand);
        if (sky_input_check(scene->operand, &run->geometry) < 0)
            return -1;
        if (run->clocked && (!scene->is_file || is_stdin))
            return sky_fail_misuse("%s: --clock goes to frames by their numbers, which only files have",
                                   scene->name);
        bool has_end = !scene->is_picture || scene->length != SKY_FRAMES_ENDLESS;
        if (!has_end && !is_last && (run->clocked || !sky_controls_has_files(run->state->controls)))
            return sky_fail_misuse("%s: a picture has no end, so what follows would never come; --still says how long "
                                   "it lasts, or ,for=",
                                   scene->name);
        if (fades && timeline->loops && timeline->count == 1 && !scene->is_picture && (is_stdin || !scene->is_file))
            return sky_fail("%s: cannot fade to its own beginning, which only a file can be read from again",
                            scene->name);
        if (sky_timeline_fades_to_itself(timeline, i))
            return sky_fail_misuse("%s: is given twice, and a pipe cannot fade to itself", scene->name);
    }
    return 0;
}

/* Is the next scene asked for, while one gives no frame? An event lasts until the number of the frame changes, so each
 * look has a number of its own, which no frame has. */
static bool wants_next(const struct sky_run *run)
{
    struct config *config = run->config;
    struct sky_moment now = config->now;
    now.n = UINT64_MAX - config->looks++;
    sky_controls_apply(run->state->controls, run->params, run->state->live, now.t);
    sky_params_update(run->params, &now);
    return sky_signals_report() || config->next;
}

/* Lengths are looked for only when something depends on them: it may take time to count the frames of a file. */
static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    struct sky_timeline *timeline = &config->timeline;
    uint64_t first = run->first + config->skip, length;
    bool jumps = run->clocked || (config->loop && first > 0);
    if (config->info)
        return 0;
    if (check_inputs(run) < 0)
        return -1;
    if ((jumps || run->verbose || sky_timeline_fades(timeline)) && sky_timeline_measure(timeline, run, jumps) < 0)
        return -1;
    if (sky_scenes_init(&config->scenes, run, timeline, config->soft, config->memory << 20, first, wants_next) < 0)
        return -1;
    config->number = run->first;
    run->paced = config->pace || config->catch_up;
    run->catch_up = config->catch_up;
    length = config->loop ? SKY_FRAMES_ENDLESS : sky_timeline_length(timeline);
    run->total = length != SKY_FRAMES_ENDLESS && length > first ? length - first : 0;
    run->progress = config->progress;
    return 0;
}

/* ---- The work ---- */

/* Goes to a frame of the show: on from where it is, or from the beginning again. Returns 0, or -1 with the error
 * set. */
static int go_to(struct config *config, uint64_t number)
{
    uint64_t on = number - config->number;
    bool is_far = number < config->number || on > FAR;
    config->number = number;
    return is_far ? sky_scenes_go(&config->scenes, number + config->skip) : sky_scenes_skip(&config->scenes, on);
}

/* A show that has no frame is an error if it was to begin later than at its beginning. */
static enum sky_next write_next(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    uint64_t first = run->first + config->skip;
    enum sky_next next = sky_scenes_write(&config->scenes, run->output);
    if (next != SKY_NEXT_END || now->n > run->first || first == 0 || sky_signals_stop())
        return next;
    sky_fail("the show ends before frame %llu, at which --skip and --start would begin it", (unsigned long long)first);
    return SKY_NEXT_FAILED;
}

/* With --clock, a show that has ended stays at its end as long as the clock does: a sequencer may go back. */
static enum sky_next cat_frame(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    config->now = *now;
    if (run->verbose)
        sky_scenes_describe(&config->scenes, config->progress, sizeof config->progress);
    if ((sky_signals_report() || config->next) && !run->clocked)
        sky_scenes_ask_next(&config->scenes);
    if (!run->clocked)
        return write_next(run, now);
    if (go_to(config, now->n) < 0)
        return SKY_NEXT_FAILED;
    config->number++;
    enum sky_next next = sky_scenes_write(&config->scenes, run->output);
    return next == SKY_NEXT_END ? SKY_NEXT_FRAME : next;
}

static enum sky_next drop_frame(struct sky_run *run)
{
    struct config *config = run->config;
    return sky_scenes_write(&config->scenes, NULL);
}

static int work(struct sky_run *run)
{
    const struct config *config = run->config;
    return config->info ? sky_timeline_print(stdout, &config->timeline, run) : sky_run_frames(run, cat_frame);
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_scenes_finish(&config->scenes);
    sky_timeline_finish(&config->timeline);
}

static const char *owner(const char *name)
{
    return sky_scene_takes(name) ? "an input" : sky_placed_owner(name);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-cat",
        .summary = "Plays its inputs one after another: fades, records, joins, trims, loops and shuffles frames.",
        .usage = usage,
        .common = "grndovcsk",
        .options = options,
        .params = params,
        .closing = "Without INPUT, and for -, it reads standard input. -o show.gz makes a compressed recording. "
                   "for= says how long an input lasts; fade= and with= are --fade and --with of the fade into it. "
                   "SIGUSR1 is the event next.",
        .owner = owner,
        .parse_option = parse_option,
        .help_rows = help_rows,
        .check = check,
        .plan = plan,
        .drop = drop_frame,
        .work = work,
        .finish = finish,
    };
    struct config config = {.defaults = {.with = SKY_TRANSITION_MIX}, .memory = 256, .soft = 0.1};
    sky_signals_catch_report();
    int status = sky_program_run(&program, &config, argc, argv);
    return status == 0 && config.scenes.failed ? 1 : status;
}
