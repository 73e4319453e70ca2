#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Writes the newest frames of a frame file to standard output. Needs only Python's standard library.

usage: frame_reader.py PATH.sky [FRAMES]
"""
import mmap
import os
import signal
import struct
import sys
import time


def attach(path):
    """Waits for the file and checks it. Returns its mapping, the bytes of a frame, the slots and their stride."""
    while not os.path.exists(path):
        time.sleep(0.02)
    with open(path, "rb") as file:
        head = file.read(40)
        size = os.fstat(file.fileno()).st_size
        if len(head) < 40 or head[:8] != b"SKYFRAME":
            sys.exit("%s: is not a frame file" % path)
        version, header, vanes, pixels, _hub, slots, stride = struct.unpack("<IIIIIIQ", head[8:])
        frame = vanes * pixels * 3
        if (version, header) != (1, 4096) or slots < 4 or stride < frame or size != 4096 + slots * stride:
            sys.exit("%s: its header is not valid" % path)
        return mmap.mmap(file.fileno(), size, prot=mmap.PROT_READ), frame, slots, stride


def main():
    for number in signal.SIGINT, signal.SIGPIPE:
        signal.signal(number, signal.SIG_DFL)  # Ctrl-C and a closed pipe end it without a traceback
    if len(sys.argv) not in (2, 3) or sys.argv[1][:1] in "@-":  # @NAME is for the programs
        print("usage: frame_reader.py PATH.sky [FRAMES]", file=sys.stderr)
        sys.exit(2)
    path = sys.argv[1]
    left = int(sys.argv[2]) if len(sys.argv) > 2 else -1
    file, frame, slots, stride = attach(path)
    words = memoryview(file).cast("Q")
    last = 0
    while left != 0:
        number = words[8]
        slot = number % slots
        if number == last or words[32 + 8 * slot] != number:
            time.sleep(0.002)
            continue
        pixels = file[4096 + slot * stride:4096 + slot * stride + frame]
        if words[32 + 8 * slot] != number:
            continue  # the writer has overwritten it
        sys.stdout.buffer.write(pixels)
        sys.stdout.flush()
        last = number
        left -= 1


main()
