# SPDX-License-Identifier: ISC
"""Writes PNG files for the tests.

pngs.py kinds FOLDER               every colour type and depth: FOLDER/kind/NAME.png, and in FOLDER/wanted/NAME.png
                                   what it must become, as 8-bit RGB and alpha
pngs.py plain FILE [WIDTH HEIGHT]  one of the simplest kind
pngs.py sides FILE                 four triangles: red above, green right, blue below, white left
pngs.py flips FOLDER               that one with one byte changed, at every place
pngs.py gammas FOLDER              one picture: as it is in wanted.png, and with samples of several gammas
pngs.py KIND FILE [NUMBER]         a wrong one: see wrong()
"""
import os
import struct
import sys
import zlib

import numpy as np

WIDTH, HEIGHT = 13, 9
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Where Adam7's passes begin and how far they step: PNG specification, second edition, section 8.2.
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
GRAY, RGB, PALETTE, GRAY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGB_ALPHA: 4}


def chunk(kind, data, crc=None):
    crc = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def header(width, height, depth, color, interlaced=False):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced))


def pack_rows(samples, depth):
    """Filter type 0 and the packed bits of every row of (height, width, channels) samples."""
    out = b""
    for row in samples.reshape(len(samples), -1):
        if depth == 16:
            out += b"\0" + row.astype(">u2").tobytes()
        elif depth == 8:
            out += b"\0" + row.astype(np.uint8).tobytes()
        else:
            bits = ((row[:, None] >> np.arange(depth)[::-1]) & 1).astype(np.uint8)
            out += b"\0" + np.packbits(bits.reshape(-1)).tobytes()
    return out


