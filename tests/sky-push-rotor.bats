# SPDX-License-Identifier: ISC
load helpers

# sky-push with --rotor: a clock in the place of the sensor, or a stand-in for libgpiod whose input line does what
# is in a file (see tests/standin/edges.h). A busy machine drops vanes, so tests look at their order, at what is
# counted, and at what comes after what, but at no times. One that stops the program for some turns gets six tries:
# then it does not know where the arm is, and begins anew.

setup_file() {
    needs tests/standin/gpiod.so tests/unit/rotor_motion
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export GPIOD_LOG=$BATS_TEST_TMPDIR/log GPIOD_EDGES=$BATS_TEST_TMPDIR/edges
    frames 1 >frame.raw
    mkfifo wire
}

teardown() {
    [ -z "${show:-}" ] || kill -KILL "$show" 2>/dev/null || true
}

push() {
    LD_PRELOAD=$build/tests/standin/gpiod.so sky-push "$@"
}

# begin OPTION...: shows the frame, on arms that are the FIFO wire, until it is ended.
begin() {
    (LD_PRELOAD=$build/tests/standin/gpiod.so exec sky-push frame.raw --idle hold -r 50 --stats "$@" -o wire:wire \
        2>err 3>&-) &
    show=$!
}

end() {
    kill -TERM "$show" 2>kill.err || true
    wait "$show" || true
    show=
    ! grep Sanitizer err
}

# Bytes of a picture on so many arms of 8 apa102.
picture_bytes() {
    echo $((4 + 4 * 8 * $1 + 4 + (8 * $1 + 15) / 16))
}

# take PICTURES ARMS OPTION...: that many pictures at least go to wire.bin, and what comes until the end.
take() {
    begin --rotor "${@:3}"
    { head -c "$(($1 * $(picture_bytes "$2")))"; kill -TERM "$show"; cat; } <wire >wire.bin
    end
}

