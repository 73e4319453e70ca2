/* SPDX-License-Identifier: ISC */
#include "sky-recv/timecode.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/pace.h>
#include <sky/signals.h>

#include "base/updates.h"
#include "base/wait.h"
#include "base/wrap.h"
#include "net/multisync.h"
#include "program/help.h"
#include "sky-recv/source.h"
#include "socket/lookup.h"

#define LINE_MAX_BYTES 64
#define PACKET_MAX 1500
#define PATIENCE_NS UINT64_C(1000000000)
#define MEDIA_NS UINT64_C(5000000000) /* a player that tells of its sequence and its film is followed by the sequence */

/* Where the sequencer is, as far as packets have told. */
struct place {
    double seconds;
    bool stopped;
    uint64_t sequence_heard; /* when a packet of a sequence came last, ns; 0: never */
};

struct timecode_protocol {
    const char *name, *title, *text;
    uint16_t port;
    const char *group; /* to join where it listens on all addresses, or NULL */
    /* Returns whether the packet tells where the sequencer is. */
    bool (*take)(struct place *place, const uint8_t *bytes, size_t size, uint64_t now);
};

/* A desk that stands sends the same time again and again. */
static bool take_artnet(struct place *place, const uint8_t *bytes, size_t size, uint64_t now)
{
    struct sky_artnet_timecode timecode;
    (void)now;
    if (sky_artnet_timecode_parse(&timecode, bytes, size) < 0)
        return false;
    double seconds = sky_artnet_timecode_seconds(&timecode);
    if (seconds < 0)
        return false;
    double moved = seconds - place->seconds;
    place->stopped = moved > -1e-6 && moved < 1e-6;
    place->seconds = seconds;
    return true;
}

static bool take_multisync(struct place *place, const uint8_t *bytes, size_t size, uint64_t now)
{
    struct sky_multisync packet;
    if (sky_multisync_parse(&packet, bytes, size) < 0 || packet.action == SKY_MULTISYNC_OPEN)
        return false;
    bool follows_sequence = place->sequence_heard > 0 && now - place->sequence_heard < MEDIA_NS;
    if (packet.file == SKY_MULTISYNC_MEDIA && follows_sequence)
        return false;
    if (packet.file == SKY_MULTISYNC_SEQUENCE)
        place->sequence_heard = now;
    place->stopped = packet.action == SKY_MULTISYNC_STOP;
    if (!place->stopped) /* a packet that stops it does not tell where */
        place->seconds = (double)packet.seconds;
    return true;
}

static const struct timecode_protocol protocols[] = {
    {"timecode", "ArtTimeCode", "the time of a desk by Art-Net, as lines for --clock=PATH", SKY_ARTNET_PORT, NULL,
     take_artnet},
    {"multisync", "MultiSync", "the place of FPP or xLights in its sequence, as lines for --clock=PATH",
     SKY_MULTISYNC_PORT, SKY_MULTISYNC_GROUP, take_multisync},
    {NULL, NULL, NULL, 0, NULL, NULL},
};

int timecode_parse(struct timecode *timecode, const char *text)
{
    size_t length = strcspn(text, ":,");
    const struct timecode_protocol *protocol = protocols;
    while (protocol->name && (strlen(protocol->name) != length || strncmp(protocol->name, text, length) != 0))
        protocol++;
    if (!protocol->name)
        return 0;
    *timecode = (struct timecode){.protocol = protocol, .text = text};
    if (text[length] == ',')
        return sky_fail("%s: '%.40s': it has no parameters", protocol->name, text + length + 1);
    const char *address = text[length] == ':' ? text + length + 1 : "127.0.0.1";
    return source_parse_host(&timecode->host, address, protocol->port) < 0 ? sky_fail_at("%.200s", text) : 1;
}

/* ---- The socket ---- */

static int fail_listening(const struct timecode *timecode)
{
    if (errno == EADDRINUSE)
        return sky_fail("%s: port %u is in use by another program", timecode->text, timecode->host.port);
    return sky_fail("%s: cannot listen: %s", timecode->text, strerror(errno));
}

