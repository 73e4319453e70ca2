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

# In a terminal of its own, where Ctrl-C reaches all programs of a show.
@test "Ctrl-C ends every show in examples, and leaves no process and no folder" {
    mkdir temporary pictures
    sky-gen fire -n 1 | sky-flat --size 32 -o pictures/a.png
    cp -r "$project/examples" . # gallery.sh writes there
    "$python" - <<'PY'
import os, pty, select
for words in ["demo.sh"], ["nebula.sh"], ["party.sh"], ["slideshow.sh", "pictures"], ["gallery.sh", "gallery"]:
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TMPDIR="temporary", TERM="xterm-256color")
        for descriptor in range(3, 10):
            try:
                os.close(descriptor)
            except OSError:
                pass
        shell = "bash" if words[0] == "nebula.sh" else "sh"
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

@test "examples/party.sh plays and leaves nothing running" {
    sh "$project/examples/party.sh" -n 60 -r 1000 -o wire:out.bin 3>&-
    [ -s out.bin ]
}

@test "examples/slideshow.sh shows each picture of a folder" {
    mkdir pictures
    sky-gen solid color=red -n 1 | sky-flat --size 32 -o pictures/a.png
    sky-gen solid color=blue -n 1 | sky-flat --size 32 -o pictures/b.png
    SECONDS_EACH=1 sh "$project/examples/slideshow.sh" pictures -n 61 -r 1000 -o wire:out.bin 3>&-
    "$python" - <<'PY'
wire = open('out.bin', 'rb').read()
frame = 4 + 4 * 192 + 4 + 192 // 16
led = lambda n: wire[(1 + n) * frame + 4 + 4 * 20:][:4]  # after a black one
assert led(0)[3] > 200 and led(0)[1] == 0, led(0)     # B, G, R: red
assert led(30)[1] > 200 and led(30)[3] == 0, led(30)  # then blue
PY
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

@test "examples/service/sky-push@.service is one that systemd takes" {
    command -v systemd-analyze >/dev/null || skip "systemd is not here"
    # The program must exist
    sed "s|/usr/local/bin/sky-push|$(command -v true)|" \
        "$project/examples/service/sky-push@.service" >sky-push@.service
    systemd-analyze verify --man=no "$PWD/sky-push@.service" 2>err || { cat err; false; }
    if grep -F "$PWD" err; then false; fi
}
