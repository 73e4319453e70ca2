#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Draws with parameters that jump: in each frame every number is at an end of its range, between, beyond, infinite or
not a number, every choice is a random one, and the screen is as small, as narrow or as far from the middle as it can be.
What comes must be so many frames, and nothing may be undefined: `make check-asan` looks at that. usage:
tests/extremes.py [SEED [PROGRAM or PATTERN...]], with the programs in PATH. Prints a line for each command that fails,
and exits with 1."""
import random
import subprocess
import sys

FRAMES = 40
SCREENS = ["7x5", "1x1", "2x1+65536", "1x9", "16x3+0.001", "40x11+2.5"]
TIMES = [["--start", "0"], ["--start", "1e9"], ["--start", "86400", "-r", "0.001"], ["-r", "100000"]]
FILTERS = {"sky-rotate": ["-"], "sky-color": ["-"], "sky-blend": ["-", "screen", "/dev/zero"]}


def table(*command):
    """The rows of --help=tsv that are parameters: name, kind, range and choices."""
    text = subprocess.run([*command, "--help=tsv"], check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = [line.split("\t") for line in text.splitlines()]
    return [(row[1], row[2], row[4], row[6]) for row in rows if row[0] == "parameter"]


def number(text, dice):
    """An expression that jumps from end to end of a range such as "0 to 10"."""
    low, high = text.split(" to ") if " to " in text else ("-1.7e308", "1.7e308")
    values = [low, high, low, high, "-1e300", "1e300", "1/0", "-1/0", "0/0", f"mix({low}, {high}, hash(n, 7))"]
    return f"pick({len(values)}*hash(n, {dice.randrange(10**6)}), {', '.join(values)})"


def settings(rows, dice):
    for name, kind, span, choices in rows:
        if name.startswith("mix") and name > "mix1":
            continue  # sky-blend has one mode here
        if kind in ("number", "integer", "periodic"):
            yield f"{name}={number(span, dice)}"
        elif kind == "color":
            yield f"{name}=rgb({number('-1e300 to 1e300', dice)}, n, {number('0 to 1', dice)})"
        elif kind in ("choice", "palette") and choices:
            yield f"{name}={dice.choice([word for word in choices.split('|') if word != 'sprites'])}"


def run(command, screen, frames=FRAMES, given=b""):
    """Returns whether it drew so many frames."""
    vanes, pixels = screen.split("+")[0].split("x")
    result = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wanted = frames * int(vanes) * int(pixels) * 3
    if result.returncode == 0 and len(result.stdout) == wanted:
        return True
    errors = [line for line in result.stderr.decode().splitlines() if "the nearest is used" not in line]
    print(f"status {result.returncode}, {len(result.stdout)} of {wanted} bytes: {command}", *errors[:20], sep="\n")
    return False


def main():
    seed = sys.argv[1] if len(sys.argv) > 1 else "1"
    lines = subprocess.run(["sky-gen", "-l"], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    names = sys.argv[2:] or [line.split()[0] for line in lines] + list(FILTERS)
    good = True
    for name in names:
        dice = random.Random(f"{seed} {name}")
        screen, words = dice.choice(SCREENS), ["-n", str(FRAMES)]
        if name in FILTERS:
            vanes, pixels = screen.split("+")[0].split("x")
            given = dice.randbytes(FRAMES * int(vanes) * int(pixels) * 3)
            command = [name, "-g", screen, *words, *FILTERS[name], *settings(table(name), dice)]
            good &= run(command, screen, given=given)
        else:
            command = ["sky-gen", "-g", screen, *words, *dice.choice(TIMES), name]
            good &= run(command + list(settings(table("sky-gen", name), dice)), screen)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
