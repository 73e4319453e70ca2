/* SPDX-License-Identifier: ISC */
#include "sky-push/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "sky-push/realtime.h"

#define RETRY_NS UINT64_C(1000000000) /* how often hardware is tried again */
#define STAY_NS UINT64_C(1000000000)  /* how long a host has to stay that was away */
#define STACK_BYTES (1 << 19)         /* small, since all of it is locked into memory */

/* ---- The thread: its functions are called with the lock held, and release it while the driver works ---- */

static void add_news(struct output *output, unsigned news)
{
    output->news |= news;
    eventfd_write(output->event, 1);
}

/* Stores this thread's error for the loop. */
static void add_error(struct output *output, unsigned news)
{
    sky_fail_at("%s", output->name);
    memcpy(output->error, sky_error(), strlen(sky_error()) + 1);
    add_news(output, news);
}

static void find_frame_time(struct output *output, bool again)
{
    if (!output->driver->frame_time || (output->frame_time > 0 && !again))
        return;
    output->frame_time = output->driver->frame_time(output->self, output->figures);
    if (output->frame_time > 0)
        add_news(output, OUTPUT_IS_TIMED);
}

/* Returns 0, or -1 with the error set. */
static int close_driver(struct output *output)
{
    void *self = output->self;
    output->self = NULL;
    output->unsent = output->stats.unsent;
    pthread_mutex_unlock(&output->lock);
    int result = self ? output->driver->close(self) : 0;
    pthread_mutex_lock(&output->lock);
    return result;
}

/* With the error set: closes the driver for a second if its hardware may come back, else for good. */
static void give_up(struct output *output, unsigned news)
{
    const struct driver *driver = output->driver;
    bool opening = news == OUTPUT_HAS_FAILED && output->state == OUTPUT_OPENING;
    if (!driver->reopens || (opening && !driver->may_be_absent)) {
        output->state = OUTPUT_FAILED;
        add_error(output, news);
        return;
    }
    if (!output->away) {
        output->away = strdup(sky_error());
        add_error(output, OUTPUT_IS_AWAY);
    }
    output->state = OUTPUT_AWAY;
    output->retry = sky_clock_ns() + RETRY_NS;
    close_driver(output); /* a second failure would hide the first */
}

/* After a picture was sent. A host that comes and goes is away until it has stayed for a while. */
static void end_absence(struct output *output)
{
    if (output->away && (!output->driver->may_be_absent || sky_clock_ns() >= output->retry + STAY_NS)) {
        add_news(output, OUTPUT_IS_BACK);
        free(output->away);
        output->away = NULL;
    }
}

/* Keeps a picture, to send it again. */
static void keep_shown(struct output *output, struct shared_picture *picture, uint64_t budget_ua)
{
    if (output->driver->refresh_ns == 0)
        return;
    output->shown_at = sky_clock_ns();
    output->shown_budget_ua = budget_ua;
    if (output->shown == picture)
        return;
    picture_release(output->shown);
    output->shown = picture_hold(picture);
}

static void send_picture(struct output *output, struct shared_picture *picture, uint64_t budget_ua)
{
    const struct driver *driver = output->driver;
    uint64_t begun = output->busy_since = sky_clock_ns();
    keep_shown(output, picture, budget_ua);
    output->state = OUTPUT_BUSY;
    pthread_mutex_unlock(&output->lock);
    struct picture own = picture->picture;
    own.budget_ua = budget_ua;
    enum send_result result = driver->send(output->self, &own);
    pthread_mutex_lock(&output->lock);
    output->state = OUTPUT_READY;
    if (driver->unsent)
        output->stats.unsent = output->unsent + driver->unsent(output->self);
    if (result == SEND_FAILED) {
        give_up(output, OUTPUT_HAS_FAILED);
        return;
    }
    if (result == SEND_CLOSED) {
        output->state = OUTPUT_FAILED;
        add_news(output, OUTPUT_HAS_CLOSED);
        return;
    }
    end_absence(output);
    find_frame_time(output, false);
    /* Another picture is due already: give other processes a turn on a computer with one processor. */
    if (output->realtime && waiting_is_due(&output->waiting, sky_clock_ns())) {
        uint64_t worked = sky_clock_ns() - begun;
        pthread_mutex_unlock(&output->lock);
        realtime_rest(worked);
        pthread_mutex_lock(&output->lock);
    }
}

