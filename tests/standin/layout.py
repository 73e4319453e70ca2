# SPDX-License-Identifier: ISC
"""A second reader of sky-layout(5), and the bytes on the wires that follow from it, independently of our own code.

    layout.py wire FRAMES VANESxPIXELS LAYOUT OUT   bytes for chains of APA102, lane after lane, for each frame
    layout.py same LAYOUT TABLE VANESxPIXELS        does what --show-layout printed tell of this layout?
    layout.py random SEED VANESxPIXELS              a random layout on standard output
"""
import random
import sys
from fractions import Fraction
from math import floor

import numpy as np


def numbers(word, limit):
    if word == "all":
        return list(range(limit))
    ends = [limit - 1 if end == "last" else int(end) for end in word.split("..")]
    first, last = ends[0], ends[-1]
    assert 0 <= first < limit and 0 <= last < limit, word
    return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))


def segment(words, vanes, pixels):
    limits, given, named = {"vanes": vanes, "pixels": pixels}, {}, None
    serpentine = reverse = False
    words = iter(words)
    for word in words:
        if word in limits:
            named = word
            given[named] = numbers(next(words), limits[named])
        elif word == "step":
            given[named] = given[named][:: int(next(words))]
        else:
            serpentine |= word == "serpentine"
            reverse |= word == "reverse"
            assert word in ("serpentine", "reverse"), word
    for axis in ("vanes", "pixels"):
        given.setdefault(axis, list(range(limits[axis])))
    slow, fast = given  # in the order in which they were named
    leds = []
    for row, number in enumerate(given[slow]):
        along = given[fast][::-1] if serpentine and row % 2 else given[fast]
        leds += [(number, other) if slow == "vanes" else (other, number) for other in along]
    return leds[::-1] if reverse else leds


def ring(words, vanes, pixels):
    pixel, count = int(words[0]), int(words[2])
    assert words[1] == "leds" and 0 <= pixel < pixels
    start = Fraction(words[words.index("start") + 1]) if "start" in words else Fraction(0)
    turn = -1 if "ccw" in words else 1
    angles = [start / 360 + Fraction(turn * i, count) for i in range(count)]
    return [(floor(angle * vanes + Fraction(1, 2)) % vanes, pixel) for angle in angles]


def read(lines, geometry):
    """Lists of (vane, pixel) or None, one a lane."""
    vanes, pixels = (int(word) for word in geometry.split("x"))
    lanes = []
    for line in lines:
        words = line.split("#")[0].split()
        if not words or words[0] == "geometry":
            continue
        if words[0] == "lane":
            lanes.append([])
        elif words[0] == "skip":
            lanes[-1] += [None] * int(words[1])
        elif words[0] == "led":
            lanes[-1] += [tuple(map(int, pair.split(","))) for pair in words[1:]]
        elif words[0] == "ring":
            lanes[-1] += ring(words[1:], vanes, pixels)
        else:
            lanes[-1] += segment(words, vanes, pixels)
    return lanes


def wire(frames, geometry, lanes):
    vanes, pixels = (int(word) for word in geometry.split("x"))
    encoded = np.arange(256) / 255  # IEC 61966-2-1
    light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    duty = np.floor(light * 255 + 0.5).astype(np.uint8)[frames.reshape(-1, vanes, pixels, 3)]
    longest = max(map(len, lanes))
    out = np.zeros((len(duty), len(lanes), 4 + 4 * longest + 4 + -(-longest // 16)), np.uint8)
    for number, lane in enumerate(lanes):
        for place, led in enumerate(lane):
            at = 4 + 4 * place
            out[:, number, at] = 0xFF
            if led:
                out[:, number, at + 1 : at + 4] = duty[:, led[0], led[1], ::-1]
    return out


def read_table(lines):
    """What follows the head of the table, as the lines of a layout; places and counts are checked."""
    layout, lane, place = [], -1, 0
    for line in lines[lines.index("lane        positions       LEDs  what they show\n") + 1 :]:
        number, places, count = line.split()[:3]
        if int(number) != lane:
            lane, place = int(number), 0
            layout.append("lane")
        first, last = int(places.split("..")[0]), int(places.split("..")[-1])
        assert first == place and last + 1 - first == int(count.replace(",", "")), line
        place = last + 1
        layout.append(line.split(maxsplit=3)[3])
    return layout


def random_range(limit):
    first, last = random.randrange(limit), random.randrange(limit)
    step = f" step {random.randint(1, limit)}" if random.random() < 0.3 else ""
    return random.choice([f"{first}..{last}", f"{first}..last", "all", str(first)]) + step


def random_line(vanes, pixels):
    way = random.choice(["", " serpentine"]) + random.choice(["", " reverse"])
    return random.choice([
        f"vanes {random_range(vanes)} pixels {random_range(pixels)}{way}",
        f"pixels {random_range(pixels)} vanes {random_range(vanes)}{way}",
        f"vanes {random_range(vanes)}{way}",
        f"ring {random.randrange(pixels)} leds {random.randint(1, vanes)}"
        f" start {random.randrange(360000) / 1000} {random.choice(['cw', 'ccw'])}",
        f"led {random.randrange(vanes)},{random.randrange(pixels)}",
        f"skip {random.randint(1, 5)}",
        "lane",
    ])


def random_layout(seed, geometry):
    random.seed(seed)
    vanes, pixels = (int(word) for word in geometry.split("x"))
    lines, seen = ["lane", "led 0,0"], {(0, 0)}
    for _ in range(300):
        line = random_line(vanes, pixels)
        leds = [] if line == "lane" else read(["lane", line], geometry)[0]
        shown = [led for led in leds if led]
        if line == "lane" and lines[-1] != "lane" or leds and len(shown) < vanes * pixels / 4 and not seen & set(shown):
            lines.append(line)
            seen.update(shown)
    return lines + ["skip 1"]


def main():
    what, *rest = sys.argv[1:]
    if what == "wire":
        frames, geometry, layout, out = rest
        wire(np.fromfile(frames, np.uint8), geometry, read(open(layout), geometry)).tofile(out)
    elif what == "same":
        layout, table, geometry = rest
        told, meant = (read(lines, geometry) for lines in (read_table(open(table).readlines()), open(layout)))
        assert told == meant, (told, meant)
    else:
        print("\n".join(random_layout(*rest)))


main()
