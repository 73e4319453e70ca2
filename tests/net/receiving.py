# SPDX-License-Identifier: ISC
"""What sky-recv makes of packets, by senders that know the specifications and the habits of other programs.
usage: tests/net/receiving.py TEST; prints what is wrong and exits with 1. All is on the loopback interface."""
import contextlib
import os
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import time

import senders

LEDS = 1200
GEOMETRY = "40x30"
FRAME = 3 * LEDS
PATIENCE = 20  # seconds, for what takes milliseconds on a machine that has time


def expect(held, what):
    if not held:
        sys.exit(f"receiving.py: {what}")


def noise(count, seed=1, size=FRAME):
    return [random.Random(seed * 1000 + i).randbytes(size) for i in range(count)]


class Recv:
    """A sky-recv that runs, on a port of its own, and a socket that sends to it."""

    def __init__(self, words, *options, geometry=GEOMETRY, every=True, output=subprocess.PIPE, source="127.0.0.1"):
        protocol, comma, rest = words.partition(",")
        address = "" if ":" in protocol else ":127.0.0.1:0"
        command = ["sky-recv", "-g", geometry, "--stats", *(["--every"] if every else []), *options,
                   protocol + address + comma + rest]
        self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE)
        self.lines = []
        line = self.line()
        found = re.search(r"listens for .* on (\S+):(\d+)", line)
        expect(found, f"{' '.join(command)}: {line}")
        host = found[1].strip("[]").replace("0.0.0.0", "127.0.0.1")
        self.address = host, int(found[2])
        self.socket = self.open(source if ":" not in host else "::1")
        self.bytes = {"40x30": FRAME}.get(geometry) or 3 * eval(geometry.replace("x", "*"))

    def open(self, source):
        sending = socket.socket(socket.AF_INET6 if ":" in source else socket.AF_INET, socket.SOCK_DGRAM)
        sending.bind((source, 0))
        return sending

    def line(self):
        self.lines.append(self.process.stderr.readline().decode().strip())
        return self.lines[-1]

    def send(self, *packets, by=None):
        for packet in packets:
            (by or self.socket).sendto(packet, self.address)

    def send_slowly(self, packets):
        """Some at a time, which do not fill the smallest buffer."""
        for at in range(0, len(packets), 20):
            self.send(*packets[at:at + 20])
            settled(self)

    def frame(self):
        """The next frame that is written."""
        return self.read(self.bytes)

    def read(self, count):
        data, end = b"", time.monotonic() + PATIENCE
        while len(data) < count:
            ready, _, _ = select.select([self.process.stdout], [], [], end - time.monotonic())
            part = os.read(self.process.stdout.fileno(), count - len(data)) if ready else b""
            expect(part, f"only {len(data)} of {count} bytes were written; " + "; ".join(self.lines) +
                   ("" if self.process.poll() is None else self.process.stderr.read().decode()))
            data += part
        return data

    def expect(self, *frames):
        for number, frame in enumerate(frames):
            got = self.frame()
            if got != frame:
                wrong = [i for i in range(len(frame)) if got[i] != frame[i]]
                expect(False, f"frame {number} of {len(frames)}: {len(wrong)} bytes differ, {wrong[0]} to {wrong[-1]}")

    def end(self, number=signal.SIGTERM):
        """Ends it and returns what it counted."""
        self.process.send_signal(number)
        rest, errors = self.process.communicate(timeout=PATIENCE)
        expect(rest == b"" or rest is None, f"{len(rest or b'')} bytes more were written")
        self.lines += errors.decode().splitlines()
        found = [line for line in self.lines if "dropped by the kernel" in line]
        expect(found, "no counts: " + "; ".join(self.lines))
        names = "frames left_out torn packets lost duplicate out_of_order foreign dropped".split()
        return dict(zip(names, map(int, re.findall(r"\d+", found[-1].split(": ", 1)[1].replace(",", "")))))


