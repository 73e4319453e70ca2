# SPDX-License-Identifier: ISC
"""Every program ends within a second of SIGTERM, whatever it waits for: inputs that nobody writes, outputs that nobody
reads, files that do not exist yet. usage: ends.py SECONDS [FILTER]

Prints the slowest, and each program that took longer than SECONDS.
"""
import os
import signal
import subprocess
import sys
import tempfile
import time

os.environ["SKY_GEOMETRY"] = "24x8"
FRAME = bytes(24 * 8 * 3)

# An input or output, as the programs take it; {} is made new for each program.
STALLED_INPUTS = {
    "standard input": "-",              # an open pipe
    "a FIFO without a writer": "{}/quiet",
    "a FIFO with an idle writer": "{}/idle",
    "a FIFO in the middle of a frame": "{}/part",
    "a frame file that is not there": "@{}/absent.sky",
    "a frame file without a writer": "@{}/still.sky",
    "a raw file that is not there": "raw:{}/absent.raw",
    "a second input": "{}/one.raw {}/idle",
}
STALLED_OUTPUTS = {"a full FIFO": "{}/full", "a compressed full FIFO": "{}/full.gz", "a full pipe": "-"}
OUTPUTS = {"a recording": "{}/out.raw", "a compressed recording": "{}/out.gz", "a frame file": "@{}/out.sky"}
PUSH_OUTPUTS = ["null", "wire:{}/full", "wire:{}/lonely", "wire:{}/out.wire"]


def cases():
    for what, input in STALLED_INPUTS.items():
        for where, output in OUTPUTS.items():
            yield f"sky-cat from {what} to {where}", f"sky-cat {input} -o {output}"
        yield f"sky-rotate from {what}", f"sky-rotate {input.split()[-1]} -o {{}}/out.raw"
        yield f"sky-blend from {what}", f"sky-blend {{}}/idle add {input.split()[-1]} -o {{}}/out.gz"
        yield f"sky-map from {what}", f"sky-map src {input.split()[-1]} -o {{}}/out.raw"
        for output in PUSH_OUTPUTS:
            yield f"sky-push from {what} to {output}", f"sky-push {input.split()[-1]} -o {output}"
    for where, output in STALLED_OUTPUTS.items():
        yield f"sky-gen to {where}", f"sky-gen test -o {output}"
        yield f"sky-cat to {where}", f"sky-cat -l {{}}/one.raw -o {output}"
        yield f"sky-push -v to {where}", f"sky-push -v {{}}/one.raw -o wire:{output}"
    yield "sky-polar from standard input", "sky-polar - -o {}/out.raw"
    yield "sky-flat from standard input", "sky-flat - -o {}/out.png"
    yield "sky-gen in lockstep", "sky-gen test --lockstep -o @{}/out.sky"


def prepare(folder):
    """Makes the files; returns descriptors that keep FIFOs open."""
    with open(f"{folder}/one.raw", "wb") as file:
        file.write(FRAME)
    subprocess.run(["sky-cat", f"{folder}/one.raw", "-o", f"@{folder}/still.sky"], check=True)
    held = []
    for name in "quiet", "lonely", "idle", "part", "full", "full.gz":
        os.mkfifo(f"{folder}/{name}")
        if "quiet" not in name and name != "lonely":
            held.append(os.open(f"{folder}/{name}", os.O_RDWR | os.O_NONBLOCK))
        if name == "part":
            os.write(held[-1], FRAME[:100])
        if "full" in name:
            fill(held[-1])
    return held


def fill(fd):
    os.set_blocking(fd, False)
    try:
        while True:
            os.write(fd, bytes(4096))
    except BlockingIOError:
        pass


def wait_until_waiting(process):
    """Until the program sleeps and has used no processor time for a moment, or has ended."""
    idle, before = 0, None
    while idle < 5 and process.poll() is None:
        with open(f"/proc/{process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        now = fields[11:13]
        idle = idle + 1 if fields[0] == "S" and now == before else 0
        before = now
        time.sleep(0.005)


def time_to_end(command):
    """Seconds from SIGTERM to the end of the program; None if it had ended before."""
    with tempfile.TemporaryDirectory() as folder:
        held = prepare(folder)
        ours, theirs = os.pipe()
        full_end, full = os.pipe()
        fill(full)
        os.set_blocking(full, True)
        process = subprocess.Popen(command.replace("{}", folder).split(), stdin=ours, stdout=full,
                                   stderr=subprocess.DEVNULL)
        wait_until_waiting(process)
        if process.poll() is not None:
            seconds = None
        else:
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            seconds = time.monotonic() - begun
        for fd in held + [ours, theirs, full_end, full]:
            os.close(fd)
        return seconds


def main():
    limit, wanted = float(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    slowest, count, late = 0, 0, 0
    for what, command in cases():
        if wanted not in what:
            continue
        seconds = time_to_end(command)
        if seconds is None:
            print(f"{what}: ended before the signal: {command}")
            late += 1
            continue
        count += 1
        slowest = max(slowest, seconds)
        if seconds > limit:
            print(f"{what}: ended {seconds:.2f} s after the signal: {command}")
            late += 1
    print(f"{count} programs ended; the slowest took {slowest:.2f} s")
    return late > 0


sys.exit(main())
