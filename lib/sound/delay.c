/* SPDX-License-Identifier: ISC */
#include "sound/delay.h"

void sky_delay_pass(struct sky_delay *delay, struct sky_heard *heard, uint64_t updates)
{
    const size_t places = sizeof delay->ring / sizeof *delay->ring;
    uint64_t newest = delay->count++, back = updates < newest ? updates : newest;
    delay->ring[newest % places] = *heard;
    const struct sky_heard *old = &delay->ring[(newest - back) % places];
    heard->level = old->level;
    heard->bass = old->bass;
    heard->mid = old->mid;
    heard->treble = old->treble;
    heard->onset = old->onset;
}
