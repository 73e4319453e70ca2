/* SPDX-License-Identifier: ISC */
#include "sky-recv/receive.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/pace.h>

#define PUBLISH_NS UINT64_C(200000000)
#define WARN_NS UINT64_C(60000000000) /* how often a packet that is not for us is warned of, at most */

/* A complete frame. One that is written as it came is not copied, but the next is collected elsewhere. */
static uint8_t *show(void *context, uint8_t *leds, bool may_keep)
{
    struct receive *receive = context;
    struct queue *queue = &receive->queue;
    uint8_t *memory = queue_begin(queue);
    bool exchanges = may_keep && receive->picture.is_whole;
    if (!memory) {
        queue_leave_out(queue);
        return leds;
    }
    if (exchanges && queue_owns(queue, leds)) {
        queue_end(queue, leds);
        return memory;
    }
    picture_draw(&receive->picture, memory, leds);
    queue_end(queue, memory);
    memory = exchanges ? queue_begin(queue) : NULL;
    return memory ? memory : leds;
}

/* Warns now and then of a packet that is not for us; the error tells why. */
static void warn_of_foreign(struct receive *receive, const struct sockaddr *from, uint64_t now)
{
    char text[ADDRESS_TEXT];
    struct address address = {.length = from->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                                    : sizeof(struct sockaddr_in)};
    memcpy(&address.storage, from, address.length);
    sky_warn("%s: %s", address_format(&address, text), sky_error());
    receive->warned = now;
}

enum sky_received receive_take(struct receive *receive, const uint8_t *bytes, size_t size, const struct sockaddr *from,
                               uint64_t now)
{
    uint8_t id[SKY_RECEIVER_ADDRESS];
    enum sky_received received = SKY_RECEIVED_FOREIGN;
    bool may_warn = receive->warned == 0 || now - receive->warned >= WARN_NS;
    senders_identify(id, from, receive->listener >= 0);
    receive->is_published = false;
    if (senders_allow(&receive->senders, id)) {
        received = sky_receiver_take(receive->receiver, bytes, size, id, now);
    } else {
        receive->strangers++;
        if (may_warn)
            sky_fail("is not a sender that --from allows");
    }
    if (received == SKY_RECEIVED_FOREIGN && may_warn)
        warn_of_foreign(receive, from, now);
    return received;
}

/* ---- Counts ---- */

static void publish(struct receive *receive, uint64_t now)
{
    pthread_mutex_lock(&receive->lock);
    receive->counts.assembly = *sky_receiver_stats(receive->receiver);
    receive->counts.assembly.foreign += receive->strangers;
    receive->counts.dropped = sockets_dropped(&receive->sockets);
    pthread_mutex_unlock(&receive->lock);
    receive->published = now;
    receive->is_published = true;
}

void receive_get_counts(struct receive *receive, struct receive_counts *counts)
{
    pthread_mutex_lock(&receive->lock);
    *counts = receive->counts;
    pthread_mutex_unlock(&receive->lock);
    /* Of a universe of which nothing comes any more, the numbers tell nothing. */
    if (counts->assembly.lost < counts->dropped)
        counts->assembly.lost = counts->dropped;
    counts->left_out = queue_left_out(&receive->queue);
}

uint64_t receive_deadline(const struct receive *receive)
{
    uint64_t deadline = sky_receiver_deadline(receive->receiver), publishing = receive->published + PUBLISH_NS;
    return receive->is_published || deadline < publishing ? deadline : publishing;
}

void receive_expire(struct receive *receive, uint64_t now)
{
    if (sky_receiver_deadline(receive->receiver) <= now)
        sky_receiver_expire(receive->receiver, now);
    if (!receive->is_published && now - receive->published >= PUBLISH_NS)
        publish(receive, now);
}

/* ---- The thread ---- */

static void *run(void *context)
{
    struct receive *receive = context;
    if ((receive->listener >= 0 ? receive_streams(receive) : receive_packets(receive)) < 0)
        queue_fail(&receive->queue);
    publish(receive, sky_clock_ns());
    return NULL;
}

/* Signals are for the thread that writes. */
static int start_thread(struct receive *receive)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    receive->started = pthread_create(&receive->thread, NULL, run, receive) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return receive->started ? 0 : sky_fail("cannot start a thread");
}

int receive_start(struct receive *receive, const struct source *source, const struct sky_receiver_settings *settings,
                  size_t frame_bytes, bool every, uint64_t buffer)
{
    receive->source = source;
    receive->settings = *settings;
    receive->listener = -1;
    receive->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&receive->lock, NULL);
    picture_init(&receive->picture, source);
    if (queue_init(&receive->queue, frame_bytes, every) < 0 ||
        !(receive->receiver = sky_receiver_create(settings, show, receive)))
        return -1;
    if (source->protocol == SKY_NET_OPC) {
        receive->listener = sockets_listen(source, &receive->address);
        return receive->listener < 0 ? -1 : start_thread(receive);
    }
    if (sockets_open(&receive->sockets, source, settings, buffer ? buffer : sockets_room(settings)) < 0)
        return -1;
    receive->address = receive->sockets.address;
    return start_thread(receive);
}

void receive_stop(struct receive *receive)
{
    if (!receive->started)
        return;
    eventfd_write(receive->stop, 1);
    pthread_join(receive->thread, NULL);
    receive->started = false;
}

void receive_finish(struct receive *receive)
{
    if (!receive->source)
        return;
    receive_stop(receive);
    if (receive->listener >= 0)
        close(receive->listener);
    sockets_close(&receive->sockets);
    sky_receiver_destroy(receive->receiver);
    queue_finish(&receive->queue);
    pthread_mutex_destroy(&receive->lock);
    close(receive->stop);
}
