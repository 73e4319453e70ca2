/* SPDX-License-Identifier: ISC */
/* An SPI device, through the kernel's spidev. */
#ifndef SKY_PUSH_SPIDEV_H
#define SKY_PUSH_SPIDEV_H

#include <stddef.h>
#include <stdint.h>

/* spidev puts transfers at multiples of what the machine's DMA wants, 128 bytes at most, and counts that in; so its
 * buffer is best a multiple of it. */
#define SPIDEV_STEP 128

struct spidev {
    int fd;      /* -1 when it is not open */
    uint32_t hz; /* as the device tells it: few controllers tell here of a speed that they make slower */
    size_t most; /* bytes of a message */
};

/* Opens a device for this process alone, with words of 8 bits and a mode from 0 to 3; what else belongs to the
 * mode, as the sense of the chip select, stays as it is. Returns 0, or -1 with the error set. Call
 * spidev_close() in any case. */
int spidev_open(struct spidev *spidev, const char *path, uint32_t hz, int mode);
void spidev_close(struct spidev *spidev); /* accepts one that is not open */

/* Sends bytes in messages that fit. All but the last one ask that the chip select stays as it is until the next
 * one: cs_change in the last transfer of a message, in the words of linux/spi/spi.h, which also says that this
 * is a hint: a controller may ignore it, and another device's message on the same bus ends it. Returns 0, or -1
 * with the error set. */
int spidev_send(const struct spidev *spidev, const uint8_t *bytes, size_t count);

#endif
