#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""How many bytes a frame sky-flat sends to a terminal, for some patterns and two windows of 24-bit colours.
usage: tests/bench/terminal.py [FRAMES [FORMAT]], with the programs in PATH; FORMAT is term, blocks or sixel."""
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

PATTERNS = "perlin", "stars", "fire", "swirl", "test"
WINDOWS = (80, 24), (200, 60)
CELL = 8, 16


def count(pattern, columns, rows, frames, form):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, columns * CELL[0], rows * CELL[1]))
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm", "COLORTERM": "truecolor"}
    source = subprocess.Popen(["sky-gen", pattern, "--start", "1", "-n", str(frames)], stdout=subprocess.PIPE)
    program = subprocess.Popen(["sky-flat", "-r", "100000", "--format", form], stdin=source.stdout, stdout=slave,
                               env=environment)
    os.close(slave)
    total = 0
    try:
        while data := os.read(master, 65536):
            total += len(data)
    except OSError:  # nobody has the terminal any more
        pass
    os.close(master)
    assert program.wait() == 0 and source.wait() == 0
    return total / frames


def main():
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    form = sys.argv[2] if len(sys.argv) > 2 else "term"
    print("bytes a frame".ljust(14), *(f"{columns}x{rows}".rjust(10) for columns, rows in WINDOWS))
    for pattern in PATTERNS:
        sizes = [count(pattern, columns, rows, frames, form) for columns, rows in WINDOWS]
        print(pattern.ljust(14), *(f"{size:10,.0f}" for size in sizes), flush=True)


main()
