# SPDX-License-Identifier: ISC
load helpers

# Several outputs at once. The stand-in for spidev takes as long as a bus would: see tests/standin/spidev.c.
setup_file() {
    needs tests/standin/spidev.so
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export SKY_GEOMETRY=60x30 # 7,321 bytes of apa102: 14.6 ms at 4 MHz
    export SPIDEV_LOG=$BATS_TEST_TMPDIR/log SPIDEV_BUFSIZ=65536 SPIDEV_BUS=yes
}

# push ARGUMENT...: what it prints goes to push.err.
push() {
    LD_PRELOAD=$build/tests/standin/spidev.so sky-push --no-realtime --stats "$@" 2>push.err ||
        { cat push.err; return 1; }
}

# count OUTPUT WHAT: of this output's line of statistics, as in "spi:/dev/spidev0.0: 90 pictures, 0 late, 2 dropped".
count() {
    sed -n "s|^sky-push: $1:.* \([0-9,]*\) $2.*|\1|p" push.err
}

@test "sky-push two buses at 15 ms a frame hold 60 frames a second side by side" {
    sky-gen noise -n 90 >in.raw
    local try
    # A busy machine may be late by itself; one after the other, half of the pictures were dropped.
    for try in {1..6}; do
        push in.raw -r 60 -o spi:/dev/spidev0.0 -o spi:/dev/spidev1.0
        [ "$(grep -c 'pictures' push.err)" -eq 2 ]
        if grep 'frames fit' push.err; then false; fi
        [ "$(count spi:/dev/spidev0.0 pictures)" -ge 70 ] &&
            [ "$(count spi:/dev/spidev1.0 pictures)" -ge 70 ] && return 0
    done
    cat push.err
    return 1
}

@test "sky-push two chip selects of one bus share its time, and this is printed" {
    sky-gen noise -n 20 >in.raw
    push in.raw -r 60 -o spi:/dev/spidev0.0 -o spi:/dev/spidev0.1
    grep 'frames a second' push.err
}

@test "sky-push an output that is stuck for good drops its own pictures, and nobody else's" {
    sky-gen noise -n 60 >in.raw
    mkfifo stuck
    exec 5<>stuck # reads nothing
    local try status
    for try in {1..6}; do
        LD_PRELOAD=$build/tests/standin/spidev.so sky-push --no-realtime --stats in.raw -r 30 \
            -o spi:/dev/spidev0.0 -o spi:/dev/spidev1.0 -o wire:stuck 2>push.err 5>&- &
        local program=$!
        # It waits for the reader of wire:, until a signal asks to end. Before that the others have shown black and all
        # frames, but for those that a busy machine made them drop.
        for _ in {1..100}; do
            [ ! -e log.bytes ] || [ "$(bytes log.bytes)" -lt $((2 * 61 * 7321)) ] || break
            sleep 0.05
        done
        kill -TERM $program
        status=0
        wait $program || status=$?
        [ "$(count wire:stuck dropped)" -ge 40 ]
        [ "$(count spi:/dev/spidev0.0 dropped)$(count spi:/dev/spidev1.0 dropped)" != 00 ] || return 0
        rm -f log.bytes
    done
    cat push.err
    return 1
}

@test "sky-push an output with a delay gets its frames in order, and none before its time" {
    "$python" - <<'PY'
import os, subprocess, threading, time

count, delay, size = 40, 0.25, 7321 # bytes on the wire
frames = [bytes([100 + 3 * n]) * (60 * 30 * 3) for n in range(count)]
subprocess.run(["sky-push", "-r", "1000", "-o", "wire:all", "--leave"], input=b"".join(frames), check=True)
sent = open("all", "rb").read()
number_of = {sent[n * size:(n + 1) * size]: n for n in range(count)}
assert len(number_of) == count
os.mkfifo("slow")
program = subprocess.Popen(["sky-push", "-r", "100", "-o", "null", "-o", "wire:slow,delay=250", "--leave"],
                           stdin=subprocess.PIPE)
arrived = []

def read():
    with open("slow", "rb") as fifo:
        while data := fifo.read(size):
            arrived.append((number_of[data], time.monotonic()))

reader = threading.Thread(target=read)
reader.start()
written = []
for frame in frames:
    written.append(time.monotonic())
    program.stdin.write(frame)
    program.stdin.flush()
program.stdin.close()
assert program.wait() == 0
reader.join()
numbers = [number for number, _ in arrived]
assert numbers == sorted(set(numbers)) and numbers[-1] == count - 1, numbers
assert len(numbers) > count / 2, numbers # a busy machine may drop some; with room for one, most would be
early = [number for number, moment in arrived if moment < written[number] + delay]
assert not early, early
PY
    # Black comes as late as the frames, so that the last one is seen for as long as the others.
    "$python" - <<'PY'
import os, subprocess, threading, time

os.mkfifo("last")
program = subprocess.Popen(["sky-push", "-r", "5", "-o", "wire:last,delay=300"], stdin=subprocess.PIPE)
arrived = []

def read():
    with open("last", "rb") as fifo:
        while data := fifo.read(7321):
            arrived.append((any(data[5::4]), time.monotonic()))

reader = threading.Thread(target=read)
reader.start()
written = time.monotonic()
program.communicate(bytes([255]) * (60 * 30 * 3))
reader.join()
assert program.returncode == 0 and [lit for lit, _ in arrived] == [False, True, False], arrived
assert arrived[-1][1] >= written + 0.2 + 0.3, (arrived, written)
PY
    refuses 2 'delay: 1000 ms are 200 pictures at 200 a second (at most 126)' sky-push -r 200 -o wire:x,delay=1000
    refuses 2 '--rotor: delay: an arm shows each vane where it is' sky-push --rotor sim=10 -o null,delay=5
}

# tests/unit/supply.c has the currents of 10,000 frames.
@test "sky-push outputs that share a supply are dimmed alike" {
    export SKY_GEOMETRY=24x8
    sky-gen solid color=white -n 1 >in.raw
    sky-push in.raw -r 20 --leave -o wire:a,supply=5V:5 -o wire:b,supply=5V:5
    cmp a b
    # 5 A, without the 0.384 of 384 dark LEDs, are 51 of 255 steps of 23.04 A.
    [ "$(tail -c +5 a | xxd -p -l 4)" = ff333333 ]
    # A board gets its part too, and no more when it is sent the picture again.
    sky-cat -g 24x8 in.raw | { cat; sleep 1; } | "$python" "$tests/standin/serial.py" adalight got.rgb \
        sky-push -r 20 --leave -o wire:a,supply=5V:5 -o serial:port,supply=5V:5
    [ "$(wc -c <got.rgb)" -ge 1152 ] && [ "$(xxd -p -c1 got.rgb | sort -u)" = 33 ]
    refuses 2 "supply: 'x' is not a supply (write NAME:AMPS)" sky-push -o wire:a,supply=x
    refuses 2 "supply: 0 is out of range (must be 0.001 to 1000000)" sky-push -o wire:a,supply=5V:0
    refuses 2 "--rotor: supply: arms have a limit each, amps=" sky-push --rotor sim=5 -o wire:a,supply=5V:3
    refuses 2 "supply: 5V has 3 A here and 4 A elsewhere" sky-push -o wire:a,supply=5V:3 -o wire:b,supply=5V:4
    refuses 2 "supply: what null draws is not known" sky-push -o null,supply=5V:3
    refuses 2 "supply: 0.3 A is not enough for the dark LEDs of all outputs, which draw 0.384 A" \
        sky-push -o wire:a,supply=5V:0.3 -o wire:b,supply=5V:0.3
}
