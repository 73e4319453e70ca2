/* SPDX-License-Identifier: ISC */
/* MultiSync of the Falcon Player (FPP) and xLights: packets over UDP that say where a player is in its sequence or
 * film, of FPP's docs/ControlProtocol.txt. And the same of an ArtTimeCode. */
#ifndef SKY_NET_MULTISYNC_H
#define SKY_NET_MULTISYNC_H

#include <stddef.h>
#include <stdint.h>

#include "net/artnet.h"

#define SKY_MULTISYNC_PORT 32320
#define SKY_MULTISYNC_GROUP "239.70.80.80" /* players also send it by broadcast, or to single addresses */
#define SKY_MULTISYNC_BYTES 17             /* before the name of the file, which has a NUL at its end */

enum sky_multisync_action {
    SKY_MULTISYNC_START,
    SKY_MULTISYNC_STOP,
    SKY_MULTISYNC_SYNC,
    SKY_MULTISYNC_OPEN, /* the file is about to be played */
};

enum { SKY_MULTISYNC_SEQUENCE, SKY_MULTISYNC_MEDIA };

struct sky_multisync {
    uint16_t length;  /* bytes after the first 7 */
    uint8_t action;   /* enum sky_multisync_action */
    uint8_t file;     /* SKY_MULTISYNC_SEQUENCE or SKY_MULTISYNC_MEDIA */
    uint32_t frame;   /* of a sequence; its frame rate is not told */
    float seconds;    /* since the beginning of the file */
};

/* Writes a packet for a file of no name. Returns the number of bytes. */
size_t sky_multisync_packet(uint8_t buffer[SKY_MULTISYNC_BYTES + 1], const struct sky_multisync *packet);

/* Returns 0, or -1 when it is another packet, or its time is not a finite number of at least 0. */
int sky_multisync_parse(struct sky_multisync *packet, const uint8_t *bytes, size_t size);

/* The time of an ArtTimeCode in seconds, by the clock on the wall also for drop frames; -1 when it is none. */
double sky_artnet_timecode_seconds(const struct sky_artnet_timecode *timecode);

#endif
