/* SPDX-License-Identifier: ISC */
#include "program/loop.h"

#include "base/clock.h"
#include "program/control.h"
#include "program/progress.h"
#include "base/signals.h"

static enum sky_next write_frames(const struct sky_loop *loop, struct sky_output *output, struct sky_control *control)
{
    const struct sky_common *common = loop->common;
    struct sky_progress progress = {.total = loop->total};
    struct sky_pacer pacer = {.fps = common->fps};
    /* In lockstep the reader paces us. */
    bool paced = loop->paced || (output && sky_output_is_paced(output) && !common->lockstep);
    enum sky_next next = SKY_NEXT_FRAME;
    uint64_t n = 0;

    if (common->frames != SKY_FRAMES_ENDLESS && (progress.total == 0 || common->frames < progress.total))
        progress.total = common->frames;
    for (; n < common->frames && !sky_signals_look(); n++) {
        struct sky_moment now = sky_moment_at(n, common->fps);
        if (common->verbose)
            sky_progress_tell(&progress, n, pacer.late);
        if (control)
            sky_control_apply(control, loop->params);
        if (loop->params)
            sky_params_update(loop->params, &now);
        if (paced)
            sky_pacer_wait(&pacer);
        next = loop->frame(loop->context, &now, output);
        if (next != SKY_NEXT_FRAME)
            break;
    }
    if (common->verbose)
        sky_progress_end(&progress, n, pacer.late);
    return next;
}

int sky_loop_run_on(const struct sky_loop *loop, struct sky_output *output)
{
    const struct sky_common *common = loop->common;
    struct sky_control *control = NULL;
    if (common->control && !(control = sky_control_create(common->control)))
        return -1;
    enum sky_next last = write_frames(loop, output, control);
    sky_control_destroy(control);
    return last == SKY_NEXT_FAILED ? -1 : 0;
}

int sky_loop_run(const struct sky_loop *loop)
{
    const struct sky_common *common = loop->common;
    sky_signals_quiet_pipe();
    struct sky_output *output = sky_output_open(common->output, &common->geometry, common->fps);
    if (!output)
        return -1;
    if (sky_output_is_recording(output))
        sky_signals_catch();
    int result = -1;
    if (!common->lockstep || sky_output_lockstep(output) == 0)
        result = sky_loop_run_on(loop, output);
    if (sky_output_close(output) < 0)
        result = -1;
    if (result == 0)
        sky_signals_end();
    return result;
}
