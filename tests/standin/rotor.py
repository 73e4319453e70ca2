# SPDX-License-Identifier: ISC
"""Which vanes a rotor was sent: what an output got, beside the frame that the whole disc was to show.

    rotor.py GOT FRAME VANESxPIXELS ARMS [ccw]

ARMS is how many there are, evenly spaced, or the vanes between them and the first one, as 0:8:17.

GOT has the colours of all arms, picture after picture, as decode.py makes them; FRAME those of the disc, every vane
another one. All pictures must be black, or what the arms see when the first one is at some vane. Prints a line for
each run of either: "black COUNT", or "vanes COUNT first FIRST left SKIPPED", with how many vanes were left out, up to
whole turns, when the arm goes from vane to vane in its direction.
"""
import itertools
import sys

import numpy as np


def main():
    got, frame, geometry, arms = sys.argv[1:5]
    step = -1 if sys.argv[5:] == ["ccw"] else 1
    vanes, pixels = (int(word) for word in geometry.split("x"))
    offsets = [int(word) for word in arms.split(":")]
    if len(offsets) == 1:
        offsets = [arm * vanes // offsets[0] for arm in range(offsets[0])]
    arms = len(offsets)
    disc = np.fromfile(frame, np.uint8).reshape(vanes, pixels * 3)
    known = {bytes(arms * pixels * 3): "black"}
    for vane in range(vanes):
        known[disc[(vane + np.array(offsets)) % vanes].tobytes()] = vane
    assert len(known) == vanes + 1, "vanes that look the same"
    sent = [known[row.tobytes()] for row in np.fromfile(got, np.uint8).reshape(-1, arms * pixels * 3)]
    for black, run in itertools.groupby(sent, lambda vane: vane == "black"):
        run = list(run)
        if black:
            print("black", len(run))
        else:
            skipped = sum(((b - a) * step - 1) % vanes for a, b in zip(run, run[1:]))
            print("vanes", len(run), "first", run[0], "left", skipped)


main()
