#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Changes every speed of every pattern, preset and example through a control file while the picture runs, and compares
the change of the first frame at the new speed with the 50 changes from frame to frame that follow: a speed that
multiplied the time would make the picture jump, the further the longer it has run.

usage: tests/speeds.py [FRAMES [WORD...]], with the programs in PATH: after so many frames, 3,005 without it (not 3,000,
where fractal begins a new flight); only for patterns and files whose name has a WORD. Prints a line for each speed: how
much a channel changes from 0 to 255, on average over the picture, in a mean frame, in the one that changes most and in
the first one. Exits with 1 if the last is more than 1.5 times the one before."""
import os
import subprocess
import sys
import tempfile

import numpy as np

VANES, PIXELS, FPS = 48, 16, 30
AFTER = 60     # frames after the new control file is there; the first ones are in pipes already
MOST = 1.5
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../examples/expressions")

# Speeds by another name, as the time that something takes; and what comes with a sound, which has its own time.
PERIODS = {("stars", "life"), ("test", "turn"), ("test", "ring"), ("droplet", "every"), ("radar", "seconds"),
           ("droplet.sky", "every"), ("radar.sky", "seconds"), ("lighthouse.sky", "seconds"), ("orrery.sky", "year"),
           ("sundial.sky", "day")}
OTHERS = {("spectrum", "rate")}


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def shows():
    """Names, and the words that draw them."""
    for line in run("sky-gen", "-l"):
        yield line.split()[0], ["sky-gen", line.split()[0]]
    for name in sorted(os.listdir(EXAMPLES)):
        yield name, ["sky-gen", "-f", os.path.join(EXAMPLES, name)]
    yield "sky-rotate", ["sky-rotate"]


def speeds(name, command):
    """The parameters that are speeds, each with the value before and the one after."""
    for line in run(*command, "--help=tsv"):
        group, parameter, kind, default, limits, unit = line.split("\t")[:6]
        if group != "parameter" or kind != "number" or (name, parameter) in OTHERS:
            continue
        value = float(default)
        if (name, parameter) in PERIODS:
            yield parameter, value, value / 3
        elif parameter == "speed" and value != 1:
            yield parameter, value, 3 * value
            yield parameter, 1, 3 if float(limits.split()[-1]) >= 3 else 1
        elif parameter in ("speed", "spin") or unit.endswith("a second"):
            yield parameter, value or 3, 3 * (value or 3)


def source(count):
    """What filters read: a picture with a seam."""
    frame = np.add.outer(np.arange(VANES) * 5, np.arange(PIXELS) * 7).astype(np.uint8).repeat(3)
    return frame.tobytes() * count


def draw(command, frames, control, new):
    """The frames from the last one before `new` becomes the control file, if it is there."""
    size, total = VANES * PIXELS * 3, frames + AFTER
    words = command + ["-g", f"{VANES}x{PIXELS}", "-r", str(FPS), "-n", str(total), "-c", control]
    with tempfile.TemporaryFile() as stdin:
        if command[0] != "sky-gen":
            stdin.write(source(total))
            stdin.seek(0)
        with subprocess.Popen(words, stdin=stdin, stdout=subprocess.PIPE) as process:
            for _ in range(frames - 1):
                process.stdout.read(size)
            last = process.stdout.read(size)
            if new:
                os.rename(new, control)
            rest = process.stdout.read()
    pictures = np.frombuffer(last + rest, np.uint8).reshape(-1, size).astype(np.int16)
    assert len(pictures) == AFTER + 1, f"{len(pictures)} frames came"
    return pictures


def changes(command, parameter, before, after, frames):
    """By how much the first frame at the new speed changes, and the mean and the largest change from then on."""
    with tempfile.TemporaryDirectory() as folder:
        control, new = os.path.join(folder, "control"), os.path.join(folder, "new")
        for path, value in ((control, before), (new, after)):
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"{parameter} {value}\n")
        unchanged, pictures = draw(command, frames, control, None), draw(command, frames, control, new)
    first = (pictures != unchanged).any(axis=1).argmax()
    assert first > 0, f"{parameter} changes nothing"
    change = np.abs(np.diff(pictures[first - 1:], axis=0)).mean(axis=1)
    return change[0], change[1:].mean(), change[1:].max()


def main():
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else 3005
    failed = 0
    print(f"{'':17}{'speed':>10} {'from':>7} {'to':>7} {'mean':>8} {'largest':>8} {'first':>8}")
    for name, command in shows():
        if sys.argv[2:] and not any(word in name for word in sys.argv[2:]):
            continue
        for parameter, before, after in speeds(name, command):
            first, mean, largest = changes(command, parameter, before, after, frames)
            good = first <= MOST * largest
            failed += not good
            print(f"{name:17}{parameter:>10} {before:7.4g} {after:7.4g} {mean:8.3f} {largest:8.3f} {first:8.3f}"
                  f"{'' if good else ': JUMPS'}", flush=True)
    sys.exit(failed > 0)


main()
