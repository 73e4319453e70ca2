# SPDX-License-Identifier: ISC
load helpers

# The brightness of a frame says which one it is: n of 0 to 255, again and again.
@test "sky-gen --start begins with the frame of that time" {
    sky-gen -e '(n % 256) / 255' -n 100 >whole
    while read -r start first; do
        sky-gen -e '(n % 256) / 255' --start "$start" -n 20 |
            cmp - <(tail -c +$((first * frame_bytes + 1)) whole | head -c $((20 * frame_bytes)))
    done <<<'0 0
1 30
2.5 75
0.51 15
0.48 14'
    sky-gen -e 't >= 3600 && t < 3610' --start 3600 -d 10 | cmp - <(sky-gen solid color=white -n 300)
}

@test "--start counts frames beyond 32 bits" {
    sky-gen -e 'n == 99999999999 ? #ff0000 : n == 100000000000 ? #00ff00 : #0000ff' -r 100 --start 999999999.99 -n 3 >three
    [ "$(od -An -tx1 -v -w3 three | uniq | tr -d ' \n')" = ff000000ff000000ff ]
    sky-gen solid color='rgb(n == 3000000000, n > 3000000000, 0)' --start 1e8 -n 2 >two
    [ "$(od -An -tx1 -v -w3 two | uniq | tr -d ' \n')" = ff000000ff00 ]
}

@test "--start places the parameters of filters, and leaves their input where it is" {
    sky-gen stars -n 40 >stars
    sky-rotate stars angle='90*(t >= 100)' --start 99.9 -n 6 >turned
    { head -c $((3 * frame_bytes)) stars; head -c $((6 * frame_bytes)) stars | tail -c $((3 * frame_bytes)) |
        sky-rotate angle=90; } | cmp - turned
    sky-map 'src * (n >= 3000)' stars --start 99.9 -n 6 >mapped
    { head -c $((3 * frame_bytes)) /dev/zero; head -c $((6 * frame_bytes)) stars | tail -c $((3 * frame_bytes)); } |
        cmp - mapped
    sky-blend stars mix <(sky-gen solid) mix='t >= 100' --start 99.9 -n 6 >mixed
    { head -c $((3 * frame_bytes)) stars; sky-gen solid -n 3; } | cmp - mixed
    sky-flat stars background='rgb(t >= 100, 0, t < 100)' --start 100 -n 1 --format rgb | head -c 3 | cmp - <(printf '\377\0\0')
    sky-push stars -o wire:wire,chip=ws2801 brightness='t >= 100' --start 99.9 -r 100 -n 11 --leave
    "$python" - <<'PY'
import sys
wire = open("wire", "rb").read()
frames = [wire[i:i + 576] for i in range(0, len(wire), 576)]
lit = [any(frame) for frame in frames]
assert lit.count(True) == 1 and lit[-1], lit
PY
}

@test "sky-cat --start leaves out the frames before, in the loop and in pictures" {
    frames 50 >fifty
    sky-cat fifty --start 1 | cmp - <(tail -c +$((30 * frame_bytes + 1)) fifty)
    sky-cat fifty --start 0.5 --skip 15 | cmp - <(tail -c +$((30 * frame_bytes + 1)) fifty)
    [ "$(sky-cat fifty --start 2 | wc -c)" -eq 0 ]
    frames 8 >eight
    # a year: 58 frames, 16316316 times, and 12 more
    cat fifty eight | tail -c +$((12 * frame_bytes + 1)) | cmp - <(sky-cat --loop fifty eight --start 31544878 -n 46)
    sky-cat --loop fifty --start 31544878 -n 1 | cmp - <(tail -c +$((40 * frame_bytes + 1)) fifty | head -c $frame_bytes)
    sky-gen solid color=red -n 1 | sky-flat -o red.png
    sky-cat red.png --still 1 fifty --start 1.5 | cmp - <(tail -c +$((15 * frame_bytes + 1)) fifty)
    sky-cat red.png --still 1 fifty --start 0.5 -n 16 | tail -c $frame_bytes | cmp - <(head -c $frame_bytes fifty)
    [ "$(sky-cat --loop --still 1 red.png --start 1.5 -n 40 | wc -c)" -eq $((40 * frame_bytes)) ]
}

@test "sky-polar --start goes to the picture of that time" {
    for color in red lime blue; do
        sky-gen solid color=$color -n 1 | sky-flat -o $color.png
    done
    sky-polar blue.png -n 2 >blue
    sky-polar red.png lime.png blue.png -r 1 --start 2 -n 2 | cmp - blue
    sky-polar red.png lime.png blue.png -r 1 --start 99 -n 2 | cmp - blue
    cat red.png lime.png blue.png | sky-polar -r 1 --start 2 | cmp - <(head -c $frame_bytes blue)
    sky-polar blue.png -r 1 --start 1e9 -n 2 | cmp - blue
}

