/* SPDX-License-Identifier: ISC */
#include "sky-push/rotor/rotor.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/number.h"
#include "sky-push/realtime.h"

#define REST_NS UINT64_C(50000000)      /* how long it works without a pause, at most */
#define SILENCE_NS UINT64_C(3000000000) /* without an edge, until that is worth a warning */

struct rotor {
    struct rotor_args args;
    struct sensor *sensor;
    struct shared_picture *black;
    struct picture_pool pool; /* of the arms' pictures */
    bool realtime;
    int event;                /* an eventfd that wakes the thread */
    pthread_t thread;
    bool started;
    pthread_mutex_t held;     /* guards all that follows; the thread has it except while it waits */
    struct output *const *outputs;
    size_t output_count;
    struct shared_picture *screen; /* the newest of the whole disc, or NULL */
    struct sky_rotor arm;     /* the first one */
    uint32_t shifts[ROTOR_ARMS_MAX]; /* vanes that each arm is ahead of the first one's place, clockwise */
    bool stop;
    bool dark;                /* black was posted, since the position of the arms is not known */
    bool turned, silent;      /* that it turns, or that no edge came, was printed */
    uint64_t started_at, rested; /* ns */
    uint64_t sent, dropped;   /* vanes */
    struct sky_lateness lateness;
};

/* ---- The thread ---- */

/* Waits until `deadline`, for an edge or for a call from the loop, and releases the lock meanwhile. */
static void wait_until(struct rotor *rotor, uint64_t deadline)
{
    uint64_t now = sky_clock_ns(), left = deadline > now ? deadline - now : 0, worked = now - rotor->rested;
    struct timespec time = sky_clock_timespec(left);
    struct pollfd events[] = {{.fd = rotor->event, .events = POLLIN},
                              {.fd = sensor_descriptor(rotor->sensor), .events = POLLIN}};
    eventfd_t count;
    pthread_mutex_unlock(&rotor->held);
    if (left == 0 && worked > REST_NS && rotor->realtime)
        realtime_rest(worked);
    if (ppoll(events, 2, deadline == SKY_FOREVER ? NULL : &time, NULL) > 0 && events[0].revents)
        eventfd_read(rotor->event, &count);
    pthread_mutex_lock(&rotor->held);
    if (left > 0 || worked > REST_NS)
        rotor->rested = sky_clock_ns();
}

static void read_edges(struct rotor *rotor)
{
    uint64_t times[SENSOR_READ], now = sky_clock_ns();
    unsigned count;
    do {
        count = sensor_read(rotor->sensor, now, times);
        for (unsigned i = 0; i < count; i++)
            sky_rotor_record(&rotor->arm, times[i], times[i] > now ? sky_clock_ns() : now);
    } while (count == SENSOR_READ);
}

static void post(struct rotor *rotor, struct shared_picture *picture, uint64_t due)
{
    for (size_t i = 0; i < rotor->output_count; i++)
        output_post(rotor->outputs[i], picture, due, UINT64_MAX);
}

/* The vane that an arm is at when the first one would be at `vane` without its trim. */
static uint32_t vane_of(const struct rotor *rotor, uint32_t arm, uint32_t vane)
{
    return (vane + rotor->shifts[arm]) % rotor->args.screen.vanes;
}

/* What the arms show when the first one is at `vane`: one arm a part of the screen's picture itself, several a copy of
 * their parts. NULL with the error set. */
