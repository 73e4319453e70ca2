# SPDX-License-Identifier: ISC
# Live values, such as level, beat and knob1, in every expression; and the control files that set them, for one program
# or for a whole pipeline.
load helpers

# bytes: standard input as numbers in one line.
bytes() {
    od -An -v -t u1 | xargs
}

# first COMMAND...: the first three bytes that it writes.
first() {
    "$@" | head -c 3 | bytes
}

@test "live values are names of every expression" {
    printf 'level 0.2\nknob8 0.4\nbass 0.6\n' >show.ctl
    export SKY_CONTROL=show.ctl SKY_GEOMETRY=1x1
    [ "$(first sky-gen -n 1 -e 'rgb(level, knob8, bass)')" = "51 102 153" ]
    [ "$(first sky-gen -n 1 solid color='rgb(level, knob8, bass)')" = "51 102 153" ]
    sky-gen -n 1 solid color=white >white
    [ "$(first sky-map 'src*bass' white)" = "153 153 153" ]
    sky-color brightness=bass white | cmp - <(sky-color brightness=0.6 white)
    sky-gen -n 1 -e 0 >black
    sky-blend white mix black mix=knob8 | cmp - <(sky-blend white mix black mix=0.4)
    [ "$(first sky-push -n 1 --leave -o wire:-,chip=ws2801 brightness=knob8 white)" = \
        "$(SKY_CONTROL='' first sky-push -n 1 --leave -o wire:-,chip=ws2801 brightness=0.4 white)" ]
    sky-gen -g 8x8 test -n 1 >test
    sky-rotate -g 8x8 angle='225*bass' test | cmp - <(sky-rotate -g 8x8 angle=135 test)
    printf 'P6 2 1 255\n\377\0\0\0\377\0' >two.ppm
    sky-polar -g 8x8 angle='100*knob8' <two.ppm | cmp - <(sky-polar -g 8x8 angle=40 <two.ppm)
}

@test "live values are in the words of a picture among the inputs" {
    export SKY_GEOMETRY=24x8
    sky-gen test -n 1 | sky-flat -o a.png -n 1
    echo 'knob1 0.5' >show.ctl
    SKY_CONTROL=show.ctl sky-cat -n 1 a.png,size=knob1 >live 2>err
    [ ! -s err ]
    sky-cat -n 1 a.png,size=0.5 | cmp - live
    SKY_CONTROL=show.ctl sky-push -n 1 --leave -o wire:live,chip=ws2801 a.png,size=knob1
    sky-push -n 1 --leave -o wire:fixed,chip=ws2801 a.png,size=0.5
    cmp live fixed
}

@test "without lines they are 0, and the beat counts at 120 a minute, or at --bpm" {
    export SKY_GEOMETRY=1x1
    [ "$(sky-gen -n 2 -e 'level + bass + knob1 + onset + lock' | bytes)" = "0 0 0 0 0 0" ]
    [ "$(sky-gen -r 4 -n 3 -e 'rgb(beat/2, phase, bpm/255)' | bytes)" = "0 0 120 64 128 120 128 0 120" ]
    [ "$(sky-gen -r 4 -n 3 --bpm 60 -e 'rgb(beat/2, phase, bpm/255)' | bytes)" = "0 0 60 32 64 60 64 128 60" ]
    [ "$(sky-gen -r 4 -n 1 --start 86400 --bpm 60 -e 'rgb(beat == 86400, 0, 0)' | bytes)" = "255 0 0" ]
    [ "$(sky-gen -n 1 --clock --bpm 97 -e 'abs(beat - t*97/60) < 1e-6' | bytes)" = "255 255 255" ]
    refuses 2 "--bpm: 5 is out of range (must be 10 to 1000)" sky-gen -n 1 --bpm 5 -e beat
}