def picture(color, depth, transparent, interlaced, seed):
    """A PNG file, and the 8-bit picture with alpha that it must become."""
    random = np.random.default_rng(seed)
    top = (1 << depth) - 1
    samples = random.integers(0, top + 1, (HEIGHT, WIDTH, CHANNELS[color]))
    extra, alpha = b"", np.full((HEIGHT, WIDTH, 1), 255)

    def to8(values):
        return (values * 255 + top // 2) // top

    if color == PALETTE:
        palette = random.integers(0, 256, (top + 1, 3))
        extra = chunk(b"PLTE", palette.astype(np.uint8).tobytes())
        rgb = palette[samples[:, :, 0]]
        if transparent:
            alphas = random.integers(0, 256, max(1, top // 2))
            extra += chunk(b"tRNS", alphas.astype(np.uint8).tobytes())
            alpha = np.append(alphas, np.full(top + 1 - len(alphas), 255))[samples]
    else:
        colors = samples[:, :, :3] if color in (RGB, RGB_ALPHA) else samples[:, :, :1]
        rgb = np.broadcast_to(to8(colors), (HEIGHT, WIDTH, 3))
        if color in (GRAY_ALPHA, RGB_ALPHA):
            alpha = to8(samples[:, :, -1:])
        elif transparent:
            key = samples[4, 4].copy()
            samples[1, 1:4] = key
            rgb = np.broadcast_to(to8(samples), (HEIGHT, WIDTH, 3))
            extra = chunk(b"tRNS", key.astype(">u2").tobytes())
            alpha = np.where((samples == key).all(axis=2, keepdims=True), 0, 255)
    rows = pack_rows(samples, depth)
    if interlaced:
        rows = b"".join(pack_rows(samples[y::dy, x::dx], depth) for x, y, dx, dy in PASSES
                        if samples[y::dy, x::dx].size)
    file = SIGNATURE + header(WIDTH, HEIGHT, depth, color, interlaced) + extra
    file += chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return file, np.concatenate([rgb, np.broadcast_to(alpha, (HEIGHT, WIDTH, 1))], axis=2)


def file_of(width, height, depth, color, rows, extra=b""):
    data = chunk(b"IDAT", zlib.compress(rows))
    return SIGNATURE + header(width, height, depth, color) + extra + data + chunk(b"IEND", b"")


def plain(width=8, height=8):
    return file_of(width, height, 8, RGB, (b"\0" + bytes((10, 200, 30)) * width) * height)


def sides():
    y, x = np.mgrid[0:64, 0:64] - 31.5
    colors = np.array([(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)])
    side = np.where(abs(y) > abs(x), np.where(y < 0, 0, 2), np.where(x > 0, 1, 3))
    return file_of(64, 64, 8, RGB, pack_rows(colors[side], 8))


def write_gammas(folder):
    """Codes of sRGB, and light to the power of gamma in 16 bits; and a gAMA chunk that an sRGB chunk overrules."""
    codes = np.arange(256 * 3).reshape(16, 16, 3) // 3
    light = np.where(codes <= 10, codes / 255 / 12.92, ((codes / 255 + 0.055) / 1.055) ** 2.4)
    write(folder + "/wanted.png", file_of(16, 16, 8, RGB, pack_rows(codes, 8)))
    for name, gamma in (("1", 100000), ("0.7", 70000), ("0.35", 35000)):
        rows = pack_rows(np.round(light ** (gamma / 1e5) * 65535).astype(int), 16)
        write(f"{folder}/gamma-{name}.png", file_of(16, 16, 16, RGB, rows, chunk(b"gAMA", struct.pack(">I", gamma))))
    for name, extra in (("srgb", chunk(b"sRGB", b"\0") + chunk(b"gAMA", struct.pack(">I", 100000))),
                        ("45455", chunk(b"gAMA", struct.pack(">I", 45455))),
                        ("0", chunk(b"gAMA", struct.pack(">I", 0)))):
        write(f"{folder}/gamma-{name}.png", file_of(16, 16, 8, RGB, pack_rows(codes, 8), extra))


def wrong(kind, number):
    file = bytearray(plain())
    if kind == "truncated":  # to so many bytes
        return file[:number]
    if kind == "crc":  # of the chunk that begins at this byte
        file[number + 8 + struct.unpack(">I", file[number:number + 4])[0]] ^= 1
        return file
    if kind == "text-crc":
        return file[:33] + chunk(b"tEXt", b"Title\0x", 1) + file[33:]
    if kind == "text-bomb":  # a comment that unpacks to 16 MB: not wrong, only not wanted
        return file[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 24))) + file[33:]
    if kind == "surplus":  # rows that go on for 256 MB after the picture's last
        return file_of(8, 8, 8, RGB, bytes(200 + (1 << 28)))
    if kind == "clear":  # not wrong: transparent
        return file_of(8, 8, 8, RGB_ALPHA, (b"\0" + bytes((10, 200, 30, 0)) * 8) * 8)
    if kind == "short-data":
        return file_of(8, 8, 8, RGB, bytes(60))
    if kind == "no-palette":
        return file_of(8, 8, 8, PALETTE, bytes(72))
    width, height = map(int, kind.split("x"))
    return file_of(width, height, 8, RGB, b"")


def write(path, data):
    with open(path, "wb") as out:
        out.write(data)


def write_kinds(folder):
    os.makedirs(folder + "/kind")
    os.makedirs(folder + "/wanted")
    depths = {GRAY: (1, 2, 4, 8, 16), RGB: (8, 16), PALETTE: (1, 2, 4, 8), GRAY_ALPHA: (8, 16), RGB_ALPHA: (8, 16)}
    kinds = [(color, depth, transparent, interlaced) for color in depths for depth in depths[color]
             for transparent in ((False, True) if color in (GRAY, RGB, PALETTE) else (False,))
             for interlaced in (False, True)]
    for seed, kind in enumerate(kinds):
        file, wanted = picture(*kind, seed)
        name = "-".join(map(str, map(int, kind))) + ".png"
        write(f"{folder}/kind/{name}", file)
        write(f"{folder}/wanted/{name}", file_of(WIDTH, HEIGHT, 8, RGB_ALPHA, pack_rows(wanted, 8)))


def write_flips(folder):
    os.makedirs(folder)
    for place in range(len(plain())):
        file = bytearray(plain())
        file[place] ^= 0x55
        write(f"{folder}/{place:03}.png", file)


if __name__ == "__main__":
    what, path, *numbers = sys.argv[1:]
    if what == "kinds":
        write_kinds(path)
    elif what == "flips":
        write_flips(path)
    elif what == "gammas":
        write_gammas(path)
    elif what == "sides":
        write(path, sides())
    elif what == "plain":
        write(path, plain(*map(int, numbers)))
    else:
        write(path, wrong(what, int(numbers[0]) if numbers else 0))
