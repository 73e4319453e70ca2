# SPDX-License-Identifier: ISC
load helpers

@test "sky-gen -l lists every pattern in one line, and each has a --help" {
    sky-gen -l >list
    [ "$(wc -l <list)" -ge 6 ]
    while read -r pattern text; do
        [ -n "$text" ]
        sky-gen "$pattern" --help >help
        grep -q "default" help
        sky-gen "$pattern" -n 2 >two
        [ "$(bytes two)" -eq $((2 * frame_bytes)) ]
    done <list
}

@test "sky-gen draws every pattern at odd geometries" {
    for geometry in 1x1 1x7 7x1 3x2+10.5 5x3; do
        for pattern in $(sky-gen -l | cut -d' ' -f1); do
            sky-gen -g "$geometry" "$pattern" -n 3 | sky-cat -g "$geometry" >frames
            [ -s frames ]
        done
    done
}

@test "sky-gen writes the same bytes for the same seed, and others for another seed" {
    for pattern in noise stars perlin fire aurora ripples flock kaleidoscope life sinwaves; do
        sky-gen "$pattern" -s 7 -n 9 >one
        sky-gen "$pattern" -s 7 -n 9 >two
        sky-gen "$pattern" -s 8 -n 9 >three
        cmp one two
        if cmp -s one three; then false; fi
    done
}

@test "sky-gen writes the same bytes on every machine" {
    for pattern in $(sky-gen -l | cut -d' ' -f1 | grep -vx 'clock\|spectrum'); do
        sky-gen -g 36x12+3.5 "$pattern" -n 40 -s 3 | cksum | sed "s/^/$pattern /"
    done >sums
    diff "$tests/patterns.sums" sums
}

@test "sky-gen draws some programs of examples/expressions by name" {
    for name in droplet radar swirl tripdar; do
        sky-gen "$name" -n 20 >named
        sky-gen -f "$project/examples/expressions/$name.sky" -n 20 | cmp - named
    done
    sky-gen swirl arms=5 -n 3 >five
    sky-gen swirl -n 3 | if cmp -s - five; then false; fi
    sky-gen swirl --help | grep -q "^  arms "
    refuses 2 "did you mean 'arms'?" sky-gen swirl armes=2
}

@test "sky-gen solid fills the frame with its colour" {
    sky-gen solid color='#010203' -n 1 >one
    "$python" -c "import sys; sys.stdout.buffer.write(bytes([1, 2, 3]) * 192)" >wanted
    cmp one wanted
    sky-gen solid color=rebeccapurple -n 1 | head -c 3 | od -An -tx1 | grep -q "66 33 99"
}

@test "sky-gen test marks vane 0, hub, rim and the three channels" {
    sky-gen test -n 1 -g 360x100 turn=3600 >one
    "$python" - one <<'PY'
import sys
f = open(sys.argv[1], 'rb').read()
led = lambda vane, pixel: tuple(f[(vane * 100 + pixel) * 3:][:3])
assert led(0, 50) == (255, 255, 255), led(0, 50)
assert led(200, 0) == (255, 255, 0) and led(200, 99) == (255, 0, 0)
assert led(90, 70) == (255, 0, 0) and led(180, 70) == (0, 255, 0) and led(270, 70) == (0, 0, 255)
assert led(10, 40) > led(30, 40) > led(44, 40)  # the wedge fades clockwise
PY
}

@test "sky-gen stars spreads the stars evenly over the area of the disc" {
    sky-gen stars -n 1 -g 360x100 count=3000 size=0 life=100 | "$python" -c "
import sys, numpy as np
lit = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(360, 100, 3).any(axis=2)
# a ring of LEDs twice as far out holds twice the stars (few LEDs hold two)
inner, outer = lit[:, 20:40].sum(), lit[:, 60:80].sum()
assert 2.0 < outer / inner < 2.7, outer / inner"
}

