# SPDX-License-Identifier: ISC
"""sky-push on a terminal that is played by this program: `terminal.py NAME` runs the test of that name."""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

from vt import BLACK, Screen

GEOMETRY = "24x8"
FRAME_BYTES = 24 * 8 * 3
WIRE_BYTES = 4 + 4 * 24 * 8 + 4 + 12
PATIENCE = 30  # seconds after which a test has failed; nothing waits this long otherwise


class Terminal:
    """A pseudo-terminal with a screen, and a program that runs on it. What was on the screen before is a prompt."""

    def __init__(self, *arguments, frames=b"", columns=80, rows=24, owned=True, messages=False, job=False,
                 kind="62;22", knows=(), cell=(0, 0), answers=None, **environment):
        self.master, slave = pty.openpty()
        if job:  # of this program, which is the shell of the terminal's session
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        self.slave = os.dup(slave)
        self.screen = Screen(columns, rows, kind, knows)
        self.answer, self.cell = answers or (lambda terminal, data: os.write(terminal.master, data)), cell
        self.resize(columns, rows)
        self.before = termios.tcgetattr(slave)
        self.text = b""
        self.screen.feed(b"$ show\r\n")

        def own():
            if job:
                os.setpgid(0, 0)
                signal.signal(signal.SIGTTOU, signal.SIG_IGN)
                os.tcsetpgrp(1, os.getpgrp())
                signal.signal(signal.SIGTTOU, signal.SIG_DFL)
                return
            os.setsid()
            if owned:
                fcntl.ioctl(1, termios.TIOCSCTTY, 0)

        variables = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm", "COLORTERM": "truecolor",
                     "SKY_GEOMETRY": GEOMETRY}
        variables.update(environment)
        self.program = subprocess.Popen(["sky-push", *arguments], stdin=subprocess.PIPE, stdout=slave,
                                        stderr=slave if messages else subprocess.PIPE, env=variables, preexec_fn=own)
        os.close(slave)
        self.send(frames)

    def send(self, frames):
        self.program.stdin.write(frames)
        self.program.stdin.flush()

    def say(self, text):
        """As another program of the pipeline does, in one write()."""
        os.write(self.slave, text.encode())

    def resize(self, columns, rows):
        self.screen.resize(columns, rows)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns,
                                                                columns * self.cell[0], rows * self.cell[1]))

    def read(self, seconds):
        """Takes what has come. False when nothing came for so long."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        data = os.read(self.master, 65536)
        self.text += data
        self.screen.feed(data)
        if self.screen.answers:
            data, self.screen.answers = self.screen.answers, b""
            self.answer(self, data)
        return True

    def read_during(self, *works):
        """Does works that may have to wait until the terminal is read."""
        others = [threading.Thread(target=work) for work in works]
        for other in others:
            other.start()
        while any(other.is_alive() for other in others):
            self.read(0.01)

    def until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.read(0.1)
            if time.monotonic() > end:
                raise AssertionError(f"it did not come to pass; cells {self.box()}, text {self.text[-300:]}")

    def color(self, half_row, column):
        """Of an upper or lower half of a cell."""
        character, fore, back = self.screen.cells.get((half_row // 2, column), (" ", BLACK, BLACK))
        assert character in "▀ ", (half_row, column, character)
        return fore if character == "▀" and half_row % 2 == 0 else back

    def box(self):
        """left, top, right, bottom of what is not black, in half cells; or None."""
        lit = [(2 * row + half, column) for row, column in self.screen.cells for half in (0, 1)
               if self.screen.cells[row, column][0] in "▀ " and self.color(2 * row + half, column) != BLACK]
        if not lit:
            return None
        rows, columns = [row for row, _ in lit], [column for _, column in lit]
        return min(columns), min(rows), max(columns), max(rows)

    def middle(self):
        """The colour in the middle of the disc, which is in that of the lower rows."""
        left, top, right, bottom = disc_in(self.screen.columns, self.screen.rows)
        return self.color((top + bottom + 1) // 2, (left + right + 1) // 2)

    def restored(self):
        return (self.screen.modes == {7: True, 25: True, 2026: False} and
                self.screen.region == (0, self.screen.rows - 1) and
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
        return self.program.wait(1), self.program.stderr.read().decode() if self.program.stderr else ""


def solid(*color):
    return bytes(color) * (FRAME_BYTES // 3)


def disc_in(columns, rows):
    """Where the disc's box should be: the largest that fits below some rows of text, in the middle of the last rows."""
    text = 0 if rows < 4 else min(max(rows // 4, 2), 8)
    size = max(min(columns, 2 * (rows - text)) // 2 * 2, 2)
    left, top = (columns - size) // 2, 2 * rows - size
    return max(left, 0), top, max(left, 0) + size - 1, top + size - 1


def about(box, other):
    return box is not None and all(abs(a - b) <= 1 for a, b in zip(box, other))


def draws():
    terminal = Terminal("--idle", "hold", "-o", "term", "-o", "wire:wire.bin")
    terminal.until(lambda: os.path.exists("wire.bin") and os.path.getsize("wire.bin") >= WIRE_BYTES)
    assert terminal.text == b"", "nothing is drawn before the first frame"
    terminal.send(solid(200, 0, 0))
    terminal.program.stdin.close()
    corner = disc_in(80, 24)
    terminal.until(lambda: about(terminal.box(), corner))
    assert terminal.middle() == (200, 0, 0)
    assert terminal.color(corner[1], corner[0]) == BLACK, "the corner is outside of the disc"
    assert terminal.screen.modes == {7: True, 25: False, 2026: False}
    assert not termios.tcgetattr(terminal.slave)[3] & termios.ECHO
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    terminal.ends_well()
    terminal.until(terminal.restored)  # the last text may still be on its way
    assert terminal.screen.at == (23, 0) and terminal.screen.line(0) == "$ show"
    assert about(terminal.box(), (corner[0], corner[1] - 2, corner[2], corner[3] - 2)), "the picture stays"


def keeps_messages():
    """Text of others stays where it was written, above the picture, whenever it comes and however much it is."""
    terminal = Terminal("--idle", "hold", "-r", "500", "-c", "show.ctl", messages=True)
    terminal.say("before the first frame\n")
    terminal.send(solid(200, 0, 0))
    terminal.until(lambda: terminal.middle() == (200, 0, 0))

    # Both wait for the terminal, which waits to be read.
    def play():
        for _ in range(200):
            terminal.send(os.urandom(FRAME_BYTES))

    def talk():
        for i in range(200):
            terminal.say(f"message {i}\n" if i % 2 else "in two ")

    terminal.read_during(play, talk)
    with open("new.ctl", "w") as control:
        control.write("brightnes 0.5\n")
    os.rename("new.ctl", "show.ctl")
    terminal.read_during(lambda: terminal.send(solid(0, 200, 0)))
    terminal.until(lambda: terminal.middle() == (0, 200, 0))
    terminal.until(lambda: any("'brightnes'" in line for line in terminal.screen.lines()))
    terminal.program.stdin.close()
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    status, _ = terminal.finish()
    assert status == 0, status
    terminal.until(terminal.restored)
    text = [line for line in terminal.screen.history + terminal.screen.lines() if line and "▀" not in line]
    own = [line for line in text if line.startswith("sky-push: ") or line.endswith("stays")]
    rest = [line for line in text if line not in own]
    assert rest == ["$ show", "before the first frame"] + [f"in two message {i}" for i in range(1, 200, 2)], rest
    assert any("'brightnes'" in line for line in terminal.screen.lines()), terminal.screen.lines()


def suspends():
    """Ctrl-Z gives the terminal back; when the program continues, it draws the last picture again."""
    terminal = Terminal("--idle", "hold", "--stale", "0.1", frames=solid(0, 200, 0), job=True)
    terminal.until(lambda: terminal.middle() == (0, 200, 0))
    terminal.quiet()
    os.write(terminal.master, b"\x1a")
    terminal.until(lambda: os.waitpid(terminal.program.pid, os.WUNTRACED | os.WNOHANG)[0])
    while terminal.read(0):
        pass
    assert terminal.restored() and terminal.screen.at == (23, 0)
    terminal.say("$ fg\n")
    drawn = len(terminal.text)
    terminal.program.send_signal(signal.SIGCONT)
    terminal.until(lambda: terminal.middle() == (0, 200, 0) and not terminal.screen.modes[25])
    assert len(terminal.text) > drawn and "$ fg" in terminal.screen.lines()
    terminal.program.stdin.close()
    terminal.quiet()
    terminal.program.send_signal(signal.SIGINT)
    status, said = terminal.finish()
    assert status == 0 and "frames come again" not in said, (status, said)
    terminal.until(terminal.restored)


def quits():
    """Ctrl-\\ leaves neither the terminal nor LEDs as they were."""
    terminal = Terminal("--idle", "hold", "-o", "term", "-o", "wire:wire.bin", frames=solid(255, 0, 0))
    terminal.until(terminal.box)
    terminal.until(lambda: os.path.getsize("wire.bin") >= 2 * WIRE_BYTES)
    os.write(terminal.master, b"\x1c")
    terminal.finish()
    terminal.until(terminal.restored)
    assert black_at_ends()


def plain():
    """Without colours a picture is made of characters, and without UTF-8 of spaces."""
    for variables, wanted in ({"TERM": "vt100"}, "@"), ({"TERM": "xterm-mono"}, "@"), ({"LC_ALL": "C"}, " "):
        terminal = Terminal(frames=solid(255, 255, 255), **variables)
        terminal.until(lambda: (14, 40) in terminal.screen.cells)
        terminal.program.stdin.close()
        terminal.ends_well()
        terminal.until(terminal.restored)
        assert terminal.text.isascii() and (b"\x1b[0;" in terminal.text or b"m@" not in terminal.text)
        shown = terminal.screen.cells[14, 40]
        assert shown[0] == wanted and (shown[2] == (255, 255, 255)) == (wanted == " "), shown
    for variables in {"TERM": "dumb"}, {"TERM": ""}:
        terminal = Terminal(frames=b"", **variables)
        terminal.program.stdin.close()
        status, said = terminal.finish()
        assert status == 1 and terminal.text == b"" and "cannot show a moving picture, as TERM is" in said, said


def dims():
    terminal = Terminal("-o", "term", "--idle", "hold", "brightness=0.5", frames=solid(255, 255, 255))
    terminal.program.stdin.close()
    terminal.until(lambda: terminal.middle() == (188, 188, 188))
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
            for _ in range(100):  # not for ever, if it draws all the time
                if not terminal.read(0):
                    break
            return len(terminal.text) == before

        terminal.until(lambda: all(five_more() for _ in range(4)))
        terminal.quiet()
        terminal.program.send_signal(signal.SIGTERM)
        terminal.ends_well()


def resizes():
    terminal = Terminal("--idle", "hold", frames=solid(0, 0, 250), columns=120, rows=30)
    # Its input stays open: it is waiting for the next frame meanwhile.
    terminal.until(lambda: about(terminal.box(), disc_in(120, 30)))
    for columns, rows in (40, 40), (1, 1), (33, 9), (200, 60):
        terminal.resize(columns, rows)
        if rows > 1:  # else it does not fit
            terminal.until(lambda: about(terminal.box(), disc_in(columns, rows)))
    terminal.program.stdin.close()
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    terminal.ends_well()
    terminal.until(terminal.restored)


def colors():
    true, of_256, of_16 = b"48;2;200;0;0m", b"48;5;160m", b"\x1b[41m"
    for arguments, variables, wanted in (
            ([], {"COLORTERM": ""}, of_256),
            (["-o", "term:colors=256"], {}, of_256),
            (["-o", "term"], {}, true),
            (["-o", "term:colors=true"], {"COLORTERM": ""}, true),
            (["-o", "term:colors=true"], {"COLORTERM": "", "TERM": "dumb"}, true),
            (["-o", "term:colors=16"], {}, of_16),
            ([], {"TERM": "linux"}, of_16),
            ([], {"COLORTERM": "", "TERM": "xterm-kitty"}, true),
            ([], {"COLORTERM": "", "TERM": "tmux-256color"}, true),
            ([], {"COLORTERM": "", "TERM": "foot-extra"}, true),
            ([], {"COLORTERM": "", "TERM": "xterm-direct"}, true),
            ([], {"COLORTERM": "", "TERM": "screen-256color"}, of_256)):
        terminal = Terminal(*arguments, frames=solid(200, 0, 0), **variables)
        terminal.until(lambda: any(kind in terminal.text for kind in (true, of_256, of_16)))
        terminal.program.stdin.close()
        terminal.ends_well()
        terminal.until(terminal.restored)
        found = [kind for kind in (true, of_256, of_16) if kind in terminal.text]
        assert found == [wanted], (arguments, variables, found)


def black_at_ends():
    with open("wire.bin", "rb") as wire:
        frames = wire.read()
    assert len(frames) % WIRE_BYTES == 0 and len(frames) >= 3 * WIRE_BYTES
    first, last = frames[:WIRE_BYTES], frames[-WIRE_BYTES:]
    return first == last and last[4:-16] == b"\xff\0\0\0" * (24 * 8) and b"\xff\0\0\xff" in frames


def black_at_end():
    """Is the newest frame the black one that came first?"""
    with open("wire.bin", "rb") as wire:
        frames = wire.read()
    return len(frames) > WIRE_BYTES and frames[-WIRE_BYTES:] == frames[:WIRE_BYTES]


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
    terminal.until(lambda: terminal.middle() == (188, 188, 188))
    with open("conf", "w") as conf:
        conf.write("brightness=1\n")
    terminal.program.send_signal(signal.SIGHUP)
    terminal.until(lambda: terminal.middle() == (255, 255, 255))
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    terminal.ends_well()
    goes_away(True, "-f", "conf")


def stalls():
    """The terminal takes nothing, and a busy machine may hold the program up meanwhile."""
    for held, stop in (False, lambda slave: termios.tcflow(slave, termios.TCOOFF)), (True, lambda slave: None):
        terminal = Terminal("--idle", "hold", "-r", "200", "-o", "term", "-o", "wire:wire.bin",
                            frames=solid(255, 0, 0))
        terminal.until(terminal.box)
        stop(terminal.slave)  # as Ctrl-S does; or it only does not read any more
        for _ in range(50):  # far more than the terminal holds
            terminal.send(os.urandom(FRAME_BYTES))
        terminal.program.stdin.close()
        terminal.program.send_signal(signal.SIGTERM)
        if held:  # when it has begun to end, for longer than that may last
            while not black_at_end():
                assert terminal.program.poll() is None, terminal.program.stderr.read()
            terminal.program.send_signal(signal.SIGSTOP)
            time.sleep(1)
            terminal.program.send_signal(signal.SIGCONT)
        assert terminal.program.wait(PATIENCE) == 0, terminal.program.stderr.read()
        assert black_at_ends()
        assert termios.tcgetattr(terminal.slave) == terminal.before


def breaks():
    terminal = Terminal(frames=solid(255, 0, 0) + b"cut")
    terminal.until(terminal.box)
    terminal.program.stdin.close()
    status, said = terminal.finish()
    assert status == 1 and said.count("\n") == 1 and "ended 3 bytes into frame 1" in said, (status, said)
    terminal.until(terminal.restored)


EVERYTHING = {"kind": "62;4;22", "knows": ("sync", "cell", "area", "sixel", "color")}


def left_over(terminal):
    """What the next program would read as keys."""
    state = termios.tcgetattr(terminal.slave)
    state[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(terminal.slave, termios.TCSANOW, state)
    return os.read(terminal.slave, 4096) if select.select([terminal.slave], [], [], 0.1)[0] else b""


def ends_clean(terminal):
    terminal.program.stdin.close()
    terminal.quiet()
    terminal.program.send_signal(signal.SIGINT)
    status, _ = terminal.finish()
    assert status == 0, status
    terminal.until(terminal.restored)
    assert left_over(terminal) == b""


def asks():
    """What it draws depends on the answers, whether they come at once, in pieces or late."""
    sync = b"\x1b[?2026h"
    terminal = Terminal("-r", "200", "-o", "term:style=blocks", "--idle", "hold", frames=solid(0, 200, 0), COLORTERM="",
                        **EVERYTHING)
    terminal.until(lambda: terminal.middle() == (0, 200, 0))  # in 24 bits, though nothing but the answer says so
    assert sync in terminal.text
    ends_clean(terminal)

    def in_pieces(terminal, data):
        for i in range(0, len(data), 9):  # few enough that a busy machine writes all of them in time
            os.write(terminal.master, data[i:i + 9])
            time.sleep(0.001)

    terminal = Terminal("--idle", "hold", frames=solid(0, 200, 0), answers=in_pieces, **EVERYTHING)
    terminal.until(lambda: terminal.screen.images)
    assert sync in terminal.text and "▀" not in "".join(terminal.screen.lines())
    ends_clean(terminal)

    waiting = []
    terminal = Terminal("--idle", "hold", "--stale", "0.1", frames=solid(0, 200, 0),
                        answers=lambda terminal, data: waiting.append(data), **EVERYTHING)
    terminal.until(lambda: terminal.middle() == (0, 200, 0))
    assert not terminal.screen.images and sync not in terminal.text
    for more in range(2):
        terminal.until(lambda: len(waiting) > more)
        os.write(terminal.master, waiting[more])
    terminal.until(lambda: terminal.screen.images)
    assert sync in terminal.text
    ends_clean(terminal)


def asks_in_vain():
    """A terminal that answers nonsense gets what the environment says, and back what it was."""
    terminal = Terminal("-r", "200", "--idle", "hold", frames=solid(0, 200, 0),
                        answers=lambda terminal, data: os.write(terminal.master, b"\x1b[?"), **EVERYTHING)
    terminal.until(lambda: terminal.middle() == (0, 200, 0))
    assert not terminal.screen.images and b"\x1b[?2026" not in terminal.text
    terminal.program.stdin.close()
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    terminal.finish()
    terminal.until(terminal.restored)

    # Answers that come after the end of a short show are not left for the shell.
    def late(terminal, data):
        threading.Timer(0.5, os.write, (terminal.master, data)).start()

    terminal = Terminal(frames=solid(0, 200, 0), answers=late, kind="1;2")
    terminal.program.stdin.close()
    terminal.ends_well()
    terminal.until(terminal.restored)
    assert left_over(terminal) == b""

    # Ctrl-C while it waits.
    terminal = Terminal("--idle", "hold", frames=solid(0, 200, 0), answers=lambda terminal, data: None, job=True)
    terminal.until(lambda: terminal.text == b"\x1b[c")
    os.write(terminal.master, b"\x03")
    terminal.finish()
    terminal.until(terminal.restored)


def sixel():
    """A picture of square pixels below the text, which scrolls as ever."""
    terminal = Terminal("--idle", "hold", messages=True, frames=solid(200, 0, 0), cell=(8, 16), **EVERYTHING)
    terminal.until(lambda: terminal.screen.images)
    (place, text), = terminal.screen.images.items()
    assert place == (6, 23), place  # of 17 rows of 16 pixels in 34 columns, with a row below
    assert text.startswith('0;1q"1;1;272;272#') and text.count("-") == 45, text[:40]
    assert terminal.screen.region == (0, 2) and not any("▀" in line for line in terminal.screen.lines())
    for i in range(9):
        terminal.say(f"message {i}\n")
    terminal.until(lambda: "message 8" in terminal.screen.lines())
    assert terminal.screen.line(1) == "message 8" and not any(terminal.screen.lines()[3:])
    terminal.program.stdin.close()
    terminal.quiet()
    terminal.program.send_signal(signal.SIGTERM)
    status, _ = terminal.finish()
    assert status == 0, status
    terminal.until(terminal.restored)
    assert "message 8" in terminal.screen.lines()


def is_round():
    """The disc is as wide as high, by pixels of the screen."""
    terminal = Terminal("-r", "200", "--idle", "hold", frames=solid(200, 0, 0), cell=(7, 16))
    terminal.until(lambda: terminal.middle() == (200, 0, 0))
    terminal.quiet()
    left, top, right, bottom = terminal.box()
    width, height = (right + 1 - left) * 7, (bottom + 1 - top) * 8
    assert abs(width - height) <= 7, (width, height)
    ends_clean(terminal)


globals()[sys.argv[1]]()
