/* SPDX-License-Identifier: ISC */
/* sky-cat: concatenates, trims, loops and records frames. */
#include <stdio.h>

#include <sky/program.h>

#include "base/file.h"
#include "program/placed.h"
#include "program/state.h"
#include "stream/framefile_list.h"
#include "stream/recording.h"

#define FAR 10000 /* frames: a loop goes further by starting again, which takes it one round */

struct config {
    uint64_t skip;        /* frames of the first input to leave out */
    double still_seconds; /* how long a picture lasts; 0: without end */
    bool loop, pace, catch_up, list, info;

    struct sky_input *input; /* the one that is being read; NULL before the first and after the last */
    int next_operand;
    uint64_t number; /* with --clock: of the frame that is next */
    uint64_t still_left; /* frames left of the picture that is being read */
    uint64_t rounds;     /* of the loop that have ended */
    bool had_frames;     /* there were some in this round of the loop */
};

static const char *const usage[] = {"[options] [INPUT ...]", "--info INPUT ...", "--list", NULL};

enum { STILL = 256, SKIP, PACE, CATCH_UP, INFO, LIST };

static const struct sky_option options[] = {
    {'l', "loop", NULL, "start again after the last input, for ever"},
    {SKIP, "skip", "FRAMES", "leave out this many frames at the beginning"},
    {STILL, "still", "SECONDS", "show a picture for this long (default until -n or -d)"},
    {PACE, "pace", NULL, "keep to the frame rate of -r, whatever the output is"},
    {CATCH_UP, "catch-up", NULL, "--pace, and drop frames after a stall until the show is in time again"},
    {INFO, "info", NULL, "print the geometry, rate, frames and seconds of each INPUT, and exit"},
    {LIST, "list", NULL, "list the frame files @NAME with their writers and readers"},
    SKY_OPTIONS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    bool *const flags[] = {&config->pace, &config->catch_up, &config->info, &config->list}; /* from PACE on */
    switch (code) {
    case SKIP:
        return sky_integer_parse(argument, 0, UINT64_MAX / 2, &config->skip) < 0 ? sky_fail_at("--skip") : 0;
    case STILL:
        return sky_number_parse(argument, 0.001, 1e9, &config->still_seconds) < 0 ? sky_fail_at("--still") : 0;
    case 'l':
        config->loop = true;
        return 0;
    default:
        *flags[code - PACE] = true;
        return 0;
    }
}

/* The inputs by their place: the operands, or standard input without any; NULL after the last. */
static const char *operand_at(const struct sky_run *run, int index)
{
    if (run->operand_count == 0)
        return index == 0 ? "-" : NULL;
    return index < run->operand_count ? run->operands[index] : NULL;
}

/* If the open input is a picture, sets how long it lasts. */
static int begin_still(struct sky_run *run)
{
    struct config *config = run->config;
    if (!sky_input_is_still(config->input))
        return 0;
    config->still_left = SKY_FRAMES_ENDLESS;
    if (config->still_seconds > 0)
        config->still_left = (uint64_t)(config->still_seconds * run->fps + 0.5);
    else if (operand_at(run, config->next_operand))
        return sky_fail_misuse("%s: a picture has no end, so what follows would never come; --still says how long it "
                               "lasts",
                               sky_input_name(config->input));
    return 0;
}

/* Opens the next input, which may be the first again when looping. Sets config->input to NULL after the last. */
static int open_next(struct sky_run *run)
{
    struct config *config = run->config;
    bool only_one = config->input && !operand_at(run, 1);
    if (config->loop && only_one && config->had_frames) {
        config->had_frames = false;
        config->rounds++;
        return sky_input_rewind(config->input) < 0 ? -1 : begin_still(run);
    }
    sky_input_close(config->input);
    config->input = NULL;
    if (!operand_at(run, config->next_operand)) {
        if (!config->loop || !config->had_frames) /* a loop over nothing would never end */
            return 0;
        config->next_operand = 0;
        config->had_frames = false;
        config->rounds++;
    }
    config->input = sky_input_open(operand_at(run, config->next_operand++), &run->geometry);
    if (!config->input || sky_run_place(run, config->input, 0) < 0)
        return -1;
    bool first_round = config->rounds == 0; /* what there is to say about an input is said once */
    if (first_round)
        sky_run_check_rate(run, config->input);
    if (config->loop)
        sky_input_end_at_damage(config->input, first_round);
    return begin_still(run);
}

/* Leaves out the next `left` frames. Of a loop that is at its beginning, only the first round is gone through. */
static int skip_frames(struct sky_run *run, uint64_t left)
{
    struct config *config = run->config;
    bool whole = config->rounds == 0 && !config->had_frames;
    uint64_t round = 0;
    while (left > 0 && config->input) {
        bool is_still = sky_input_is_still(config->input);
        uint64_t here = is_still && config->still_left < left ? config->still_left : left;
        int64_t skipped = sky_input_skip(config->input, here);
        if (skipped < 0)
            return -1;
        left -= (uint64_t)skipped;
        round += (uint64_t)skipped;
        config->had_frames = config->had_frames || skipped > 0;
        if (is_still && config->still_left != SKY_FRAMES_ENDLESS)
            config->still_left -= (uint64_t)skipped;
        if (left > 0 && open_next(run) < 0)
            return -1;
        if (whole && config->rounds == 1 && round > 0)
            left %= round;
    }
    return 0;
}

