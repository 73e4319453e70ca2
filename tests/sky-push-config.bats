# SPDX-License-Identifier: ISC
# sky-push -f, SIGHUP, service managers, and light in steps. The stories are told in standin/service.py.

load helpers

setup_file() {
    needs tests/standin/gpiod.so tests/standin/spidev.so
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    SKY_DIR=$(mktemp -d /dev/shm/sky-config-XXXXXX)
    export SKY_DIR
}

teardown() {
    jobs -p | xargs -r kill 2>/dev/null || true
    rm -rf "$SKY_DIR"
}

service() {
    "$python" "$tests/standin/service.py" "$1"
}

# conf LINE...: makes the file conf.
conf() {
    printf '%s\n' "$@" >conf
}

@test "sky-push -f FILE is the words of the command line, one a line" {
    frames 2 >in.raw # one of several outputs may drop a third on a busy machine
    mkdir 'a folder'
    sky-push in.raw -r 1000 --leave -o wire:a.bin,lanes=3 -o 'wire:a folder/b.bin' brightness=0.5 white=#ffc080
    conf '# a comment' '' $' \t in.raw ' '-r 1000' '-r1000' '--leave' '-o wire:c.bin,lanes=3' \
        $'--output=wire:d.bin\r' $'-o\t"wire:a folder/e.bin"' "brightness='0.5'" 'white="#ffc080"'
    sky-push -f conf
    cmp a.bin c.bin
    cmp 'a folder/b.bin' d.bin
    cmp 'a folder/b.bin' 'a folder/e.bin'
    printf 'brightness=0.25*2\n-o wire:f.bin' >conf # without an end of the last line
    sky-push --config conf in.raw -r 1000 --leave white=#ffc080
    cmp 'a folder/b.bin' f.bin
}

@test "sky-push -f: a comment may follow an argument, but not within quotes" {
    mkdir 'a # b'
    frames 1 >in.raw
    conf 'in.raw # frames' '-r 1000 #' $'--leave\t# no black' '-o "wire:a # b/out.bin" # a file' 'white=#ffc080 # warm'
    sky-push -f conf
    sky-push in.raw -r 1000 --leave -o wire:plain.bin white=#ffc080
    cmp plain.bin 'a # b/out.bin'
}

@test "sky-push -f: there may be blanks around the = of a parameter, as in a control file" {
    frames 1 >in.raw
    sky-push in.raw -r 1000 --leave -o wire:plain.bin brightness=0.25
    for line in 'brightness = 0.25' $'brightness\t=0.25' 'brightness= "0.25"' 'brightness =0.25 # dim'; do
        conf in.raw '-r 1000' --leave '-o wire:out.bin' "$line"
        sky-push -f conf
        cmp out.bin plain.bin
    done
}

@test "sky-push: words of the command line win over those of -f, and -o adds" {
    frames 3 >in.raw
    conf -v -n1 'brightness=0.1' other.raw '-o wire:a.bin' '-r 0.1'
    for words in '-f conf in.raw -r 10 -n 2 brightness=1 -o wire:b.bin' \
        'brightness=1 -n 2 -o wire:b.bin in.raw -r 10 -f conf'; do
        # shellcheck disable=SC2086 # they are words
        sky-push $words 2>err
        grep -q "2 frames of 2" err
        cmp a.bin b.bin
        decode wire a.bin 24x8 1 got.rgb
        decode duty in.raw 1 0 expected.rgb
        tail -c +$((frame_bytes + 1)) got.rgb | cmp -n $((2 * frame_bytes)) - expected.rgb
    done
    conf in.raw '-r 10' '-o wire:c.bin' # so that neither of two outputs drops a frame
    echo 'gamma=2' >more
    sky-push -f conf -f more
    sky-push -f conf gamma=2 -o wire:d.bin
    cmp c.bin d.bin
}

