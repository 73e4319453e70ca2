# SPDX-License-Identifier: ISC
"""A second reader of sky-layout(5), and the bytes on the wires that follow from it, independently of our own code.

    layout.py check LAYOUT VANESxPIXELS NAME ...    are the frames NAME.raw by this layout NAME.bin, the bytes for
                                                    chains of APA102, lane after lane, as far as samples can tell
                                                    of areas; and does NAME.table, of --show-layout, tell of the layout?
    layout.py same LAYOUT TABLE VANESxPIXELS ...    the last of these
    layout.py random VANESxPIXELS SEED ...          writes random layouts to VANESxPIXELS.SEED.layout
"""
import itertools
import random
import sys
from fractions import Fraction
from math import cos, floor, sin, tau

import numpy as np


def numbers(word, limit, way=None):
    """The numbers of a range; "cw" and "ccw" go around a circle of so many."""
    if word == "all":
        return list(range(limit)) if way != "ccw" else [-number % limit for number in range(limit)]
    ends = [limit - 1 if end == "last" else int(end) for end in word.split("..")]
    first, last = ends[0], ends[-1]
    assert 0 <= first < limit and 0 <= last < limit, word
    if way:
        sign = 1 if way == "cw" else -1
        return [(first + sign * number) % limit for number in range(sign * (last - first) % limit + 1)]
    return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))


def segment(words, vanes, pixels):
    limits, given, steps, named = {"vanes": vanes, "pixels": pixels}, {}, {}, None
    serpentine = reverse = False
    words = iter(words)
    ways = {}
    for word in words:
        if word in ("cw", "ccw"):
            ways[named] = word
        elif word in limits:
            named = word
            given[named], steps[named] = next(words), 1
        elif word == "step":
            steps[named] = int(next(words))
        else:
            serpentine |= word == "serpentine"
            reverse |= word == "reverse"
            assert word in ("serpentine", "reverse"), word
    for axis, word in given.items():
        given[axis] = numbers(word, limits[axis], ways.get(axis))[:: steps[axis]]
    for axis in ("vanes", "pixels"):
        given.setdefault(axis, list(range(limits[axis])))
    slow, fast = given  # in the order in which they were named
    leds = []
    for row, number in enumerate(given[slow]):
        along = given[fast][::-1] if serpentine and row % 2 else given[fast]
        leds += [(number, other) if slow == "vanes" else (other, number) for other in along]
    return leds[::-1] if reverse else leds


def ring(words, vanes, pixels, show):
    pixel, count = int(words[0]), int(words[2])
    assert words[1] == "leds" and 0 <= pixel < pixels
    start = Fraction(words[words.index("start") + 1]) if "start" in words else Fraction(0)
    turn = -1 if "ccw" in words else 1
    angles = [start / 360 + Fraction(turn * i, count) for i in range(count)]
    if show == "point":
        return [(floor(angle * vanes + Fraction(1, 2)) % vanes, pixel) for angle in angles]
    radius = 0 if count == 1 and pixel == 0 else (pixel + 0.5) / pixels
    return [complex(radius * sin(float(angle) * tau), radius * cos(float(angle) * tau)) for angle in angles]


def cross(o, a, b):
    return ((a - o).conjugate() * (b - o)).imag


def smallest_circle(points):
    """By trying all pairs and triples of the corners of the convex hull."""
    points, hull = sorted(set(points), key=lambda z: (z.real, z.imag)), []
    for row in (points, points[::-1]):
        half = []
        for point in row:
            while len(half) > 1 and cross(half[-2], half[-1], point) <= 0:
                half.pop()
            half.append(point)
        hull += half[:-1]
    hull, best = np.array(hull or points), None
    for count in (2, 3):
        for chosen in itertools.combinations(hull, count):
            middle = sum(chosen) / 2
            if count == 3:
                a, b, c = chosen
                b, c = b - a, c - a
                middle = a + b * c * (b.conjugate() - c.conjugate()) / (b.conjugate() * c - b * c.conjugate())
            radius = abs(hull - middle).max()
            if best is None or radius < best[1]:
                best = middle, radius
    return best or (points[0], 0)


class Lane(list):
    """What each LED of a lane shows: (vane, pixel); a place, complex, whose part of the disc is shown; or None. `sides`
    are theirs."""

    def __init__(self):
        super().__init__()
        self.sides = []

    def take(self, leds, side):
        self += leds
        self.sides += [side] * len(leds)


class Raw(complex):
    """A place in the unit of the file."""


