/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for messages of Open Pixel Control: make fuzz FUZZ=opc. All messages of the input are parsed, and
 * their headers built again. */
#include <stdlib.h>
#include <string.h>

#include "net/opc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sky_opc message;
    uint8_t header[SKY_OPC_HEADER];
    size_t at = 0, missing;
    while ((missing = sky_opc_parse(&message, data + at, size - at)) == 0) {
        if (message.data != data + at + SKY_OPC_HEADER || message.length > size - at - SKY_OPC_HEADER ||
            sky_opc_header(header, &message) != SKY_OPC_HEADER || memcmp(header, data + at, SKY_OPC_HEADER) != 0)
            abort();
        at += SKY_OPC_HEADER + message.length;
    }
    if (missing > SKY_OPC_DATA_MAX)
        abort();
    return 0;
}
