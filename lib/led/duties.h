/* SPDX-License-Identifier: ISC */
/* Arithmetic on duties. The duty of a colour is the part of the time that it is on, 0 to 65535 = always; a frame has
 * three for each LED, in the order R, G, B. */
#ifndef SKY_LED_DUTIES_H
#define SKY_LED_DUTIES_H

#include <stddef.h>
#include <stdint.h>

/* Interpolates from one frame to the next in `steps` steps, 1 to 65536, that are even in light: `duties` holds the
 * next frame and is replaced by step `step`, 0 to `steps`. Step 0 is `from`; step `steps` leaves `duties` alone. With
 * w = floor(65536 step / steps), each becomes floor((from (65536 - w) + duty w + 32768) / 65536). */
void sky_duties_mix(uint16_t *restrict duties, const uint16_t *restrict from, size_t count, unsigned step,
                    unsigned steps);

/* Temporal dither: rounds `count` duties to multiples of 1/steps of full light and carries each rounding error to the
 * same LED's next frame, so that the mean over frames is exact. `residue` has one number for each duty, 0 to 65534,
 * in units of 1 / (65535 steps) of full light; half of the range is an error of 0. A duty of 0 stays 0 and leaves its
 * residue alone. */
void sky_duties_dither(uint16_t *restrict out, const uint16_t *restrict duties, uint16_t *restrict residue,
                       size_t count, unsigned steps);

/* Sets the residues for the first frame to different values: if they were equal, all LEDs of a plain area would change
 * in the same frame, and the area would flicker. */
void sky_duties_dither_init(uint16_t *residue, size_t count);

#endif