static struct shared_picture *take_arms(struct rotor *rotor, uint32_t vane)
{
    uint32_t arms = rotor->args.arms.vanes;
    size_t count = (size_t)rotor->args.screen.pixels * 3;
    const struct picture *screen = &rotor->screen->picture;
    struct shared_picture *picture = picture_take(&rotor->pool, picture_hold(rotor->screen));
    if (!picture) {
        picture_release(rotor->screen);
        return NULL;
    }
    if (arms == 1) {
        size_t from = vane_of(rotor, 0, vane) * count;
        picture->picture.frame = screen->frame + from;
        picture->picture.duties = screen->duties ? screen->duties + from : NULL;
        return picture;
    }
    uint8_t *frame = picture_own_frame(&rotor->pool, picture);
    uint16_t *duties = screen->duties ? picture_own_duties(&rotor->pool, picture) : NULL;
    for (uint32_t arm = 0; arm < arms; arm++) {
        size_t from = vane_of(rotor, arm, vane) * count, to = arm * count;
        if (frame)
            memcpy(frame + to, screen->frame + from, count);
        if (duties)
            memcpy(duties + to, screen->duties + from, count * sizeof *duties);
    }
    return picture;
}

/* Posts the vane that is due; when several are, the last of them. */
static void post_vane(struct rotor *rotor)
{
    struct sky_rotor_vane vane, after;
    uint64_t now = sky_clock_ns() + rotor->arm.lead;
    if (!sky_rotor_next(&rotor->arm, now, &vane) || vane.due > now)
        return;
    for (sky_rotor_advance(&rotor->arm); sky_rotor_next(&rotor->arm, now, &after) && after.due <= now;
         sky_rotor_advance(&rotor->arm)) {
        vane = after;
        rotor->dropped += !rotor->dark; /* before the first vane none is dropped */
    }
    rotor->sent++;
    sky_lateness_record(&rotor->lateness, now - vane.due);
    struct shared_picture *picture = take_arms(rotor, vane.vane);
    if (picture)
        post(rotor, picture, vane.due - rotor->arm.lead);
    picture_release(picture);
    rotor->dark = false;
}

static void warn_of_silence(struct rotor *rotor, uint64_t now)
{
    const struct sensor_args *sensor = &rotor->args.sensor;
    char count[SKY_COUNT_TEXT];
    if (rotor->silent)
        return;
    if (rotor->turned)
        sky_warn("the rotor has stopped, or its sensor: no edge for %s; the LEDs are black",
                 sky_number_count(rotor->args.settings.coast, "revolution", count));
    else if (now - rotor->started_at >= SILENCE_NS && rotor->arm.edges == 0)
        sky_warn("no edge yet on line %s%s%s; the LEDs are black until the rotor turns", sensor->line,
                 *sensor->gpiochip ? " of " : "", sensor->gpiochip);
    else
        return;
    rotor->silent = true;
}

/* While the position of the arms is not known. Returns when the next warning is due. */
static uint64_t stay_dark(struct rotor *rotor, uint64_t now)
{
    if (!rotor->dark)
        post(rotor, rotor->black, now);
    rotor->dark = true;
    if (!rotor->screen)
        return SKY_FOREVER;
    warn_of_silence(rotor, now);
    return rotor->silent || rotor->arm.edges > 0 ? SKY_FOREVER : rotor->started_at + SILENCE_NS;
}

static void *run(void *context)
{
    struct rotor *rotor = context;
    struct sky_rotor_vane vane;
    realtime_raise(); /* a vane is due sooner than a frame */
    prctl(PR_SET_TIMERSLACK, 1UL); /* in ns: without real-time priority, waits are 50 us longer by default */
    pthread_mutex_lock(&rotor->held);
    while (!rotor->stop) {
        read_edges(rotor);
        uint64_t now = sky_clock_ns(), deadline, sensor = sensor_deadline(rotor->sensor);
        bool turns = rotor->screen && sky_rotor_next(&rotor->arm, now + rotor->arm.lead, &vane);
        if (turns && rotor->silent)
            sky_warn("the rotor turns, at %.3g rev/s", sky_rotor_speed(&rotor->arm));
        rotor->turned |= turns;
        rotor->silent &= !turns;
        deadline = turns ? vane.due - rotor->arm.lead : stay_dark(rotor, now);
        wait_until(rotor, deadline < sensor ? deadline : sensor);
        if (turns && !rotor->stop)
            post_vane(rotor);
    }
    pthread_mutex_unlock(&rotor->held);
    return NULL;
}

