#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Writes a frame file's newest frames to standard output, with Python's standard library only.

usage: frame_reader.py PATH [FRAMES]
"""
import mmap
import os
import struct
import sys
import time


def attach(path):
    """Waits for the file, and returns its mapping and the checked header."""
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
            sys.exit("%s: its header does not fit" % path)
        return mmap.mmap(file.fileno(), size, prot=mmap.PROT_READ), frame, slots, stride


def main():
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
            continue  # it was overwritten meanwhile
        sys.stdout.buffer.write(pixels)
        last = number
        left -= 1


main()