/* The current of the pictures so far, without the black ones that were sent when the output opened. */
static void find_current(struct output *output, bool shown)
{
    const struct sky_power *power = output->self && output->driver->power ? output->driver->power(output->self) : NULL;
    if (!power)
        return;
    if (!shown) {
        output->black_frames = power->frames;
        output->black_ua = power->total_ua;
        return;
    }
    output->stats.amps = (power->total_ua - output->black_ua) / (double)(power->frames - output->black_frames) / 1e6;
    output->stats.max_amps = sky_power_max(power);
}

static void open_driver(struct output *output)
{
    bool first = output->state == OUTPUT_OPENING;
    output->args.reopened = !first;
    pthread_mutex_unlock(&output->lock);
    output->self = output->driver->open(&output->args);
    pthread_mutex_lock(&output->lock);
    if (!output->self) {
        give_up(output, output->may_fail ? OUTPUT_NOT_OPENED : OUTPUT_HAS_FAILED);
        return;
    }
    output->state = OUTPUT_READY;
    output->opened = true;
    if (first)
        add_news(output, OUTPUT_IS_OPEN);
    find_frame_time(output, true);
    if (output->black)
        send_picture(output, output->black, UINT64_MAX);
    find_current(output, false);
}

static void take_plan(struct output *output)
{
    void *plan = output->plan;
    int result = 0;
    output->plan = NULL;
    pthread_mutex_unlock(&output->lock);
    if (output->self)
        result = output->driver->reload(output->self, &output->args, plan);
    if (result == 0) {
        void *before = output->args.plan;
        output->args.plan = plan;
        plan = before;
    }
    output->driver->release(plan);
    pthread_mutex_lock(&output->lock);
    if (result < 0)
        add_error(output, OUTPUT_KEEPS_PLAN);
    if (output->self)
        find_frame_time(output, true);
}

static void send_waiting(struct output *output)
{
    struct waiting_picture next;
    uint64_t now = sky_clock_ns();
    output->stats.dropped += waiting_take(&output->waiting, now, &next);
    uint64_t lateness = now > next.due ? now - next.due : 0;
    if (output->wants_room)
        add_news(output, OUTPUT_HAS_ROOM);
    output->wants_room = false;
    output->stats.sent++;
    output->stats.late += output->args.fps > 0 && (double)lateness * output->args.fps >= 1e9;
    sky_lateness_record(&output->stats.lateness, lateness);
    send_picture(output, next.picture, next.budget_ua);
    find_current(output, true);
    picture_release(next.picture);
}

/* Would a picture that is posted now be sent as soon as it is due? */
static bool has_room(const struct output *output)
{
    bool ready = output->state == OUTPUT_READY && output->waiting.count < output->waiting.room;
    return ready || output->state == OUTPUT_AWAY;
}

/* Is the thread about to begin with a picture? */
static bool is_to_begin(const struct output *output)
{
    return output->state == OUTPUT_READY && waiting_is_due(&output->waiting, sky_clock_ns());
}

/* Waits for something to do. False when it is to end. */
static bool wait_for_work(struct output *output)
{
    for (;;) {
        uint64_t now = sky_clock_ns(), deadline = SKY_FOREVER;
        if (output->wants_room && has_room(output) && !is_to_begin(output)) {
            output->wants_room = false;
            add_news(output, OUTPUT_HAS_ROOM);
        }
        if (output->plan)
            return true;
        if (output->state == OUTPUT_READY && output->waiting.count > 0)
            deadline = output->waiting.all[0].due;
        else if (output->quit && output->last && output->state == OUTPUT_READY && now < output->last_due)
            deadline = output->last_due;
        else if (output->quit)
            return false;
        else if (output->state == OUTPUT_AWAY)
            deadline = output->retry;
        else if (output->state == OUTPUT_READY && output->shown)
            deadline = output->shown_at + output->driver->refresh_ns;
        if (now >= deadline)
            return true;
        const struct timespec time = sky_clock_timespec(deadline);
        if (deadline == SKY_FOREVER)
            pthread_cond_wait(&output->wake, &output->lock);
        else
            pthread_cond_timedwait(&output->wake, &output->lock, &time);
    }
}

