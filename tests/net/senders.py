# SPDX-License-Identifier: ISC
"""Packets of DDP, Art-Net, E1.31 and Open Pixel Control, written from the specifications and from nothing of ours, for
tests of what sky-recv receives. Each function returns the bytes of a packet, or yields those of a frame."""
import struct

# ---- DDP: http://www.3waylabs.com/ddp/ ----


def ddp(data, offset=0, sequence=0, push=False, kind=0x0b, display=1, timecode=None, flags=0x40):
    flags |= push | (0x10 if timecode is not None else 0)
    head = struct.pack(">BBBBIH", flags, sequence, kind, display, offset, len(data))
    return head + (struct.pack(">I", timecode) if timecode is not None else b"") + data


def ddp_frame(frame, number, numbers="packets", size=1440, **more):
    """A frame's packets as most senders make them. `number` counts its packets, or with numbers="frames" the frames."""
    for at in range(0, len(frame), size):
        sequence = {"packets": number + at // size, "frames": number}.get(numbers)
        sequence = 0 if sequence is None else sequence % 15 + 1
        yield ddp(frame[at:at + size], at, sequence, at + size >= len(frame), **more)


# ---- Art-Net 4 ----


def artnet_head(code):
    return b"Art-Net\0" + struct.pack("<H", code) + struct.pack(">H", 14)


def artnet(data, universe, sequence=0):
    return artnet_head(0x5000) + struct.pack(">BBBBH", sequence, 0, universe & 255, universe >> 8, len(data)) + data


def artnet_sync():
    return artnet_head(0x5200) + b"\0\0"


def artnet_poll():
    return artnet_head(0x2000) + b"\0\0"


def artnet_frame(frame, sequence, first=0, size=510):
    for index, at in enumerate(range(0, len(frame), size)):
        yield artnet(frame[at:at + size], first + index, sequence)


# ---- E1.31: ANSI E1.31-2018, tables 4-1 and 4-2 ----


def pdu(body):
    return struct.pack(">H", 0x7000 | len(body) + 2) + body


def e131(data, universe, sequence=0, priority=100, cid=b"0123456789abcdef", sync=0, options=0, start=0, source=b"test"):
    dmp = pdu(b"\x02\xa1\0\0\0\1" + struct.pack(">H", len(data) + 1) + bytes([start]) + data)
    framing = pdu(b"\0\0\0\2" + source.ljust(64, b"\0") +
                  struct.pack(">BHBBH", priority, sync, sequence, options, universe) + dmp)
    return b"\0\x10\0\0ASC-E1.17\0\0\0" + pdu(b"\0\0\0\4" + cid + framing)


def e131_sync(sync, sequence, cid=b"0123456789abcdef"):
    return b"\0\x10\0\0ASC-E1.17\0\0\0" + pdu(b"\0\0\0\x08" + cid +
                                              pdu(b"\0\0\0\1" + struct.pack(">BH", sequence, sync) + b"\0\0"))


def e131_frame(frame, sequence, first=1, size=510, **more):
    for index, at in enumerate(range(0, len(frame), size)):
        yield e131(frame[at:at + size], first + index, sequence % 256, **more)


# ---- Open Pixel Control: http://openpixelcontrol.org ----


def opc(data, channel=0, command=0):
    return struct.pack(">BBH", channel, command, len(data)) + data
