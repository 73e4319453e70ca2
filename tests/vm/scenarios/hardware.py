# SPDX-License-Identifier: ISC
"""Lines and devices that are held, and that go away."""
import numpy as np

from record import Record, sigrok_spi
from scenarios.stories import STORY_BYTES, make  # noqa: F401, the same frames

MACHINES = [("virt", "bookworm"), ("virt", "trixie")]


def check(rig, folder, machine, release):
    numbers = rig.read("numbers-duty").reshape(-1, STORY_BYTES)

    def says(file, text):
        def one_line():
            said = open(f"{folder}/{file}").read()
            assert said.count("\n") == 1 and text in said, said
        return one_line

    def comes_back(name, lanes, lane_bytes, read):
        """read gives the lanes' bytes one after another, frame after frame."""
        def away_and_back():
            said = [line for line in open(f"{folder}/{name}.err") if "waiting for" not in line]
            assert len(said) == 2 and "trying again every second" in said[0] and "is back" in said[1], said
            data = read(Record(f"{folder}/{name}"))
            whole = len(data) // (lanes * lane_bytes) * lanes * lane_bytes
            with open(f"{folder}/wire", "wb") as out:
                out.write(data[:whole])
            rig.decode("wire", f"{folder}/wire", "2x1", lanes, f"{folder}/colors")
            colors = rig.read(f"{folder}/colors").reshape(-1, STORY_BYTES)
            # Black comes first, and again when the device is back.
            shown = [np.flatnonzero((numbers == color).all(axis=1))[0] for color in colors if color.any()]
            gaps = [after - before for before, after in zip(shown, shown[1:])]
            assert not colors[[0, -1]].any() and min(gaps) >= 0, shown
            assert max(gaps) >= 15 and sorted(gaps)[-2] < 5, f"not one gap of two seconds: {shown}"
            assert len(shown[np.argmax(gaps):]) > 8, f"it did not go on: {shown}"
        return away_and_back

    def spi(record):
        record.write_vcd(f"{folder}/spi.vcd", {"CS": 8, "SCK": 11, "MOSI": 10})
        return sigrok_spi(f"{folder}/spi.vcd", "clk=SCK:mosi=MOSI:cs=CS")

    def gpio(record):
        record.write_vcd(f"{folder}/gpio.vcd", {"CLK": 0, "D0": 2, "D1": 1})
        lanes = [sigrok_spi(f"{folder}/gpio.vcd", f"clk=CLK:mosi=D{lane}") for lane in (0, 1)]
        lanes = np.stack([np.frombuffer(lane, np.uint8).reshape(-1, 13) for lane in lanes], axis=1)
        return lanes.tobytes()

    return {"a line that another program holds is refused by its name":
                says("busy-line", "line 12 is held by 'gpioset'"),
            "a line that the kernel's SPI holds too": says("busy-spi-line", "line 8 is held by 'spi0 CS0'"),
            "a spidev that another sky-push shows on too": says("busy-spi", ", sky-push"),
            "a spidev that goes away is said once, and shown on when it is back":
                comes_back("unplugged-spi", 1, 4 + 8 + 5, spi),
            "a GPIO chip likewise": comes_back("unplugged-gpio", 2, 13, gpio)}
