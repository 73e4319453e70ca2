# SPDX-License-Identifier: ISC
load helpers

# sky-push on a stand-in for libgpiod that writes everything down: see tests/standin/record.h.
push() {
    LD_PRELOAD=$build/tests/standin/gpiod.so sky-push --no-realtime -r 1000 "$@"
}

setup_file() {
    needs tests/standin/gpiod.so
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export GPIOD_LOG=$BATS_TEST_TMPDIR/log
}

# lines FIRST COUNT: so many lines as data=.
lines() {
    seq -s : "$1" $(($1 + $2 - 1))
}

@test "sky-push gpio: clocks the frames' colours out on any number of lanes, and black before and after" {
    frames 3 >in.raw
    expect in.raw 0.6 0
    for lanes in 1 3 5 24; do
        rm -f log log.sets
        push in.raw -o gpio:chip,dither=no,clock=0,data="$(lines 2 $lanes)" brightness=0.6
        [ "$(decode gpio log.sets 24x8 $lanes got.rgb)" -eq 5 ]
        cmp got.rgb expected.rgb
    done
}

@test "sky-push gpio: makes two calls a clock and never more, and one at the end" {
    frames 2 >in.raw
    push in.raw -o gpio:chip,clock=11,data=10:9:8
    # 4 frames of 4 + 4 * 64 + 4 + 4 bytes, 8 clocks each, two calls of 8 bytes in the record
    [ "$(bytes log.sets)" -eq $(((4 * 268 * 8 * 2 + 1) * 8)) ]
}

@test "sky-push gpio: claims data lines and clock in one request, all low, as sky-push" {
    frames 1 >in.raw
    push in.raw -o gpio:/dev/gpiochip0,clock=11,data=10:9:8
    printf '%s\n' "open /dev/gpiochip0" "request sky-push 10=0 9=0 8=0 11=0" close >expected.log
    cmp log expected.log
}

@test "sky-push gpio: drives 63 lanes beside the clock" {
    sky-gen noise -g 130x2 -n 2 >in.raw
    push in.raw -g 130x2 -o gpio:chip,dither=no,clock=0,data="$(lines 1 63)"
    [ "$(decode gpio log.sets 130x2 63 got.rgb)" -eq 4 ]
    decode duty in.raw 1 0 expected.rgb
    tail -c +$((130 * 2 * 3 + 1)) got.rgb | cmp -n "$(bytes expected.rgb)" - expected.rgb
}

@test "sky-push gpio: knows sk9822 and other orders of colours" {
    frames 2 >in.raw
    push in.raw -o gpio:chip,clock=1,data=2:3,chip=sk9822,hdr=0,dither=no,order=rgb gamma=1.8
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
        push in.raw --leave -o gpio:chip,clock=1,data=2:3:4,chip=$chip,hdr=0,dither=no
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
    GPIOD_ERROR=2 refuses 1 "gpio:chip: there is no such gpiochip" push in.raw -o $driver
    GPIOD_ERROR=13 refuses 1 "gpio:chip: Permission denied (users of GPIO" push in.raw -o $driver
    refuses 1 "gpio:chip: line 64 is out of range (must be 0 to 63)" push in.raw -o gpio:chip,clock=64,data=10:9
    refuses 1 "gpio:chip: line 99999999999 is out of range (must be" \
        push in.raw -o gpio:chip,clock=99999999999,data=10:9
    refuses 1 "gpio:/dev/null: is not a gpiochip" sky-push in.raw -o gpio:/dev/null,clock=1,data=2
    refuses 1 "gpio:/none: there is no such gpiochip" sky-push in.raw -o gpio:/none,clock=1,data=2
}

@test "sky-push gpio: a chip that goes away and does not come back is an error at the end, and the show goes on" {
    frames 3 >in.raw
    local status=0
    GPIOD_FAIL=10000 GPIOD_AWAY=99999 push -r 20 in.raw -o gpio:chip,clock=11,data=10 -o wire:wire.bin 2>err ||
        status=$?
    [ "$status" -eq 1 ]
    printf 'sky-push: gpio:chip: %s\n' "lines: No such device; trying again every second" \
        "it did not come back: lines: No such device" >expected.err
    cmp err expected.err
    [ "$(grep -c close log)" -eq 1 ]
    [ "$(decode wire wire.bin 24x8 1 got.rgb)" -eq 5 ]
    expect in.raw 1 0
    cmp got.rgb expected.rgb
}