@test "a program may take such a name for its own" {
    export SKY_GEOMETRY=1x1
    echo 'level 1' >show.ctl
    own='level ?= 0.2; bass = 0.4; f(mid) = mid; rgb(level, bass, f(0.6))'
    [ "$(sky-gen -n 1 -e "$own" 2>&1 | bytes)" = "51 102 153" ]
    [ "$(sky-gen -n 1 -c show.ctl -e 'level ?= 0.2; level' | bytes)" = "255 255 255" ]
    echo 'level wave(t)' >show.ctl
    [ "$(sky-gen -n 1 -r 4 --start 0.25 -c show.ctl -e 'level ?= 0.2; level' 2>&1 | bytes)" = "255 255 255" ]
    [ "$(sky-gen -n 1 -e 'beat = 0; for k = 1, 3 { beat += 0.1; phase = 1 }; beat*2' | bytes)" = "153 153 153" ]
}

@test "--explain and --functions name live values" {
    sky-gen --explain -e 'sin(beat + a)*level + phase' >out
    grep -qx 'live values: beat level' out || grep -qx 'live values: level beat' out
    sky-gen --functions | grep -q '^  knob8 '
    sky-gen --explain -e 'sin(a + t)' >out
    ! grep 'live values' out
}

@test "SKY_CONTROL reaches all programs of a pipeline, each by its own names" {
    export SKY_CONTROL=show.ctl SKY_GEOMETRY=4x1
    printf 'color red\nsky-rotate.angle 90\nangle 180\nsky-gen.angle 3\n' >show.ctl
    sky-gen solid -n 1 2>gen.err | sky-rotate 2>rotate.err | bytes >out
    [ "$(<out)" = "$(printf '255 0 0 %.0s' 1 2 3 4 | xargs)" ]
    [ "$(<gen.err)" = "sky-gen: show.ctl:4: no parameter is called 'angle' (there is color); the old value stays" ]
    [ ! -s rotate.err ]
}

@test "a program's name in a control file that is misspelt is told once" {
    export SKY_GEOMETRY=1x1
    printf 'sky-rotat.spin 3\nsky-gen.color blue\nstage.light 3\nsky-genn.color red\n' >show.ctl
    sky-gen solid -n 3 -c show.ctl 2>err | bytes >out
    wanted="sky-gen: show.ctl:4: no program is called 'sky-genn' (did you mean 'sky-gen'?); the old value stays"
    [ "$(<err)" = "$wanted" ]
    [ "$(<out)" = "0 0 255 0 0 255 0 0 255" ]
    : >err
    for program in $(sed -n 's/^PROGRAMS := //p' "$project/Makefile"); do # every real one is known
        echo "$program.nothing 1" >show.ctl
        [ "$program" = sky-gen ] || sky-gen solid -n 1 -c show.ctl 2>err >out
        [ ! -s err ] || { cat err; false; }
    done
}

@test "several control files are read in their order" {
    export SKY_GEOMETRY=1x1 SKY_CONTROL=a:b
    printf 'color red\nknob1 0.2\n' >a
    printf 'color lime\nknob2 0.4\n' >b
    [ "$(first sky-gen -n 1 solid)" = "0 255 0" ]
    [ "$(first sky-gen -n 1 solid -c a)" = "255 0 0" ]
    echo 'knob3 0.6' >c
    [ "$(first sky-gen -n 1 -e 'rgb(knob1, knob2, knob3)' -c c -c /dev/null 2>/dev/null)" = "51 102 153" ]
    SKY_CONTROL=$(printf 'a:%.0s' {1..17})
    refuses 2 "at most 16 control files" sky-gen -n 1 solid
}

@test "a name that no parameter has is an error of -c, and for another program in SKY_CONTROL" {
    export SKY_GEOMETRY=1x1
    echo 'sppin 3' >show.ctl
    sky-gen solid -n 1 -c show.ctl 2>&1 >out | grep -q "no parameter is called 'sppin'"
    SKY_CONTROL=show.ctl sky-gen solid -n 1 >out 2>err
    [ ! -s err ]
}