@test "sky-gen stars are round at the hub and at the rim, and shine on every screen" {
    for geometry in 360x288 120x60+10 200x20; do
        sky-gen stars -n 40 -g $geometry count=1 size=0.2 | "$python" -c "
import sys, numpy as np
vanes, pixels = map(int, '${geometry%+*}'.split('x'))
hub = int('$geometry'.partition('+')[2] or 0)
light = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(40, vanes, pixels, 3).max(axis=(0, 3)) * 1.0
turn, radius = np.arange(vanes)[:, None] / vanes * 2 * np.pi, (hub + np.arange(pixels) + 0.5) / (hub + pixels)
weight, x, y = light * radius, radius * np.sin(turn), radius * np.cos(turn)
mean = lambda values: (values * weight).sum() / weight.sum()
dx, dy = x - mean(x), y - mean(y)
axes = np.linalg.eigvalsh([[mean(dx * dx), mean(dx * dy)], [mean(dx * dy), mean(dy * dy)]])
assert axes[1] < 1.1 * axes[0], axes"
    done
    # Flattened for a terminal of 80x24, and on a ring.
    sky-gen stars -n 1 -g 360x288 | sky-flat -g 360x288 --size 46 --format rgb |
        "$python" -c "import sys; assert max(sys.stdin.buffer.read()) > 150"
    sky-gen stars -n 1 -g 60x1 | "$python" -c "
import sys; lit = sys.stdin.buffer.read()[::3]; assert max(lit) > 100 and sum(level > 50 for level in lit) < 40"
}

@test "sky-gen ends after -n frames, or after -d seconds" {
    [ "$(sky-gen solid -n 0 | wc -c)" -eq 0 ]
    [ "$(sky-gen solid -d 2 -r 10 | wc -c)" -eq $((20 * frame_bytes)) ]
    [ "$(SKY_FPS=5 sky-gen solid -d 2 | wc -c)" -eq $((10 * frame_bytes)) ]
    [ "$(sky-gen solid -d 2 -n 3 | wc -c)" -eq $((3 * frame_bytes)) ]
}

@test "sky-gen refuses wrong operands and parameters, and says what would be right" {
    refuses 2 "which pattern? (-l lists them)" sky-gen
    refuses 2 "did you mean 'noise'?" sky-gen noize
    refuses 2 "did you mean 'supernova'?" sky-gen supernov
    refuses 2 "did you mean 'droplet'?" sky-gen drolpet
    refuses 2 "did you mean 'noise'?" sky-gen noize --help
    refuses 2 "did you mean 'speed'?" sky-gen bands sped=3
    refuses 2 "bands: count: '12abc' is not a number (must be 0 to 1000)" sky-gen bands count=12abc
    refuses 2 "count: 1001 is out of range (must be 0 to 1000)" sky-gen bands count=1001
    refuses 2 "count: 1e999 is out of range" sky-gen bands count=1e999
    refuses 2 "'nan' is not a number" sky-gen bands count=nan
    refuses 2 "'' is not a number" sky-gen bands count=
    refuses 2 "2.5 is not an integer" sky-gen stars count=2.5
    refuses 2 "did you mean 'orange'?" sky-gen solid color=ornge
    refuses 2 "'#12345' is not a colour" sky-gen solid color=#12345
    refuses 2 "'up' is not one of radius, angle" sky-gen bands across=up
    refuses 2 "'stars': only one pattern can be drawn" sky-gen noise stars
}

@test "sky-gen refuses wrong options in one line" {
    refuses 2 "-x: no such option" sky-gen -x noise
    refuses 2 "--fast: no such option" sky-gen --fast noise
    refuses 2 "-v: takes no value" sky-gen --verbose=3 noise
    refuses 2 "-n: an argument is missing" sky-gen noise -n
    refuses 2 "-n: '3x' is not an integer" sky-gen noise -n 3x
    refuses 2 "-n: '-3' is not an integer" sky-gen noise -n -3
    refuses 2 "-r: 0 is out of range" sky-gen noise -r 0
    refuses 2 "-d: 'long' is not a number" sky-gen noise -d long
    SKY_FPS=fast refuses 2 "\$SKY_FPS: 'fast' is not a number" sky-gen noise
}

