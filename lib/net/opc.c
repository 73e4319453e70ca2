/* SPDX-License-Identifier: ISC */
#include "net/opc.h"

#include "net/fields.h"

static const struct sky_field fields[] = {
    SKY_FIELD(SKY_FIELD_BIG, 0, sky_opc, channel),
    SKY_FIELD(SKY_FIELD_BIG, 1, sky_opc, command),
    SKY_FIELD(SKY_FIELD_BIG, 2, sky_opc, length),
    SKY_FIELDS_END,
};

size_t sky_opc_header(uint8_t *buffer, const struct sky_opc *message)
{
    sky_fields_write(fields, buffer, SKY_OPC_HEADER, message);
    return SKY_OPC_HEADER;
}

size_t sky_opc_parse(struct sky_opc *message, const uint8_t *bytes, size_t size)
{
    *message = (struct sky_opc){0};
    if (sky_fields_read(fields, message, bytes, size) < 0)
        return SKY_OPC_HEADER - size;
    if (message->length > size - SKY_OPC_HEADER)
        return message->length - (size - SKY_OPC_HEADER);
    message->data = bytes + SKY_OPC_HEADER;
    return 0;
}