/* ---- From outside ---- */

struct rotor *rotor_start(const struct rotor_args *args, struct output *const *outputs, size_t count,
                          struct shared_picture *black, bool realtime)
{
    struct rotor *rotor = calloc(1, sizeof *rotor);
    if (!rotor) {
        sky_fail("out of memory");
        return NULL;
    }
    realtime_lock_init(&rotor->held);
    picture_pool_init(&rotor->pool, &args->arms);
    rotor->realtime = realtime;
    rotor->black = black;
    rotor->dark = true;
    rotor->started_at = rotor->rested = sky_clock_ns();
    rotor_change(rotor, outputs, count);
    sky_rotor_init(&rotor->arm, &args->settings);
    rotor->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (rotor->event < 0)
        sky_fail("eventfd: %s", strerror(errno));
    else if (rotor_args_copy(&rotor->args, args) == 0 && (rotor->sensor = sensor_open(&rotor->args.sensor))) {
        rotor_adjust(rotor, 0, (double[ROTOR_ARMS_MAX]){0});
        int error = pthread_create(&rotor->thread, NULL, run, rotor);
        rotor->started = error == 0;
        if (error)
            sky_fail("rotor: a thread: %s", strerror(error));
    }
    if (rotor->started)
        return rotor;
    rotor_destroy(rotor);
    return NULL;
}

void rotor_stop(struct rotor *rotor)
{
    pthread_mutex_lock(&rotor->held);
    rotor->stop = true;
    pthread_mutex_unlock(&rotor->held);
    eventfd_write(rotor->event, 1);
    pthread_join(rotor->thread, NULL);
}

void rotor_destroy(struct rotor *rotor)
{
    if (!rotor)
        return;
    sensor_close(rotor->sensor);
    rotor_args_finish(&rotor->args);
    picture_release(rotor->screen);
    picture_pool_finish(&rotor->pool);
    if (rotor->event >= 0)
        close(rotor->event);
    pthread_mutex_destroy(&rotor->held);
    free(rotor);
}

void rotor_show(struct rotor *rotor, struct shared_picture *picture)
{
    pthread_mutex_lock(&rotor->held);
    struct shared_picture *before = rotor->screen;
    rotor->screen = picture_hold(picture);
    pthread_mutex_unlock(&rotor->held);
    if (!before)
        eventfd_write(rotor->event, 1);
    picture_release(before);
}

/* The number of whole vanes that is nearest, from 0 on. */
static uint32_t nearest_vane(double turns, uint32_t vanes)
{
    return (uint32_t)floor((turns - floor(turns)) * vanes + 0.5) % vanes;
}

void rotor_adjust(struct rotor *rotor, double lead, const double trims[ROTOR_ARMS_MAX])
{
    pthread_mutex_lock(&rotor->held);
    rotor->arm.lead = (uint64_t)(int64_t)(lead * 1e9);
    for (uint32_t arm = 0; arm < rotor->args.arms.vanes; arm++)
        rotor->shifts[arm] = nearest_vane(rotor->args.offsets[arm] - trims[arm], rotor->args.screen.vanes);
    pthread_mutex_unlock(&rotor->held);
}

void rotor_hold(struct rotor *rotor)
{
    pthread_mutex_lock(&rotor->held);
}

void rotor_change(struct rotor *rotor, struct output *const *outputs, size_t count)
{
    rotor->outputs = outputs;
    rotor->output_count = count;
}

void rotor_release(struct rotor *rotor)
{
    pthread_mutex_unlock(&rotor->held);
}

void rotor_print_stats(struct rotor *rotor)
{
    char sent[SKY_GROUPED_TEXT], dropped[SKY_GROUPED_TEXT];
    pthread_mutex_lock(&rotor->held);
    struct sky_rotor arm = rotor->arm;
    struct sky_lateness lateness = rotor->lateness;
    uint64_t lost = sensor_lost(rotor->sensor);
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
