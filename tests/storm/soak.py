# SPDX-License-Identifier: ISC
"""Soak: sky-gen writes frames in lockstep, sky-push takes them, both at full speed.
usage: soak.py FRAMES [GEOMETRY]

At the end both must have as much memory as after the first minute's worth of frames (1,800, or a tenth of few), and
sky-push must have seen every frame.
"""
import signal
import struct
import subprocess
import sys
import time

from watch import run, spawn

SLACK = 64             # KiB: a page of stack here and there, and what printing needs
SANITIZER = 1 << 30    # KiB: so much is reserved only by a sanitizer, which keeps books of its own


def memory(program):
    with open(f"/proc/{program.pid}/status") as status:
        words = {line.split(":")[0]: line.split()[1] for line in status if line.startswith(("VmRSS", "VmData"))}
    return {name: int(value) for name, value in words.items()}


def number_at(path, offset):
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            return struct.unpack("<Q", file.read(8))[0]
    except (FileNotFoundError, struct.error):
        return 0


def published(path):
    return number_at(path, 64)


def taken(path):
    return number_at(path, 128)


def storm(path, frames):
    geometry = sys.argv[2] if len(sys.argv) > 2 else "24x8"
    words = ["-g", geometry]
    push = spawn(["sky-push", "@" + path, *words, "-r", "100000", "-o", "null", "--stats", "--stale", "1000"],
                 stderr=subprocess.PIPE, text=True)
    assert "waiting for" in push.stderr.readline()
    gen = spawn(["sky-gen", "bands", *words, "-o", "@" + path, "--lockstep"], stderr=subprocess.PIPE, text=True)
    memories = []
    for count in min(1800, frames // 10), frames:
        while published(path) < count:
            assert gen.poll() is None and push.poll() is None, "one of them has ended"
            time.sleep(0.005)
        memories.append((published(path), {"sky-gen": memory(gen), "sky-push": memory(push)}))
    gen.terminate()
    said = gen.communicate()[1]
    assert gen.returncode in (0, -signal.SIGTERM) and said == "", (gen.returncode, said)
    last = published(path)
    while taken(path) < last:
        assert push.poll() is None
        time.sleep(0.005)
    push.terminate()
    said = push.communicate()[1].splitlines()
    assert push.returncode == 0, said
    counts = next(line for line in said if line.startswith("sky-push: ") and " frames, " in line)
    print(counts)
    assert counts.startswith(f"sky-push: {last:,} frames, ") and ", 0 skipped, " in counts, "frames lost"
    (first, early), (_, late) = memories
    for program in early:
        for name, before in early[program].items():
            after = late[program][name]
            print(f"{program} {name}: {before} KiB after {first} frames, {after} KiB at the end")
            assert after <= before + SLACK or late[program]["VmData"] > SANITIZER, "memory grew"


run(storm, int(sys.argv[1]))
