# SPDX-License-Identifier: ISC
"""A rotor by a sensor's edges."""
import numpy as np

from record import GPIOD, Record

MACHINES = [("virt", "bookworm"), ("virt", "trixie")]
VANES = 12
ROTOR = {"one": (1, 1, 0), "two": (2, -1, 3)}  # arms, which way, and the first arm's vane at the edge
SLOW, FAST = 12, 24  # revolutions, 5 and then 10 a second


def make(rig):
    vanes = np.arange(VANES)
    colors = np.stack([100 + 10 * vanes, 255 - 10 * vanes, 80 + 0 * vanes], axis=1)
    colors.astype(np.uint8).tofile(f"{rig.out}/screen")
    rig.decode("duty", "screen", 1, 0, "screen-duty")
    return ["screen"]


def check(rig, folder, machine, release):
    screen = rig.read("screen-duty").reshape(VANES, 3)
    shows = {}
    for name, (arms, _, _) in ROTOR.items():
        record = Record(f"{folder}/{name}")
        record.sets([20, 17]).tofile(f"{folder}/sets")
        rig.decode("gpio", f"{folder}/sets", f"{arms}x1", 1, f"{folder}/colors")
        colors = rig.read(f"{folder}/colors").reshape(-1, arms, 3)
        calls = 2 * 8 * (4 + 4 * arms + 4 + 1)
        times = [record.calls[n * calls][0] for n in range(len(colors))]
        shows[name] = record, [(when, vanes_of(color, screen)) for when, color in zip(times, colors)]
        said = open(f"{folder}/{name}.err").read()
        print(f"# {name} by libgpiod {GPIOD[release]}:{said[said.index('rotor: ') + 6 :].rstrip()}")

    def order(name):
        def one_show():
            arms, way, _ = ROTOR[name]
            lit = [vanes for _, vanes in shows[name][1] if vanes]
            assert all((after[0] - before[0]) % VANES == way % VANES for before, after in zip(lit, lit[1:])), lit
            for arm in range(arms):
                assert all(vanes[arm] == (vanes[0] + arm * VANES // arms) % VANES for vanes in lit), lit
        return one_show

    def revolutions(name):
        """Each has all vanes, from that at the sensor's edge on; half a vane is allowed for."""
        def one_show():
            _, way, first = ROTOR[name]
            record, sent = shows[name]
            rises = record.rises
            assert len(rises) == SLOW + FAST
            for turn in [*range(SLOW // 2, SLOW - 1), *range(SLOW + FAST // 2, SLOW + FAST - 1)]:
                begin, end = rises[turn], rises[turn + 1]
                half = (end - begin) / VANES / 2
                vanes = [vanes[0] for when, vanes in sent if begin - half <= when < end - half]
                assert vanes == [(first + way * n) % VANES for n in range(VANES)], f"revolution {turn}: {vanes}"
        return one_show

    def dark(name):
        def one_show():
            record, sent = shows[name]
            first = next(when for when, vanes in sent if vanes)
            assert any(not vanes for when, vanes in sent if when < record.rises[0]), "not black at first"
            assert record.rises[1] < first < record.rises[SLOW // 2], f"a vane at {first}, edges at {record.rises}"
            last = max(when for when, vanes in sent if vanes)
            black = [when for when, vanes in sent if when > last]
            turn = record.rises[-1] - record.rises[-2]
            assert all(vanes for when, vanes in sent if first <= when <= last), "dark vanes while it turned"
            turns = (black[0] - record.rises[-1]) / turn
            assert 3.4 < turns < 3.75, f"black after {turns} revolutions"  # of 3 and a half, and a tick of 10 ms
        return one_show

    def in_time():
        for name in ROTOR:
            said = open(f"{folder}/{name}.err").read()
            assert " 0 dropped" in said and " 0 missing" in said and " 0 lost" in said, said

    checks = {}
    for name, sentence in {"one": "an arm shows", "two": "two arms the other way show"}.items():
        checks |= {f"{sentence} vane after vane, through all speeds": order(name),
                   f"{sentence} {VANES} vanes in each revolution, each in its place": revolutions(name),
                   f"{sentence} nothing before the sensor's edges and three revolutions after them": dark(name)}
    checks["no vane is dropped, and no edge is missed"] = in_time
    return checks


def vanes_of(colors, screen):
    """Which vane each arm shows, or None when all are black."""
    if not colors.any():
        return None
    return [int(np.flatnonzero((screen == color).all(axis=1))[0]) for color in colors]