@test "--start warns once of what it cannot restore, and only then" {
    for pattern in life flock chaos spectrum; do
        sky-gen "$pattern" --start 60 -n 5 2>warning >/dev/null
        [ "$(grep -c -- "^sky-gen: .*: --start cannot restore its past" warning)" -eq 1 ]
        sky-gen "$pattern" -n 1 2>&1 >/dev/null | if grep .; then false; fi
    done
    sky-gen solid -n 2 | sky-map 'last(a, r)' --start 60 2>&1 >/dev/null | grep -q 'last()'
    sky-gen -e 'v = last(v) + vane; v' --start 60 -n 1 2>&1 >/dev/null | grep -q 'last()'
    sky-gen bands -n 2 | sky-rotate spin='p = last(p) + dt; p' --start 60 2>&1 >/dev/null |
        grep -q 'spin: --start cannot restore its past (last())'
    for pattern in plasma perlin stars text fractal swirl; do
        sky-gen "$pattern" --start 60 -n 2 2>&1 >/dev/null | if grep .; then false; fi
    done
}

@test "sky-gen --start draws of every pattern what a show draws at that time, or warns" {
    for pattern in $(sky-gen -l | cut -d' ' -f1 | grep -vx clock) 'kaleidoscope shapes=snake trail=60' \
        'fractal speed=4' 'gradients across=noise' 'text speed=-1' 'lewis speed=3 start=t'; do
        # shellcheck disable=SC2086 # words of a command line
        sky-gen $pattern --start 10 -n 2 2>warning >start
        # shellcheck disable=SC2086
        grep -q "cannot restore" warning || sky-gen $pattern -n 302 | tail -c $((2 * frame_bytes)) | cmp - start
    done
}

@test "an expression is not warned of for a time before --start" {
    sky-gen bands count='t - 99' --start 100 -n 2 2>&1 >/dev/null | if grep .; then false; fi
    frames 2 | sky-rotate fold='t - 90' --start 100 2>&1 >/dev/null | if grep .; then false; fi
    sky-gen bands count='t - 99' -n 2 2>&1 >/dev/null | grep -q "count: its expression gives -99 (must be 0 to 1000)"
}

@test "--start is refused when it is no time" {
    refuses 2 "--start: -1 is out of range (must be 0 to 1000000000)" sky-gen noise --start -1
    refuses 2 "--start: '1h' is not a number" sky-gen noise --start 1h
    refuses 2 "--start: 1e10 is out of range" sky-rotate --start 1e10
    refuses 2 "--start: 1e10 is out of range" sky-push --start 1e10 -o null
}

@test "no pattern, preset or example jumps when a speed changes" {
    "$python" "$tests/speeds.py" 305 >out || { cat out; false; }
}

# tests/years.py on some patterns, for a short time; `make check-years` does it for all.
@test "patterns move after a day, a year and ten years as in the first seconds" {
    "$python" "$tests/years.py" 3 aurora fractal kaleidoscope lines perlin radar stars swirl tesseract text
}

@test "sky-gen fractal flies on, and from one flight into the next" {
    sky-gen fractal -r 2 -d 130 >whole # a flight is 36 octaves, of 0.3 a second
    for start in 20 118 125.5; do
        first=$("$python" -c "print(int($start * 2))")
        sky-gen fractal -r 2 --start $start -n 3 |
            cmp - <(tail -c +$((first * frame_bytes + 1)) whole | head -c $((3 * frame_bytes)))
    done
}

@test "sky-gen clock shows the local time of its time zone, and time= moves on with --start" {
    sky-gen clock time=10:15 --start 2700.5 -n 1 | cmp - <(sky-gen clock time=11:00 --start 0.5 -n 1)
    hands=(face=black rim=black marks=black seconds=black)
    # The second hand hides what is behind it, so it has to be where it was: at one of the seconds meanwhile.
    local before after second
    before=$(date +%s)
    TZ=XXX-6 sky-gen -g 360x20 clock "${hands[@]}" -n 1 >local
    after=$(date +%s)
    for zone in XXX-6 UTC0; do
        for second in $(seq "$before" "$after"); do
            sky-gen -g 360x20 clock "${hands[@]}" time="$(TZ=$zone date -d "@$second" +%T)" -n 1
        done >"$zone"
    done
    "$python" -c "
import numpy as np
local, here, utc = (np.fromfile(name, np.uint8).astype(int).reshape(-1, 21600) for name in ('local', 'XXX-6', 'UTC0'))
here, utc = (abs(local - other).sum(1).min() for other in (here, utc))
assert here * 3 < utc, (here, utc)"
}
