# SPDX-License-Identifier: ISC
"""A board on a serial port, which is a pseudo-terminal, and what it understands of the protocols.

    serial.py PROTOCOL OUT [unplug] COMMAND...

Runs the command, which finds the port as `./port`, and writes the colours of all frames that came to OUT, a frame after
the other; of enttec all 512 channels. The board talks back all the time, as some do, and its words must be read. With
unplug, the port goes away after the third frame, and comes back when the command has noticed, as its message in `err`
says. Prints the number of frames, and how the port was set up: raw or not, and its rate.
"""
import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time

TCGETS2 = 0x802C542A


def adalight(data):
    """A frame's colours and bytes, or None when it has not come wholly."""
    if len(data) < 6:
        return None
    assert data[:3] == b"Ada", data[:6]
    high, low, check = data[3:6]
    assert check == high ^ low ^ 0x55, data[:6]
    end = 6 + 3 * (256 * high + low + 1)
    return (data[6:end], end) if len(data) >= end else None


def tpm2(data):
    if len(data) < 4 or len(data) < 5 + (data[2] << 8 | data[3]):
        return None
    end = 4 + (data[2] << 8 | data[3])
    assert data[0] == 0xC9 and data[1] == 0xDA and data[end] == 0x36, data[:4]
    return data[4:end], end + 1


def enttec(data):
    if len(data) < 4 or len(data) < 5 + (data[2] | data[3] << 8):
        return None
    end = 4 + (data[2] | data[3] << 8)
    assert data[0] == 0x7E and data[1] == 6 and data[4] == 0 and data[end] == 0xE7, data[:5]
    assert end == 4 + 1 + 512, "not a start code and 512 channels"
    return data[5:end], end + 1


class Port:
    def __init__(self):
        self.master, self.slave = os.openpty()
        os.set_blocking(self.master, False)
        os.symlink(os.ttyname(self.slave), "port.new")
        os.rename("port.new", "port")
        self.data, self.frames, self.said = b"", [], 0

    def setting(self):
        """(is it raw, its rate)"""
        settings = struct.unpack("IIIIB19sII", fcntl.ioctl(self.slave, TCGETS2, bytes(44)))
        return not (settings[0] or settings[1] or settings[3]), settings[7]

    def take(self, parse):
        try:
            self.data += os.read(self.master, 65536)
        except (BlockingIOError, OSError):
            return False
        while found := parse(self.data):
            self.frames.append(found[0])
            self.data = self.data[found[1]:]
            try:
                self.said += os.write(self.master, b"Ada\n" * 256)
            except BlockingIOError:
                pass
        return True

    def close(self):
        os.close(self.slave)
        os.close(self.master)


def main():
    protocol, out, *command = sys.argv[1:]
    parse, unplug = globals()[protocol], command[0] == "unplug"
    port, frames = Port(), []
    with open("err", "w") as err:
        process = subprocess.Popen(command[unplug:], stderr=err)
    while process.poll() is None:
        select.select([port.master], [], [], 0.01)
        port.take(parse)
        if unplug and len(port.frames) >= 3:
            frames += port.frames
            os.unlink("port")
            port.close()
            while process.poll() is None and "trying again" not in open("err").read():
                time.sleep(0.01)
            port, unplug = Port(), False
    while port.take(parse):
        pass
    assert not port.data, f"{len(port.data)} bytes more than whole frames"
    assert port.said >= 1024 * len(port.frames) or len(port.frames) < 16, "what the board says is not read"
    frames += port.frames
    open(out, "wb").write(b"".join(frames))
    raw, baud = port.setting()
    print(len(frames), "raw" if raw else "cooked", baud)
    sys.exit(process.returncode)


main()
