/* SPDX-License-Identifier: ISC */
/* An SPI device, through the kernel's spidev. */
#ifndef SKY_PUSH_SPIDEV_H
#define SKY_PUSH_SPIDEV_H

#include <stddef.h>
#include <stdint.h>

/* spidev aligns transfers in its buffer as the DMA of the machine needs it, to 128 bytes at most, and counts the
 * padding. So messages are multiples of this. */
#define SPIDEV_STEP 128

struct spidev {
    int fd;             /* -1 when it is not open */
    uint32_t hz;        /* as the device reports it; few controllers report when they are slower than asked */
    size_t message_max; /* bytes */
};

/* Opens a device for this process alone. Returns 0, or -1 with the error set; spidev_close() it in any case. */
int spidev_open(struct spidev *spidev, const char *path);
void spidev_close(struct spidev *spidev); /* accepts one that is not open */

/* Sets words of 8 bits, a clock rate, and a mode from 0 to 3. The other bits of the mode, such as the polarity of the
 * chip select, stay as they are. Returns 0, or -1 with the error set. */
int spidev_set_up(struct spidev *spidev, uint32_t hz, int mode);

/* Sends bytes in as many messages as they need. All but the last ask that the chip select stays active until the next
 * one, by cs_change in their last transfer. linux/spi/spi.h calls that a hint: a controller may ignore it, and a
 * message of another device on the bus ends it. Returns 0, or -1 with the error set. */
int spidev_send(const struct spidev *spidev, const uint8_t *bytes, size_t count);

#endif
