# SPDX-License-Identifier: ISC
"""sky-push on a terminal that is played by this program: `terminal.py NAME` runs the test of that name."""
import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

GEOMETRY = "24x8"
FRAME_BYTES = 24 * 8 * 3
WIRE_BYTES = 4 + 4 * 24 * 8 + 4 + 12
PATIENCE = 30  # seconds after which a test has failed; nothing waits this long otherwise

TOKEN = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])|([^\x1b]+)")


class Terminal:
    """A pseudo-terminal with as much of xterm as the picture needs, and a program that runs on it."""

    def __init__(self, *arguments, frames=b"", columns=80, rows=24, owned=True, **environment):
        self.master, slave = pty.openpty()
        self.slave = os.dup(slave)
        self.resize(columns, rows)
        self.before = termios.tcgetattr(slave)
        self.cells, self.modes, self.text = {}, {7: True, 25: True, 1049: False}, b""
        self.decoder, self.rest = codecs.getincrementaldecoder("utf-8")(), ""
        self.resized = False  # then text for the old size may still come
        self.at, self.back, self.fore = (0, 0), (0, 0, 0), (0, 0, 0)

        def own():
            os.setsid()
            if owned:
                fcntl.ioctl(1, termios.TIOCSCTTY, 0)

        variables = {**os.environ, "TERM": "xterm", "COLORTERM": "truecolor", "SKY_GEOMETRY": GEOMETRY}
        variables.update(environment)
        self.program = subprocess.Popen(["sky-push", *arguments], stdin=subprocess.PIPE, stdout=slave,
                                        stderr=subprocess.PIPE, env=variables, preexec_fn=own)
        os.close(slave)
        self.send(frames)

    def send(self, frames):
        self.program.stdin.write(frames)
        self.program.stdin.flush()

    def resize(self, columns, rows):
        self.size = columns, rows
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        """Takes what has come. False when nothing came for so long."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        data = os.read(self.master, 65536)
        self.text += data
        self.draw(data)
        return True

    def until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.read(0.1)
            if time.monotonic() > end:
                raise AssertionError(f"it did not come to pass; cells {self.box()}, text {self.text[-300:]}")

    def draw(self, data):
        self.rest += self.decoder.decode(data)
        while token := TOKEN.match(self.rest):
            self.rest = self.rest[token.end():]
            if token[3]:
                self.put(token[3])
            else:
                self.control(token[1], token[2])

    def put(self, text):
        for character in text:
            row, column = self.at
            assert character in "▀ ", repr(character)
            assert self.resized or (0 <= row < self.size[1] and 0 <= column < self.size[0]), (self.at, self.size)
            upper = self.fore if character == "▀" else self.back
            self.cells[2 * row, column], self.cells[2 * row + 1, column] = upper, self.back
            self.at = row, column + 1

    def control(self, words, letter):
        if letter in "hl":
            self.modes[int(words[1:])] = letter == "h"
        elif letter == "J":
            self.cells = {}
        elif letter == "H":
            row, column = (int(word) for word in words.split(";"))
            self.at = row - 1, column - 1
        elif letter == "C":
            self.at = self.at[0], self.at[1] + int(words or 1)
        elif letter == "m":
            numbers = [int(word) for word in words.split(";")] if words else [0]
            while numbers:
                what = numbers.pop(0)
                if what == 0:
                    self.fore = self.back = (0, 0, 0)
                    continue
                kind = numbers.pop(0)
                count = 3 if kind == 2 else 1
                color = tuple(numbers[:count])
                del numbers[:count]
                if what == 38:
                    self.fore = color
                else:
                    self.back = color
        else:
            raise AssertionError(f"unknown sequence {words}{letter}")

    def box(self):
        """left, top, right, bottom of what is not black, in half cells; or None."""
        lit = [place for place, color in self.cells.items() if any(color)]
        if not lit:
            return None
        rows, columns = [row for row, _ in lit], [column for _, column in lit]
        return min(columns), min(rows), max(columns), max(rows)

    def restored(self):
        return (self.modes == {7: True, 25: True, 1049: False} and
                termios.tcgetattr(self.slave) == self.before)

    def quiet(self):
        """Takes the rest of the picture, for which a program that is asked to stop would not wait long."""
        while self.read(0.2):
            pass

    def ends_well(self):
        status, said = self.finish()
        assert (status, said) == (0, ""), (status, said)

    def finish(self):
        """Waits for the program's end. Its exit status and what it said on standard error."""
        end = time.monotonic() + PATIENCE
        while self.program.poll() is None and time.monotonic() < end:
            self.read(0.05)
        while self.read(0):
            pass
        return self.program.wait(1), self.program.stderr.read().decode()


