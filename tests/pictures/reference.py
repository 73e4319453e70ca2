#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Pictures on the disc beside their definition, written in numpy: an LED shows the mean, in linear light, of its own
sector of a ring; where that is narrower than a pixel of the picture, along or across the vane, it is widened to one about
its middle. Prints the errors in codes of sky-polar, and of OpenCV's remap where that is installed.

reference.py [LEDS]    so many LEDs of each picture, at random, 1500 by default; ends with 1 if an error is too large
"""
import os
import subprocess
import sys
import tempfile

import numpy as np

TAU = 2 * np.pi


def to_light(codes):
    codes = np.asarray(codes) / 255
    return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)


def to_codes(light):
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def scales(width, height, diameter, fit):
    """Pixels a pitch, across and down."""
    if fit == "stretch":
        return width / diameter, height / diameter
    side = max(width, height) if fit == "contain" else min(width, height)
    return side / diameter, side / diameter


def led(light, geometry, vane, pixel, background, fit="contain", size=1, x=0, y=0, angle=0, flip="no"):
    """The code of one LED, before rounding. `light` has four channels, of which the last is opacity."""
    vanes, pixels, hub = geometry
    height, width = light.shape[:2]
    sx, sy = (scale / size for scale in scales(width, height, 2 * (hub + pixels), fit))
    sx, sy = -sx if flip in ("across", "both") else sx, -sy if flip in ("down", "both") else sy
    turn, moved_x, moved_y = np.radians(angle), x * (hub + pixels), y * (hub + pixels)
    direction, radius = vane / vanes * TAU, hub + pixel + 0.5
    sine, cosine = np.sin(direction), np.cos(direction)

    def turned(right, up):
        """A step on the disc as one on the picture, in pixels to the right and down."""
        return ((right * np.cos(turn) - up * np.sin(turn)) * sx, -(right * np.sin(turn) + up * np.cos(turn)) * sy)

    along, across = np.hypot(*turned(sine, cosine)), np.hypot(*turned(cosine, -sine))
    arc = TAU * radius / vanes

    def points(length, width_, straight):
        """Points of a piece, in pixels of the picture, and their weights; at most 1 / 64 pixel apart, or 30,000."""
        fine = min(64, np.sqrt(30000 / (length * along * width_ * across)))
        n = max(int(np.ceil(length * along * fine)), 8)
        m = max(int(np.ceil(width_ * across * fine)), 8)
        u = ((np.arange(n) + 0.5) / n - 0.5)[:, None] * length + radius
        v = ((np.arange(m) + 0.5) / m - 0.5)[None, :] * width_
        if straight:
            right, up = u * sine + v * cosine, u * cosine - v * sine
            weight = np.ones((n, m))
        else:
            u, v = np.broadcast_arrays(np.where(u < 0, np.nan, u), v)
            right, up = u * np.sin(direction + v / radius), u * np.cos(direction + v / radius)
            weight = np.nan_to_num(u)
        x, y = turned(right - moved_x, up - moved_y)
        x, y = x + width / 2, y + height / 2
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        return np.nan_to_num(x).astype(int), np.nan_to_num(y).astype(int), weight, inside

    length, width_ = max(1, 1 / along), max(arc, 1 / across)
    x, y, weight, inside = points(length, width_, width_ > arc)
    if not inside.any():
        return background
    color = (light[y[inside], x[inside]] * weight[inside, None]).sum(axis=0) / weight[inside].sum()
    if length > 1 or width_ > arc:
        x, y, weight, inside = points(1, arc, False)
    covered = weight[inside].sum() / weight.sum()
    return to_codes(color[:3] * covered + to_light(background) * (1 - color[3] * covered))


def picture_of(name, size=640):
    """Synthetic pictures of light and dark at all scales; "photograph" is as smooth and as grainy as one."""
    y, x = np.mgrid[:size, :size].astype(np.float32) + np.float32(0.5 - size / 2)
    random = np.random.default_rng(7)
    if name == "zone plate":
        grey = 127.5 + 127.5 * np.cos((x * x + y * y) * np.pi / size)
    elif name == "checker":
        grey = np.where((np.floor(x) + np.floor(y)) % 2 == 0, 255, 0)
    elif name == "text":
        grey = np.zeros((size, size))
        for row in range(2, size - 9, 11):  # words of letters, each a random pattern of strokes a pixel wide
            column = 2
            while column < size - 8:
                grey[row:row + 7, column:column + 5] = (random.random((7, 5)) < 0.45) * 255
                column += 6 if random.random() < 0.8 else 11
    else:
        photo = random.normal(size=(size, size, 3)) * 3 + 110
        for octave in range(8):  # noise whose amplitude halves from octave to octave
            cells = 2 ** (octave + 2)
            grid = (random.normal(size=(cells + 2, cells + 2, 3)) * np.array([1, 0.9, 0.8])).astype(np.float32)
            place = np.arange(size, dtype=np.float32) * cells / size
            low, part = place.astype(int), (place % 1)[:, None, None]
            rows = grid[low] * (1 - part) + grid[low + 1] * part
            part = part.reshape(1, -1, 1)
            photo += (rows[:, low] * (1 - part) + rows[:, low + 1] * part) * (60 / 2 ** octave)
        return np.round(np.clip(photo, 0, 255)).astype(np.uint8)
    return np.repeat(np.round(grey).astype(np.uint8)[:, :, None], 3, axis=2)


def sky_polar(picture, geometry, *words, frames=1):
    """The last frame of so many."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "picture.png")
        write_png(path, picture)
        vanes, pixels, hub = geometry
        out = subprocess.run(["sky-polar", "-g", f"{vanes}x{pixels}+{hub}", "-n", str(frames), path, *words],
                             check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(out, np.uint8).reshape(frames, vanes, pixels, 3)[-1]


def write_png(path, picture):
    import struct
    import zlib

    height, width, channels = picture.shape

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = np.hstack([np.zeros((height, 1), np.uint8), picture.reshape(height, -1)]).tobytes()
    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8,
                                                                   6 if channels == 4 else 2, 0, 0, 0)) +
                  chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def remap(picture, geometry):
    import cv2

    vanes, pixels, hub = geometry
    angle = np.arange(vanes)[:, None] * TAU / vanes
    height, width = picture.shape[:2]
    radius = (np.arange(pixels) + 0.5 + hub) * max(width, height) / 2 / (pixels + hub)
    return cv2.remap(picture[:, :, :3], (width / 2 + radius * np.sin(angle) - 0.5).astype(np.float32),
                     (height / 2 - radius * np.cos(angle) - 0.5).astype(np.float32), cv2.INTER_LINEAR)


