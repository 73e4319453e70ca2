# SPDX-License-Identifier: ISC
"""Recorders are killed at random moments, at three sizes of screen.
usage: recordings.py KILLS [fast]

KILLS of each size are fed 30 frames a second; with `fast`, as many as they take. Each recording must play to its end,
its frames must be the first ones that the recorder took, and no more than a second of them may be missing.
"""
import array
import fcntl
import os
import random
import subprocess
import sys
import tempfile
import termios
import time

RATE = 30
TOGETHER = 5 # recorders at a time


class Recorder:
    def __init__(self, folder, geometry, fast):
        vanes, pixels = map(int, geometry.split("x"))
        self.size, self.fast = vanes * pixels * 3, fast
        self.words = ["-g", geometry, "-r", str(RATE)]
        self.path = os.path.join(folder, "show.gz")
        self.frames = [os.urandom(self.size // 2) + bytes(self.size - self.size // 2) for _ in range(7)]
        self.read, self.write = os.pipe()
        self.program = subprocess.Popen(["sky-cat", *self.words, "-o", self.path], stdin=self.read)
        os.set_blocking(self.write, False)
        self.written, self.begun = 0, time.monotonic()
        self.end = self.begun + random.uniform(0.05, 0.4 if fast else 4)

    def frame(self, number):
        return self.frames[number % len(self.frames)]

    def feed(self):
        """Writes what is due, as far as the pipe has room. True until the recorder's time has come."""
        now = time.monotonic()
        due = 1 << 60 if self.fast else int((now - self.begun) * RATE) * self.size
        while self.written < due and time.monotonic() < self.end:
            at = self.written % self.size
            try:
                self.written += os.write(self.write, self.frame(self.written // self.size)[at:])
            except BlockingIOError:
                break
        return now < self.end

    def check(self):
        """Kills it. Returns the frames that it took and those that are in the recording."""
        assert self.program.poll() is None, "the recorder ended by itself"
        self.program.kill()
        self.program.wait()
        rest = array.array("i", [0])
        fcntl.ioctl(self.read, termios.FIONREAD, rest)
        os.close(self.read)
        os.close(self.write)
        taken = (self.written - rest[0]) // self.size
        if not os.path.exists(self.path) or os.path.getsize(self.path) == 0:
            return taken, 0
        played = subprocess.run(["sky-cat", *self.words, self.path], capture_output=True, check=True)
        assert played.stderr.count(b"\n") <= 1, played.stderr
        count, rest = divmod(len(played.stdout), self.size)
        assert rest == 0, "a part of a frame was played"
        for number in range(count):
            at = number * self.size
            assert played.stdout[at : at + self.size] == self.frame(number), f"frame {number} is wrong"
        info = subprocess.run(["sky-cat", "--info", self.path], capture_output=True, check=True, text=True)
        assert info.stdout.splitlines()[1].split()[2] == str(count), info.stdout
        unpacked = subprocess.run(["gzip", "-dc", self.path], capture_output=True, check=False)
        assert unpacked.stdout[: len(played.stdout)] == played.stdout, "zcat reads something else"
        return taken, count


def storm(geometry, kills, fast):
    lost, frames = [], 0
    while len(lost) < kills:
        with tempfile.TemporaryDirectory() as folder:
            together = []
            for number in range(min(TOGETHER, kills - len(lost))):
                os.mkdir(os.path.join(folder, str(number)))
                together.append(Recorder(os.path.join(folder, str(number)), geometry, fast))
            running = together
            while running:
                running = [recorder for recorder in running if recorder.feed()]
                time.sleep(0.001)
            for recorder in together:
                taken, count = recorder.check()
                assert count <= taken
                frames += count
                lost.append((taken - count) / RATE)
    assert max(lost) <= 1, f"{max(lost):.2f} s lost"
    print(f"{geometry}: {kills} recorders killed, {frames} frames kept; "
          f"seconds lost: {max(lost):.2f} at most, {sum(lost) / kills:.2f} on average")


if __name__ == "__main__":
    os.environ["PATH"] = os.environ.get("SKY_BUILD", "build") + ":" + os.environ["PATH"]
    seed = int(os.environ.get("STORM_SEED", time.time_ns()))
    print(f"STORM_SEED={seed}")
    random.seed(seed)
    for size in "24x8", "60x48", "360x288":
        storm(size, int(sys.argv[1]), "fast" in sys.argv)
