/* SPDX-License-Identifier: ISC */
/* What it costs to send frames of 360x288 over UDP in the plain way: whole packets, ready in memory, by sendmmsg(2) to a
 * port of this machine. usage: sendmmsg PORT HEADER DATA FRAMES: bytes of a packet's header and of its pixels. Prints the
 * CPU time of a frame in microseconds. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define FRAME (360 * 288 * 3)
#define PACKETS_MAX 1024 /* UIO_MAXIOV: no call takes more */

static double cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    static char packets[FRAME + PACKETS_MAX * 128];
    static struct mmsghdr messages[PACKETS_MAX];
    static struct iovec parts[PACKETS_MAX];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    size_t header = (size_t)atoi(argv[2]), data = (size_t)atoi(argv[3]), count = (FRAME + data - 1) / data;
    int frames = atoi(argv[4]), fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (count > PACKETS_MAX || header > 128 || connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
        return 1;
    for (size_t i = 0; i < count; i++) {
        size_t left = FRAME - i * data;
        parts[i] = (struct iovec){packets + i * (header + data), header + (left < data ? left : data)};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    double begun = cpu_us();
    for (int frame = 0; frame < frames; frame++)
        for (size_t sent = 0; sent < count;) {
            int done = sendmmsg(fd, messages + sent, (unsigned)(count - sent), 0);
            if (done < 0)
                return 1;
            sent += (size_t)done;
        }
    printf("%.1f\n", (cpu_us() - begun) / frames);
    return 0;
}
