# SPDX-License-Identifier: ISC
# Layers of sky-blend: a mix of their own, pictures with opacity, and light.
load helpers

noise() {
    sky-gen noise -s "$1" -n "$2"
}

# A flower with soft edges on nothing, and a darker middle, as an 8-bit RGBA picture.
flower() {
    "$python" - <<'PY'
import struct, zlib
import numpy as np
y, x = np.mgrid[0:60, 0:60] - 29.5
radius, edge = np.hypot(x, y), 20 * (1 + .35 * np.cos(5 * np.arctan2(y, x)))
picture = np.zeros((60, 60, 4))
picture[:] = 255, 200, 40, 0
picture[radius < 11, :3] = 120, 30, 90
picture[..., 3] = 255 * np.clip((edge - radius) / 9 + .5, 0, 1)
rows = b"".join(b"\0" + row.tobytes() for row in picture.round().astype(np.uint8))
chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
open("flower.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60, 60, 8, 6, 0, 0, 0)) +
                               chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
np.save("flower.npy", picture.round())
PY
}

@test "a picture over a stream has the opacity of its file, in codes and in light, also when it moves" {
    flower
    noise 1 4 >below
    sky-blend below over flower.png,size=0.9 >codes
    sky-blend below over@0.6 flower.png,size=0.9 >part
    sky-blend below over flower.png,size=0.9 linear=yes >light
    sky-blend below over flower.png,size=0.9,angle=25*n >moved
    PYTHONPATH=$tests/pictures "$python" - <<'PY'
import numpy as np
from reference import led, to_codes, to_light
picture = np.load("flower.npy")
light = np.dstack([to_light(picture[..., :3]) * picture[..., 3:] / 255, picture[..., 3] / 255])
read = lambda name, frame: np.fromfile(name, np.uint8).reshape(4, 24, 8, 3)[frame].astype(float)
worst = dict.fromkeys(("codes", "part", "light", "moved"), 0)
for vane in range(1, 24, 5):
    for pixel in range(8):
        at = lambda frame, name: read(name, frame)[vane, pixel]
        for angle, frame in ((0, 3), (75, 3)):
            over = [to_light(led(light, (24, 8, 0), vane, pixel, np.full(3, 255.0 * level), size=.9,
                                 angle=angle))
                    for level in (0, 1)]
            opacity = (1 - (over[1] - over[0])).mean()
            color = to_codes(over[0] / max(opacity, 1e-9)) if opacity > 0 else 0
            below = at(frame, "below")
            wanted = {"moved": below * (1 - opacity) + color * opacity} if angle else {
                "codes": below * (1 - opacity) + color * opacity,
                "part": below * (1 - .6 * opacity) + color * .6 * opacity,
                "light": to_codes(to_light(below) * (1 - opacity) + over[0])}
            for name, value in wanted.items():
                worst[name] = max(worst[name], np.abs(at(frame, name) - value).max())
assert all(error <= (1.5 if name == "light" else 1.1) for name, error in worst.items()), worst
PY
}

@test "over shows nothing beyond a picture and all of a stream, and takes words, a background or none" {
    flower
    noise 1 2 >below
    noise 2 2 >above
    sky-blend below over above | cmp - above
    sky-blend below over@0.25 above >part
    sky-blend below mix above mix=0.25 | cmp - part
    sky-blend below over flower.png >plain
    sky-blend below over flower.png,background=red | cmp - plain
    sky-blend below over flower.png,size=0.01,x=5 | cmp - below
    sky-blend below max flower.png >other # which is seen on black
    sky-blend below max flower.png,background=#000 | cmp - other
    sky-blend flower.png over above -n 2 | cmp - above
    sky-blend below over flower.png linear=yes >light
    if cmp -s light plain; then false; fi
}

@test "each mode may have a mix of its own, an expression, also in light" {
    noise 1 6 >a
    noise 2 6 >b
    noise 3 6 >c
    sky-blend a screen@0.4 b 'xor@fade(0, 5, 2)' c -r 1 >layers
    sky-blend a screen b mix=0.4 | sky-blend - xor c mix='fade(0, 5, 2)' -r 1 | cmp - layers
    sky-blend a screen@0.4 b xor c mix2='fade(0, 5, 2)' -r 1 | cmp - layers
    sky-blend a screen@0.8 b 'xor@2*fade(0, 5, 2)' c -r 1 mix=0.5 2>/dev/null >half
    sky-blend a screen b mix=0.4 | sky-blend - xor c mix='min(1, 2*fade(0, 5, 2))/2' -r 1 | cmp - half
    sky-blend a mix b | cmp - <(sky-blend a mix@0.5 b)
    sky-blend a mix b xor@1 c | cmp - <(sky-blend a mix@0.5 b xor c)
    sky-blend a 'max@t/2' b -n 1 | cmp - <(head -c "$frame_bytes" a)
    sky-blend a 'max@n==0' b -n 1 | cmp - <(sky-blend a max b -n 1)
}

@test "a control file changes the mix of each mode while it runs" {
    noise 1 2 >a
    noise 2 2 >b
    printf 'mix1 0.3\nmix2=0\n' >control
    sky-blend -c control a screen b xor a >out
    sky-blend a screen@0.3 b | cmp - out
}

@test "linear=yes computes modes of light within a code of numpy" {
    noise 1 3 >a
    noise 2 3 >b
    for mode in mix over avg behind add subtract multiply screen difference exclusion max overlay hue; do
        sky-blend a "$mode@0.37" b linear=yes >"$mode"
    done
    sky-blend a overlay b >overlay.1
    sky-blend a hue b >hue.1
    PYTHONPATH=$tests/pictures "$python" - <<'PY'
import numpy as np
from reference import to_codes, to_light
read = lambda name: to_light(np.fromfile(name, np.uint8))
a, b = read("a"), read("b")
wanted = {"mix": b, "over": b, "avg": (a + b) / 2, "behind": np.maximum(.3 * a, b), "add": np.minimum(a + b, 1),
          "subtract": np.maximum(a - b, 0), "multiply": a * b, "screen": a + b - a * b, "difference": abs(a - b),
          "exclusion": a + b - 2 * a * b, "max": np.maximum(a, b), "overlay": read("overlay.1"), "hue": read("hue.1")}
for mode, result in wanted.items():
    worst = np.abs(np.fromfile(mode, np.uint8) - to_codes(a + (result - a) * .37)).max()
    assert worst < .75, (mode, worst)
PY
    sky-gen solid color=white -n 1 >white
    sky-gen solid color=black -n 1 | sky-blend - mix white linear=yes | head -c 3 | xxd -p | grep -qx bcbcbc
}

@test "what is wrong with a mode's mix is told with the mode" {
    noise 1 1 >a
    refuses 2 "over@0.5x: mix1: '0.5x' is not a number (must be 0 to 1)" sky-blend a over@0.5x a
    refuses 2 "max@2: mix2: 2 is out of range (must be 0 to 1)" sky-blend a max@1 a max@2 a
    refuses 2 "max@0/0: mix1: '0/0' is not a number (must be 0 to 1)" sky-blend a max@0/0 a
    refuses 2 "mix2: the last MODE is number 1" sky-blend a max a mix2=0.5
    refuses 2 "max@: mix1: '' is not a number" sky-blend a max@ a
    refuses 2 "'ovr' is not a blend mode (did you mean 'over'?)" sky-blend a ovr@0.5 a
    refuses 2 "'@wall': a mode is missing before it" sky-blend a @wall a
    refuses 2 "'max@1': only the first 8 modes can have a mix of their own" \
        sky-blend a max a max a max a max a max a max a max a max a max@1 a
    sky-blend a max a max a max a max a max a max a max a max@1 a max a | cmp - a
}
