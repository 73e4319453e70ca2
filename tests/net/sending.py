# SPDX-License-Identifier: ISC
"""What sky-push sends over the network, by receivers that know the specifications only, on the loopback interface.
usage: tests/net/sending.py TEST; prints what is wrong and exits with 1."""
import contextlib
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import uuid

import packets

LEDS = 1200
GEOMETRY = "40x30"
FRAME = 3 * LEDS
BLACK = bytes(FRAME)
SO_TIMESTAMPNS, SO_RCVBUFFORCE = 35, 33


def expect(held, what):
    if not held:
        sys.exit(f"sending.py: {what}")


def noise(count, seed=1):
    return [random.Random(seed * 1000 + i).randbytes(FRAME) for i in range(count)]


class Receiver(threading.Thread):
    """A socket whose packets are kept, with the times when the kernel got them."""

    def __init__(self, host="127.0.0.1", port=0, family=None, group=None):
        super().__init__(daemon=True)
        self.socket = socket.socket(family or (socket.AF_INET6 if ":" in host else socket.AF_INET), socket.SOCK_DGRAM)
        for option in socket.SO_RCVBUF, SO_RCVBUFFORCE:  # root may have more than others
            with contextlib.suppress(PermissionError):
                self.socket.setsockopt(socket.SOL_SOCKET, option, 8 << 20)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind((host, port))
        for address in group or []:
            self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                                   socket.inet_aton(address) + socket.inet_aton("127.0.0.1"))
        self.port = self.socket.getsockname()[1]
        self.packets, self.times, self.senders = [], [], set()
        self.came = threading.Condition()
        self.running = True
        self.start()

    def run(self):
        while True:
            data, control, _, sender = self.socket.recvmsg(65536, 64)
            if data == b"end":
                return
            seconds, ns = struct.unpack("@ll", control[0][2])
            with self.came:
                self.packets.append(data)
                self.times.append(seconds + ns / 1e9)
                self.senders.add(sender)
                self.came.notify_all()

    def end(self):
        """What came in all: the loopback interface delivers at once, so an own packet comes after all others."""
        if self.running:
            name = self.socket.getsockname()
            with socket.socket(self.socket.family, socket.SOCK_DGRAM) as own:
                own.sendto(b"end", ({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(name[0], name[0]), name[1]))
            self.join()
            self.socket.close()
            self.running = False
        return self.packets

    def wait(self, count, beyond=0):
        """Until so many packets more have come."""
        with self.came:
            expect(self.came.wait_for(lambda: len(self.packets) >= beyond + count, 20),
                   f"{len(self.packets)} packets came, not {beyond + count}")


class Server(threading.Thread):
    """An Open Pixel Control server on a port, which reads until its one connection ends."""

    def __init__(self, port=0, reads=True, connections=1):
        super().__init__(daemon=True)
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if not reads:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]
        self.reads, self.connections = reads, connections
        self.messages, self.came, self.rest = [], threading.Condition(), 0
        self.accepted = threading.Event()
        self.released = threading.Event()
        self.connection = None
        self.start()

    def run(self):
        for _ in range(self.connections):
            self.connection, _ = self.listener.accept()
            self.accepted.set()
            if not self.reads:
                self.released.wait()
            self.read()
        self.listener.close()

    def read(self):
        stream = bytearray()
        try:
            while data := self.connection.recv(700):
                stream += data
                with self.came:
                    self.messages += packets.opc(stream)
                    self.came.notify_all()
        except ConnectionResetError:
            pass
        self.rest = len(stream)

    def wait(self, count):
        with self.came:
            expect(self.came.wait_for(lambda: len(self.messages) >= count, 20),
                   f"{len(self.messages)} messages came, not {count}")


def push(*outputs, frames=None, options=(), geometry=GEOMETRY, stats=False, wait=True, status=0):
    """Runs sky-push with these outputs. Returns its messages, or with `wait` false the process."""
    command = ["sky-push", "-g", geometry, "-r", "100", "--stale", "1000", *options, "-"]  # a busy machine pauses
    if stats:
        command.insert(1, "--stats")
    for output in outputs:
        command += ["-o", output]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    if not wait:
        return process
    errors = process.communicate(b"".join(frames), timeout=60)[1].decode()
    expect(process.returncode == status, f"{' '.join(command)}: exit status {process.returncode}: {errors}")
    if status == 0 and not stats:
        expect(errors == "", errors)
    return errors


