/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for packets of DDP: make fuzz FUZZ=ddp. The header of a packet that is accepted is built again from
 * what was parsed. */
#include <stdlib.h>
#include <string.h>

#include "net/ddp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sky_ddp packet;
    uint8_t header[SKY_DDP_HEADER_MAX], wanted[SKY_DDP_HEADER_MAX] = {0};
    if (sky_ddp_parse(&packet, data, size) < 0)
        return 0;
    size_t bytes = sky_ddp_header(header, &packet);
    memcpy(wanted, data, bytes);
    wanted[1] &= SKY_DDP_SEQUENCE_MAX;
    if (memcmp(header, wanted, bytes) != 0 || packet.data != data + bytes || packet.length > size - bytes)
        abort();
    return 0;
}
