# SPDX-License-Identifier: ISC
"""usage: show.py PROJECT [SECONDS_EACH SECONDS_FADE SIZE]: plays examples/three-scenes.sh in the current folder, and
compares every frame of it with a model of its fades; records it, plays the recording to LEDs, makes a film of it, and
looks whether telephones play that. $SKY_GEOMETRY and $SKY_FPS are those of the show. Prints what it found."""
import json
import os
import pathlib
import subprocess
import sys
import time

import numpy

import scenes as fades  # the model of each kind of fade

project = pathlib.Path(sys.argv[1])
each, fade = sys.argv[2:4] if len(sys.argv) > 3 else ("2", "0.5")
size = int(sys.argv[4]) if len(sys.argv) > 4 else 64
vanes, pixels = map(int, os.environ.get("SKY_GEOMETRY", "360x288").split("x"))
fps = int(os.environ.get("SKY_FPS", "30"))
TEXT = "three scenes"


def run(command, **options):
    return subprocess.run(["bash", "-c", "set -o pipefail\n" + command], check=True, **options)


def frames_of(command):
    """The frames that this command writes, one after another."""
    with subprocess.Popen(["bash", "-c", command], stdout=subprocess.PIPE) as process:
        while data := process.stdout.read(vanes * pixels * 3):
            assert len(data) == vanes * pixels * 3
            yield numpy.frombuffer(data, numpy.uint8)


def model(scenes, frames, steps):
    """The show of scenes with so many frames each, whose last frames are mixed with the first of the next scene."""
    for number, scene in enumerate(scenes):
        last = number == len(scenes) - 1
        for frame in range(steps if number else 0, frames if last else frames - steps):
            yield next(scene)
        for step in range(0 if last else steps):
            yield fades.transition("mix", next(scene), next(scenes[number + 1]), step, steps)


run("ffmpeg -v error -y -f lavfi -i testsrc2=size=96x64:rate=25:duration=1.4 -pix_fmt yuv420p film.mp4")
logo = project / "examples/logo.png"
scenes = [
    frames_of(f"exec sky-gen aurora -d {each}"),
    # a film of 25 pictures a second that begins again and again
    frames_of(f"ffmpeg -v error -stream_loop -1 -i film.mp4 -t {each} -f yuv4mpegpipe - |"
              f" sky-polar fit=cover -d {each}"),
    frames_of(f"sky-gen text text='{TEXT}' background=black size=0.2 -d {each} -o text.raw;"
              f"sky-gen perlin palette=ocean -d {each} | sky-blend - over '{logo},size=0.6,angle=12*t' |"
              " sky-blend - max text.raw"),
]
environment = os.environ | {"SECONDS_EACH": each, "SECONDS_FADE": fade}
show = f"bash '{project}/examples/three-scenes.sh' film.mp4 '{logo}' '{TEXT}'"
began = time.monotonic()
run(f"{show} | sky-cat -o show.gz", env=environment)
took = time.monotonic() - began

frames, steps = int(float(each) * fps + 0.5), int(float(fade) * fps + 0.5)
count = 0
for count, (found, wanted) in enumerate(zip(frames_of("exec sky-cat show.gz"), model(scenes, frames, steps)), 1):
    assert numpy.array_equal(found, wanted), f"frame {count - 1} has {numpy.sum(found != wanted)} other bytes"
total = 3 * frames - 2 * steps
assert count == total, f"{count} frames, wanted {total}"
information = subprocess.run(["sky-cat", "--info", "show.gz"], check=True, capture_output=True, text=True).stdout
assert f"{total:,}" in information or f" {total} " in information, information

played = subprocess.run("sky-push show.gz -o null --stats -r 1000".split(), check=True, capture_output=True,
                        text=True).stderr
assert f"sky-push: {total:,} frames" in played, played

run(f"sky-flat --format y4m --size {size} show.gz | ffmpeg -v error -y -i - -movflags +faststart show.mp4")
probed = json.loads(subprocess.run(
    "ffprobe -v error -count_frames -show_streams -show_format -of json show.mp4".split(), check=True,
    capture_output=True).stdout)
stream, = probed["streams"]
assert stream["codec_name"] == "h264" and stream["pix_fmt"] == "yuv420p", stream
assert stream["profile"] in ("Constrained Baseline", "Main", "High"), stream
assert stream["width"] % 2 == 0 and stream["height"] % 2 == 0, stream
assert int(stream["nb_read_frames"]) == total, stream
assert abs(float(probed["format"]["duration"]) - total / fps) < 0.01, probed
film = pathlib.Path("show.mp4").read_bytes()
assert film.find(b"moov") < film.find(b"mdat"), "the index is at the end"

# Each picture of the film is the frame of its time, as near as a film of this kind keeps it.
picture = size * size * 3
decode = lambda command: subprocess.Popen(["bash", "-c", command], stdout=subprocess.PIPE).stdout
worst = 0
drawn = decode(f"sky-flat --format rgb --size {size} show.gz")
decoded = decode("ffmpeg -v error -i show.mp4 -f rawvideo -pix_fmt rgb24 -")
while (a := drawn.read(picture)) and (b := decoded.read(picture)):
    difference = numpy.frombuffer(a, numpy.uint8).astype(float) - numpy.frombuffer(b, numpy.uint8)
    worst = max(worst, float(numpy.sqrt(numpy.mean(difference ** 2))))
assert not a and not decoded.read(1) and worst < 25, worst

print(f"{total} frames of {vanes}x{pixels} ({total / fps:g} s) in {took:.1f} s, all as in the model; recorded in "
      f"{os.path.getsize('show.gz'):,} bytes; film: H.264 {stream['profile']} {stream['width']}x{stream['height']}, "
      f"{len(film):,} bytes, {worst:.1f} of 255 from the frames at worst")
