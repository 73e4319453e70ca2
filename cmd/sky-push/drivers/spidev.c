/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/spidev.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/spi/spi.h>
#include <linux/spi/spidev.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/lock.h"

#define BUFSIZ_PATH "/sys/module/spidev/parameters/bufsiz"
#define BUFSIZ_DEFAULT 4096

static int fail_device(int error)
{
    if (error == ENOENT)
        return sky_fail("there is no such device (ls /dev/spidev* lists them; on a Raspberry Pi, dtparam=spi=on in "
                        "config.txt makes them)");
    if (error == EACCES || error == EPERM)
        return sky_fail("%s (users of SPI are in a group, often spi)", strerror(error));
    if (error == ENOTTY)
        return sky_fail("is not an SPI device (must be /dev/spidevBUS.SELECT)");
    return sky_fail("%s", strerror(error));
}

/* The size of spidev's buffer. */
static size_t read_buffer_size(void)
{
    unsigned size = 0;
    FILE *file = fopen(BUFSIZ_PATH, "re");
    if (file) {
        if (fscanf(file, "%u", &size) != 1)
            size = 0;
        fclose(file);
    }
    if (size == 0)
        size = BUFSIZ_DEFAULT;
    return size > SPIDEV_STEP ? size - size % SPIDEV_STEP : size;
}

int spidev_set_up(struct spidev *spidev, uint32_t hz, int mode)
{
    uint8_t bits = 8;
    uint32_t modes;
    if (ioctl(spidev->fd, SPI_IOC_RD_MODE32, &modes) < 0)
        return fail_device(errno);
    modes &= ~(uint32_t)(SPI_MODE_X_MASK | SPI_LSB_FIRST);
    modes |= (uint32_t)mode;
    if (ioctl(spidev->fd, SPI_IOC_WR_MODE32, &modes) < 0)
        return sky_fail("mode %d is not supported: %s", mode, strerror(errno));
    if (ioctl(spidev->fd, SPI_IOC_WR_BITS_PER_WORD, &bits) < 0)
        return sky_fail("words of 8 bits are not supported: %s", strerror(errno));
    if (ioctl(spidev->fd, SPI_IOC_WR_MAX_SPEED_HZ, &hz) < 0)
        return sky_fail("hz: %u is not supported: %s", hz, strerror(errno));
    if (ioctl(spidev->fd, SPI_IOC_RD_MAX_SPEED_HZ, &spidev->hz) < 0 || spidev->hz == 0 || spidev->hz > hz)
        spidev->hz = hz;
    return 0;
}

int spidev_open(struct spidev *spidev, const char *path)
{
    spidev->fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (spidev->fd < 0)
        return fail_device(errno);
    spidev->message_max = read_buffer_size();
    return sky_lock_take(spidev->fd);
}

void spidev_close(struct spidev *spidev)
{
    if (spidev->fd >= 0)
        close(spidev->fd); /* nothing is buffered, so its errors mean nothing */
    spidev->fd = -1;
}

static int send_message(const struct spidev *spidev, const uint8_t *bytes, size_t count, bool last)
{
    const struct spi_ioc_transfer transfer = {
        .tx_buf = (uintptr_t)bytes,
        .len = (uint32_t)count,
        .speed_hz = spidev->hz,
        .bits_per_word = 8,
        .cs_change = !last,
    };
    int sent;
    do
        sent = ioctl(spidev->fd, SPI_IOC_MESSAGE(1), &transfer);
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return sky_fail("%s", strerror(errno));
    return (size_t)sent < count ? sky_fail("only %d of %zu bytes were sent", sent, count) : 0;
}

int spidev_send(const struct spidev *spidev, const uint8_t *bytes, size_t count)
{
    for (size_t done = 0, step; done < count; done += step) {
        size_t left = count - done;
        step = left < spidev->message_max ? left : spidev->message_max;
        if (send_message(spidev, bytes + done, step, step == left) < 0)
            return -1;
    }
    return 0;
}
