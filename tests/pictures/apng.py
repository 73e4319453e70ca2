# SPDX-License-Identifier: ISC
"""Writes animated PNG files, right ones and wrong ones.

apng.py kinds FOLDER              animations of all kinds, FOLDER/NAME.png, whose pictures last 1/10 s each, and what
                                  their pictures must become, as PAM: FOLDER/NAME.pam
apng.py like OUT PLAYS FILE ...   an animation of the pixels of these PNG pictures, of one size and kind, 1/10 s each
apng.py delays OUT PLAYS DELAY... grey pictures, each of the code of its number, that last so long, as 1/10
apng.py wrong FOLDER              animations of three such pictures, 1/10 s each, each with one fault: FOLDER/NAME.png
"""
import os
import struct
import sys
import zlib

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from pngs import GRAY, RGB_ALPHA, SIGNATURE, chunk, header, pack_rows  # noqa: E402

NONE, BACKGROUND, PREVIOUS = range(3)
SOURCE, OVER = range(2)


class Animation:
    """Chunks with their numbers in sequence."""

    def __init__(self, size, depth, color, count, plays=0, extra=b""):
        self.number = 0
        self.chunks = [header(*size, depth, color), extra, chunk(b"acTL", struct.pack(">II", count, plays))]

    def numbered(self, kind, data):
        self.chunks.append(chunk(kind, struct.pack(">I", self.number) + data))
        self.number += 1

    def picture(self, rows, part, delay=(1, 10), dispose=NONE, blend=SOURCE, first=False, pieces=1):
        """One picture: its filtered rows, and its part as x, y, width, height."""
        x, y, width, height = part
        self.numbered(b"fcTL", struct.pack(">IIIIHHBB", width, height, x, y, *delay, dispose, blend))
        self.data(rows, first, pieces)

    def data(self, rows, first, pieces=1):
        data = zlib.compress(rows)
        for piece in np.array_split(np.frombuffer(data, np.uint8), pieces):
            if first:
                self.chunks.append(chunk(b"IDAT", piece.tobytes()))
            else:
                self.numbered(b"fdAT", piece.tobytes())
            self.chunks.append(chunk(b"teXt", b"between"))

    def bytes(self):
        return SIGNATURE + b"".join(self.chunks) + chunk(b"IEND", b"")


