/* SPDX-License-Identifier: ISC */
#include "sky-hear/peak.h"

#include "base/clock.h"

void peak_keep(struct peak *peak, struct sky_heard *heard, double rate)
{
    uint64_t now = sky_clock_ns();
    if (peak->onset > heard->onset && (double)(now - peak->written) < 0.5e9 / rate)
        heard->onset = peak->onset;
    *peak = (struct peak){now, heard->onset};
}
