# SPDX-License-Identifier: ISC
load helpers

# sky-push to a board on a pseudo-terminal: see tests/standin/serial.py.
setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

board() {
    "$python" "$tests/standin/serial.py" "$@"
}

@test "sky-push serial: a board reads every frame by Adalight and TPM2, in light, and black before and after" {
    frames 20 >in.raw
    expect in.raw 0.6 0
    [ "$(board adalight got.rgb sky-push -r 1000 in.raw -o serial:port brightness=0.6)" = "22 raw 115200" ]
    cmp got.rgb expected.rgb
    [ "$(board tpm2 got.rgb sky-push -r 1000 in.raw -o serial:port,protocol=tpm2,baud=250000 brightness=0.6)" \
        = "22 raw 250000" ]
    cmp got.rgb expected.rgb
    # Any bytes, such as those that a terminal takes for itself or turns into others.
    "$python" -c 'open("all.raw", "wb").write(bytes(range(256)) + bytes(range(255, -1, -1)) + bytes(64))'
    board adalight got.rgb sky-push --leave all.raw -o serial:port,encoding=srgb
    cmp got.rgb all.raw
    board tpm2 got.rgb sky-push --leave all.raw -o serial:port,encoding=srgb,order=bgr,protocol=tpm2
    "$python" -c '
import numpy as np
got, sent = (np.fromfile(file, np.uint8).reshape(-1, 3) for file in ("got.rgb", "all.raw"))
assert (got == sent[:, ::-1]).all()'
}

@test "sky-push serial: an ENTTEC DMX USB Pro gets 512 channels, with the LEDs from their channel on" {
    sky-gen noise -g 5x8 -n 3 >in.raw
    [ "$(board enttec got.raw sky-push -g 5x8 -r 40 --leave in.raw \
        -o serial:port,protocol=enttec,channel=11)" = "3 raw 115200" ]
    decode duty in.raw 1 0 expected.rgb
    "$python" - <<'END'
import numpy as np
got = np.fromfile("got.raw", np.uint8).reshape(3, 512)
assert (got[:, 10:130].ravel() == np.fromfile("expected.rgb", np.uint8)).all()
assert not got[:, :10].any() and not got[:, 130:].any()
END
    # Lamps with a white LED.
    decode white in.raw extract ffd9a0 expected.rgbw
    board enttec got.raw sky-push -g 5x8 -r 40 --leave in.raw \
        -o serial:port,protocol=enttec,rgbw=yes,white_color=#ffd9a0
    "$python" - <<'END'
import numpy as np
got = np.fromfile("got.raw", np.uint8).reshape(3, 512)
assert (got[:, :160].ravel() == np.fromfile("expected.rgbw", np.uint8)).all() and not got[:, 160:].any()
END
    board tpm2 got.raw sky-push -g 5x8 --leave in.raw -o serial:port,protocol=tpm2,rgbw=yes,white_color=#ffd9a0
    cmp got.raw expected.rgbw
    decode white in.raw only ffd9a0 expected.rgbw
    board tpm2 got.raw sky-push -g 5x8 --leave in.raw \
        -o serial:port,protocol=tpm2,rgbw=yes,white_led=only,white_color=#ffd9a0
    cmp got.raw expected.rgbw
    refuses 2 "rgbw: adalight has three bytes an LED" sky-push in.raw -o serial:port,rgbw=yes
    refuses 2 "white_led: serial has no white LED" sky-push in.raw -o serial:port,white_led=off
    refuses 2 "192 LEDs are more than enttec has room for (must be at most 128)" \
        sky-push in.raw -o serial:port,protocol=enttec,rgbw=yes
    refuses 2 "192 LEDs are more than enttec has room for (must be at most 170)" \
        sky-push in.raw -o serial:port,protocol=enttec
    refuses 2 "40 LEDs are more than enttec has room for from that channel on (must be at most 30)" \
        sky-push -g 5x8 in.raw -o serial:port,protocol=enttec,channel=421
    refuses 2 "channel: adalight has no channels" sky-push in.raw -o serial:port,channel=2
}

