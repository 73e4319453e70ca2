# SPDX-License-Identifier: ISC
"""Chips on a spidev that is spi-gpio, on gpio-sim and on the Pi's lines."""
import numpy as np

from record import Record, SpiWire, sigrok_spi

MACHINES = [("virt", "bookworm"), ("raspi3b", "trixie")]
SPI = {"select": 8, "clock": 11, "data": 10}
SPI_CHIPS = {"apa102": 255, "ws2801": 255, "lpd8806": 127, "p9813": 255}  # and their steps


def make(rig):
    for name, geometry in ("small", "6x4"), ("tiny", "2x7"), ("large", "16x9"):
        rig.shell(f"sky-gen noise -g {geometry} -n 2 -o {name}")
        for steps in 127, 255:
            rig.decode("duty", name, 1, 0, f"{name}-{steps}", f"steps={steps}")
    return ["small", "tiny", "large"]


def check(rig, folder, machine, release):
    def read_bytes(record, file, mode):
        record.write_vcd(f"{folder}/{file}.vcd", {"CS": 8, "SCK": 11, "MOSI": 10})
        return sigrok_spi(f"{folder}/{file}.vcd", "clk=SCK:mosi=MOSI:cs=CS", mode)

    def compare(wire, geometry, frames, chip):
        """The bytes on the wire with the frames' colours, black before and after."""
        with open(f"{folder}/wire", "wb") as out:
            out.write(wire)
        rig.decode("wire", f"{folder}/wire", geometry, 1, f"{folder}/colors", f"chip={chip}")
        wanted = rig.read(f"{frames}-{SPI_CHIPS.get(chip, 255)}")
        black = np.zeros(len(wanted) // 2, np.uint8)
        assert np.array_equal(rig.read(f"{folder}/colors"), np.concatenate([black, wanted, black]))

    def show(chip):
        def one_chip():
            for mode in range(4):
                record = Record(f"{folder}/{chip}-{mode}")
                compare(read_bytes(record, f"{chip}-{mode}", mode), "6x4", "small", chip)
                found = SpiWire(record, **SPI).mode()
                assert found == mode, f"asked for mode {mode}, the edges are of mode {found}"
        return one_chip

    def one_selection_a_frame():
        record = Record(f"{folder}/split")
        compare(read_bytes(record, "split", 0), "16x9", "large", "apa102")
        assert len(record.messages) == 4 * 2, f"{len(record.messages)} messages"
        selections = SpiWire(record, **SPI).selections
        assert len(selections) == 4, f"{len(selections)} selections"

    def rests(file):
        """us between frames, from the clock's last edge to its next one; the black one before them comes earlier."""
        selections = SpiWire(Record(f"{folder}/{file}"), **SPI).selections
        assert len(selections) == 4, selections
        return [after[1] - before[2] for before, after in zip(selections[1:], selections[2:])]

    def rest_of_ws2801():
        for mode in range(4):
            assert min(rests(f"ws2801-{mode}")) >= 500
            if machine == "virt":  # the machine rests too, but its time is exact, and another chip is not given any
                pairs = list(zip(rests(f"ws2801-{mode}"), rests(f"lpd8806-{mode}"))) # each before the same picture
                assert all(ours > other + 400 for ours, other in pairs), pairs

    def in_one_piece():
        record = Record(f"{folder}/ws2812")
        wire = np.frombuffer(read_bytes(record, "ws2812", 0), np.uint8).reshape(4, -1)
        rest = 300 * 32 // 80  # bytes of zeros: 300 us at 3.2 MHz
        assert len(record.messages) == 4 and not wire[:, :rest].any() and not wire[:, -rest:].any()
        compare(wire[:, rest:-rest].tobytes(), "2x7", "tiny", "ws2812")
        said = open(f"{folder}/refused").read()
        assert said.count("\n") == 1 and "cannot be split" in said and "bufsiz=512" not in said, said

    return {**{f"sigrok reads {chip}'s colours in all SPI modes, and the edges are those of the mode": show(chip)
               for chip in SPI_CHIPS},
            "a frame of two messages is one selection": one_selection_a_frame,
            "ws2801's clock rests for 500 us after a frame": rest_of_ws2801,
            "ws2812 has a rest on both sides, and is not split": in_one_piece}