@test "sky-gen refuses a malformed, zero or too large geometry" {
    for geometry in 360 x 360x 0x10 10x0 65537x1 1x65537 -1x5 3x3x3 1e2x5 '3 x3' 3x3+ 3x3+-1 3x3+z ''; do
        refuses 2 "geometry '$geometry'" sky-gen solid -n 1 -g "$geometry"
    done
    refuses 2 "is too large (must be at most 67,108,864)" sky-gen solid -n 1 -g 65536x65536
    SKY_GEOMETRY=5by5 refuses 2 "\$SKY_GEOMETRY: geometry '5by5'" sky-gen solid -n 1
    sky-gen solid -n 1 -g 65536x341 >large
    [ "$(bytes large)" -eq 67043328 ]
}

@test "sky-gen reports a full disk and ends quietly when its pipe closes" {
    refuses 1 "/dev/full: No space left on device" sky-gen noise -n 9 -o /dev/full
    refuses 1 "show.gz/x: Not a directory" bash -c "touch show.gz; sky-gen noise -n 9 -o show.gz/x"
    sky-gen noise 2>err | head -c 1000 >/dev/null
    [ ! -s err ]
    refuses 1 "standard output: No space left on device" bash -c "sky-gen noise -n 9 >/dev/full"
    refuses 2 "pipe them into sky-flat" sky-gen noise -n 1 -o x.png
}

@test "a control file changes a parameter from the next frame on" {
    for kind in file fifo; do
        "$python" - $kind <<'PY'
import os, subprocess, sys
if sys.argv[1] == 'fifo':
    os.mkfifo('ctl.fifo')
control = 'ctl.' + sys.argv[1]
gen = subprocess.Popen(['sky-gen', 'solid', 'color=red', '-c', control], stdout=subprocess.PIPE,
                       stderr=subprocess.DEVNULL)
frame = lambda: gen.stdout.read(576)[:3]
assert frame() == b'\xff\0\0'
with open(control, 'w') as lines:
    lines.write('color blue\n')
# What was already in the pipe (1 MiB) is still red.
assert any(frame() == b'\0\0\xff' for _ in range(4000))
gen.kill()
PY
    done
}

@test "a bad line in a control file changes nothing, and is warned of once, with its number" {
    printf '# a comment\n\ncolor ornge\ncolor\nspeed 3\n' >ctl
    sky-gen solid color=red -n 50 -c ctl >frames 2>err
    sky-gen solid color=red -n 50 >wanted
    cmp frames wanted
    [ "$(wc -l <err)" -eq 3 ]
    grep -q "ctl:3: color: 'ornge' is not a colour (did you mean 'orange'?)" err
    grep -q "ctl:4: 'color' has no value" err
    grep -q "ctl:5: no parameter is called 'speed'" err
}

@test "a line of a control file may have an equals sign, and a comment after its value" {
    sky-gen solid color=#ff0000 -n 1 >red
    for line in 'color #ff0000' 'color=#ff0000' 'color = #ff0000' 'color #ff0000 # a comment' 'color=#ff0000	#'; do
        echo "$line" >ctl
        sky-gen solid color=blue -n 1 -c ctl | cmp - red
    done
}

@test "a control file that does not exist yet is waited for, with one warning" {
    sky-gen solid -n 5 -c none.ctl >/dev/null 2>err
    [ "$(wc -l <err)" -eq 1 ]
    grep -q "none.ctl: No such file or directory; waiting for it" err
}

@test "sky-gen prints --help and --version on standard output, with exit status 0" {
    sky-gen --help >help
    grep -q "^usage: sky-gen" help
    grep -q -- "--geometry" help
    sky-gen --version | grep -q "^sky-gen (skyscreen) "
    for words in "sky-gen --help" "sky-gen --functions" "sky-push --help"; do
        refuses 1 "standard output: cannot write: No space left on device" bash -c "$words >/dev/full"
    done
}

@test "sky-gen -v prints frames and rate on standard error" {
    sky-gen noise -n 30 -v 2>err >/dev/null
    grep -q "^sky-gen: 30 frames of 30, .* fps" err
}

# ---- Expressions ----

