# SPDX-License-Identifier: ISC
"""sky-flat on a terminal that is played by this program: `flat-terminal.py FRAME`, a file of one frame of 24x8."""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios

from vt import Screen

PATIENCE = 30  # seconds after which a test has failed; nothing waits this long otherwise
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm", "COLORTERM": "truecolor", "SKY_GEOMETRY": "24x8"}


class Terminal:
    def __init__(self, columns, rows, **answers):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.screen = Screen(columns, rows, **answers)
        self.resize(columns, rows)
        self.screen.feed(b"$ sky-flat\r\n")

    def resize(self, columns, rows):
        self.screen.resize(columns, rows)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def start(self, *arguments, owned=False, **variables):
        def own():
            if owned:  # only the terminal that controls the program is asked
                os.setsid()
                fcntl.ioctl(1, termios.TIOCSCTTY, 0)

        self.program = subprocess.Popen(["sky-flat", "-r", "100", *arguments], stdin=subprocess.PIPE, stdout=self.slave,
                                        env={**ENVIRONMENT, **variables}, bufsize=0, preexec_fn=own)

    def until(self, condition):
        while not condition():
            assert select.select([self.master], [], [], PATIENCE)[0], self.screen.lines()
            self.screen.feed(os.read(self.master, 65536))
            if self.screen.answers:
                os.write(self.master, self.screen.answers)
                self.screen.answers = b""

    def drawn(self):
        """The rows and columns that have blocks."""
        places = [place for place, cell in self.screen.cells.items() if cell[0] == "▀"]
        rows, columns = [row for row, _ in places] or [-1], [column for _, column in places] or [-1]
        return min(rows), max(rows), min(columns), max(columns)

    def restored(self):
        screen = self.screen
        return screen.modes[7] and screen.modes[25] and screen.region == (0, screen.rows - 1) and \
            screen.at == (screen.rows - 1, 0) and termios.tcgetattr(self.slave) == self.before


frame = open(sys.argv[1], "rb").read()

# Live: a picture of 16 rows below 5 of text, without erasing what was there; narrower, 15 rows below 6.
terminal = Terminal(60, 21)
terminal.start()
terminal.program.stdin.write(frame)
terminal.until(lambda: terminal.drawn() == (5, 20, 14, 45))
assert terminal.screen.line(0) == "$ sky-flat" and terminal.screen.region == (0, 4)
terminal.resize(30, 21)
terminal.program.stdin.write(frame)
terminal.until(lambda: terminal.drawn() == (6, 20, 0, 29))
assert terminal.screen.line(0) == "$ sky-flat" and terminal.screen.region == (0, 5)

# At the end of the stream, and when a signal ends it, the picture stays and the terminal is given back.
terminal.program.stdin.close()
terminal.until(terminal.restored)
assert terminal.program.wait(PATIENCE) == 0 and terminal.drawn() == (5, 19, 0, 29)
for number in signal.SIGTERM, signal.SIGQUIT:
    terminal.start()
    terminal.program.stdin.write(frame)
    terminal.until(lambda: not terminal.restored() and terminal.drawn()[1] == 20)
    terminal.program.send_signal(number)
    terminal.until(terminal.restored)
    assert terminal.program.wait(PATIENCE) == -number  # a shell that runs a script must see it

# A single picture is lines of text below the prompt, and without colours plain ones.
for variables, wanted in ({}, "▀"), ({"TERM": "dumb"}, "@"):
    terminal = Terminal(60, 30)
    terminal.start("-n", "1", "--size", "10", **variables)
    terminal.program.stdin.write(bytes([255]) * len(frame))
    terminal.until(lambda: terminal.screen.at == (6, 0))
    assert terminal.program.wait(PATIENCE) == 0 and wanted in terminal.screen.line(1), terminal.screen.lines()

# One that has sixel graphics gets them, in the middle of its lower rows, or at the cursor.
for arguments, place in ((), (7, 8)), (("-n", "1"), (1, 0)):
    terminal = Terminal(60, 30, kind="62;4;22", knows=("cell", "sixel"))
    terminal.start(*arguments, owned=True)
    terminal.program.stdin.write(frame)
    terminal.until(lambda: terminal.screen.images)
    terminal.program.stdin.close()
    assert terminal.program.wait(PATIENCE) == 0
    assert list(terminal.screen.images) == [place], list(terminal.screen.images)
    assert termios.tcgetattr(terminal.slave) == terminal.before
