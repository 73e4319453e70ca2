"""Soak: sky-gen writes frames in lockstep, sky-push takes them, both at full speed.
usage: soak.py FRAMES [GEOMETRY]

At the end both must have as much memory as after the first minute's worth of frames (1,800, or a tenth of few), and
sky-push must have seen every frame.
"""
import os
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


def published(path):
    try:
        with open(path, "rb") as file:
            file.seek(64)
            return struct.unpack("<Q", file.read(8))[0]
    except (FileNotFoundError, struct.error):
        return 0


def storm(path, frames):
    geometry = sys.argv[2] if len(sys.argv) > 2 else "24x8"
    words = ["-g", geometry]
    push = spawn(["sky-push", "@" + path, *words, "-r", "100000", "-o", "null", "--stats", "--idle", "exit",
                             "--stale", "1"], stderr=subprocess.PIPE, text=True)
    assert "waiting for" in push.stderr.readline()
    gen = spawn(["sky-gen", "bands", *words, "-n", str(frames), "-o", "@" + path, "--lockstep"],
                           stderr=subprocess.PIPE, text=True)
    early, late = None, None
    while gen.poll() is None:
        done = published(path)
        try:
            now = {"sky-gen": memory(gen), "sky-push": memory(push)}
        except (FileNotFoundError, KeyError):  # it ended just now
            break
        if early is None and done >= min(1800, frames // 10):
            early, at = now, done
        if "VmRSS" in now["sky-gen"]:
            late = now
        time.sleep(0.005)
    said = gen.communicate()[1]
    assert gen.returncode == 0 and said == "", said
    said = push.communicate()[1].splitlines()
    assert push.returncode == 0, said
    print(said[-1])
    assert said[-1].startswith(f"sky-push: {frames:,} frames, ") and ", 0 skipped, " in said[-1], "frames lost"
    for program in early:
        for name, before in early[program].items():
            after = late[program][name]
            print(f"{program} {name}: {before} KiB after {at} frames, {after} KiB at the end")
            assert after <= before + SLACK or late[program]["VmData"] > SANITIZER, "memory grew"


run(storm, int(sys.argv[1]))
