# SPDX-License-Identifier: ISC
load helpers

# sky-push on a stand-in for the kernel's driver that does what it does: see tests/standin/leds.c.
push() {
    LD_PRELOAD=$build/tests/standin/leds.so sky-push --no-realtime -r 100 "$@"
}

setup_file() {
    needs tests/standin/leds.so
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export LEDS_LOG=$BATS_TEST_TMPDIR/log LEDS_COUNT=192
}

# shown COUNT: the colours of the last frames, R, G, B and W, of the first 192 LEDs; those after them are dark.
shown() {
    "$python" - "$1" "$LEDS_COUNT" <<'END' || return 1
import sys
import numpy as np
wire = np.fromfile("log", np.uint8).reshape(-1, int(sys.argv[2]), 4)
assert len(wire) >= int(sys.argv[1]) and not wire[:, 192:].any()
wire[-int(sys.argv[1]):, :192, [1, 0, 2, 3]].tofile("got.rgbw")
END
}

@test "sky-push pio: the LEDs show the frames in the nearest steps of the device's curve, or in all with raw=yes" {
    frames 3 >in.raw
    decode duty in.raw 0.8 0 duty.rgb
    push in.raw -o pio:/dev/leds0,raw=yes brightness=0.8
    shown 5
    "$python" - <<'END'
import numpy as np
got = np.fromfile("got.rgbw", np.uint8).reshape(5, 192, 4)
assert (got[1:4, :, :3].ravel() == np.fromfile("duty.rgb", np.uint8)).all()
assert not got[0].any() and not got[4].any() and not got[..., 3].any()
END
    [ "$(cat log.text)" = "brightness 0" ]
    rm -f log log.text
    push in.raw -o pio:/dev/leds0 brightness=0.8
    shown 5
    "$python" - <<'END'
import numpy as np
got = np.fromfile("got.rgbw", np.uint8).reshape(5, 192, 4)[1:4, :, :3].ravel().astype(int)
wanted = np.fromfile("duty.rgb", np.uint8).astype(int)
levels = np.unique(np.floor(255 * (np.arange(256) / 255) ** (1 / 0.45) + 1e-9).astype(int))
assert len(levels) == 183
assert (abs(got - wanted) == abs(levels[None] - wanted[:, None]).min(axis=1)).all()
assert (got[wanted == 0] == 0).all()
END
    [ "$(cat log.text)" = "brightness 255" ]
    # The device has a step 74 and a step 76; 75 of 255 are what 3.59 A allow, without 0.192 of dark LEDs.
    sky-gen solid -g 24x8 color=white -n 1 >white.raw
    rm -f log log.text
    push -g 24x8 white.raw --leave -o pio:/dev/leds0,amps=3.59
    shown 1
    "$python" - <<'END'
import numpy as np
amps = np.fromfile("got.rgbw", np.uint8).sum() / 255 * 0.02 + 0.192
assert 3.5 < amps <= 3.59, amps
END
}

@test "sky-push pio: a device with more LEDs does not wait for them, one with fewer is an error" {
    frames 2 >in.raw
    decode duty in.raw 1 0 duty.rgb
    export LEDS_COUNT=200
    push in.raw --leave -o pio:/dev/leds0,raw=yes,order=rgb
    shown 2
    "$python" - <<'END'
import numpy as np
got = np.fromfile("got.rgbw", np.uint8).reshape(2, 192, 4)[..., [1, 0, 2]]  # the LEDs take the first byte for red
assert (got.ravel() == np.fromfile("duty.rgb", np.uint8)).all()
END
    [ "$(cat log.text)" = "brightness 0" ] # and not "late"
    LEDS_COUNT=191 refuses 1 "pio:/dev/leds0: the device has fewer than 192 LEDs (dtoverlay=ws2812-pio,num_leds=192" \
        push in.raw -o pio:/dev/leds0
}

@test "sky-push pio: rgbw=yes takes white out of the colours" {
    frames 2 >in.raw
    decode white in.raw extract ffd9a0 expected.rgbw
    push in.raw --leave -o pio:/dev/leds0,raw=yes,rgbw=yes,white_color=#ffd9a0
    shown 2
    cmp got.rgbw expected.rgbw
    decode white in.raw only ffd9a0 expected.rgbw
    push in.raw --leave -o pio:/dev/leds0,raw=yes,rgbw=yes,white_led=only,white_color=#ffd9a0
    shown 2
    cmp got.rgbw expected.rgbw
}

@test "sky-push pio: says what is wrong, and how many frames fit" {
    frames 2 >in.raw
    refuses 1 "pio:/none: there is no such device (on a Raspberry Pi 5, dtoverlay=ws2812-pio" \
        sky-push in.raw -o pio:/none
    refuses 2 "dither: the levels of the device are not even (raw=yes makes them so)" \
        sky-push in.raw -o pio:/dev/leds0,dither=yes
    refuses 2 "white_color: the white LED cannot be black" sky-push -o pio:/dev/leds0,rgbw=yes,white_color=black
    refuses 2 "white_led: pio has no white LED" sky-push -o pio:/dev/leds0,white_led=only
    refuses 1 "pio:$PWD/in.raw: is not a device of ws2812-pio" sky-push in.raw -o "pio:$PWD/in.raw"
    push -r 200 in.raw -o pio:/dev/leds0 2>err
    printf 'sky-push: pio:/dev/leds0: %s\n' \
        "a frame takes 5.91 ms (4,608 bits at 0.8 MHz and a pause): 169.2 frames a second fit, not 200" >expected.err
    cmp err expected.err
}
