/* SPDX-License-Identifier: ISC */
/* Packets described by tables: each row is a field, its place in the packet, and the member of a struct that holds its
 * value. One table serves for building and for parsing, so that both agree. */
#ifndef SKY_NET_FIELDS_H
#define SKY_NET_FIELDS_H

#include <stddef.h>
#include <stdint.h>

enum sky_field_kind {
    SKY_FIELD_FIXED,  /* bytes that are always the same; a packet with others is another kind of packet */
    SKY_FIELD_BIG,    /* an unsigned number, the most significant byte first; the member has as many bytes: 1, 2 or 4 */
    SKY_FIELD_LITTLE, /* the same, the least significant byte first */
    SKY_FIELD_BYTES,  /* bytes that are copied */
    SKY_FIELD_TEXT,   /* the same, with a NUL at the end whatever a parsed packet has there */
    SKY_FIELD_PDU,    /* "flags and length" of ANSI E1.17, two bytes: 0x7000 and the number of bytes from here to the
                       * end of the packet; parsed as one that is not longer than that */
};

struct sky_field {
    uint16_t at;       /* in the packet, in bytes */
    uint16_t bytes;
    enum sky_field_kind kind;
    size_t member;     /* its offset in the struct */
    const char *fixed; /* the bytes of a SKY_FIELD_FIXED */
};

/* Rows of a table. */
#define SKY_FIXED(at, bytes, fixed) {at, bytes, SKY_FIELD_FIXED, 0, fixed}
#define SKY_PDU(at) {at, 2, SKY_FIELD_PDU, 0, NULL}
#define SKY_FIELD(kind, at, settings, member)                                                                          \
    {at, sizeof((struct settings *)0)->member, kind, offsetof(struct settings, member), NULL}
#define SKY_FIELDS_END {0, 0, SKY_FIELD_FIXED, 0, NULL}

/* Writes the fields of `values` into a packet that will have `size` bytes. What lies between fields is left as it
 * is. */
void sky_fields_write(const struct sky_field *fields, uint8_t *packet, size_t size, const void *values);

/* Reads the fields of a packet into `values`. Returns 0, or -1 when the packet ends too early or a fixed field is
 * another one; then `values` may have changed. */
int sky_fields_read(const struct sky_field *fields, void *values, const uint8_t *packet, size_t size);

#endif
