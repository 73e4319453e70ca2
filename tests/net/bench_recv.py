#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What receiving frames costs, in CPU time, beside the plainest receiver of the same packets, by protocol; sky-push
sends. usage: tests/net/bench_recv.py BUILD [FRAMES] [FPS]"""
import os
import re
import statistics
import subprocess
import sys

build = sys.argv[1]
frames, fps = int((sys.argv[2:] or ["1000"])[0]), int((sys.argv[3:] or ["60"])[0])
ROUNDS = 3


def send(output):
    source = subprocess.Popen([f"{build}/sky-gen", "test", "-n", str(frames)], stdout=subprocess.PIPE)
    subprocess.run([f"{build}/sky-push", "-r", str(fps), "--leave", "-o", output, "-"], stdin=source.stdout, check=True,
                   stderr=subprocess.DEVNULL)  # the plain one ends before the last packets


def cost(command, name, words):
    """Seconds of CPU time of this receiver, and what it said."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE if "recvmmsg" in command[0] else subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    line = (process.stdout or process.stderr).readline()
    port = re.search(r"(\d+)(,|$)", line.strip().rsplit(":", 1)[-1])[1]
    send(f"{name}:127.0.0.1:{port}{words}")
    said = (process.stdout or process.stderr).read().strip()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    return usage.ru_utime + usage.ru_stime, said


print(f"CPU time of {frames} frames of 360x288 at {fps} a second, the median of {ROUNDS} rounds")
for name, words in [(name, words) for name in ("ddp", "artnet", "e131") for words in ("", ",pace=0")]:
    plain, ours = [], []
    for _ in range(ROUNDS):
        plain.append(cost([f"{build}/tests/bench/recvmmsg", "1000"], name, words))
        ours.append(cost([f"{build}/sky-recv", f"{name}:127.0.0.1:0", "-n", str(frames), "--every", "--stats"],
                         name, words))
    a, b = (statistics.median(seconds for seconds, _ in runs) for runs in (plain, ours))
    print(f"{name + words:14} plain {a:.3f} s, sky-recv {b:.3f} s, ratio {b / a:.2f}; {ours[-1][1]}")
