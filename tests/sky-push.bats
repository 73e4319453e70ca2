# SPDX-License-Identifier: ISC
load helpers

# take COUNT FILE: the next COUNT bytes of descriptor 8 to a file.
take() {
    dd bs="$1" count=1 iflag=fullblock of="$2" status=none <&8
}

@test "sky-push wire: sends the frames' colours, lane after lane, and black before and after" {
    frames 4 >in.raw
    for lanes in 1 2 5 7 24; do
        sky-push in.raw -r 1000 -o wire:wire.bin,lanes=$lanes
        [ "$(decode wire wire.bin 24x8 $lanes got.rgb)" -eq 6 ]
        expect in.raw 1 0
        cmp got.rgb expected.rgb
    done
}

@test "sky-push dims and decodes as brightness and gamma say, with both chips and any order of colours" {
    frames 3 >in.raw
    sky-push in.raw -r 1000 -o wire:a.bin,chip=sk9822,hdr=0,order=grb,lanes=3 brightness=0.37 gamma=2.2
    decode wire a.bin 24x8 3 got.rgb order=grb
    expect in.raw 0.37 2.2
    cmp got.rgb expected.rgb
    echo 'brightness 0.25' >show.ctl
    sky-push in.raw -r 1000 -c show.ctl -o wire:b.bin
    decode wire b.bin 24x8 1 got.rgb
    expect in.raw 0.25 0
    cmp got.rgb expected.rgb
}

@test "sky-push wire: knows every chip's bytes, on one lane and on five" {
    frames 3 >in.raw
    local steps
    for chip in apa102 sk9822 hd107s hd108 ws2801 lpd8806 p9813 ws2812 ws2812-3bit ws2811 ws2813 ws2815 apa104 \
        sk6822; do
        case $chip in hd108) steps=65535 ;; lpd8806) steps=127 ;; *) steps=255 ;; esac
        decode duty in.raw 0.8 2 expected.rgb steps=$steps
        for lanes in 1 5; do
            sky-push in.raw -r 1000 --leave brightness=0.8 gamma=2 -o wire:wire.bin,chip=$chip,hdr=0,lanes=$lanes
            [ "$(decode wire wire.bin 24x8 $lanes got.rgb chip=$chip)" -eq 3 ]
            cmp got.rgb expected.rgb
        done
    done
}

@test "sky-push white_led= takes white out of the colours, in light, as numpy does" {
    frames 3 >in.raw
    sky-gen -g 24x8 -n 1 solid color=white >>in.raw
    local mode color
    for chip in sk6812rgbw ws2814; do
        for mode in extract off only; do
            for color in ffffff ffd9a0 ff8000; do
                decode white in.raw $mode $color expected.rgb
                sky-push in.raw -r 1000 --leave -o wire:wire.bin,chip=$chip,white_led=$mode,white_color=#$color,lanes=3
                [ "$(decode wire wire.bin 24x8 3 got.rgb chip=$chip)" -eq 4 ]
                cmp got.rgb expected.rgb
            done
        done
    done
    # By default the white LED is as white as the others, and shows what is grey alone.
    sky-gen -g 4x2 -n 1 solid color=gray | sky-push -g 4x2 --leave -o wire:wire.bin,chip=sk6812rgbw
    decode wire wire.bin 4x2 1 got.rgb chip=sk6812rgbw
    [ "$(xxd -p -l 8 got.rgb)" = "0000003700000037" ]
    # The strips that are green, red, white and blue.
    decode white in.raw extract ffffff expected.rgb
    sky-push in.raw -r 1000 --leave -o wire:wire.bin,chip=ws2814,order=grb,white_byte=3
    decode wire wire.bin 24x8 1 got.rgb chip=ws2814 order=grwb
    cmp got.rgb expected.rgb
    refuses 2 "white_led: ws2812 has no white LED" sky-push -o wire:x,chip=ws2812,white_led=off
    refuses 2 "white_byte: apa102 has no white LED" sky-push -o wire:x,white_byte=1
    refuses 2 "white_color: the white LED cannot be black" sky-push -o wire:x,chip=ws2814,white_color=black
}

