#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Arrows on the disc by sky-polar, for each fit, hub, flip and several placements: where the arrow's tail and tip are,
and where it points, by arithmetic. Then pictures there and back: through sky-polar and sky-flat. Prints what is wrong,
and ends with 1 if anything is."""
import itertools
import subprocess
import sys

import numpy as np

import reference
from reference import TAU

WIDTH, HEIGHT, RADIUS = 120, 80, 5
TAIL, TIP = (48, 47), (73, 31)  # in pixels to the right and down from the upper left corner


def arrow():
    """A grey shaft from a red tail to a green tip."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    along = ((x - TAIL[0]) * (TIP[0] - TAIL[0]) + (y - TAIL[1]) * (TIP[1] - TAIL[1])) / np.hypot(
        TIP[0] - TAIL[0], TIP[1] - TAIL[1]) ** 2
    along = np.clip(along, 0, 1)
    aside = np.hypot(x - TAIL[0] - along * (TIP[0] - TAIL[0]), y - TAIL[1] - along * (TIP[1] - TAIL[1]))
    picture[aside < 1.5] = [0, 0, 120]
    for (right, down), color in ((TAIL, [255, 0, 0]), (TIP, [0, 255, 0])):
        picture[np.hypot(x - right, y - down) < RADIUS] = color
    return picture


def place_of(point, geometry, fit, size, x, y, angle, flip):
    """Where a point of the picture is on the disc, in pitches to the right and up from its middle."""
    _, pixels, hub = geometry
    diameter = 2 * (pixels + hub)
    right, up = point[0] - WIDTH / 2, HEIGHT / 2 - point[1]
    right, up = -right if flip in ("across", "both") else right, -up if flip in ("down", "both") else up
    sides = {"contain": (max(WIDTH, HEIGHT),) * 2, "cover": (min(WIDTH, HEIGHT),) * 2, "stretch": (WIDTH, HEIGHT)}[fit]
    right, up = right * size * diameter / sides[0], up * size * diameter / sides[1]
    turn = np.radians(angle)
    right, up = right * np.cos(turn) + up * np.sin(turn), up * np.cos(turn) - right * np.sin(turn)
    return right + x * diameter / 2, up + y * diameter / 2


def middle_of(frame, geometry, channel):
    """The middle of all light of a colour."""
    vanes, pixels, hub = geometry
    radius = hub + np.arange(pixels) + 0.5
    angle = np.arange(vanes)[:, None] * TAU / vanes
    light = reference.to_light(frame[:, :, channel]) * radius
    return ((light * radius * np.sin(angle)).sum() / light.sum(), (light * radius * np.cos(angle)).sum() / light.sum())


def test_arrows():
    picture, wrong, count = arrow(), 0, 0
    placements = ({}, {"angle": 40}, {"size": 0.7, "x": 0.45, "y": -0.3, "angle": 250})
    for fit, hub, flip, placement in itertools.product(("contain", "cover", "stretch"), (0, 2.5),
                                                       ("no", "across", "down", "both"), placements):
        geometry = (120, 40, hub)
        where = {"fit": fit, "flip": flip, "size": 1, "x": 0, "y": 0, "angle": 0} | placement
        words = [f"{name}={value}" for name, value in where.items()]
        frame = reference.sky_polar(picture, geometry, *words)
        got = [np.array(middle_of(frame, geometry, channel)) for channel in (0, 1)]
        wanted = [np.array(place_of(point, geometry, **where)) for point in (TAIL, TIP)]
        far = max(np.hypot(*(a - b)) for a, b in zip(got, wanted))
        (right, up), (wanted_right, wanted_up) = got[1] - got[0], wanted[1] - wanted[0]
        turned = np.degrees(np.arctan2(right, up) - np.arctan2(wanted_right, wanted_up))
        turned = abs((turned + 180) % 360 - 180)
        count += 1
        if far > 0.2 or turned > 1:
            wrong += 1
            print(f"{' '.join(words)} hub {hub}: {far:.2f} pitches away, turned by {turned:.1f} degrees")
    return wrong, count


def test_back():
    """A picture as large as the disc, there and back: the error inside the disc, in codes."""
    wrong, size = 0, 576
    y, x = np.mgrid[:size, :size] + 0.5 - size / 2
    inside = np.hypot(x, y) < size / 2 - 2
    smooth = reference.picture_of("photograph", 36).repeat(16, 0).repeat(16, 1).astype(float)
    box = np.ones(31) / 31
    for axis in (0, 1, 0, 1):
        smooth = np.apply_along_axis(lambda line: np.convolve(np.pad(line, 15, "edge"), box, "valid"), axis, smooth)
    pictures = (("smooth picture", np.round(smooth).astype(np.uint8), 0.6),
                ("photograph", reference.picture_of("photograph", size), 6))
    for name, picture, allowed in pictures:
        for style in "smooth", "sectors":
            frame = reference.sky_polar(picture, (360, 288, 0))
            command = ["sky-flat", "-g", "360x288", "--size", str(size), "--format", "rgb", f"style={style}"]
            out = subprocess.run(command, input=frame.tobytes(), stdout=subprocess.PIPE, check=True).stdout
            back = np.frombuffer(out, np.uint8).reshape(size, size, 3)
            off = np.sqrt(((back[inside].astype(float) - picture[inside]) ** 2).mean())
            print(f"# {name}, back in style {style}: {off:.2f}")
            wrong += off > allowed
    return wrong


if __name__ == "__main__":
    failed, arrows = test_arrows()
    print(f"# {arrows} arrows, {failed} wrong")
    sys.exit(int(failed + test_back() > 0))
