/* SPDX-License-Identifier: ISC */
#include "sky-push/outputs.h"

#include <errno.h>
#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/number.h"

#define STOP_NS UINT64_C(800000000)  /* how long outputs may take to end, beside the time of their last pictures */

int outputs_init(struct outputs *outputs, struct output **all, size_t count, const struct sky_geometry *geometry)
{
    *outputs = (struct outputs){.all = all, .count = count};
    picture_pool_init(&outputs->pool, geometry);
    outputs->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (outputs->event < 0)
        return sky_fail("eventfd: %s", strerror(errno));
    /* One heap for all threads: one each would reserve more address space than a process may lock. */
    mallopt(M_ARENA_MAX, 1);
    struct shared_picture *black = outputs->black = picture_take(&outputs->pool, NULL);
    uint8_t *frame = black ? picture_own_frame(&outputs->pool, black) : NULL;
    if (!frame)
        return -1;
    memset(frame, 0, outputs->pool.bytes);
    black->picture.correction = &black->correction; /* zeroed: black */
    return 0;
}

static bool is_running(const struct output *output)
{
    return output && output->started;
}

void outputs_finish(struct outputs *outputs)
{
    if (!outputs_have_ended(outputs))
        return;
    rotor_destroy(outputs->rotor);
    picture_pool_finish(&outputs->pool);
    free(outputs->retired);
    if (outputs->event >= 0)
        close(outputs->event);
}

void outputs_fail(struct outputs *outputs)
{
    if (!*outputs->failure)
        memcpy(outputs->failure, sky_error(), strlen(sky_error()) + 1);
}

/* ---- Opening ---- */

/* What an output shows before and after all frames. A terminal keeps what is in it. */
static struct shared_picture *black_of(struct outputs *outputs, const struct output *output)
{
    return outputs->leave || output->driver->on_terminal ? NULL : outputs->black;
}

static void start(struct outputs *outputs, struct output *output, bool may_fail)
{
    if (output->driver->hardware && !outputs->no_realtime)
        realtime_begin(&outputs->realtime);
    if (output_start(output, black_of(outputs, output), outputs->event, outputs->realtime.on, may_fail) < 0)
        outputs_fail(outputs);
}

static void find_kinds(struct outputs *outputs)
{
    outputs->interpolate = outputs->on_terminal = false;
    for (size_t i = 0; i < outputs->count; i++) {
        outputs->interpolate |= outputs->all[i]->driver->interpolates;
        outputs->on_terminal |= outputs->all[i]->driver->on_terminal;
    }
}

void outputs_start(struct outputs *outputs)
{
    find_kinds(outputs);
    for (size_t i = 0; i < outputs->count && !*outputs->failure; i++)
        start(outputs, outputs->all[i], false);
}

bool outputs_are_open(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (output_state(outputs->all[i]) == OUTPUT_OPENING)
            return false;
    return true;
}

void outputs_settle(struct outputs *outputs)
{
    if (outputs->rotor_args && !outputs->rotor &&
        !(outputs->rotor = rotor_start(outputs->rotor_args, outputs->all, outputs->count, outputs->black,
                                        outputs->realtime.on)))
        outputs_fail(outputs);
    realtime_settle(&outputs->realtime);
}

/* ---- News ---- */

static void name_bus(const struct output *output, char name[BUS_MAX])
{
    *name = '\0';
    if (output->driver->bus)
        output->driver->bus(&output->args, name);
}

static double frame_time(struct output *output, char figures[FIGURES_MAX])
{
    pthread_mutex_lock(&output->lock);
    double seconds = output->frame_time;
    memcpy(figures, output->figures, FIGURES_MAX);
    pthread_mutex_unlock(&output->lock);
    return seconds;
}

/* Warns once when an output cannot carry the rate, as soon as its frame time is known. The times of outputs add up only
 * when they share a bus. */
