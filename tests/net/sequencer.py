# SPDX-License-Identifier: ISC
"""A sequencer: sends where it is, 25 times a second. usage: tests/net/sequencer.py multisync|timecode PORT START SECONDS"""
import socket
import struct
import sys
import time


def multisync(action, seconds, file=0):
    """FPP's docs/ControlProtocol.txt: the header, and an action, a kind of file, the frame and the seconds."""
    name = b'show.fseq\0'
    return b'FPPD\1' + struct.pack('<HBBIf', 10 + len(name), action, file, round(seconds * 40), seconds) + name


def timecode(seconds):
    """ArtTimeCode of Art-Net 4, at 25 frames a second."""
    whole, frames = divmod(round(seconds * 25), 25)
    return (b'Art-Net\0\x00\x97\0\x0e\0\0' +
            bytes([frames, whole % 60, whole // 60 % 60, whole // 3600, 1]))


def main():
    kind, port, start, length = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(('127.0.0.1', port))
        begun, count = time.monotonic(), 0
        while (passed := count / 25) < length:
            time.sleep(max(0.0, begun + passed - time.monotonic()))
            seconds = start + passed
            if kind == 'timecode':
                sender.send(timecode(seconds))
            else:
                sender.send(multisync(2 if count else 0, seconds))
                sender.send(multisync(2, seconds + 7, file=1))  # a film of another length, which is not to be followed
            count += 1
        for _ in range(5):  # a packet may be lost
            time.sleep(0.04)
            sender.send(timecode(start + (count - 1) / 25) if kind == 'timecode' else multisync(1, 0))


if __name__ == '__main__':
    main()
