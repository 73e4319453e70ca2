/* SPDX-License-Identifier: ISC */
/* What the drivers of hardware have in common. */
#ifndef SKY_PUSH_HARDWARE_H
#define SKY_PUSH_HARDWARE_H

/* Does nothing for so long at least, whatever signals come: LEDs take a pause for the end of a frame. */
void hardware_pause(unsigned us);

/* Takes an open device for this process alone, among programs that lock it too: until it is closed, or the process
 * dies. Returns 0, or -1 with an error that names who has it. */
int hardware_lock(int fd);

#endif
