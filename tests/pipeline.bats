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

# As `refuses`, with N for the number of a pipe, which depends on those that the shell has not closed yet.
refuses_pipe() {
    refuses "$1" "" "${@:3}" && sed 's:/dev/fd/[0-9]*:/dev/fd/N:' refused.err | grep -qF -- "$2" || {
        printf 'wanted: %s\n' "$2"
        cat refused.err
        return 1
    }
}

@test "a message about an input that is <(...) says which one it is" {
    frames 3 >a
    frames 9 >b
    for command in "sky-blend b max" "sky-map src2 b" "sky-cat b" "sky-cat --fade 0.1 b"; do
        # shellcheck disable=SC2086 # several words
        refuses_pipe 1 ": input 2 (/dev/fd/N): ended 1 byte into frame 3" $command <(cat a; echo)
    done
    refuses_pipe 2 ": input 3 (/dev/fd/N): only a PNG picture can be placed" sky-cat a <(cat a) <(cat a),size=2
    refuses_pipe 2 ": input 2 (/dev/fd/N): for: 0 is out of range" sky-cat a <(cat a),for=0
    refuses_pipe 1 ": input 2 (/dev/fd/N): ended inside the picture" sky-polar <(sky-flat a --format ppm) <(echo P6)
    # The only one needs no number.
    refuses_pipe 1 "sky-cat: /dev/fd/N: ended 1 byte into frame 3" sky-cat <(cat a; echo)
    refuses_pipe 1 "sky-rotate: /dev/fd/N: ended 1 byte into frame 3" sky-rotate <(cat a; echo)
}

# Python's subprocess.communicate() writes so, and reads nothing meanwhile: without the room, each waits for the other.
@test "a pipe in which poll() has told a writer of room keeps it, while nobody reads the output" {
    "$python" "$tests/turns.py" sky-rotate
    "$python" "$tests/turns.py" sky-cat
    "$python" "$tests/turns.py" sky-map src
}
