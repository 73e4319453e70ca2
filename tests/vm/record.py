# SPDX-License-Identifier: ISC
"""The kernel's record of a GPIO chip's lines, as guest/lib.sh makes it: what was written to which line, when, and
in which ioctl; and what others read in it."""
import re
import subprocess

import numpy as np

SET_CALLS = {0xC040B409: 1, 0xC010B40F: 2}  # GPIOHANDLE_SET_LINE_VALUES_IOCTL and GPIO_V2_LINE_SET_VALUES_IOCTL
GPIOD = {"bookworm": 1, "trixie": 2}  # the interface of libgpiod that each release has
MESSAGE = 0x40206B00  # SPI_IOC_MESSAGE(1)
LINE = re.compile(r"\s*(\S.*)-(\d+)\s+\[\d+\] \S+ +(\d+)\.(\d+): (\w+)[:(] ?(.*)")
FIELD = re.compile(r"(\w+)[=:] ?(\w+)")


class Record:
    """before: the outputs' levels at the beginning, a mask with a bit for each line; writes: (microsecond, lines
    written, their values, number of the set call or None) in the driver's order, with masks too; calls:
    (microsecond, version of the interface, process); messages: microseconds of those to spidev; rises: those of an
    input's rising edges."""

    def __init__(self, path):
        self.before, self.writes, self.calls, self.messages, self.rises = 0, [], [], [], []
        call = {}  # of each task, while it sets lines
        for text in open(path):
            found = LINE.match(text)
            if not found:
                assert text.startswith("#"), f"{path}: {text}"
                words = text.split()
                if len(words) == 4 and words[1] == "line" and words[3] == "hi":
                    self.before |= 1 << int(words[2])
                continue
            _, process, seconds, micros, name, words = found.groups()
            when, fields = int(seconds) * 1000000 + int(micros), dict(FIELD.findall(words))
            if name == "sys_ioctl":
                command = int(fields["cmd"], 16)
                if command == MESSAGE:
                    self.messages.append(when)
                version = SET_CALLS.get(command)
                call[process] = len(self.calls) if version else None
                if version:
                    self.calls.append((when, version, process))
            elif name == "many":
                self.writes.append((when, int(fields["mask"], 16), int(fields["bits"], 16), call.get(process)))
            elif name == "pull" and fields["value"] == "1":
                self.rises.append(when)
            elif name in ("one", "output"):
                line = int(fields["line"])
                self.writes.append((when, 1 << line, int(fields["value"]) << line, call.get(process)))

    def states(self):
        """(microsecond, the state of all lines, number of the set call) after each write."""
        state = self.before
        for when, mask, bits, call in self.writes:
            state = state & ~mask | bits & mask
            yield when, state, call

    def sets(self, lines):
        """The lines' values after each set call, as tests/standin/record.h writes them: bit n is lines[n]."""
        after = {}
        for _, state, call in self.states():
            if call is not None:
                after[call] = sum((state >> line & 1) << n for n, line in enumerate(lines))
        return np.array([after[call] for call in sorted(after)], "<u8")

    def write_vcd(self, path, lines, since=0):
        """lines: names to numbers. Its time is the number of a change, since only their order matters."""
        names = {name: chr(ord("!") + n) for n, name in enumerate(lines)}
        with open(path, "w") as out:
            out.write("$timescale 1 us $end\n$scope module gpio $end\n")
            out.writelines(f"$var wire 1 {names[name]} {name} $end\n" for name in lines)
            out.write("$upscope $end\n$enddefinitions $end\n")
            before, now = None, 0
            for when, state, _ in [(since, self.before, None), *self.states()]:
                values = [(names[name], state >> line & 1) for name, line in lines.items()]
                if when < since or values == before:
                    continue
                out.write(f"#{now}\n" + "".join(f"{value}{name}\n" for name, value in values))
                before, now = values, now + 1
            out.write(f"#{now}\n")


class SpiWire:
    """What the lines of an SPI bus do in a record, by their edges alone.

    selections: lists of the microseconds of the chip's selection, of the first and the last edge of the clock in
    it, and of its end; idle: the clock's levels while the chip is not selected; changing: its levels when the data
    line changes while the chip is, from the clock's second edge on: before the first, spi-gpio sets it high."""

    def __init__(self, record, select, clock, data):
        self.idle, self.changing, self.selections = set(), set(), []
        before, edges, selected = record.before, 0, False
        for when, state, _ in record.states():
            changed = state ^ before
            if changed >> select & 1:
                selected = not state >> select & 1
                if selected:
                    edges = 0
                    self.selections.append([when] * 4)
                else:
                    self.selections[-1][3] = when
            if changed >> clock & 1:
                assert selected, f"the clock moves at {when} us, while nothing is selected"
                self.selections[-1][1 if edges == 0 else 2] = when
                edges += 1
            if not selected and self.selections:  # before the first one it may be that of another mode
                self.idle.add(state >> clock & 1)
            elif changed >> data & 1 and edges > 1:
                self.changing.add(state >> clock & 1)
            before = state
        assert not selected, "the chip stays selected"

    def mode(self):
        """Its SPI mode: the data changes on the edge that does not sample it, so at idle or at active clock."""
        assert len(self.idle) == 1, f"the clock is at {self.idle} while nothing is selected"
        assert len(self.changing) == 1, f"the data changes while the clock is at {self.changing}"
        polarity, changing = *self.idle, *self.changing
        return 2 * polarity + (changing != polarity)


def sigrok_spi(vcd, pins, mode=0):
    """The bytes that sigrok's spi decoder reads; pins as its `clk=SCK:mosi=MOSI`."""
    decoder = f"spi:{pins}:cpol={mode >> 1}:cpha={mode & 1}"
    found = subprocess.run(["sigrok-cli", "-I", "vcd", "-i", vcd, "-P", decoder, "-A", "spi=mosi-data"],
                           stdout=subprocess.PIPE, text=True, check=True).stdout
    return bytes(int(line.split(":")[1], 16) for line in found.splitlines())