static void check_rate(const struct outputs *outputs, struct output *output)
{
    char bus[BUS_MAX], other_bus[BUS_MAX], figures[FIGURES_MAX], other_figures[FIGURES_MAX], sum[80] = "";
    double seconds = frame_time(output, figures), total = seconds, fps = output->args.fps;
    name_bus(output, bus);
    for (size_t i = 0; i < outputs->count; i++) {
        struct output *other = outputs->all[i];
        name_bus(other, other_bus);
        if (other == output || !*bus || strcmp(bus, other_bus) != 0)
            continue;
        double more = frame_time(other, other_figures);
        if (more == 0 && output_state(other) < OUTPUT_AWAY)
            return;
        total += more;
    }
    if (seconds == 0 || output->rate_checked)
        return;
    output->rate_checked = true;
    if (total * fps <= 1)
        return;
    if (total > seconds)
        snprintf(sum, sizeof sum, ", and %.4g ms with the others on %s", total * 1e3, bus);
    sky_warn("%s: a frame takes %.4g ms (%s)%s: %.4g frames a second fit, not %.4g", output->name, seconds * 1e3,
             figures, sum, floor(10 / total) / 10, fps);
}

/* Do other outputs take pictures, so that the show goes on without this one? It ends when the terminal goes away, and
 * at an output that cannot be opened, which is a mistake in the configuration, or that fails when the show ends
 * anyway. */
static bool others_go_on(const struct outputs *outputs, const struct output *output)
{
    bool go_on = output->opened && !output->driver->on_terminal && !outputs->stopping, others = false;
    for (size_t i = 0; i < outputs->count; i++)
        others |= outputs->all[i] != output && is_running(outputs->all[i]) &&
                  output_state(outputs->all[i]) < OUTPUT_FAILED;
    return go_on && others;
}

static void take_end(struct outputs *outputs, struct output *output, unsigned news, const char *error)
{
    if (!(news & (OUTPUT_HAS_FAILED | OUTPUT_HAS_CLOSED)))
        return;
    bool go_on = others_go_on(outputs, output);
    if ((news & OUTPUT_HAS_FAILED) && go_on) {
        sky_warn("%s; the other outputs go on", error);
        snprintf(outputs->lost, sizeof outputs->lost, "%s", error);
    } else if ((news & OUTPUT_HAS_FAILED) && sky_fail("%s", error)) {
        outputs_fail(outputs);
    }
    if ((news & OUTPUT_HAS_CLOSED) && go_on)
        sky_warn("%s: nobody reads it any more; the other outputs go on", output->name);
    else if (news & OUTPUT_HAS_CLOSED)
        outputs->closed = true;
}

static void take_news(struct outputs *outputs, struct output *output, bool retired)
{
    char error[SKY_ERROR_MAX];
    unsigned news = output_take_news(output, error);
    if (news & OUTPUT_IS_AWAY)
        sky_warn("%s; trying again every second", error);
    if (news & OUTPUT_IS_BACK)
        sky_warn("%s: is back", output->name);
    if (news & OUTPUT_KEEPS_PLAN)
        sky_warn("%s; the old one stays", error);
    if ((news & OUTPUT_NOT_OPENED) || (retired && (news & OUTPUT_HAS_FAILED)))
        sky_warn("%s", error);
    if (!retired)
        take_end(outputs, output, news, error);
    if (news & OUTPUT_IS_TIMED)
        output->rate_checked = false;
}

/* Opens the new outputs whose device no retired output still holds. */
static void start_new(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++) {
        struct output *output = outputs->all[i];
        bool held = output->started;
        for (size_t j = 0; j < outputs->retired_count && !held; j++)
            held = output_same_target(outputs->retired[j], output);
        if (!held)
            start(outputs, output, true);
    }
}