def settled(recv):
    """Waits until all that was sent has been read."""
    path = f"/proc/{recv.process.pid}/net/udp" if ":" not in recv.address[0] else f"/proc/{recv.process.pid}/net/udp6"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for row in open(path).read().splitlines()[1:]:
            fields = row.split()
            if int(fields[1].split(":")[1], 16) == recv.address[1] and int(fields[4].split(":")[1], 16) == 0:
                return
        time.sleep(0.001)
    expect(False, "packets are not read")


def is_quiet(counts, **but):
    wanted = {name: 0 for name in ("left_out", "torn", "lost", "duplicate", "out_of_order", "foreign", "dropped")} | but
    wrong = {name: counts[name] for name in wanted if counts[name] != wanted[name]}
    expect(not wrong, f"counted {wrong}, where {({name: wanted[name] for name in wrong})} was right")


# ---- DDP ----

def ddp():
    """Every frame is written, however packets are numbered and pixels are called."""
    frames = noise(40)
    for numbers in "packets", "frames", "nothing":
        recv, count = Recv("ddp"), 0
        for number, frame in enumerate(frames):
            recv.send(*senders.ddp_frame(frame, number if numbers == "frames" else count, numbers))
            count += 3
            recv.expect(frame)
        is_quiet(recv.end(), frames=len(frames), packets=count)
    for more in {"kind": 0}, {"kind": 1}, {"kind": 0x0a}, {"display": 255}, {"timecode": 77}, {"display": 7}:
        recv = Recv("ddp")
        for number, frame in enumerate(frames[:5]):
            recv.send(*senders.ddp_frame(frame, number, "frames", **more))
            recv.expect(frame)
        is_quiet(recv.end())


def ddp_others():
    """JSON, queries, other kinds of colours and other versions are no pixels."""
    recv = Recv("ddp")
    frame, = noise(1)
    others = [senders.ddp(b"{}", display=display, push=True) for display in (246, 250, 251)]
    others += [senders.ddp(b"", flags=0x42, push=True), senders.ddp(b"{}", flags=0x44, push=True)]
    others += [senders.ddp(bytes(30), kind=kind, push=True) for kind in (0x13, 0x1b, 0x23, 0x0c)]
    others += [senders.ddp(bytes(30), flags=0x80, push=True)]
    recv.send(*others, *senders.ddp_frame(frame, 0))
    recv.expect(frame)
    is_quiet(recv.end(), foreign=len(others))


def fpp():
    """FPP counts packets, leaves out those that have not changed, and sends the last one for its push."""
    recv = Recv("ddp")
    frame, sequence = bytearray(noise(1)[0]), 0

    def packet(at, push=False):
        nonlocal sequence
        sequence = sequence % 15 + 1
        recv.send(senders.ddp(bytes(frame[at:at + 1440]), at, sequence, push, kind=1))

    for at in 0, 1440, 2880:
        packet(at, at == 2880)
    recv.expect(bytes(frame))
    dice = random.Random(3)
    for _ in range(50):
        changed = [at for at in (0, 1440) if dice.random() < 0.4]
        for at in changed:
            frame[at + dice.randrange(1440)] ^= 255
            packet(at)
        packet(2880, True)
        recv.expect(bytes(frame))
    is_quiet(recv.end())


def xlights():
    """xLights sends no push with its data, but afterwards one for everybody, from another socket."""
    recv = Recv("ddp:0.0.0.0:0")
    other = recv.open("127.0.0.1")
    other.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    for number, frame in enumerate(noise(20)):
        for at in range(0, FRAME, 1440):
            recv.send(senders.ddp(frame[at:at + 1440], at))
        other.sendto(senders.ddp(b"", push=True), ("127.255.255.255", recv.address[1]))
        recv.expect(frame)
    is_quiet(recv.end())


