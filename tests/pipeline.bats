# SPDX-License-Identifier: ISC
load helpers

# The whole way: a picture, stars over it, turned, to the lines of a GPIO chip (a stand-in that records them), and
# from that record back to colours. $SKY_PHOTO, $SKY_PHOTO_GEOMETRY and $SKY_PHOTO_FRAMES do it at full size.
@test "a picture goes through polar, blend, rotate and push, and the LEDs show each frame's colours to the byte" {
    photo=${SKY_PHOTO:-photo.png}
    [ -n "${SKY_PHOTO:-}" ] || ffmpeg -v error -f lavfi -i testsrc2=size=320x240 -frames:v 1 photo.png
    export SKY_GEOMETRY=${SKY_PHOTO_GEOMETRY:-48x20}
    count=${SKY_PHOTO_FRAMES:-4}
    pipeline() {
        sky-polar "$photo" | sky-blend - screen <(sky-gen stars) | sky-rotate spin=30
    }
    pipeline 3>&- | sky-cat -n "$count" -o frames
    pipeline 3>&- | GPIOD_LOG=$PWD/log LD_PRELOAD=$build/tests/standin/gpiod.so \
        sky-push -r 10000 brightness=0.8 -n "$count" -o gpio:chip,dither=no,clock=11,data=2:3:4:5:6:7:8:9

    "$python" "$tests/standin/decode.py" duty frames 0.8 0 wanted
    "$python" "$tests/standin/decode.py" gpio log.sets "$SKY_GEOMETRY" 8 got
    tail -c +$(($(bytes wanted) / count + 1)) got | cmp -n "$(bytes wanted)" - wanted
    [ "$(bytes got)" -eq $(($(bytes wanted) / count * (count + 2))) ] # black before and after

    # Two calls a clock, and one that lowers all lines at the end.
    leds=$((${SKY_GEOMETRY%x*} * ${SKY_GEOMETRY#*x} / 8))
    clocks=$(((count + 2) * 8 * (4 + 4 * leds + 4 + (leds + 15) / 16)))
    [ "$(bytes log.sets)" -eq $((8 * (2 * clocks + 1))) ]
    echo "# $count frames of $SKY_GEOMETRY: $clocks clocks, $(($(bytes log.sets) / 8)) calls" >&3
}
