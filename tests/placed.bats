# SPDX-License-Identifier: ISC
# Words behind a picture that is an input.
load helpers

sides() {
    "$python" "$tests/pngs.py" sides sides.png
}

@test "words behind a picture place it in every program, and move it, as sky-polar does" {
    sides
    sky-polar sides.png size=0.5 y=0.3 angle='90*t' background=navy -r 4 -n 5 >wanted
    local words="sides.png,size=0.5,y=max(0.3,-1),angle=90*t,background=navy"
    sky-cat "$words" -r 4 -n 5 | cmp - wanted
    sky-rotate "$words" -r 4 -n 5 | cmp - wanted
    sky-blend /dev/zero max "$words" -r 4 -n 5 | cmp - wanted
    sky-map src "$words" -r 4 -n 5 | cmp - wanted
    sky-flat "$words" -r 4 -n 5 --format rgb >out
    sky-flat wanted --format rgb | cmp - out
    sky-push "$words" -r 4 -n 5 -o wire:out
    sky-push wanted -r 4 -n 5 -o wire:same
    cmp out same
}

@test "words behind a picture may crop and mirror it" {
    sides
    sky-polar sides.png crop=30x20+5+7 flip=across fit=cover -n 1 >wanted
    sky-cat sides.png,crop=30x20+5+7,flip=across,fit=cover -n 1 | cmp - wanted
}

@test "the time of a picture's words is that of the show: --start, and in sky-cat of its own frames" {
    sides
    sky-polar sides.png angle=90 -n 1 >wanted
    sky-rotate "sides.png,angle=90*t" --start 1 -r 4 -n 1 | cmp - wanted
    sky-cat "sides.png,angle=90*t" --start 1 -r 4 -n 1 | cmp - wanted
    sky-blend "sides.png,angle=90*t" max /dev/zero --start 1 -r 4 -n 1 | cmp - wanted
    sky-cat sides.png -n 4 >first
    sky-cat first "sides.png,angle=45*n" -n 7 | tail -c "$frame_bytes" | cmp - wanted
}

@test "the same input with other words is the same file: nothing is written over it" {
    sides
    cp sides.png before
    frames 1 >frame
    refuses 1 "is an input" sky-blend sides.png,size=0.5 max frame -n 1 -o raw:sides.png
    cmp sides.png before
}

@test "wrong words behind a picture, and words behind what is no picture, are refused in one line" {
    sides
    frames 1 >frame
    refuses 2 "sides.png: no parameter is called 'sise' (did you mean 'size'?)" sky-cat sides.png,sise=1
    refuses 2 "sides.png: size: 500 is out of range (must be 0.01 to 100)" sky-rotate sides.png,size=500
    refuses 2 "frame: only a PNG picture can be placed by settings such as 'size=0.5'" sky-cat frame,size=0.5
    refuses 2 "@: only a PNG picture" sky-rotate @,size=0.5
    refuses 2 "a.jpg: is a picture in another format, not frames; convert it: ffmpeg -i a.jpg a.png" \
        sky-blend frame over a.jpg,size=0.5
    refuses 2 "sides.png: crop: '1x' is not a part of a picture" sky-cat sides.png,crop=1x -n 1
    refuses 1 "missing.png: No such file" sky-cat missing.png,size=0.5
}
