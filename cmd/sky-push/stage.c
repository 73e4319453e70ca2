/* SPDX-License-Identifier: ISC */
#include "sky-push/stage.h"

#include <stdlib.h>
#include <string.h>

#include "base/signals.h"
#include "led/duties.h"
#include "stream/kinds.h"
#include "sky-push/change.h"
#include "sky-push/messages.h"

int stage_init(struct stage *stage, const struct show_plan *plan)
{
    size_t bytes = sky_frame_bytes(&plan->common->geometry);
    *stage = (struct stage){.plan = plan, .bytes = bytes, .step = plan->smooth, .messages = -1};
    stage->frame = sky_frame_alloc(bytes);
    stage->before = sky_frame_alloc(bytes);
    stage->duties = calloc(bytes, sizeof *stage->duties);
    stage->from = calloc(bytes, sizeof *stage->from);
    stage->black = calloc(bytes, sizeof *stage->black);
    if (!stage->frame || !stage->before || !stage->duties || !stage->from || !stage->black)
        return sky_fail("out of memory");
    memset(stage->frame, 0, bytes);
    memset(stage->before, 0, bytes);
    return plan->common->control && !(stage->control = sky_control_create(plan->common->control)) ? -1 : 0;
}

void stage_finish(struct stage *stage)
{
    rotor_destroy(stage->rotor);
    sky_control_destroy(stage->control);
    free(stage->frame);
    free(stage->before);
    free(stage->duties);
    free(stage->from);
    free(stage->black);
}

void stage_note_failure(struct stage *stage)
{
    if (!*stage->failure)
        memcpy(stage->failure, sky_error(), strlen(sky_error()) + 1);
}

/* ---- Pictures ---- */

static void take_sent(struct stage *stage, enum send_result sent)
{
    if (sent == SEND_FAILED)
        stage_note_failure(stage);
    if (sent == SEND_CLOSED)
        stage->closed = true;
}

static void send_to_all(struct stage *stage, const struct picture *picture)
{
    for (size_t i = 0; i < stage->plan->output_count; i++)
        take_sent(stage, output_send(stage->plan->outputs[i], picture));
}

static struct picture black_of(const struct stage *stage)
{
    return (struct picture){(const uint8_t *)stage->black, stage->black, &stage->light};
}

void stage_look(struct stage *stage, const struct sky_moment *now, double level)
{
    struct sky_params *params = stage->plan->params;
    if (stage->control)
        sky_control_apply(stage->control, params);
    sky_params_update(params, now);
    sky_correction_update(&stage->light, params->settings, level);
}

void stage_show(struct stage *stage)
{
    const uint8_t *frame = stage->step > 0 ? stage->frame : stage->before;
    unsigned steps = stage->plan->smooth;
    size_t leds = stage->bytes / 3;
    sky_correction_duties(&stage->light, stage->duties, frame, leds);
    if (stage->step > 0 && stage->step < steps) {
        sky_correction_duties(&stage->light, stage->from, stage->before, leds);
        sky_duties_mix(stage->duties, stage->from, stage->bytes, stage->step, steps);
    }
    const struct picture picture = {frame, stage->duties, &stage->light};
    if (stage->rotor)
        take_sent(stage, rotor_show(stage->rotor, &picture));
    else
        send_to_all(stage, &picture);
}

void stage_amps(const struct stage *stage, double *mean, double *greatest)
{
    *mean = *greatest = 0;
    if (stage->rotor)
        rotor_hold(stage->rotor);
    for (size_t i = 0; i < stage->plan->output_count; i++) {
        const struct output *output = stage->plan->outputs[i];
        if (!output->self || !output->driver->power)
            continue;
        *mean += sky_power_mean(output->driver->power(output->self));
        *greatest += sky_power_max(output->driver->power(output->self));
    }
    if (stage->rotor)
        rotor_release(stage->rotor);
}

void stage_wait(struct stage *stage)
{
    if (stage->rotor) {
        take_sent(stage, rotor_check(stage->rotor));
        return;
    }
    for (size_t i = 0; i < stage->plan->output_count; i++)
        if (!stage->plan->outputs[i]->failed)
            take_sent(stage, output_wait(stage->plan->outputs[i]));
}

/* ---- Outputs ---- */

static void begin_realtime(struct stage *stage)
{
    for (size_t i = 0; i < stage->plan->output_count; i++)
        if (stage->plan->outputs[i]->driver->hardware && !stage->plan->ordinary)
            realtime_begin(&stage->realtime);
}

void stage_settle(struct stage *stage)
{
    bool before = stage->on_terminal;
    realtime_settle(&stage->realtime);
    stage->on_terminal = false;
    for (size_t i = 0; i < stage->plan->output_count; i++)
        stage->on_terminal |= stage->plan->outputs[i]->driver->on_terminal;
    if (stage->on_terminal && !before) {
        stage->messages = messages_hold();
    } else if (!stage->on_terminal && before) {
        messages_release(stage->messages);
        stage->messages = -1;
    }
}

void stage_open(struct stage *stage)
{
    begin_realtime(stage);
    for (size_t i = 0; i < stage->plan->output_count; i++) {
        if (output_open(stage->plan->outputs[i]) < 0 && !sky_signals_stop())
            stage_note_failure(stage);
        if (sky_signals_stop() || *stage->failure)
            return;
    }
    const struct show_plan *plan = stage->plan;
    if (plan->rotor &&
        !(stage->rotor = rotor_start(plan->rotor, plan->outputs, plan->output_count, &stage->realtime)))
        stage_note_failure(stage);
}

void stage_close(struct stage *stage)
{
    const struct picture black = black_of(stage);
    if (stage->rotor) {
        rotor_stop(stage->rotor);
        take_sent(stage, rotor_check(stage->rotor)); /* what failed last */
    }
    if (!stage->plan->leave)
        send_to_all(stage, &black);
    for (size_t i = 0; i < stage->plan->output_count; i++)
        if (output_close(stage->plan->outputs[i]) < 0)
            stage_note_failure(stage);
    messages_release(stage->messages);
}

void stage_change(struct stage *stage, const struct show_plan *next)
{
    const struct picture black = black_of(stage);
    sky_control_destroy(stage->control);
    stage->control = NULL;
    if (next->common->control && !(stage->control = sky_control_create(next->common->control)))
        sky_warn("%s", sky_error());
    if (stage->rotor)
        rotor_hold(stage->rotor);
    change_outputs(stage->plan, next, &black);
    stage->plan = next;
    begin_realtime(stage);
    if (stage->rotor) {
        rotor_change(stage->rotor, next->outputs, next->output_count, &stage->realtime);
        rotor_release(stage->rotor);
    }
    stage_settle(stage);
}