@test "sky-push gpio: a chip that comes back is opened again, and gets the frames from then on" {
    # So many frames last longer than a second, after which it is tried, at any rate.
    sky-gen solid color=#102030 -g 4x2 -n 150 >in.raw
    GPIOD_FAIL=3000 push -r 100 -g 4x2 in.raw -o gpio:/dev/gpiochip0,clock=11,data=10,dither=no 2>err
    printf 'sky-push: gpio:/dev/gpiochip0: %s\n' "lines: No such device; trying again every second" "is back" \
        >expected.err
    cmp err expected.err
    printf '%s\n' "open /dev/gpiochip0" "request sky-push 10=0 11=0" close >once
    cat once once >expected.log
    cmp log expected.log
    # The part of a frame that was cut off is before the ones of the new beginning.
    "$python" - <<'END'
sets = open("log.sets", "rb").read()[2999 * 8:]
open("log.sets", "wb").write(sets[8:] if sets[0:8] == bytes(8) else sets)
END
    [ "$(decode gpio log.sets 4x2 1 got.rgb)" -ge 2 ]
    head -c 24 in.raw >one.raw
    decode duty one.raw 1 0 expected.rgb
    head -c 24 got.rgb | cmp -n 24 - /dev/zero
    tail -c +25 got.rgb | cmp -n 24 - expected.rgb
    tail -c 24 got.rgb | cmp - <(head -c 24 /dev/zero)
}

@test "sky-push gpio: says once when the lines are too slow for the frame rate" {
    # (4 + 8 * 4 + 4 + 1) * 8 bits, two calls each, of 100 us at least
    sky-gen noise -g 4x2 -n 12 >in.raw
    GPIOD_SLOW=100 push -r 20 -g 4x2 in.raw -o gpio:chip,clock=11,data=10 2>err
    [ "$(wc -l <err)" -eq 1 ]
    grep -Eq "^sky-push: gpio:chip: a frame takes [0-9.]+ ms \(328 bits a lane, each two calls of [0-9.]+ us\): \
[0-9.]+ frames a second fit, not 20$" err
}

@test "sky-push gpio: finds lines by number or name" {
    frames 1 >in.raw
    push in.raw -o gpio:chip,clock=LINE11,"data=10:DATA A:LINE3"
    grep -qx "request sky-push 10=0 40=0 3=0 11=0" log
    refuses 1 "gpio:chip: no line is called 'LIME4' (did you mean 'LINE4'?)" push in.raw -o gpio:chip,clock=1,data=LIME4
    refuses 1 "gpio:chip: no line is called '-3'" push in.raw -o gpio:chip,clock=1,data=-3
    refuses 1 "gpio:chip: two lines are called 'TWIN', 41 and 42" push in.raw -o gpio:chip,clock=1,data=TWIN
    refuses 1 "gpio:chip: line 3 is given twice, as '3' and 'LINE3'" push in.raw -o gpio:chip,clock=LINE3,data=3:4
    GPIOD_BUSY=3:fan refuses 1 "gpio:chip: line 3 is held by 'fan'" push in.raw -o gpio:chip,clock=1,data=LINE3
}

