#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Prints the mean colour of the newest frames of a frame file, with numpy.

usage: numpy_reader.py PATH.sky [FRAMES]
"""
import signal
import sys
import time

import numpy as np

for number in signal.SIGINT, signal.SIGPIPE:
    signal.signal(number, signal.SIG_DFL)  # Ctrl-C and a closed pipe end it without a traceback
if len(sys.argv) not in (2, 3) or sys.argv[1][:1] in "@-":  # @NAME is for the programs
    print("usage: numpy_reader.py PATH.sky [FRAMES]", file=sys.stderr)
    sys.exit(2)
path = sys.argv[1]
left = int(sys.argv[2]) if len(sys.argv) > 2 else -1

try:
    file = np.memmap(path, np.uint8, "r")
except (OSError, ValueError) as error:
    sys.exit("%s: %s" % (path, getattr(error, "strerror", error)))
if bytes(file[:12]) != b"SKYFRAME\1\0\0\0":
    sys.exit("%s: is not a frame file of version 1" % path)
header, words = file[:4096].view("<u4"), file[:4096].view("<u8")
vanes, pixels, slots, stride = int(header[4]), int(header[5]), int(header[7]), int(words[4])

last = 0
while left != 0:
    number = int(words[8])
    slot = number % slots
    if number == last or words[32 + 8 * slot] != number:
        time.sleep(0.002)
        continue
    picture = file[4096 + slot * stride:][:vanes * pixels * 3].reshape(vanes, pixels, 3)  # not a copy
    mean = picture.mean(axis=(0, 1))
    if words[32 + 8 * slot] != number:
        continue  # the writer has overwritten it
    print("frame %d: red %.1f green %.1f blue %.1f" % (number, *mean), flush=True)
    last = number
    left -= 1
