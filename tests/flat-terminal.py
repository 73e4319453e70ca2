# SPDX-License-Identifier: ISC
"""sky-flat on a terminal that is played by this program: `flat-terminal.py FRAME`, a file of one frame of 24x8."""
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios

PATIENCE = 30  # seconds after which a test has failed; nothing waits this long otherwise


def resize(master, columns, rows):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def read_until(master, wanted):
    text = b""
    while wanted not in text:
        assert select.select([master], [], [], PATIENCE)[0], (wanted, text[-200:])
        text += os.read(master, 65536)
    return text


def start(slave):
    variables = {**os.environ, "TERM": "xterm", "COLORTERM": "truecolor", "SKY_GEOMETRY": "24x8"}
    return subprocess.Popen(["sky-flat", "-r", "100"], stdin=subprocess.PIPE, stdout=slave, env=variables, bufsize=0)


frame = open(sys.argv[1], "rb").read()
enter, leave = b"\x1b[2J\x1b[?25l\x1b[?7l", b"\x1b[?7h\x1b[?25h"
master, slave = pty.openpty()
before = termios.tcgetattr(slave)

# A picture of 20 rows in a terminal of 21: its first line is the terminal's, at column (60 - 40) / 2 + 1.
resize(master, 60, 21)
program = start(slave)
program.stdin.write(frame)
text = read_until(master, b"\x1b[20;11H")
assert enter in text and b"\x1b[1;11H" in text and b"\x1b[21;" not in text and leave not in text

# Narrower: drawn anew, 30 columns wide.
resize(master, 30, 21)
program.stdin.write(frame)
text = read_until(master, b"\x1b[17;1H")
assert enter in text and b"\x1b[3;1H" in text and b"\x1b[2;1H" not in text

# At the end of the stream, and when it is asked to stop, the terminal is put in order.
program.stdin.close()
read_until(master, leave)
assert program.wait(PATIENCE) == 0

program = start(slave)
program.stdin.write(frame)
read_until(master, b"\x1b[17;1H")
program.terminate()
read_until(master, leave)
assert program.wait(PATIENCE) == 0
assert termios.tcgetattr(slave) == before
