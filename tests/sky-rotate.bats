# SPDX-License-Identifier: ISC
load helpers

@test "sky-rotate turns a frame by four quarters to itself" {
    frames 3 >in
    sky-rotate in angle=90 | sky-rotate angle=90 | sky-rotate angle=90 | sky-rotate angle=90 >out
    cmp in out
}

@test "sky-rotate passes 1,000 frames unchanged with its default parameters" {
    frames 1000 >in
    sky-rotate in >out
    cmp in out
    sky-rotate in angle=720 shift=-16 fold=0 >out
    cmp in out
}

@test "sky-rotate turns clockwise: vane 0 goes to vane 1 by one vane's angle" {
    frames 1 >in
    sky-rotate in angle=15 >out
    cmp <(head -c 24 in) <(tail -c +25 out | head -c 24)
    cmp <(tail -c 24 in) <(head -c 24 out)
}

@test "sky-rotate turns a frame there and back to itself" {
    frames 5 >in
    sky-rotate in angle=345 | sky-rotate angle=-345 >out
    cmp in out
}

@test "sky-rotate interpolates linearly between vanes" {
    frames 2 >in
    sky-rotate in angle=3.75 >out # a quarter of a vane
    "$python" - in out <<'PY'
import sys, numpy as np
a, b = (np.fromfile(name, np.uint8).reshape(-1, 24, 24).astype(int) for name in sys.argv[1:])
assert (b == (a * 192 + np.roll(a, 1, axis=1) * 64 + 128) // 256).all()
PY
}

@test "sky-rotate spin turns every frame further, and comes round" {
    frames 1 >one
    sky-cat -l one -n 25 >in
    sky-rotate in spin=450 -r 30 >out # a vane a frame
    cmp one <(head -c 576 out)
    cmp <(tail -c 576 out) one
    sky-rotate one angle=75 >five
    cmp five <(tail -c +$((5 * 576 + 1)) out | head -c 576)
}

@test "sky-rotate mirror keeps vane 0, swaps left and right, and undoes itself" {
    frames 2 >in
    sky-rotate in mirror=yes >out
    "$python" - in out <<'PY'
import sys, numpy as np
a, b = (np.fromfile(name, np.uint8).reshape(-1, 24, 24) for name in sys.argv[1:])
assert (b == a[:, (-np.arange(24)) % 24]).all()
PY
    sky-rotate out mirror=yes | cmp - in
}

@test "sky-rotate fold makes equal mirrored sectors" {
    frames 2 >in
    sky-rotate in fold=4 >out
    "$python" - in out <<'PY'
import sys, numpy as np
a, b = (np.fromfile(name, np.uint8).reshape(-1, 24, 24) for name in sys.argv[1:])
assert (b == np.roll(b, 6, axis=1)).all()
assert (b == b[:, (-np.arange(24)) % 24]).all()
# inside a sector the angle runs from 0 to half a sector and back, as in the source
assert (b[:, 0:4] == a[:, 0:4]).all()
PY
}

@test "sky-rotate flip and shift move the picture along the vanes" {
    frames 2 >in
    sky-rotate in flip=yes | sky-rotate flip=yes | cmp - in
    sky-rotate in shift=3 >wrapped
    sky-rotate in shift=3 edge=black >black
    sky-rotate in shift=-2.5 edge=black >part
    sky-rotate in flip=yes >flipped
    "$python" - in wrapped black part flipped <<'PY'
import sys, numpy as np
a, wrapped, black, part, flipped = (np.fromfile(n, np.uint8).reshape(-1, 24, 8, 3).astype(int) for n in sys.argv[1:])
assert (wrapped == np.roll(a, 3, axis=2)).all()
assert (black[:, :, 3:] == a[:, :, :5]).all() and not black[:, :, :3].any()
z = np.concatenate([a, np.zeros_like(a)], axis=2)
assert (part == (z[:, :, 3:11] * 128 + z[:, :, 2:10] * 128 + 128) // 256).all()
assert (flipped == a[:, :, ::-1]).all()
PY
    sky-rotate in shift=1000 edge=black | "$python" -c "import sys; assert not any(sys.stdin.buffer.read())"
}

@test "sky-rotate turns, shifts and drifts after ten years as in the first minute" {
    frames 3 >in
    sky-rotate in angle=15 | cmp - <(sky-rotate in angle=-1785)
    # 315360000 s are whole turns of 12 degrees a second, and whole radii of 2 pixels a second
    for words in 'angle=12*t' spin=12 'shift=2*t' drift=2 'angle=-12*t' spin=-12 'angle=12*t shift=-2*t'; do
        # shellcheck disable=SC2086 # one or two words
        sky-rotate in --start 1.5 $words 2>warnings >early
        # shellcheck disable=SC2086
        sky-rotate in --start 315360001.5 $words 2>>warnings | cmp - early
        if cmp -s early in; then false; fi
        [ ! -s warnings ]
    done
    sky-rotate in shift=-1e300 -n 1 | "$python" -c "import sys; assert any(sys.stdin.buffer.read())"
}

@test "sky-rotate writes the same bytes with plain and vector kernels" {
    frames 20 >in
    sky-rotate in spin=7.3 shift=1.3 fold=5 >fast
    SKY_CPU=c sky-rotate in spin=7.3 shift=1.3 fold=5 >plain
    cmp fast plain
}

@test "sky-rotate works on the smallest screens" {
    for geometry in 1x1 1x5 5x1 2x2; do
        sky-gen -g $geometry noise -n 3 | sky-rotate -g $geometry angle=33 fold=3 shift=0.5 mirror=yes flip=yes >out
        [ -s out ]
    done
}

@test "sky-rotate refuses wrong parameters and operands" {
    refuses 2 "did you mean 'angle'?" sky-rotate angel=3
    refuses 2 "angle: '12abc' is not a number (must be a finite number)" sky-rotate angle=12abc
    refuses 2 "'b': only one input can be read" sky-rotate a b
    refuses 2 "mirror: 'maybe' is not one of no, yes" sky-rotate mirror=maybe
    sky-rotate --help | grep -q "default 0; 0 to 360 degrees, wraps"
    sky-rotate --help | grep -q "default 0; any number of pixels"
}

@test "sky-rotate writes the whole frames of a truncated input, and fails" {
    frames 3 >in
    head -c $((2 * frame_bytes + 100)) in >short
    refuses 1 "short: ended 100 bytes into frame 2 (a frame is 576 bytes at 24x8)" sky-rotate short
    cmp refused.out <(head -c $((2 * frame_bytes)) in)
}
