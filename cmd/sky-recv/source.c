/* SPDX-License-Identifier: ISC */
#include "sky-recv/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/suggestion.h"
#include "base/wrap.h"
#include "led/chip.h"
#include "led/range.h"
#include "net/artnet.h"
#include "net/ddp.h"
#include "net/e131.h"
#include "net/opc.h"
#include "program/help.h"

static const char *const encoding_names[] = {[ENCODING_SRGB] = "srgb", [ENCODING_LINEAR] = "linear", NULL};
static const char *const channels_names[] = {"510", "512", NULL};
enum { CHANNELS_510, CHANNELS_512 };

#define LED_PARAMS                                                                                                     \
    SKY_PARAM_TEXT(source_settings, layout, "", "PATH", "file that says where the LEDs are, sky-layout(5)"),           \
    SKY_PARAM_TEXT(source_settings, leds, "", "FROM..TO", "which LEDs of the layout come; all by default"),            \
    SKY_PARAM_CHOICE(source_settings, order, "rgb", sky_order_names + 1, "order of the colour bytes"),                 \
    SKY_PARAM_CHOICE(source_settings, encoding, "srgb", encoding_names,                                                \
                     "the bytes are of a picture, or how long LEDs are on")
#define UNIVERSE_PARAMS(lowest, highest)                                                                               \
    SKY_PARAM_INTEGER(source_settings, universe, #lowest, lowest, highest, "",                                         \
                      "the first universe; the others follow it"),                                                     \
    SKY_PARAM_INTEGER(source_settings, channel, "1", 1, SKY_UNIVERSE_CHANNELS, "",                                     \
                      "channel of the first universe where the first LED begins"),                                     \
    SKY_PARAM_CHOICE(source_settings, channels, "510", channels_names,                                                 \
                     "channels of a universe: 510 are 170 whole LEDs, with 512 some LEDs are split")

static const struct sky_param ddp_params[] = {
    LED_PARAMS,
    SKY_PARAM_INTEGER(source_settings, offset, "0", 0, UINT32_MAX, "bytes", "where the first LED is for the sender"),
    SKY_PARAM_INTEGER(source_settings, id, "0", 0, 255, "", "take only what is for this display; 0: for any"),
    SKY_PARAMS_END,
};

static const struct sky_param artnet_params[] = {
    LED_PARAMS,
    UNIVERSE_PARAMS(0, SKY_ARTNET_UNIVERSE_MAX),
    SKY_PARAMS_END,
};

static const struct sky_param e131_params[] = {
    LED_PARAMS,
    UNIVERSE_PARAMS(1, SKY_E131_UNIVERSE_MAX),
    SKY_PARAM_TEXT(source_settings, interface, "", "NAME",
                   "network interface for multicast; by the routes if not given"),
    SKY_PARAMS_END,
};

static const struct sky_param opc_params[] = {
    LED_PARAMS,
    SKY_PARAM_INTEGER(source_settings, channel, "0", 0, SKY_OPC_CHANNEL_MAX, "",
                      "channel of the first LEDs, where 0 is 1; the next follow it"),
    SKY_PARAMS_END,
};

static const struct protocol {
    const char *name, *title, *target, *text;
    uint16_t port;
    const struct sky_param *params;
} protocols[] = {
    [SKY_NET_DDP] = {"ddp", "DDP", "ADDRESS[:PORT]", "receives DDP, over UDP", SKY_DDP_PORT, ddp_params},
    [SKY_NET_ARTNET] = {"artnet", "Art-Net", "ADDRESS[:PORT]", "receives Art-Net, over UDP", SKY_ARTNET_PORT,
                        artnet_params},
    [SKY_NET_E131] = {"e131", "E1.31", "ADDRESS|multicast[:PORT]", "receives E1.31 (sACN), over UDP", SKY_E131_PORT,
                      e131_params},
    [SKY_NET_OPC] = {"opc", "Open Pixel Control", "ADDRESS[:PORT]", "receives Open Pixel Control, over TCP",
                     SKY_OPC_PORT, opc_params},
    {NULL, NULL, NULL, NULL, 0, NULL},
};

/* ---- Parsing ---- */

static const struct protocol *find_protocol(const char *name)
{
    static const struct sky_synonym synonyms[] = {{"sacn", "e131"}, {"e1.31", "e131"}, {"dmx", "artnet"}, {NULL, NULL}};
    struct sky_suggestion suggestion = {.word = name};
    const struct sky_choices choices = SKY_CHOICES_OF_TABLE(protocols);
    char words[64];
    for (const struct protocol *protocol = protocols; protocol->name; protocol++) {
        if (strcmp(protocol->name, name) == 0)
            return protocol;
        sky_suggestion_offer(&suggestion, protocol->name);
        sky_suggestion_offer_synonyms(&suggestion, synonyms, protocol->name);
    }
    if (suggestion.best)
        sky_fail("no protocol is called '%.40s'%s", name, sky_suggestion_text(&suggestion));
    else
        sky_fail("no protocol is called '%.40s' (there are %s, timecode, multisync)", name,
                 sky_choices_format(&choices, ", ", words, sizeof words));
    return NULL;
}

int source_parse_host(struct host *host, const char *text, uint16_t port)
{
    char address[HOST_NAME_MAX_BYTES + 8];
    size_t length = strlen(text);
    bool any_port = length >= 2 && strcmp(text + length - 2, ":0") == 0 && !strstr(text, "::0");
    snprintf(address, sizeof address, "%.*s", (int)(any_port ? length - 2 : length), text);
    if (host_parse(host, address, port) < 0)
        return -1;
    if (any_port)
        host->port = 0;
    return 0;
}