@test "sky-push -f names file and line of what is wrong" {
    while IFS='|' read -r line error; do
        conf '' "$line"
        refuses 2 "conf:2: $error" sky-push -f conf -o null </dev/null
    done <<'END'
brightness=2|brightness: 2 is out of range (must be 0 to 1)
brigthness=1|no parameter is called 'brigthness' (did you mean 'brightness'?)
-o wire:x,lanes=64|-o wire:x,lanes=64: lanes: 64 is out of range
--output=wure:x|-o wure:x: no driver is called 'wure'
-r fast|-r: 'fast' is not a number
--idel hold|--idel: no such option (did you mean '--idle'?)
brightness 0.3|'brightness 0.3': a parameter needs its '=': write brightness=0.3
idle fade|'idle fade': an option needs its dashes: write --idle fade
verbose yes|'verbose yes': an option needs its dashes: write --verbose
-o wire:x,brightness=1|-o wire:x,brightness=1: no parameter is called 'brightness': it is for all outputs
-o /dev/spidev0.0|-o /dev/spidev0.0: no driver is called '/dev/spidev0.0': write spi:/dev/spidev0.0
-x|-x: no such option
--idle|--idle: an argument is missing
-o|-o: an argument is missing
--leave yes|'yes': --leave takes no value
--idle 'hold|'hold: the closing quote is missing
white="red|"red: the closing quote is missing
-f more|-f: is for the command line only
--help|-h: is for the command line only
-V|-V: is for the command line only
END
    conf '@one' '@two'
    refuses 2 "conf:2: '@two': only one input can be read" sky-push -f conf -o null
}

@test "sky-push -f refuses what is no configuration" {
    refuses 2 "none: No such file or directory" sky-push -f none
    refuses 2 ".: is not a regular file" sky-push -f .
    refuses 2 "/dev/zero: is not a regular file" sky-push -f /dev/zero
    refuses 2 "-f: an argument is missing" sky-push -f
    mkfifo pipe
    refuses 2 "pipe: is not a regular file" sky-push -f pipe
    printf 'brightness=1\n\0\n' >conf
    refuses 2 "conf:2: is not text: it has a zero byte" sky-push -f conf
    head -c 65537 /dev/zero | tr '\0' '#' >conf
    refuses 2 "conf: is longer than 65,536 bytes" sky-push -f conf
    head -c 65536 conf >full
    frames 1 | sky-push -f full -o null
}

@test "SIGHUP changes the look without a dark frame, and keeps outputs open whose words stay" {
    service look
}

@test "SIGHUP: whatever is wrong is said once, with its place, and changes nothing" {
    service wrong
}

@test "SIGHUP: outputs come, change and go; only those that change or are given up go dark" {
    service outputs
}

@test "SIGHUP: an output that does not open is said, and the others go on" {
    service unreachable
}

@test "SIGHUP changes what is shown while the input gives nothing" {
    service waiting
}

@test "SIGHUP leaves what a control file says" {
    service control
}

@test "SIGHUP leaves the beat where it is" {
    service beat
}

@test "SIGHUP reads a layout again, with and without -f" {
    service layout
}

@test "SIGHUP ends the show when there is nothing to read again, or the terminal has gone" {
    service hangup
    "$python" -B "$tests/standin/terminal.py" hangs_up_with_configuration
}

@test "a service manager is told when all is open, that the show lives, and when it is read again and stops" {
    service told
}

@test "signs of life stop when the show hangs" {
    service hangs
}

@test "nobody is told of life who did not ask, and a manager that is not there is no error" {
    service unasked
}

@test "sky-push --smooth shows each frame in steps of light, the last of which is the frame" {
    frames 4 >in.raw
    sky-push in.raw -r 1000 --leave gamma=2.2 brightness=0.7 -o wire:plain.bin,chip=hd108
    sky-push in.raw -r 1000 --leave gamma=2.2 brightness=0.7 -o wire:one.bin,chip=hd108 --smooth 1
    cmp plain.bin one.bin
    decode wire plain.bin 24x8 1 plain.rgb chip=hd108
    for steps in 2 3 7 100; do
        sky-push in.raw -r 1000 --leave gamma=2.2 brightness=0.7 -o wire:smooth.bin,chip=hd108 --smooth $steps \
            --stats 2>err
        grep -q "^sky-push: 4 frames, .* 0 repeats, " err
        [ "$(decode wire smooth.bin 24x8 1 smooth.rgb chip=hd108)" -eq $((4 * steps)) ]
        "$python" - $steps <<'END'
import sys
import numpy as np
steps = int(sys.argv[1])
frames = np.fromfile("plain.rgb", "<u2").reshape(4, -1).astype(np.uint64)
got = np.fromfile("smooth.rgb", "<u2").reshape(4 * steps, -1)
before = frames[0]
for n, frame in enumerate(frames):
    for step in range(1, steps + 1):
        part = 65536 * step // steps
        wanted = before * (65536 - part) + frame * part + 32768 >> 16
        assert (got[n * steps + step - 1] == wanted).all(), (n, step)
    before = frame
END
    done
    refuses 2 "--smooth: 0 is out of range (must be 1 to 100)" sky-push in.raw -o null --smooth 0
}

