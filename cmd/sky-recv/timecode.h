/* SPDX-License-Identifier: ISC */
/* Where a sequencer is, instead of frames: from ArtTimeCode or MultiSync packets to the lines that --clock=PATH
 * reads. */
#ifndef SKY_RECV_TIMECODE_H
#define SKY_RECV_TIMECODE_H

#include <stdbool.h>
#include <stdio.h>

#include "sky-recv/senders.h"
#include "socket/address.h"

/* Starts zeroed. */
struct timecode {
    const struct timecode_protocol *protocol; /* NULL: it is not asked for */
    const char *text;                         /* as it was written */
    struct host host;
};

/* Parses timecode[:ADDRESS[:PORT]] or multisync[:...], a text that must stay. Returns 1; 0 if it is neither; -1 with
 * the error set. */
int timecode_parse(struct timecode *timecode, const char *text);

/* Writes a line for each packet, until a signal asks to stop, or after `lines` of them. `output` is for
 * sky_updates_open(). Returns 0, or -1 with the error set. */
int timecode_run(const struct timecode *timecode, const char *output, const struct senders *senders, bool verbose,
                 uint64_t lines);

/* For --help, and as rows of --help=tsv. */
void timecode_help(FILE *out);
void timecode_help_rows(void);

#endif
