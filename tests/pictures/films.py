# SPDX-License-Identifier: ISC
"""Makes films of numpy's, and what they must become.

films.py y4m CHROMA BITS MATRIX RANGE OUT WANTED [SIZE]   a Y4M film of two pictures of noise and soft colours in OUT; in
                                    WANTED its pictures as PPM, by the formulas of ITU-R BT.601 and BT.709. SIZE is as 61x40
films.py kinds FOLDER               such films of all kinds: FOLDER/1-NUMBER.y4m and .ppm, 2-NUMBER where colour was halved
films.py steps OUT COUNT RATE       grey Y4M pictures, each of the code of its number: what is shown when
films.py pam OUT WANTED             PGM, PPM and PAM pictures of all kinds with comments and odd greatest samples; as PNG
films.py near FILE FILE             the greatest difference of two files' bytes
"""
import sys

import numpy as np

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from reference import write_png  # noqa: E402

MATRIX = {"bt601": (0.299, 0.114), "bt709": (0.2126, 0.0722)}


def levels(bits, full):
    """Black, and the ranges of luma and of chroma."""
    if full:
        return 0, 2 ** bits - 1, 2 ** bits - 1
    return 16 << bits - 8, 219 << bits - 8, 224 << bits - 8


def to_yuv(rgb, bits, matrix, full):
    kr, kb = MATRIX[matrix]
    black, luma, chroma = levels(bits, full)
    r, g, b = np.moveaxis(rgb / 255, -1, 0)
    y = kr * r + (1 - kr - kb) * g + kb * b
    grey = 1 << bits - 1
    return (y * luma + black, (b - y) / (2 * (1 - kb)) * chroma + grey, (r - y) / (2 * (1 - kr)) * chroma + grey)


def to_rgb(y, u, v, bits, matrix, full):
    kr, kb = MATRIX[matrix]
    black, luma, chroma = levels(bits, full)
    y, u, v = (y - black) / luma, (u - (1 << bits - 1)) / chroma, (v - (1 << bits - 1)) / chroma
    r, b = y + 2 * (1 - kr) * v, y + 2 * (1 - kb) * u
    g = (y - kr * r - kb * b) / (1 - kr - kb)
    return np.clip(np.floor(np.stack([r, g, b], -1) * 255 + 0.5), 0, 255).astype(np.uint8)


def interpolate(samples, count, axis, left):
    """Samples for `count` pixels, two for each, from samples that lie on the left one or in the middle."""
    place = np.arange(count) / 2 - (0 if left else 0.25)
    low = np.floor(place).astype(int)
    part = (place - low).reshape((-1, 1) if axis == 0 else (1, -1))
    last = samples.shape[axis] - 1
    a = samples.take(np.clip(low, 0, last), axis)
    return a * (1 - part) + samples.take(np.clip(low + 1, 0, last), axis) * part


def y4m(chroma, bits, matrix, range_, out, wanted, size="61x40"):
    bits, (width, height) = int(bits), map(int, size.split("x"))
    random = np.random.default_rng(11)
    y, x = np.mgrid[:height, :width]
    soft = np.stack([128 + 100 * np.sin(x / 9 + y / 30), 128 + 90 * np.cos(y / 7), 255 * x / width], -1)
    pictures = [soft, random.integers(0, 256, (height, width, 3))]
    word = chroma + ("" if bits == 8 else f"{'' if chroma == 'mono' else 'p'}{bits}")
    full = range_ == "full"
    kind = "<u2" if bits > 8 else np.uint8
    with open(out, "wb") as film, open(wanted, "wb") as ppm:
        film.write(f"YUV4MPEG2 W{width} H{height} F25:1 Ip A1:1 C{word} XUNKNOWN Z7"
                   f"{' XCOLORRANGE=FULL' if full else ''}\n".encode())
        for rgb in pictures:
            planes = [np.clip(np.round(p), 0, 2 ** bits - 1) for p in to_yuv(rgb, bits, matrix, full)]
            if chroma == "mono":
                planes[1:] = [np.full((height, width), 1 << bits - 1)] * 2
                stored = planes[:1]
            elif chroma == "444":
                stored = planes
            else:
                left = chroma != "420jpeg" and chroma != "420" or bits > 8
                stored = [planes[0]]
                for i in (1, 2):
                    small = planes[i][:, ::2]
                    if chroma.startswith("420"):
                        small = small[::2]
                    stored.append(small)
                    across = interpolate(small, width, 1, left)
                    planes[i] = interpolate(across, height, 0, False) if chroma.startswith("420") else across
            film.write(b"FRAME Xanything\n" + b"".join(p.astype(kind).tobytes() for p in stored))
            ppm.write(b"P6 %d %d 255\n" % (width, height) + to_rgb(*planes, bits, matrix, full).tobytes())


def kinds(folder):
    whole = ["444 8 bt601 limited", "444 8 bt601 full", "444 10 bt601 limited", "444 12 bt601 full",
             "mono 8 bt601 limited", "mono 10 bt601 full", "444 8 bt709 limited 1281x8", "444 8 bt709 limited 8x721"]
    halved = [f"{kind} bt601 limited" for kind in ("420jpeg 8", "420mpeg2 8", "420paldv 8", "420 8", "422 8", "420 10",
                                                   "422 10", "420 16")]
    for most, words in (1, whole), (2, halved):
        for number, kind in enumerate(words):
            *how, size = kind.split() if "x" in kind else [*kind.split(), "61x40"]
            y4m(*how, f"{folder}/{most}-{number}.y4m", f"{folder}/{most}-{number}.ppm", size)


def steps(out, count, rate):
    with open(out, "wb") as film:
        film.write(f"YUV4MPEG2 W4 H4 F{rate} Cmono XCOLORRANGE=FULL\n".encode())
        for i in range(int(count)):
            film.write(b"FRAME\n" + bytes([i]) * 16)


def pam(out, wanted):
    random = np.random.default_rng(5)
    number = 0
    for depth in (1, 2, 3, 4):
        for most in (1, 7, 255, 256, 1000, 65535):
            for form in ("pam",) if depth % 2 == 0 else ("pam", "pnm"):
                samples = random.integers(0, most + 1, (7, 11, depth))
                codes = (samples * 255 + most // 2) // most
                rgb = np.broadcast_to(codes[:, :, :1], (7, 11, 3)) if depth < 3 else codes[:, :, :3]
                alpha = codes[:, :, -1:] if depth % 2 == 0 else np.full((7, 11, 1), 255)
                write_png(f"{wanted}{number:02}.png", np.concatenate([rgb, alpha], axis=2).astype(np.uint8))
                if form == "pam":
                    header = f"P7\n# one\nWIDTH 11\nHEIGHT 7\n\nDEPTH {depth}\nMAXVAL {most}\nTUPLTYPE ANY\nENDHDR\n"
                else:
                    header = f"P{5 if depth == 1 else 6}# one\n#two\n 11#three\n\t7 {most}\n"
                with open(f"{out}{number:02}.{form}", "wb") as file:
                    file.write(header.encode() + samples.astype(">u2" if most > 255 else np.uint8).tobytes())
                number += 1


def main(command, *words):
    if command == "near":
        a, b = (np.fromfile(word, np.uint8).astype(int) for word in words)
        print(abs(a - b).max() if len(a) == len(b) else "another length")
    else:
        {"y4m": y4m, "kinds": kinds, "steps": steps, "pam": pam}[command](*words)


if __name__ == "__main__":
    main(*sys.argv[1:])
