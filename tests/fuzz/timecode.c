/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for what tells the time of a sequencer: make fuzz FUZZ=timecode. The input is a MultiSync packet, an
 * ArtTimeCode and a line of a time file. */
#include <stdlib.h>
#include <string.h>

#include "base/timefile.h"
#include "net/multisync.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sky_multisync sync, again;
    uint8_t built[SKY_MULTISYNC_BYTES + 1];
    if (sky_multisync_parse(&sync, data, size) == 0) {
        size_t bytes = sky_multisync_packet(built, &sync);
        if (sky_multisync_parse(&again, built, bytes) < 0 || again.action != sync.action || again.frame != sync.frame ||
            again.seconds < sync.seconds || again.seconds > sync.seconds)
            abort();
    }
    struct sky_artnet_timecode timecode;
    if (sky_artnet_timecode_parse(&timecode, data, size) == 0) {
        double seconds = sky_artnet_timecode_seconds(&timecode);
        if (seconds > 86401 || (seconds < 0 && seconds != -1))
            abort();
    }
    char *text = malloc(size + 1);
    struct sky_time_line line;
    memcpy(text, data, size);
    text[size] = '\0';
    if (sky_time_line_parse(&line, text, 25) > 0 && (line.time < 0 || line.moment < 0))
        abort();
    free(text);
    return 0;
}