void outputs_take_news(struct outputs *outputs)
{
    eventfd_t count;
    eventfd_read(outputs->event, &count);
    for (size_t i = 0; i < outputs->count; i++)
        if (is_running(outputs->all[i]))
            take_news(outputs, outputs->all[i], false);
    size_t left = 0;
    for (size_t i = 0; i < outputs->retired_count; i++) {
        struct output *output = outputs->retired[i];
        take_news(outputs, output, true);
        if (output_state(output) != OUTPUT_ENDED) {
            outputs->retired[left++] = output;
            continue;
        }
        output_destroy(output);
    }
    bool freed = left < outputs->retired_count;
    outputs->retired_count = left;
    if (freed && !outputs->stopping)
        start_new(outputs);
    for (size_t i = 0; i < outputs->count; i++)
        if (!outputs->all[i]->rate_checked)
            check_rate(outputs, outputs->all[i]);
}

/* ---- Pictures ---- */

static bool ask_for_room(struct outputs *outputs, bool wanted)
{
    bool any = false, all_begun = true;
    for (size_t i = 0; i < outputs->count; i++) {
        bool begun;
        any |= output_has_room(outputs->all[i], &begun, wanted);
        all_begun &= begun;
    }
    return any && all_begun;
}

bool outputs_have_room(struct outputs *outputs)
{
    return outputs->rotor || ask_for_room(outputs, false) || ask_for_room(outputs, true);
}

void outputs_show(struct outputs *outputs, struct shared_picture *picture, uint64_t due)
{
    if (outputs->rotor) {
        rotor_show(outputs->rotor, picture);
        return;
    }
    uint64_t budgets[OUTPUTS_MAX];
    if (outputs->supplies)
        supplies_share(outputs->supplies, &picture->picture, budgets);
    for (size_t i = 0; i < outputs->count; i++)
        output_post(outputs->all[i], picture, due, outputs->supplies ? budgets[i] : UINT64_MAX);
}

void outputs_adjust_rotor(struct outputs *outputs, double lead, const double trims[ROTOR_ARMS_MAX])
{
    char figures[FIGURES_MAX];
    double longest = 0;
    if (!outputs->rotor)
        return;
    for (size_t i = 0; i < outputs->count; i++)
        longest = fmax(longest, frame_time(outputs->all[i], figures));
    rotor_adjust(outputs->rotor, lead + longest / 2, trims);
}

void outputs_redraw(struct outputs *outputs, struct shared_picture *picture)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (outputs->all[i]->driver->on_terminal)
            output_post(outputs->all[i], picture, sky_clock_ns(), UINT64_MAX);
}

bool outputs_are_stuck(struct outputs *outputs, uint64_t time)
{
    uint64_t now = sky_clock_ns();
    for (size_t i = 0; i < outputs->count; i++)
        if (output_busy_time(outputs->all[i], now) < time)
            return false;
    return true;
}

/* ---- Another configuration ---- */

/* Moves a running output to the next configuration if that has one with the same arguments, and gives it the plan that
 * was made from its files as they are now. */
static bool keep(struct output **now, struct output **next)
{
    struct output *running = *now, *other = *next;
    if (!is_running(running) || is_running(other) || strcmp(running->text, other->text) != 0 ||
        output_state(running) >= OUTPUT_FAILED)
        return false;
    if (other->args.plan)
        output_change_plan(running, other->args.plan);
    other->args.plan = NULL;
    *now = other;
    *next = running;
    return true;
}

static void retire(struct outputs *outputs, struct output **output)
{
    struct output **retired = realloc(outputs->retired, (outputs->retired_count + 1) * sizeof *retired);
    output_stop(*output, black_of(outputs, *output), true);
    if (!retired) /* its thread still sends black, but nobody can wait for it */
        return;
    outputs->retired = retired;
    outputs->retired[outputs->retired_count++] = *output;
    *output = NULL;
}

void outputs_change(struct outputs *outputs, struct output **all, size_t count, bool leave, bool no_realtime)
{
    if (outputs->rotor)
        rotor_hold(outputs->rotor);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < outputs->count && !keep(&outputs->all[j], &all[i]); j++)
            ;
    for (size_t j = 0; j < outputs->count; j++)
        if (is_running(outputs->all[j]))
            retire(outputs, &outputs->all[j]);
    outputs->all = all;
    outputs->count = count;
    outputs->leave = leave;
    outputs->no_realtime = no_realtime;
    find_kinds(outputs);
    start_new(outputs);
    if (outputs->rotor) {
        rotor_change(outputs->rotor, all, count);
        rotor_release(outputs->rotor);
    }
    outputs_settle(outputs);
}

