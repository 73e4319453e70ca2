# SPDX-License-Identifier: ISC
"""Decoders of DDP, Art-Net, E1.31 and Open Pixel Control, written from the specifications and from nothing of ours, for
tests of what sky-push sends. Each takes the bytes of a packet and returns what is in it, or raises ValueError."""
import struct
from types import SimpleNamespace as Packet


def need(held, what):
    if not held:
        raise ValueError(what)


# ---- DDP: http://www.3waylabs.com/ddp/ ----

def ddp(data):
    need(len(data) >= 10, "a header has 10 bytes")
    flags, sequence, kind, display, offset, length = struct.unpack(">BBBBIH", data[:10])
    need(flags >> 6 == 1, f"version {flags >> 6}")
    need(flags & 0x3e == 0, "a timecode, query, reply or storage was not asked for")
    need(len(data) == 10 + length, f"{len(data) - 10} bytes of data, and {length} in the header")
    need(sequence < 16, "a sequence number has four bits")
    need(kind == 0x0b, f"type {kind:#x} is not RGB of 8 bits")
    return Packet(push=bool(flags & 1), sequence=sequence, display=display, offset=offset, data=data[10:])


# ---- Art-Net 4 ----

def artnet(data):
    need(data[:8] == b"Art-Net\0", "the name")
    code, version = struct.unpack("<H", data[8:10])[0], struct.unpack(">H", data[10:12])[0]
    need(version == 14, f"version {version}")
    if code == 0x5200:
        need(len(data) == 14, f"an ArtSync of {len(data)} bytes")
        return Packet(sync=True)
    need(code == 0x5000, f"code {code:#x}")
    sequence, physical, low, net, length = struct.unpack(">BBBBH", data[12:18])
    need(length % 2 == 0 and 2 <= length <= 512, f"length {length}")
    need(len(data) == 18 + length, f"{len(data) - 18} bytes of data, and {length} in the header")
    need(net < 128, "a net has 7 bits")
    need(physical == 0, "physical")
    return Packet(sync=False, sequence=sequence, universe=net << 8 | low, data=data[18:])


# ---- E1.31: ANSI E1.31-2018, tables 4-1 to 4-3 ----

def pdu(data, at):
    word = struct.unpack(">H", data[at:at + 2])[0]
    need(word >> 12 == 7, "flags of a PDU")
    need(word & 0xfff == len(data) - at, f"a PDU of {word & 0xfff} bytes where {len(data) - at} are left")


def e131(data):
    need(data[:16] == b"\0\x10\0\0ASC-E1.17\0\0\0", "the preamble")
    pdu(data, 16)
    pdu(data, 38)
    root, cid, vector = struct.unpack(">I16s", data[18:38]) + struct.unpack(">I", data[40:44])
    if root == 8 and vector == 1:
        need(len(data) == 49 and data[47:49] == b"\0\0", "a synchronisation packet")
        return Packet(kind="sync", cid=cid, sequence=data[44], sync=struct.unpack(">H", data[45:47])[0])
    source = data[44:108]
    need(source[-1] == 0, "the name of the source has no end")
    source = source[:source.index(0)].decode()
    if root == 8 and vector == 2:
        need(data[108:112] == bytes(4), "reserved bytes")
        pdu(data, 112)
        need(data[114:118] == b"\0\0\0\1", "the vector of a list")
        universes = struct.unpack(f">{(len(data) - 120) // 2}H", data[120:])
        need(list(universes) == sorted(universes) and len(universes) <= 512, "the list is sorted and not too long")
        return Packet(kind="list", cid=cid, source=source, page=data[118], last=data[119], universes=universes)
    need(root == 4 and vector == 2, f"vectors {root} and {vector}")
    priority, sync, sequence, options, universe = struct.unpack(">BHBBH", data[108:115])
    pdu(data, 115)
    need(data[117:123] == b"\x02\xa1\0\0\0\1", "the DMP layer")
    count, start = struct.unpack(">HB", data[123:126])
    need(count == len(data) - 125, f"{count} values where {len(data) - 125} are left")
    need(start == 0, f"start code {start}")
    need(1 <= universe <= 63999, f"universe {universe}")
    return Packet(kind="data", cid=cid, source=source, priority=priority, sync=sync, sequence=sequence,
                  preview=bool(options & 0x80), terminated=bool(options & 0x40), force=bool(options & 0x20),
                  universe=universe, data=data[126:])


# ---- Open Pixel Control: http://openpixelcontrol.org ----

def opc(stream):
    """Yields the messages at the beginning of a bytearray, and removes them."""
    while len(stream) >= 4:
        channel, command, length = struct.unpack(">BBH", stream[:4])
        if len(stream) < 4 + length:
            return
        yield Packet(channel=channel, command=command, data=bytes(stream[4:4 + length]))
        del stream[:4 + length]
