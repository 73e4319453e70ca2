# SPDX-License-Identifier: ISC
"""Watches what sky-push sends to the LEDs while the source of the show comes, goes and breaks. Each function that
tests/live.bats names is one story. Nothing sleeps: a story waits until what must come has come, for PATIENCE
seconds at most. With gamma=1 the bytes on the wire are a frame's own.

Any program here may be held up for a while on a busy machine. So a writer that must not be thought to have stopped
has written its one frame and is done, and sky-push may say more than once that one that runs has stopped.
"""
import atexit
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import time

PATIENCE = 60
VANES, PIXELS = 24, 8
FRAME = VANES * PIXELS * 3
WIRE = 4 + 4 * VANES * PIXELS + 4 + -(-VANES * PIXELS // 16)
RED, GREEN, BLUE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)


started = []


def spawn(line, **more):
    """A program that does not outlive this one, however this one ends."""
    started.append(subprocess.Popen(line, **more))
    return started[-1]


@atexit.register
def kill_all():
    for program in started:
        if program.poll() is None:
            program.kill()
            program.wait()


class Pipe:
    """A FIFO that can be read without waiting, and always has a reader."""

    def __init__(self, path):
        os.mkfifo(path)
        self.fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        try:  # room for some seconds, as sky-push would wait for us
            fcntl.fcntl(self.fd, fcntl.F_SETPIPE_SZ, 1 << 20)
        except OSError:
            pass
        self.rest = b""

    def read(self, timeout):
        if select.select([self.fd], [], [], timeout)[0]:
            self.rest += os.read(self.fd, 1 << 20)


