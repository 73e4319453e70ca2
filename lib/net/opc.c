/* SPDX-License-Identifier: ISC */
#include "net/opc.h"

#include "net/field.h"

static const struct sky_field fields[] = {
    SKY_FIELD(struct sky_opc, channel, 0, 1),
    SKY_FIELD(struct sky_opc, command, 1, 1),
    SKY_FIELD(struct sky_opc, length, 2, 2),
    SKY_FIELDS_END,
};

size_t sky_opc_header(uint8_t *buffer, const struct sky_opc *message)
{
    sky_fields_write(fields, buffer, message);
    return SKY_OPC_HEADER;
}

size_t sky_opc_parse(struct sky_opc *message, const uint8_t *bytes, size_t size)
{
    *message = (struct sky_opc){0};
    if (size < SKY_OPC_HEADER)
        return SKY_OPC_HEADER - size;
    sky_fields_read(fields, bytes, message);
    if (message->length > size - SKY_OPC_HEADER)
        return message->length - (size - SKY_OPC_HEADER);
    message->data = bytes + SKY_OPC_HEADER;
    return 0;
}
