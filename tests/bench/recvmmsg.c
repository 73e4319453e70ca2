/* SPDX-License-Identifier: ISC */
/* The plainest receiver, for tests/net/bench_recv.py: reads packets by recvmmsg, as many as there are, and does nothing
 * with them. usage: recvmmsg MILLISECONDS; prints its port, and the packets that came until none did for so long. */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { BATCH = 64, BYTES = 2048 };

int main(int argc, char **argv)
{
    static char bytes[BATCH][BYTES];
    static struct iovec parts[BATCH];
    static struct mmsghdr messages[BATCH];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 1 << 21, silence = argc > 1 ? atoi(argv[1]) : 1000, count;
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    unsigned long packets = 0;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) < 0)
        return 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){bytes[i], BYTES};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
    while (poll(&polled, 1, packets ? silence : -1) > 0)
        while ((count = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL)) > 0)
            packets += (unsigned)count;
    printf("%lu\n", packets);
    return 0;
}
