/* SPDX-License-Identifier: ISC */
/* The numbers in a packet's header, described once for building and parsing: where each is, how wide, and which member
 * of the packet's struct holds its value. */
#ifndef SKY_NET_FIELD_H
#define SKY_NET_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sky_field {
    uint16_t at;     /* of its first byte in the packet */
    uint8_t bytes;   /* 1 to 4; 0 ends a table */
    bool low_first;  /* little-endian; most protocols are not */
    size_t member;   /* offset of a uint32_t in the struct */
};

/* Initialiser of a row: bytes `at` to `at + bytes - 1` hold `member` of `type`, the highest byte first. */
#define SKY_FIELD(type, member, at, bytes) {(at), (bytes), false, offsetof(type, member)}
#define SKY_FIELDS_END {0, 0, false, 0}

/* Write all fields of a table into a packet, or read them from one, which must be long enough. A value's bits beyond its
 * field are dropped. */
void sky_fields_write(const struct sky_field *table, uint8_t *packet, const void *values);
void sky_fields_read(const struct sky_field *table, const uint8_t *packet, void *values);

#endif
