/* SPDX-License-Identifier: ISC */
/* What to receive: PROTOCOL[:ADDRESS[:PORT]][,name=value…], the words that follow -o of sky-push on the other machine.
 * */
#ifndef SKY_RECV_SOURCE_H
#define SKY_RECV_SOURCE_H

#include <stdbool.h>

#include "led/layout.h"
#include "net/receiver.h"
#include "program/params.h"
#include "socket/address.h"

/* Filled by the parameters; each protocol has some of these. */
struct source_settings {
    const char *layout, *leds, *interface;
    int order, encoding, channels;
    double offset, id, universe, channel;
};

enum { ENCODING_SRGB, ENCODING_LINEAR };
enum multicast { UNICAST, MULTICAST_V4, MULTICAST_V6 };

struct source {
    enum sky_net_protocol protocol;
    const char *protocol_name; /* for messages: "DDP" */
    const char *text;          /* as it was written */
    struct host host;          /* where to listen; its port may be 0: any free one */
    enum multicast multicast;
    struct sky_params params;
    struct source_settings settings;
    struct sky_layout layout;
    size_t first, count;       /* LEDs of the layout, lane after lane */
};

/* Parses ADDRESS[:PORT]; the port may be 0. Returns 0, or -1 with the error set. */
int source_parse_host(struct host *host, const char *text, uint16_t port);

/* Parses it. Returns 0, or -1 with the error set; source_finish() in any case. `text` must stay. */
int source_parse(struct source *source, const char *text);

/* Reads the layout for a screen of this geometry, and finds out where the LEDs are in what is received. Returns 0, or
 * -1 with the error set. */
int source_plan(struct source *source, const struct sky_geometry *geometry, struct sky_receiver_settings *receiver);

void source_finish(struct source *source);

/* The protocols and their parameters, for --help and as rows of --help=tsv. */
void source_help(FILE *out);
void source_help_rows(void);

#endif
