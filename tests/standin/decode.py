"""What LEDs would show, by numpy and independently of our own code.

    decode.py duty FRAMES BRIGHTNESS GAMMA OUT     the colour pipeline: frames to bytes of duty
    decode.py wire BYTES VANESxPIXELS LANES OUT    decodes what -o wire: wrote to colours in the order of frames
    decode.py gpio SETS VANESxPIXELS LANES OUT     decodes a stand-in's record of set calls (see record.h) likewise

The decoders print the number of frames. An argument `order=rgb` says the order of the colour bytes, else bgr.
"""
import sys

import numpy as np


def duty(frames, brightness, gamma):
    encoded = np.arange(256) / 255
    if gamma > 0:
        light = encoded**gamma
    else:  # IEC 61966-2-1
        light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return np.floor(light * brightness * 255 + 0.5).astype(np.uint8)[frames]


class Screen:
    """A straight layout, and how long its longest chain's bytes are."""

    def __init__(self, geometry, lanes):
        self.vanes, self.pixels = (int(word) for word in geometry.split("x"))
        self.leds = []
        for lane in range(lanes):
            first, end = lane * self.vanes // lanes, (lane + 1) * self.vanes // lanes
            self.leds.append((end - first) * self.pixels)
        assert sum(self.leds) == self.vanes * self.pixels
        assert max(self.leds) - min(self.leds) <= self.pixels, "lanes differ by more than a vane"
        longest = max(self.leds)
        # start, LEDs, 32 zeros for the SK9822, half a clock for each LED in whole bytes
        self.lane_bytes = 4 + 4 * longest + 4 + -(-longest // 16)

    def colors(self, lane_frames, order):
        """lane_frames: array of frames x lanes x lane_bytes. The colours, R G B, in the order of frames."""
        parts = []
        for lane, leds in enumerate(self.leds):
            data = lane_frames[:, lane]
            assert not data[:, :4].any(), "a start that is not zeros"
            assert not data[:, 4 + 4 * leds :].any(), "an end that is not zeros"
            words = data[:, 4 : 4 + 4 * leds].reshape(len(data), leds, 4)
            assert (words[:, :, 0] == 0xFF).all(), "an LED that does not begin with 0xff"
            parts.append(words[:, :, [1 + order.index(channel) for channel in "rgb"]])
        return np.concatenate(parts, axis=1).reshape(len(lane_frames), -1)


def lane_frames_of_sets(sets, lanes, lane_bytes):
    """Samples the data lines where the clock rises, as LEDs do. The clock is the line after the data lines."""
    clock = (sets >> np.uint64(lanes)) & np.uint64(1)
    data = sets & np.uint64((1 << lanes) - 1)
    clock_before, data_before = np.roll(clock, 1), np.roll(data, 1)
    clock_before[0] = data_before[0] = 0  # as requested: all low
    assert not (sets >> np.uint64(lanes + 1)).any(), "a line that was not requested"
    assert (clock[data != data_before] == 0).all(), "data changed by a call that leaves the clock high"
    risen = (clock == 1) & (clock_before == 0)
    assert (data[risen] == data_before[risen]).all(), "data changed by the call that raises the clock"
    assert (clock != clock_before)[1:].all(), "a call that does not move the clock"
    assert sets[-1] == 0, "lines were not low at the end"
    assert len(sets) == 2 * risen.sum() + 1, "not two calls a clock and one at the end"

    bits = (data[risen][:, None] >> np.arange(lanes, dtype=np.uint64)) & np.uint64(1)
    frames, rest = divmod(len(bits), 8 * lane_bytes)
    assert rest == 0, f"{rest} bits more than {frames} frames"
    return np.packbits(bits.astype(np.uint8).reshape(frames, lane_bytes, 8, lanes), axis=2).reshape(
        frames, lane_bytes, lanes).transpose(0, 2, 1)


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("order=")]
    order = next((word[6:] for word in sys.argv if word.startswith("order=")), "bgr")
    what, source, first, second, out = words
    if what == "duty":
        result = duty(np.fromfile(source, np.uint8), float(first), float(second))
        result.tofile(out)
        return
    screen, lanes = Screen(first, int(second)), int(second)
    if what == "wire":
        lane_frames = np.fromfile(source, np.uint8).reshape(-1, lanes, screen.lane_bytes)
    else:
        lane_frames = lane_frames_of_sets(np.fromfile(source, "<u8"), lanes, screen.lane_bytes)
    screen.colors(lane_frames, order).tofile(out)
    print(len(lane_frames))


main()
