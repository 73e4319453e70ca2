# SPDX-License-Identifier: ISC
load helpers

# sky-push on a stand-in for spidev that writes everything down: see tests/standin/spidev.c. At this rate a busy machine
# keeps no output from a frame when there are several.
push() {
    LD_PRELOAD=$build/tests/standin/spidev.so sky-push --no-realtime -r 20 "$@" 2>push.err
    local status=$?
    cat push.err >&2
    return $status
}

setup_file() {
    needs tests/standin/spidev.so
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export SPIDEV_LOG=$BATS_TEST_TMPDIR/log
}

forget() {
    rm -f log log.bytes
}

@test "sky-push spi: sends what wire: writes, for every chip with a clock, at the chip's speed" {
    frames 3 >in.raw
    local hz
    for chip in apa102 sk9822 hd107s hd108 ws2801 lpd8806 p9813; do
        case $chip in hd108) hz=8000000 ;; ws2801) hz=1000000 ;; lpd8806) hz=2000000 ;; *) hz=4000000 ;; esac
        forget
        push in.raw -o spi:/dev/spidev0.0,chip=$chip,order=grb,dither=no \
            -o wire:wire.bin,chip=$chip,order=grb brightness=0.7
        cmp log.bytes wire.bin
        grep -qx "speed $hz" log
        [ "$(grep -c "^transfer [0-9]* at $hz, 8 bits$" log)" -eq 5 ]
    done
}

@test "sky-push spi: the LEDs show the frames, and black before and after" {
    frames 3 >in.raw
    push in.raw -o spi:/dev/spidev0.0,dither=no brightness=0.6
    [ "$(decode wire log.bytes 24x8 1 got.rgb)" -eq 5 ]
    decode duty in.raw 0.6 0 shown.rgb
    { head -c "$frame_bytes" /dev/zero && cat shown.rgb && head -c "$frame_bytes" /dev/zero; } >expected.rgb
    cmp got.rgb expected.rgb
}

@test "sky-push spi: splits frames to the driver's buffer and holds the chip select in between" {
    frames 2 >in.raw
    push in.raw --leave -o wire:wire.bin -o spi:/dev/spidev1.0
    for bufsiz in 256 300 512 640 700 768 787 788 1000; do
        forget
        SPIDEV_BUFSIZ=$bufsiz push in.raw --leave -o spi:/dev/spidev0.0,dither=no
        cmp log.bytes wire.bin
        # All transfers of a frame but the last hold it, and every message is one transfer.
        awk '/^transfer/ { left = (left ? left : 788) - $2; held = /cs_change$/; count++
                           if (held != (left > 0) || left < 0 || /more/) exit 1 } END { exit !(count && !left) }' log
    done
    # The buffer that spidev has when it does not tell.
    forget
    sky-gen noise -g 60x60 -n 1 >in.raw
    push in.raw -g 60x60 --leave -o spi:/dev/spidev0.0,dither=no
    [ "$(grep '^transfer' log | cut -d' ' -f2 | tr '\n' ' ')" = "4096 4096 4096 2345 " ]
}

@test "sky-push spi: sets mode, speed and word length, and leaves the sense of the chip select" {
    frames 1 >in.raw
    for mode in 0 1 2 3; do
        forget
        push in.raw --leave -o spi:/dev/spidev0.1,dither=no,mode=$mode,hz=12000000
        printf '%s\n' "open /dev/spidev0.1" "mode 0x$((4 + mode))" "bits 8" "speed 12000000" \
            "transfer 788 at 12000000, 8 bits" close >expected.log
        cmp log expected.log
    done
}

