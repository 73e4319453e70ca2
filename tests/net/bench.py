# SPDX-License-Identifier: ISC
"""What sending costs: CPU time of sky-push for frames of 360x288 over the loopback interface, less that of its driver
null, beside plain sendmmsg(2) of as many packets of the same sizes. usage: tests/net/bench.py BUILD [FRAMES]"""
import os
import random
import socket
import statistics
import subprocess
import sys
import threading

BUILD, FRAMES, ROUNDS, RATE = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000, 3, 250
FRAME = 360 * 288 * 3
# Each protocol: the bytes of a packet's header and of its pixels, and the most that it may cost beside sendmmsg.
PROTOCOLS = {"ddp": (10, 1440, 0.5), "artnet": (18, 510, 1.2), "e131": (126, 510, 1.2), "opc": (4, 1440, 1.2)}
some_frames = b"".join(random.Random(i).randbytes(FRAME) for i in range(10))


def cpu_of_push(output):
    """Microseconds a frame."""
    reading, writing = os.pipe()
    process = subprocess.Popen([f"{BUILD}/sky-push", "-g", "360x288", "-r", str(RATE), "-o", output, "-"],
                               stdin=reading)
    os.close(reading)
    for _ in range(FRAMES // 10):
        view = memoryview(some_frames)
        while view:
            view = view[os.write(writing, view):]
    os.close(writing)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, (output, status)
    return (usage.ru_utime + usage.ru_stime) * 1e6 / FRAMES


def read_all(listener, counts):
    while True:
        connection, _ = listener.accept()
        count = 0
        while data := connection.recv(1 << 20):
            count += len(data)
        counts.append(count)


# Nobody reads the packets: what the kernel drops cost the sender as much as what it keeps.
hole = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
hole.bind(("127.0.0.1", 0))
listener = socket.create_server(("127.0.0.1", 0))
counts = []
threading.Thread(target=read_all, args=(listener, counts), daemon=True).start()
failed = False
for protocol, (header, data, most) in PROTOCOLS.items():
    port = (listener if protocol == "opc" else hole).getsockname()[1]
    ratios, rows = [], []
    for _ in range(ROUNDS):
        words = [f"{BUILD}/tests/bench/sendmmsg", *map(str, (hole.getsockname()[1], header, data, FRAMES))]
        plain = float(subprocess.run(words, check=True, capture_output=True).stdout)
        null = cpu_of_push("null")
        sent = cpu_of_push(f"{protocol}:127.0.0.1:{port}")
        rows.append((plain, null, sent))
        ratios.append((sent - null) / plain)
    plain, null, sent = (statistics.median(column) for column in zip(*rows))
    ratio = statistics.median(ratios)
    failed |= ratio > most
    print(f"{protocol:7} {sent - null:7.0f} us a frame, sendmmsg {plain:6.0f} us: {ratio:.2f} (at most {most}); "
          f"all of sky-push {sent:.0f} us, with null {null:.0f} us", flush=True)
whole = (FRAME + 5 * 4) * (FRAMES + 2)  # with black, and five channels
print(f"opc: {100 * min(counts) / whole:.1f} % of all frames were taken by the server")
sys.exit(failed)