@test "sky-gen -e draws every name as sky-expr(7) defines it" {
    sky-gen -g 5x4+1 -r 10 -n 3 -e 'u' >u
    sky-gen -g 5x4+1 -e 'r' -n 1 >r
    sky-gen -g 5x4+1 -e 'd' -n 1 >d
    sky-gen -g 5x4+1 -e 'rgb(x, y, i/20)' -n 1 >xy
    sky-gen -g 5x4+1 -r 10 -n 3 -e 'rgb(t, n/10, dt)' >t
    "$python" - <<'PY'
import numpy as np
load = lambda path, n: np.fromfile(path, np.uint8).reshape(n, 5, 4, 3)
byte = lambda v: np.floor(np.clip(v, 0, 1) * 255 + 0.5)
v, p = np.arange(5).reshape(5, 1), np.arange(4).reshape(1, 4)
a, d = v / 5 * 2 * np.pi, (1 + p + 0.5) / 5
wide = lambda value: np.broadcast_to(byte(value), (5, 4))
assert (load('u', 3)[2, ..., 0] == wide(v / 5)).all()
assert (load('r', 1)[0, ..., 1] == wide((p + 0.5) / 4)).all()
assert (load('d', 1)[0, ..., 2] == wide(d)).all()
xy = load('xy', 1)[0].astype(int)
assert abs(xy[..., 0] - wide(d * np.sin(a))).max() <= 1 and abs(xy[..., 1] - wide(d * np.cos(a))).max() <= 1
assert (xy[..., 2] == byte((v * 4 + p) / 20)).all()
t = load('t', 3)
assert (t[2, ..., 0] == byte(0.2)).all() and (t[2, ..., 1] == byte(0.2)).all() and (t[2, ..., 2] == byte(0.1)).all()
PY
}

@test "sky-gen -e draws random expressions as numpy does, with and without ranks" {
    SKY_BUILD=$build "$python" "$tests/expr/compare.py" 60 >out || { cat out; false; }
}

@test "sky-gen -e draws after a day, a year and ten years what numpy does in double precision" {
    SKY_BUILD=$build "$python" "$tests/expr/years.py" 13 >out || { cat out; false; }
}

@test "sky-gen -e has no seam at 12 o'clock in anoise, and follows the seed" {
    sky-gen -g 720x6 -e 'anoise(7, 3*r, t)' -n 1 >one
    "$python" -c "
import numpy as np
f = np.fromfile('one', np.uint8).reshape(720, 6, 3).astype(int)
assert abs(f - np.roll(f, 1, axis=0)).max() <= 12, abs(f - np.roll(f, 1, axis=0)).max()
assert f.std() > 10"
    sky-gen -g 720x6 -s 1 -e 'anoise(7, 3*r, t)' -n 1 >two
    if cmp -s one two; then false; fi
    sky-gen -e 'rnd()' -n 2 >one
    sky-gen -e 'rnd()' -n 2 | cmp - one
    ! cmp -s <(head -c "$frame_bytes" one) <(tail -c "$frame_bytes" one)
}