def ddp_order():
    """Packets in any order before the push, twice, and packets of the next frame before the push."""
    recv = Recv("ddp")
    frames, dice = noise(60), random.Random(5)
    doubled = 0
    for number, frame in enumerate(frames):
        sent = list(senders.ddp_frame(frame, number, "frames", 360))
        first, last = sent[:-1], sent[-1]
        dice.shuffle(first)
        if number > 10:
            first.insert(5, first[2])
            doubled += 1
        recv.send(*first, last)
        recv.expect(frame)
    is_quiet(recv.end(), duplicate=doubled)
    recv = Recv("ddp")
    for number, frame in enumerate(frames[:20]):
        recv.send(*senders.ddp_frame(frame, number, "frames", 360))
        recv.expect(frame)
    first, second = (list(senders.ddp_frame(frames[number], number, "frames", 360)) for number in (20, 21))
    recv.send(*first[:7], second[0], first[8], first[9], second[1], first[7], *second[2:])
    recv.expect(frames[20], frames[21])
    is_quiet(recv.end())


def no_push():
    """A sender that never pushes: a frame is complete when all its packets are there."""
    recv = Recv("ddp")
    frames = noise(30)
    for number, frame in enumerate(frames):
        recv.send(*(senders.ddp(frame[at:at + 1440], at) for at in range(0, FRAME, 1440)))
        recv.expect(frame)
    is_quiet(recv.end())


# ---- Art-Net ----

def artnet():
    """Sequences that wrap to 1 or to 0, or are 0; odd and full universes; ArtSync."""
    frames = noise(20)
    for sequence in (lambda n: (n + 250) % 255 + 1), (lambda n: (n + 250) % 256), (lambda n: 0):
        recv = Recv("artnet")
        for number, frame in enumerate(frames):
            recv.send(*senders.artnet_frame(frame, sequence(number)))
            recv.expect(frame)
        is_quiet(recv.end())
    for words, size in ("artnet,channels=512,universe=300", 512), ("artnet,universe=300", 510):
        recv = Recv(words)
        for number, frame in enumerate(frames):
            recv.send(*senders.artnet_frame(frame, number + 1, 300, size))
            if number > 3:
                recv.send(senders.artnet_sync())
            recv.expect(frame)
        is_quiet(recv.end())
    # Seven LEDs: 21 channels.
    recv = Recv("artnet", geometry="7x1")
    recv.send(senders.artnet(bytes(range(21)), 0, 1))
    recv.expect(bytes(range(21)))
    recv.send(senders.artnet(bytes(range(100, 121)) + bytes(491), 0, 2))
    recv.expect(bytes(range(100, 121)))
    is_quiet(recv.end())


def artnet_poll():
    """A desk that asks is told of all universes."""
    recv = Recv("artnet,universe=250")
    recv.socket.settimeout(PATIENCE)
    recv.send(senders.artnet_poll())
    universes = []
    while len(universes) < 8:
        data, sender = recv.socket.recvfrom(1000)
        expect(data[:10] == b"Art-Net\0\0\x21" and len(data) == 239 and sender == recv.address, "an ArtPollReply")
        expect(data[10:14] == bytes([127, 0, 0, 1]) and struct.unpack("<H", data[14:16])[0] == 6454, "its address")
        net, subnet, count = data[18], data[19], struct.unpack(">H", data[172:174])[0]
        expect(data[26:34] == b"sky-recv" and data[174:178] == bytes([0x80] * count) + bytes(4 - count), "its ports")
        universes += [net << 8 | subnet << 4 | low for low in data[190:190 + count]]
    expect(universes == list(range(250, 258)), f"universes {universes}")
    is_quiet(recv.end())


# ---- E1.31 ----

