# SPDX-License-Identifier: ISC
"""Endurance: sky-push sends frames at full speed to wire: for a long time, with all that the way to the wire can do.
usage: endurance.py SECONDS [GEOMETRY]

What comes out must be whole frames, as many as went in and the black one at the end, each like the same one of the round
before; at the end sky-push must have as much memory as after the first tenth. Two rounds are waited for in any case.
Build it with sanitizers first, and they watch all the while: `make endurance`.
"""
import subprocess
import sys
import time
import zlib

from watch import run, spawn

SLACK = 1024  # KiB; a sanitizer keeps books of its own
ROUND = 360   # frames until the picture comes again


def memory(program):
    with open(f"/proc/{program.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def frames_of(stream, size):
    while data := stream.read(size):
        assert len(data) == size, f"a frame of {len(data)} bytes, wanted {size}"
        yield data


def story(path, seconds):
    vanes, pixels = map(int, (sys.argv[2] if len(sys.argv) > 2 else "360x288").split("x"))
    words = ["-g", f"{vanes}x{pixels}"]
    leds = vanes * pixels
    subprocess.run(["sky-gen", "gradients", *words, "-n", str(ROUND), "-o", path], check=True)
    player = spawn(["sky-cat", "-l", path, *words], stdout=subprocess.PIPE)
    push = spawn(["sky-push", *words, "-r", "100000", "--stats", "-o", "wire:-", "white=#ffe0c0", "brightness=0.5"],
                 stdin=player.stdout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=False)
    player.stdout.close()
    begin, sums, count, early, said = time.monotonic(), [], 0, None, 0
    frames = frames_of(push.stdout, 4 + 4 * leds + 4 + -(-leds // 16))
    assert not any(next(frames)[5:4 + 4 * leds:4]), "the LEDs are not sent black first"
    for frame in frames:
        passed = time.monotonic() - begin
        if player.poll() is None:
            check = zlib.crc32(frame)
            if count < ROUND:
                sums.append(check)
            assert check == sums[count % ROUND], f"frame {count} is not like frame {count % ROUND}"
            if passed >= seconds and count >= 2 * ROUND:
                late = memory(push)
                player.terminate()
                player.wait()
            if early is None and passed >= seconds / 10 and count >= ROUND:
                early, at = memory(push), count
            if passed >= said + 60:
                said = passed
                print(f"{passed:.0f} s: {count:,} frames, {memory(push):,} KiB", flush=True)
        count += 1
    errors = push.stderr.read().decode()
    print(errors, end="")
    assert push.wait() in (0, 1) and "Sanitizer" not in errors, errors
    assert not any(frame[5:4 + 4 * leds:4]), "it left something lit"
    assert len(set(sums)) > 1, "nothing moves"
    print(f"{count - 1:,} frames; {early:,} KiB after {at:,}, {late:,} KiB at the end")
    assert late <= early + SLACK, "memory grew"


run(story, int(sys.argv[1]))