@test "every program of examples/expressions draws the same with all kernels, with and without ranks" {
    [ "$(find "$project/examples/expressions" -name '*.sky' | wc -l)" -ge 10 ]
    for program in "$project"/examples/expressions/*.sky; do
        [ -x "$program" ]
        "$program" -n 4 -r 2 >one
        [ "$(bytes one)" -eq $((4 * frame_bytes)) ]
        SKY_CPU=c SKY_EXPR=full "$program" -n 4 -r 2 | cmp - one
        "$python" -c "import sys; sys.exit(len(set(open('one', 'rb').read())) < 5)"
    done
}

@test "sky-gen -e draws conditions that change from frame to frame, whose other side is not computed" {
    for expression in 'n%5 < 2 ? sin(5*x + t) : cos(9*y - t)' \
        'pick(n/3, noise(9*x, t), hsv(x + t), u*r, triangle(t - r))' \
        'k = n % 4 > 1; p = k ? sin(t*vane) + t*r : hash(i, n); (k ? n > 9 ? p*x : y : r*p) + (k ? p : 0)' \
        'p = 0.9*last(p) + 0.1*sin(9*x + t); n%3 == 0 ? p : 1 - last(a, r)'; do
        sky-gen -n 20 -j 1 -e "$expression" >some
        SKY_EXPR=full sky-gen -n 20 -e "$expression" | cmp - some
        sky-gen -n 20 -j 3 -e "$expression" | cmp - some
    done
}

@test "every program of examples/expressions says what it is, is short, and is on the page of pictures" {
    for program in "$project"/examples/expressions/*.sky; do
        name=$(basename "$program" .sky)
        page=$project/examples/pictures/expressions.md
        [ -s "$project/examples/pictures/expressions/$name.png" ]
        grep -qxF -- "- [$name](../expressions/$name.sky): $(sed -n '2s|^// ||p' "$program")" "$page"
        [ "$(grep -vcE '^(#!|//)' "$program")" -lt 15 ]
    done
    [ "$(grep -c '^- ' "$page")" -eq "$(find "$project/examples/expressions" -name '*.sky' | wc -l)" ]
}

@test "sky-gen -e writes the same bytes on every machine" {
    for program in "$project"/examples/expressions/*.sky "$tests"/expr/*.sky; do
        sky-gen -g 36x12+3.5 -f "$program" -n 10 -s 3 | cksum | sed "s|^|$(basename "$program") |"
    done >sums
    diff "$tests/expr/programs.sums" sums
}

@test "sky-gen -e shows the line of an error with a caret" {
    status=0
    sky-gen -e 'v = r*2
hsv(v, 1, smothstep(0, 1, v))' >out 2>err || status=$?
    [ "$status" -eq 2 ]
    cat >wanted <<'EOF'
sky-gen: -e: line 2, column 11: no function is called 'smothstep' (did you mean 'smoothstep'?)
  hsv(v, 1, smothstep(0, 1, v))
            ^~~~~~~~~
EOF
    diff wanted err
    printf 'r\0' >nul.sky
    status=0
    sky-gen -f nul.sky >out 2>err || status=$?
    [ "$status" -eq 2 ]
    grep -q "nul.sky: line 1, column 2: unexpected byte 0" err
    refuses 2 "cannot be drawn beside an expression" sky-gen -e r bands
    head -c 10000000 /dev/zero | tr '\0' ' ' >large.sky
    refuses 2 "large.sky: is longer than 65,536 bytes" sky-gen -f large.sky
}

@test "sky-gen joins several -f and -e to one program, and errors name the right file and line" {
    printf '#!/usr/bin/env -S sky-gen -f\n// twice\ntwice(v) = 2*v\n' >twice.sky
    printf '#!/usr/bin/env -S sky-gen -f\ngain ?= 1\nhalf(v) = v*gain/2\n' >half.sky
    sky-gen -n 2 -e 'r*u' >wanted
    sky-gen -n 2 -f twice.sky -f half.sky -e 'twice(half(r*u))' | cmp - wanted
    sky-gen -n 2 -e 'p = r*u' -f twice.sky -f half.sky -e 'twice(half(p))' gain=1 | cmp - wanted
    ! sky-gen -n 1 -f twice.sky -f half.sky -e 'twice(1 +
halv(2))' 2>err
    grep -q "^sky-gen: -e: line 2, column 1: no function is called 'halv'" err
    ! sky-gen -n 1 -f twice.sky -f half.sky -e 'half(1)' -f none.sky 2>err
    grep -qx "sky-gen: none.sky: No such file or directory" err
    echo 'bad(v) = hypot(v, 1)' >>twice.sky
    ! sky-gen -n 1 -f twice.sky -f half.sky -e '1 + bad(#fff)' 2>err
    grep -q "^sky-gen: twice.sky: line 4, column 16: argument 1 of hypot.* called in -e: line 1, column 5)$" err
    printf '  bad(v) = hypot(v, 1)\n                 ^\n  1 + bad(#fff)\n      ^~~\n' >lines
    tail -n +2 err | diff lines -
    # shellcheck disable=SC2046 # seventeen options
    refuses 2 "at most 16 together" sky-gen $(printf ' -e r%.0s' $(seq 17))
    for drawn in 'smin(disc(x, y, .3), box(x, y, .2, .4), .2)' 'star(x, y, 5, .9, .5)' 'polygon(x, y, 6, .8)' \
        'smax(ring(x, y, .6, .1), segment(x, y, -.5, 0, .5, .3, .2), .1)'; do
        sky-gen -n 1 -f "$project/examples/functions/sdf.sky" -e "p = $drawn; max(ink(p), glow(p, .1))" |
            "$python" -c "import sys; all = set(sys.stdin.buffer.read()); assert len(all) > 4 and 255 in all, all"
    done
}

@test "--explain says how often the names of a program are computed, what that costs and what becomes coarse" {
    cat >show.sky <<'PROGRAM'
gain ?= 1
wheel = sin(5*a + t)
ring = sin(9*r - t)
still = noise(3*r, 3*u)
moving = noise(5*x, 5*y, t)
coarse = sin(t*x)
level = gain + 1
unused = 5*a
level*(wheel + ring + still + moving + coarse)
PROGRAM
    sky-gen -g 100x50 --explain -f show.sky >explained
    for row in 'line 2 +wheel +every vane +[0-9]' 'line 3 +ring +every pixel of a vane ' \
        'line 4 +still +every LED, once +0 ' \
        'line 5 +moving +every LED +[0-9]{3},[0-9]{3} ' 'line 6 +coarse +every LED .*[*]$' 'line 7 +level +when set ' \
        'line 8 +unused +every vane, once +0 ' ' +the result +every LED +[0-9,]+ +[0-9]+ %$' \
        'A frame costs .* frames a second here,$' '[0-9,]+ on a Raspberry Pi Zero 2 W; -r asks for 30\.$' \
        '[*] becomes coarser'; do
        grep -Eq "$row" explained || { echo "no row is: $row"; cat explained; false; }
    done
    SKY_CPU=c sky-gen -g 100x50 --explain -f show.sky >plain # the same costs on every machine
    diff <(sed 's/about .* a second//' explained) <(sed 's/about .* a second//' plain)
    cost() { sky-gen --explain -e "$1" | sed -n 's/A frame costs as much as \([0-9,]*\) .*/\1/p' | tr -d ,; }
    [ "$(cost 't%9 < 5 ? fbm(x, y, t) : r')" -lt "$(($(cost 'fbm(x, y, t)') * 11 / 10))" ]
    [ "$(cost 'pick(n, fbm(x, y, t), fbm(y, x, t))')" -lt "$(($(cost 'fbm(x, y, t)') * 11 / 10))" ]
    # A name of a line has one row, however often it is given a value there.
    sky-gen --explain -e $'v = r; w = v\nfor k = 1, 9 { v += k; w = v; v = w*2 }\nv + w' |
        awk '/^line/ { print $2, $3 }' >rows
    diff - rows <<<$'1 v\n1 w\n2 v\n2 w'
    sky-map --explain 'p = last(a + t, r); max(src, p)' | grep -q "^line 1 .* p .*every LED"
    refuses 2 "--explain is for expressions, and bands is a pattern" sky-gen --explain bands
}

