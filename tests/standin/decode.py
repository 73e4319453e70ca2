# SPDX-License-Identifier: ISC
"""What LEDs would show, by numpy and independently of our own code.

    decode.py duty FRAMES BRIGHTNESS GAMMA OUT     the colour pipeline: frames to bytes of duty
    decode.py white FRAMES MODE COLOR OUT          the same for LEDs with a white one: red, green, blue and white
    decode.py wire BYTES VANESxPIXELS LANES OUT    decodes what -o wire: wrote to colours in the order of frames
    decode.py gpio SETS VANESxPIXELS LANES OUT     decodes a stand-in's record of set calls (see record.h) likewise

The decoders print the number of frames. Arguments `chip=apa102` and `order=rgb` say the chip and the order of the
colour bytes, else the chip's usual one. The colours of hd108 are two bytes each, the lower first; those of lpd8806
are of 7 bits. For duty, `steps=65535` or `steps=127` makes such colours, and `white=rrggbb` is white. With `hdr=1`
colours of the apa102 become two bytes, of the product of field and byte.
"""
import sys

import numpy as np


def linear(encoded, gamma=0):
    if gamma > 0:
        return encoded**gamma
    # IEC 61966-2-1
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def duty(frames, brightness, gamma, steps, white):
    light = linear(np.arange(256) / 255, gamma) * brightness
    parts = linear(np.array([int(white[i : i + 2], 16) for i in (0, 2, 4)]) / 255)
    table = np.floor(light[:, None] * parts * steps + 0.5).astype(np.uint8 if steps < 256 else np.uint16)
    return table[frames.reshape(-1, 3), np.arange(3)]


def white(frames, mode, color):
    """extract: the white LED takes over what it can. only: it is as bright as the colour. All in light."""
    light = np.floor(linear(np.arange(256) / 255) * 65535 + 0.5)[frames.reshape(-1, 3)]
    own = np.floor(linear(np.array([int(color[i : i + 2], 16) for i in (0, 2, 4)]) / 255) * 65535 + 0.5)
    part, rest = np.zeros(len(light)), light
    if mode == "extract":
        has = own > 0
        part = np.minimum(np.floor((light[:, has] * 65535 / own[has]).min(axis=1)), 65535)
        rest = light - np.floor(part[:, None] * own / 65535 + 0.5)
    elif mode == "only":
        luminance = np.array([13933, 46871, 4732]) / 65536  # BT.709
        part, rest = np.minimum(np.floor(light @ luminance * 65535 / (own @ luminance) + 0.5), 65535), light * 0
    return np.floor(np.column_stack([rest, part]) / 257 + 0.5).astype(np.uint8)


def with_field(data, hdr):
    """apa102 and its kin: a field of current, and three bytes."""
    assert (data[..., 0] >> 5 == 7).all(), "an LED that does not begin with 111"
    field = data[..., :1] & 31
    assert hdr or (field == 31).all(), "not the full current"
    return field.astype(np.uint16) * data[..., 1:] if hdr else data[..., 1:]


def with_gains(data, hdr):
    """hd108: full gains, and three big-endian numbers."""
    assert (data[..., :2] == 0xFF).all(), "not a 1 and full gains"
    return data[..., 2::2] * np.uint16(256) + data[..., 3::2]


def with_check(data, hdr):
    """p9813: two ones, the inverted top bits of the colours, and three bytes."""
    top = 3 - (data[..., 1:] >> 6)
    assert (data[..., 0] == 0xC0 + 16 * top[..., 0] + 4 * top[..., 1] + top[..., 2]).all(), "a wrong check byte"
    return data[..., 1:]


def with_top_bit(data, hdr):
    """lpd8806: a 1, and seven bits."""
    assert (data & 0x80).all(), "a colour byte that does not begin with 1"
    return data & 0x7F


def with_pulses(bits, one):
    """LEDs without a clock wire: so many bits a pulse, of which the first is high for a 0, the first `one` for a 1."""
    def read(data, hdr):
        pulses = np.unpackbits(data, axis=-1).reshape(*data.shape[:-1], -1, bits)
        ones = pulses[..., 1]
        assert pulses[..., 0].all() and not pulses[..., one:].any(), "a pulse that is neither a 0 nor a 1"
        assert (pulses[..., 1:one] == ones[..., None]).all(), "a pulse that is neither a 0 nor a 1"
        return np.packbits(ones, axis=-1)
    return read


def plain(data, hdr):
    return data