def lay(canvas, samples, part, blend):
    """The formula of 'over' in whole numbers, for colours that are not multiplied by their opacity."""
    x, y, width, height = part
    below = canvas[y:y + height, x:x + width]
    if blend == SOURCE:
        below[:] = samples
        return
    above_weight = samples[..., 3:] * 255
    below_weight = below[..., 3:] * (255 - samples[..., 3:])
    total = above_weight + below_weight
    colors = samples[..., :3] * above_weight + below[..., :3] * below_weight
    below[..., :3] = np.where(total > 0, (2 * colors + total) // np.maximum(2 * total, 1), below[..., :3])
    below[..., 3:] = (2 * total + 255) // 510


def random_animation(seed, depth, hidden):
    """An animation with alpha, each picture on a part of its own, and the canvas after each."""
    random = np.random.default_rng(seed)
    width, height, count = 23, 17, 12
    animation = Animation((width, height), depth, RGB_ALPHA, count)
    if hidden:
        animation.data(pack_rows(random.integers(0, 1 << depth, (height, width, 4)), depth), True)
    canvas, canvases = np.zeros((height, width, 4), int), []
    for i in range(count):
        full = i == 0
        w, h = (width, height) if full else (random.integers(1, width + 1), random.integers(1, height + 1))
        part = int(random.integers(0, width - w + 1)), int(random.integers(0, height - h + 1)), int(w), int(h)
        samples = random.integers(0, 256, (h, w, 4))
        samples[random.random((h, w)) < 0.3, 3] = 0
        samples[random.random((h, w)) < 0.3, 3] = 255
        dispose, blend = int(random.integers(0, 3)), int(random.integers(0, 2))
        stored = samples * 257 if depth == 16 else samples
        animation.picture(pack_rows(stored, depth), part, dispose=dispose, blend=blend, first=full and not hidden,
                          pieces=int(random.integers(1, 4)))
        before = canvas.copy()
        lay(canvas, samples, part, blend)
        canvases.append(canvas.copy())
        x, y, w, h = part
        if dispose == BACKGROUND or (dispose == PREVIOUS and i == 0):
            canvas[y:y + h, x:x + w] = 0
        elif dispose == PREVIOUS:
            canvas = before
    return animation.bytes(), canvases


def pam(canvas):
    height, width, depth = canvas.shape
    return b"P7\nWIDTH %d\nHEIGHT %d\nDEPTH %d\nMAXVAL 255\nENDHDR\n" % (width, height, depth) + \
        canvas.astype(np.uint8).tobytes()


def write_kinds(folder):
    os.makedirs(folder, exist_ok=True)
    for seed in range(6):
        file, canvases = random_animation(seed, 16 if seed % 3 == 2 else 8, seed % 2 == 1)
        write(f"{folder}/{seed}.png", file)
        write(f"{folder}/{seed}.pam", b"".join(map(pam, canvases)))


def chunks_of(file):
    at = len(SIGNATURE)
    while at < len(file):
        length = struct.unpack(">I", file[at:at + 4])[0]
        yield file[at + 4:at + 8], file[at + 8:at + 8 + length]
        at += length + 12


def like(out, plays, *paths):
    files = [list(chunks_of(open(path, "rb").read())) for path in paths]
    head = files[0][0][1]
    width, height, depth, color = struct.unpack(">IIBB", head[:10])
    animation = Animation((width, height), depth, color, len(files), int(plays))
    animation.chunks[0] = chunk(b"IHDR", head)
    animation.chunks[1] = b"".join(chunk(*c) for c in files[0] if c[0] in (b"PLTE", b"tRNS", b"gAMA", b"sRGB"))
    for i, file in enumerate(files):
        data = zlib.decompress(b"".join(c[1] for c in file if c[0] == b"IDAT"))
        animation.picture(data, (0, 0, width, height), first=i == 0)
    write(out, animation.bytes())


def delays(plays, *words):
    animation = Animation((4, 4), 8, GRAY, len(words), int(plays))
    for i, word in enumerate(words):
        animation.picture((b"\0" + bytes([i]) * 4) * 4, (0, 0, 4, 4), tuple(map(int, word.split("/"))), first=i == 0)
    return animation.bytes()


def control(number, part=(0, 0, 4, 4), dispose=NONE, blend=SOURCE, kind=b"fcTL"):
    x, y, width, height = part
    return chunk(kind, struct.pack(">IIIIIHHBB", number, width, height, x, y, 1, 10, dispose, blend))


def write_wrong(folder):
    """The third picture, or what is said of it, is wrong."""
    os.makedirs(folder, exist_ok=True)
    good = delays(1, "1/10", "1/10", "1/10")
    third = good.index(control(3))
    data = good.index(b"fdAT", third) - 4
    behind = data + 12 + struct.unpack(">I", good[data:data + 4])[0]
    pixels = good[data:behind]
    end = chunk(b"IEND", b"")
    number = good.index(b"acTL") + 4

    def counted(count):
        return good[:number - 8] + chunk(b"acTL", struct.pack(">II", count, 1)) + good[number + 12:]

    faults = {
        "number-of-control": good[:third] + control(7) + good[third + 38:],
        "number-of-pixels": good[:data] + chunk(b"fdAT", struct.pack(">I", 9) + pixels[12:-4]) + good[behind:],
        "outside": good[:third] + control(3, (1, 0, 4, 4)) + good[third + 38:],
        "far-outside": good[:third] + control(3, (2**32 - 1, 0, 2, 4)) + good[third + 38:],
        "empty": good[:third] + control(3, (0, 0, 0, 4)) + good[third + 38:],
        "dispose": good[:third] + control(3, dispose=3) + good[third + 38:],
        "blend": good[:third] + control(3, blend=2) + good[third + 38:],
        "crc-of-control": good[:third + 34] + b"1234" + good[third + 38:],
        "crc-of-pixels": good[:behind - 4] + b"1234" + good[behind:],
        "short-control": good[:third] + chunk(b"fcTL", struct.pack(">IIIII", 3, 4, 4, 0, 0)) + good[third + 38:],
        "short-pixels": good[:data] + chunk(b"fdAT", b"123") + good[behind:],
        "no-pixels": good[:data] + good[behind:],
        "two-controls": good[:data] + control(4) + good[data:],
        "no-control": good[:third] + good[data:],
        "few-pixels": good[:third] + control(3, (0, 0, 4, 4)) +
        chunk(b"fdAT", struct.pack(">I", 4) + zlib.compress(bytes(12))) + end,
        "many-pixels": good[:third] + control(3, (0, 0, 4, 2)) +
        chunk(b"fdAT", struct.pack(">I", 4) + zlib.compress(bytes(1 << 28))) + end,
        "missing": good[:third] + end,
        "other-chunk": good[:third] + chunk(b"ABCD", b"") + good[third:],
        "promises-2": counted(2),
        "promises-4": counted(4),
        "promises-billions": counted(2**31),
    }
    for name, file in faults.items():
        write(f"{folder}/{name}.png", file)
    write(f"{folder}/../good.png", good)
    write(f"{folder}/../promises-0.png", counted(0))
    write(f"{folder}/../small.png", good.replace(control(0), control(0, (0, 0, 2, 2))))
    # What is not needed: a wrong checksum of an unknown chunk, and of acTL, which leaves a still.
    write(f"{folder}/../unknown.png", good.replace(chunk(b"teXt", b"between"), chunk(b"teXt", b"between", 1), 1))
    write(f"{folder}/../no-animation.png", good[:number + 8] + b"1234" + good[number + 12:])


def write(path, data):
    with open(path, "wb") as out:
        out.write(data)


def main(command, path, *words):
    if command == "delays":
        write(path, delays(*words))
    else:
        {"kinds": write_kinds, "like": like, "wrong": write_wrong}[command](path, *words)


if __name__ == "__main__":
    main(*sys.argv[1:])
