/* SPDX-License-Identifier: ISC */
#include "sky-push/notify.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/number.h"

#define STATUS_NS UINT64_C(10000000000)

/* The interval of watchdog pings: half of $WATCHDOG_USEC, if that is set and meant for this process; else 0. */
static uint64_t watchdog_interval(void)
{
    const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    uint64_t number;
    if (pid && (sky_integer_parse(pid, 0, UINT64_MAX, &number) < 0 || number != (uint64_t)getpid()))
        return 0;
    return usec && sky_integer_parse(usec, 1, UINT64_MAX / 1000, &number) == 0 ? number * 1000 / 2 : 0;
}

void notify_open(struct notify *notify)
{
    *notify = (struct notify){.fd = -1};
    const char *name = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!name || (*name != '/' && *name != '@') || strlen(name) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, name, strlen(name));
    if (*name == '@') /* an abstract name: its first byte is 0, and the address's length ends it */
        address.sun_path[0] = '\0';
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    /* A manager that does not read must not hold up the show. */
    const struct timeval patience = {.tv_usec = 100000};
    if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) < 0 ||
                    connect(fd, (const struct sockaddr *)&address, length) < 0)) {
        close(fd);
        fd = -1;
    }
    *notify = (struct notify){.fd = fd, .interval = watchdog_interval()};
}

void notify_close(struct notify *notify)
{
    if (notify->fd >= 0)
        close(notify->fd);
    notify->fd = -1;
}

void notify_send(const struct notify *notify, const char *format, ...)
{
    char text[SKY_ERROR_MAX];
    va_list arguments;
    if (notify->fd < 0)
        return;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof text - 1)
        length = (int)sizeof text - 1;
    if (length > 0)
        (void)!send(notify->fd, text, (size_t)length, MSG_NOSIGNAL);
}

void notify_alive(struct notify *notify, struct outputs *outputs)
{
    uint64_t now = sky_clock_ns();
    if (notify->interval == 0 || now < notify->next)
        return;
    notify->next = now + notify->interval;
    if (!outputs_are_stuck(outputs, notify->interval))
        notify_send(notify, "WATCHDOG=1");
}

uint64_t notify_deadline(const struct notify *notify)
{
    return notify->interval > 0 ? notify->next : SKY_FOREVER;
}

void notify_status(struct notify *notify, double fps, uint64_t repeats)
{
    char count[SKY_COUNT_TEXT];
    uint64_t now = sky_clock_ns();
    if (now < notify->status)
        return;
    notify->status = now + STATUS_NS;
    notify_send(notify, "STATUS=%.2f frames a second, %s.", fps, sky_number_count(repeats, "repeat", count));
}