@test "an expression that is too slow for -r is warned of" {
    sky-gen -g 4096x512 -r 100000 -n 1 -e 'fbm(9*x, 9*y, t)' 2>warning >/dev/null
    grep -Eq "^sky-gen: -e: about [0-9.]+ frames a second can be drawn here, and -r asks for 100000: --explain says " \
        warning
    sky-gen -r 1 -n 1 -e 'fbm(9*x, 9*y, t)' 2>&1 >/dev/null | if grep .; then false; fi
}

@test "sky-gen -f and sky-map -f read a file again that has changed, and go on with an error in it" {
    for program in sky-gen sky-map; do
        "$python" - $program <<'PY'
import os, subprocess, sys, threading, time
def write(text):
    with open('new.sky', 'w') as file:
        file.write(text)
    os.rename('new.sky', 'show.sky')
write('level ?= 1; rgb(level, 0, 0)')
with open('control', 'w') as file:
    file.write('level 0.2\nblue 1\n')
command = [sys.argv[1], '-f', 'show.sky', '-c', 'control']
errors = open('errors', 'w+')
show = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
def feed():
    try:
        while sys.argv[1] == 'sky-map':
            show.stdin.write(bytes(576))
    except OSError:
        pass
feeder = threading.Thread(target=feed)
feeder.start()
def wait(color):
    end = time.monotonic() + 20
    while show.stdout.read(576)[:3] != color:
        assert time.monotonic() < end, open('errors').read()
wait(bytes((51, 0, 0)))
write('level ?= 1; rgb(0, level, 0)')
wait(bytes((0, 51, 0)))
write('level ?= 1; rgb(0, level 0)')
end = time.monotonic() + 20
while 'goes on' not in open('errors').read():
    assert show.stdout.read(576)[:3] == bytes((0, 51, 0)) and time.monotonic() < end
write('level ?= 1; blue ?= 0; rgb(1, level, blue)')
wait(bytes((255, 51, 255)))
show.kill()
feeder.join()
lines = [line for line in open('errors').read().splitlines() if 'control' not in line]
assert lines == [f"{sys.argv[1]}: show.sky: line 1, column 26: ')' is missing before '0'; the old program goes on",
                 '  level ?= 1; rgb(0, level 0)', ' ' * 27 + '^'], lines
PY
    done
}