def e131():
    """Priorities of channels and previews are no pixels; a higher priority wins; a source that ends makes room."""
    recv = Recv("e131,universe=9")
    frames = noise(300)
    for number, frame in enumerate(frames[:290]):
        recv.send(*senders.e131_frame(frame, number, 9))
        recv.expect(frame)
    number, other = 290, b"fedcba9876543210"
    recv.send(*senders.e131_frame(frames[290], number, 9, start=0xdd))
    recv.send(*senders.e131_frame(frames[291], number + 1, 9, options=0x80))
    recv.send(*senders.e131_frame(frames[292], 7, 9, cid=other))
    recv.send(*senders.e131_frame(frames[293], number + 2, 9))
    recv.expect(frames[293])
    recv.send(*senders.e131_frame(frames[294], 8, 9, cid=other, priority=101))
    recv.send(*senders.e131_frame(frames[295], number + 3, 9))
    recv.expect(frames[294])
    for _ in range(3):
        recv.send(*senders.e131_frame(frames[296], 9, 9, cid=other, priority=101, options=0x40))
    recv.send(*senders.e131_frame(frames[297], number + 4, 9))
    recv.expect(frames[297])
    counts = recv.end()
    expect(counts["foreign"] == 16 and counts["lost"] == 0, f"counted {counts}")


def e131_sync():
    """Frames of synchronised universes are written when a synchronisation packet comes."""
    recv = Recv("e131")
    frames = noise(20)
    for number, frame in enumerate(frames):
        recv.send(*senders.e131_frame(frame, number, sync=77))
        if number == 0:
            recv.expect(frame)  # before the first one nothing is held
        recv.send(senders.e131_sync(77, number))
        if number > 0:
            recv.expect(frame)
    recv.send(*senders.e131_frame(frames[0], 20, sync=77), senders.e131_sync(78, 20),
              *senders.e131_frame(frames[1], 21, sync=77), senders.e131_sync(77, 21))
    recv.expect(frames[1])
    recv.end()


def e131_multicast():
    """Each universe by its own group: more than one socket can join."""
    recv = Recv("e131:multicast:0,interface=lo,universe=500", geometry="360x20")
    recv.socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
    descriptors = len(os.listdir(f"/proc/{recv.process.pid}/fd"))
    expect(descriptors > 6, f"{descriptors} descriptors are not three sockets")
    frames = noise(30, size=360 * 20 * 3)
    for number, frame in enumerate(frames):
        for packet in senders.e131_frame(frame, number, 500, sync=1000 + number):
            universe = struct.unpack(">H", packet[113:115])[0]
            recv.socket.sendto(packet, (f"239.255.{universe >> 8}.{universe & 255}", recv.address[1]))
        recv.expect(frame)
    expect(len(os.listdir(f"/proc/{recv.process.pid}/fd")) == descriptors, "a sender cannot make it open more sockets")
    is_quiet(recv.end())


# ---- Open Pixel Control ----

def opc():
    """Messages in one piece with others, in bits, of 16 bits, for other channels, and from a sender that returns."""
    recv = Recv("opc")
    frames = noise(30)
    stream = b"".join(senders.opc(frame) + senders.opc(b"xx", 0, 255) + senders.opc(frame, 9) for frame in frames[:10])
    with socket.create_connection(recv.address) as connection:
        connection.sendall(stream)
        recv.expect(*frames[:10])
        for at in range(0, len(senders.opc(frames[10])), 7):
            connection.sendall(senders.opc(frames[10])[at:at + 7])
        recv.expect(frames[10])
        wide = b"".join(bytes([byte, 99]) for byte in frames[11])
        connection.sendall(senders.opc(wide, 1, 2))
        recv.expect(frames[11])
        connection.sendall(senders.opc(frames[12])[:1000])  # and it ends within a message
    deadline = time.monotonic() + PATIENCE
    with socket.create_connection(recv.address) as connection:
        # the connection that has ended is known to be silent after a while
        while time.monotonic() < deadline:
            connection.sendall(senders.opc(frames[13]))
            if select.select([recv.process.stdout], [], [], 0.1)[0]:
                break
        recv.expect(frames[13])
    recv.process.terminate()
    recv.process.communicate(timeout=PATIENCE)