def read(lines, geometry):
    """Lanes. Only areas are read from xy."""
    vanes, pixels = (int(word) for word in geometry.split("x"))
    lanes, show, side, disc = [], None, "front", None
    for line in lines:
        words = line.split("#")[0].split()
        if not words or words[0] == "geometry":
            continue
        if words[0] == "lane":
            lanes.append(Lane())
        elif words[0] == "show":
            show = words[1]
        elif words[0] == "side":
            side = words[1]
        elif words[0] == "disc":
            disc = complex(float(words[1]), float(words[2])), float(words[3])
        elif words[0] == "dead":
            for places in words[2:]:
                ends = [int(end) for end in places.split("..")]
                for place in range(ends[0], ends[-1] + 1):
                    lanes[int(words[1])][place] = None
        elif words[0] == "skip":
            lanes[-1].take([None] * int(words[1]), side)
        elif words[0] == "xy":
            numbers_of = [float(word) for word in words[1:]]
            lanes[-1].take([Raw(x, y) for x, y in zip(numbers_of[::2], numbers_of[1::2])], side)
        else:
            if words[0] == "led":
                leds = [tuple(map(int, pair.split(","))) for pair in words[1:]]
            elif words[0] == "ring":
                leds = ring(words[1:], vanes, pixels, show)
            else:
                leds = segment(words, vanes, pixels)
            if show == "area":
                leds = [place_of(led, vanes, pixels) for led in leds]
            lanes[-1].take(leds, side)
    raw = [led for lane in lanes for led in lane if isinstance(led, Raw)]
    if raw and not disc:
        middle, radius = smallest_circle(raw)
        disc = middle, radius * pixels / (pixels - 0.5)
    for lane in lanes:
        for index, led in enumerate(lane):
            if isinstance(led, Raw):
                place = (led - disc[0]) / disc[1]
                lane[index] = complex(place) if abs(place) <= 1 + 1e-9 else None
    return lanes


def place_of(led, vanes, pixels):
    if not isinstance(led, tuple):
        return led
    angle, radius = led[0] / vanes * tau, (led[1] + 0.5) / pixels
    return complex(radius * sin(angle), radius * cos(angle))


def weights(lanes, vanes, pixels, side, samples=10):
    """For each place of a side that shows its part of the disc: how much of it is in each LED of the frame, by samples
    of the frame's sectors that are given to the nearest LED, in whichever lane."""
    sites = [place_of(led, vanes, pixels) for lane in lanes for led, its in zip(lane, lane.sides) if led is not None
             and its == side]
    sites, parts = np.array(sites), (np.arange(samples) + 0.5) / samples
    table = np.zeros((len(sites), vanes * pixels))
    for vane in range(vanes):
        angles = (vane - 0.5 + parts[:, None]) / vanes * tau
        inner, outer = np.arange(pixels)[:, None, None], np.arange(1, pixels + 1)[:, None, None]
        radii = np.sqrt(inner**2 + (outer**2 - inner**2) * parts) / pixels  # samples stand for the same area
        points = (radii * np.sin(angles) + 1j * radii * np.cos(angles)).reshape(pixels, -1)
        for pixel in range(pixels):
            nearest = np.abs(points[pixel][:, None] - sites).argmin(axis=1)
            area = (2 * pixel + 1) / samples**2
            np.add.at(table[:, vane * pixels + pixel], nearest, area)
    return dict(zip(sites.tolist(), table / np.maximum(table.sum(axis=1, keepdims=True), 1e-12)))


