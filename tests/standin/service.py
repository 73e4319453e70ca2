# SPDX-License-Identifier: ISC
"""sky-push as a service: configurations that are read again at SIGHUP, and a service manager that listens. Each
function that tests/sky-push-config.bats names is one story; nothing sleeps, see live.py.
"""
import itertools
import os
import select
import signal
import socket
import sys
import time

from live import BLACK, GREEN, PATIENCE, RED, WIRE, Push, frame_of, gen

DIM = (51, 0, 0)  # red at a fifth of the light


def configure(*lines):
    """Makes a new file in the place of the old one, as people and tools do."""
    with open("conf.new", "w") as conf:
        conf.write("".join(line + "\n" for line in lines))
    os.rename("conf.new", "conf")


def show(*words, **more):
    gen(RED, "-n1", "-o@")
    push = Push("@", "--stale", "1000", "-f", "conf", *words, **more)
    return push


def reload(push, *lines):
    configure(*lines)
    push.program.send_signal(signal.SIGHUP)


def complaints(said):
    """What was said, without how the source does, which depends on how fast all this goes."""
    about_source = "waiting for ", " has stopped; ", ": frames come again"
    return [line for line in said.splitlines() if not any(words in line for words in about_source)]


def without_repeats(path, size=WIRE):
    with open(path, "rb") as wire:
        data = wire.read()
    frames = [data[i : i + size] for i in range(0, len(data), size)]
    return [frame for i, frame in enumerate(frames) if i == 0 or frame != frames[i - 1]]


def first_led(wire):
    return wire[7], wire[6], wire[5]


def newest_led(path):
    """The first LED of the newest whole frame; None as long as there is none."""
    frames = [frame for frame in without_repeats(path) if len(frame) == WIRE]
    return first_led(frames[-1]) if frames else None


def look():
    """Parameters change without a dark frame; outputs with the same words stay open."""
    configure("brightness=1", "-o wire:kept")
    push = show()
    push.until_shown(RED)
    push.until(lambda: newest_led("kept") == RED, "the other output")
    inode = os.stat("kept").st_ino
    reload(push, "-o wire:kept", "brightness=0.2")
    push.until_shown(DIM)
    push.until(lambda: newest_led("kept") == DIM, "the other output, which has a thread of its own")
    reload(push, "-o wire:kept")
    push.until(lambda: push.shown[-1] == frame_of(RED) and len(push.shown) == 3, "the first light again")
    push.until(lambda: newest_led("kept") == RED, "the other output")
    assert complaints(push.stop()) == []
    assert push.shown == [frame_of(color) for color in (RED, DIM, RED, BLACK)]
    assert os.stat("kept").st_ino == inode
    kept = [first_led(frame) for frame in without_repeats("kept")]
    assert kept == [BLACK, RED, DIM, RED, BLACK], kept


def wrong():
    """Whatever is wrong is said once, with its place, and all stays as it is."""
    configure("brightness=0.2")
    push = show()
    push.until_shown(DIM)
    for lines, words in (
            (("brightness=1", "", "white=reddish"), "conf:3: white: "),
            (("brightness=1", "-o wure:x"), "conf:2: -o wure:x: no driver is called 'wure'"),
            (("brightness=1", "-o wire:w,layout=none"), "conf:2: -o wire:w,layout=none: "),
            (("brightness=1", "--sooth 3"), "conf:2: --sooth: no such option"),
            (("brightness=1", "-g 12x8"), "-g cannot change while it runs"),
            (("brightness=1", "-n 3"), "-n or -d cannot change while it runs"),
            (("brightness=1", "--smooth 3"), "-r or --smooth cannot change while it runs")):
        before = len(complaints(push.said()))
        reload(push, *lines)
        push.until(lambda: len(complaints(push.said())) > before, words)
        said = complaints(push.said())[before:]
        assert len(said) == 1 and words in said[0], (said, words)
        assert said[0].endswith("; the old configuration stays"), said
        push.holds(5)
    os.unlink("conf")
    push.program.send_signal(signal.SIGHUP)
    push.until_said("conf: No such file or directory; the old configuration stays\n")
    push.stop()
    assert push.shown == [frame_of(color) for color in (DIM, BLACK)]


