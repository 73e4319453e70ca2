# SPDX-License-Identifier: ISC
"""A pipeline on eight lanes, on a chip that sets lines together and on one that sets them one after the other."""
import numpy as np

from record import GPIOD, Record, sigrok_spi

MACHINES = [(machine, release) for machine in ("virt", "raspi3b") for release in GPIOD]
GEOMETRY = "16x9"
FRAME_BYTES = 16 * 9 * 3
DATA_LINES = [20, 12, 16, 21, 13, 19, 26, 6]
DATA = sum(1 << line for line in DATA_LINES)
CLOCK_LINE = 17
LOWEST_LINE = 4


def make(rig):
    rig.shell("ffmpeg -v error -y -f lavfi -i testsrc2=size=320x240 -frames:v 1 photo.png")
    rig.shell("sky-polar photo.png | sky-blend - screen <(sky-gen stars) | sky-rotate spin=30 | "
              "sky-cat -n 10 -o frames")
    rig.decode("duty", "frames", 0.8, 0, "duty")
    return ["photo.png", "frames"]


def check(rig, folder, machine, release):
    record = Record(f"{folder}/trace")
    black = np.zeros(FRAME_BYTES, np.uint8)
    wanted = np.concatenate([black, rig.read("duty"), black])

    def with_sigrok():
        lanes = {f"D{lane}": line for lane, line in enumerate(DATA_LINES)}
        record.write_vcd(f"{folder}/lines.vcd", {**lanes, "CLK": CLOCK_LINE})
        read = [sigrok_spi(f"{folder}/lines.vcd", f"clk=CLK:mosi={lane}") for lane in lanes]
        assert len({len(lane) for lane in read}) == 1 and len(read[0]) % 12 == 0, [len(lane) for lane in read]
        wire = np.array([np.frombuffer(lane, np.uint8).reshape(12, -1) for lane in read]).swapaxes(0, 1)
        wire.tofile(f"{folder}/wire")
        rig.decode("wire", f"{folder}/wire", GEOMETRY, len(lanes), f"{folder}/sigrok")
        assert np.array_equal(rig.read(f"{folder}/sigrok"), wanted)

    def with_decoder():
        record.sets(DATA_LINES + [CLOCK_LINE]).tofile(f"{folder}/sets")
        rig.decode("gpio", f"{folder}/sets", GEOMETRY, len(DATA_LINES), f"{folder}/decoded")
        assert np.array_equal(rig.read(f"{folder}/decoded"), wanted)

    def two_calls():
        clocks = sum(state & ~before & 1 << CLOCK_LINE != 0 for _, before, state, _ in edges(record))
        leds = FRAME_BYTES // 3 // len(DATA_LINES)
        assert clocks == 12 * 8 * (4 + 4 * leds + 4 + (leds + 15) // 16), clocks
        assert {version for _, version, _ in record.calls} == {GPIOD[release]}
        assert len(record.calls) == 2 * clocks + 1, f"{len(record.calls)} calls for {clocks} clocks"

    def data_is_stable():
        rises, changes = set(), set()
        for _, before, state, call in edges(record):
            if state & ~before & 1 << CLOCK_LINE:
                rises.add(call)
            if (state ^ before) & DATA:
                changes.add(call)
        assert changes and not rises & changes
        if machine == "raspi3b":  # that the lines were set one by one is what makes this worth to know
            assert all(mask & (mask - 1) == 0 for _, mask, _, _ in record.writes)

    def low_clock():
        """The kernel sets lines one by one in the order of their numbers."""
        clock = {state >> LOWEST_LINE & 1
                 for _, before, state, _ in edges(Record(f"{folder}/clock-first")) if (state ^ before) & DATA}
        assert clock == {0}, f"the data changes while the clock is at {clock}"

    return {"sigrok reads each frame's colours, and black before and after": with_sigrok,
            "our decoder reads the same": with_decoder,
            f"two calls a clock and one at the end, by libgpiod {GPIOD[release]}": two_calls,
            "no data line changes in a call that raises the clock": data_is_stable,
            "nor while the clock is high, when its line has the lowest number": low_clock}


def edges(record):
    """(microsecond, the lines' state before a write, after it, number of the set call)."""
    before = record.before
    for when, state, call in record.states():
        yield when, before, state, call
        before = state
