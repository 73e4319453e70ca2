load helpers

# sky-push on a stand-in for libgpiod that writes everything down: see tests/standin/record.h.
push() {
    LD_PRELOAD=$build/tests/standin/gpiod.so sky-push -r 1000 "$@"
}

setup_file() {
    # Under the address sanitizer, whose library would have to come first.
    export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export GPIOD_LOG=$BATS_TEST_TMPDIR/log
}

decode() {
    "$python" "$tests/standin/decode.py" "$@"
}

# expect FRAMES BRIGHTNESS GAMMA: makes expected.rgb, what LEDs should show of it, with black at the end.
expect() {
    decode duty "$1" "$2" "$3" expected.rgb
    head -c "$frame_bytes" /dev/zero >>expected.rgb
}

# lines FIRST COUNT: so many lines as data=.
lines() {
    seq -s : "$1" $(($1 + $2 - 1))
}

@test "sky-push gpio: clocks the frames' colours out on any number of lanes, and black at the end" {
    frames 3 >in.raw
    expect in.raw 0.6 0
    for lanes in 1 3 5 24; do
        rm -f log log.sets
        push in.raw -o gpio:chip,clock=0,data="$(lines 2 $lanes)" brightness=0.6
        [ "$(decode gpio log.sets 24x8 $lanes got.rgb)" -eq 4 ]
        cmp got.rgb expected.rgb
    done
}

@test "sky-push gpio: makes two calls a clock and never more, and one at the end" {
    frames 2 >in.raw
    push in.raw -o gpio:chip,clock=11,data=10:9:8
    # 3 frames of 4 + 4 * 64 + 4 + 4 bytes, 8 clocks each, two calls of 8 bytes in the record
    [ "$(bytes log.sets)" -eq $(((3 * 268 * 8 * 2 + 1) * 8)) ]
}

@test "sky-push gpio: claims data lines and clock in one request, all low, as sky-push" {
    frames 1 >in.raw
    push in.raw -o gpio:/dev/gpiochip0,clock=11,data=10:9:8
    printf '%s\n' "open /dev/gpiochip0" "request sky-push 10=0 9=0 8=0 11=0" close >expected.log
    cmp log expected.log
}

@test "sky-push gpio: drives 63 lanes beside the clock" {
    sky-gen noise -g 130x2 -n 2 >in.raw
    push in.raw -g 130x2 -o gpio:chip,clock=0,data="$(lines 1 63)"
    [ "$(decode gpio log.sets 130x2 63 got.rgb)" -eq 3 ]
    decode duty in.raw 1 0 expected.rgb
    cmp -n "$(bytes expected.rgb)" got.rgb expected.rgb
}

@test "sky-push gpio: knows sk9822 and other orders of colours" {
    frames 2 >in.raw
    push in.raw -o gpio:chip,clock=1,data=2:3,chip=sk9822,order=rgb gamma=1.8
    decode gpio log.sets 24x8 2 got.rgb order=rgb
    expect in.raw 1 1.8
    cmp got.rgb expected.rgb
}

@test "sky-push gpio: knows every chip that has a clock, and lowers the clock after a frame for ws2801" {
    frames 2 >in.raw
    local steps
    for chip in apa102 sk9822 hd107s hd108 ws2801 lpd8806 p9813; do
        case $chip in hd108) steps=65535 ;; lpd8806) steps=127 ;; *) steps=255 ;; esac
        rm -f log log.sets
        push in.raw --leave -o gpio:chip,clock=1,data=2:3:4,chip=$chip
        [ "$(decode gpio log.sets 24x8 3 got.rgb chip=$chip)" -eq 2 ]
        decode duty in.raw 1 0 expected.rgb steps=$steps
        cmp got.rgb expected.rgb
    done
    refuses 2 "chip: ws2812 has no clock wire" sky-push -o gpio:c,clock=1,data=2,chip=ws2812
}

@test "sky-push gpio: names the line and its holder, or says what is wrong with the chip" {
    frames 1 >in.raw
    local driver=gpio:chip,clock=11,data=10:9
    GPIOD_BUSY=9:fan refuses 1 "gpio:chip: line 9 is held by 'fan'" push in.raw -o $driver
    GPIOD_BUSY=11: refuses 1 "gpio:chip: line 11 is held by 'the kernel'" push in.raw -o $driver
    GPIOD_ERROR=2 refuses 1 "gpio:chip: there is no such GPIO chip" push in.raw -o $driver
    GPIOD_ERROR=13 refuses 1 "gpio:chip: Permission denied (users of GPIO" push in.raw -o $driver
    refuses 1 "gpio:chip: there is no line 64 (the chip has 64, from 0)" push in.raw -o gpio:chip,clock=64,data=10:9
    refuses 1 "gpio:/dev/null: is not a GPIO chip" sky-push in.raw -o gpio:/dev/null,clock=1,data=2
    refuses 1 "gpio:/none: there is no such GPIO chip" sky-push in.raw -o gpio:/none,clock=1,data=2
}

@test "sky-push gpio: an error of the lines ends the show, with the other drivers sent black" {
    frames 3 >in.raw
    GPIOD_FAIL=10000 refuses 1 "gpio:chip: lines: Input/output error" \
        push in.raw -o gpio:chip,clock=11,data=10 -o wire:wire.bin
    [ "$(tail -n 1 log)" = close ]
    [ "$(decode wire wire.bin 24x8 1 got.rgb)" -eq 2 ]
    head -c "$frame_bytes" in.raw >one.raw
    expect one.raw 1 0
    cmp got.rgb expected.rgb
}

@test "sky-push gpio: refuses lines that cannot be" {
    refuses 2 "gpio:c: a clock line is missing: clock=LINE" sky-push -o gpio:c
    refuses 2 "data lines are missing: data=LINE:LINE" sky-push -o gpio:c,clock=1
    refuses 2 "data: '' is not a whole number" sky-push -o gpio:c,clock=1,data=2::3
    refuses 2 "data: 'x' is not a whole number" sky-push -o gpio:c,clock=1,data=2:x
    refuses 2 "data: '-3' is not a whole number" sky-push -o gpio:c,clock=1,data=-3
    refuses 2 "data: line 2 is given twice" sky-push -o gpio:c,clock=1,data=2:3:2
    refuses 2 "clock: line 2 is given twice" sky-push -o gpio:c,clock=2,data=2
    refuses 2 "25 lanes are more than there are vanes (1 to 24 fit)" \
        sky-push -o gpio:c,clock=0,data="$(lines 1 25)"
    refuses 2 "data: more than 63 lines (1 to 63 fit beside the clock)" \
        sky-push -g 100x1 -o gpio:c,clock=0,data="$(lines 1 64)"
    refuses 2 "-o gpio: a target is missing: write gpio:CHIP" sky-push -o gpio
}
