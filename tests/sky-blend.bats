# SPDX-License-Identifier: ISC
# shellcheck disable=SC2002,SC2094 # cat makes a pipe of a file on purpose; inputs are only read
load helpers

nine="avg and or xor max sum diff behind mask"

# noise SEED COUNT: frames of random bytes, the same for the same seed, with a third of the LEDs black.
noise() {
    "$python" - "$1" "$2" "$frame_bytes" <<'PY'
import sys, numpy
seed, count, size = map(int, sys.argv[1:])
random = numpy.random.RandomState(seed)
leds = random.randint(0, 256, (count * size // 3, 3), dtype=numpy.uint8)
leds[random.randint(0, 3, len(leds)) == 0] = 0
sys.stdout.buffer.write(leds.tobytes())
PY
}

# black COUNT: COUNT black frames
black() {
    head -c $(($1 * frame_bytes)) /dev/zero
}

# part FILE FIRST COUNT: COUNT frames of a file, from frame FIRST on
part() {
    tail -c +$(($2 * frame_bytes + 1)) "$1" | head -c $(($3 * frame_bytes))
}

mode_names() {
    sky-blend -l | cut -d ' ' -f 1
}

@test "sky-blend -l lists the modes, each with a line of text" {
    sky-blend -l >list
    if grep -vE '^[a-z]+(-[a-z]+)* +[^ ].*$' list; then false; fi
    grep -q '^screen  *W3C screen$' list
    sky-blend --list | cmp list -
}

@test "sky-blend accepts every mode that it lists" {
    noise 1 2 >a
    noise 2 2 >b
    for mode in $(mode_names); do
        sky-blend a "$mode" b >out
        [ "$(bytes out)" -eq $((2 * frame_bytes)) ]
    done
}

@test "sky-blend gives the same bytes with plain and vector kernels in every mode" {
    noise 1 2 >a
    noise 2 2 >b
    for mode in $(mode_names); do
        for mix in 1 0.3; do
            SKY_CPU=c sky-blend a "$mode" b mix=$mix >plain
            sky-blend a "$mode" b mix=$mix >fast
            cmp plain fast
        done
    done
}

@test "sky-blend max of a stream with itself gives that stream" {
    noise 1 3 >a
    sky-blend a max a | cmp a -
}

@test "sky-blend mix=0 gives the first input unchanged, and mode mix with mix=1 the second" {
    noise 1 3 >a
    noise 2 3 >b
    sky-blend a mix b mix=0 | cmp a -
    sky-blend a mix b mix=1 | cmp b -
    for mode in $(mode_names); do
        sky-blend mix=0 a "$mode" b | cmp a -
    done
}

@test "sky-blend mix=0 passes 1,000 frames unchanged" {
    noise 1 1000 >a
    sky-blend a mix a mix=0 | cmp a -
    sky-blend - screen a mix=0 <a | cmp a -
}

@test "sky-blend computes the nine modes of the first skyscreen as numpy does" {
    noise 1 4 >a
    noise 2 4 >b
    for mode in $nine; do
        sky-blend a "$mode" b >"$mode.out"
    done
    "$python" - <<'PY'
import numpy
a, b = (numpy.fromfile(name, numpy.uint8).reshape(-1, 3) for name in "ab")
wide = a.astype(int), b.astype(int)
wanted = {
    "avg": (wide[0] + wide[1] + 1) // 2,
    "and": a & b, "or": a | b, "xor": a ^ b,
    "max": numpy.maximum(a, b), "sum": a + b, "diff": a - b,
    "behind": numpy.maximum((3 * wide[0] + 5) // 10, b),
    "mask": numpy.where((a == 0).all(axis=1, keepdims=True), b, a),
}
for mode, frames in wanted.items():
    assert (numpy.fromfile(mode + ".out", numpy.uint8).reshape(-1, 3) == frames).all(), mode
PY
}

@test "sky-blend without the parameter mix crossfades half and half, and applies other modes fully" {
    noise 1 3 >a
    noise 2 3 >b
    sky-blend a mix b >crossed
    sky-blend a mix b mix=0.5 | cmp crossed -
    sky-blend a screen b >screened
    sky-blend a screen b mix=1 | cmp screened -
}

@test "sky-blend applies a chain from left to right, and mix to each mode" {
    noise 1 3 >a
    noise 2 3 >b
    noise 3 3 >c
    sky-blend a xor b diff c >chain
    sky-blend a xor b | sky-blend - diff c | cmp chain -
    sky-blend a max b mix c avg a mix=0.3 >shares
    sky-blend a mix b mix c mix=1 | cmp c -
    sky-blend a max b mix c mix=1 | cmp c -
    "$python" - <<'PY'
import numpy
a, b, c = (numpy.fromfile(name, numpy.uint8).astype(int) for name in "abc")
assert (numpy.fromfile("chain", numpy.uint8) == ((a ^ b) - c) % 256).all()
def over(below, above, weight=77): # 0.3 of 256
    return (below * (256 - weight) + above * weight + 128) // 256
wanted = over(over(a, numpy.maximum(a, b)), c)
assert (numpy.fromfile("shares", numpy.uint8) == over(wanted, (wanted + a + 1) // 2)).all()
PY
}

@test "sky-blend ends with the shortest input by default" {
    noise 1 5 >a
    noise 2 3 >b
    sky-blend a xor b >out
    [ "$(bytes out)" -eq $((3 * frame_bytes)) ]
    sky-blend b xor a --eof shortest | cmp out -
    sky-blend a xor b xor /dev/null >out
    [ "$(bytes out)" -eq 0 ]
}

@test "sky-blend opens FIFOs in whichever order their writers come" {
    frames 3 >a
    mkfifo one two
    timeout 20 sky-blend one sum two >out &
    for fifo in two one; do
        timeout 20 cp a $fifo # which is opened once sky-blend has opened it
    done
    wait $!
    sky-blend a sum a | cmp out -
}

@test "sky-blend --eof longest shows black for an input that has ended" {
    noise 1 5 >a
    noise 2 3 >b
    { cat b; black 2; } >padded
    sky-blend a sum padded >wanted
    sky-blend --eof longest a sum b | cmp wanted -
    sky-blend --eof longest b sum - <a | cmp wanted -
}

@test "sky-blend --eof hold keeps the last frame of an input that has ended" {
    noise 1 5 >a
    noise 2 3 >b
    gzip -c b >b.gz
    { cat b; part b 2 1; part b 2 1; } >padded
    sky-blend a sum padded >wanted
    sky-blend --eof hold a sum b | cmp wanted -
    sky-blend --eof hold b.gz sum - <a | cmp wanted -
    sky-blend --eof hold a sum - <b | cmp wanted -
}

@test "sky-blend --eof hold shows black for an input without a frame" {
    noise 1 2 >a
    sky-blend --eof hold a sum /dev/null | cmp a -
}

@test "sky-blend --eof loop starts inputs again until each has ended once" {
    noise 1 5 >a
    noise 2 3 >b
    noise 3 2 >c
    gzip -c c >c.gz
    { cat b; part b 0 2; } >b5
    { cat c c; part c 0 1; } >c5
    sky-blend a sum b5 xor c5 >wanted
    sky-blend --eof loop a sum b xor c | cmp wanted -
    sky-blend --eof loop a sum b xor c.gz | cmp wanted -
    cat a | sky-blend --eof loop - sum b xor c | cmp wanted -
}

@test "sky-blend --eof loop does not read a pipe again that ends together with the others" {
    noise 1 3 >a
    noise 2 3 >b
    sky-blend a sum b >wanted
    cat a | sky-blend --eof loop - sum b | cmp wanted -
}

@test "sky-blend --eof loop refuses a pipe that would have to be read again, and an empty input" {
    noise 1 5 >a
    noise 2 3 >b
    : >empty
    refuses 1 "standard input: cannot be read again" bash -c 'cat b | sky-blend --eof loop a sum - '
    [ "$(bytes refused.out)" -eq $((3 * frame_bytes)) ]
    refuses 1 "empty: has no frame to loop" sky-blend --eof loop a sum empty
}

@test "sky-blend -n and -d end the output early" {
    noise 1 5 >a
    sky-blend -n 2 a max a | cmp <(part a 0 2) -
    sky-blend -r 10 -d 0.3 a max a | cmp <(part a 0 3) -
}

@test "sky-blend lays a still picture over every frame and does not count it as the shortest input" {
    [ -n "$(command -v ffmpeg)" ] || skip "no ffmpeg"
    ffmpeg -v error -f lavfi -i color=c=red:s=32x32:d=1 -frames:v 1 red.png
    noise 1 3 >a
    sky-blend a max red.png >out
    [ "$(bytes out)" -eq $((3 * frame_bytes)) ]
    sky-blend --eof longest a max red.png | cmp out -
    sky-blend --eof loop a max red.png | cmp out -
    sky-blend -n 4 red.png max red.png >out
    [ "$(bytes out)" -eq $((4 * frame_bytes)) ]
}

@test "sky-blend reads mix from a control file" {
    noise 1 2 >a
    noise 2 2 >b
    echo "mix 1" >control
    sky-blend -c control a mix b | cmp b -
}

@test "sky-blend writes the whole frames of an input that ends inside a frame" {
    noise 1 3 >a
    head -c $((2 * frame_bytes + 100)) a >broken
    refuses 1 "broken: ended 100 bytes into frame 2" sky-blend a max broken
    cmp refused.out <(part a 0 2)
}

@test "sky-blend ignores what follows in an input once the shortest has ended" {
    noise 1 3 >a
    { cat a; echo rest; } >longer
    sky-blend a max longer | cmp a -
}

@test "sky-blend refuses an unknown mode and suggests the nearest one" {
    noise 1 1 >a
    refuses 2 "'screne' is not a blend mode (did you mean 'screen'?)" sky-blend a screne a
    refuses 2 "'a': a mode is missing before it: write A MODE B" sky-blend a a a
    refuses 2 "'a.raw': a mode is missing before it: write A MODE B" sky-blend a a.raw a
    refuses 2 "'xyz' is not a blend mode; -l lists them" sky-blend a xyz@0.5 a
}

@test "sky-blend refuses a wrong number of operands" {
    noise 1 1 >a
    refuses 2 "an input is missing" sky-blend
    refuses 2 "a mode and an input are missing" sky-blend a
    refuses 2 "an input is missing" sky-blend a max
    refuses 2 "an input is missing" sky-blend a max a xor
    refuses 2 "standard input can be read only once" sky-blend - max -
}

@test "sky-blend refuses bad options and parameters" {
    noise 1 1 >a
    refuses 2 "'often' is not one of shortest, longest, hold, loop" sky-blend --eof often a max a
    refuses 2 "mix: " sky-blend a max a mix=12abc
    refuses 2 "mix: " sky-blend a max a mix=2
    refuses 2 "mix: " sky-blend a max a mix=-0.1
    refuses 2 "mix: " sky-blend a max a mix=
    refuses 2 "no parameter is called 'mxi' (did you mean 'mix'?)" sky-blend a max a mxi=1
    refuses 2 "--lots: no such option" sky-blend --lots a max a
}

@test "sky-blend names an input that it cannot read" {
    noise 1 1 >a
    refuses 1 "missing.raw: No such file" sky-blend a max missing.raw
    refuses 1 "directory" sky-blend . max a
}

@test "sky-blend reports a full disk" {
    noise 1 1 >a
    refuses 1 "No space left" sky-blend a max a -o /dev/full
    refuses 1 "No space left" sky-blend a max a mix=0 -o /dev/full
    refuses 1 "standard output" bash -c 'sky-blend -l >/dev/full'
}

@test "sky-blend ends quietly when its output is closed" {
    sky-blend /dev/zero max /dev/zero 2>errors | head -c 100 >/dev/null
    [ "$(bytes errors)" -eq 0 ]
}

@test "sky-blend --help writes to standard output and describes mix and --eof" {
    sky-blend --help >help 2>errors
    [ "$(bytes errors)" -eq 0 ]
    grep -q '^  mix ' help
    grep -q -- '--eof' help
}