@test "sky-gen --functions and sky-expr(7) list the same names, signatures and palettes" {
    sky-gen --functions >list
    sky-map --functions | cmp - list
    grep -q "^  for k = 1, 8 { ... }" list
    # A line that diff shows with - is missing in the page, one with + in the program.
    sky-gen --help=tsv | awk -F '\t' '$1 == "name" { print $2 } $1 == "function" { print $6 }' >listed
    sky-map --help=tsv | grep -c '^\(name\|function\)' | grep -qx "$(wc -l <listed)"
    while read -r line; do
        grep -qF "  $line" list
    done <listed
    sed -n 's/^\.It Cm \([A-Za-z0-9]*\) Ns Li "\(.*\)"$/\1\2/p; s/^\.It Cm \([A-Za-z0-9]*\)$/\1/p' \
        "$project/man/sky-expr.7" | sed 's/\\(dq/"/g' >described
    [ "$(wc -l <listed)" -ge 80 ]
    diff -U 0 listed described
    for palette in $(sed '1,/^palettes/d' list); do
        sed -n '/^\.Ss Palettes/,/^\.Ss Arithmetic/p' "$project/man/sky-expr.7" | grep -qw "$palette" ||
            { echo "the palette $palette is missing"; false; }
    done
}

@test "a parameter's value may be an expression of time" {
    sky-gen bands -n 4 -r 2 count='2 + 2*(t >= 1)' speed=0 >moving
    sky-gen bands -n 1 count=2 speed=0 >two
    sky-gen bands -n 1 count=4 speed=0 >four
    cat two two four four | cmp - moving
    sky-gen solid -n 2 color='hsv(n/3, 1, 1)' >hues
    [ "$(head -c 3 hues | od -An -tx1)" = " ff 00 00" ]
    [ "$(tail -c 3 hues | od -An -tx1)" = " 00 ff 00" ]
    sky-gen stars -n 1 count='5*2.06' >ten # rounded
    sky-gen stars -n 1 count=10 | cmp - ten
}

@test "a parameter whose expression leaves the range keeps to the range, with one warning" {
    sky-gen bands -n 6 -r 1 speed=0 count='400*n' >out 2>err
    [ "$(wc -l <err)" -eq 1 ]
    grep -qF "count: its expression gives 1200 (must be 0 to 1000); the nearest is used" err
    sky-gen bands -n 1 speed=0 count=1000 | cmp - <(tail -c "$frame_bytes" out)
}

@test "a parameter refuses an expression that is not one number a frame" {
    refuses 2 "bands: count: column 3: 'r' cannot be used here: a parameter is one value a frame" \
        sky-gen bands count='5*r'
    refuses 2 "bands: count: column 1: no function is called 'triangel' (did you mean 'triangle'?)" \
        sky-gen bands count='triangel(t)'
    refuses 2 "bands: count: '#ff0000' is a colour (must be a number, 0 to 1000)" sky-gen bands count='#ff0000'
    refuses 2 "bands: count: 20*60 is 1200, which is out of range (must be 0 to 1000)" sky-gen bands count='20*60'
    echo 'count 5*' >ctl
    sky-gen bands -c ctl -n 3 >out 2>err
    [ "$(wc -l <err)" -eq 1 ]
    grep -q "ctl:1: count: column 3: a value is missing; the old value stays" err
}
