# SPDX-License-Identifier: ISC
load helpers

patterns() {
    sky-gen -l | cut -d' ' -f1
}

@test "every pattern draws the same bytes with plain and with vector kernels" {
    for pattern in $(patterns | grep -vx 'clock\|spectrum'); do
        SKY_CPU=c sky-gen -g 37x13+2.5 "$pattern" -n 25 -s 5 >plain
        sky-gen -g 37x13+2.5 "$pattern" -n 25 -s 5 >vector
        cmp plain vector
    done
}

@test "patterns and filters draw every frame while their parameters jump beyond the ends of their ranges" {
    "$python" "$tests/extremes.py" 1
}

@test "every pattern accepts the limits of all its parameters and all their choices" {
    "$python" - <<'PY'
import subprocess
run = lambda *words: subprocess.run(['sky-gen', *words], capture_output=True, timeout=60)
def rows(*words):
    return [line.split('\t') for line in run(*words, '--help=tsv').stdout.decode().splitlines()
            if line.startswith('parameter\t' if words else 'pattern\t')]
for pattern in (row[1] for row in rows() if row[2] != 'preset'):
    for row in rows(pattern):
        name, limits, choices = row[1], row[4], row[6]
        words = limits.split(' to ') if limits else choices.split('|') if choices else ()
        for word in words:
            if word == 'sprites' or (name == 'count' and word == '1000000'):
                continue
            result = run(pattern, f'{name}={word}', '-n', '3', '-g', '16x6+1')
            assert result.returncode == 0, (pattern, name, word, result.stderr)
            assert len(result.stdout) == 3 * 16 * 6 * 3, (pattern, name, word)
PY
}

@test "every moving pattern changes within 24 frames, and no two are the same" {
    for pattern in $(patterns | grep -vx 'solid\|grid'); do
        # Without time= the clock shows the local time, which does not change while the frames are drawn.
        # shellcheck disable=SC2046 # nothing, or a word
        sky-gen -g 48x24 "$pattern" $([ "$pattern" != clock ] || echo time=10:08:36) -n 24 >frames
        head -c 3456 frames >first
        tail -c 3456 frames >last
        ! cmp -s first last || { echo "$pattern stands still"; false; }
        cksum <last
    done >sums
    [ "$(sort sums | uniq -d | wc -l)" -eq 0 ]
}

# The brightest byte of the first frame, as a terminal of 80x24 shows it, and on a small screen.
@test "every pattern shines in its first frame" {
    for pattern in $(patterns); do
        sky-gen -g 360x288 "$pattern" -n 1 | sky-flat -g 360x288 --size 46 --format rgb >terminal
        sky-gen -g 24x8 "$pattern" -n 1 >small
        "$python" -c "
for name in 'terminal', 'small':
    brightest = max(open(name, 'rb').read())
    assert brightest > 100, ('$pattern', name, brightest)"
    done
}

# Neighbouring vanes of a smooth picture are similar, and so must be vane 0 and the last one.
@test "patterns have no seam at vane 0" {
    for pattern in perlin "perlin form=tunnel" "perlin panes=6" "perlin form=tunnel panes=3" pinksky supernova plasma \
        fire ripples otto "gradients across=noise" aurora "boxes kind=swirl" lewis; do
        # shellcheck disable=SC2086 # words of a command line
        sky-gen -g 180x60 $pattern -n 5 | "$python" -c "
import sys, numpy as np
frames = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(5, 180, 60, 3).astype(int)
steps = np.abs(frames - np.roll(frames, 1, axis=1)).mean(axis=(0, 2, 3))
assert steps[0] <= 1.25 * np.sort(steps)[-4], ('$pattern', steps[0], np.sort(steps)[-4:], steps.mean())"
    done
}

@test "a preset is its pattern with some parameters set, which can be set again" {
    sky-gen pinksky -n 2 >preset
    sky-gen perlin palette=pinksky contrast=1.2 speed=0.15 -n 2 >pattern
    cmp preset pattern
    sky-gen pinksky palette=gray -n 2 >gray
    if cmp -s preset gray; then false; fi
    sky-gen pinksky --help | grep -q "It is perlin palette=pinksky"
    refuses 2 "did you mean 'pinksky'?" sky-gen pinkski
    refuses 2 "pinksky: octaves: 11 is out of range" sky-gen pinksky octaves=11
}

