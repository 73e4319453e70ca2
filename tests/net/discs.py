# SPDX-License-Identifier: ISC
"""Whether examples/network/discs.sh, as three processes with the clock of one computer, is one show: what a disc shows by DDP
is what the one before it has shown 1.2 seconds earlier, within the time of a frame. usage: tests/net/discs.py SCRIPT"""
import os
import selectors
import socket
import statistics
import subprocess
import sys
import time

import packets

FPS, GEOMETRY, DELAY = 30, '16x20', 1.2  # a frame fits one packet


def main():
    script, discs, shown = sys.argv[1], [], [[], [], []]
    with selectors.DefaultSelector() as selector:
        for number in range(3):
            receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            receiver.bind(('127.0.0.1', 0))
            selector.register(receiver, selectors.EVENT_READ, number)
            discs.append(subprocess.Popen(
                ['sh', script, str(number + 1), '--leave', '-o', f'ddp:127.0.0.1:{receiver.getsockname()[1]}'],
                env=dict(os.environ, SKY_GEOMETRY=GEOMETRY, SKY_FPS=str(FPS)), start_new_session=True))
        until = time.monotonic() + 9  # the comet comes to each disc once in six seconds
        while (left := until - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                packet = packets.ddp(key.fileobj.recv(65536))
                if packet.push and any(packet.data):
                    shown[key.data].append((time.monotonic(), packet.data))
    for disc in discs:
        os.killpg(disc.pid, 15)
        disc.wait()

    good = True
    for first, second in zip(shown, shown[1:]):
        delays = []
        for now, frame in second:
            # The nearest frame of the other: those of its next and last visit look alike.
            alike = [now - then for then, other in first
                     if abs(now - then - DELAY) < 1 and max(abs(a - b) for a, b in zip(frame, other)) <= 1]
            if alike:
                delays.append(min(alike, key=lambda delay: abs(delay - DELAY)))
        part = len(delays) / max(len(second), 1)
        off = statistics.median(delays) - DELAY if delays else 9
        print(f'{len(second)} frames, {part:.0%} of them shown before, {DELAY + off:.4f} s earlier')
        good &= part > 0.6 and abs(off) < 1 / FPS
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main()
