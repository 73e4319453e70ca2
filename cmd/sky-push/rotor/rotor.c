/* SPDX-License-Identifier: ISC */
#include "sky-push/rotor/rotor.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/lateness.h"
#include "base/number.h"
#include "sky-push/rotor/arms.h"

#define TICK_NS UINT64_C(10000000)    /* the longest wait: edges must be read before there are too many */
#define LOOK_NS UINT64_C(100000000)   /* how often outputs are looked after while there is nothing to send */
#define REST_NS UINT64_C(50000000)    /* for how long it works without a pause, at the most */
#define SILENCE_NS UINT64_C(3000000000)

struct rotor {
    struct rotor_words words;
    struct output *const *outputs;
    size_t output_count;
    struct sensor *sensor;
    pthread_t thread;
    pthread_mutex_t held;  /* guards all that follows; the thread has it except while it waits */
    bool stop;
    struct realtime realtime; /* as it was when outputs were handed over */
    struct sky_rotor arm;  /* the first one */
    struct arms_picture screens[2];
    unsigned shown;        /* which screen is; the other one belongs to rotor_show() */
    bool filled;           /* there was a picture */
    struct arms_picture arms; /* of this vane, for outputs */
    bool dark;             /* black was sent, since nobody knows where the arms are */
    bool turned, silent;   /* that it turns, or that no edge came, was said */
    uint64_t start, looked, rested; /* times */
    uint64_t sent, dropped; /* vanes */
    struct sky_lateness lateness;
    bool closed;
    char failure[SKY_ERROR_MAX]; /* of the outputs, until rotor_check() has taken it */
};

/* ---- The thread ---- */

/* Waits until `deadline`, and lets others have the outputs in any case. */
static void wait_until(struct rotor *rotor, uint64_t deadline)
{
    const struct timespec time = sky_clock_timespec(deadline);
    const struct realtime realtime = rotor->realtime;
    uint64_t now = sky_clock_ns(), worked = now > deadline ? now - rotor->rested : 0;
    pthread_mutex_unlock(&rotor->held);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
        ;
    if (worked > REST_NS)
        realtime_rest(&realtime, worked);
    pthread_mutex_lock(&rotor->held);
    if (worked == 0 || worked > REST_NS)
        rotor->rested = sky_clock_ns();
}

static void take_edges(struct rotor *rotor)
{
    uint64_t times[SENSOR_READ], now = sky_clock_ns();
    unsigned count;
    do {
        count = sensor_read(rotor->sensor, now, times);
        for (unsigned i = 0; i < count; i++)
            sky_rotor_record(&rotor->arm, times[i], times[i] > now ? sky_clock_ns() : now);
    } while (count == SENSOR_READ);
}

static void take_sent(struct rotor *rotor, enum send_result sent)
{
    rotor->closed |= sent == SEND_CLOSED;
    if (sent == SEND_FAILED && !*rotor->failure)
        memcpy(rotor->failure, sky_error(), strlen(sky_error()) + 1);
}

static void send_arms(struct rotor *rotor)
{
    const struct picture picture = arms_show(&rotor->arms);
    for (size_t i = 0; i < rotor->output_count; i++)
        take_sent(rotor, output_send(rotor->outputs[i], &picture));
}

/* A vane's time has come: sends it, or the last one whose time has come too. */
static void send_vane(struct rotor *rotor)
{
    const struct arms_picture *screen = &rotor->screens[rotor->shown];
    struct sky_rotor_vane vane, after;
    uint64_t now = sky_clock_ns();
    if (!sky_rotor_next(&rotor->arm, now, &vane))
        return;
    for (sky_rotor_advance(&rotor->arm); sky_rotor_next(&rotor->arm, now, &after) && after.due <= now;
         sky_rotor_advance(&rotor->arm)) {
        vane = after;
        rotor->dropped += !rotor->dark; /* before the first one it had not begun */
    }
    rotor->sent++;
    sky_lateness_record(&rotor->lateness, now > vane.due ? now - vane.due : 0);
    arms_gather(&rotor->arms, screen, vane.vane);
    rotor->arms.light = screen->light;
    send_arms(rotor);
    rotor->dark = false;
}

static void tell_silence(struct rotor *rotor, uint64_t now)
{
    const struct sensor_words *sensor = &rotor->words.sensor;
    if (rotor->turned && !rotor->silent)
        sky_warn("the rotor has stopped, or its sensor: no edge for %u revolution%s; the LEDs are black",
                 rotor->words.plan.coast, rotor->words.plan.coast == 1 ? "" : "s");
    else if (!rotor->silent && now - rotor->start > SILENCE_NS && rotor->arm.edges == 0)
        sky_warn("no edge yet on line %s of %s; the LEDs are black until the rotor turns", sensor->line,
                 sensor->chip);
    else
        return;
    rotor->silent = true;
}

/* Of outputs that get nothing: one that went away comes back by being sent something. */
static void look_after(struct rotor *rotor)
{
    const struct picture black = arms_show(&rotor->arms);
    for (size_t i = 0; i < rotor->output_count; i++) {
        struct output *output = rotor->outputs[i];
        take_sent(rotor, output->away ? output_send(output, &black) : output_wait(output));
    }
    rotor->looked = sky_clock_ns();
}

/* While nobody knows where the arms are. */
static void stay_dark(struct rotor *rotor)
{
    uint64_t now = sky_clock_ns();
    bool look = rotor->dark && now - rotor->looked > LOOK_NS;
    arms_blacken(&rotor->arms);
    if (!rotor->dark)
        send_arms(rotor);
    rotor->dark = true;
    if (look)
        look_after(rotor);
    if (rotor->filled)
        tell_silence(rotor, now);
}

