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
#define BUFSIZ_USUAL 4096

static int fail_device(int error)
{
    if (error == ENOENT)
        return sky_fail("there is no such device (ls /dev/spidev* lists them; on a Raspberry Pi, dtparam=spi=on in "
                        "config.txt makes them)");
    if (error == EACCES || error == EPERM)
        return sky_fail("%s (users of SPI are in a group, often spi)", strerror(error));
    if (error == ENOTTY)
        return sky_fail("is not an SPI device (/dev/spidevBUS.SELECT is one)");
    return sky_fail("%s", strerror(error));
}

/* The most bytes of a message. */
static size_t read_most(void)
{
    unsigned most = 0;
    FILE *file = fopen(BUFSIZ_PATH, "re");
    if (file) {
        if (fscanf(file, "%u", &most) != 1)
            most = 0;
        fclose(file);
    }
    if (most == 0)
        most = BUFSIZ_USUAL;
    return most > SPIDEV_STEP ? most - most % SPIDEV_STEP : most;
}

static int set_up(struct spidev *spidev, uint32_t hz, int mode)
{
    uint8_t bits = 8;
    uint32_t modes;
    if (ioctl(spidev->fd, SPI_IOC_RD_MODE32, &modes) < 0)
        return fail_device(errno);
    modes &= ~(uint32_t)(SPI_MODE_X_MASK | SPI_LSB_FIRST);
    modes |= (uint32_t)mode;
    if (ioctl(spidev->fd, SPI_IOC_WR_MODE32, &modes) < 0)
        return sky_fail("it does not take mode %d: %s", mode, strerror(errno));
    if (ioctl(spidev->fd, SPI_IOC_WR_BITS_PER_WORD, &bits) < 0)
        return sky_fail("it does not take words of 8 bits: %s", strerror(errno));
    if (ioctl(spidev->fd, SPI_IOC_WR_MAX_SPEED_HZ, &hz) < 0)
        return sky_fail("hz: it does not take %u Hz: %s", hz, strerror(errno));
    if (ioctl(spidev->fd, SPI_IOC_RD_MAX_SPEED_HZ, &spidev->hz) < 0 || spidev->hz == 0 || spidev->hz > hz)
        spidev->hz = hz;
    return 0;
}

int spidev_open(struct spidev *spidev, const char *path, uint32_t hz, int mode)
{
    spidev->fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (spidev->fd < 0)
        return fail_device(errno);
    spidev->most = read_most();
    return sky_lock_take(spidev->fd) < 0 ? -1 : set_up(spidev, hz, mode);
}

void spidev_close(struct spidev *spidev)
{
    if (spidev->fd >= 0)
        close(spidev->fd); /* nothing is left to be written: its errors tell nothing */
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
    return (size_t)sent < count ? sky_fail("it took %d of %zu bytes", sent, count) : 0;
}

int spidev_send(const struct spidev *spidev, const uint8_t *bytes, size_t count)
{
    for (size_t done = 0, step; done < count; done += step) {
        size_t left = count - done;
        step = left < spidev->most ? left : spidev->most;
        if (send_message(spidev, bytes + done, step, step == left) < 0)
            return -1;
    }
    return 0;
}
