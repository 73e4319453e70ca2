# SPDX-License-Identifier: ISC
"""Kill storm: writers and readers of a frame file are killed at random moments, while a sky-push reads.
usage: kills.py KILLS

sky-push must never stop; each frame on its wire must be one that was published, whole; their numbers never go back,
over all writers; and the lock must be free for each next writer.
"""
import random
import subprocess
import sys
import time

from watch import Push, Writer, run, spawn, wait_until


def reader(path):
    line = random.choice([["sky-cat", "@" + path], ["sky-push", "@" + path, "-r", "2000", "-o", "null"]])
    return spawn(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def storm(path, kills):
    push = Push(path, 1000)
    readers = [reader(path), reader(path)]
    counts = {"writers": 0, "writers before their first frame": 0, "makers of another geometry": 0, "readers": 0}
    newest = 0
    while sum(counts.values()) < kills:
        other = random.random() < 0.05 # such a writer makes the file anew
        writer = Writer(path, "10x4" if other else "24x8")
        early = random.random() < 0.2
        if early:
            time.sleep(random.uniform(0, 0.003))
        else:
            number = writer.begun()
            assert number is not None, f"a writer was not let in: {writer.program.stderr.read().decode()}"
            assert number > newest, f"the numbers go back from {newest} to {number}"
            newest = number
            for i in range(random.randrange(3)):
                time.sleep(random.uniform(0, 0.004))
                readers[i].kill()
                readers[i].wait()
                readers[i] = reader(path)
                counts["readers"] += 1
            time.sleep(random.uniform(0, 0.004))
            if not other and random.random() < 0.05:
                wait_until(lambda: push.watch.last >= newest, "the newest frame", push.check)
        assert writer.kill(), "a writer ended by itself"
        counts["makers of another geometry" if other else
               "writers before their first frame" if early else "writers"] += 1
        push.check()
        assert not push.watch.back, "the numbers on the wire go back"
    writer = Writer(path)
    number = writer.begun()
    wait_until(lambda: push.watch.last >= number, "the newest frame", push.check)
    writer.kill()
    for program in readers:
        program.kill()
        program.wait()
    print(f"killed {sum(counts.values())}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    print(f"on the wire {push.watch.count} frames, {push.watch.changes} of them new, {push.watch.wrong} wrong, "
          f"{push.watch.back} backwards; longest silence {push.watch.gap * 1000:.0f} ms; newest {push.watch.last}")
    print(push.stop())


run(storm, int(sys.argv[1]))