static void *run(void *context)
{
    struct output *output = context;
    prctl(PR_SET_TIMERSLACK, 1UL); /* in ns: without real-time priority, waits are 50 us longer by default */
    pthread_mutex_lock(&output->lock);
    open_driver(output);
    while (wait_for_work(output)) {
        if (output->plan)
            take_plan(output);
        else if (output->state == OUTPUT_AWAY)
            open_driver(output);
        else if (output->waiting.count > 0)
            send_waiting(output);
        else
            send_picture(output, output->shown, output->shown_budget_ua);
    }
    if (output->last && output->state == OUTPUT_READY)
        send_picture(output, output->last, UINT64_MAX);
    bool gone = output->away && output->state != OUTPUT_READY;
    int result = close_driver(output);
    if (result == 0 && gone)
        result = sky_fail("it %s: %s", output->opened ? "did not come back" : "never became available", output->away);
    if (result < 0)
        add_error(output, OUTPUT_HAS_FAILED);
    waiting_clear(&output->waiting);
    picture_release(output->last);
    picture_release(output->black);
    picture_release(output->shown);
    output->state = OUTPUT_ENDED;
    add_news(output, OUTPUT_HAS_ENDED);
    pthread_mutex_unlock(&output->lock);
    return NULL;
}

/* ---- From the loop ---- */

int output_start(struct output *output, struct shared_picture *black, int event, bool realtime, bool may_fail)
{
    pthread_attr_t attributes;
    output->args.stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (output->args.stop < 0)
        return sky_fail("%s: %s", output->name, strerror(errno));
    output->event = event;
    output->realtime = realtime;
    output->may_fail = may_fail;
    output->black = black ? picture_hold(black) : NULL;
    output->quit = false;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    int error = pthread_create(&output->thread, &attributes, run, output);
    pthread_attr_destroy(&attributes);
    output->started = error == 0;
    return error ? sky_fail("%s: a thread: %s", output->name, strerror(error)) : 0;
}

void output_post(struct output *output, struct shared_picture *picture, uint64_t due, uint64_t budget_ua)
{
    pthread_mutex_lock(&output->lock);
    if (output->state != OUTPUT_FAILED && !output->quit) {
        const struct waiting_picture waiting = {picture_hold(picture), due + output->delay_ns, budget_ua};
        output->stats.dropped += waiting_add(&output->waiting, waiting);
        pthread_cond_signal(&output->wake);
    }
    pthread_mutex_unlock(&output->lock);
}

bool output_has_room(struct output *output, bool *begun, bool wanted)
{
    pthread_mutex_lock(&output->lock);
    bool room = has_room(output);
    *begun = !is_to_begin(output);
    output->wants_room = wanted && !(room && *begun);
    pthread_mutex_unlock(&output->lock);
    return room;
}

void output_change_plan(struct output *output, void *plan)
{
    pthread_mutex_lock(&output->lock);
    void *before = output->plan;
    output->plan = plan;
    pthread_cond_signal(&output->wake);
    pthread_mutex_unlock(&output->lock);
    if (before)
        output->driver->release(before);
}

void output_stop(struct output *output, struct shared_picture *last, bool hurry)
{
    pthread_mutex_lock(&output->lock);
    if (hurry)
        waiting_clear(&output->waiting);
    bool absent = output->driver->may_be_absent && (output->state == OUTPUT_OPENING || output->state == OUTPUT_AWAY);
    if (hurry || absent)
        eventfd_write(output->args.stop, 1);
    if (!output->quit && last)
        output->last = picture_hold(last);
    if (!output->quit || hurry)
        output->last_due = hurry ? 0 : sky_clock_ns() + output->delay_ns;
    output->quit = true;
    pthread_cond_signal(&output->wake);
    pthread_mutex_unlock(&output->lock);
}

unsigned output_take_news(struct output *output, char error[SKY_ERROR_MAX])
{
    pthread_mutex_lock(&output->lock);
    unsigned news = output->news;
    output->news = 0;
    memcpy(error, output->error, SKY_ERROR_MAX);
    pthread_mutex_unlock(&output->lock);
    return news;
}

enum output_state output_state(struct output *output)
{
    pthread_mutex_lock(&output->lock);
    enum output_state state = output->state;
    pthread_mutex_unlock(&output->lock);
    return state;
}

void output_stats(struct output *output, struct output_stats *stats)
{
    pthread_mutex_lock(&output->lock);
    *stats = output->stats;
    pthread_mutex_unlock(&output->lock);
}

uint64_t output_busy_time(struct output *output, uint64_t now)
{
    pthread_mutex_lock(&output->lock);
    uint64_t time = output->state == OUTPUT_BUSY && now > output->busy_since ? now - output->busy_since : 0;
    pthread_mutex_unlock(&output->lock);
    return time;
}
