#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Draws a turning sector into a frame file. Needs only Python's standard library.

usage: frame_writer.py PATH.sky [VANES PIXELS [FRAMES [FPS]]]

sky-frame(5) describes the layout of the file and why the steps have this order.
"""
import fcntl
import mmap
import os
import signal
import struct
import sys
import time

HEADER, SLOTS = 4096, 8


def create(path, vanes, pixels, stride, published):
    """Makes a complete file under another name and renames it, so that no reader sees an incomplete header."""
    fd = os.open(path + ".new", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
    fcntl.flock(fd, fcntl.LOCK_EX)
    os.posix_fallocate(fd, 0, HEADER + SLOTS * stride)
    os.pwrite(fd, struct.pack("<8sIIIIIIQ", b"SKYFRAME", 1, HEADER, vanes, pixels, 0, SLOTS, stride), 0)
    os.pwrite(fd, struct.pack("<Q", published), 64)
    os.rename(path + ".new", path)
    return fd


def attach(path, vanes, pixels, stride):
    """Opens or creates the file and locks it. Returns its descriptor and the number of its newest frame."""
    wanted = struct.pack("<8sIIIIIIQ", b"SKYFRAME", 1, HEADER, vanes, pixels, 0, SLOTS, stride)
    try:
        fd = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return create(path, vanes, pixels, stride, 0), 0
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("%s: process %d writes to it already" % (path, struct.unpack("<I", os.pread(fd, 4, 44))[0]))
    if not os.path.exists(path) or not os.path.samestat(os.fstat(fd), os.stat(path)):
        os.close(fd)  # it was replaced between open and flock: lock the new one
        return attach(path, vanes, pixels, stride)
    found = os.pread(fd, 40, 0)
    if found[:8] != b"SKYFRAME":
        sys.exit("%s: is not a frame file" % path)
    published = struct.unpack("<Q", os.pread(fd, 8, 64))[0]
    if found != wanted or os.fstat(fd).st_size != HEADER + SLOTS * stride:
        return create(path, vanes, pixels, stride, published), published
    return fd, published


def draw(vanes, pixels, number):
    """Returns a frame: a red sector, an eighth of the disc, which turns once in 120 frames."""
    lit, dark = bytes((255, 32, 0)) * pixels, bytes(3 * pixels)
    first = number * vanes // 120
    return b"".join(lit if (vane - first) % vanes < vanes / 8 else dark for vane in range(vanes))


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    if len(sys.argv) not in (2, 4, 5, 6) or sys.argv[1][:1] in "@-":  # @NAME is for the programs
        print("usage: frame_writer.py PATH.sky [VANES PIXELS [FRAMES [FPS]]]", file=sys.stderr)
        sys.exit(2)
    path = sys.argv[1]
    vanes, pixels, frames, fps = [int(word) for word in sys.argv[2:6]] + [360, 288, 0, 30][len(sys.argv) - 2:]
    size = vanes * pixels * 3
    stride = (size + 4095) // 4096 * 4096
    fd, published = attach(path, vanes, pixels, stride)
    file = mmap.mmap(fd, HEADER + SLOTS * stride)
    file[40:48] = struct.pack("<II", fps * 1000, os.getpid())
    # A cast view stores 8 bytes at once; struct.pack_into() may store byte by byte.
    words = memoryview(file).cast("Q")
    for number in range(published + 1, published + frames + 1 if frames else 1 << 63):
        slot = number % SLOTS
        words[32 + 8 * slot] = 0
        file[HEADER + slot * stride:HEADER + slot * stride + size] = draw(vanes, pixels, number)
        words[33 + 8 * slot] = time.monotonic_ns()
        words[32 + 8 * slot] = number
        words[8] = number
        time.sleep(1 / fps)


main()