@test "sky-push spi: ws2812 goes in one piece, between pauses of zeros" {
    frames 2 >in.raw
    push in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2812 -o wire:wire.bin,chip=ws2812
    [ "$(grep -c "^transfer 2544 at 3200000, 8 bits$" log)" -eq 4 ] # 120 + 24 * 8 * 12 + 120
    [ ! -s push.err ]
    "$python" - <<'END'
frames = open("log.bytes", "rb").read()
wire = open("wire.bin", "rb").read()
assert len(frames) == 4 * 2544
for i in range(4):
    frame = frames[i * 2544 : i * 2544 + 2544]
    assert frame[:120] == frame[-120:] == bytes(120)
    assert frame[120:-120] == wire[i * 2304 : i * 2304 + 2304]
END
    [ "$(grep -c rest log)" -eq 0 ]
    refuses 2 "hz: 4000000 is out of range (must be 3000000 to 3448275 with ws2812)" \
        sky-push in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2812,hz=4000000
    refuses 2 "hz: 1700000 is out of range (must be 1538462 to 1621621 with ws2811)" \
        sky-push in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2811,hz=1700000
}

@test "sky-push spi: a chain of ws2812 that does not fit the buffer is sent with three bits a bit, or refused" {
    frames 2 >in.raw
    SPIDEV_BUFSIZ=2543 push in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2812 -o wire:wire.bin,chip=ws2812-3bit
    printf 'sky-push: spi:/dev/spidev0.0: %s\n' "a frame of ws2812 has 2,544 bytes, which spidev's buffer is too small \
for: it is sent as that of ws2812-3bit, with pulses that are too long for some LEDs (spidev.bufsiz=2560 on the \
kernel's command line makes room)" >expected.err
    cmp push.err expected.err
    [ "$(grep -c "^transfer 1908 at 2400000, 8 bits$" log)" -eq 4 ] # 90 + 24 * 8 * 9 + 90
    head -c 1818 log.bytes | tail -c +91 | cmp -n 1728 - wire.bin
    # As it was asked for; and when a rate was, which the other code would not keep.
    forget
    SPIDEV_BUFSIZ=2543 push in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2812-3bit
    [ ! -s push.err ]
    forget
    SPIDEV_BUFSIZ=2543 refuses 1 "a frame of ws2812 has 2,544 bytes and cannot be split" \
        push in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2812,hz=3200000
    SPIDEV_BUFSIZ=1907 refuses 1 "a frame of ws2812 has 2,544 bytes and cannot be split, but the buffer of spidev has \
1,792 (set spidev.bufsiz=2560 on" push in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2812
    [ ! -e log.bytes ]
}