static void *turn(void *context)
{
    struct rotor *rotor = context;
    struct sky_rotor_vane vane;
    realtime_raise(); /* a vane is due sooner than a frame */
    prctl(PR_SET_TIMERSLACK, 1UL); /* ns that its waits may be too long, for threads without real-time priority */
    pthread_mutex_lock(&rotor->held);
    stay_dark(rotor);
    while (!rotor->stop) {
        take_edges(rotor);
        uint64_t now = sky_clock_ns();
        if (!rotor->filled || !sky_rotor_next(&rotor->arm, now, &vane)) {
            stay_dark(rotor);
            wait_until(rotor, now + TICK_NS);
            continue;
        }
        if (rotor->silent)
            sky_warn("the rotor turns, with %.3g revolutions a second", sky_rotor_speed(&rotor->arm));
        rotor->turned = true;
        rotor->silent = false;
        bool soon = vane.due <= now + TICK_NS;
        wait_until(rotor, soon ? vane.due : now + TICK_NS);
        if (soon && !rotor->stop)
            send_vane(rotor);
    }
    pthread_mutex_unlock(&rotor->held);
    return NULL;
}

/* ---- From outside ---- */

struct rotor *rotor_start(const struct rotor_words *words, struct output *const *outputs, size_t count,
                          const struct realtime *realtime)
{
    struct rotor *rotor = calloc(1, sizeof *rotor);
    if (!rotor) {
        sky_fail("out of memory");
        return NULL;
    }
    realtime_lock_init(&rotor->held);
    rotor->outputs = outputs;
    rotor->output_count = count;
    rotor->realtime = *realtime;
    rotor->start = rotor->rested = rotor->looked = sky_clock_ns();
    sky_rotor_init(&rotor->arm, &words->plan);
    int error = 0;
    if (rotor_words_copy(&rotor->words, words) == 0 && arms_init(&rotor->screens[0], &words->screen) == 0 &&
        arms_init(&rotor->screens[1], &words->screen) == 0 && arms_init(&rotor->arms, &words->arms) == 0 &&
        (rotor->sensor = sensor_open(&rotor->words.sensor)) &&
        (error = pthread_create(&rotor->thread, NULL, turn, rotor)) == 0)
        return rotor;
    if (error)
        sky_fail("rotor: a thread: %s", strerror(error));
    rotor_destroy(rotor);
    return NULL;
}

void rotor_stop(struct rotor *rotor)
{
    pthread_mutex_lock(&rotor->held);
    rotor->stop = true;
    pthread_mutex_unlock(&rotor->held);
    pthread_join(rotor->thread, NULL);
}

void rotor_destroy(struct rotor *rotor)
{
    if (!rotor)
        return;
    sensor_close(rotor->sensor);
    rotor_words_finish(&rotor->words);
    arms_finish(&rotor->screens[0]);
    arms_finish(&rotor->screens[1]);
    arms_finish(&rotor->arms);
    pthread_mutex_destroy(&rotor->held);
    free(rotor);
}

static enum send_result take_outcome(struct rotor *rotor)
{
    enum send_result sent = rotor->closed ? SEND_CLOSED : SEND_DONE;
    if (*rotor->failure)
        sent = (enum send_result)sky_fail("%s", rotor->failure);
    rotor->failure[0] = '\0';
    return sent;
}

enum send_result rotor_check(struct rotor *rotor)
{
    pthread_mutex_lock(&rotor->held);
    enum send_result sent = take_outcome(rotor);
    pthread_mutex_unlock(&rotor->held);
    return sent;
}

enum send_result rotor_show(struct rotor *rotor, const struct picture *picture)
{
    arms_copy(&rotor->screens[!rotor->shown], picture); /* nobody else changes `shown` */
    pthread_mutex_lock(&rotor->held);
    rotor->shown = !rotor->shown;
    rotor->filled = true;
    enum send_result sent = take_outcome(rotor);
    pthread_mutex_unlock(&rotor->held);
    return sent;
}

void rotor_hold(struct rotor *rotor)
{
    pthread_mutex_lock(&rotor->held);
}

void rotor_release(struct rotor *rotor)
{
    pthread_mutex_unlock(&rotor->held);
}

void rotor_change(struct rotor *rotor, struct output *const *outputs, size_t count, const struct realtime *realtime)
{
    rotor->outputs = outputs;
    rotor->output_count = count;
    rotor->realtime = *realtime;
    rotor->dark = false; /* new ones are to be black too */
}

void rotor_tell(struct rotor *rotor)
{
    static struct sky_lateness lateness;
    char sent[SKY_GROUPED_TEXT], dropped[SKY_GROUPED_TEXT];
    pthread_mutex_lock(&rotor->held);
    struct sky_rotor arm = rotor->arm;
    uint64_t lost = sensor_lost(rotor->sensor);
    lateness = rotor->lateness;
    sky_number_grouped(rotor->sent, sent);
    sky_number_grouped(rotor->dropped, dropped);
    pthread_mutex_unlock(&rotor->held);
    sky_warn("rotor: %.3f rev/s, %s vanes, %s dropped, lateness p50 %.3f ms, p99 %.3f ms, max %.3f ms, "
             "%llu edges, %llu missing, %llu rejected, %llu lost",
             sky_rotor_speed(&arm), sent, dropped, (double)sky_lateness_quantile(&lateness, 0.5) / 1e6,
             (double)sky_lateness_quantile(&lateness, 0.99) / 1e6, (double)lateness.max / 1e6,
             (unsigned long long)arm.edges, (unsigned long long)arm.missing, (unsigned long long)arm.rejected,
             (unsigned long long)lost);
}