/* ---- The end ---- */

void outputs_stop(struct outputs *outputs, bool hurry)
{
    if (outputs->rotor && !outputs->stopping)
        rotor_stop(outputs->rotor);
    outputs->stopping = true;
    for (size_t i = 0; i < outputs->count; i++)
        if (is_running(outputs->all[i]))
            output_stop(outputs->all[i], black_of(outputs, outputs->all[i]),
                        hurry || outputs->all[i]->driver->on_terminal); /* a terminal may have been stopped by Ctrl-S */
}

void outputs_nudge(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (is_running(outputs->all[i]) && outputs->all[i]->driver->on_terminal &&
            output_state(outputs->all[i]) != OUTPUT_ENDED)
            pthread_kill(outputs->all[i]->thread, SIGURG);
}

bool outputs_have_ended(struct outputs *outputs)
{
    bool ended = outputs->retired_count == 0;
    for (size_t i = 0; i < outputs->count; i++)
        ended &= !is_running(outputs->all[i]) || output_state(outputs->all[i]) == OUTPUT_ENDED;
    return ended;
}

uint64_t outputs_patience(struct outputs *outputs, bool hurry)
{
    char figures[FIGURES_MAX];
    double longest = 0;
    for (size_t i = 0; i < outputs->count; i++) {
        /* The picture that is sent, the one that waits, and black. */
        double seconds = 3 * frame_time(outputs->all[i], figures) + (double)outputs->all[i]->delay_ns / 1e9;
        longest = seconds > longest ? seconds : longest;
        if (!outputs->all[i]->driver->hardware && !hurry)
            return SKY_FOREVER;
    }
    return sky_clock_ns() + STOP_NS + (uint64_t)(longest * 1e9);
}

void outputs_abandon(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (is_running(outputs->all[i]) && output_state(outputs->all[i]) != OUTPUT_ENDED &&
            sky_fail("%s: is stuck, and was not sent black", outputs->all[i]->name))
            outputs_fail(outputs);
}

/* ---- Figures ---- */

void outputs_amps(struct outputs *outputs, double *mean, double *max)
{
    struct output_stats stats;
    *mean = *max = 0;
    for (size_t i = 0; i < outputs->count; i++) {
        output_stats(outputs->all[i], &stats);
        *mean += stats.amps;
        *max += stats.max_amps;
    }
}

void outputs_print_stats(struct outputs *outputs)
{
    char sent[SKY_GROUPED_TEXT], late[SKY_GROUPED_TEXT], dropped[SKY_GROUPED_TEXT], count[SKY_GROUPED_TEXT];
    struct output_stats stats;
    for (size_t i = 0; i < outputs->count; i++) {
        char unsent[64] = "";
        output_stats(outputs->all[i], &stats);
        if (stats.unsent > 0)
            snprintf(unsent, sizeof unsent, ", %s %s not sent", sky_number_grouped(stats.unsent, count),
                     outputs->all[i]->driver->unsent_what);
        sky_warn("%s: %s pictures, %s late, %s dropped, lateness p50 %.3f ms, p99 %.3f ms, max %.3f ms%s",
                 outputs->all[i]->name, sky_number_grouped(stats.sent, sent), sky_number_grouped(stats.late, late),
                 sky_number_grouped(stats.dropped, dropped), (double)sky_lateness_quantile(&stats.lateness, 0.5) / 1e6,
                 (double)sky_lateness_quantile(&stats.lateness, 0.99) / 1e6, (double)stats.lateness.max / 1e6, unsent);
    }
    if (outputs->rotor)
        rotor_print_stats(outputs->rotor);
}
