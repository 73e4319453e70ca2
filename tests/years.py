#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A show that has run for ten years shows what it showed in its first minute: draws patterns at --start of a day, a year and
ten years, and compares how they move. A pattern that freezes changes less from frame to frame and shows frames twice;
one that stutters changes less evenly. usage: tests/years.py [SECONDS [PATTERN...]], with the programs in PATH: draws so
many seconds each time, 60 without it. Prints a line for each pattern, and exits with 1 if one moves otherwise."""
import subprocess
import sys

import numpy as np

FPS = 30
VANES, PIXELS = 48, 16
DAY = 86400
STARTS = {"a day": DAY + 7.3, "a year": 365 * DAY + 7.3, "ten years": 3650 * DAY + 7.3}

# These show only the time of day, or always the same.
STILL = {"clock", "grid", "solid"}


def patterns():
    lines = subprocess.run(["sky-gen", "-l"], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return [name for name in (line.split()[0] for line in lines) if name not in STILL]


def draw(pattern, start, seconds):
    command = ["sky-gen", "-g", f"{VANES}x{PIXELS}", "-r", str(FPS), "-d", str(seconds), "--start", str(start), pattern]
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return np.frombuffer(result.stdout, np.uint8).reshape(-1, VANES * PIXELS * 3).astype(np.int16)


def measure(frames):
    """The mean change from frame to frame, the mean change of that, and how many frames are like the one before."""
    steps = np.diff(frames, axis=0)
    changes = np.abs(steps).mean(axis=1)
    return changes.mean(), np.abs(np.diff(steps, axis=0)).mean(), np.count_nonzero(changes == 0)


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    # What moves at random differs more in a short time.
    least, most = (0.85, 1.15) if seconds >= 60 else (0.5, 2)
    failed = 0
    for pattern in sys.argv[2:] or patterns():
        change, jerk, alike = measure(draw(pattern, 0, seconds))
        line, good = f"{pattern:14} changes by {change:6.3f}, {alike:4} alike", True
        for name, start in STARTS.items():
            *later, alike_later = measure(draw(pattern, start, seconds))
            ratios = [after / before for after, before in zip(later, (change, jerk))]
            good &= all(least <= ratio <= most for ratio in ratios) and alike_later <= 1.1 * alike + 1
            line += f"; after {name} {ratios[0]:.2f} and {ratios[1]:.2f} times, {alike_later:4} alike"
        print(line if good else f"{line}: WRONG", flush=True)
        failed += not good
    sys.exit(failed > 0)


main()
