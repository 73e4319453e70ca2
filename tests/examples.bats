# SPDX-License-Identifier: ISC
load helpers

# Each example runs for a second of frames, as fast as it can be shown to nothing.
@test "examples/demo.sh plays to the end without a terminal, and prints each command as it can be typed" {
    ln -s "$project/examples" .
    SECONDS_EACH=1 SKY_GEOMETRY=12x4 sh examples/demo.sh -r 1000 -o null --stats 2>printed
    grep -q "frames" printed
    sed -n 's/ | sky-push$//p' printed >commands
    [ "$(wc -l <commands)" -ge 10 ]
    while read -r command; do
        sh -c "$command" 3>&- 2>err | head -c $((3 * frame_bytes)) >frames
        [ "$(bytes frames)" -eq $((3 * frame_bytes)) ]
        [ ! -s err ] || { cat err; false; }
    done <commands
}

@test "examples/lake.sky draws" {
    "$project/examples/lake.sky" -n 1 >frame
    [ "$(bytes frame)" -eq $frame_bytes ]
    "$python" -c "import sys; sys.exit(len(set(open('frame', 'rb').read())) < 100)"
}

@test "examples/nebula.sh plays" {
    "$project/examples/nebula.sh" -n 60 -r 1000 -o wire:out.bin 3>&-
    [ -s out.bin ]
}

@test "each of the first skyscreen's combinations draws, without a warning" {
    cd "$project/examples" || return 1
    [ "$(wc -l <combinations.txt)" -eq 31 ]
    while read -r command; do
        bash -c "$command" 3>&- 2>"$BATS_TEST_TMPDIR/err" | head -c $((20 * frame_bytes)) >"$BATS_TEST_TMPDIR/frames"
        [ ! -s "$BATS_TEST_TMPDIR/err" ] || { cat "$BATS_TEST_TMPDIR/err"; false; }
        [ "$(tail -c $frame_bytes "$BATS_TEST_TMPDIR/frames" | tr -d '\0' | wc -c)" -gt 100 ]
    done <combinations.txt
}

@test "examples/combinations.sh plays one of its combinations by its number or at random, and lists them" {
    "$project/examples/combinations.sh" 9 -n 30 -r 1000 -o wire:nine 3>&- 2>told
    grep -q '^9: sky-blend .*stars' told
    [ -s nine ]
    "$project/examples/combinations.sh" random -n 30 -r 1000 -o wire:random 3>&-
    [ -s random ]
    [ "$("$project/examples/combinations.sh" list | wc -l)" -eq 31 ]
    refuses 2 "there are 1 to 31" "$project/examples/combinations.sh" 32
    refuses 2 "there are 1 to 31" "$project/examples/combinations.sh" x
}

@test "an example without the words that it needs prints its usage, and exits with 2" {
    count=0
    for script in "$project"/examples/*.sh "$project"/examples/*/*.sh; do
        usage=$(grep -o "usage: [^\"':]*" "$script" | head -n 1)
        needed=${usage#*"${script##*/}"}
        read -ra needed <<<"${needed%% [[|]*}"
        interpreter=$(sed -n '1s/^#!//p' "$script")
        words=()
        for word in "${needed[@]}"; do
            refuses 2 "$usage" "$interpreter" "$script" "${words[@]}"
            [ "$(<refused.err)" = "$usage" ]
            words+=("$word")
            count=$((count + 1))
        done
    done
    [ "$count" -ge 15 ]
    refuses 2 "daylight.sh: '52,5' is not a number of degrees" "$project/examples/shop-window.sh" 52,5 13.4 logo.png
}

# In a terminal of its own, where Ctrl-C reaches all programs of a show.
@test "Ctrl-C ends every show in examples, and leaves no process and no folder" {
    mkdir temporary pictures
    sky-gen fire -n 1 | sky-flat --size 32 -o pictures/a.png
    cp -r "$project/examples" . # gallery.sh writes there
    "$python" - <<'PY'
import os, pty, select
for words in (["demo.sh"], ["nebula.sh"], ["party.sh"], ["slideshow.sh", "pictures"], ["gallery.sh", "gallery"],
              ["combinations.sh", "3"], ["random.sh"], ["club.sh"], ["wedding.sh", "Ada", "examples/logo.png"],
              ["shop-window.sh", "52", "13", "examples/logo.png"]):
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TMPDIR="temporary", TERM="xterm-256color")
        for descriptor in range(3, 10):
            try:
                os.close(descriptor)
            except OSError:
                pass
        shell = os.path.basename(open(f"examples/{words[0]}").readline().strip())
        os.execvp(shell, [shell, f"examples/{words[0]}", *words[1:]])
    shown = b""
    while len(shown) < 2000 if words[0] != "gallery.sh" else not os.path.exists("gallery/dots/aurora.png"):
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65536)
    os.write(terminal, b"\3")
    try:
        while data := os.read(terminal, 65536):
            shown += data
    except OSError:
        pass  # nobody has the terminal any more
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert status in (-2, 0, 1, 130), (words, status)
    assert b"Try next" not in shown, words
    assert not os.listdir("temporary"), (words, os.listdir("temporary"))
    assert b"Traceback" not in shown and b"error" not in shown, (words, shown[-500:])
    os.close(terminal)