@test "sky-push --smooth: repeats, black and the clock of parameters are as without it" {
    frames 2 >in.raw
    sky-push in.raw -r 1000 -n 3 --idle hold -o wire:hold.bin --smooth 4
    decode wire hold.bin 24x8 1 got.rgb >count
    [ "$(cat count)" -eq 14 ]
    decode duty in.raw 1 0 expected.rgb
    tail -c $((5 * frame_bytes)) got.rgb | head -c $((4 * frame_bytes)) >last.rgb
    for _ in 1 2 3 4; do tail -c $frame_bytes expected.rgb; done | cmp - last.rgb
    tail -c $frame_bytes got.rgb | cmp -n $frame_bytes - /dev/zero
    # t goes on between frames: a quarter of a frame's time each step
    sky-gen solid color=white -n 2 >white.raw
    sky-push white.raw -r 10 -n 2 --leave --smooth 4 'brightness=t*5' gamma=1 -o wire:ramp.bin,chip=hd108
    decode wire ramp.bin 24x8 1 ramp.rgb chip=hd108
    "$python" -c '
import numpy as np
light = np.fromfile("ramp.rgb", "<u2").reshape(8, -1)[:, 0] / 65535
assert abs(light - np.arange(8) / 8).max() < 1e-4, light'
}

# priority COMMAND...: runs it on GPIO lines, and tells its scheduling policy while it does.
priority() {
    mkfifo in out 2>/dev/null || true
    exec 7<>in 8<>out
    LD_PRELOAD=$build/tests/standin/gpiod.so "$@" -r 1000 --stale 1000 -o gpio:chip,clock=1,data=2 \
        -o wire:out <in 2>err 7>&- 8>&- &
    frames 1 >&7
    timeout 60 dd bs=788 count=2 iflag=fullblock of=wire.bin status=none <&8 # black, and the frame, which comes later
    sed 's/.*) //' "/proc/$!/stat" | cut -d' ' -f39
    kill -TERM $!
    wait $!
    exec 7>&- 8>&-
}

@test "sky-push asks for real-time priority when it drives hardware, and says so once when it gets none" {
    export GPIOD_LOG=log
    # Who may not: root without that capability, and everybody else here
    refused=(setpriv --bounding-set=-sys_nice,-ipc_lock)
    [ "$(id -u)" -eq 0 ] || refused=(prlimit --rtprio=0)
    [ "$(priority "${refused[@]}" sky-push)" -eq 0 ]
    [ "$(grep -c 'no real-time priority (Operation not permitted): allow it with' err)" -eq 1 ]
    [ "$(wc -l <err)" -eq 1 ]
    [ "$(priority "${refused[@]}" sky-push --no-realtime)" -eq 0 ]
    [ ! -s err ]
    if chrt --fifo 20 true 2>/dev/null; then
        [ "$(priority sky-push)" -eq 1 ] # SCHED_FIFO
        [ "$(priority sky-push --no-realtime)" -eq 0 ]
        [ "$(priority chrt --rr 30 sky-push)" -eq 2 ] # what was given stays
    fi
    [ ! -s err ]
}

@test "sky-push --stats tells the amperes of LEDs, the mean and the greatest" {
    { sky-gen solid color=white -n 3 && sky-gen solid color=black -n 1; } >in.raw
    # Seldom enough that none of several outputs drops a frame.
    sky-push in.raw -r 5 -o wire:a.bin,ma=20,idle_ma=1 -o null --stats 2>err
    # 192 LEDs of 1 + 3 * 20 mA, or 1 mA; the black of the end is not counted
    grep -q 'ms, 8.832 A, max 11.712 A$' err
    # 5 A leave 106 of 255 steps
    sky-push in.raw -r 5 -o wire:a.bin,amps=5 -o wire:b.bin,ma=10,idle_ma=0 --stats 2>err
    grep -q 'ms, 8.104 A, max 10.741 A$' err
    sky-push in.raw -r 1000 -o null --stats 2>err
    grep -q 'ms$' err
}