def opc_channels():
    """A screen with more LEDs than a message holds."""
    recv = Recv("opc,channel=3", geometry="300x200")
    size = 3 * 21845
    with socket.create_connection(recv.address) as connection:
        for frame in noise(10, size=recv.bytes):
            for index, at in enumerate(range(0, len(frame), size)):
                connection.sendall(senders.opc(frame[at:at + size], 3 + index))
            recv.expect(frame)
    is_quiet(recv.end())


# ---- Places ----

def arguments():
    """Part of the LEDs in another order, at an offset; what is beyond the screen; IPv6."""
    recv = Recv("ddp:[::1]:0,leds=100..299,order=grb,offset=300")
    for number, frame in enumerate(noise(5)):
        recv.send(*senders.ddp_frame(bytes(300) + frame[:900], number, "frames"))
        part = bytearray(FRAME)
        for led in range(200):
            g, r, b = frame[3 * led:3 * led + 3]
            part[300 + 3 * led:303 + 3 * led] = r, g, b
        recv.expect(bytes(part))
    recv.end()
    recv = Recv("ddp,encoding=linear", geometry="256x1")
    recv.send(senders.ddp(bytes(value for value in range(256) for _ in range(3)), push=True))
    for value, got in enumerate(recv.frame()[::3]):
        light = value / 255
        right = 255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)
        expect(abs(got - right) <= 0.51, f"linear {value} is {got}, not {right}")
    recv.end()


def places():
    """LEDs with places of their own are the LEDs of the frame there; dead ones are none."""
    with open("places.layout", "w", encoding="ascii") as layout:
        layout.write("lane\nring 7 leds 4\nskip 1\nled 5,2\nside back\nled 5,3\ndead 0 2\n")
    recv = Recv("ddp,layout=places.layout", geometry="24x8")
    sent = bytes(range(1, 22))
    recv.send(senders.ddp(sent, push=True))
    frame = bytearray(24 * 8 * 3)
    for position, led in ((0, 7), (1, 6 * 8 + 7), (3, 18 * 8 + 7), (5, 5 * 8 + 2), (6, 5 * 8 + 3)):
        frame[3 * led:3 * led + 3] = sent[3 * position:3 * position + 3]
    recv.expect(bytes(frame))
    recv.end()


def geometries():
    """Senders with more or fewer LEDs than the screen, one after the other."""
    recv = Recv("ddp")
    small, large = noise(5, size=900), noise(5, 2, size=9000)
    for number in range(5):
        recv.send(*senders.ddp_frame(large[number], number, "frames"))
        recv.expect(large[number][:FRAME])
    for number in range(5):
        recv.send(*senders.ddp_frame(small[number], 9 + number, "frames"))
        got = recv.frame()
        expect(got[:900] == small[number] and got[900:] == large[4][900:FRAME], "a part of the screen")
    recv.end()
    recv = Recv("artnet")
    for number in range(20):
        recv.send(*senders.artnet_frame(noise(1, number, 6000)[0], number + 1))
        recv.expect(noise(1, number, 6000)[0][:FRAME])
    for number in range(20):
        recv.send(*senders.artnet_frame(noise(1, number, 1020)[0], number + 21))
        got = recv.frame()
        expect(got[:1020] == noise(1, number, 1020)[0], "two universes of eight")
    recv.end()


# ---- Trouble ----

def restarts():
    """A sender that is started again goes on at once, from another port and with other numbers."""
    for protocol, make in ("ddp", lambda frame, n: senders.ddp_frame(frame, n, "frames")), \
            ("e131", senders.e131_frame), ("artnet", lambda frame, n: senders.artnet_frame(frame, n % 255 + 1)):
        recv = Recv(protocol)
        for seed, start in enumerate((3, 200, 100, 1)):
            sender = recv.open("127.0.0.1")
            got = None
            for number, frame in enumerate(noise(25, seed)):
                recv.send(*make(frame, start + number), by=sender)
                settled(recv)
            deadline = time.monotonic() + PATIENCE
            while got != frame and time.monotonic() < deadline:
                got = recv.frame()
            expect(got == frame, f"{protocol}: start {seed} is not shown")
        recv.process.terminate()
        recv.process.communicate(timeout=PATIENCE)