# sigrok reads the wire as a logic analyser sees it, one sample for each bit of SPI at its clock. Its decoder of these
# LEDs takes a pulse for a 1 that is high for more than half of its time, which 1100 is not; there its decoder of pulse
# widths measures, and the windows are those of the data sheets of WS2812B-V5 and WS2811.
@test "sky-push spi: sigrok reads the colours of LEDs without a clock wire from the wire at its clock" {
    command -v sigrok-cli >/dev/null || skip "sigrok-cli is not here"
    sky-gen noise -g 1x5 -n 2 >in.raw
    for chip in ws2812 ws2812-3bit ws2811 ws2813 ws2815 apa104 sk6822 sk6812rgbw,white_led=off \
        ws2814,white_led=off; do
        forget
        push in.raw --leave -g 1x5 -o spi:/dev/spidev0.0,dither=no,chip=$chip,order=grb
        "$python" - $chip <<'END'
import re
import subprocess
import sys

import numpy as np

def sigrok(decoder, row):
    line = ["sigrok-cli", "-I", f"binary:numchannels=1:samplerate={hz}", "-i", "samples", "-P", decoder, "-A", row]
    return subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout

chip = sys.argv[1].split(",")[0]
hz = int(re.search(r"^speed (\d+)$", open("log").read(), re.M)[1])
wire = np.unpackbits(np.fromfile("log.bytes", np.uint8))
np.append(wire, np.uint8([1, 0])).tofile("samples")  # a rise ends the last pulse
windows = {"ws2812": ((220, 380), (580, 1000)), "ws2811": ((350, 650), (1050, 1350)),  # high for a 0 and a 1, in ns
           "ws2815": ((220, 380), (580, 840)), "ws2814": ((220, 380), (580, 1000)),
           "sk6812rgbw": ((150, 450), (450, 750))}
places = {"sk6812rgbw": [1, 0, 2, 3], "ws2814": [2, 1, 3, 0]}.get(chip, [1, 0, 2])  # of red, green, blue and white
if chip in windows:
    measured = sigrok("pwm:data=0", "pwm=duty-cycle:period")
    shares = np.array([float(x) for x in re.findall(r"([0-9.]+)%", measured)]) / 100
    periods = np.array([float(x) * {"m": 1e6, "μ": 1e3, "n": 1}[unit]
                        for x, unit in re.findall(r": ([0-9.]+) (.)s", measured)])
    zero, one = ((low <= shares * periods) & (shares * periods <= top) for low, top in windows[chip])
    assert (zero ^ one).all(), shares * periods
    read = np.packbits(one).reshape(-1, len(places))[:, places]
    assert not read[:, 3:].any()
    read = read[:, :3]
else:
    found = re.findall("#(......)", sigrok("rgb_led_ws281x:din=0", "rgb_led_ws281x=rgb"))
    read = np.array([list(bytes.fromhex(rgb)) for rgb in found], np.uint8)
frames = np.fromfile("in.raw", np.uint8) / 255
light = np.where(frames <= 0.04045, frames / 12.92, ((frames + 0.055) / 1.055) ** 2.4)
wanted = np.floor(light * 255 + 0.5).astype(np.uint8).reshape(-1, 3)
assert np.array_equal(read, wanted), (chip, read, wanted)
END
    done
}

@test "sky-push spi: ws2801 rests after every frame, and who splits one is told of the risk" {
    frames 2 >in.raw
    push in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2801
    [ ! -s push.err ]
    [ "$(grep '^transfer\|^rest' log | cut -d' ' -f1 | tr '\n' ' ')" = \
        "transfer rest transfer rest transfer rest transfer rest " ]
    forget
    SPIDEV_BUFSIZ=512 push in.raw --leave -o spi:/dev/spidev0.0,dither=no,chip=ws2801
    [ "$(grep '^transfer\|^rest' log | cut -d' ' -f1 | tr '\n' ' ')" = \
        "transfer transfer rest transfer transfer rest " ]
    [ "$(wc -l <push.err)" -eq 1 ]
    grep -qF "spi:/dev/spidev0.0: a frame has 576 bytes, but the buffer of spidev has 512: if the computer pauses for \
500 us between two messages, ws2801 takes this for the end of the frame (spidev.bufsiz=640 " push.err
}

@test "sky-push spi: says at the start, once, how many frames fit when the wire is too slow" {
    frames 3 >in.raw
    push -r 700 in.raw -o spi:/dev/spidev0.0,dither=no
    printf 'sky-push: spi:/dev/spidev0.0: %s\n' \
        "a frame takes 1.576 ms (6,304 bits at 4 MHz): 634.5 frames a second fit, not 700" >expected.err
    cmp push.err expected.err
    # What the device makes slower counts as it is; and the rest counts too.
    SPIDEV_SPEED=400000 push -r 90 -n 1 in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2801
    printf 'sky-push: spi:/dev/spidev0.0: %s\n' \
        "a frame takes 12.02 ms (4,608 bits at 0.4 MHz and a pause of 500 us): 83.1 frames a second fit, not 90" \
        >expected.err
    cmp push.err expected.err
    push -r 600 in.raw -o spi:/dev/spidev0.0,dither=no
    [ ! -s push.err ]
    # The pauses of ws2812 are among the bits.
    push -r 200 -n 1 in.raw -o spi:/dev/spidev0.0,dither=no,chip=ws2812
    grep -qF "a frame takes 6.36 ms (20,352 bits at 3.2 MHz): 157.2 frames a second fit, not 200" push.err
}