def solid(*color):
    return bytes(color) * (FRAME_BYTES // 3)


def disc_in(columns, rows):
    """Where the disc's box should be: the largest that fits, in the middle."""
    size = min(columns, 2 * rows) // 2 * 2
    left, top = (columns - size) // 2, (rows - size // 2) // 2 * 2
    return left, top, left + size - 1, top + size - 1


def about(box, other):
    return box is not None and all(abs(a - b) <= 1 for a, b in zip(box, other))


def draws():
    terminal = Terminal("--idle", "hold", frames=solid(200, 0, 0))
    terminal.program.stdin.close()
    terminal.until(lambda: about(terminal.box(), disc_in(80, 24)))
    assert terminal.cells[24, 40] == (200, 0, 0)
    corner = disc_in(80, 24)
    assert not any(terminal.cells.get((corner[1], corner[0]), (0,))), "the corner is outside of the disc"
    assert terminal.modes == {7: False, 25: False, 1049: True}
    assert not termios.tcgetattr(terminal.slave)[3] & termios.ECHO
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    terminal.ends_well()
    terminal.until(terminal.restored)  # the last text may still be on its way


def dims():
    terminal = Terminal("-o", "term", "--idle", "hold", "brightness=0.5", frames=solid(255, 255, 255))
    terminal.program.stdin.close()
    terminal.until(lambda: terminal.cells.get((24, 40)) == (188, 188, 188))
    terminal.quiet()
    terminal.program.send_signal(signal.SIGINT)
    terminal.ends_well()
    terminal.until(terminal.restored)


def repeats():
    os.mkfifo("wire")
    terminal = Terminal("-r", "100", "--idle", "hold", "-o", "term", "-o", "wire:wire", frames=solid(0, 99, 0))
    terminal.program.stdin.close()
    with open("wire", "rb") as wire:
        fcntl.fcntl(wire, fcntl.F_SETPIPE_SZ, 1 << 20)  # room while nobody reads
        terminal.until(lambda: about(terminal.box(), disc_in(80, 24)))

        def five_more():
            """Is nothing drawn while five frames pass? Text of the first may still be on its way."""
            before = len(terminal.text)
            assert len(wire.read(5 * WIRE_BYTES)) == 5 * WIRE_BYTES
            while terminal.read(0):
                pass
            return len(terminal.text) == before

        terminal.until(five_more)
        assert five_more() and five_more() and five_more()
        terminal.quiet()
        terminal.program.send_signal(signal.SIGTERM)
        terminal.ends_well()


def resizes():
    terminal = Terminal("--idle", "hold", frames=solid(0, 0, 250), columns=120, rows=30)
    # Its input stays open: it is waiting for the next frame meanwhile.
    terminal.until(lambda: about(terminal.box(), disc_in(120, 30)))
    terminal.resized = True
    for columns, rows in (40, 40), (1, 1), (33, 9), (200, 60):
        terminal.resize(columns, rows)
        size = (columns, rows) if columns > 1 else (2, 1)
        terminal.until(lambda: about(terminal.box(), disc_in(*size)))
    terminal.program.stdin.close()
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    terminal.ends_well()
    terminal.until(terminal.restored)


def colors():
    for arguments, variables, wanted in (
            ([], {"COLORTERM": ""}, b"48;5;"),
            (["-o", "term:colors=256"], {}, b"48;5;"),
            (["-o", "term"], {}, b"48;2;"),
            (["-o", "term:colors=true"], {"COLORTERM": ""}, b"48;2;")):
        terminal = Terminal(*arguments, frames=solid(200, 0, 0), **variables)
        terminal.until(terminal.box)
        terminal.program.stdin.close()
        terminal.ends_well()
        other = {b"48;5;": b"48;2;", b"48;2;": b"48;5;"}[wanted]
        assert wanted in terminal.text and other not in terminal.text, arguments


def black_at_ends():
    with open("wire.bin", "rb") as wire:
        frames = wire.read()
    assert len(frames) % WIRE_BYTES == 0 and len(frames) >= 3 * WIRE_BYTES
    first, last = frames[:WIRE_BYTES], frames[-WIRE_BYTES:]
    return first == last and last[4:-16] == b"\xff\0\0\0" * (24 * 8) and b"\xff\0\0\xff" in frames


def goes_away(owned, *words):
    terminal = Terminal("--idle", "hold", "-o", "term", "-o", "wire:wire.bin", *words, frames=solid(255, 0, 0),
                        owned=owned)
    terminal.program.stdin.close()
    terminal.until(terminal.box)
    terminal.until(lambda: os.path.getsize("wire.bin") >= 2 * WIRE_BYTES)  # the other output has a thread of its own
    os.close(terminal.slave)
    os.close(terminal.master)
    status = terminal.program.wait(PATIENCE)
    said = terminal.program.stderr.read().decode()
    assert status == 1 and said.count("\n") == 1 and "the terminal went away" in said, (status, said)
    assert black_at_ends()


def vanishes():
    goes_away(owned=False)


def hangs_up():
    goes_away(owned=True)


def hangs_up_with_configuration():
    """SIGHUP asks to read it again while there is a terminal, and ends the show when that has gone."""
    with open("conf", "w") as conf:
        conf.write("brightness=0.5\n")
    terminal = Terminal("--idle", "hold", "-f", "conf", frames=solid(255, 255, 255))
    terminal.program.stdin.close()
    terminal.until(lambda: terminal.cells.get((24, 40)) == (188, 188, 188))
    with open("conf", "w") as conf:
        conf.write("brightness=1\n")
    terminal.program.send_signal(signal.SIGHUP)
    terminal.until(lambda: terminal.cells.get((24, 40)) == (255, 255, 255))
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    terminal.ends_well()
    goes_away(True, "-f", "conf")


def stalls():
    terminal = Terminal("--idle", "hold", "-r", "200", "-o", "term", "-o", "wire:wire.bin", frames=solid(255, 0, 0))
    terminal.until(terminal.box)
    termios.tcflow(terminal.slave, termios.TCOOFF)  # as Ctrl-S does
    for _ in range(50):  # far more than the terminal holds
        terminal.send(os.urandom(FRAME_BYTES))
    terminal.program.stdin.close()
    terminal.program.send_signal(signal.SIGTERM)
    assert terminal.program.wait(PATIENCE) == 0
    assert black_at_ends()
    assert termios.tcgetattr(terminal.slave) == terminal.before


def breaks():
    terminal = Terminal(frames=solid(255, 0, 0) + b"cut")
    terminal.until(terminal.box)
    terminal.program.stdin.close()
    status, said = terminal.finish()
    assert status == 1 and said.count("\n") == 1 and "ended 3 bytes into frame 1" in said, (status, said)
    terminal.until(terminal.restored)


globals()[sys.argv[1]]()