# vanes ARMS [ccw]: which vanes wire.bin has; ARMS as for rotor.py.
vanes() {
    local colons=${1//[!:]/}
    "$python" "$tests/standin/decode.py" duty frame.raw 1 0 frame.rgb &&
        "$python" "$tests/standin/decode.py" wire wire.bin \
            "$([ "$colons" ] && echo $((${#colons} + 1)) || echo "$1")x8" 1 got.rgb >decoded &&
        "$python" "$tests/standin/rotor.py" got.rgb frame.rgb "$SKY_GEOMETRY" "$@" >seen && cat seen
}

# told NAME: a number of the line of --stats.
told() {
    sed -n "s/.*rotor:.* \([0-9,]*\) $1.*/\1/p" err | tr -d ,
}

# in_order [OUTPUT]: one run of vanes between black ones; those that are not there are among the ones that the rotor or
# the output has dropped. More are dropped than are missed between others when it is the last ones.
in_order() {
    local sent dropped left counts=".*${1:-wire:wire}: \([0-9,]*\) pictures,.* \([0-9,]*\) dropped.*"
    sent=$(sed -n "s/$counts/\1/p" err | tr -d ,)
    dropped=$(($(told dropped) + $(sed -n "s/$counts/\2/p" err | tr -d ,)))
    left=$(sed -n 's/^vanes.* left //p' seen)
    [ "$(sed 's/ first.*//' seen | tr '\n' ' ')" = "black 1 vanes $sent black 1 " ] && [ "$left" -le "$dropped" ]
}

# shows PICTURES ARMS VANES OPTION...: so many pictures at least have the arms' vanes in order; VANES as for vanes().
shows() {
    # shellcheck disable=SC2086 # several words
    take "$1" "$2" "${@:4}" && vanes $3 && in_order
}

# picture: reads one of the wire; until_lit and until_black read many.
picture() {
    head -c "$(picture_bytes 1)" <&4 >picture
    [ -s picture ]
}

until_lit() {
    while picture && cmp -s picture black; do :; done
    [ -s picture ]
}

until_black() {
    while picture && ! cmp -s picture black; do :; done
    [ -s picture ]
}

# begin_dark OPTION...: begins, and returns when the frame is there and the sensor has done nothing yet.
begin_dark() {
    : >edges
    begin "$@"
    exec 4<wire
    picture
    mv picture black
    until grep -q ": [1-9][0-9,]* frames" err; do
        kill -USR1 "$show" || return 1
        sleep 0.05
    done
}

end_dark() {
    end
    exec 4<&-
}

# story LINE...: happens to the sensor, in seconds from now.
story() {
    printf '%s\n' again "$@" >>edges
}

@test "sky-push rotor: sends the vanes in order, clockwise or not, and black before and after" {
    tries shows 100 1 1 sim=20
    tries shows 100 1 '1 ccw' sim=20,direction=ccw
}

@test "sky-push rotor: arms show what is around the disc" {
    tries shows 60 2 2 sim=15,arms=2
    tries shows 60 6 '6 ccw' sim=15,arms=6,direction=ccw,edges=4
}

@test "sky-push rotor: arms need not be evenly spaced, and can be trimmed by a control file" {
    tries shows 60 3 0:8:17 sim=15,offsets=0:120.5:250 # of 24 vanes
    echo "trims 15:0:-20" >ctl
    tries shows 60 3 '23:8:18 ccw' sim=15,offsets=0:120.5:250,direction=ccw -c ctl
}

@test "sky-push rotor: two arms on an output each are sent the same moments, and no fewer vanes" {
    printf 'lane\nvanes 0\n' >one.layout
    printf 'lane\nvanes 1\n' >two.layout
    both() {
        sky-push frame.raw --idle hold -d 1 --rotor sim=15,offsets=0:105 --stats \
            -o wire:one.bin,layout=one.layout -o wire:two.bin,layout=two.layout 2>err || return 1
        rm -f posted
        for name in one two; do
            ln -sf "$name.bin" wire.bin
            vanes 1 && in_order "wire:$name.bin" || return 1
            sed -n "s/.*wire:$name.bin: \([0-9,]*\) pictures,.* \([0-9,]*\) dropped.*/\1 \2/p" err | tr -d , >counts
            read -r sent dropped <counts
            echo $((sent + dropped)) >>posted
        done
    }
    tries both
    [ "$(uniq posted | wc -l)" -eq 1 ]
}

@test "sky-push rotor: of two arms on an output each, one that nobody takes does not disturb the other" {
    mkfifo other
    one_taken() {
        exec 5<>other
        begin --rotor sim=15,arms=2 -o wire:other
        { head -c $((60 * $(picture_bytes 2))); kill -TERM "$show"; cat; } <wire >wire.bin
        exec 5<&-
        end && vanes 2 && in_order
    }
    tries one_taken
}

@test "sky-push rotor: other brightness, layouts and drivers work as on a whole screen" {
    sky-push frame.raw --idle hold -d 1 --rotor sim=10,arms=2 -o wire:wire.bin,lanes=2,chip=ws2801 -o null \
        brightness=0.5
    "$python" "$tests/standin/decode.py" duty frame.raw 0.5 0 frame.rgb
    "$python" "$tests/standin/decode.py" wire wire.bin 2x8 2 got.rgb chip=ws2801
    "$python" "$tests/standin/rotor.py" got.rgb frame.rgb 24x8 2
}

@test "sky-push rotor: begins where the arm is, by the sensor's offset and the direction" {
    # Ten seconds a turn, and the next of four vanes 12 degrees away when the arm is known.
    export SKY_GEOMETRY=4x8
    frames 1 >frame.raw
    begins() {
        begin_dark --rotor "chip:17,$2" "${@:3}" && story -20 -10 0 && until_lit && end_dark &&
            mv picture wire.bin && vanes 1 && grep -qx "vanes 1 first $1 left 0" seen
    }
    tries begins 1 offset=78
    tries begins 2 offset=168
    tries begins 3 offset=-102
    tries begins 1 offset=102,direction=ccw
    tries begins 0 offset=12,direction=ccw
    # The arm is just past vane 1, but half a second ago it was before it.
    tries begins 1 offset=91 lead=-500
    grep -qx "watch sky-push 17 rising" log
}

@test "sky-push rotor: goes black when no more edges come, and on when they come again" {
    begin_dark --rotor chip:LINE20,coast=1,edge=falling
    story -2 -1 0
    until_lit
    until_black
    story -1 -0.5 0
    until_lit
    end_dark
    grep -q "the rotor has stopped, or its sensor: no edge for 1 revolution" err
    grep -q "the rotor turns, at 2 rev/s" err
    [ "$(grep -c watch log)" -eq 1 ]
    grep -qx "watch sky-push 20 falling" log
}

@test "sky-push rotor: a sensor that goes away is said so, tried again, and taken back" {
    begin_dark --rotor chip:17,coast=1,pull=up
    story -2 -1 0 "0 gone"
    until_lit
    until_black
    story -1 -0.5 0
    until_lit
    end_dark
    grep -q "chip:17: No such device; the rotor's sensor is tried again" err
    grep -q "chip:17: the rotor's sensor is back" err
    [ "$(grep -cx "watch sky-push 17 pulled up" log)" -eq 2 ]
}

@test "sky-push rotor: tells of edges that bounced or did not come" {
    { seq -f %.1f -4 0.2 0; echo 0.001; } | grep -v -e "^-2.0" -e "^-1.8" >edges
    take 3 1 chip:17,coast=20
    [ "$(told edges)" -eq 20 ]
    [ "$(told missing)" -eq 2 ]
    [ "$(told rejected)" -eq 1 ]
}

@test "sky-push rotor: says once that no edge came, and keeps the LEDs black" {
    begin_dark --rotor chip:17
    await grep -q "no edge yet on line 17 of chip; the LEDs are black until the rotor turns" err
    end_dark
    [ "$(grep -c "no edge" err)" -eq 1 ]
    grep -q "rotor: 0.000 rev/s, 0 vanes" err
}

@test "sky-push rotor: names the line's holder, or says what is wrong with the sensor" {
    local wire="-o wire:wire.bin"
    GPIOD_BUSY=17:fan refuses 1 "chip:17: line 17 is held by 'fan'" push frame.raw $wire --rotor chip:17
    GPIOD_ERROR=2 refuses 1 "chip:17: there is no such gpiochip" push frame.raw $wire --rotor chip:17
    GPIOD_ERROR=13 refuses 1 "chip:17: Permission denied (users of GPIO" push frame.raw $wire --rotor chip:17
    refuses 1 "chip:64: line 64 is out of range (must be 0 to 63)" push frame.raw $wire --rotor chip:64
    refuses 1 "chip:HALL: no line is called 'HALL'" push frame.raw $wire --rotor chip:HALL
    refuses 1 "/dev/null:1: is not a gpiochip" sky-push frame.raw $wire --rotor /dev/null:1
}

@test "sky-push rotor: finds the gpiochip by its line's name" {
    export GPIOD_CHIPS="/dev/gpiochip0 /dev/gpiochip4" GPIOD_HEADER=/dev/gpiochip4
    begin_dark --rotor GPIO17,pull=up
    await grep -q "no edge yet on line GPIO17; the LEDs are black until the rotor turns" err
    end_dark
    [ "$(grep ^open log)" = "open /dev/gpiochip0
open /dev/gpiochip4
open /dev/gpiochip4" ]
    local wire="-o wire:wire.bin"
    refuses 1 "GPIO77: no gpiochip has a line called 'GPIO77' (gpioinfo lists them)" push frame.raw $wire --rotor GPIO77
    GPIOD_BUSY=17:fan refuses 1 "GPIO17: line 17 is held by 'fan'" push frame.raw $wire --rotor GPIO17
    unset GPIOD_HEADER
    refuses 1 "LINE5: /dev/gpiochip0 and /dev/gpiochip4 both have this line" push frame.raw $wire --rotor LINE5
}

@test "sky-push rotor: refuses words that cannot be" {
    refuses 2 "--rotor arms=2: a sensor is missing: write [CHIP:]LINE, or sim=REV/S without one" \
        sky-push -o null --rotor arms=2
    refuses 2 "'17' is not a sensor: write CHIP:LINE, or the line's name" sky-push -o null --rotor 17
    refuses 2 "'chip:' is not a sensor: write CHIP:LINE" sky-push -o null --rotor chip:
    refuses 2 "'x' is not a parameter: write name=value" sky-push -o null --rotor chip:1,x
    refuses 2 "sim: it stands in for a sensor, and there is one" sky-push -o null --rotor chip:1,sim=3
    refuses 2 "arms: 5 cannot share 24 vanes evenly" sky-push -o null --rotor sim=1,arms=5
    refuses 2 "offsets: 'x' is not a number" sky-push -o null --rotor sim=1,offsets=0:x
    refuses 2 "offsets: of 2 arms, but there are 3" sky-push -o null --rotor sim=1,offsets=0:90,arms=3
    refuses 2 "trims: 400 is out of range (must be -360 to 360)" sky-push -o null --rotor sim=1 trims=0:400
    refuses 2 "trims: of 3 arms, but there are 2" sky-push -o null --rotor sim=1,arms=2 trims=1:2:3
    refuses 2 "is too long for a number" sky-push -o null --rotor "sim=1,offsets=0:$(printf '1.%080d' 0)x"
    refuses 2 "edges: 17 is out of range (must be 1 to 16)" sky-push -o null --rotor sim=1,edges=17
    refuses 2 "sim: 0.05 is too slow (must be 0.1 to 200 rev/s)" sky-push -o null --rotor sim=0.05
    refuses 2 "--rotor: term draws the whole disc, and cannot be its arms" sky-push -o term --rotor sim=1
    refuses 2 "3 lanes are more than there are vanes (must be 1 to 2)" \
        sky-push -o wire:wire.bin,lanes=3 --rotor sim=1,arms=2
}

@test "sky-push rotor: ends although nobody takes what the arms are sent" {
    sky-gen solid -g 4x20000 -n 1 >large.raw # a vane is more than a pipe has room for
    "$python" - <<'END'
import array, fcntl, os, signal, subprocess, termios

line = "sky-push large.raw -g 4x20000 --idle hold -r 50 --rotor sim=100 -o wire:wire".split()
for _ in range(4):  # whichever thread gets the signal
    push = subprocess.Popen(line, stderr=subprocess.PIPE)
    wire = os.open("wire", os.O_RDONLY)
    count, room = array.array("i", [0]), fcntl.fcntl(wire, 1032)  # F_GETPIPE_SZ
    while count[0] < room:
        assert push.poll() is None, push.returncode
        fcntl.ioctl(wire, termios.FIONREAD, count)
    push.send_signal(signal.SIGTERM)
    try:
        said = push.communicate(timeout=60)[1]
    finally:
        push.kill()
    assert push.returncode == 1 and said == b"sky-push: wire:wire: nobody takes the bytes\n", said
    os.close(wire)
END
}

@test "sky-push rotor: the plot in the page is that of the estimate" {
    "$build/tests/unit/rotor_motion" response >plot
    [ "$(wc -l <plot)" -eq 15 ]
    grep -A 17 "^and how far the picture would" "$tests/../man/sky-push.1" | tail -n 15 | sed 's/\\//g' | diff plot -
}
