/* SPDX-License-Identifier: ISC */
/* Open Pixel Control. A message holds 21,845 LEDs at most, so a larger screen has several channels, one after another;
 * its frame is complete when each has come. Channel 0 stands for all others, which begin with 1. */
#include <sky/error.h>

#include "net/opc.h"
#include "net/receiver_kinds.h"

#define CHANNEL_BYTES (3 * SKY_OPC_LEDS_MAX)

static void opc_cells(const struct sky_receiver_settings *settings, uint32_t *most, uint32_t *count)
{
    *most = *count = (uint32_t)((settings->leds + SKY_OPC_LEDS_MAX - 1) / SKY_OPC_LEDS_MAX);
}

static int init_opc(struct sky_receiver *receiver)
{
    receiver->assembly.gain = 4;
    return 0;
}

static void finish_opc(struct sky_receiver *receiver)
{
    (void)receiver;
}

/* Keeps the high bytes of 16-bit colours. Returns their number. */
static size_t narrow(uint8_t *out, const uint8_t *data, size_t length)
{
    for (size_t i = 0; i < length / 2; i++)
        out[i] = data[2 * i];
    return length / 2;
}

static enum sky_received take_opc(struct sky_receiver *receiver, const uint8_t *bytes, size_t size,
                                  const uint8_t *address, uint64_t now)
{
    struct sky_assembly *assembly = &receiver->assembly;
    struct sky_opc message;
    uint8_t colors[SKY_OPC_DATA_MAX / 2];
    bool is_new;
    if (sky_opc_parse(&message, bytes, size) > 0) {
        sky_fail("Open Pixel Control: a message that is cut off");
        return sky_receiver_refuse(receiver);
    }
    uint32_t first = receiver->settings.channel > 0 ? receiver->settings.channel : 1;
    bool is_all = message.channel == SKY_OPC_ALL;
    uint32_t cell = is_all ? 0 : message.channel - first;
    if ((!is_all && message.channel < first) || cell >= assembly->count) {
        sky_fail("Open Pixel Control: channel %u is not on this screen (it has %u to %u)", message.channel, first,
                 first + assembly->count - 1);
        return sky_receiver_refuse(receiver);
    }
    if (message.command != SKY_OPC_SET_8 && message.command != SKY_OPC_SET_16) {
        sky_fail("Open Pixel Control: command %u is not pixels", message.command);
        return sky_receiver_refuse(receiver);
    }
    if (!sky_receiver_accepts(receiver, address, now, &is_new))
        return sky_receiver_refuse(receiver);
    if (is_new)
        sky_assembly_restart(assembly);

    const uint8_t *data = message.data;
    size_t length = message.length, at = (size_t)cell * CHANNEL_BYTES;
    if (message.command == SKY_OPC_SET_16) {
        length = narrow(colors, data, length);
        data = colors;
    }
    if (length > receiver->bytes - at)
        length = receiver->bytes - at;
    if (assembly->cells[cell].frame == assembly->number)
        sky_assembly_commit(assembly, assembly->number, true, now);
    sky_assembly_place(assembly, cell, at, data, length, assembly->number, now);
    if (is_all)
        sky_assembly_commit(assembly, assembly->number, true, now);
    return SKY_RECEIVED;
}

const struct sky_receiver_kind sky_receiver_opc = {
    .cells = opc_cells, .init = init_opc, .finish = finish_opc, .take = take_opc};
