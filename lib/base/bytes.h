/* SPDX-License-Identifier: ISC */
/* Numbers in files, the least significant byte first. */
#ifndef SKY_BASE_BYTES_H
#define SKY_BASE_BYTES_H

#include <stdint.h>

static inline uint16_t sky_read_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static inline uint32_t sky_read_u32(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

#endif
