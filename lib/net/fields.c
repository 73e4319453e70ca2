/* SPDX-License-Identifier: ISC */
#include "net/fields.h"

#include <string.h>

#define PDU_FLAGS 0x7000
#define PDU_LENGTH 0x0fff

/* The byte of a number that is at place `i` of its field, as a shift. */
static unsigned shift_of(const struct sky_field *field, unsigned i)
{
    return 8 * (field->kind == SKY_FIELD_LITTLE ? i : field->bytes - 1u - i);
}

static void write_number(const struct sky_field *field, uint8_t *at, const void *member)
{
    uint32_t number = 0;
    if (field->bytes == 1)
        number = *(const uint8_t *)member;
    else if (field->bytes == 2)
        number = *(const uint16_t *)member;
    else
        number = *(const uint32_t *)member;
    for (unsigned i = 0; i < field->bytes; i++)
        at[i] = (uint8_t)(number >> shift_of(field, i));
}

static void read_number(const struct sky_field *field, const uint8_t *at, void *member)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < field->bytes; i++)
        number |= (uint32_t)at[i] << shift_of(field, i);
    if (field->bytes == 1)
        *(uint8_t *)member = (uint8_t)number;
    else if (field->bytes == 2)
        *(uint16_t *)member = (uint16_t)number;
    else
        *(uint32_t *)member = number;
}

static void write_pdu(uint8_t *at, size_t length)
{
    size_t word = PDU_FLAGS | (length & PDU_LENGTH);
    at[0] = (uint8_t)(word >> 8);
    at[1] = (uint8_t)word;
}

static int check_pdu(const uint8_t *at, size_t left)
{
    unsigned word = (unsigned)at[0] << 8 | at[1];
    return (word & ~PDU_LENGTH) == PDU_FLAGS && (word & PDU_LENGTH) >= 2 && (word & PDU_LENGTH) <= left ? 0 : -1;
}

void sky_fields_write(const struct sky_field *fields, uint8_t *packet, size_t size, const void *values)
{
    for (const struct sky_field *field = fields; field->bytes > 0; field++) {
        uint8_t *at = packet + field->at;
        const char *member = (const char *)values + field->member;
        switch (field->kind) {
        case SKY_FIELD_FIXED:
            memcpy(at, field->fixed, field->bytes);
            break;
        case SKY_FIELD_BIG:
        case SKY_FIELD_LITTLE:
            write_number(field, at, member);
            break;
        case SKY_FIELD_BYTES:
        case SKY_FIELD_TEXT:
            memcpy(at, member, field->bytes);
            break;
        case SKY_FIELD_PDU:
            write_pdu(at, size - field->at);
            break;
        }
    }
}

int sky_fields_read(const struct sky_field *fields, void *values, const uint8_t *packet, size_t size)
{
    for (const struct sky_field *field = fields; field->bytes > 0; field++) {
        if (size < (size_t)field->at + field->bytes)
            return -1;
        const uint8_t *at = packet + field->at;
        char *member = (char *)values + field->member;
        switch (field->kind) {
        case SKY_FIELD_FIXED:
            if (memcmp(at, field->fixed, field->bytes) != 0)
                return -1;
            break;
        case SKY_FIELD_BIG:
        case SKY_FIELD_LITTLE:
            read_number(field, at, member);
            break;
        case SKY_FIELD_BYTES:
        case SKY_FIELD_TEXT:
            memcpy(member, at, field->bytes);
            if (field->kind == SKY_FIELD_TEXT)
                member[field->bytes - 1] = '\0';
            break;
        case SKY_FIELD_PDU:
            if (check_pdu(at, size - field->at) < 0)
                return -1;
            break;
        }
    }
    return 0;
}