def outputs():
    """Outputs come, change and go; those that change are sent black in between, in their old way and their new one, as
    the LEDs that nobody drives any more; the others see no dark frame."""
    os.mkfifo("first")
    first = os.open("first", os.O_RDWR | os.O_NONBLOCK)  # so that what comes after a change is not lost
    configure("-o wire:first")
    push = show("brightness=0.2")
    seen = b""

    def sees(led):
        nonlocal seen
        if select.select([first], [], [], 0.05)[0]:
            seen += os.read(first, 1 << 20)
        return any(seen[i + 5 : i + 8] == bytes(led) for i in range(0, len(seen), WIRE))

    push.until(lambda: sees((0, 0, 51)), "the frame, also on an output with another thread")
    push.until_shown(DIM)
    reload(push, "-o wire:first,order=rgb", "-o wire:second")
    push.until(lambda: sees((51, 0, 0)), "another order of colours")
    push.until(lambda: os.path.exists("second") and os.stat("second").st_size > WIRE, "a new output")
    leds = [tuple(seen[i + 5 : i + 8]) for i in range(0, len(seen) // WIRE * WIRE, WIRE)]
    assert [led for led, _ in itertools.groupby(leds)] == [BLACK, (0, 0, 51), BLACK, (51, 0, 0)], leds
    seen = b""
    reload(push, "-o wire:second")
    push.until(lambda: sees((0, 0, 0)), "black on what is left")
    shown = push.count
    push.until(lambda: push.count > shown + 5, "more frames")
    push.stop()
    assert push.shown == [frame_of(color) for color in (DIM, BLACK)]
    assert [first_led(frame) for frame in without_repeats("second")] == [BLACK, DIM, BLACK]


def unreachable():
    """A new output that does not open is said, and the others go on."""
    configure("brightness=0.2")
    push = show()
    push.until_shown(DIM)
    reload(push, "brightness=1", "-o wire:none/wire")
    push.until_said("wire:none/wire: No such file or directory\n")
    push.until_shown(RED)
    reload(push, "brightness=0.2")
    push.until_shown(DIM)
    assert complaints(push.stop()) == ["sky-push: wire:none/wire: No such file or directory"]


def waiting():
    """An input that gives nothing more does not keep a change from the LEDs."""
    configure("brightness=1")
    os.mkfifo("in")
    held = os.open("in", os.O_RDWR)
    with open("in", "rb") as source:
        push = Push("-f", "conf", "--stale", "1000", stdin=source)
    os.write(held, frame_of(RED))
    push.until_shown(RED)
    reload(push, "brightness=0.2")
    push.until_shown(DIM)
    os.write(held, frame_of(GREEN))
    push.until_shown((0, 51, 0))
    push.stop()
    os.close(held)


def control():
    """A control file stays in charge."""
    configure("brightness=1")
    with open("ctl", "w") as ctl:
        ctl.write("brightness 0.2\n")
    push = show("-c", "ctl")
    push.until_shown(DIM)
    reload(push, "brightness=1", "white=white")
    push.holds()
    push.stop()


def beat():
    """The beat goes on where it is: its old line in a control file is not taken again."""
    configure("brightness=0.2*(beat>=14)")
    with open("ctl", "w") as ctl:
        ctl.write("bpm 1000\nbeat 10\n")
    push = show("-c", "ctl")
    push.until_shown(DIM)
    reload(push, "brightness=0.2*(beat>=14)", "white=white")
    push.holds()
    push.stop()
    shown = [frame_of(color) for color in (BLACK, DIM, BLACK)]
    assert push.shown in (shown, shown[1:]), push.shown  # beat 14 may have come before the first frame


def layout():
    """Another layout in the same file is used at once, and SIGHUP reads it without -f too."""
    def lay(lines):
        with open("wall.new", "w") as wall:
            wall.write(lines)
        os.rename("wall.new", "wall")

    configure("brightness=1")
    lay(FORWARD)
    push = Push("@", "-o", "wire:out,layout=wall")
    os.system("sky-gen gradients across=angle -n1 -o@")
    push.until(lambda: os.path.exists("out") and os.stat("out").st_size > 3 * WIRE, "frames")
    lay(BACKWARD)
    push.program.send_signal(signal.SIGHUP)
    size = os.stat("out").st_size
    push.until(lambda: os.stat("out").st_size > size + 3 * WIRE, "frames of the other layout")
    lay("nonsense\n")
    push.program.send_signal(signal.SIGHUP)
    push.until_said("; the old configuration stays\n")
    push.stop()
    black, first, second, last = without_repeats("out")
    leds = [[frame[4 + 4 * i : 8 + 4 * i] for i in range(192)] for frame in (first, second)]
    assert leds[0] == leds[1][::-1] and leds[0] != leds[1] and black == last


FORWARD = "lane\nvanes all\n"
BACKWARD = "lane\nvanes 23..0 pixels 7..0\n"


def hangup():
    """Without anything to read again, SIGHUP ends the show."""
    gen(RED, "-n1", "-o@")
    push = Push("@")
    push.until_shown(RED)
    push.program.send_signal(signal.SIGHUP)
    assert complaints(push.end(status=1)) == ["sky-push: the terminal went away (SIGHUP)"]


# ---- $NOTIFY_SOCKET ----


class Manager:
    """Listens as a service manager does."""

    def __init__(self, name):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + name[1:] if name[0] == "@" else name)
        self.socket.settimeout(PATIENCE)
        os.environ["NOTIFY_SOCKET"] = name

    def next(self, *besides):
        """What is said next, and is not of a kind besides."""
        while True:
            said = self.socket.recv(4096).decode()
            if not said.startswith(besides):
                return said


def told():
    """READY once all is open, signs of life, RELOADING around a reload, STOPPING: through both kinds of socket."""
    for name in os.path.abspath("socket"), f"@sky-push-{os.getpid()}":
        manager = Manager(name)
        os.environ["WATCHDOG_USEC"] = "400000"  # the socket has room for ten messages, and more than that is lost
        configure("brightness=1")
        push = Push("@none", "-f", "conf")  # whose writer may never come
        assert manager.next().startswith("READY=1\nSTATUS=")
        for _ in range(3):
            assert manager.next("STATUS=") == "WATCHDOG=1"
        gen(RED, "-n1", "-o@none")
        push.until_shown(RED)
        push.until(lambda: manager.next("WATCHDOG=1").startswith("STATUS="), "words about the show")
        reload(push, "brightness=0.2")
        noise = "WATCHDOG=1", "STATUS="
        lines = manager.next(*noise).split("\n")
        assert lines[0] == "RELOADING=1" and lines[1].startswith("MONOTONIC_USEC="), lines
        assert 0 < int(lines[1].split("=")[1]) <= time.clock_gettime(time.CLOCK_MONOTONIC) * 1e6
        assert manager.next(*noise).startswith("READY=1")
        push.until_shown(DIM)
        reload(push, "brightness=2")
        assert manager.next(*noise).startswith("RELOADING=1")
        said = manager.next(*noise)
        assert said.startswith("READY=1\nSTATUS=conf:1: brightness: 2 is out of range"), said
        push.program.terminate()
        assert manager.next(*noise) == "STOPPING=1"
        push.end()
        for file in "wire", "errors", "conf", os.environ["SKY_DIR"] + "/none.sky":
            os.unlink(file)


def hangs():
    """Signs of life stop when the show does, as on a wire that takes nothing."""
    manager = Manager(os.path.abspath("socket"))
    os.environ["WATCHDOG_USEC"] = "2000"
    gen(RED, "-n1", "-o@")
    push = Push("@", fps=1000)
    assert manager.next().startswith("READY=1")
    assert manager.next("STATUS=") == "WATCHDOG=1"
    manager.socket.settimeout(1)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            manager.socket.recv(4096)
        except TimeoutError:
            break
    else:
        raise AssertionError("it hangs, and says that it lives")
    push.stop()


def unasked():
    """No signs of life for another process's watchdog, or without one; a manager that is not there is no error."""
    gen(RED, "-n1", "-o@")
    name = os.path.abspath("socket")
    manager = Manager(name)
    for usec, pid in ("1000", "1"), ("", None), (None, None), ("1000", ""):
        for variable, value in ("WATCHDOG_USEC", usec), ("WATCHDOG_PID", pid):
            os.environ.pop(variable, None)
            if value is not None:
                os.environ[variable] = value
        assert os.system("sky-push @ -r 1000 -n 20 -o null") == 0
        said = manager.next("STATUS=")
        assert said.startswith("READY=1"), said
        said = manager.next("STATUS=")
        assert said == "STOPPING=1", said
    for name in "/nowhere/socket", "@", "vsock:1:2", "/" + "x" * 200, "":
        os.environ["NOTIFY_SOCKET"] = name
        assert os.system("sky-push @ -r 1000 -n 2 -o null 2>err") == 0
        assert complaints(open("err").read()) == []


globals()[sys.argv[1]]()