@test "sky-push counts the white LED in the current, and limits it too" {
    # 8 LEDs: white is 20 mA by the white LED, 60 by the others, 80 by all four, which is never needed; and 1 mA each.
    stats() {
        sky-gen -g 4x2 -n 3 solid color="$1" |
            sky-push -g 4x2 -r 100 --stats -o wire:wire.bin,chip=sk6812rgbw,"$2" 2>&1
    }
    stats white ma=20 | grep -F "0.168 A"
    stats white white_led=off | grep -F "0.488 A"
    stats white white_color=#ff8000 | grep -F "0.488 A" && return 1
    # Before power is applied: two colours take more than white does.
    sky-push --check -g 4x2 -o wire:x,chip=sk6812rgbw -o wire:y,chip=ws2812 </dev/null >checked
    grep -qF "0.328 A in cyan at full light, 0.008 A when dark" checked
    grep -qF "0.488 A in white at full light, 0.008 A when dark" checked
    stats white amps=0.1
    decode wire wire.bin 4x2 1 got.rgb chip=sk6812rgbw
    # (0.1 - 0.008) A of 0.16 is 146.6 of 255
    [ "$(tail -c +33 got.rgb | xxd -p -l 4)" = 00000092 ]
}

@test "sky-push white= and kelvin= make white of the LEDs, in light" {
    frames 2 >in.raw
    sky-push in.raw -r 1000 --leave white=#ffc080 -o wire:wire.bin
    decode wire wire.bin 24x8 1 got.rgb
    decode duty in.raw 1 0 expected.rgb white=ffc080
    cmp got.rgb expected.rgb
    # 65535 parts of white's R, G, B at 3000 K: a little less green, much less blue
    sky-gen -g 1x1 -n 1 solid color=white |
        sky-push -g 1x1 --leave kelvin=3000 -o wire:wire.bin,chip=hd108
    decode wire wire.bin 1x1 1 got.rgb chip=hd108
    "$python" - <<'END'
import numpy as np
# of a black body at 3000 K, CIE 1931 x, y = 0.4369, 0.4041, beside one at 6500 K, 0.3135, 0.3237
matrix = [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
warm, neutral = (np.array(matrix) @ [x / y, 1, (1 - x - y) / y] for x, y in ((0.4369, 0.4041), (0.3135, 0.3237)))
parts = warm / neutral / max(warm / neutral)
assert abs(np.fromfile("got.rgb", "<u2") / 65535 - parts).max() < 0.005, parts
END
    refuses 2 "kelvin: 1000 is out of range (must be 1667 to 25000)" sky-push -o null kelvin=1000
}

@test "sky-push hdr=1 shows dark greys in 31 times finer steps" {
    frames 2 >in.raw
    sky-push in.raw -r 1000 --leave brightness=0.02 -o wire:wire.bin,hdr=1 -o wire:fine.bin,chip=hd108
    decode wire wire.bin 24x8 1 got.rgb hdr=1
    decode wire fine.bin 24x8 1 expected.rgb chip=hd108
    "$python" - <<'END'
import numpy as np
got, expected = (np.fromfile(name, "<u2") for name in ("got.rgb", "expected.rgb"))
assert abs(got / 7905 - expected / 65535).max() <= 0.51 / 7905
assert len(set(got)) > 100
END
    refuses 2 "hdr: ws2801 has no brightness field" sky-push -o wire:x,chip=ws2801,hdr=1
    # The field of an SK9822 sets the current: it is used where nothing else is said.
    sky-push in.raw -r 1000 --leave brightness=0.02 -o wire:auto.bin,chip=sk9822
    cmp auto.bin wire.bin
}

@test "sky-push dither=yes is right in the mean of frames, and black before and after" {
    frames 1 >one.raw
    for _ in {1..32}; do cat one.raw; done >in.raw
    # At this rate an output alone is sent every frame.
    sky-push in.raw -r 100000 brightness=0.05 -o wire:wire.bin,dither=yes
    sky-push in.raw -r 100000 brightness=0.05 -o wire:fine.bin,chip=hd108
    decode wire wire.bin 24x8 1 got.rgb
    decode wire fine.bin 24x8 1 expected.rgb chip=hd108
    "$python" - <<'END'
import numpy as np
got = np.fromfile("got.rgb", np.uint8).reshape(34, -1)
expected = np.fromfile("expected.rgb", "<u2").reshape(34, -1)
assert abs(got[1:33].sum(0) - expected[1:33].sum(0) / 257).max() <= 1
assert (got[1:33] != got[1]).any() and not got[[0, 33]].any()
END
}

# The chips and brightness of examples/service. Without hdr and dither 20 to 26 levels of a ramp are black.
@test "sky-push what an eye adds up in a tenth of a second is the light of the frame, in dark colours too" {
    "$python" -c 'import sys; sys.stdout.buffer.write(bytes(n // 3 for n in range(768)) * 12)' >ramp.raw
    while read -r arguments frames brightness black; do
        sky-push ramp.raw -g 256x1 -n "$frames" -r 100000 --leave brightness="$brightness" -o "wire:wire.bin,$arguments"
        hdr=$(grep -q ws2812 <<<"$arguments" || echo hdr=1)
        decode wire wire.bin 256x1 1 got $hdr ${hdr:-chip=ws2812}
        "$python" - "$frames" "$brightness" "$black" "${hdr:-}" <<'PY'
import sys
import numpy as np

frames, brightness, black, hdr = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
full = 255 * 31 if hdr else 255
got = np.fromfile("got", np.uint16 if hdr else np.uint8).reshape(frames, 256, 3)[:, :, 0].mean(0) / full
code = np.arange(256) / 255
ideal = brightness * np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
step = np.ceil(ideal * 31).clip(1) / 31 / 255 if hdr else 1 / 255
wrong = np.abs(got - ideal)
assert (wrong <= step / frames * (1 if frames > 1 else 0.51) + 1e-5).all(), wrong.max() * 255
assert np.count_nonzero(got[1:] == 0) <= black, np.count_nonzero(got == 0)
PY
    done <<'END'
chip=ws2812,dither=yes 12 0.25 4
chip=sk9822,dither=yes 12 0.3 0
chip=apa102,hdr=1 1 0.2 1
END
}

@test "sky-push hdr=1 with dither=yes is right in the mean of frames, in finer steps" {
    frames 1 >one.raw
    for _ in {1..32}; do cat one.raw; done >in.raw
    sky-push in.raw -r 100000 brightness=0.01 -o wire:wire.bin,hdr=1,dither=yes
    sky-push in.raw -r 100000 brightness=0.01 -o wire:fine.bin,chip=hd108
    decode wire wire.bin 24x8 1 got.rgb hdr=1
    decode wire fine.bin 24x8 1 expected.rgb chip=hd108
    "$python" - <<'END'
import numpy as np
got, expected = (np.fromfile(name, "<u2").reshape(34, -1) for name in ("got.rgb", "expected.rgb"))
assert abs(got[1:33].sum(0) / 7905 - expected[1:33].sum(0) / 65535).max() <= 1.01 / 7905
assert (got[1:33] != got[1]).any() and not got[[0, 33]].any()
END
}

@test "sky-push -c changes the brightness while frames come" {
    frames 2 >in.raw
    mkfifo in out
    exec 7<>in 8<>out
    sky-push -r 1000 -n 2 --leave --stale 1000 -c show.ctl -o wire:out <in 2>err 7>&- 8>&- &
    head -c "$frame_bytes" in.raw >&7
    take 788 first.bin
    echo 'brightness 0.5' >show.ctl
    tail -c "$frame_bytes" in.raw >&7
    take 788 second.bin
    wait $!
    exec 7>&- 8>&-
    decode wire second.bin 24x8 1 got.rgb
    tail -c "$frame_bytes" in.raw >last.raw
    decode duty last.raw 0.5 0 expected.rgb
    cmp got.rgb expected.rgb
}

@test "sky-push takes odd shapes of screens" {
    for geometry in 1x1 1x500 7x3 63x1 70x5; do
        sky-gen noise -g $geometry -n 2 >in.raw
        lanes=${geometry%x*}
        lanes=$((lanes < 63 ? lanes : 63))
        sky-push in.raw -g $geometry -r 1000 -o wire:wire.bin,lanes=$lanes
        [ "$(decode wire wire.bin $geometry $lanes got.rgb)" -eq 4 ]
        decode duty in.raw 1 0 expected.rgb
        tail -c +$(($(bytes expected.rgb) / 2 + 1)) got.rgb | cmp -n "$(bytes expected.rgb)" - expected.rgb
    done
}

@test "sky-push sends every frame to each of several drivers" {
    frames 3 >in.raw
    # Seldom enough that a busy machine drops none of them.
    sky-push in.raw -r 5 -o null -o wire:a.bin -o wire:b.bin,lanes=4 -o wire:- >c.bin
    expect in.raw 1 0
    decode wire a.bin 24x8 1 a.rgb
    decode wire b.bin 24x8 4 b.rgb
    cmp a.rgb expected.rgb
    cmp b.rgb expected.rgb
    cmp a.bin c.bin
}

@test "sky-push --leave keeps the last picture, and sends no black before the first" {
    frames 3 >in.raw
    sky-push in.raw -r 1000 -o wire:wire.bin --leave
    [ "$(decode wire wire.bin 24x8 1 got.rgb)" -eq 3 ]
    decode duty in.raw 1 0 expected.rgb
    cmp got.rgb expected.rgb
}

@test "sky-push --idle hold repeats the last frame, --idle black is black, until -n" {
    frames 2 >in.raw
    tail -c "$frame_bytes" in.raw >last.raw
    sky-push in.raw -r 1000 -n 4 --idle hold -o wire:hold.bin
    cat in.raw last.raw last.raw >held.raw
    expect held.raw 1 0
    decode wire hold.bin 24x8 1 got.rgb
    cmp got.rgb expected.rgb
    sky-push in.raw -r 1000 -n 4 --idle black -o wire:black.bin
    { cat in.raw && head -c $((2 * frame_bytes)) /dev/zero; } >black.raw
    expect black.raw 1 0
    decode wire black.bin 24x8 1 got.rgb
    cmp got.rgb expected.rgb
    refuses 2 "hold, fade, black, exit" sky-push in.raw --idle dim -o null
    refuses 2 "--stale: -1 is out of range" sky-push in.raw --stale -1 -o null
}

@test "sky-push ends after -n frames or -d seconds" {
    frames 9 >in.raw
    sky-push in.raw -r 1000 -n 3 -o wire:n.bin
    [ "$(decode wire n.bin 24x8 1 got.rgb)" -eq 5 ]
    sky-push in.raw -r 100 -d 0.02 -o wire:d.bin
    [ "$(decode wire d.bin 24x8 1 got.rgb)" -eq 4 ]
    sky-push in.raw -n 0 -o wire:none.bin
    [ "$(decode wire none.bin 24x8 1 got.rgb)" -eq 2 ]
}

@test "sky-push gives each frame its time" {
    frames 10 >in.raw
    local before=${EPOCHREALTIME/./}
    sky-push in.raw -r 100 -o null
    [ $((${EPOCHREALTIME/./} - before)) -ge 100000 ]
}

@test "sky-push sends black and exits with 0 when SIGTERM or SIGINT comes in mid-show" {
    frames 3 >in.raw
    expect in.raw 1 0
    for signal in TERM INT; do
        rm -f in out
        mkfifo in out
        exec 7<>in 8<>out
        # A shell's background jobs ignore SIGINT; env gives it back.
        env --default-signal=INT sky-push -r 1000 --stale 1000 -o wire:out <in 7>&- 8>&- &
        cat in.raw >&7
        take $((4 * 788)) shown.bin
        kill -s $signal $!
        wait $!
        take 788 last.bin
        exec 7>&- 8>&-
        cat shown.bin last.bin >wire.bin
        [ "$(decode wire wire.bin 24x8 1 got.rgb)" -eq 5 ]
        cmp got.rgb expected.rgb
    done
}

@test "sky-push ends with an error, not never, when nobody takes the bytes after SIGTERM" {
    mkfifo out
    exec 8<>out
    sky-gen noise -g 360x288 -n 1 | env SKY_GEOMETRY=360x288 sky-push --stale 1000 -o wire:out 2>err 8>&- &
    local pid=$!
    take 4096 first.bin
    kill -TERM $pid
    local status=0
    wait $pid || status=$?
    [ $status -eq 1 ]
    [ "$(wc -l <err)" -eq 1 ]
    grep -q "wire:out: nobody takes the bytes" err
    exec 8>&-
}

@test "sky-push ends quietly when the reader of wire:- closes" {
    sky-gen noise | {
        sky-push -r 1000 --stale 1000 -o wire:- 2>err
        echo $? >status
    } | head -c 2000 >/dev/null
    [ "$(cat status)" -eq 0 ]
    [ ! -s err ]
}

@test "sky-push shows the good frames of a stream that ends inside one, then black" {
    frames 3 >in.raw
    head -c 1300 in.raw >cut.raw
    refuses 1 "cut.raw: ended 148 bytes into frame 2 (a frame is 576 bytes at 24x8)" \
        sky-push cut.raw -r 1000 -o wire:wire.bin
    head -c 1152 in.raw >good.raw
    expect good.raw 1 0
    decode wire wire.bin 24x8 1 got.rgb
    cmp got.rgb expected.rgb
}

@test "sky-push goes on without an output that is full or no longer read, says so, and ends with the last one" {
    frames 10 >in.raw
    # One of several outputs may drop pictures on a busy machine, and only one alone at any rate is sent them all.
    feed() {
        for _ in {1..1000}; do
            ! grep -qs "nobody reads it" err || break
            frames 1
            sleep 0.02
        done
        cat in.raw
    }
    feed | sky-push -r 1000 -o wire:all.bin -o wire:- 2>err | head -c 1 >one
    grep -q "wire:-: nobody reads it any more; the other outputs go on" err
    sky-push in.raw -r 1000 -o wire:wanted.bin
    cmp <(tail -c $((11 * 788)) all.bin) <(tail -c $((11 * 788)) wanted.bin)
    status=0
    sky-push in.raw -r 20 -o wire:all.bin -o wire:/dev/full 2>err || status=$?
    [ "$status" -eq 1 ]
    grep -q "wire:/dev/full: No space left on device; the other outputs go on" err
    cmp all.bin wanted.bin
    refuses 1 "wire:/dev/full: No space left on device" sky-push in.raw -r 1000 --idle hold -o wire:/dev/full
    refuses 1 "wire:none/out.bin: No such file or directory" sky-push in.raw -o wire:all.bin -o wire:none/out.bin
}

@test "sky-push --stats prints frames, rate and lateness in a line, and another line for each output" {
    frames 5 | sky-push -r 5 --stale 1000 -o null -o wire:wire.bin --stats 2>err # a busy machine drops none
    [ "$(wc -l <err)" -eq 3 ]
    local ms='[0-9]+\.[0-9]+ ms'
    local counts='5 frames, [0-9.]+ fps, 0 repeats, 0 skipped, 0 partial, [0-9]+ late'
    local lateness="lateness p50 $ms, p99 $ms, max $ms"
    grep -qE "^sky-push: $counts, $lateness(, .* A)?\$" err
    grep -qE "^sky-push: null: 5 pictures, [0-9]+ late, 0 dropped, $lateness\$" err
    grep -qE "^sky-push: wire:wire.bin: 5 pictures, [0-9]+ late, 0 dropped, $lateness\$" err
    frames 5 | sky-push -r 1000 --stale 1000 -o null 2>err
    [ ! -s err ]
}

@test "sky-push tells its statistics on SIGUSR1, also while no frame comes" {
    mkfifo in out err
    exec 7<>in 8<>out 9<>err
    sky-push -r 1000 --stale 1000 -o wire:out <in 2>err 7>&- 8>&- 9>&- &
    frames 2 >&7
    take $((3 * 788)) shown.bin
    kill -USR1 $!
    read -r line <&9
    [[ $line == "sky-push: 2 frames, "* ]]
    kill -TERM $!
    wait $!
    exec 7>&- 8>&- 9>&-
}

@test "sky-push survives SIGUSR1 before its show has begun" {
    "$python" - <<'EOF'
import array, fcntl, os, signal, subprocess, termios

# While a pipe of one page holds its help back, it is in main(), and has not begun.
reader, writer = os.pipe()
fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
push = subprocess.Popen(["sky-push", "--help"], stdout=writer)
os.close(writer)
held = array.array("i", [0])
while held[0] < 4096:
    fcntl.ioctl(reader, termios.FIONREAD, held)
push.send_signal(signal.SIGUSR1)
while os.read(reader, 65536):
    pass
assert push.wait() == 0, push.returncode
EOF
}

@test "sky-push fails when its input ends before the first frame, whatever the output" {
    : >empty.raw
    refuses 1 "standard input ended before its first frame" sky-push -o null </dev/null
    refuses 1 "empty.raw ended before its first frame" sky-push empty.raw -o wire:wire.bin
    refuses 1 "standard input ended before its first frame" sky-push --idle exit -o null </dev/null
    sky-push --idle hold -n 3 -o null </dev/null 2>err
    [ "$(cat err)" = "sky-push: standard input ended before its first frame; showing black" ]
}

@test "sky-push tells once that it waits for a pipe's first frame, and for which program" {
    mkfifo held
    sky-push --stale 0 -r 1000 -n 1 -o null <held 2>err &
    exec 7>held
    await grep -q "standard input: waiting for the first frame" err
    frames 1 >&7
    exec 7>&-
    wait $!
    [ "$(wc -l <err)" -eq 1 ]
    export SKY_DIR=$PWD/shared
    for name in @ @show "@$PWD/x.sky"; do
        : >err
        sky-push "$name" -o null 2>err &
        await grep -q "sky: start a program with -o $name\$" err
        kill $!
        wait $!
    done
}

@test "sky-push -v shows progress" {
    frames 5 >in.raw
    sky-push in.raw -r 1000 -v -o null 2>err
    grep -q "5 frames of 5" err
}

@test "sky-push without a driver or a terminal says which drivers there are" {
    frames 1 >in.raw
    refuses 2 "-o (term, null, wire, gpio, spi," sky-push in.raw
    refuses 1 "term: standard output is not a terminal" sky-push in.raw -o term
    sky-push --help >help
    grep -q "^gpio:GPIOCHIP:$" help
    grep -q "0 is the sRGB curve" help
}

@test "sky-push names the driver, the word and what fits when -o is wrong" {
    refuses 2 "-o wure:x: no driver is called 'wure' (did you mean 'wire'?)" sky-push -o wure:x
    if grep -q "there are" refused.err; then false; fi
    refuses 2 "-o xyzzy:x: no driver is called 'xyzzy' (there are term, null, wire, " sky-push -o xyzzy:x
    refuses 2 "-o wire: a target is missing: write wire:PATH" sky-push -o wire
    refuses 2 "-o term:x: 'x': it takes parameters only" sky-push -o term:x
    refuses 2 "colors: '8' is not one of auto, none, 16, 256, true" sky-push -o term:colors=8
    refuses 2 "-o null,a=1: 'a=1': it takes no parameters" sky-push -o null,a=1
    refuses 2 "no parameter is called 'lane' (did you mean 'lanes'?)" sky-push -o wire:x,lane=3
    refuses 2 "25 lanes are more than there are vanes (must be 1 to 24)" sky-push -o wire:x,lanes=25
    refuses 2 "lanes: 64 is out of range (must be 0 to 63)" sky-push -o wire:x,lanes=64
    refuses 2 "chip: 'ws2899' is not one of apa102, sk9822" sky-push -o wire:x,chip=ws2899
    refuses 2 "'y' is not a parameter: write name=value" sky-push -o wire:x,y
    refuses 2 "brightness: 2 is out of range (must be 0 to 1)" sky-push -o null brightness=2
    refuses 2 "brightness: '50%' is not a number: write 0.5 (must be 0 to 1)" sky-push -o null brightness=50%
    refuses 2 "kelvin: '50%' is not a number (must be 1667 to 25000)" sky-push -o null kelvin=50%
    local many=(-o null -o null -o null -o null)
    refuses 2 "-o: given more than 16 times" sky-push "${many[@]}" "${many[@]}" "${many[@]}" "${many[@]}" -o null
}

@test "sky-push draws the disc in the terminal from the first frame on, and leaves it there on SIGTERM" {
    "$python" -B "$tests/standin/terminal.py" draws
}

@test "sky-push leaves the messages of other programs above its picture, whenever they come" {
    "$python" -B "$tests/standin/terminal.py" keeps_messages
}

@test "sky-push gives the terminal back on Ctrl-Z, and draws again when it continues" {
    "$python" -B "$tests/standin/terminal.py" suspends
}

@test "sky-push gives the terminal back on Ctrl-\\, with the LEDs sent black" {
    "$python" -B "$tests/standin/terminal.py" quits
}

@test "sky-push draws with what the terminal has: no colours, no UTF-8; or says that it cannot" {
    "$python" -B "$tests/standin/terminal.py" plain
}

@test "sky-push dims the terminal's picture too" {
    "$python" -B "$tests/standin/terminal.py" dims
}

@test "sky-push sends a terminal only what changed" {
    "$python" -B "$tests/standin/terminal.py" repeats
}

@test "sky-push follows a terminal's resize" {
    "$python" -B "$tests/standin/terminal.py" resizes
}

@test "sky-push uses as many colours as the terminal has, or as it is told" {
    "$python" -B "$tests/standin/terminal.py" colors
}

@test "sky-push asks the terminal what it can do, and draws by the answers, also late ones" {
    "$python" -B "$tests/standin/terminal.py" asks
}

@test "sky-push draws on a terminal that does not answer, and leaves no answer to the shell" {
    tries "$python" -B "$tests/standin/terminal.py" asks_in_vain # which measures time
}

@test "sky-push draws a sixel picture, below text that scrolls" {
    "$python" -B "$tests/standin/terminal.py" sixel
}

@test "sky-push draws a round disc, whatever a cell is like" {
    "$python" -B "$tests/standin/terminal.py" is_round
}

@test "sky-push ends when the terminal goes away, with the LEDs sent black" {
    "$python" -B "$tests/standin/terminal.py" vanishes
    "$python" -B "$tests/standin/terminal.py" hangs_up
}

@test "sky-push ends on SIGTERM, with the LEDs sent black, though the terminal takes nothing" {
    "$python" -B "$tests/standin/terminal.py" stalls
}

@test "sky-push restores the terminal before it tells of a broken input" {
    "$python" -B "$tests/standin/terminal.py" breaks
}

@test "with standard error closed no message gets into a file, and a limit on the size of files is an error" {
    frames 3 >show
    sky-push show -r 1000 -o wire:out 2>&-
    sky-push show -r 1000 -o wire:expected
    cmp out expected
    refuses 1 "wire:out: File too large" bash -c "ulimit -f 1; sky-push show -r 1000 -o wire:out"
}