/* Packets may also come in other ways, so it is no error if this does not work. */
static void join_group(const struct timecode *timecode, int fd)
{
    struct ip_mreqn request = {0};
    inet_pton(AF_INET, timecode->protocol->group, &request.imr_multiaddr);
    if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request) < 0)
        sky_warn("%s: cannot join the group %s: %s", timecode->text, timecode->protocol->group, strerror(errno));
}

/* Returns the descriptor, or -1 with the error set. `address` gets where it listens. */
static int listen_for(const struct timecode *timecode, struct address *address)
{
    struct sockaddr *name = (struct sockaddr *)&address->storage;
    if (!host_address(&timecode->host, address) && lookup_wait(&timecode->host, address, -1) < 0)
        return sky_fail_at("%.200s", timecode->text);
    int fd = socket(address->storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, name, address->length) < 0 || getsockname(fd, name, &address->length) < 0) {
        fail_listening(timecode);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&address->storage;
    if (timecode->protocol->group && v4->sin_family == AF_INET && v4->sin_addr.s_addr == INADDR_ANY)
        join_group(timecode, fd);
    return fd;
}

/* ---- The work ---- */

/* Receives a packet and writes its line. Returns 1; 0 if it told nothing; -1 with the error set. */
static int pass_on(const struct timecode *timecode, int fd, const struct senders *senders, struct place *place,
                   struct sky_updates *output)
{
    uint8_t bytes[PACKET_MAX], id[SKY_RECEIVER_ADDRESS];
    char line[LINE_MAX_BYTES];
    struct sockaddr_storage sender;
    socklen_t length = sizeof sender;
    ssize_t size = recvfrom(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&sender, &length);
    uint64_t now = sky_clock_ns();
    if (size < 0)
        return 0;
    senders_identify(id, (const struct sockaddr *)&sender, false);
    if (!senders_allow(senders, id) || !timecode->protocol->take(place, bytes, (size_t)size, now))
        return 0;
    if (place->stopped)
        snprintf(line, sizeof line, "%.6f stop\n", place->seconds);
    else
        snprintf(line, sizeof line, "%.6f %.6f\n", place->seconds, (double)now / 1e9);
    return sky_updates_write(output, line, strlen(line)) < 0 ? -1 : 1;
}

int timecode_run(const struct timecode *timecode, const char *output, const struct senders *senders, bool verbose,
                 uint64_t lines)
{
    struct place place = {.seconds = -1};
    struct address address;
    char where[ADDRESS_TEXT];
    struct sky_updates updates = {.fd = -1};
    int fd = listen_for(timecode, &address), result = 0;
    uint64_t deadline = sky_clock_ns() + PATIENCE_NS;
    if (fd < 0 || sky_updates_open(&updates, output) < 0)
        result = -1;
    else if (verbose || timecode->host.port == 0)
        sky_warn("listens for %s on %s", timecode->protocol->title, address_format(&address, where));
    for (uint64_t written = 0; result >= 0 && written < lines && !sky_signals_stop(); written += result > 0) {
        bool ready = sky_wait_ready(fd, POLLIN, deadline);
        if (!ready && !sky_signals_stop())
            sky_warn("waiting for %s", timecode->protocol->title);
        deadline = SKY_FOREVER;
        result = ready ? pass_on(timecode, fd, senders, &place, &updates) : 0;
    }
    if (fd >= 0)
        close(fd);
    sky_updates_close(&updates);
    return result < 0 ? -1 : 0;
}

void timecode_help(FILE *out)
{
    for (const struct timecode_protocol *protocol = protocols; protocol->name; protocol++) {
        fprintf(out, "\n%s[:ADDRESS[:PORT]]:\n", protocol->name);
        sky_wrap_print(out, "", 4, protocol->text);
    }
}

void timecode_help_rows(void)
{
    for (const struct timecode_protocol *protocol = protocols; protocol->name; protocol++)
        sky_help_row(&(struct sky_help_row){.group = "protocol", .name = protocol->name, .kind = "protocol",
                                            .unit = "ADDRESS[:PORT]", .text = protocol->text});
}
