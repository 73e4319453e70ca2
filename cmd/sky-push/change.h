/* SPDX-License-Identifier: ISC */
/* From one configuration to the next, while the show goes on. */
#ifndef SKY_PUSH_CHANGE_H
#define SKY_PUSH_CHANGE_H

#include "sky-push/show.h"

/* Gives `next` what of `now` can stay open, closes the rest, and opens what is new. What takes the place of
 * another on the same hardware finds its LEDs as they were; what nobody drives any more is sent `black`, unless
 * `now` leaves its last picture. What does not open is said, and left out until it comes back. */
void change_outputs(const struct show_plan *now, const struct show_plan *next, const struct picture *black);

#endif