@test "sky-gen grid draws rings and spokes, and fermat draws a seed, where they belong" {
    sky-gen -g 36x20 grid rings=5 spokes=9 tens=100 color=red major=white -n 1 | "$python" -c "
import sys, numpy as np
frame = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(36, 20, 3)
assert (frame[0] == 255).all() and (frame[:, 0] == 255).all()
assert (frame[9, 1:, 0] == 255).all() and (frame[9, 1:, 1] == 0).all() and (frame[1:, 5, 0] == 255).all()
assert (frame[1:9, 1:5] == 0).all()"
    sky-gen -g 360x100 fermat seeds=1 size=0.05 speed=0 -n 1 >one
    "$python" -c "
import numpy as np
frame = np.fromfile('one', np.uint8).reshape(360, 100, 3)
assert not frame[:, 20:].any()"
}

@test "sky-gen lines draws straight lines, rotated clockwise" {
    for angle in 0 30; do
        sky-gen -g 720x200 lines across=one spacing=4 width=0.05 speed=0 angle=$angle -n 1 | "$python" -c "
import sys, numpy as np
frame = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(720, 200, 3)[..., 0]
vane, pixel = np.nonzero(frame > 128)
turn, radius = vane / 720 * 2 * np.pi, (pixel + 0.5) / 200
across = radius * np.sin(turn - np.radians($angle))  # from the line through the middle
assert len(vane) > 200 and np.abs(across).max() < 0.035, np.abs(across).max()"
    done
}

@test "sky-gen clock shows the given time, goes on, and refuses what is not a time" {
    sky-gen -g 720x100 clock time=03:00:30 seconds=red hands=white -n 1 | "$python" -c "
import sys, numpy as np
frame = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(720, 100, 3).astype(int)
hand = frame[360, 60:80].mean(axis=0)
assert hand[0] > 200 and hand[1] < 60, hand          # seconds at 6 o'clock
assert frame[6, 60].min() > 200                      # minutes half a minute after 12
assert frame[181, 30].min() > 150                    # hours at 3"
    sky-gen clock time=11:59:59 -r 1 -n 2 | tail -c 576 >later
    sky-gen clock time=12:00 -n 1 >noon
    cmp later noon
    sky-gen clock -n 1 >now
    [ "$(bytes now)" -eq 576 ]
    for time in 24:00 12:60 12 12:30:61 12:30x noon 1:2:3:4; do
        refuses 2 "time: '$time' is not a time of day" sky-gen clock time="$time" -n 1
    done
}

# With a cell for each LED, a generation for each frame and no fading, the lit LEDs are the living cells.
@test "sky-gen life follows Conway's rules, around the circle but not beyond the hub and the rim" {
    for start in random gliders; do
        sky-gen -g 30x20 life around=30 rings=20 start=$start rate=30 fade=0 renew=1000000 palette=gray -n 90 >frames
        "$python" - <<'PY'
import numpy as np
lives = np.fromfile('frames', np.uint8).reshape(90, 30, 20, 3).any(axis=3).astype(int)
assert lives[-1].any()
for now, after in zip(lives, lives[1:]):
    column = np.pad(now, ((0, 0), (1, 1)))
    column = column[:, :-2] + column[:, 1:-1] + column[:, 2:]
    neighbours = column + np.roll(column, 1, axis=0) + np.roll(column, -1, axis=0) - now
    assert (after == ((neighbours == 3) | (neighbours == 2) & (now == 1))).all()
PY
    done
}

# The bar of a tone is the highest, and silence has no bars.
@test "sky-gen spectrum shows a tone in its bar" {
    "$python" - <<'PY'
import numpy as np, subprocess
def bars(hz, channels=1):
    t = np.arange(44100) / 44100
    sound = np.repeat((np.sin(2 * np.pi * hz * t) * 16000).astype('<i2'), channels)
    open('tone', 'wb').write(sound.tobytes() + b'\1')  # and half a sample
    out = subprocess.run(['sky-gen', '-g', '144x50', 'spectrum', 'audio=tone', f'channels={channels}', '-n', '20'],
                         capture_output=True, check=True).stdout
    frame = np.frombuffer(out, np.uint8).reshape(20, 144, 50, 3)[-1]
    return (frame.max(axis=2) > 60).sum(axis=1)
octaves = np.log2(16000 / 45)
for hz in (220, 1000, 5000):
    for channels in (1, 2):
        lit = bars(hz, channels)
        bar = np.log2(hz / 45) / octaves * 36
        wanted = 72 - 2 * bar  # bars go up from the bottom, two vanes each
        assert abs(lit[:72].argmax() - wanted) < 5, (hz, lit[:72].argmax(), wanted)
        assert (lit[:72] == lit[:71:-1]).all()  # the same on both sides
silent = subprocess.run(['sky-gen', '-g', '144x50', 'spectrum', 'audio=/dev/null', '-n', '5'],
                        capture_output=True, check=True).stdout
assert np.frombuffer(silent, np.uint8).reshape(5, 144, 50, 3)[-1][:, 15:].max() < 60
PY
}