/* Returns 0, or -1 with the error set. */
static int parse_address(struct source *source, const char *text)
{
    if (source_parse_host(&source->host, text, protocols[source->protocol].port) < 0)
        return -1;
    if (source->protocol == SKY_NET_E131 && strcmp(source->host.name, "multicast") == 0)
        source->multicast = MULTICAST_V4;
    if (source->protocol == SKY_NET_E131 && strcmp(source->host.name, "multicast6") == 0)
        source->multicast = MULTICAST_V6;
    return 0;
}

static int parse_words(struct source *source, char *text)
{
    size_t end = strcspn(text, ":,");
    char after = text[end];
    text[end] = '\0';
    const struct protocol *protocol = find_protocol(text);
    if (!protocol)
        return -1;
    source->protocol = (enum sky_net_protocol)(protocol - protocols);
    source->protocol_name = protocol->title;
    sky_params_init(&source->params, protocol->params, &source->settings);
    char *word = after ? text + end + 1 : NULL, *comma = NULL;
    if (after == ':') {
        comma = strchr(word, ',');
        if (comma)
            *comma++ = '\0';
        if (parse_address(source, word) < 0)
            return -1;
        word = comma;
    } else if (parse_address(source, "127.0.0.1") < 0) {
        return -1;
    }
    for (; word; word = comma) {
        comma = strchr(word, ',');
        if (comma)
            *comma++ = '\0';
        if (!sky_is_assignment(word))
            return sky_fail("'%.40s' is not a parameter: write name=value", word);
        if (sky_params_assign(&source->params, word) < 0)
            return -1;
    }
    return 0;
}

int source_parse(struct source *source, const char *text)
{
    char *copy = strdup(text);
    source->text = text;
    int result = copy ? parse_words(source, copy) : sky_fail("out of memory");
    free(copy);
    return result < 0 ? sky_fail_at("%.200s", text) : 0;
}

void source_finish(struct source *source)
{
    sky_params_finish(&source->params);
    sky_layout_finish(&source->layout);
}

/* ---- Places ---- */

static int find_leds(struct source *source, const struct sky_geometry *geometry)
{
    const struct source_settings *settings = &source->settings;
    if (*settings->layout == '\0')
        source->layout = (struct sky_layout){.geometry = *geometry, .lanes = 1};
    else if (sky_layout_read(&source->layout, settings->layout, geometry) < 0)
        return sky_fail_at("layout");
    source->count = sky_layout_total(&source->layout);
    if (*settings->leds == '\0')
        return 0;
    return sky_led_range_parse(settings->leds, source->count, &source->first, &source->count) < 0 ? sky_fail_at("leds")
                                                                                                  : 0;
}

static int find_universes(const struct source *source, struct sky_universes *universes)
{
    const struct source_settings *settings = &source->settings;
    size_t highest = source->protocol == SKY_NET_ARTNET ? SKY_ARTNET_UNIVERSE_MAX : SKY_E131_UNIVERSE_MAX;
    *universes = (struct sky_universes){.first = (uint16_t)settings->universe,
                                        .channel = (uint16_t)settings->channel,
                                        .whole = settings->channels == CHANNELS_510,
                                        .bytes = 3 * source->count};
    return sky_universes_validate(universes, highest);
}

/* Returns 0, or -1 with the error set. */
static int find_channels(const struct source *source, struct sky_receiver_settings *receiver)
{
    size_t count = (source->count + SKY_OPC_LEDS_MAX - 1) / SKY_OPC_LEDS_MAX;
    size_t first = source->settings.channel > 0 ? (size_t)source->settings.channel : 1;
    size_t left = SKY_OPC_CHANNEL_MAX + 1 - first;
    receiver->channel = (uint32_t)source->settings.channel;
    if (count > left)
        return sky_fail("channel: %zu LEDs need %zu channels, and from %zu on there %s %zu", source->count, count,
                        first, left == 1 ? "is" : "are", left);
    return 0;
}

int source_plan(struct source *source, const struct sky_geometry *geometry, struct sky_receiver_settings *receiver)
{
    const struct source_settings *settings = &source->settings;
    if (find_leds(source, geometry) < 0)
        return sky_fail_at("%.200s", source->text);
    *receiver = (struct sky_receiver_settings){.protocol = source->protocol, .leds = source->count};
    int result = 0;
    switch (source->protocol) {
    case SKY_NET_DDP:
        receiver->offset = (uint32_t)settings->offset;
        receiver->id = (uint32_t)settings->id;
        break;
    case SKY_NET_ARTNET:
    case SKY_NET_E131:
        result = find_universes(source, &receiver->universes);
        break;
    case SKY_NET_OPC:
        result = find_channels(source, receiver);
        break;
    }
    return result < 0 ? sky_fail_at("%.200s", source->text) : 0;
}

/* ---- Help ---- */

void source_help(FILE *out)
{
    for (const struct protocol *protocol = protocols; protocol->name; protocol++) {
        fprintf(out, "\n%s[:%s]:\n", protocol->name, protocol->target);
        sky_wrap_print(out, "", 4, protocol->text);
        sky_params_help(protocol->params, out);
    }
}

void source_help_rows(void)
{
    for (const struct protocol *protocol = protocols; protocol->name; protocol++) {
        char group[32];
        snprintf(group, sizeof group, "protocol %s", protocol->name);
        sky_help_row(&(struct sky_help_row){.group = "protocol", .name = protocol->name, .kind = "protocol",
                                            .unit = protocol->target, .text = protocol->text});
        sky_help_params(group, protocol->params);
    }
}
