/* SPDX-License-Identifier: ISC */
/* A program from its command line to its exit status, and the frame loop. */
#include <math.h>
#include <stdio.h>

#include <sky/program.h>
#include <sky/signals.h>

#include "base/process.h"
#include "program/params.h"
#include "program/placed.h"
#include "program/progress.h"
#include "program/schedule.h"
#include "program/state.h"

/* ---- The frame loop ---- */

struct sky_moment sky_run_moment(const struct sky_run *run, uint64_t done)
{
    struct sky_moment moment = sky_moment_at(run->first + done, run->fps);
    moment.live = run->state ? run->state->live : NULL;
    return moment;
}

static enum sky_next write_frames(struct sky_run *run,
                                  enum sky_next (*frame)(struct sky_run *run, const struct sky_moment *now))
{
    struct sky_progress progress = {.total = run->total, .more = run->progress};
    struct sky_schedule schedule = {.pacer = SKY_PACER(run->fps)};
    schedule.pacer.catch_up = run->catch_up;
    /* In lockstep the reader paces us. */
    schedule.paced = run->paced || (run->output && sky_output_is_paced(run->output) && !run->lockstep && !run->live);
    enum sky_next next = SKY_NEXT_FRAME;
    uint64_t n = 0;

    if (run->frames != SKY_FRAMES_ENDLESS && (progress.total == 0 || run->frames < progress.total))
        progress.total = run->frames;
    for (; n < run->frames && !sky_signals_stop(); n++) {
        struct sky_moment now;
        if (run->verbose)
            sky_progress_update(&progress, n, schedule.pacer.late);
        if (sky_schedule_next(&schedule, run, n, &now)) {
            progress.dropped++;
            next = run->program->drop(run);
        } else {
            sky_controls_apply(run->state->controls, run->params, run->state->live, now.t);
            sky_live_update(run->state->live, now.t);
            if (run->params)
                sky_params_update(run->params, &now);
            next = frame(run, &now);
        }
        if (next != SKY_NEXT_FRAME)
            break;
    }
    if (run->verbose)
        sky_progress_end(&progress, n, schedule.pacer.late);
    return next;
}

/* Opens the output of -o. Returns 0, or -1 with the error set. */
static int open_output(struct sky_run *run)
{
    sky_signals_quiet_pipe();
    run->output = sky_output_open(run->output_name, &run->geometry, run->fps);
    if (!run->output)
        return -1;
    if (sky_output_is_recording(run->output))
        sky_signals_catch();
    return run->lockstep ? sky_output_lockstep(run->output) : 0;
}

int sky_run_frames(struct sky_run *run, enum sky_next (*frame)(struct sky_run *run, const struct sky_moment *now))
{
    int result = -1;
    if (!sky_program_takes(run->program, 'o') || open_output(run) == 0)
        result = write_frames(run, frame) == SKY_NEXT_FAILED ? -1 : 0;
    if (!run->output)
        return result;
    bool complete = result == 0 && !sky_signals_stop();
    if (complete && run->frames > 0 && sky_output_is_untouched(run->output)) {
        result = sky_fail("%s: not written, because the input has no frame", run->output_name);
        complete = false;
    }
    if ((complete ? sky_output_close(run->output) : sky_output_cancel(run->output)) < 0)
        result = -1;
    run->output = NULL;
    return result;
}

static enum sky_next draw_frame(struct sky_run *run, const struct sky_moment *now)
{
    uint8_t *frame = sky_output_begin(run->output);
    if (run->program->draw(run, now, frame) < 0)
        return SKY_NEXT_FAILED;
    return sky_output_end(run->output) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static enum sky_next filter_frame(struct sky_run *run, const struct sky_moment *now)
{
    const uint8_t *in;
    enum sky_next next = sky_input_next(run->input, &in);
    if (next != SKY_NEXT_FRAME)
        return next;
    uint8_t *out = sky_output_begin(run->output);
    if (run->program->filter(run, now, in, out) < 0)
        return SKY_NEXT_FAILED;
    return sky_output_end(run->output) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

/* ---- The whole program ---- */

/* Checks what the command line holds besides options. Returns 0, or 1 when nothing is left to do, or -1 with the error
 * set. `input_name` gets the name of the input, or NULL. */
static int check(struct sky_run *run, const char **input_name)
{
    const struct sky_program *program = run->program;
    if (run->params && sky_run_assign(run) < 0)
        return -1;
    int result = program->check ? program->check(run) : 0;
    if (result != 0)
        return result;
    if (run->params && sky_run_assign(run) < 0)
        return -1;
    if (run->assignment_count) {
        const char *word = run->assignments[0];
        sky_fail("%s: it has no parameters (a file of that name is written ./%s)", word, word);
        return sky_run_fail_at(run, word);
    }
    if (program->input)
        return (*input_name = sky_run_input_name(run)) ? 0 : -1;
    if (!program->usage && run->operand_count) {
        sky_fail("'%.40s': takes no operands", run->operands[0]);
        return sky_run_fail_at(run, run->operands[0]);
    }
    return 0;
}

void sky_run_check_rate(const struct sky_run *run, const struct sky_input *input)
{
    double fps = sky_input_fps(input);
    if (fps > 0 && fabs(fps - run->fps) > 1e-6 * fps)
        sky_warn("%s: was recorded at %.6g frames a second, and is played at %.6g (-r %.10g plays it as it was)",
                 sky_input_name(input), fps, run->fps, fps);
}

static int work(struct sky_run *run, const char *input_name)
{
    const struct sky_program *program = run->program;
    if (input_name)
        sky_input_protect(input_name);
    if (input_name && !(run->input = program->input(input_name, &run->geometry)))
        return -1;
    if (run->input)
        sky_run_check_rate(run, run->input);
    if (run->input && sky_run_place(run, run->input, run->first) < 0)
        return -1;
    if (run->first > 0 && run->params)
        sky_params_warn_of_state(run->params, run->clocked ? "--clock" : "--start");
    if (program->plan && program->plan(run) < 0)
        return -1;
    if (program->work)
        return program->work(run);
    return sky_run_frames(run, program->draw ? draw_frame : program->filter ? filter_frame : program->frame);
}

int sky_program_run(const struct sky_program *program, void *config, int argc, char **argv)
{
    struct sky_run run;
    const char *input_name = NULL;
    int status = 0;
    sky_process_begin();
    int result = sky_run_parse(&run, program, config, argc, argv);
    if (result == 0)
        result = check(&run, &input_name);
    if (result < 0) {
        status = sky_exit_misuse();
        if (run.state && run.state->detail)
            fputs(run.state->detail, stderr);
    } else if (result == 0 && work(&run, input_name) < 0) {
        status = sky_exit_failed();
    }
    if (status == 0 && sky_process_flush() < 0)
        status = sky_exit_failed();
    sky_input_close(run.input);
    run.input = NULL;
    if (program->finish)
        program->finish(&run);
    sky_run_finish(&run);
    if (status == 0)
        sky_signals_end();
    return status;
}