@test "sky-push spi: a device that goes away is opened again, and the other drivers get every frame" {
    # So many frames last longer than two seconds, and it is tried every second.
    sky-gen noise -n 60 >in.raw
    SPIDEV_FAIL=3:5 SPIDEV_AWAY=1 push in.raw -o wire:wire.bin -o spi:/dev/spidev0.0,dither=no
    printf 'sky-push: spi:/dev/spidev0.0: %s\n' "Input/output error; trying again every second" "is back" >expected.err
    cmp push.err expected.err
    [ "$(grep '^open\|^close' log | cut -d' ' -f1 | tr '\n' ' ')" = "open close open close " ]
    [ "$(bytes wire.bin)" -eq $((62 * 788)) ]
    # Black and the first frame; and once it came back black, and the end of the show.
    head -c $((2 * 788)) wire.bin | cmp -n $((2 * 788)) - log.bytes
    tail -c +$((2 * 788 + 1)) log.bytes | cmp -n 788 - wire.bin
    local later=$(($(bytes log.bytes) - 3 * 788))
    [ $later -ge $((2 * 788)) ]
    cmp <(tail -c $later log.bytes) <(tail -c $later wire.bin)
}

@test "sky-push spi: a device that does not come back is an error at the end" {
    frames 3 >in.raw
    local status=0
    SPIDEV_FAIL=2:108 SPIDEV_AWAY=99999 push in.raw -o spi:/dev/spidev0.0,dither=no || status=$?
    [ $status -eq 1 ]
    local why="Cannot send after transport endpoint shutdown"
    printf 'sky-push: spi:/dev/spidev0.0: %s\n' "$why; trying again every second" "it did not come back: $why" \
        >expected.err
    cmp push.err expected.err
    SPIDEV_FAIL=1:0 push in.raw -o spi:/dev/spidev0.0,dither=no || status=$?
    grep -qF "only 394 of 788 bytes were sent; trying again" push.err
}

@test "sky-push spi: says what is wrong with the device" {
    frames 1 >in.raw
    local driver=spi:/dev/spidev0.0
    SPIDEV_ERROR=2 refuses 1 "$driver: there is no such device (ls /dev/spidev* lists them; on a Raspberry Pi, \
dtparam=spi=on" push in.raw -o $driver
    SPIDEV_ERROR=13 refuses 1 "$driver: Permission denied (users of SPI are in a group" push in.raw -o $driver
    SPIDEV_REFUSES=mode refuses 1 "$driver: mode 3 is not supported: Invalid argument" push in.raw -o $driver,mode=3
    SPIDEV_REFUSES=bits refuses 1 "$driver: words of 8 bits are not supported" push in.raw -o $driver
    SPIDEV_REFUSES=speed refuses 1 "$driver: hz: 500000000 is not supported" push in.raw -o $driver,hz=5e8
    refuses 1 "spi:/dev/null: is not an SPI device" sky-push in.raw -o spi:/dev/null
    refuses 1 "spi:/dev: Is a directory" sky-push in.raw -o spi:/dev
    refuses 2 "-o spi: a target is missing: write spi:/dev/spidevB.C" sky-push in.raw -o spi
    refuses 2 "mode: '4' is not one of 0, 1, 2, 3" sky-push in.raw -o $driver,mode=4
    [ "$(tail -n 1 log)" = close ]
}

@test "sky-push spi: names the process that holds the device" {
    frames 1 >in.raw
    mkfifo show
    LD_PRELOAD=$build/tests/standin/spidev.so sky-push show -o spi:/dev/spidev0.0,dither=no 3>&- &
    local first=$!
    exec 4<>show
    await grep -qs speed log # it has locked it by then
    refuses 1 "spi:/dev/spidev0.0: is held by process $first, sky-push" push in.raw -o spi:/dev/spidev0.0,dither=no
    exec 4>&-
    kill $first
    wait $first
}
