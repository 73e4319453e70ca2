#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Draws rings that run outwards into an existing frame file, with numpy. `sky-gen solid -n 1 -o @` makes one.

usage: numpy_writer.py PATH.sky [FRAMES [FPS]]
"""
import fcntl
import os
import signal
import sys
import time

import numpy as np

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
if len(sys.argv) not in (2, 3, 4) or sys.argv[1][:1] in "@-":  # @NAME is for the programs
    print("usage: numpy_writer.py PATH.sky [FRAMES [FPS]]", file=sys.stderr)
    sys.exit(2)
path = sys.argv[1]
frames, fps = [int(word) for word in sys.argv[2:4]] + [0, 30][len(sys.argv) - 2:]

try:
    fd = os.open(path, os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.exit("%s: another process writes to it already" % path)
except OSError as error:
    sys.exit("%s: %s" % (path, error.strerror))

try:
    file = np.memmap(path, np.uint8, "r+")
except (OSError, ValueError) as error:
    sys.exit("%s: %s" % (path, getattr(error, "strerror", error)))
if bytes(file[:12]) != b"SKYFRAME\1\0\0\0":
    sys.exit("%s: is not a frame file of version 1" % path)
header, words = file[:4096].view("<u4"), file[:4096].view("<u8")
vanes, pixels, slots, stride = int(header[4]), int(header[5]), int(header[7]), int(words[4])
header[11] = os.getpid()

radius = np.arange(pixels) / pixels
first = int(words[8]) + 1
for number in range(first, first + frames if frames else 1 << 63):
    slot = number % slots
    words[32 + 8 * slot] = 0
    picture = file[4096 + slot * stride:][:vanes * pixels * 3].reshape(vanes, pixels, 3)  # not a copy
    wave = 0.5 + 0.5 * np.sin(2 * np.pi * (4 * radius - number / 30))
    picture[:] = (wave[None, :, None] * (0, 160, 255)).astype(np.uint8)
    words[33 + 8 * slot] = time.monotonic_ns()
    words[32 + 8 * slot] = number
    words[8] = number
    time.sleep(1 / fps)