@test "sky-push -n 0 sends black to LEDs that a killed show has left lit" {
    export SPIDEV_LOG=$BATS_TEST_TMPDIR/log
    printf '%s\n' '-o spi:/dev/spidev0.0' '@' >show.conf
    show() {
        LD_PRELOAD=$build/tests/standin/spidev.so exec sky-push --no-realtime -f show.conf "$@"
    }
    sky-gen solid color=white -n 1 -o @
    (show) &
    local program=$!
    await grep -qs "$(printf '\377\377\377\377')" log.bytes
    kill -KILL $program
    wait $program || true
    rm log.bytes
    (show -n 0)
    sky-push --leave -o wire:black < <(sky-gen solid color=black -n 1)
    [ "$(bytes log.bytes)" -ge "$(bytes black)" ]
    tail -c "$(bytes black)" log.bytes | cmp - black
}

@test "sky-push --check tells frame rates, amperes and memory, and opens nothing" {
    mkfifo frames
    sky-push --check -g 60x30 -r 50 frames -o spi:/none,hz=4000000,amps=20 -o wire:none,delay=20 -o ddp:none >shown
    [ ! -e none ]
    # The bytes of 1,800 LEDs of apa102 are 7,321: 4 + 4 * 1800 + 4 + 900 / 8. Each draws 1 mA, and 60 in white.
    diff - <(sed '$d' shown) <<'END'
frames: frames of 60x30 at 50 a second
spi:/none: 1 lane, 1,800 LEDs
    68.2 frames a second fit (58,568 bits at 4 MHz), 50 are sent
    110 A in white at full light, 1.8 A when dark: limited to amps=20
wire:none: 1 lane, 1,800 LEDs, 20 ms later
    110 A in white at full light, 1.8 A when dark: not limited (amps=)
ddp:none: 1,800 LEDs
all outputs: 130 A at most
END
    grep -Eqx 'memory: [0-9]+ [kM]B for frames and tables' shown
    sky-push --check -g 360x288 --rotor sim=5 -o spi:/none,hz=32000000 </dev/null >shown
    grep -q '9.43 turns a second fit (360 vanes, each 9,424 bits at 32 MHz)' shown
    sky-push --check -r 100 -g 60x30 -o spi:/none,hz=4000000 </dev/null | grep -q '100 are sent: too many'
    refuses 1 'standard output' sh -c 'sky-push --check -o null >/dev/full'
    # 1,800 LEDs may draw 109.8 A, and all of a supply's 50 A.
    sky-push --check -g 60x30 - -o wire:a,supply=5V:50 -o wire:b,supply=5V:50,amps=60 -o wire:c,amps=7 >shown
    grep -q 'when dark: shares supply=5V:50$' shown
    grep -q 'when dark: limited to amps=60, shares supply=5V:50$' shown
    grep -q '^all outputs: 57 A at most$' shown
    sky-push --check -g 60x30 -o wire:a brightness=0.25 >shown
    grep -qx 'standard input: frames of 60x30 at 30 a second' shown
    grep -qF ' at full light, 28.8 A at brightness=0.25, 1.8 A when dark' shown
    if sky-push --check -g 60x30 -o wire:a brightness='t/4' | grep ' at brightness='; then false; fi
}

@test "sky-push --check tells what the limits of lanes let through" {
    # White takes 2.44 A of the first lane's 40 LEDs and 9.272 A of the other 152: 1.44 A too much in all.
    printf 'lane\namps 1\nvanes 0..4\nlane\namps 100\nvanes 5..23\n' >lanes
    shows() {
        sky-push --check - -o "wire:a,$1" >shown
        grep "A when dark" shown
        grep -q "11.7 A in white at full light, 0.192 A when dark: $2\$" shown
    }
    shows layout=lanes "limited to 10.3 A by the layout's amps"
    shows layout=lanes,amps=11 "limited to 10.3 A by the layout's amps"
    shows layout=lanes,amps=5 "limited to amps=5"
    shows layout=lanes,supply=5V:40 "limited to 10.3 A by the layout's amps, shares supply=5V:40"
    sed -i 's/amps 1$/amps 2.5/' lanes
    shows layout=lanes "within the layout's amps"
    shows layout=lanes,amps=20 "within amps=20"
    sed -i '/amps 100/d; s/amps 2.5/amps 1/' lanes # the other lane has no limit
    shows layout=lanes "limited to 10.3 A by the layout's amps"
    sky-push --check - -o wire:a,layout=lanes -o wire:b,amps=5 >shown
    grep -q '^all outputs: 15.3 A at most$' shown
}