# ---- Frames from packets ----

def ddp_frames(received, size=FRAME):
    """Pixels at each push, as a controller would show them."""
    memory, frames = bytearray(size), []
    for data in received:
        packet = packets.ddp(data)
        expect(packet.offset % 3 == 0 and len(packet.data) % 3 == 0, "an LED is split")
        expect(packet.offset + len(packet.data) <= size, f"{packet.offset} + {len(packet.data)} is beyond the screen")
        memory[packet.offset:packet.offset + len(packet.data)] = packet.data
        if packet.push:
            frames.append(bytes(memory))
    return frames


def universe_frames(received, first, capacity, size=FRAME, channel=1):
    """Pixels after each packet of the last universe."""
    memory, frames = bytearray(size), []
    last = first + (size + channel - 1 + capacity - 1) // capacity - 1
    for packet in received:
        at = (packet.universe - first) * capacity - (channel - 1)
        data = packet.data[channel - 1:] if packet.universe == first else packet.data
        at = max(at, 0)
        memory[at:at + len(data)] = data
        if packet.universe == last:
            frames.append(bytes(memory[:size]))
    return frames


def expect_show(frames, wanted, what):
    """Black, the frames, black; what is shown twice in turn counts once."""
    shown = [frame for i, frame in enumerate(frames) if i == 0 or frame != frames[i - 1]]
    expect(shown == [BLACK, *wanted, BLACK], f"{what}: {len(frames)} frames came, which are not those that were sent")


def expect_most(frames, wanted, what):
    """The same of one of several outputs, which may drop some frames on a machine that is busy."""
    shown = [frame for i, frame in enumerate(frames) if i == 0 or frame != frames[i - 1]]
    black = bytes(len(wanted[0]))
    rest = iter([black, *wanted, black])
    expect(all(frame in rest for frame in shown) and len(shown) > len(wanted) * 3 // 4,
           f"{what}: {len(shown)} frames came, which are not those that were sent, in order")
    expect(shown[0] == shown[-1] == black, f"{what}: black first and last")


# ---- The tests ----

def test_ddp():
    receiver, sent = Receiver(), noise(20)
    push(f"ddp:127.0.0.1:{receiver.port}", frames=sent)
    received = receiver.end()
    expect_show(ddp_frames(received), sent, "ddp")
    decoded = [packets.ddp(data) for data in received]
    expect(all(len(packet.data) <= 1440 and packet.display == 1 for packet in decoded), "1,440 bytes at most")
    expect([packet.push for packet in decoded] == [False, False, True] * 22, "the last packet of a frame pushes")
    expect([packet.offset for packet in decoded] == [0, 1440, 2880] * 22, "offsets")
    expect([packet.sequence for packet in decoded] == [i % 15 + 1 for i in range(22) for _ in range(3)],
           "one sequence number a frame, from 1 to 15")


def test_ddp_arguments():
    receiver, sent = Receiver("::1"), noise(3)
    push(f"ddp:[::1]:{receiver.port},leds=100..299,offset=3000,id=7,sequence=no,order=bgr", frames=sent)
    decoded = [packets.ddp(data) for data in receiver.end()]
    expect({(packet.display, packet.sequence, packet.offset, packet.push) for packet in decoded} ==
           {(7, 0, 3000, True)}, "id, sequence and offset")
    wanted = [b"".join(bytes(reversed(frame[3 * i:3 * i + 3])) for i in range(100, 300))
              for frame in [BLACK, *sent, BLACK]]
    expect([packet.data for packet in decoded] == wanted, "the LEDs 100 to 299, blue first")