@test "sky-push gpio: finds the gpiochip by its lines' names" {
    frames 2 >in.raw
    export GPIOD_CHIPS="/dev/gpiochip0 /dev/gpiochip4 /dev/gpiochip11" GPIOD_HEADER=/dev/gpiochip4
    push in.raw -o gpio:,clock=GPIO11,data=GPIO10:GPIO9,dither=no 2>err
    [ ! -s err ]
    [ "$(grep '^request' -B 1 log)" = "open /dev/gpiochip4
request sky-push 10=0 9=0 11=0" ]
    [ "$(grep -c ^open log)" -eq "$(grep -c ^close log)" ]
    decode gpio log.sets 24x8 2 got.rgb
    expect in.raw 1 0
    cmp got.rgb expected.rgb
    push in.raw -o gpio,clock=GPIO11,data=GPIO10 # the same
    refuses 1 "gpio: no gpiochip has a line called 'GPIO77' (gpioinfo lists them)" \
        push in.raw -o gpio:,clock=GPIO11,data=GPIO10:GPIO77
    refuses 1 "gpio: the lines are on several gpiochips, and must be on one" \
        push in.raw -o gpio:,clock=GPIO11,data=LINE10
    refuses 1 "gpio: /dev/gpiochip0 and /dev/gpiochip11 both have these lines (give the name of one of them)" \
        push in.raw -o gpio:,clock=LINE11,data=LINE10
    GPIOD_CHIPS='' refuses 1 "gpio: there is no gpiochip on this computer" push in.raw -o gpio:,clock=GPIO11,data=GPIO10
    GPIOD_ERROR=13 refuses 1 "gpio: Permission denied (users of GPIO" push in.raw -o gpio:,clock=GPIO11,data=GPIO10
}

@test "sky-push gpio: warns of a number that is not the gpiochip of the header" {
    frames 2 >in.raw
    export GPIOD_CHIPS="/dev/gpiochip0 /dev/gpiochip4" GPIOD_HEADER=/dev/gpiochip0
    for chip in 4 gpiochip4 /dev/gpiochip4; do
        push in.raw -o gpio:$chip,clock=11,data=10 2>err
        printf 'sky-push: gpio:%s: %s\n' "$chip" "line 10 is not GPIO10 of the header, which is on /dev/gpiochip0 \
(write gpio:pinctrl-rp1, or lines by name, as gpio:,clock=GPIO10)" >expected.err
        cmp err expected.err
    done
    # The right one, lines by name, a label, a computer without a header; and once only.
    push in.raw -o gpio:/dev/gpiochip0,clock=11,data=10 2>err
    [ ! -s err ]
    push in.raw -o gpio:/dev/gpiochip4,clock=LINE11,data=LINE10 2>err
    [ ! -s err ]
    push in.raw -o gpio:standin,clock=11,data=10 2>err
    [ ! -s err ]
    GPIOD_HEADER='' push in.raw -o gpio:/dev/gpiochip4,clock=11,data=10 2>err
    [ ! -s err ]
}

@test "sky-push gpio: refuses lines that cannot be" {
    refuses 2 "gpio:c: clock: a line is missing (write clock=LINE)" sky-push -o gpio:c
    refuses 2 "data: lines are missing (write data=LINE:LINE" sky-push -o gpio:c,clock=1
    refuses 2 "data: '' is not a line" sky-push -o gpio:c,clock=1,data=2::3
    refuses 2 "data: 'ffffffffffffffffffffffffffffffffffffffff' is too long" \
        sky-push -o gpio:c,clock=1,data="$(head -c 64 /dev/zero | tr '\0' f)"
    refuses 2 "data: line 2 is given twice" sky-push -o gpio:c,clock=1,data=2:3:2
    refuses 2 "clock: line 2 is given twice" sky-push -o gpio:c,clock=2,data=2
    refuses 2 "25 lanes are more than there are vanes (must be 1 to 24)" \
        sky-push -o gpio:c,clock=0,data="$(lines 1 25)"
    refuses 2 "data: more than 63 lines" \
        sky-push -g 100x1 -o gpio:c,clock=0,data="$(lines 1 64)"
    refuses 2 "-o gpio: clock: a line is missing (write clock=LINE)" sky-push -o gpio
    refuses 2 "clock: 11 is a number, which needs a gpiochip (write gpio:GPIOCHIP, or the line's name)" \
        sky-push -o gpio:,clock=11,data=GPIO10
    refuses 2 "data: 9 is a number, which needs" sky-push -o gpio,clock=GPIO11,data=GPIO10:9
}

@test "sky-push gpio: lines that a new configuration gives up are sent black, also where others of the chip go on" {
    sky-gen solid color=white -g 4x2 -n 1 >in.raw
    echo '-o gpio:chip,clock=0,data=1' >conf
    (GPIOD_APART=yes LD_PRELOAD=$build/tests/standin/gpiod.so \
        exec sky-push in.raw --no-realtime -g 4x2 --idle hold -r 50 -f conf 2>err 3>&-) &
    local show=$!
    await test -s log.sets.1
    echo '-o gpio:chip,clock=2,data=3' >conf
    kill -HUP $show
    await grep -q '3=0 2=0' log
    kill -TERM $show
    wait $show
    [ "$(decode gpio log.sets.1 4x2 1 got.rgb)" -ge 1 ]
    tail -c 24 got.rgb | cmp - <(head -c 24 /dev/zero)
}
