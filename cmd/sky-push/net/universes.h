/* SPDX-License-Identifier: ISC */
/* The packets of a picture in DMX512 universes, for Art-Net and E1.31: their parameters, and where which pixels are. */
#ifndef SKY_PUSH_UNIVERSES_H
#define SKY_PUSH_UNIVERSES_H

#include "net/universes.h"
#include "sky-push/net/pixels.h"
#include "sky-push/net/sender.h"

struct universes_settings {
    double universe, channel;
    int channels; /* index in universes_channels_names */
};

enum { UNIVERSES_WHOLE, UNIVERSES_FULL };
extern const char *const universes_channels_names[];

/* The rows of struct universes_settings, the member `universes` of a driver's settings. */
#define UNIVERSES_PARAMS(settings, first, lowest, highest)                                                             \
    {"universe", SKY_TYPE_INTEGER, offsetof(struct settings, universes.universe), first, lowest, highest, "",          \
     "the first universe; the others follow it", {NULL, 0}},                                                           \
        {"channel", SKY_TYPE_INTEGER, offsetof(struct settings, universes.channel), "1", 1, SKY_UNIVERSE_CHANNELS, "", \
         "channel of the first universe where the first LED begins", {NULL, 0}},                                       \
        {"channels", SKY_TYPE_CHOICE, offsetof(struct settings, universes.channels), "510", 0, 0, "",                  \
         "channels of a universe: 510 are 170 whole LEDs, with 512 some LEDs are split",                               \
         SKY_CHOICES(universes_channels_names)}

struct universes {
    size_t count;
    struct packet *packets; /* one for each, and one more for what comes after them */
    uint32_t *numbers;
    uint8_t *heads;
};

/* Where the pixels of so many LEDs are. Returns 0, or -1 with the error set when universes beyond `highest` would be
 * needed. */
int universes_find(struct sky_universes *map, const struct universes_settings *settings, size_t leds, uint32_t highest);

/* For a driver's prepare(): parses its target, with this port unless it has one, and plans pixels for the universes up
 * to `highest`. Returns 0, or -1 with the error set. */
int universes_prepare(const struct driver_args *args, const struct universes_settings *settings, uint16_t port,
                      uint32_t highest, void **plan);

/* Makes the packets again, with zeros in the channels before the first LED. The driver fills in the headers, of
 * `header_bytes` each. With `even`, an odd number of channels gets one more. Returns 0, or -1 with the error set;
 * universes_finish() them in any case. */
int universes_make(struct universes *universes, const struct sky_universes *map, size_t header_bytes, bool even);
void universes_finish(struct universes *universes); /* accepts a zeroed one */

#endif