@test "sky-push serial: tells once how many frames the rate of the port and DMX512 have room for" {
    frames 3 >in.raw
    board adalight got.rgb sky-push -r 100 in.raw -o serial:port
    printf 'sky-push: serial:port: %s\n' \
        "a frame takes 50.52 ms (582 bytes at 115,200 baud): 19.7 frames a second fit, not 100" >expected.err
    cmp err expected.err
    sky-gen noise -g 5x8 -n 3 >in.raw
    board enttec got.rgb sky-push -g 5x8 -r 60 in.raw -o serial:port,protocol=enttec,baud=1000000
    printf 'sky-push: serial:port: %s\n' \
        "a frame takes 22.68 ms (512 channels of DMX512): 44 frames a second fit, not 60" >expected.err
    cmp err expected.err
    board enttec got.rgb sky-push -g 5x8 -r 44 in.raw -o serial:port,protocol=enttec,baud=1000000
    [ ! -s err ]
}

@test "sky-push serial: a board that is unplugged and comes back is opened again" {
    sky-gen solid color=white -n 200 >in.raw
    board adalight got.rgb unplug sky-push -r 100 in.raw -o serial:port,baud=1000000
    sed 's/port: [^;]*;/port: …;/' err >got.err
    printf 'sky-push: serial:port: %s\n' "…; trying again every second" "is back" >expected.err
    cmp got.err expected.err
    [ "$(tail -c "$frame_bytes" got.rgb | tr -d '\0' | wc -c)" -eq 0 ]
}

@test "sky-push serial: says what is wrong with the port, and has it for itself" {
    frames 1 >in.raw
    refuses 1 "serial:/none: there is no such port (ls /dev/serial/by-id/" sky-push in.raw -o serial:/none
    refuses 1 "serial:/dev/null: is not a serial port" sky-push in.raw -o serial:/dev/null
    refuses 2 "baud: 100 is out of range (must be 300 to 20000000)" sky-push in.raw -o serial:port,baud=100
    refuses 2 "-o serial: a target is missing: write serial:/dev/PORT" sky-push in.raw -o serial
    "$python" - <<'END'
import fcntl
import os
import struct
import subprocess
import time

TIOCGEXCL = 0x80045440

master, slave = os.openpty()
os.set_blocking(master, False)
name = os.ttyname(slave)

def read():
    try:
        return os.read(master, 4096)
    except BlockingIOError:
        time.sleep(0.01)
        return b""

first = subprocess.Popen(["sky-push", "--idle", "hold", "in.raw", "-o", f"serial:{name}"])
data = b""
while len(data) < 2 * 582:  # it has the port by then
    assert first.poll() is None
    data += read()
second = subprocess.run(["sky-push", "in.raw", "-o", f"serial:{name}"], stderr=subprocess.PIPE, text=True)
assert second.returncode == 1, second
assert f"is held by process {first.pid}" in second.stderr or "another program has the port" in second.stderr, second
assert struct.unpack("i", fcntl.ioctl(slave, TIOCGEXCL, bytes(4))) == (1,)
first.terminate()
while first.poll() is None:
    read()
assert struct.unpack("i", fcntl.ioctl(slave, TIOCGEXCL, bytes(4))) == (0,), "others cannot open the port again"
END
}

@test "sky-push wire: to a serial port is raw, and the port is afterwards as it was" {
    sky-gen -g 4x4 -n 4 -e 'rgb(10/255, 13/255, 3/255)' >in.raw
    sky-push -g 4x4 in.raw -o wire:file.bin,chip=ws2801 gamma=1
    "$python" - <<'END'
import os
import subprocess
import termios

master, slave = os.openpty()
before = termios.tcgetattr(slave)
assert before[1] & termios.OPOST and before[3] & termios.ISIG
line = ["sky-push", "-g", "4x4", "in.raw", "-o", f"wire:{os.ttyname(slave)},chip=ws2801", "gamma=1"]
subprocess.run(line, check=True)
assert termios.tcgetattr(slave) == before
wanted, got = open("file.bin", "rb").read(), b""
assert b"\n\r\x03" in wanted
while len(got) < len(wanted):
    got += os.read(master, 65536)
assert got == wanted
END
}