class Push:
    def __init__(self, *words, fps=200, **more):
        self.wire, self.errors = Pipe("wire"), Pipe("errors")
        self.begun = False  # the black frame that comes first was read; it counts nowhere
        self.shown = []  # frames that differ from the one before
        self.count = 0   # frames in all
        with open("errors", "w") as errors:
            self.program = spawn(["sky-push", *words, "-r", str(fps), "-o", "wire:wire", "gamma=1"], stderr=errors,
                                 **more)

    def read(self, timeout=0.05):
        self.wire.read(timeout)
        self.errors.read(0)
        while len(self.wire.rest) >= WIRE:
            data, self.wire.rest = self.wire.rest[:WIRE], self.wire.rest[WIRE:]
            leds = data[4 : 4 + 4 * VANES * PIXELS]
            frame = bytearray(FRAME)
            frame[0::3], frame[1::3], frame[2::3] = leds[3::4], leds[2::4], leds[1::4]
            assert set(leds[0::4]) == {0xFF} and not any(data[:4]), "not a frame on the wire"
            if not self.begun:
                assert not any(frame), "the LEDs are not sent black first"
                self.begun = True
                continue
            self.count += 1
            if not self.shown or self.shown[-1] != frame:
                self.shown.append(bytes(frame))

    def until(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert self.program.poll() is None, f"it ended while {what} was awaited: {self.said()}"
            self.read()
            shows = [frame[:6].hex() for frame in self.shown[-3:]]
            assert time.monotonic() < end, f"{what} did not come; it shows {shows} and said {self.said()}"

    def until_shown(self, frame):
        frame = bytes(frame) if len(frame) == FRAME else bytes(frame * (FRAME // 3))
        self.until(lambda: self.shown and self.shown[-1] == frame, f"frame {frame[:6].hex()}")

    def until_said(self, words):
        self.until(lambda: words in self.said(), f"“{words}”")

    def until_stopped(self, name):
        """The last that it said of its source is that it has stopped."""
        self.until(lambda: self.place(f"{name} has stopped; ") > self.place(f"{name}: frames come again\n"),
                   f"that {name} has stopped")

    def until_going(self, name):
        self.until(lambda: self.place(f"{name}: frames come again\n") > self.place(f"{name} has stopped; "),
                   f"that {name} goes on")

    def place(self, words):
        return self.said().rfind(words)

    def counts(self):
        """Its statistics until now."""
        before = self.said().count(" repeats, ")
        self.program.send_signal(signal.SIGUSR1)
        self.until(lambda: self.said().count(" repeats, ") > before and self.said()[-1] == "\n", "statistics")
        return stats(self.said())

    def said(self):
        return self.errors.rest.decode()

    def holds(self, frames=30):
        """It goes on sending, and nothing else than now."""
        shown, count = len(self.shown), self.count
        self.until(lambda: self.count >= count + frames, f"{frames} repeats")
        assert len(self.shown) == shown, "the picture changed"

    def end(self, status=0):
        """Waits until it ends; returns what it said."""
        end = time.monotonic() + PATIENCE
        while self.program.poll() is None:
            self.read()
            assert time.monotonic() < end, "it did not end"
        self.read(0)
        assert self.program.returncode == status, (self.program.returncode, self.said())
        assert self.shown and not any(self.shown[-1]), "it left something lit"
        return self.said()

    def stop(self):
        self.program.terminate()
        return self.end()


def gen(color, *words, **more):
    """A writer of one colour: a running program, or with -n one that is done."""
    line = ["sky-gen", "solid", "color=#%02x%02x%02x" % color, *words]
    return subprocess.run(line, check=True, **more) if "-n" in words else spawn(line, **more)


def kill(program):
    program.kill()
    program.wait()


def default():
    return os.environ["SKY_DIR"] + "/default.sky"


def stats(text):
    """The numbers of --stats by their names."""
    line = [line for line in text.splitlines() if " repeats, " in line][-1]
    words = line.split(": ", 1)[1].split(", lateness")[0].split(", ")
    return {word.split()[1]: float(word.split()[0].replace(",", "")) for word in words}


# ---- Frame files ----


def newest():
    gen(RED, "-n", "3", "-r", "1000", "-o", "@")
    gen(BLUE, "-n", "1", "-o", "@")
    push = Push("@", "--stats")
    push.until_shown(BLUE)
    gen(GREEN, "-n", "20", "-r", "5000", "-o", "@")
    push.until_shown(GREEN)
    push.holds()
    assert bytes(RED * (FRAME // 3)) not in push.shown
    counts = stats(push.stop())
    # the first frame it saw was the newest of four, and of twenty more it saw some
    assert counts["frames"] >= 2 and counts["frames"] + counts["skipped"] == 21, counts
    assert counts["repeats"] >= 20, counts


def waits_for_the_file():
    push = Push("@", "--stale", "1000")
    push.until_said("waiting for " + default())
    gen(RED, "-n", "1", "-o", "@")
    push.until_shown(RED)
    assert push.stop().count("\n") == 1


def writer_dies():
    writer = gen(RED, "-o", "@")
    push = Push("@", "--stale", "0.2")
    push.until_shown(RED)
    kill(writer)
    push.until_stopped("default.sky")
    assert "default.sky has stopped; holding the last frame\n" in push.said()
    push.holds()
    writer = gen(BLUE, "-o", "@")
    push.until_shown(BLUE)
    push.until_going("default.sky")
    kill(writer)
    said = push.stop()
    # it may have been there before the writer's file, too
    waits, stops, returns = (said.count(words) for words in ("waiting for", "has stopped", "frames come again"))
    assert returns <= stops <= returns + 1 and said.count("\n") == waits + stops + returns, said


def deleted():
    gen(RED, "-n", "1", "-o", "@")
    push = Push("@", "--stale", "0.2")
    push.until_shown(RED)
    os.unlink(default())
    push.until_said("waiting for")
    push.holds()
    gen(GREEN, "-n", "1", "-o", "@")
    push.until_shown(GREEN)
    assert push.stop().count("waiting for") == 1


def truncated():
    for size in 0, 17, 4096, 5000:
        gen(RED, "-n", "1", "-o", "@")
        push = Push("@", "--stale", "0.2")
        push.until_shown(RED)
        os.truncate(default(), size)
        push.until_said("default.sky")
        push.holds()
        gen(GREEN, "-n", "1", "-o", "@")
        push.until_shown(GREEN)
        push.stop()
        os.unlink("wire"), os.unlink("errors")


def replaced():
    gen(RED, "-n", "5", "-r", "1000", "-o", "@")
    gen(GREEN, "-n", "1", "-o", "@other")
    push = Push("@")
    push.until_shown(RED)
    os.rename(os.environ["SKY_DIR"] + "/other.sky", default())
    push.until_shown(GREEN)
    push.holds()
    push.stop()


def replaced_by_a_stranger():
    gen(RED, "-n", "1", "-o", "@")
    push = Push("@")
    push.until_shown(RED)
    with open(default() + ".new", "w") as stranger:
        stranger.write("a letter to the editor")
    os.rename(default() + ".new", default())
    push.until_said("default.sky: is not a frame file: it does not begin with SKYFRAME")
    push.holds()
    os.unlink(default())
    gen(BLUE, "-n", "1", "-o", "@")
    push.until_shown(BLUE)
    assert push.stop().count("is not a frame file") == 1


def other_geometry():
    gen(RED, "-n", "1", "-g", "10x4", "-o", "@")
    push = Push("@")
    reason = "default.sky: its frames are 10x4, not 24x8 (use -g 10x4)"
    push.until_said(reason + "; waiting\n")
    gen(GREEN, "-n", "1", "-o", "@")
    push.until_shown(GREEN)
    push.until_said("frames come again\n")
    gen(RED, "-n", "1", "-g", "10x4", "-o", "@")
    push.until_said(reason + "; holding the last frame\n")
    push.holds()
    gen(BLUE, "-n", "1", "-o", "@")
    push.until_shown(BLUE)
    assert push.stop().count(reason) == 2


def spoiled():
    for offset in 0, 8, 12, 16, 20, 24, 28, 32, 64, 256:
        gen(RED, "-n", "1", "-o", "@")
        push = Push("@", "--stale", "0.2")
        push.until_shown(RED)
        with open(default(), "r+b") as file:
            file.seek(offset)
            file.write(b"\xa5\x5a\xa5\x5a")
        push.until_said("default.sky")
        push.holds()
        os.unlink(default())
        gen(GREEN, "-n", "1", "-o", "@")
        push.until_shown(GREEN)
        push.stop()
        os.unlink("wire"), os.unlink("errors")


def lockstep():
    subprocess.run("sky-gen noise -n 300 >show", shell=True, check=True)
    push = Push("@", "--stats", fps=1000)
    push.until_said("waiting for")
    writer = spawn(["sky-cat", "show", "-r", "1", "-o", "@", "--lockstep"])  # its own rate is no matter
    push.until(lambda: len(push.shown) >= 300, "the last frame")
    assert writer.wait(PATIENCE) == 0
    said = push.stop()
    with open("show", "rb") as show:
        frames = [show.read(FRAME) for _ in range(300)]
    assert push.shown[:-1] == frames, "not every frame, once, in order"
    counts = stats(said)
    assert counts["frames"] == 300 and counts["skipped"] == 0, counts


def several_readers():
    subprocess.run("sky-gen noise -n 40 >show", shell=True, check=True)
    push = Push("@", "--stats", "--stale", "0.2")
    others = [spawn(["sky-push", "@", "-r", "300", "-o", f"wire:wire{i}", "--leave", "gamma=1"],
                    stderr=subprocess.DEVNULL) for i in range(3)]
    with open("tail", "wb") as file:
        tail = spawn(["sky-cat", "@", "-d", "0.5"], stdout=file, stderr=subprocess.DEVNULL)
    writer = spawn(["sky-cat", "-l", "show", "-r", "100", "-o", "@"])
    assert tail.wait(PATIENCE) == 0
    push.until(lambda: len(push.shown) >= 30, "30 frames")
    writer.terminate()
    writer.wait()
    subprocess.run("sky-cat @ -n 1 >newest", shell=True, check=True)
    with open("newest", "rb") as file:
        push.until_shown(file.read())

    def shows_it(i):
        with open(f"wire{i}", "rb") as wire:
            wire.seek(0, os.SEEK_END)
            wire.seek(max(wire.tell() // WIRE - 1, 0) * WIRE)
            leds = wire.read(WIRE)[4 : 4 + 4 * VANES * PIXELS]
        return (leds[3::4], leds[2::4], leds[1::4]) == tuple(push.shown[-1][channel::3] for channel in range(3))

    push.until(lambda: all(shows_it(i) for i in range(3)), "the newest frame of the others")
    for other in others:
        other.terminate()
    assert [other.wait(PATIENCE) for other in others] == [0, 0, 0]
    assert all(shows_it(i) for i in range(3)), "--leave left another frame"
    with open("show", "rb") as show:
        frames = {show.read(FRAME) for _ in range(40)}
    with open("tail", "rb") as file:
        assert {frame for frame in iter(lambda: file.read(FRAME), b"")} <= frames, "a frame that nobody wrote"
    push.until_stopped("default.sky")
    assert set(push.shown) <= frames, "a frame that nobody wrote"
    push.stop()


# ---- raw: ----


def raw():
    def draw(color):
        with open("new", "wb") as file:
            file.write(bytes(color * (FRAME // 3)))
        os.rename("new", "picture")

    push = Push("raw:picture", "--stale", "0.1", "--stats")
    push.until_said("waiting for raw:picture: start a program with -o raw:picture\n")
    draw(RED)
    push.until_shown(RED)
    push.holds(100)  # half a second: what does not change is not stale
    assert "stopped" not in push.said()
    draw(GREEN)
    push.until_shown(GREEN)
    os.truncate("picture", 100)
    push.until_said("raw:picture: is 100 bytes long, and one frame is 576 bytes at 24x8; holding the last frame\n")
    os.unlink("picture")
    push.holds()
    draw(BLUE)
    push.until_shown(BLUE)
    push.until_said("raw:picture: frames come again\n")
    counts = stats(push.stop())
    assert counts["frames"] == 3, counts


# ---- FIFOs and pipes ----


def frame_of(color):
    return bytes(color * (FRAME // 3))


def fifo():
    os.mkfifo("in")
    push = Push("in", "--stale", "0.2", "--stats")
    push.until_said("waiting for in: start a program that writes frames to it\n")
    for color in RED, GREEN, BLUE:
        with open("in", "wb") as writer:
            writer.write(frame_of(color))
        push.until_shown(color)
    push.until_stopped("in")
    assert "in has stopped; holding the last frame\n" in push.said()
    push.holds()
    gen(RED, "-n", "1", "-o", "in")
    push.until_shown(RED)
    push.until_said("in: frames come again\n")
    push.until_stopped("in")
    counts = stats(push.stop())
    assert counts["frames"] == 4 and counts["partial"] == 0, counts


def fifo_newest():
    os.mkfifo("in")
    push = Push("in", "--stats", fps=2)
    writer = os.open("in", os.O_WRONLY)
    os.write(writer, frame_of(RED))
    push.until_shown(RED)
    os.write(writer, frame_of(GREEN) * 50 + frame_of(BLUE))  # at once, as the FIFO has room
    os.close(writer)
    push.until_shown(BLUE)
    assert frame_of(GREEN) not in push.shown
    assert stats(push.stop())["skipped"] == 50


def fifo_anew():
    os.mkfifo("in")
    push = Push("in")
    gen(RED, "-n", "1", "-o", "in")
    push.until_shown(RED)
    os.unlink("in")
    push.until_said("in: No such file or directory; holding the last frame\n")
    push.holds()
    with open("in", "w"):
        pass
    push.until_said("in: is no longer a FIFO; holding the last frame\n")
    os.unlink("in")
    os.mkfifo("in")
    gen(GREEN, "-n", "1", "-o", "in")
    push.until_shown(GREEN)
    push.stop()


def fifo_partial():
    os.mkfifo("in")
    push = Push("in", "--stats", "--stale", "0.3")
    with open("in", "wb") as writer:  # leaves inside its second frame
        writer.write(frame_of(RED) + frame_of(GREEN)[:100])
    push.until_shown(RED)
    push.until(lambda: push.counts()["partial"] == 1, "the end of the first part")  # before somebody else writes
    with open("in", "wb") as writer:
        writer.write(frame_of(BLUE))
    push.until_shown(BLUE)
    held = os.open("in", os.O_RDWR)  # now nobody is seen to leave
    os.write(held, frame_of(GREEN)[:301])
    push.until(lambda: push.counts()["partial"] == 2, "the end of the second part")
    push.holds()
    os.write(held, frame_of(RED))
    push.until_shown(RED)
    push.holds()
    assert all(len(set(frame[:3] for frame in (frame[i : i + 3] for i in range(0, FRAME, 3)))) == 1
               for frame in push.shown), "a frame made of two"
    assert stats(push.stop())["partial"] == 2


def fifo_large():
    """Frames that are larger than the FIFO."""
    global VANES, PIXELS, FRAME, WIRE
    VANES, PIXELS = 1000, 500
    FRAME, WIRE = VANES * PIXELS * 3, 4 + 4 * VANES * PIXELS + 4 + -(-VANES * PIXELS // 16)
    os.environ["SKY_GEOMETRY"] = "1000x500"
    os.mkfifo("in")
    push = Push("in", fps=5)
    for color in RED, BLUE:
        writer = gen(color, "-n2", "-o", "in")
        push.until_shown(color)
        assert writer.wait(PATIENCE) == 0
    kill(push.program)  # its last frame would have to be read within a second


def pipe_stalls():
    push = Push("--stale", "0.2", "--stats", stdin=subprocess.PIPE)
    push.program.stdin.write(frame_of(RED) + frame_of(GREEN)[:100])
    push.program.stdin.flush()
    push.until_said("standard input has stopped; holding the last frame\n")
    push.until_shown(frame_of(RED))
    push.holds()
    push.program.stdin.write(frame_of(GREEN)[100:] + frame_of(BLUE))  # a slow program's frames are not cut
    push.program.stdin.close()
    counts = stats(push.end())
    assert push.shown == [frame_of(color) for color in (RED, GREEN, BLUE, BLACK)]
    assert counts["frames"] == 3 and counts["partial"] == 0 and counts["repeats"] >= 30, counts


def pipe_cut():
    push = Push("--idle", "hold", "--stats", stdin=subprocess.PIPE)
    push.program.stdin.write(frame_of(RED) + frame_of(GREEN)[:100])
    push.program.stdin.close()
    push.until_said("standard input: ended 100 bytes into frame 1 (a frame is 576 bytes at 24x8); "
                    "holding the last frame\n")
    push.until_shown(frame_of(RED))
    push.holds()
    assert stats(push.stop())["partial"] == 1


# ---- --idle ----


def levels(push):
    """How bright each different frame was that is one grey, in the order shown."""
    assert all(len(set(frame)) == 1 for frame in push.shown), "not one grey"
    return [frame[0] for frame in push.shown]


def fades(push, begin=0):
    """Comes to black, without a step up. The levels, from the one of that number on."""
    push.until(lambda: 0 in levels(push)[begin:], "black")
    down = levels(push)[begin:]
    down = down[: down.index(0) + 1]
    assert down[0] == 200 and down == sorted(down, reverse=True), down
    return down


GOES = 10  # at most, until a fade of a second was not slept through on a busy machine


def idle_fade():
    push, begin = None, 0
    for _ in range(GOES):
        gen((200, 200, 200), "-n", "1", "-o", "@")
        push = push or Push("@", "--idle", "fade", "--stale", "0.5")
        down = fades(push, begin)
        begin += len(down)
        if len(down) > 2:
            break
    else:
        raise AssertionError("it goes black in one step")
    push.holds()
    push.until_said("has stopped; fading to black\n")
    gen((200, 200, 200), "-n", "1", "-o", "@")
    push.until(lambda: levels(push)[begin:][:1] == [200], "the next frame")
    push.stop()


def idle_black():
    gen((200, 200, 200), "-n", "1", "-o", "@")
    push = Push("@", "--idle", "black", "--stale", "0.5")
    push.until_shown(BLACK)
    push.until_said("has stopped; showing black\n")
    assert levels(push) == [200, 0]
    gen((100, 100, 100), "-n", "1", "-o", "@")
    push.until(lambda: levels(push)[2:3] == [100], "the next frame")
    push.stop()


def idle_hold():
    gen((200, 200, 200), "-n", "1", "-o", "@")
    push = Push("@", "--idle", "hold", "--stale", "0.1")
    push.until_shown((200, 200, 200))
    push.until_said("has stopped; holding the last frame\n")
    push.holds(100)
    assert levels(push) == [200]
    push.stop()


def idle_exit():
    gen((200, 200, 200), "-n", "1", "-o", "@")
    push = Push("@", "--idle", "exit", "--stale", "0.5")
    assert "has stopped; ending\n" in push.end()
    assert levels(push) == [200, 0]


def idle_after_the_end():
    """What has ended for good is idle at once."""
    gen((200, 200, 200), "-n", "1", "-o", "one")
    for _ in range(GOES):
        push = Push("one", "--idle", "fade", "--stale", "100")
        down = fades(push)
        assert push.stop() == ""
        if len(down) > 2:
            return
        os.unlink("wire"), os.unlink("errors")
    raise AssertionError("it goes black in one step")


# ---- sky-cat --list ----


def row(name):
    """The words of a frame file's row."""
    table = subprocess.run(["sky-cat", "--list"], check=True, capture_output=True, text=True).stdout
    return next((line.split()[1:] for line in table.splitlines() if line.split()[0] == name), None)


def until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} did not come; {row('@')}"


def listing():
    assert subprocess.run(["sky-cat", "--list"], check=True, capture_output=True).stdout == b""
    writer = gen(RED, "-r", "60", "-o", "@")
    until(lambda: row("@"), "the file")
    push = Push("@")
    push.until_shown(RED)
    geometry, fps, number, age, unit, process, readers = row("@")
    assert (geometry, fps, unit, process, readers) == ("24x8", "60", "s", str(writer.pid), "1")
    until(lambda: int(row("@")[2]) > int(number), "a newer frame")
    kill(writer)
    assert row("@")[-3:] == [f"{writer.pid},", "gone", "1"]
    push.stop()
    assert row("@")[-1] == "0"
    gen(RED, "-n", "1", "-o", "@")
    assert row("@")[-2:] == ["-", "0"]
    with open(default(), "r+b") as file:
        file.seek(28)
        file.write(struct.pack("<I", 7000))
    assert " ".join(row("@")) == "it has 7,000 slots (must be 4 to 60)"
    with open(os.environ["SKY_DIR"] + "/\033[31mred.sky", "w") as file:
        file.write("not me")
    assert " ".join(row("@?[31mred")).startswith("is not a frame file")


signal.signal(signal.SIGPIPE, signal.SIG_IGN)
if __name__ == "__main__":
    globals()[sys.argv[1]]()
