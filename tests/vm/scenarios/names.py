# SPDX-License-Identifier: ISC
"""Lines by their names, and two outputs at once."""
import numpy as np

from record import Record, sigrok_spi
from scenarios.spi import make  # noqa: F401, the same frames

MACHINES = [("virt", "bookworm"), ("virt", "trixie")]


def check(rig, folder, machine, release):
    wanted = rig.read("small-255")
    black = np.zeros(len(wanted) // 2, np.uint8)
    wanted = np.concatenate([black, wanted, black])

    def compare(lanes):
        """The bytes of each lane with the frames' colours, black before and after."""
        lanes = np.array([np.frombuffer(lane, np.uint8).reshape(4, -1) for lane in lanes]).swapaxes(0, 1)
        lanes.tofile(f"{folder}/wire")
        rig.decode("wire", f"{folder}/wire", "6x4", lanes.shape[1], f"{folder}/colors")
        assert np.array_equal(rig.read(f"{folder}/colors"), wanted)

    def by_name():
        Record(f"{folder}/both").write_vcd(f"{folder}/gpio.vcd", {"CLK": 17, "D0": 27, "D1": 4})
        compare([sigrok_spi(f"{folder}/gpio.vcd", f"clk=CLK:mosi=D{lane}") for lane in (0, 1)])

    def on_spi():
        Record(f"{folder}/both").write_vcd(f"{folder}/spi.vcd", {"CS": 8, "SCK": 11, "MOSI": 10})
        compare([sigrok_spi(f"{folder}/spi.vcd", "clk=SCK:mosi=MOSI:cs=CS")])

    def says(file, text):
        def one_line():
            said = [line for line in open(f"{folder}/{file}") if line.startswith("sky-push: ") and " fit, " not in line]
            assert len(said) == bool(text) and text in "".join(said), said
        return one_line

    return {"lines by their names are those of the gpiochip that has them": by_name,
            "at the same time a chain on SPI shows the same frames": on_spi,
            "with nothing to say about it": says("said", ""),
            "the number of another gpiochip is warned of": says(
                "warned", "gpio:0: line 27 is not GPIO27 of the header, which is on /dev/gpiochip1 (write "
                "gpio:pinctrl-rp1, or lines by name, as gpio:,clock=GPIO27)"),
            "and the label of the right one is not": says("fits", ""),
            "a name that no line has is refused": says("refused", "no gpiochip has a line called 'GPIO5'")}