def hostile():
    """Every truncation, wrong lengths, the largest packets, and what is beyond the screen: the show goes on."""
    good = {
        "ddp": (senders.ddp(bytes(30), push=True, timecode=1), lambda frame, n: senders.ddp_frame(frame, n, "frames")),
        "artnet": (senders.artnet(bytes(510), 3, 1), lambda frame, n: senders.artnet_frame(frame, n + 1)),
        "e131": (senders.e131(bytes(510), 3, 1), senders.e131_frame),
    }
    for protocol, (packet, make) in good.items():
        recv = Recv(protocol)
        dice = random.Random(protocol)
        frames = noise(6)
        recv.send(*make(frames[0], 0))
        recv.expect(frames[0])
        others = [packet[:size] for size in range(len(packet))]
        others += [bytes(65507), dice.randbytes(65507), packet[:12] + dice.randbytes(65000)]
        others += [senders.ddp(bytes(30), offset, flags=0x42) for offset in (FRAME, 2**31, 2**32 - 1)]
        others += [senders.artnet(bytes(512), 32767, 5), senders.e131(bytes(512), 63999, 5), senders.artnet(b"", 0)]
        stranger = recv.open("127.0.0.2")
        for at in range(0, len(others), 100):
            recv.send(*others[at:at + 100], by=stranger)
            settled(recv)
        for number in range(1, 6):
            recv.send(*make(frames[number], number))
            recv.expect(frames[number])
        counts = recv.end()
        expect(counts["foreign"] + counts["packets"] >= len(others) - 30 and counts["torn"] == 0 and
               counts["lost"] == counts["dropped"],
               f"{protocol}: {len(others)} bad packets, and {counts}")


def flood():
    """A stranger sends as fast as it can: the show goes on, and no memory is taken."""
    recv = Recv("ddp", "--from", "127.0.0.1")
    stranger = recv.open("127.0.0.2")
    packets, frames = [random.Random(1).randbytes(600), *senders.ddp_frame(noise(1, 99)[0], 0)], noise(40)
    for number, frame in enumerate(frames):
        recv.send(*senders.ddp_frame(frame, number, "frames"))
        for _ in range(25):
            recv.send(*packets, by=stranger)
        recv.expect(frame)
    before = int(re.search(r"VmRSS:\s*(\d+)", open(f"/proc/{recv.process.pid}/status").read())[1])
    for _ in range(2500):
        recv.send(*packets, by=stranger)
    settled(recv)
    after = int(re.search(r"VmRSS:\s*(\d+)", open(f"/proc/{recv.process.pid}/status").read())[1])
    expect(after - before < 2000, f"{after - before} KiB more than before")
    counts = recv.end()
    expect(counts["frames"] == 40 and counts["torn"] == 0 and counts["foreign"] > 1000, f"{counts}")
    expect(sum("127.0.0.2" in line for line in recv.lines) == 1, "it is warned of once")


def two_senders():
    """The first sender is listened to; the other one when it has been silent for 2.5 s."""
    recv = Recv("ddp")
    other = recv.open("127.0.0.2")
    frames = noise(3)
    start = time.monotonic()
    recv.send(*senders.ddp_frame(frames[0], 1))
    recv.expect(frames[0])
    while not select.select([recv.process.stdout], [], [], 0.05)[0]:
        recv.send(*senders.ddp_frame(frames[1], 1), by=other)
        expect(time.monotonic() - start < PATIENCE, "it never is")
    expect(time.monotonic() - start > 2.4, "after 2.5 s")
    recv.expect(frames[1])
    expect("another sender is listened to" in recv.line(), "it is told")
    recv.process.terminate()
    recv.process.communicate(timeout=PATIENCE)


