# SPDX-License-Identifier: ISC
"""usage: check_films.py: 300 pictures of a film of numpy's through each format that sky-polar, first in PATH, reads; and
a film of 25 pictures a second with sound at -r 30. Prints a line for each, and ends with 1 if one is wrong."""
import os
import subprocess
import sys
import tempfile

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from films import interpolate, to_rgb, to_yuv  # noqa: E402
from pngs import RGB, file_of, pack_rows  # noqa: E402

WIDTH, HEIGHT, COUNT = 128, 96, 300
VANES, PIXELS = 120, 48
failed = False


def report(what, found, most):
    global failed
    wrong = found > most
    failed |= wrong
    print(f"{what:34}{found:6g}  (must be at most {most:g}){'  WRONG' if wrong else ''}")


def pictures():
    """Moving waves, bars that turn and noise."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    noise = random.integers(0, 40, (HEIGHT, WIDTH, 3))
    for i in range(COUNT):
        t = i / 25
        bars = 127 + 127 * np.sign(np.sin((x * np.cos(t) + y * np.sin(t)) / 5))
        waves = [128 + 80 * np.sin(x / 9 + 3 * t), 128 + 80 * np.cos(y / 7 - 2 * t), (2 * x + 8 * i) % 256]
        picture = np.stack(waves, -1) * 0.6 + bars[..., None] * 0.3 + noise
        yield np.clip(np.round(picture), 0, 255).astype(np.uint8)


def halved(plane):
    """Means of squares of four samples, as encoders make them: they lie in the middle."""
    return plane.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean((1, 3))


def planes_of(picture, chroma):
    """What a film stores of a picture, and what that shows."""
    y, u, v = to_yuv(picture.astype(float), 8, "bt601", False)
    stored = [y, u, v] if chroma == "444" else [y, halved(u), halved(v)]
    stored = [np.clip(np.round(plane), 0, 255).astype(np.uint8) for plane in stored]
    full = [plane.astype(float) for plane in stored]
    if chroma == "420jpeg":
        full[1:] = [interpolate(interpolate(plane, WIDTH, 1, False), HEIGHT, 0, False) for plane in full[1:]]
    return b"".join(plane.tobytes() for plane in stored), to_rgb(*full, 8, "bt601", False)


def polar(*words, **options):
    command = ["sky-polar", "-g", f"{VANES}x{PIXELS}", *words]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, **options)
    return np.frombuffer(out.stdout, np.uint8).reshape(-1, VANES, PIXELS, 3).astype(int)


def ppm(picture):
    return b"P6 %d %d 255\n" % (WIDTH, HEIGHT) + picture.tobytes()


def check_formats():
    film = list(pictures())
    files = {"film.ppm": b"".join(map(ppm, film)), "film.rgb": b"".join(p.tobytes() for p in film),
             "film.png": b"".join(file_of(WIDTH, HEIGHT, 8, RGB, pack_rows(p, 8)) for p in film)}
    shown = {}
    for chroma in "444", "420jpeg":
        stored, shown[chroma] = zip(*(planes_of(p, chroma) for p in film))
        files[f"{chroma}.y4m"] = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F25:1 Ip C{chroma}\n".encode() + \
            b"".join(b"FRAME\n" + p for p in stored)
    for name, data in files.items():
        with open(name, "wb") as out:
            out.write(data)
    wanted = polar(stdin=open("film.ppm", "rb"))
    report("frames of PPM that are missing", COUNT - len(wanted), 0)
    report("PNG, codes from PPM", abs(polar(stdin=open("film.png", "rb")) - wanted).max(), 0)
    report("raw RGB, codes from PPM", abs(polar("-S", f"{WIDTH}x{HEIGHT}", "film.rgb") - wanted).max(), 0)
    for chroma, most in ("444", 1), ("420jpeg", 2):
        of_numpy = polar(input=b"".join(map(ppm, shown[chroma])))
        report(f"Y4M {chroma}, codes from numpy", abs(polar("-r", "25", f"{chroma}.y4m") - of_numpy).max(), most)


def check_sound():
    run = lambda line: subprocess.run(line, shell=True, check=True, stdout=subprocess.PIPE).stdout
    run("ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=25:duration=12 -f lavfi -i sine=duration=12 "
        "-c:a pcm_s16le film.mkv && ffmpeg -v error -i film.mkv sound.wav")
    sound = float(run("ffprobe -v error -show_entries format=duration -of csv=p=0 sound.wav"))
    frames = len(run("ffmpeg -v error -i film.mkv -f yuv4mpegpipe - | sky-polar -g 1x1 -r 30")) // 3
    report("seconds from the sound's", abs(frames / 30 - sound), 1 / 30)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    check_formats()
    check_sound()
sys.exit(int(failed))
