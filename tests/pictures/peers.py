#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""How exact pictures on the disc are, beside other programs: the root of the mean square error in codes of sky-polar,
lying still and moving, OpenCV's remap and warpPolar, ImageMagick's DePolar, libvips's mapim (all bilinear) and ffmpeg's
remap, as far as they are installed, against the definition in reference.py. usage: peers.py [LEDS [PICTURE.png ...]]"""
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np

import reference
from reference import TAU

SIZE = 640


def places(picture, geometry):
    """Where LEDs are, in pixels whose middles are whole numbers: x and y, vanes x pixels."""
    vanes, pixels, hub = geometry
    height, width = picture.shape[:2]
    angle = np.arange(vanes)[:, None] * TAU / vanes
    radius = (np.arange(pixels) + 0.5 + hub) * max(width, height) / 2 / (pixels + hub)
    return width / 2 + radius * np.sin(angle) - 0.5, height / 2 - radius * np.cos(angle) - 0.5


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def polar(picture, geometry):
    return reference.sky_polar(picture, geometry)


def moving(picture, geometry):
    """The second frame of a picture that was elsewhere in the first one."""
    return reference.sky_polar(picture, geometry, "x=n==0", frames=2)


def warp_polar(picture, geometry):
    import cv2

    vanes, pixels, _ = geometry
    height, width = picture.shape[:2]
    # Its radii begin at 0, not in the middle of a pixel: every other one of twice as many are those of the LEDs.
    out = cv2.warpPolar(picture, (2 * pixels, vanes), (width / 2 - 0.5, height / 2 - 0.5), max(width, height) / 2,
                        cv2.INTER_LINEAR | cv2.WARP_POLAR_LINEAR)
    return np.roll(out, -(vanes * 3 // 4), axis=0)[:, 1::2]


def depolar(picture, geometry):
    vanes, pixels, _ = geometry
    height, width = picture.shape[:2]
    half = 180 / vanes
    with tempfile.TemporaryDirectory() as folder:
        reference.write_png(f"{folder}/in.png", picture)
        out = run("convert", f"{folder}/in.png", "-virtual-pixel", "Black", "-distort", "DePolar",
                  f"{max(width, height) / 2},0,{width / 2},{height / 2},{180 + half},{-180 + half}",
                  "-resize", f"{vanes}x{pixels}!", "-depth", "8", "rgb:-")
    return np.frombuffer(out, np.uint8).reshape(pixels, vanes, 3).transpose(1, 0, 2)


def mapim(picture, geometry):
    vanes, pixels, _ = geometry
    with tempfile.TemporaryDirectory() as folder:
        reference.write_png(f"{folder}/in.png", picture)
        np.stack(places(picture, geometry), axis=2).astype(np.float32).tofile(f"{folder}/index.raw")
        run("vips", "rawload", f"{folder}/index.raw", f"{folder}/index.v", str(pixels), str(vanes), "2", "--format",
            "float")
        run("vips", "mapim", f"{folder}/in.png", f"{folder}/out.v", f"{folder}/index.v", "--interpolate", "bilinear")
        run("vips", "rawsave", f"{folder}/out.v", f"{folder}/out.raw")
        out = np.fromfile(f"{folder}/out.raw", np.uint8)
    return out.reshape(vanes, pixels, 3)


def ffmpeg_remap(picture, geometry):
    vanes, pixels, _ = geometry
    with tempfile.TemporaryDirectory() as folder:
        reference.write_png(f"{folder}/in.png", picture)
        for name, place in zip("xy", places(picture, geometry)):
            with open(f"{folder}/{name}.pgm", "wb") as out:
                out.write(b"P5 %d %d 65535\n" % (pixels, vanes) + np.round(place).astype(">u2").tobytes())
        out = run("ffmpeg", "-v", "error", "-i", f"{folder}/in.png", "-i", f"{folder}/x.pgm", "-i", f"{folder}/y.pgm",
                  "-lavfi", "[0]format=gbrp[in];[in][1][2]remap", "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
    return np.frombuffer(out, np.uint8).reshape(vanes, pixels, 3)


def has_opencv():
    try:
        import cv2  # noqa: F401
    except ImportError:
        return False
    return True


PEERS = {"sky-polar": (polar, True), "moving": (moving, True),
         "cv2.remap": (reference.remap, has_opencv()), "warpPolar": (warp_polar, has_opencv()),
         "DePolar": (depolar, shutil.which("convert")), "mapim": (mapim, shutil.which("vips")),
         "ffmpeg": (ffmpeg_remap, shutil.which("ffmpeg"))}


def more_pictures():
    """Three more that are hard: stars, spokes that are closer than pixels in the middle, and stripes of two colours."""
    random = np.random.default_rng(5)
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5 - SIZE / 2
    stars = np.zeros((SIZE, SIZE, 3))
    for _ in range(4000):
        stars[random.integers(SIZE), random.integers(SIZE)] = random.integers(60, 256, 3)
    spokes = 127.5 + 127.5 * np.sign(np.sin(60 * np.arctan2(x, -y)))
    stripes = np.where(((x + 0.37 * y) % 7 < 2.5)[:, :, None], [255, 40, 0], [0, 30, 160])
    return {"stars": stars, "spokes": np.repeat(spokes[:, :, None], 3, axis=2), "stripes": stripes}


def read_picture(path):
    width, height = map(int, run("ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0",
                                 path).split(b","))
    out = run("ffmpeg", "-v", "error", "-i", path, "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
    return np.frombuffer(out, np.uint8).reshape(height, width, 3)


def main():
    leds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    pictures = {name: reference.picture_of(name, SIZE) for name in ("photograph", "zone plate", "text", "checker")}
    pictures |= {name: picture.astype(np.uint8) for name, picture in more_pictures().items()}
    pictures |= {os.path.basename(path): read_picture(path) for path in sys.argv[2:]}
    names = [name for name, (_, installed) in PEERS.items() if installed]
    print(f"{'root of mean square, codes':<27}" + "".join(f"{name:>10}" for name in names))
    failed = False
    for geometry in (360, 288, 0), (60, 16, 0), (12, 8, 0):
        for title, picture in pictures.items():
            wanted = reference.some_leds(picture, geometry, leds)
            found = [reference.errors(PEERS[name][0](picture, geometry), wanted)[0] for name in names]
            allowed = 1.0 if title == "checker" or geometry[0] < 100 else 0.5
            too_large = found[0] > allowed or found[1] > 1.5
            failed |= too_large
            print(f"{title:<18}{f'{geometry[0]}x{geometry[1]}':<9}" + "".join(f"{error:10.2f}" for error in found) +
                  ("   too large" if too_large else ""), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
