# SPDX-License-Identifier: ISC
"""Hostile storm: a frame file is truncated, deleted, replaced and its header overwritten at random moments, and its file
system is filled, while a writer writes, and a sky-push and a sky-cat read. usage: hostile.py ACTIONS

No program may crash, or hang for 2 seconds; what sky-push has on its wire, and what sky-cat writes, must always be
whole frames that were published. sky-cat may end with one clear error, and is started again. The writer, too, may
find that a file is not its own to touch, and end with one error.
"""
import os
import random
import shutil
import struct
import subprocess
import sys
import time

from watch import FRAME, Push, Watch, Writer, on_small_disk, run, spawn, wait_until

HEADER = 4096
SIZE = HEADER + 8 * 4096
FIELDS = [0, 8, 12, 16, 20, 24, 28, 32, 40, 44, 64, 128, 256]


# ---- Attacks ----


def truncate(path):
    sizes = [0, random.randrange(HEADER), random.randrange(SIZE), SIZE + random.randrange(9999)]
    os.truncate(path, random.choice(sizes))


def delete(path):
    os.unlink(path)


def replace(path):
    new, other = path + ".other", os.path.join(os.path.dirname(path), random.choice(["good", "narrow"]) + ".sky")
    kind = random.randrange(7)
    clear(new) # that could not take the place of a directory
    if kind == 0: # a frame file with good frames, or of another geometry
        shutil.copyfile(other, new)
    elif kind == 1:
        with open(new, "wb") as file:
            file.write(random.randbytes(random.randrange(2 * HEADER)))
    elif kind == 2: # a good beginning and nothing after it
        with open(other, "rb") as good, open(new, "wb") as file:
            file.write(good.read(random.randrange(2 * HEADER)))
    elif kind == 3:
        os.symlink(random.choice(["/dev/null", "/dev/zero", "nowhere", os.path.basename(path)]), new)
    elif kind == 4:
        os.mkfifo(new)
    elif kind == 5:
        open(new, "w").close()
    else:
        os.unlink(path)
        os.mkdir(path)
        return
    os.rename(new, path)


def overwrite(path):
    """Some bytes of the header, anywhere or in a field that matters; and no pixels, which nobody could tell."""
    what = random.randrange(4)
    at = random.randrange(HEADER) if what == 0 else random.choice(FIELDS)
    value = [random.randbytes(random.randrange(1, 9)), bytes(8), b"\xff" * 8,
             struct.pack("<Q", random.randrange(1 << random.randrange(1, 64)))][random.randrange(4)]
    if at >= 256: # A slot's number may be spoiled, but forged it would make a frame of what is half drawn.
        at, value = 256 + 64 * random.randrange(60), random.choice([bytes(8), random.randbytes(8)])
    fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    os.pwrite(fd, value[: HEADER - at], at)
    os.close(fd)


def fill(path):
    """Leaves no room on the file system, which is the storm's own."""
    with open(filler(path), "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def puncture(path):
    """Puts a frame file in its place that has a good header and no pixels, nor room for them while nothing is freed."""
    new = path + ".other"
    clear(new)
    clear(filler(path))
    with open(os.path.join(os.path.dirname(path), "good.sky"), "rb") as good, open(new, "wb") as file:
        file.write(good.read(HEADER))
        file.truncate(SIZE)
        fill(path)
        os.rename(new, path)
    time.sleep(random.uniform(0, 0.05))


def filler(path):
    return os.path.join(os.path.dirname(path), "filler")


ATTACKS = [truncate, delete, replace, overwrite, overwrite]


# ---- The others ----


class Cat:
    """A sky-cat that is started again when it ends with an error."""

    def __init__(self, path):
        self.path, self.errors, self.frames = path, 0, 0
        self.start()

    def start(self):
        self.program = spawn(["sky-cat", "@" + self.path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.watch = Watch(self.program.stdout.fileno(), FRAME, lambda data: data)

    def check(self):
        assert not self.watch.wrong, "sky-cat wrote a frame that nobody published"
        if self.program.poll() is not None:
            self.end()
            self.start()

    def end(self, status=1):
        lines = self.program.stderr.read().decode().splitlines()
        errors = [line for line in lines if "waiting for" not in line and "file system is full" not in line]
        assert self.program.returncode == status and len(errors) == (status == 1), (self.program.returncode, lines)
        self.errors += status == 1
        self.watch.join()
        self.frames += self.watch.count
        self.program.stdout.close()
        self.program.stderr.close()


class Scribe:
    """The writer; it is started again when it ends, or is killed."""

    def __init__(self, path):
        self.path, self.errors = path, 0
        self.writer = Writer(path, pause=50)

    def check(self):
        program = self.writer.program
        if program.poll() is None:
            return
        lines = program.stderr.read().decode().splitlines()
        assert program.returncode == 1 and len(lines) == 1, (program.returncode, lines)
        self.errors += 1
        clear(self.path)
        self.again()

    def again(self):
        self.writer.kill()
        self.writer = Writer(self.path, pause=50)


def clear(path):
    try:
        os.rmdir(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
    except FileNotFoundError:
        pass


def make_others(path):
    for name, geometry in ("good", "24x8"), ("narrow", "8x24+1"):
        writer = Writer(os.path.join(os.path.dirname(path), name + ".sky"), geometry)
        writer.begun()
        writer.kill()


def storm(path, actions):
    make_others(path)
    push, cat, scribe = Push(path, 1000), Cat(path), Scribe(path)
    counts = {}

    def check():
        push.check()
        cat.check()
        scribe.check()

    def calm():
        """Without attacks, new frames come through to both."""
        clear(filler(path))
        shown, cat_before, written = push.watch.changes, cat.watch, cat.watch.count
        wait_until(lambda: push.watch.changes > shown, "sky-push's new frame after an attack", check)
        wait_until(lambda: cat.watch is not cat_before or cat.watch.count > written,
                   "sky-cat's new frame after an attack", check)

    calm()
    for i in range(actions):
        attack = random.choice(ATTACKS)
        try:
            attack(path)
            counts[attack.__name__] = counts.get(attack.__name__, 0) + 1
        except OSError:
            # Nothing is there any more, or something else; then deleting it is an attack too.
            clear(path)
            counts["clear"] = counts.get("clear", 0) + 1
        # Mostly at once; sometimes all have time to begin anew with what they find.
        time.sleep(random.choice([0, random.uniform(0, 0.001), random.uniform(0, 0.005)]))
        if random.random() < 0.05:
            time.sleep(random.uniform(0, 0.2))
        if random.random() < 0.5:
            clear(filler(path))
        if random.random() < 0.02:
            scribe.again()
        check()
        if i % 100 == 99:
            calm()
    calm()
    scribe.writer.kill()
    cat.program.terminate()
    cat.program.wait()
    cat.end(cat.program.returncode if cat.program.returncode == -15 else 1)
    print(f"{actions} attacks: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    print(f"on the wire {push.watch.count} frames, {push.watch.changes} of them new, {push.watch.wrong} wrong; "
          f"longest silence {push.watch.gap * 1000:.0f} ms")
    print(f"sky-cat wrote {cat.frames} frames and ended with an error {cat.errors} times, the writer "
          f"{scribe.errors} times")
    print(push.stop())


on_small_disk()
if os.environ["STORM_MOUNTS"]:
    ATTACKS += [fill, puncture]
    Watch.black_is_right = True
run(storm, int(sys.argv[1]))