def test_encoding():
    """Brightness counts in light for both encodings; without any the bytes stay."""
    ramp = bytes(i * 255 // (FRAME - 1) for i in range(FRAME))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
              for value in (byte / 255 for byte in ramp)]

    def srgb(light):
        return round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))

    quarter = ["brightness=0.25"]
    for encoding, options, wanted in [("srgb", [], ramp),
                                      ("srgb", quarter, bytes(srgb(light / 4) for light in linear)),
                                      ("linear", [], bytes(round(255 * light) for light in linear)),
                                      ("linear", quarter, bytes(round(255 * light / 4) for light in linear))]:
        receiver = Receiver()
        push(f"ddp:127.0.0.1:{receiver.port},encoding={encoding}", frames=[ramp], options=options)
        frames = ddp_frames(receiver.end())
        worst = max(abs(a - b) for a, b in zip(frames[1], wanted))
        expect(len(frames) == 3 and worst <= (0 if not options else 1), f"{encoding} {options}: off by {worst}")


def test_smooth():
    receiver = Receiver()
    push(f"ddp:127.0.0.1:{receiver.port},encoding=linear", frames=[BLACK, bytes([255]) * FRAME],
         options=["--smooth", "5", "-r", "20"])
    shown = [frame[0] for frame in ddp_frames(receiver.end())]
    expect(shown[-6:] == [51, 102, 153, 204, 255, 0], f"the steps between two frames: {shown}")


def test_layout():
    with open("half.layout", "w", encoding="ascii") as layout:
        layout.write("lane\nvanes 39..30 ccw pixels 0..29\nskip 2\nlane\nled 5,7\n")
    receiver, sent = Receiver(), noise(2)
    push(f"ddp:127.0.0.1:{receiver.port},layout=half.layout", frames=sent)
    wanted = b"".join(sent[1][90 * vane:90 * vane + 90] for vane in range(39, 29, -1)) + bytes(6)
    wanted += sent[1][(5 * 30 + 7) * 3:(5 * 30 + 7) * 3 + 3]
    expect(ddp_frames(receiver.end(), len(wanted))[2] == wanted, "the LEDs of the layout, lane after lane")


def test_changed():
    """Only the packet with the change and the last one, which pushes; all again after 0.8 s."""
    receiver, sent = Receiver(), noise(1)
    other = bytearray(sent[0])
    other[1500] ^= 0xff
    push(f"ddp:127.0.0.1:{receiver.port},changed=yes", frames=[sent[0]] * 3 + [bytes(other)] * 100)
    received = receiver.end()
    expect_show(ddp_frames(received), [sent[0], bytes(other)], "changed")
    offsets = [packets.ddp(data).offset for data in received]
    expect(offsets[:8] == [0, 1440, 2880, 0, 1440, 2880, 1440, 2880], f"offsets {offsets[:12]}")
    refreshes = (len(offsets) - 8 - 3) // 3
    expect(1 <= refreshes and offsets[8:] == [0, 1440, 2880] * (refreshes + 1), f"{len(offsets)} packets")


