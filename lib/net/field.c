/* SPDX-License-Identifier: ISC */
#include "net/field.h"

/* How far a byte's bits are shifted in the value. */
static unsigned shift_of(const struct sky_field *field, unsigned byte)
{
    return 8 * (field->low_first ? byte : field->bytes - 1u - byte);
}

void sky_fields_write(const struct sky_field *table, uint8_t *packet, const void *values)
{
    for (const struct sky_field *field = table; field->bytes; field++) {
        const uint32_t *value = (const void *)((const char *)values + field->member);
        for (unsigned i = 0; i < field->bytes; i++)
            packet[field->at + i] = (uint8_t)(*value >> shift_of(field, i));
    }
}

void sky_fields_read(const struct sky_field *table, const uint8_t *packet, void *values)
{
    for (const struct sky_field *field = table; field->bytes; field++) {
        uint32_t *value = (void *)((char *)values + field->member);
        *value = 0;
        for (unsigned i = 0; i < field->bytes; i++)
            *value |= (uint32_t)packet[field->at + i] << shift_of(field, i);
    }
}
