# SPDX-License-Identifier: ISC
"""What pictures and films cost at 360x288, one core: CPU microseconds a frame of sky-polar as a whole process, start-up
taken off, beside OpenCV's remap (bilinear, which aliases) and ffmpeg's decoder. Then the errors of both against the
definition; see tests/pictures/reference.py. usage: pictures.py BUILD"""
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


with tempfile.TemporaryDirectory(dir="/dev/shm") as place:
    os.chdir(place)
    source = ["-f", "lavfi", "-i", "testsrc2=size=640x640:rate=30", "-vf", "noise=alls=10:allf=t", "-frames:v", str(MANY)]
    subprocess.run(["ffmpeg", "-v", "error", *source, "-c:v", "libx264", "-pix_fmt", "yuv420p", "film.mp4"], check=True)
    for name, options in (("film.y4m", ["-f", "yuv4mpegpipe"]), ("film.ppm", ["-f", "image2pipe", "-c:v", "ppm"])):
        subprocess.run(["ffmpeg", "-v", "error", "-i", "film.mp4", *options, name], check=True)
    print(f"{'CPU microseconds a frame, 640x640':<44} {'ours':>9} {'peer':>9} {'ratio':>7} {'reach':>7}")
    decoder = frame("ffmpeg", "-v", "error", "-threads", "1", "-i", "film.mp4", "-frames:v", "{}", "-f", "null", "-")
    for title, name, peer, goal in (("PPM, against OpenCV's remap", "film.ppm", remap(640), "2.5"),
                                    ("Y4M, against ffmpeg's decoder of H.264", "film.y4m", decoder, "1.0")):
        ours = frame("sky-polar", "-n", "{}", name)
        print(f"{title:<44} {ours:9.0f} {peer:9.0f} {ours / peer:7.2f} {goal:>7}", flush=True)
print()
sys.argv[1:] = ["600"]
sys.exit(reference.main())