# usual order, bytes of a start, bytes of an LED, bytes of an end for n LEDs, pause after a frame, how to read LEDs
CHIPS = {
    "apa102": ("bgr", 4, 4, lambda n: 4 + -(-n // 16), False, with_field),
    "sk9822": ("bgr", 4, 4, lambda n: 4 + -(-n // 16), False, with_field),
    "hd107s": ("bgr", 4, 4, lambda n: 4 + -(-n // 16), False, with_field),
    "hd108": ("rgb", 16, 8, lambda n: 16 + -(-n // 8), False, with_gains),
    "ws2801": ("rgb", 0, 3, lambda n: 0, True, plain),
    "lpd8806": ("grb", 0, 3, lambda n: (n + 1) // 32 + 1, False, with_top_bit),
    "p9813": ("bgr", 4, 4, lambda n: 8 + -(-n // 16), False, with_check),
    "ws2812": ("grb", 0, 12, lambda n: 0, True, with_pulses(4, 2)),
    "ws2812-3bit": ("grb", 0, 9, lambda n: 0, True, with_pulses(3, 2)),
    "ws2811": ("rgb", 0, 12, lambda n: 0, True, with_pulses(4, 2)),
    "ws2813": ("grb", 0, 12, lambda n: 0, True, with_pulses(4, 3)),
    "ws2815": ("grb", 0, 12, lambda n: 0, True, with_pulses(4, 2)),
    "sk6812rgbw": ("grbw", 0, 16, lambda n: 0, True, with_pulses(4, 2)),
    "ws2814": ("wrgb", 0, 16, lambda n: 0, True, with_pulses(4, 2)),
    "apa104": ("rgb", 0, 12, lambda n: 0, True, with_pulses(4, 3)),
    "sk6822": ("rgb", 0, 12, lambda n: 0, True, with_pulses(4, 3)),
}


class Screen:
    """A straight layout, and how long its longest chain's bytes are."""

    def __init__(self, geometry, lanes, chip):
        self.order, self.start, self.led_bytes, end, self.pauses, self.read = CHIPS[chip]
        self.vanes, self.pixels = (int(word) for word in geometry.split("x"))
        self.leds = []
        for lane in range(lanes):
            first, beyond = lane * self.vanes // lanes, (lane + 1) * self.vanes // lanes
            self.leds.append((beyond - first) * self.pixels)
        assert sum(self.leds) == self.vanes * self.pixels
        assert max(self.leds) - min(self.leds) <= self.pixels, "lanes differ by more than a vane"
        longest = max(self.leds)
        self.lane_bytes = self.start + self.led_bytes * longest + end(longest)

    def colors(self, lane_frames, order, hdr):
        """lane_frames: array of frames x lanes x lane_bytes. The colours, R G B, in the order of frames."""
        parts = []
        for lane, leds in enumerate(self.leds):
            data, end = lane_frames[:, lane], self.start + self.led_bytes * leds
            assert not data[:, : self.start].any(), "a start that is not zeros"
            assert not data[:, end:].any(), "an end that is not zeros"
            words = self.read(data[:, self.start : end].reshape(len(data), leds, self.led_bytes), hdr)
            channels = "rgbw" if "w" in self.order else "rgb"
            parts.append(words[:, :, [(order or self.order).index(channel) for channel in channels]])
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


def without_pauses(sets, lane_bytes):
    """Takes out the call that lowers all lines after each frame."""
    frames = sets[:-1].reshape(-1, 16 * lane_bytes + 1)
    assert not frames[:, -1].any(), "lines that are not low after a frame"
    return np.append(frames[:, :-1].reshape(-1), sets[-1])


def main():
    given = dict(word.split("=") for word in sys.argv[6:])
    what, source, first, second, out = sys.argv[1:6]
    if what == "duty":
        duty(np.fromfile(source, np.uint8), float(first), float(second), int(given.get("steps", 255)),
             given.get("white", "ffffff")).tofile(out)
        return
    if what == "white":
        white(np.fromfile(source, np.uint8), first, second).tofile(out)
        return
    lanes = int(second)
    screen = Screen(first, lanes, given.get("chip", "apa102"))
    if what == "wire":
        lane_frames = np.fromfile(source, np.uint8).reshape(-1, lanes, screen.lane_bytes)
    else:
        sets = np.fromfile(source, "<u8")
        sets = without_pauses(sets, screen.lane_bytes) if screen.pauses else sets
        lane_frames = lane_frames_of_sets(sets, lanes, screen.lane_bytes)
    screen.colors(lane_frames, given.get("order"), "hdr" in given).tofile(out)
    print(len(lane_frames))


main()