@test "sky-gen spectrum goes on when its sound ends, and does not wait for sound" {
    mkfifo sound
    sky-gen spectrum audio=sound -n 30 >frames
    [ "$(bytes frames)" -eq $((30 * frame_bytes)) ]
    sky-gen noise -n 3 >short
    sky-gen spectrum audio=short -n 300 >frames
    [ "$(bytes frames)" -eq $((300 * frame_bytes)) ]
    refuses 1 "spectrum: audio: missing.raw: No such file or directory" sky-gen spectrum audio=missing.raw -n 1
    refuses 1 "spectrum: audio: .: is a directory" sky-gen spectrum audio=. -n 1
}

@test "sky-gen kaleidoscope draws the pictures of a directory, and names a bad one" {
    mkdir sprites empty bad large
    sky-gen solid color=lime -n 1 | sky-flat --size 16 -o sprites/a.png
    sky-gen solid color=blue -n 1 | sky-flat --size 20 -o b.png
    mv b.png sprites/B.PNG
    echo "not a picture" >sprites/readme.txt
    sky-gen -g 90x40 kaleidoscope shapes=sprites sprites=sprites -n 5 | "$python" -c "
import sys, numpy as np
frame = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(5, 90, 40, 3)[-1]
assert frame[..., 1].max() > 200 and frame[..., 2].max() > 200 and frame[..., 0].max() == 0"
    refuses 1 "sprites: empty: has no picture (*.png)" sky-gen kaleidoscope shapes=sprites sprites=empty -n 1
    refuses 1 "sprites: none: No such file or directory" sky-gen kaleidoscope shapes=sprites sprites=none -n 1
    refuses 2 "sprites: shapes=sprites needs a directory of PNG files" sky-gen kaleidoscope shapes=sprites -n 1
    echo "no picture" >bad/a.png
    refuses 1 "bad/a.png" sky-gen kaleidoscope shapes=sprites sprites=bad -n 1
    sky-gen solid -n 1 | sky-flat --size 1030 -o large/a.png
    refuses 1 "large/a.png: 1030x1030 pixels is too large (must be up to 1024x1024)" \
        sky-gen kaleidoscope sprites=large -n 1
}

@test "sky-gen fractal draws the Mandelbrot set, which is black inside" {
    sky-gen -g 120x60 fractal x=-0.2 y=0 speed=0 spin=0 -n 1 | "$python" -c "
import sys, numpy as np
frame = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(120, 60, 3).astype(int)
turn, radius = np.arange(120)[:, None] / 120 * 2 * np.pi, (np.arange(60) + 0.5) / 60 * 2
c = -0.2 + radius * np.sin(turn) + 1j * radius * np.cos(turn)
z, inside = np.zeros_like(c), np.ones(c.shape, bool)
for _ in range(200):
    z = np.where(inside, z * z + c, 99)
    inside &= np.abs(z) < 4
assert (inside == (frame.sum(axis=2) == 0)).mean() > 0.97"
}

# The rim is 2^-31 away from the point of the flight. A pixel is interpolated between two rings, which differs from the
# colour at its exact place where neighbours differ much, so only three in four must agree.
@test "sky-gen fractal is accurate at great depth too" {
    sky-gen -g 40x64 fractal palette=gray spin=0 cycle=0 speed=4 -r 1 -n 9 >frames
    "$python" - <<'PY'
import math
one = 1 << 120  # fixed point numbers, whose rounding does not matter
point = -743643887037158704752 * one // 10**21, 131825904205311970493 * one // 10**21
def turns(across, up):
    x = y = steps = 0
    cx, cy = point[0] + int(across * one), point[1] + int(up * one)
    while steps % 4 or x * x + y * y < 64 * one * one:
        x, y, steps = (x * x - y * y >> 120) + cx, (x * y >> 119) + cy, steps + 1
        if steps > 4000:
            return 0
    stay = steps + 5 - math.log2(math.log2((x * x + y * y) / one / one))
    return 0.35 * math.log2(stay) + 0.09 * math.sqrt(stay) + 0.4
frame, alike = open('frames', 'rb').read()[-40 * 64 * 3:], 0
for vane in range(0, 40, 5):
    for pixel in range(3, 64, 6):
        radius = 2.0 ** -31 * (pixel + 0.5) / 64
        angles = [2 * math.pi * (vane + part) / 40 for part in (0, 0.5)]
        place = sum(turns(radius * math.sin(a), radius * math.cos(a)) for a in angles) / 2 % 1 * 2
        alike += abs(frame[(vane * 64 + pixel) * 3] / 255 - min(place, 2 - place)) < 0.05
assert alike >= 66, alike  # of 88
PY
}
