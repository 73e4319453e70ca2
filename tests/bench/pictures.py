# SPDX-License-Identifier: ISC
"""What pictures and films cost at 360x288, one core: CPU microseconds a frame of sky-polar as a whole process, start-up
taken off, beside OpenCV's remap (bilinear, which aliases), ffmpeg's decoder, libpng's, and a plain copy of sky-flat's
pictures. Then the errors of sky-polar and of other programs against the definition; see tests/pictures.
usage: pictures.py BUILD"""
import os
import resource
import subprocess
import sys
import tempfile
import time

import cv2
import numpy as np

FEW, MANY, RUNS = 20, 120, 7
folder = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, folder + "/../pictures")
import peers  # noqa: E402
import reference  # noqa: E402

os.environ["PATH"] = sys.argv[1] + ":" + os.environ["PATH"]
os.environ["SKY_GEOMETRY"] = "360x288"


def cpu(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def frame(*command):
    """Microseconds a frame; {} in a word is the number of frames."""
    times = [min(cpu(*(word.replace("{}", str(count)) for word in command)) for _ in range(RUNS)) for count in (FEW, MANY)]
    return (times[1] - times[0]) / (MANY - FEW) * 1e6


def remap(size):
    """Microseconds of OpenCV's, the maps made and the picture in memory."""
    cv2.setNumThreads(1)
    angle = np.arange(360)[:, None] * 2 * np.pi / 360
    radius = (np.arange(288) + 0.5) * size / 2 / 288
    maps = [(size / 2 + radius * part - 0.5).astype(np.float32) for part in (np.sin(angle), -np.cos(angle))]
    picture = np.random.default_rng(1).integers(0, 256, (size, size, 3), dtype=np.uint8)
    least = float("inf")
    for _ in range(300):
        begin = time.perf_counter()
        cv2.remap(picture, *maps, cv2.INTER_LINEAR)
        least = min(least, time.perf_counter() - begin)
    return least * 1e6


def copy(size):
    """Microseconds of a copy of as many bytes as a picture has."""
    picture, out = (np.full(size * size * 3, 1, np.uint8) for _ in range(2))
    least = float("inf")
    for _ in range(300):
        begin = time.perf_counter()
        np.copyto(out, picture)
        least = min(least, time.perf_counter() - begin)
    return least * 1e6


def film(name, size, count, *options):
    source = f"testsrc2=size={size}x{size}:rate=30"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-vf", "noise=alls=10:allf=t"]
    subprocess.run([*command, "-frames:v", str(count), *options, name], check=True)
    return name


def row(title, ours, peer, goal):
    """`peer` is in microseconds, or None if `goal` is."""
    ratio = ours / peer if peer else ours
    mark = "   exceeded" if ratio > goal else ""
    print(f"{title:<46}{ours:9.0f}{f'{peer:9.0f}{ratio:8.2f}' if peer else ' ' * 17}{goal:8g}{mark}", flush=True)


with tempfile.TemporaryDirectory(dir="/dev/shm") as place:
    os.chdir(place)
    film("film.mp4", 640, MANY, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    for name, options in (("film.y4m", ["-f", "yuv4mpegpipe"]), ("film.ppm", ["-f", "image2pipe", "-c:v", "ppm"])):
        subprocess.run(["ffmpeg", "-v", "error", "-i", "film.mp4", *options, name], check=True)
    film("large.ppm", 4000, 4, "-f", "image2pipe", "-c:v", "ppm")
    film("still.png", 1024, 1)
    film("small.png", 640, 1)
    print(f"{'CPU microseconds a frame':<46}{'ours':>9}{'peer':>9}{'ratio':>8}{'goal':>8}")
    row("640x640 PPM, OpenCV's remap", frame("sky-polar", "-n", "{}", "film.ppm"), remap(640), 2.5)
    decoder = frame("ffmpeg", "-v", "error", "-threads", "1", "-i", "film.mp4", "-frames:v", "{}", "-f", "null", "-")
    row("640x640 Y4M, ffmpeg's decoder of H.264", frame("sky-polar", "-n", "{}", "film.y4m"), decoder, 1)
    row("640x640, moving", frame("sky-polar", "-n", "{}", "small.png", "angle=7*n", "x=0.1*sin(n)"), None, 4000)
    large = (min(cpu("sky-polar", "-n", "4", "large.ppm") for _ in range(RUNS)) -
             min(cpu("sky-polar", "-n", "1", "large.ppm") for _ in range(RUNS))) / 3 * 1e6
    row("4000x4000 PPM", large, None, 25000)
    times = [min(cpu(*command, "still.png") for _ in range(3 * RUNS)) * 1e6
             for command in (("sky-polar", "-n", "1"), (sys.argv[1] + "/tests/bench/png",))]
    row("a process: 1024x1024 PNG, libpng's decoder", *times, 1.3)
    with open("frames", "wb") as file:
        subprocess.run(["sky-gen", "noise", "-n", str(MANY)], check=True, stdout=file)
    for style in "sectors", "smooth", "dots":
        ours = frame("sky-flat", "-n", "{}", "--size", "800", f"style={style}", "--format", "rgb", "frames")
        row(f"sky-flat, 800x800, {style}, a plain copy", ours, copy(800), 25)
        if style == "sectors":
            row("the same at 1,500 frames a second", ours, None, 667)
print()
sys.argv[1:] = ["600"]
failed = peers.main()
print()
sys.exit(reference.main() or failed)