def newest():
    """When the output is slow, the newest frame is written, and packets are read all the time."""
    recv = Recv("ddp", "--buffer", "100000", every=False, geometry="100x300")
    frames = noise(60, size=recv.bytes)
    for number, frame in enumerate(frames):
        recv.send_slowly(list(senders.ddp_frame(frame, number, "frames")))
    got, last = [], None
    while last != len(frames) - 1:
        frame = recv.frame()
        expect(frame in frames, "a frame that was not sent")
        last = frames.index(frame)
        got.append(last)
    expect(got == sorted(got) and len(got) <= 5, f"frames {got} of {len(frames)} were written")
    counts = recv.end()
    expect(counts["dropped"] == counts["lost"] == 0 and counts["left_out"] == len(frames) - len(got), f"{counts}")


def drops():
    """What the kernel drops is counted as lost, packet for packet."""
    for protocol, make in ("ddp", lambda frame, n: senders.ddp_frame(frame, n, "frames", 300)), \
            ("artnet", lambda frame, n: senders.artnet_frame(frame, n + 1)), ("e131", senders.e131_frame):
        for left in reversed(range(10)):  # a sender that is held up for 20 ms sends a part of a frame
            recv = Recv(protocol, "--buffer", "100000", geometry="300x100")
            try:
                drops_of(recv, make)
                break
            except SystemExit as failure:
                recv.process.kill()
                recv.process.wait()
                expect(left, f"{protocol}: {failure}")


def drops_of(recv, make):
    frames = noise(12, size=recv.bytes)
    for number, frame in enumerate(frames):
        packets, stops = list(make(frame, number)), number in (6, 9)
        if stops:
            os.kill(recv.process.pid, signal.SIGSTOP)
            recv.send(*packets)
            os.kill(recv.process.pid, signal.SIGCONT)
            settled(recv)
            recv.frame()
        else:
            recv.send_slowly(packets)
            recv.expect(frame)
    counts = recv.end()
    expect(counts["dropped"] > 100 and counts["lost"] == counts["dropped"] and counts["frames"] == len(frames) and
           counts["torn"] == 0, f"{counts}")


def whole_way():
    """sky-push to sky-recv: every byte, by each protocol, with the same words on both sides."""
    frames = noise(30)
    for words in ("ddp", "ddp,changed=yes", "artnet", "artnet,sync=yes", "artnet,channels=512,channel=7", "e131",
                  "e131,sync=9", "opc", "ddp,order=grb"):
        own = ",".join(word for word in words.split(",") if not word.startswith(("changed", "sync")))
        recv = Recv(own)
        protocol, comma, rest = words.partition(",")
        output = f"{protocol}:{recv.address[0]}:{recv.address[1]}{comma}{rest}"
        push = subprocess.Popen(["sky-push", "-g", GEOMETRY, "-r", "100", "--stale", "1000", "--leave", "-o", output,
                                 "-"],
                                stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for frame in frames:
            push.stdin.write(frame)
        push.stdin.close()
        got = []
        while len(got) < len(frames):
            frame = recv.frame()
            if "changed" not in words or [frame] != got[-1:]:  # where nothing changes for a second, all is sent again
                got.append(frame)
        expect(got == frames, f"{words}: {[number for number in range(30) if got[number] != frames[number]]} differ")
        errors = push.stderr.read().decode()
        expect(push.wait(PATIENCE) == 0 and errors == "", f"{words}: {errors}")
        counts = recv.end()
        is_quiet(counts)


def main():
    with contextlib.suppress(PermissionError):
        os.nice(-15)  # root may be as quick as senders are that have a computer of their own
    tests = {name: value for name, value in globals().items() if callable(value) and value.__doc__ and name.islower()}
    for name in sys.argv[1:]:
        tests[name]()


if __name__ == "__main__":
    main()