PY
}

@test "examples/shop-window.sh shows a bright logo at noon and a dim sky at midnight" {
    mkdir bin
    printf '#!/bin/sh\nexec cat\n' >bin/sky-push
    printf '#!/bin/sh\necho "$NOW"\n' >bin/date
    chmod +x bin/*
    for moment in noon=1782039600 midnight=1782082800; do # in Berlin, in midsummer
        NOW=${moment#*=} PATH=$PWD/bin:$PATH "$project/examples/shop-window.sh" 52.5 13.4 "$project/examples/logo.png" \
            3>&- 2>err | head -c $((20 * frame_bytes)) | tail -c $frame_bytes >"${moment%=*}"
        [ ! -s err ] || { cat err; false; }
    done
    "$python" -c "
noon, midnight = (open(name, 'rb').read() for name in ('noon', 'midnight'))
assert sum(noon) > 2 * sum(midnight) > 0, (sum(noon), sum(midnight))
assert noon[0] > 200 > 140 > noon[1] > noon[2], noon[0:3]  # the red middle of the logo"
    "$project/examples/shop-window.sh" 52.5 13.4 "$project/examples/logo.png" -n 30 -r 1000 -o wire:out.bin 3>&-
    [ -s out.bin ]
}

@test "examples/party.sh plays and leaves nothing running" {
    sh "$project/examples/party.sh" -n 60 -r 1000 -o wire:out.bin 3>&-
    [ -s out.bin ]
}

@test "examples/slideshow.sh shows each picture of a folder, with fades" {
    mkdir pictures
    sky-gen solid color=red -n 1 | sky-flat --size 32 -o pictures/a.png
    refuses 1 "slideshow.sh: .: no PNG pictures; for p in" sh "$project/examples/slideshow.sh" .
    sky-gen solid color=blue -n 1 | sky-flat --size 32 -o pictures/B.PNG
    SECONDS_EACH=1 SECONDS_FADE=0.2 sh "$project/examples/slideshow.sh" pictures -n 61 -r 1000 -o wire:out.bin 3>&-
    "$python" - <<'PY'
wire = open('out.bin', 'rb').read()
frame = 4 + 4 * 192 + 4 + 192 // 16
led = lambda n: wire[(1 + n) * frame + 4 + 4 * 20:][1::2][:2]  # blue and red, after a black frame
shown = {(blue > 20, red > 20) for blue, red in map(led, range(61))}
assert shown == {(True, False), (False, True), (True, True)}, shown
PY
}

@test "examples/three-scenes.sh is exact to the byte, and makes a film that telephones play" {
    "$python" -B "$tests/show.py" "$project" 3>&- || false
}

@test "examples/random.sh plays one pair of patterns after another, the same with the same seed" {
    export SECONDS_EACH=4
    for file in one same; do
        SEED=7 "$project/examples/random.sh" -n 300 -r 1000 -o "wire:$file" 3>&- 2>"$file.names"
    done
    [ "$(wc -l <one.names)" -ge 3 ]
    cmp one same
    SEED=8 "$project/examples/random.sh" -n 30 -r 1000 -o wire:other 3>&- 2>other.names
    [ "$(head -n 1 other.names)" != "$(head -n 1 one.names)" ]
}

# moves_with_sound COMMAND...: runs a show with a drum, and with silence, which must look different.
moves_with_sound() {
    "$python" - <<'PY'
import math, random, struct
level = lambda t: 20000 * math.exp(-20 * (t % 0.5)) * math.sin(2 * math.pi * 80 * t)
samples = [int(level(n / 48000)) for n in range(48000 * 2)]
open("drum", "wb").write(struct.pack(f"<{2 * len(samples)}h", *(s for sample in samples for s in (sample, sample))))
open("silence", "wb").write(bytes(4 * len(samples)))
PY
    for sound in drum silence; do
        "$@" -n 20 -o "wire:$sound.wire" <"$sound" 3>&- 2>err || { cat err; return 1; }
        if grep 'waiting for it' err; then false; fi # for a control file
        [ "$(bytes $sound.wire)" -gt 10000 ]
    done
    if cmp -s drum.wire silence.wire; then false; fi
}

@test "examples/wedding.sh moves with the music" {
    moves_with_sound "$project/examples/wedding.sh" 'Ada & Grace' "$project/examples/logo.png"
}

@test "examples/club.sh moves with the music, and knob1 fades to its other scene" {
    moves_with_sound "$project/examples/club.sh"
    echo 'knob1 1' >knobs
    KNOBS=knobs "$project/examples/club.sh" -n 20 -o wire:knob.wire <silence 3>&-
    if cmp -s silence.wire knob.wire; then false; fi
}

# installed CONF: makes a folder as /etc/skyscreen would be, and goes there.
installed() {
    mkdir skyscreen
    cd skyscreen || return 1
    cp "$project/examples/service/$1" "$project"/examples/layouts/* .
}

@test "each configuration in examples/service is read, and is dimmed and limited" {
    for conf in "$project"/examples/service/*.conf; do
        installed "$(basename "$conf")"
        sky-push -f "$(basename "$conf")" --show-layout >shown </dev/null
        [ -s shown ]
        grep -q '^brightness=0\.[1-9]' "$conf"
        grep -q '^-o [a-z]*:.*,amps=[1-9]' "$conf"
        cd .. && rm -r skyscreen
    done
}

@test "each configuration in examples/network is read" {
    for conf in "$project"/examples/network/*.conf; do
        sky-push -f "$conf" -g "$(sed -n 's/^-g //p' "$conf" | grep . || echo 360x288)" --show-layout >shown </dev/null
        [ -s shown ]
    done
}

# On the recording stand-ins for libgpiod and spidev, three frames of one colour.
@test "the disc and the wall of examples/service light their LEDs" {
    export GPIOD_LOG=$BATS_TEST_TMPDIR/gpiod SPIDEV_LOG=$BATS_TEST_TMPDIR/spidev
    export GPIOD_CHIPS=/dev/gpiochip0 GPIOD_HEADER=/dev/gpiochip0
    installed wall.conf
    sky-gen -g 120x60 solid color=white -n 3 |
        LD_PRELOAD=$build/tests/standin/gpiod.so sky-push -f wall.conf --no-realtime - -r 1000 -n 3 2>err
    # three frames, black before and after, of 900 LEDs a lane, two calls a bit, 8 bytes each, and one at the end
    [ "$(bytes "$GPIOD_LOG.sets")" -eq $((5 * (4 + 4 * 900 + 4 + 57) * 8 * 2 * 8 + 8)) ]
    cd ..
    rm -r skyscreen
    installed disc.conf
    sky-gen -g 240x9 solid color=white -n 3 |
        LD_PRELOAD=$build/tests/standin/spidev.so sky-push -f disc.conf --no-realtime - -r 1000 -n 3 2>err
    # three frames in two steps, black before and after; a rest of 300 us at 3.2 MHz before and after 241 LEDs
    [ "$(bytes "$SPIDEV_LOG.bytes")" -eq $((8 * (120 + 12 * 241 + 120))) ]
}

@test "the units of examples/service are ones that systemd takes" {
    command -v systemd-analyze >/dev/null || skip "systemd is not here"
    # The program must exist
    sed "s|/usr/local/bin/sky-push|$(command -v true)|" \
        "$project/examples/service/sky-push@.service" >sky-push@.service
    cp "$project"/examples/service/sky-daylight@.* .
    systemd-analyze verify --man=no "$PWD"/sky-push@.service "$PWD"/sky-daylight@.* 2>err || { cat err; false; }
    if grep -F "$PWD" err; then false; fi
}
