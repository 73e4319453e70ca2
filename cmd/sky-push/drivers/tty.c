/* SPDX-License-Identifier: ISC */
/* By the kernel's own struct termios2, which has any rate, and cannot be had together with <termios.h>. */
#include "sky-push/drivers/tty.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/lock.h"

static int fail_port(int error)
{
    if (error == ENOENT)
        return sky_fail("there is no such port (ls /dev/serial/by-id/ lists those on USB)");
    if (error == EACCES || error == EPERM)
        return sky_fail("%s (users of serial ports are in a group, often dialout)", strerror(error));
    if (error == EBUSY)
        return sky_fail("another program has the port for itself");
    if (error == ENOTTY)
        return sky_fail("is not a serial port");
    return sky_fail("%s", strerror(error));
}

static int set_up(int fd, unsigned baud)
{
    struct termios2 settings;
    if (ioctl(fd, TCGETS2, &settings) < 0)
        return fail_port(errno);
    settings.c_iflag = 0;
    settings.c_oflag = 0;
    settings.c_lflag = 0;
    settings.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | BOTHER << IBSHIFT;
    settings.c_ispeed = settings.c_ospeed = baud;
    if (ioctl(fd, TCSETS2, &settings) < 0)
        return sky_fail("baud: %u is not supported: %s", baud, strerror(errno));
    /* A port takes the nearest rate that it has; a byte is read right at one that is 2 % off. */
    if (ioctl(fd, TCGETS2, &settings) == 0 &&
        (settings.c_ospeed < baud - baud / 50 || settings.c_ospeed > baud + baud / 50))
        return sky_fail("baud: %u is not a rate of this port, which took %u", baud, settings.c_ospeed);
    return ioctl(fd, TIOCEXCL) < 0 ? fail_port(errno) : 0;
}

int tty_open(const char *path, unsigned baud)
{
    int fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return fail_port(errno);
    if (sky_lock_take(fd) == 0 && set_up(fd, baud) == 0)
        return fd;
    close(fd);
    return -1;
}

void tty_close(int fd)
{
    if (fd < 0)
        return;
    ioctl(fd, TIOCNXCL); /* or nobody could open it, not even we again, while another program has it open */
    close(fd);
}

unsigned tty_unsent(int fd)
{
    int count;
    return ioctl(fd, TIOCOUTQ, &count) == 0 && count > 0 ? (unsigned)count : 0;
}