@test "lines that set a live value wrongly are told once, and it stays" {
    export SKY_GEOMETRY=1x1
    printf 'bass 0.2\nbass loud\nbpm 5000\nbass 1e400\nmid\n' >show.ctl
    sky-gen -n 3 -c show.ctl -e bass 2>err | bytes >out
    [ "$(<out)" = "51 51 51 51 51 51 51 51 51" ]
    [ "$(wc -l <err)" -eq 4 ]
    grep -q "show.ctl:4: bass: inf is not a finite number" err
    grep -q "show.ctl:2: bass: 'loud' is not a number" err
    grep -q "show.ctl:3: bpm: 5000 is out of range (must be 10 to 1000)" err
}

@test "a file of nothing but wrong lines is reported by 20 lines a minute" {
    export SKY_GEOMETRY=1x1
    head -c 200000 /dev/urandom >show.ctl
    printf '\nknob1 1\n' >>show.ctl
    [ "$(first sky-gen -n 1 -c show.ctl -e knob1 2>err)" = "255 255 255" ]
    [ "$(wc -l <err)" -eq 20 ]
    [ "$(tail -n 1 err)" = \
        "sky-gen: show.ctl: there are more lines with errors, which are not reported for a minute" ]
}

@test "a live value may be a constant expression" {
    export SKY_GEOMETRY=1x1
    printf 'knob1 51/255\nknob2 t\nknob3 red\nmid 1/0\n' >show.ctl
    [ "$(sky-gen -n 1 -c show.ctl -e 'rgb(knob1, knob2, knob3 + mid)' 2>err | bytes)" = "51 0 0" ]
    [ "$(wc -l <err)" -eq 3 ]
    grep -q "show.ctl:2: knob2: 't' is not a number" err
}

@test "a control file that cannot be read is told once, and one that vanishes and comes back is read" {
    export SKY_GEOMETRY=1x1
    mkdir control gone
    echo 'knob1 1' >gone/file
    mkfifo out
    SKY_CONTROL=control:gone/file sky-gen -r 50 -e knob1 2>err | sky-cat --pace -r 50 >out &
    exec 4<out
    [ "$(head -c 3 <&4 | bytes)" = "255 255 255" ]
    rm -r gone
    touch control
    until grep -q gone/file err; do
        touch control
        head -c 3 <&4 >frame
        [ -s frame ] # or the show has ended
    done
    [ "$(bytes <frame)" = "255 255 255" ]
    mkdir gone
    echo 'knob1 0' >gone/file
    timeout 20 "$python" -c '
import os
while (frame := os.read(0, 3)) != bytes(3):
    assert frame' <&4
    exec 4<&-
    wait
    [ "$(grep -c 'control: is neither a file nor a FIFO; the old values stay' err)" -eq 1 ]
    [ "$(grep -c 'gone/file: No such file or directory; waiting for it' err)" -eq 1 ]
}

@test "a control file is not written over" {
    export SKY_CONTROL=none:show
    echo 'knob1 1' >show
    refuses 1 "is the control file too" sky-gen solid -n 1 -o show
    [ "$(<show)" = 'knob1 1' ]
}

@test "lines that are appended while a show runs reach every program" {
    export SKY_CONTROL=show.ctl SKY_GEOMETRY=1x1
    echo 'knob1 0' >show.ctl
    mkfifo out
    sky-gen -r 50 -e knob1 | sky-map -r 50 'rgb(src.r, knob1, 0)' | sky-cat --pace -r 50 >out &
    exec 4<out
    head -c 15 <&4 | bytes >before
    echo 'knob1 1' >>show.ctl
    timeout 20 "$python" -c '
import os, sys
while (frame := os.read(0, 3)) != b"\xff\xff\0":
    assert frame' <&4
    exec 4<&-
    wait
    [ "$(<before)" = "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0" ]
}
