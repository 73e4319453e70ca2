#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Flat pictures beside their definition, written in numpy: a pixel of style=sectors is the mean, in linear light, of
what many points of it show; one of style=smooth is that of a piece of a ring about its middle, as long and as wide as
the pixel but at least as an LED's sector. Prints the errors in codes of sky-flat.

flat.py [PIXELS]    so many pixels of each zone, at random, 40 by default; ends with 1 if an error is above 1
"""
import subprocess
import sys
import tempfile

import numpy as np

from reference import TAU, picture_of, sky_polar, to_codes, to_light

BACKGROUND = (40, 0, 90)


def frames_of(geometry):
    vanes, pixels, _ = geometry
    vane, pixel = np.mgrid[:vanes, :pixels]
    random = np.random.default_rng(5)
    yield "photograph", sky_polar(picture_of("photograph"), geometry)
    yield "vanes", np.repeat((vane % 2 * 255)[:, :, None], 3, axis=2).astype(np.uint8)
    yield "checker", np.repeat(((vane + pixel) % 2 * 255)[:, :, None], 3, axis=2).astype(np.uint8)
    yield "noise", random.integers(0, 256, (vanes, pixels, 3), dtype=np.uint8)


def zones_of(geometry, size):
    """Pixels whose middle is within 8 of the hub's edge, or 1.5 of the rim, and those between."""
    rim = geometry[2] + geometry[1]
    y, x = np.mgrid[:size, :size] + 0.5 - size / 2
    distance, hub = np.hypot(x, y), geometry[2] / rim * size / 2
    zones = {"hub": abs(distance - hub) < 8, "rim": abs(distance - size / 2) < 1.5}
    zones["middle"] = (distance > hub + 8) & (distance < size / 2 - 1.5)
    return {name: np.argwhere(zone) for name, zone in zones.items() if zone.any()}


def sectors(points, geometry, size, y, x):
    """The LEDs that points of a pixel show, -1 for none."""
    vanes, pixels, hub = geometry
    pitch = size / 2 / (hub + pixels)
    at = (np.arange(points) + 0.5) / points
    right, up = ((x + at - size / 2) / pitch)[None, :], ((size / 2 - y - at) / pitch)[:, None]
    radius, turns = np.hypot(right, up) - hub, np.arctan2(right, up) / TAU
    led = np.floor(turns * vanes + 0.5).astype(int) % vanes * pixels + np.clip(radius, 0, pixels - 1).astype(int)
    return np.where((radius >= 0) & (radius < pixels), led, -1).ravel()


def smooth(points, geometry, size, y, x):
    vanes, pixels, hub = geometry
    pitch = size / 2 / (hub + pixels)
    inside = (sectors(points, geometry, size, y, x) >= 0).mean()
    right, up = (x + 0.5 - size / 2) / pitch, (size / 2 - y - 0.5) / pitch
    radius = np.hypot(right, up)
    width = min(max(1 / pitch / max(radius, 1e-9) / TAU, 1 / vanes), 1)
    at = (np.arange(20 * points) + 0.5) / (20 * points) - 0.5
    vane = np.floor((np.arctan2(right, up) / TAU + width * at) * vanes + 0.5).astype(int) % vanes
    pixel = np.clip(np.floor(radius - hub + max(1, 1 / pitch) * at), 0, pixels - 1).astype(int)
    # The parts along and across are independent, so their products are the shares.
    return np.bincount(vane, minlength=vanes) / len(vane), np.bincount(pixel, minlength=pixels) / len(pixel), inside


def wanted(style, frames, points, geometry, size, y, x):
    """The codes of a pixel in each frame, before rounding."""
    light = [to_light(frame) for frame in frames]
    under = to_light(np.array(BACKGROUND))
    if style == "smooth":
        across, along, inside = smooth(points, geometry, size, y, x)
        return [to_codes(np.einsum("v,vpc,p->c", across, one, along) * inside + under * (1 - inside)) for one in light]
    leds, counts = np.unique(sectors(points, geometry, size, y, x), return_counts=True)
    shares = counts / counts.sum()
    return [to_codes((np.where(leds[:, None] < 0, under, one.reshape(-1, 3)[leds]) * shares[:, None]).sum(axis=0))
            for one in light]


def sky_flat(frames, geometry, size, style):
    background = "#%02x%02x%02x" % BACKGROUND
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"".join(frame.tobytes() for frame in frames))
        file.flush()
        out = subprocess.run(["sky-flat", file.name, "-g", "{}x{}+{}".format(*geometry), "--size", str(size),
                              f"style={style}", f"background={background}", "--format", "rgb"],
                             check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(out, np.uint8).reshape(len(frames), size, size, 3).astype(float)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    points = 512 if count > 10 else 256
    random = np.random.default_rng(11)
    failed = False
    print(f"{'style':<8} {'geometry':<11} {'size':>4} {'zone':<7} greatest error and root mean square, in codes")
    for geometry, size in (((360, 288, 0), 800), ((360, 288, 0), 200), ((24, 8, 0), 401), ((61, 40, 7.5), 300)):
        names, frames = zip(*frames_of(geometry))
        for style in ("sectors", "smooth"):
            pictures = sky_flat(frames, geometry, size, style)
            for zone, places in zones_of(geometry, size).items():
                chosen = places[random.choice(len(places), min(count, len(places)), replace=False)]
                off = np.array([abs(np.array(wanted(style, frames, points, geometry, size, y, x)) - pictures[:, y, x])
                                for y, x in chosen])
                most, mean = off.max(axis=(0, 2)), np.sqrt((off ** 2).mean(axis=(0, 2)))
                failed |= most.max() > 1
                print(f"{style:<8} {'{}x{}+{}'.format(*geometry):<11} {size:4} {zone:<7}" + "".join(
                    f"{name:>11} {a:4.2f} {b:4.2f}" for name, a, b in zip(names, most, mean)) +
                    ("   too large" if most.max() > 1 else ""), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