def test_artnet():
    receiver, sent = Receiver(), noise(260)
    push(f"artnet:127.0.0.1:{receiver.port},universe=300,sync=yes", frames=sent, options=["-r", "300"])
    decoded = [packets.artnet(data) for data in receiver.end()]
    count = (LEDS + 169) // 170
    for i, packet in enumerate(decoded):
        expect(packet.sync == (i % (count + 1) == count), "an ArtSync after each frame")
    dmx = [packet for packet in decoded if not packet.sync]
    expect_show(universe_frames(dmx, 300, 510), sent, "artnet")
    expect([packet.universe for packet in dmx] == list(range(300, 300 + count)) * 262, "universes in order")
    expect([packet.sequence for packet in dmx] == [i // count % 255 + 1 for i in range(len(dmx))], "sequence 1 to 255")
    expect(len(receiver.senders) == 1, "all from one socket")


def test_artnet_arguments():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    receivers, sent = [Receiver(), Receiver()], noise(3)
    push(*(f"artnet:127.0.0.1:{receiver.port},channels=512,channel=101,source_port={port}" for receiver in receivers),
         frames=sent)
    for receiver in receivers:
        dmx = [packets.artnet(data) for data in receiver.end()]
        expect_most(universe_frames(dmx, 0, 512, channel=101), sent, "artnet with 512 channels from 101 on")
        expect(all(packet.data[:100] == bytes(100) for packet in dmx if packet.universe == 0),
               "zeros before the first LED")
        expect(receiver.senders == {("127.0.0.1", port)}, f"sent from {receiver.senders}")
    receiver = Receiver()
    push(f"artnet:127.0.0.1:{receiver.port},leds=0..0", frames=sent)
    expect([packets.artnet(data).data for data in receiver.end()][1] == sent[0][:3] + b"\0", "an even length")


def test_e131():
    receiver, sent = Receiver(), noise(5)
    words = f"e131:127.0.0.1:{receiver.port},universe=63000,priority=150"
    push(words, frames=sent)
    decoded = [packets.e131(data) for data in receiver.end()]
    count = (LEDS + 169) // 170
    data = [packet for packet in decoded if not packet.terminated]
    expect_show(universe_frames(data, 63000, 510), sent, "e131")
    for universe in range(63000, 63000 + count):
        own = [packet for packet in decoded if packet.universe == universe]
        expect([packet.sequence for packet in own] == list(range(1, len(own) + 1)), "a sequence for each universe")
        expect([packet.terminated for packet in own] == [False] * 7 + [True] * 3, "three packets say that it ends")
    cid = uuid.UUID(bytes=decoded[0].cid)
    source = f"sky-push on {socket.gethostname()}"[:63]
    expect(all(packet.cid == cid.bytes and packet.priority == 150 and packet.sync == 0 and not packet.force and
               not packet.preview and packet.source == source for packet in decoded),
           "what all packets have in common")
    if os.path.exists("/etc/machine-id"):
        with open("/etc/machine-id", encoding="ascii") as file:
            machine = uuid.UUID(file.read().strip())
        expect(cid == uuid.uuid5(machine, words), f"the CID {cid} is not that of these words on this machine")


def test_e131_multicast():
    groups = [f"239.255.{(16000 + i) >> 8}.{(16000 + i) & 255}" for i in range(8)]
    receiver, sent = Receiver("0.0.0.0", group=[*groups, "239.255.250.214", "239.255.62.139"]), noise(3)
    push(f"e131:multicast:{receiver.port},universe=16000,interface=lo,sync=16011,source=The disc,preview=yes",
         frames=sent)
    decoded = [packets.e131(data) for data in receiver.end()]
    data = [packet for packet in decoded if packet.kind == "data" and not packet.terminated]
    expect_show(universe_frames(data, 16000, 510), sent, "e131 by multicast")
    expect(all(packet.sync == 16011 and packet.force and packet.preview for packet in data), "sync and preview")
    expect({packet.source for packet in data} == {"The disc"}, "the name of the source")
    syncs = [packet for packet in decoded if packet.kind == "sync"]
    expect([(packet.sequence, packet.sync) for packet in syncs] == [(i, 16011) for i in range(1, 6)],
           "a synchronisation packet after each frame")
    kinds = [packet.kind for packet in decoded if packet.kind != "list"][:18]
    expect(kinds == (["data"] * 8 + ["sync"]) * 2, f"in order: {kinds}")
    lists = [packet for packet in decoded if packet.kind == "list"]
    expect(len(lists) == 1 and lists[0].universes == tuple(range(16000, 16008)) and lists[0].cid == data[0].cid and
           (lists[0].page, lists[0].last) == (0, 0), "a list of the universes")


def test_opc():
    server, sent = Server(), noise(20)
    push(f"opc:127.0.0.1:{server.port}", frames=sent)
    server.join(20)
    expect(server.rest == 0 and all(message.channel == 0 and message.command == 0 for message in server.messages),
           "whole messages for all channels")
    expect_show([message.data for message in server.messages], sent, "opc")


def test_opc_channels():
    """More LEDs than a message holds."""
    for commit in "last", "each":
        server = Server()
        frame = random.Random(5).randbytes(3 * 200 * 250)
        push(f"opc:127.0.0.1:{server.port},commit={commit}", frames=[frame], geometry="200x250", options=["-r", "2"])
        server.join(20)
        expect([message.channel for message in server.messages] == [1, 2, 3] * 3, "channels 1 to 3")
        expect(b"".join(message.data for message in server.messages[3:6]) == frame, "one frame in three messages")


def test_two_hosts():
    receivers, sent = [Receiver(), Receiver()], noise(10)
    push(f"ddp:127.0.0.1:{receivers[0].port},leds=0..599", f"ddp:127.0.0.1:{receivers[1].port},leds=600..last",
         frames=sent)
    for part, receiver in enumerate(receivers):
        half = slice(part * FRAME // 2, (part + 1) * FRAME // 2)
        expect_most(ddp_frames(receiver.end(), FRAME // 2), [frame[half] for frame in sent], f"part {part}")


def test_pace():
    """40 packets are spread over half of a frame's time; with pace=0 they go at once; with a pace, over that time."""
    frame, shares = bytes(1440 * 40), {}
    for pace in "-1", "0", "30":
        receiver = Receiver()
        push(f"ddp:127.0.0.1:{receiver.port},pace={pace}", frames=[frame] * 10, geometry="40x480", options=["-r", "25"])
        receiver.end()
        times = [receiver.times[i * 40:i * 40 + 40] for i in range(2, 11)]
        spans = sorted(one[-1] - one[0] for one in times)
        shares[pace] = spans[len(spans) // 2]
    # Half of 40 ms in groups of 16, of which the last begins after two thirds; a busy machine makes all of them longer.
    expect(0.012 < shares["-1"], f"by itself: {shares}")
    expect(0.028 < shares["30"], f"a pace of 30 ms: {shares}")
    expect(shares["0"] < shares["-1"], f"none: {shares}")


def test_refresh():
    """A picture that stays is sent again within a second, also when frames come more seldom."""
    receiver, sent = Receiver(), noise(1)
    process = push(f"e131:127.0.0.1:{receiver.port}", options=["-r", "0.2", "--stale", "100"], wait=False)
    process.stdin.write(sent[0])
    process.stdin.flush()
    receiver.wait(8 * 4)
    process.terminate()
    process.communicate()
    decoded = [packets.e131(data) for data in receiver.end()]
    own = [(packet, at) for packet, at in zip(decoded, receiver.times) if packet.universe == 1]
    expect([packet.data == sent[0][:510] for packet, _ in own[1:4]] == [True] * 3, "the same again")
    expect(0.7 < own[3][1] - own[2][1] < 3, f"after {own[3][1] - own[2][1]:.3f} s")


def test_vanishes():
    """A controller that vanishes and returns: packets come again, and the errors were said once."""
    receiver = Receiver()
    process = push(f"ddp:127.0.0.1:{receiver.port}", stats=True, wait=False)
    feeder = threading.Thread(target=feed, args=(process, noise(1)[0]), daemon=True)
    feeder.start()
    receiver.wait(30)
    port = receiver.port
    receiver.end()
    process_line = process.stderr.readline().decode()
    expect("Connection refused; sending goes on" in process_line, process_line)
    again = Receiver(port=port)
    again.wait(30)
    process.terminate()
    errors = process.communicate()[1].decode()
    expect(ddp_frames(again.end()[-3:]) == [BLACK], "black at the end")
    expect("refused" not in errors and "not sent" not in errors and process.returncode == 0, errors)


def feed(process, frame):
    try:
        while True:
            process.stdin.write(frame)
            process.stdin.flush()
    except (BrokenPipeError, ValueError):
        pass


def test_never_reads():
    """A server that accepts and never reads, and a host that takes all packets and shows none, leave the third at full
    rate."""
    stuck, well = Server(reads=False), Receiver()
    hole = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    hole.bind(("127.0.0.1", 0))
    frames = [bytes([i]) * FRAME for i in range(1, 201)]
    errors = push(f"opc:127.0.0.1:{stuck.port}", f"ddp:127.0.0.1:{well.port}", f"ddp:127.0.0.1:{hole.getsockname()[1]}",
                  frames=frames, stats=True)
    expect_most(ddp_frames(well.end()), frames, "the third")
    expect(re.search(rf"opc:127.0.0.1:{stuck.port}: .*, \d+ pictures not sent", errors), errors)
    # A busy machine has less; where one output waited for another it would be a few.
    expect(re.search(r"sky-push: 200 frames, ([5-9]\d|100)\.", errors), errors)


def test_newest():
    """A server that stops to read for a while gets the newest frames then, and whole messages only."""
    server = Server(reads=False)
    frames = [bytes([i % 255 + 1]) * (3 * 20000) for i in range(100)]
    process = push(f"opc:127.0.0.1:{server.port}", options=["-g", "100x200"], wait=False)
    feeder = threading.Thread(target=lambda: [process.stdin.write(frame) for frame in frames], daemon=True)
    feeder.start()
    feeder.join(30)
    expect(not feeder.is_alive(), "the show waits for the server")
    server.released.set()
    with server.came:
        expect(server.came.wait_for(lambda: server.messages and server.messages[-1].data[0] == 100, 20),
               "the newest frame does not come")
    process.stdin.close()
    process.stdin = None
    errors = process.communicate(timeout=30)[1].decode()
    server.join(20)
    values = [message.data[0] for message in server.messages]
    expect(process.returncode == 0 and server.rest == 0, f"a part of a message came last, or: {errors}")
    expect(all(message.data == message.data[:1] * 60000 for message in server.messages), "a message of two frames")
    expect(len(set(values)) < 90 and values[0] == values[-1] == 0, f"values {values}")


def test_reconnects():
    """A server that ends and comes back, while another output goes on."""
    server, other = Server(), Receiver()
    process = push(f"opc:127.0.0.1:{server.port}", f"ddp:127.0.0.1:{other.port}", wait=False)
    feeder = threading.Thread(target=feed, args=(process, noise(1)[0]), daemon=True)
    feeder.start()
    server.wait(5)
    server.connection.shutdown(socket.SHUT_RDWR)
    server.join()
    line = process.stderr.readline().decode()
    expect("the connection has ended" in line and "trying again every second" in line, line)
    again = Server(server.port)
    again.wait(5)
    expect(again.messages[0].data == BLACK, "black first, also after it came back")
    line = process.stderr.readline().decode()
    expect("is back" in line, line)
    process.terminate()
    process.communicate()
    again.join()
    expect(again.messages[-1].data == BLACK and process.returncode == 0, "black at the end")
    times = other.times
    other.end()
    longest = max(b - a for a, b in zip(times, times[1:]))
    expect(longest < 0.95, f"the other output paused for {longest:.3f} s")


def test_no_host():
    """A name that does not exist, or a server that is not there, is told of once; the others go on; the exit status is
    1."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        well, sent = Receiver(), noise(150)
        errors = push("ddp:no..such..host", f"opc:127.0.0.1:{port}", f"ddp:127.0.0.1:{well.port}", frames=sent,
                      status=1)
    expect_most(ddp_frames(well.end()), sent, "the third")
    for text in ("ddp:no..such..host: no host is called 'no..such..host'; trying again every second",
                 f"opc:127.0.0.1:{port}: 127.0.0.1:{port}: Connection refused; trying again every second"):
        expect(errors.count(text) == 1, errors)
    expect("it never became available: " in errors, errors)


def test_reload():
    """A layout that changes under a running show: more LEDs, then fewer, of which those that are gone are black."""
    def write(last):
        with open("line.layout", "w", encoding="ascii") as layout:
            layout.write(f"lane\nvanes 0 pixels 0..{last}\n")

    receiver, frame = Receiver(), noise(1)[0]
    write(9)
    process = push(f"ddp:127.0.0.1:{receiver.port},layout=line.layout", options=["--idle", "hold"], wait=False)
    threading.Thread(target=feed, args=(process, frame), daemon=True).start()
    receiver.wait(5)
    for last, wanted in (19, frame[:60]), (4, frame[:15] + bytes(45)):
        write(last)
        process.send_signal(signal.SIGHUP)
        with receiver.came:
            expect(receiver.came.wait_for(lambda: packets.ddp(receiver.packets[-1]).data == wanted, 20),
                   f"{last + 1} LEDs: {packets.ddp(receiver.packets[-1]).data}")
    process.terminate()
    errors = process.communicate()[1].decode()
    expect(process.returncode == 0 and errors == "", errors)
    expect(packets.ddp(receiver.end()[-1]).data == bytes(60), "black at the end")


def test_e131_multicast6():
    """In a network namespace of its own: the loopback interface has no multicast of IPv6."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "link", "add", "near", "type", "veth", "peer", "name", "far"], check=True)
    subprocess.run(["ip", "address", "add", "fd00::1/64", "dev", "near", "nodad"], check=True)
    for name in "near", "far":
        subprocess.run(["ip", "link", "set", name, "up"], check=True)
    receiver, sent = Receiver("::"), noise(3)
    index = struct.pack("@I", socket.if_nametoindex("near"))
    for universe in range(1, 9):
        group = socket.inet_pton(socket.AF_INET6, f"ff18::8300:{universe:x}")
        receiver.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group + index)
    push(f"e131:multicast6:{receiver.port},interface=near", frames=sent)
    data = [packet for packet in map(packets.e131, receiver.end()) if not packet.terminated]
    expect_show(universe_frames(data, 1, 510), sent, "e131 by multicast over IPv6")


def test_fragments():
    """In a network namespace of its own, whose loopback interface is too narrow for packets to be cut by the kernel."""
    subprocess.run(["ip", "link", "set", "lo", "up", "mtu", "1300"], check=True)
    receiver, sent = Receiver(), noise(5)
    push(f"ddp:127.0.0.1:{receiver.port}", frames=sent)
    expect_show(ddp_frames(receiver.end()), sent, "ddp in fragments")


def test_names():
    """In namespaces of its own, with names and a name server of its own: a name that moves to another address, and one
    that the server never answers for, which delays nothing."""
    def know(address):
        with open("hosts", "w", encoding="ascii") as hosts:
            hosts.write(f"{address} disc\n")

    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    know("127.0.0.2")
    with open("resolv.conf", "w", encoding="ascii") as file:
        file.write("nameserver 127.0.0.9\n")
    for name in "hosts", "resolv.conf":
        subprocess.run(["mount", "--bind", name, f"/etc/{name}"], check=True)
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.9", 53))
    first = Receiver("127.0.0.2")
    process = push(f"ddp:disc:{first.port}", "opc:nobody.example", wait=False)
    threading.Thread(target=feed, args=(process, noise(1)[0]), daemon=True).start()
    first.wait(30)
    second = Receiver("127.0.0.3", first.port)
    know("127.0.0.3")
    first.end()
    second.wait(30)
    process.terminate()
    errors = process.communicate(timeout=20)[1].decode()
    expect(f"ddp:disc:{first.port}: is at 127.0.0.3:{first.port} now" in errors, errors)
    expect(ddp_frames(second.end()[-3:]) == [BLACK], "black at the end")


def test_unplugged():
    """In a network namespace of its own, on a cable: no route at first, then pulled out and plugged in again."""
    def ip(*words):
        subprocess.run(["ip", *words], check=True)

    def plug():
        ip("link", "set", "near", "up")
        ip("neigh", "replace", "10.9.9.2", "lladdr", "02:00:00:00:00:02", "dev", "near", "nud", "permanent")

    def receive(count):
        """The packets of DDP at the far end. A cable that is none gets several in one piece, for the far end to cut."""
        whole = []
        while len(whole) < count:
            data = far.recv(65600)
            if data[12:14] == b"\x08\0" and data[23] == 17:
                whole += [data[at:at + 1450] for at in range(42, len(data), 1450)]
        return whole

    ip("link", "add", "near", "type", "veth", "peer", "name", "far")
    ip("address", "add", "10.9.9.1/24", "dev", "near")
    ip("link", "set", "far", "up")
    far = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    far.bind(("far", 0))
    far.settimeout(20)
    process = push("ddp:10.9.9.2", options=["--stats"], wait=False)
    threading.Thread(target=feed, args=(process, noise(1)[0]), daemon=True).start()
    line = process.stderr.readline().decode()
    expect("Network is unreachable; trying again every second" in line, line)
    plug()
    expect(ddp_frames(receive(3)[:3]) == [BLACK], "black first, once there is a route")
    line = process.stderr.readline().decode()
    expect("is back" in line, line)
    ip("link", "set", "near", "down")
    line = process.stderr.readline().decode()
    expect("Network is unreachable; sending goes on" in line, line)
    while not re.search(r"[1-9][\d,]* packets not sent", line):
        if "lateness" not in line or line.startswith("sky-push: ddp"):
            process.send_signal(signal.SIGUSR1)
        line = process.stderr.readline().decode()
    plug()
    far.close()
    far = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    far.bind(("far", 0))
    far.settimeout(20)
    receive(30)
    process.terminate()
    errors = process.communicate()[1].decode()
    expect(re.search(r"[1-9][\d,]* packets not sent", errors) and process.returncode == 0, errors)


if __name__ == "__main__":
    globals()["test_" + sys.argv[1]]()
