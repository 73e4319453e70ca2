# SPDX-License-Identifier: ISC
"""What the storms share: a sky-push whose every frame on the wire is checked, and programs that come and go."""
import os
import random
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

VANES, PIXELS = 24, 8
FRAME = VANES * PIXELS * 3
WIRE = 4 + 4 * VANES * PIXELS + 4 + -(-VANES * PIXELS // 16)
FACTOR = 0x9E3779B97F4A7C15
INVERSE = pow(FACTOR, -1, 1 << 64)
HANG = float(os.environ.get("STORM_HANG", 2))  # seconds; more for programs slowed down by sanitizers

os.environ["SKY_GEOMETRY"] = f"{VANES}x{PIXELS}"


started = []  # all programs, so that none outlives us


def spawn(*words, **more):
    if len(started) > 100:
        started[:] = [program for program in started if program.poll() is None]
    started.append(subprocess.Popen(*words, **more))
    return started[-1]


def frame_of(number):
    """The frame that writer.c draws."""
    words = FRAME // 8
    return struct.pack(f"<{words}Q", *((number + place) * FACTOR & (1 << 64) - 1 for place in range(words)))


class Watch(threading.Thread):
    """Reads and checks frames, `size` bytes each, from a descriptor. `colors` makes a frame of them, or None."""

    black_is_right = False  # as where a file has holes

    def __init__(self, fd, size, colors):
        super().__init__(daemon=True)
        self.fd, self.size, self.colors = fd, size, colors
        self.count = self.changes = self.wrong = self.back = self.last = 0
        self.gap, self.came = 0.0, None  # the longest time without a frame; when the last one came
        self.rest, self.seen = b"", None
        self.start()

    def run(self):
        while data := os.read(self.fd, 1 << 20):
            self.rest += data
            whole = len(self.rest) // self.size * self.size
            for at in range(0, whole, self.size):
                self.check(self.rest[at : at + self.size])
            self.rest = self.rest[whole:]

    def check(self, data):
        now = time.monotonic()
        if self.came:
            self.gap = max(self.gap, now - self.came)
        self.came = now
        self.count += 1
        if data == self.seen:
            return
        self.seen = data
        self.changes += 1
        frame = self.colors(data)
        if frame and self.black_is_right and not any(frame):
            return
        number = struct.unpack("<Q", frame[:8])[0] * INVERSE & (1 << 64) - 1 if frame else 0
        if not frame or frame != frame_of(number):
            self.wrong += 1
            return
        self.back += number < self.last
        self.last = number


def colors_of_wire(data):
    """The colours that APA102 LEDs would show, with gamma=1 a frame's own bytes; None if it is no such frame."""
    leds = data[4 : 4 + 4 * VANES * PIXELS]
    if any(data[:4]) or set(leds[0::4]) != {0xFF} or any(data[4 + len(leds) :]):
        return None
    frame = bytearray(FRAME)
    frame[0::3], frame[1::3], frame[2::3] = leds[3::4], leds[2::4], leds[1::4]
    return bytes(frame)


class Push:
    """The sky-push that must go on whatever happens."""

    def __init__(self, path, fps):
        wire = os.path.join(os.path.dirname(path), "wire")
        os.mkfifo(wire)
        fd = os.open(wire, os.O_RDWR)
        self.errors = open(os.path.join(os.path.dirname(path), "errors"), "w+")
        self.program = spawn(
            ["sky-push", "@" + path, "-r", str(fps), "gamma=1", "--leave", "--stats", "-o", "wire:" + wire],
            stderr=self.errors)
        self.watch = Watch(fd, WIRE, colors_of_wire)

    def check(self):
        """It lives, and sends; more slowly is no error, but for HANG seconds nothing at all is."""
        assert self.program.poll() is None, f"sky-push ended with {self.program.returncode}: {self.said()}"
        assert not self.watch.wrong, "a frame on the wire that nobody published"
        silence = time.monotonic() - self.watch.came if self.watch.came else 0
        silence = max(self.watch.gap, silence)
        assert silence < HANG, f"sky-push sent nothing for {silence:.1f} s"

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def stop(self):
        self.program.terminate()
        assert self.program.wait(max(HANG, 10)) == 0, self.said()
        return next(line for line in self.said().splitlines() if " frames, " in line)


class Writer:
    def __init__(self, path, geometry=f"{VANES}x{PIXELS}", pause=0):
        program = os.path.join(os.environ["SKY_BUILD"], "tests/storm/writer")
        self.program = spawn([program, path, geometry, str(pause)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def begun(self):
        """The number of its first frame; None when it ended instead."""
        out = self.program.stdout
        assert select.select([out], [], [], HANG)[0], "a writer did not begin"
        words = out.readline().split()
        return int(words[1]) if words else None

    def kill(self):
        """Returns True if it was alive until now."""
        self.program.kill()
        self.program.wait()
        self.program.stdout.close()
        error = self.program.stderr.read()
        self.program.stderr.close()
        assert b"Sanitizer" not in error, error.decode()
        return self.program.returncode == -signal.SIGKILL


def wait_until(condition, what, look):
    end = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < end, what + f" did not come in {HANG:g} s"
        look()
        time.sleep(0.001)


def on_small_disk():
    """Starts this program again where it may mount a file system of its own, if this system allows that."""
    if "STORM_MOUNTS" in os.environ:
        return
    allowed = subprocess.run(["unshare", "-rm", "true"], stderr=subprocess.DEVNULL).returncode == 0
    os.environ["STORM_MOUNTS"] = "yes" if allowed else ""
    if allowed:
        os.execvp("unshare", ["unshare", "-rm", sys.executable] + sys.orig_argv[1:])


def run(storm, count):
    """Runs storm(path, count) in a folder of its own in memory. A seed in $STORM_SEED makes its dice the same."""
    seed = os.environ.get("STORM_SEED") or str(random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed}", flush=True)
    random.seed(seed)
    sys.setswitchinterval(0.001)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    directory = tempfile.mkdtemp(prefix="sky-storm-", dir="/dev/shm")
    if os.environ.get("STORM_MOUNTS"):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory], check=True)
    start = time.monotonic()
    try:
        storm(os.path.join(directory, "storm.sky"), count)
    finally:
        for program in started:
            if program.poll() is None:
                program.kill()
                program.wait()
        if os.environ.get("STORM_MOUNTS"):
            subprocess.run(["umount", "-l", directory])
        shutil.rmtree(directory, ignore_errors=True)
    print(f"{time.monotonic() - start:.1f} s")