/* How many frames will come, as far as that is known before the second input is opened; else 0. */
static uint64_t count_frames(const struct sky_run *run)
{
    const struct config *config = run->config;
    if (!run->verbose || !config->input || operand_at(run, 1) || config->loop)
        return 0;
    int64_t left = sky_input_left(config->input);
    return left > 0 ? (uint64_t)left : 0;
}

static int check(struct sky_run *run)
{
    const struct config *config = run->config;
    if (config->info && run->operand_count == 0)
        return sky_fail("--info: which files?");
    if (run->clocked && !config->loop && !run->state->wall.file)
        return sky_fail("--clock: counts from 2020, and no film is so long; --loop plays it again and again");
    if (!config->list)
        return 0;
    return sky_run_check_alone(run, "--list") < 0 || sky_framefile_list(stdout) < 0 ? -1 : 1;
}

/* Finds out before anything is written whether each input can be opened: not only the first one. Returns 0, or -1 with
 * the error set. */
static int check_inputs(const struct sky_run *run)
{
    const char *operand;
    for (int i = 0; (operand = operand_at(run, i)); i++) {
        sky_input_protect(operand);
        if (sky_input_check(operand, &run->geometry) < 0)
            return -1;
        if (run->clocked && !sky_file_is_regular(operand))
            return sky_fail_misuse("%s: --clock goes to frames by their numbers, which only files have", operand);
    }
    return 0;
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    if (config->info)
        return 0;
    if (check_inputs(run) < 0 || open_next(run) < 0 || skip_frames(run, run->first + config->skip) < 0)
        return -1;
    config->number = run->first;
    run->paced = config->pace || config->catch_up;
    run->catch_up = config->catch_up;
    run->total = count_frames(run);
    return 0;
}

/* Writes one frame of the open input; SKY_NEXT_END when it has no more. */
static enum sky_next copy_frame(struct sky_run *run)
{
    struct config *config = run->config;
    uint64_t moved = 0;
    if (sky_stream_move(config->input, run->output, 1, &moved) < 0)
        return SKY_NEXT_FAILED;
    if (moved)
        return SKY_NEXT_FRAME;
    const uint8_t *frame;
    enum sky_next next = sky_input_next(config->input, &frame);
    if (next == SKY_NEXT_FRAME && sky_output_write(run->output, frame) < 0)
        return SKY_NEXT_FAILED;
    return next;
}

static enum sky_next skip_frame(struct sky_run *run)
{
    const struct config *config = run->config;
    const uint8_t *frame;
    return sky_input_next(config->input, &frame);
}

/* Passes one frame to `take`, from the next input that has one. */
static enum sky_next take_frame(struct sky_run *run, enum sky_next (*take)(struct sky_run *run))
{
    struct config *config = run->config;
    while (config->input) {
        bool over = sky_input_is_still(config->input) && config->still_left-- == 0;
        enum sky_next next = over ? SKY_NEXT_END : take(run);
        config->had_frames = config->had_frames || next == SKY_NEXT_FRAME;
        if (next != SKY_NEXT_END)
            return next;
        if (open_next(run) < 0)
            return SKY_NEXT_FAILED;
    }
    return SKY_NEXT_END;
}

/* Goes to a frame of the show: on from where it is, or from the beginning again. Returns 0, or -1 with the error set. */
static int go_to(struct sky_run *run, uint64_t number)
{
    struct config *config = run->config;
    uint64_t on = number - config->number;
    if (number < config->number || on > FAR) {
        sky_input_close(config->input);
        config->input = NULL;
        config->next_operand = 0;
        config->rounds = 0;
        config->had_frames = false;
        on = number + config->skip;
        if (open_next(run) < 0)
            return -1;
    }
    config->number = number;
    return on > 0 ? skip_frames(run, on) : 0;
}

/* With --clock, a show that has ended stays at its end as long as the clock does: a sequencer may go back. */
static enum sky_next cat_frame(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    if (!run->clocked)
        return take_frame(run, copy_frame);
    if (go_to(run, now->n) < 0)
        return SKY_NEXT_FAILED;
    config->number++;
    enum sky_next next = take_frame(run, copy_frame);
    return next == SKY_NEXT_END ? SKY_NEXT_FRAME : next;
}

static enum sky_next drop_frame(struct sky_run *run)
{
    return take_frame(run, skip_frame);
}

static int work(struct sky_run *run)
{
    const struct config *config = run->config;
    if (config->info)
        return sky_recording_list(stdout, run->operands, run->operand_count, &run->geometry, run->fps);
    return sky_run_frames(run, cat_frame);
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_input_close(config->input);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-cat",
        .summary = "Writes its inputs one after another: plays, records, joins, trims and loops frames.",
        .usage = usage,
        .common = "grndovk",
        .options = options,
        .closing = "Without INPUT, and for -, it reads standard input. -o show.gz makes a compressed recording.",
        .parse_option = parse_option,
        .check = check,
        .plan = plan,
        .drop = drop_frame,
        .work = work,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