def wire(frames, geometry, lanes):
    vanes, pixels = (int(word) for word in geometry.split("x"))
    encoded = np.arange(256) / 255  # IEC 61966-2-1
    light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    light = light[frames.reshape(-1, vanes * pixels, 3)]
    if any(isinstance(led, complex) for lane in lanes for led in lane):
        tables = {side: weights(lanes, vanes, pixels, side) for lane in lanes for side in set(lane.sides)}
    longest = max(map(len, lanes))
    out = np.zeros((len(light), len(lanes), 4 + 4 * longest + 4 + -(-longest // 16)), np.uint8)
    for number, lane in enumerate(lanes):
        for place, led in enumerate(lane):
            at = 4 + 4 * place
            out[:, number, at] = 0xFF
            if led is None:
                continue
            if isinstance(led, complex):
                shown = np.einsum("fpc,p->fc", light, tables[lane.sides[place]][led])
            else:
                shown = light[:, led[0] * pixels + led[1]]
            out[:, number, at + 1 : at + 4] = np.floor(shown * 255 + 0.5)[:, ::-1]
    return out


def read_table(lines):
    """What follows the head of the table, as the lines of a layout; places and counts are checked."""
    layout, lane, place = ["disc 0 0 1"], -1, 0
    head = next(line for line in lines if line.startswith("lane  "))
    kinds = "side" in head.split()
    for line in lines[lines.index(head) + 1 :]:
        number, places, count, *rest = line.split(maxsplit=5 if kinds else 3)
        if int(number) != lane:
            lane, place = int(number), 0
            layout.append("lane")
        first, last = int(places.split("..")[0]), int(places.split("..")[-1])
        assert first == place and last + 1 - first == int(count.replace(",", "")), line
        place = last + 1
        if rest[0] != "-":
            layout += [f"show {rest[0]}", f"side {rest[1]}"] if kinds else ["show point"]
        layout.append(rest[-1])
    return layout


def same(told, meant):
    """Do two layouts show the same? Places are printed with 7 digits."""
    if [len(lane) for lane in told] != [len(lane) for lane in meant]:
        return False
    pairs = [pair for lanes in zip(told, meant) for pair in zip(*lanes)]
    sides = [pair for lanes in zip(told, meant) for pair in zip(lanes[0].sides, lanes[1].sides, lanes[0])]
    places = all(a == b or isinstance(a, complex) and isinstance(b, complex) and abs(a - b) < 1e-5 for a, b in pairs)
    return places and all(a == b for a, b, led in sides if led is not None)


def random_range(limit):
    first, last = random.randrange(limit), random.randrange(limit)
    step = f" step {random.randint(1, limit)}" if random.random() < 0.3 else ""
    return random.choice([f"{first}..{last}", f"{first}..last", "all", str(first)]) + step


def random_line(vanes, pixels):
    way = random.choice(["", " serpentine"]) + random.choice(["", " reverse"])
    around = f"{random_range(vanes)} {random.choice(['cw', 'ccw'])}"
    return random.choice([
        f"vanes {around} pixels {random_range(pixels)}{way}",
        f"pixels {random_range(pixels)} vanes {around}{way}",
        f"vanes {around}{way}",
        f"ring {random.randrange(pixels)} leds {random.randint(1, vanes)}"
        f" start {random.randrange(-360000, 360000) / 1000} {random.choice(['cw', 'ccw'])}",
        f"led {random.randrange(vanes)},{random.randrange(pixels)}",
        f"skip {random.randint(1, 5)}",
        "lane",
    ])


def random_layout(seed, geometry):
    random.seed(seed)
    vanes, pixels = (int(word) for word in geometry.split("x"))
    lines, seen = ["show point", "lane", "led 0,0"], {(0, 0)}
    for _ in range(300):
        line = random_line(vanes, pixels)
        leds = [] if line == "lane" else read(["show point", "lane", line], geometry)[0]
        shown = [led for led in leds if led]
        if line == "lane" and lines[-1] != "lane" or leds and len(shown) < vanes * pixels / 4 and not seen & set(shown):
            lines.append(line)
            seen.update(shown)
    return lines + ["skip 1"]


def check_table(layout, table, geometry):
    told, meant = (read(lines, geometry) for lines in (read_table(open(table).readlines()), open(layout)))
    assert same(told, meant), (layout, told, meant)


def main():
    what, *rest = sys.argv[1:]
    if what == "check":
        for layout, geometry, name in zip(rest[::3], rest[1::3], rest[2::3]):
            lanes = read(open(layout), geometry)
            expected = wire(np.fromfile(f"{name}.raw", np.uint8), geometry, lanes).astype(int).ravel()
            got = np.fromfile(f"{name}.bin", np.uint8).astype(int)
            areas = any(isinstance(led, complex) for lane in lanes for led in lane)
            off = abs(got - expected) if len(got) == len(expected) else np.array([255])
            assert off.max() <= (6 if areas else 0) and off.mean() < 0.5, (layout, off.max(), off.mean())
            check_table(layout, f"{name}.table", geometry)
    elif what == "same":
        for layout, table, geometry in zip(rest[::3], rest[1::3], rest[2::3]):
            check_table(layout, table, geometry)
    else:
        geometry, *seeds = rest
        for seed in seeds:
            open(f"{geometry}.{seed}.layout", "w").write("\n".join(random_layout(seed, geometry)) + "\n")


main()
