# SPDX-License-Identifier: ISC
"""A network that loses, doubles, reorders and delays packets: a relay on the loopback interface, from a seed."""
import heapq
import random
import selectors
import socket
import threading
import time


HOLD = 0.002  # seconds that a packet waits at most for later ones that are to overtake it


class Relay(threading.Thread):
    """Passes what comes to its port on to `target`, a port of 127.0.0.1, from one address. `loss` and `duplicates` are
    parts of 1; a packet may be overtaken by up to `reorder` later ones; each is delayed by up to `jitter` seconds. What it
    did is in `passed`, `lost`, `doubled` and `overtaken`: packets that were sent on after one that came later; the packets
    themselves are in `sent` and `dropped`."""

    def __init__(self, target, seed=1, loss=0.0, duplicates=0.0, reorder=0, jitter=0.0):
        super().__init__(daemon=True)
        self.random = random.Random(seed)
        self.loss, self.duplicates, self.reorder, self.jitter = loss, duplicates, reorder, jitter
        self.socket = self.open()
        self.socket.bind(('127.0.0.1', 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]
        self.out = self.open()
        self.out.connect(('127.0.0.1', target))
        self.waiting = []  # (when it is sent, number, packet)
        self.came = self.passed = self.lost = self.doubled = self.overtaken = 0
        self.newest, self.order = -1, 0
        self.sent, self.dropped = [], []  # packets in their order
        self.last_packet = time.monotonic()
        self.running = True
        self.start()

    @staticmethod
    def open():
        new = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            new.setsockopt(socket.SOL_SOCKET, option, 8 << 20)
        return new

    def take(self, packet, now):
        number, self.came = self.came, self.came + 1
        if self.random.random() < self.loss:
            self.lost += 1
            self.dropped.append(packet)
            return
        for copy in range(2 if self.random.random() < self.duplicates else 1):
            self.doubled += copy
            # Held back behind up to `reorder` packets, it leaves right after the last of them, or by its delay.
            behind = number + self.random.randint(0, self.reorder)
            self.order += 1
            heapq.heappush(self.waiting, (behind, self.order, now + self.random.random() * self.jitter, number, packet))

    def send_due(self, now, all_of_them=False):
        """Sends, in the order of their places, what has been overtaken by enough packets and has been delayed enough."""
        while self.waiting:
            behind, order, due, number, packet = self.waiting[0]
            waits = due > now or (behind >= self.came and now < due + HOLD)
            if waits and not all_of_them:
                break
            heapq.heappop(self.waiting)
            self.overtaken += number < self.newest
            self.newest = max(self.newest, number)
            self.passed += 1
            self.sent.append(packet)
            try:
                self.out.send(packet)
            except ConnectionRefusedError:  # the receiver has ended
                pass

    def run(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            while self.running:
                selector.select(0.001 if self.waiting else 0.05)
                now = time.monotonic()
                try:
                    while True:
                        self.take(self.socket.recv(65536), now)
                        self.last_packet = now
                except BlockingIOError:
                    pass
                self.send_due(now)
            self.send_due(0, all_of_them=True)

    def finish(self):
        """Sends what waits, and ends."""
        self.running = False
        self.join()
        self.socket.close()
        self.out.close()
