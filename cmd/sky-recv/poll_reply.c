/* SPDX-License-Identifier: ISC */
/* Answers to ArtPoll, by which lighting desks find nodes: "Art-Net 4", ArtPollReply. One packet tells of four universes
 * with the same upper bits; a node with more sends several, which its bind index counts. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net/artnet.h"
#include "sky-recv/receive.h"

#define BIND_MAX 255
#define PORTS 4
#define OEM_UNKNOWN 0x00ff
#define OUTPUT_DMX512 0x80
#define DATA_COMES 0x80
#define PORT_ADDRESSES_OF_15_BITS 0x08 /* of the second status byte */

/* The IPv4 address of this machine that `from` can reach; 0.0.0.0 where there is none. */
static void find_own_address(uint8_t address[4], const struct sockaddr *from, socklen_t length)
{
    struct sockaddr_in own = {0};
    socklen_t own_length = sizeof own;
    int fd = from->sa_family == AF_INET ? socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (fd >= 0 && connect(fd, from, length) == 0)
        getsockname(fd, (struct sockaddr *)&own, &own_length);
    if (fd >= 0)
        close(fd);
    memcpy(address, &own.sin_addr, 4);
}

void receive_answer_poll(const struct receive *receive, int fd, const struct sockaddr *from, socklen_t length)
{
    const struct sky_universes *universes = &receive->settings.universes;
    size_t count = sky_universes_count(universes), index = 0;
    struct sky_artnet_poll_reply reply = {.port = SKY_ARTNET_PORT,
                                          .oem = OEM_UNKNOWN,
                                          .status2 = PORT_ADDRESSES_OF_15_BITS,
                                          .short_name = "sky-recv",
                                          .long_name = "sky-recv of skyscreen",
                                          .report = "#0001 [0000] sky-recv is ready"};
    uint8_t bytes[SKY_ARTNET_POLL_REPLY_BYTES];
    find_own_address(reply.address, from, length);
    memcpy(reply.bind_address, reply.address, sizeof reply.address);
    while (index < count && reply.bind_index < BIND_MAX) {
        uint32_t first = universes->first + (uint32_t)index;
        reply.net = (uint8_t)(first >> 8);
        reply.subnet = (uint8_t)(first >> 4 & 15);
        reply.ports = 0;
        reply.bind_index++;
        memset(reply.types, 0, sizeof reply.types);
        memset(reply.good_outputs, 0, sizeof reply.good_outputs);
        memset(reply.universes, 0, sizeof reply.universes);
        for (uint32_t universe = first; universe >> 4 == first >> 4; universe++) {
            if (index == count || reply.ports == PORTS)
                break;
            reply.types[reply.ports] = OUTPUT_DMX512;
            reply.good_outputs[reply.ports] = DATA_COMES;
            reply.universes[reply.ports++] = universe & 15;
            index++;
        }
        sendto(fd, bytes, sky_artnet_poll_reply_packet(bytes, &reply), MSG_DONTWAIT, from, length);
    }
}