def some_leds(picture, geometry, leds, background=(0, 0, 0), seed=1, **placement):
    """Some LEDs at random: their vanes and pixels, and the codes that they should have, before rounding."""
    height, width, channels = picture.shape
    light = np.ones((height, width, 4))
    light[:, :, :3] = to_light(picture[:, :, :3])
    if channels == 4:
        light[:, :, 3:] = picture[:, :, 3:] / 255
        light[:, :, :3] *= light[:, :, 3:]
    random = np.random.default_rng(seed)
    count = min(leds, geometry[0] * geometry[1])
    vanes, pixels = np.array([(random.integers(geometry[0]), random.integers(geometry[1])) for _ in range(count)]).T
    behind = np.array(background, float)
    return vanes, pixels, np.array([led(light, geometry, *place, behind, **placement) for place in zip(vanes, pixels)])


def errors(frame, leds):
    """Of some LEDs: the root of the mean square, and the greatest, in codes."""
    vanes, pixels, wanted = leds
    off = np.abs(frame[vanes, pixels] - wanted)
    return np.sqrt((off ** 2).mean()), off.max()


def main():
    leds = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    failed = False
    random = np.random.default_rng(3)
    logo = np.dstack([picture_of("photograph", 300), random.integers(0, 256, (300, 300, 1), dtype=np.uint8)])
    names = ("photograph", "zone plate", "text", "checker")
    pictures = {name: picture_of(name) for name in names}
    cases = [(name, pictures[name], geometry, {}, 1.0 if name == "checker" or geometry[0] < 100 else 0.5)
             for geometry in ((360, 288, 0), (60, 16, 0), (12, 8, 0)) for name in names]
    tall = picture_of("photograph", 400)[:, 30:231]
    cases += [(f"tall, {fit}", tall, geometry, {"fit": fit}, 0.5)
              for fit in ("contain", "cover", "stretch") for geometry in ((90, 60, 0), (45, 60, 20.5))]
    cases += [("placed", logo, (90, 60, 0), options, 0.5) for options in (
        {"size": 0.5, "x": 0.3, "y": -0.2, "angle": 30, "flip": "across"}, {"angle": 90, "flip": "down"},
        {"y": 0.4, "fit": "cover", "flip": "both"}, {"size": 3, "x": -0.7, "angle": 200, "fit": "stretch"})]
    cases += [("placed", tall, (45, 30, 5.5), {"fit": "stretch", "angle": 77, "x": 0.1}, 0.5),
              ("placed, text", pictures["text"], (360, 288, 0), {"angle": 10, "y": 0.5, "size": 0.7}, 0.5),
              ("alpha", logo, (360, 288, 0), {"background": (200, 30, 90)}, 0.5),
              ("enlarged", picture_of("text", 40), (360, 288, 0), {}, 0.5),
              ("odd vanes", picture_of("zone plate", 333), (45, 100, 7.25), {}, 0.5),
              ("reduced", picture_of("photograph", 2048), (360, 288, 0), {}, 0.5),
              ("one vane", picture_of("checker", 200), (1, 20, 0), {}, 0.5)]
    try:
        if leds > 100:
            import cv2  # noqa: F401
    except ImportError:
        pass
    print(f"{'picture':<18} {'geometry':<12} {'sky-polar':>16} {'cv2.remap':>16}   (root mean square, greatest)")
    for name, picture, geometry, options, allowed in cases:
        words = [f"{key}={'#%02x%02x%02x' % value if key == 'background' else value}"
                 for key, value in options.items()]
        wanted = some_leds(picture, geometry, leds, **options)
        mean, most = errors(sky_polar(picture, geometry, *words), wanted)
        line = f"{name:<18} {geometry[0]}x{geometry[1]}+{geometry[2]:<5} {mean:8.2f} {most:7.2f}"
        if "cv2" in sys.modules and not options:
            line += " {:8.2f} {:7.2f}".format(*errors(remap(picture, geometry), wanted))
        failed |= mean > allowed
        print(line + ("   too large" if mean > allowed else ""), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
