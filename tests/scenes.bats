# SPDX-License-Identifier: ISC
# Scenes: sky-cat with lengths, fades, loops and shuffles. scenes.py computes each byte by numpy.
load helpers

scenes() {
    "$python" "$tests/scenes.py" "$1"
}

@test "every kind of fade is that of its definition, at seven geometries, with hard and soft edges" {
    scenes kinds
}

@test "three scenes fade into each other, whether they are files, recordings, pipes or parts of longer ones" {
    scenes three
}

@test "a hundred rounds of recordings, and of one alone, have no seam, and can be entered anywhere" {
    scenes loops
}

@test "--shuffle plays each round in another order, never one scene twice in a row" {
    scenes shuffles
}

@test "fades are shortened where scenes are too short, and empty scenes are left out" {
    scenes short
}

@test "a scene that breaks off is told of, what came of it is shown, and the next one follows" {
    scenes broken
}

@test "next, by a control file or SIGUSR1, begins the next scene at once, or after a fade" {
    scenes by_hand
}

@test "next ends a scene that hangs, and a frame file without a writer ends by itself" {
    scenes stalled
}

@test "pictures are scenes with the words of their placement" {
    scenes pictures
}

@test "a picture is opened before its fade begins, so that decoding does not hold up the show" {
    [ -z "$SKY_SANITIZER" ] || skip "sanitizers have threads of their own"
    scenes opened_ahead
}

@test "with --clock the frame's number alone says what is shown, fades included" {
    mkfifo time
    tries scenes clocked # a player that is stopped for seconds runs into the next place
}

@test "with --catch-up frames are dropped from fades, too" {
    frames 20 >a
    frames 50 | tail -c $((30 * frame_bytes)) >b
    sky-cat --fade 0.25 -r 20 a b >wanted
    mkfifo stalled
    # The first frame is due at once, and the fade begins before somebody reads on. What comes then is right and in
    # order. A busy machine, which may drop most of it, gets six tries.
    dropped() {
        sky-cat --fade 0.25 -r 20 --catch-up a b -o stalled 2>err &
        exec 5<stalled
        head -c "$frame_bytes" <&5 >first
        sleep 0.9
        cat <&5 >rest
        exec 5<&-
        wait $! && "$python" - <<'PY'
wanted, first, rest = ([data[i:i + 576] for i in range(0, len(data), 576)]
                       for data in (open(name, 'rb').read() for name in ('wanted', 'first', 'rest')))
numbers = [wanted.index(frame) for frame in rest]
print(numbers)
assert first == wanted[:1] and numbers == sorted(set(numbers)) and len(wanted) == 45
assert 5 <= len(numbers) < 44 and numbers[-1] > 35
PY
    }
    tries dropped
}

@test "a FIFO that nobody writes to is ended by the event next, also while frames are skipped" {
    frames 20 >a
    mkfifo nobody hand
    exec 5<>hand
    for skip in 0 3; do
        echo next >&5
        timeout 20 sky-cat -c hand --skip $skip nobody a >out
        tail -c $(((20 - skip) * frame_bytes)) a | cmp out -
    done
}

@test "a FIFO that is given again and again plays one writer after another" {
    frames 5 >a
    mkfifo fifo
    for inputs in "fifo fifo fifo" "-l fifo"; do
        # shellcheck disable=SC2086 # words
        timeout 20 sky-cat -n 15 $inputs >out &
        for _ in 1 2 3; do
            timeout 20 cp a fifo
        done
        wait $!
        cat a a a | cmp out -
    done
    # It ends with a writer that has gone before it is opened again, too.
    timeout 20 sky-cat -r 10 fifo,for=0.3 fifo >out &
    timeout 20 cp a fifo
    wait $!
    cmp a out
}

@test "a scene that is a live stream is not read before its fade begins, nor beyond what that needs" {
    frames 20 >a
    mkfifo live
    exec 5<>live # so that opening it waits for nobody
    sky-cat --fade 0.5 -r 10 a live,for=1 >out &
    cat=$!
    frames 40 >b
    head -c $((10 * frame_bytes)) b >&5
    wait $cat # for= is as long as that: it does not wait for more
    [ "$(bytes out)" -eq $((25 * frame_bytes)) ]
    frames 1 >&5
    head -c "$frame_bytes" <&5 | cmp - <(frames 1) # nothing more was read
}

@test "a fade keeps a frame of each scene, and those that are read ahead of a pipe of unknown length" {
    [ -z "$SKY_SANITIZER" ] || skip "sanitizers take memory of their own"
    scenes memory
}

@test "a fade that would read ahead more than --memory is refused with the one that fits" {
    export SKY_GEOMETRY=360x288
    refuses 2 "needs 270 MiB of frames that are read ahead: a fade of 28.5 s fits --memory 256" \
        sky-cat --fade 30 <(:) <(:)
    refuses 2 "or say how long it is by ,for=SECONDS" sky-cat --fade 3 --memory 10 <(:) <(:)
    sky-cat --fade 30 --memory 270 <(:) <(:)
    sky-cat --fade 30 <(:),for=90 <(:),for=90
    sky-cat --fade 30 <(:)
}

@test "with --clock the lengths must be known, and what cannot be is refused" {
    frames 9 >a
    sky-gen test -n 1 | sky-flat -o logo.png
    refuses 2 "--clock goes to frames by their numbers, which only files have" sky-cat --clock -l --fade 0.1 a <(cat a)
    refuses 2 "a picture has no end, so what follows would never come" sky-cat --clock -l -c hand logo.png a
    refuses 2 "a picture has no end, so what follows would never come" sky-cat --fade 1 logo.png a
    refuses 2 "a picture has no end, so what follows would never come" sky-cat --shuffle a logo.png
    refuses 2 "-: is given twice, and a pipe cannot fade to itself" sky-cat --fade 1 - - <a
    mkfifo live
    refuses 2 "live: is given twice, and a pipe cannot fade to itself" sky-cat live a live live,fade=1
    refuses 2 "live: is given twice, and a pipe cannot fade to itself" sky-cat -l --fade 1 live,for=1 a live,for=1
    refuses 2 "live: is given twice, and a pipe cannot fade to itself" sky-cat --shuffle --fade 1 live a live
    refuses 1 "cannot fade to its own beginning" sky-cat -l --fade 0.1 - <a
}

@test "words of scenes that are wrong are refused in one line" {
    frames 9 >a
    refuses 2 "a: for: 0 is out of range (must be 0.001 to 1000000000)" sky-cat a,for=0
    refuses 2 "a: fade: 'x' is not a number" sky-cat a a,fade=x
    refuses 2 "a: with: 'wope' is not one of cut, mix, dissolve" sky-cat a a,fade=1,with=wope
    local kinds
    kinds=$(sky-cat --help=tsv | awk -F '\t' '$2 == "--with" { gsub(/\|/, ", ", $7); print $7 }')
    refuses 2 "--with: 'wope' is not one of $kinds" sky-cat --fade 1 --with wope a
    refuses 2 "--with: needs --fade, which says how long it takes" sky-cat --with clock a a
    refuses 2 "a: with: needs --fade or fade=, which say how long it takes" sky-cat a a,with=clock
    sky-cat --with cut --fade 1 a a,with=cut >/dev/null
    sky-cat a a,with=cut >/dev/null
    refuses 2 "placed by settings such as 'four=1'; other inputs have for=, fade= and with=" sky-cat a,four=1
    refuses 2 "only a PNG picture can be placed by settings such as 'size=2'" sky-cat a,for=1,size=2
    refuses 2 "a b.jpg: is a picture in another format, not frames; convert it: ffmpeg -i 'a b.jpg' 'a b.png'" \
        sky-cat "a b.jpg,for=1,size=2"
    # Those of a picture before anything is shown, and before it is asked how long it lasts.
    sky-gen test -n 1 | sky-flat -o logo.png
    for inputs in "logo.png,sizze=2 a" "a logo.png,sizze=2" "a logo.png,sizze=2,for=1 a" "--info a logo.png,sizze=2"; do
        # shellcheck disable=SC2086 # words
        refuses 2 "logo.png: no parameter is called 'sizze' (did you mean 'size'?)" sky-cat $inputs
        [ ! -s refused.out ]
    done
    refuses 2 "logo.png: size: 'big' is not a number" sky-cat a logo.png,size=big
    refuses 2 "logo.png: crop: '9' is not a part of a picture" sky-cat a logo.png,crop=9
    refuses 2 "--fade: -1 is out of range" sky-cat --fade -1 a
    refuses 2 "--soft: 2 is out of range (must be 0 to 1)" sky-cat --fade 1 --soft 2 a
    refuses 2 "--memory: 0 is out of range" sky-cat --memory 0 a
}

@test "sky-cat warns of the fade into a first scene, where there is none, and fades in from a scene that is black" {
    frames 9 >a
    local words hint="a: is the first scene, and does not fade in; put <(sky-gen solid color=black),for"
    for words in fade=0.3 with=clock,fade=0.3; do
        sky-cat -r 10 a,"$words" a 2>err | cmp - <(cat a a)
        [ "$(cat err)" = "sky-cat: $hint=0.3 before it" ]
    done
    sky-cat --fade 0.2 -r 10 a,with=iris-open a 2>err >/dev/null
    [ "$(cat err)" = "sky-cat: $hint=0.2 before it" ]
    for words in "a,fade=0 a" "a,with=cut a" "--fade 0.1 a a" "-l -n 9 a,fade=0.1 a" "--shuffle a,fade=0.1 a"; do
        # shellcheck disable=SC2086 # words
        sky-cat -r 10 $words 2>err >/dev/null
        [ ! -s err ]
    done
    sky-cat -r 10 --fade 0.3 <(sky-gen solid color=black),for=0.3 a >out
    tail -c +$((3 * frame_bytes + 1)) out | cmp - <(tail -c +$((3 * frame_bytes + 1)) a)
    sky-blend <(sky-gen solid color=black) mix mix=0.5 linear=yes a -n 2 | tail -c "$frame_bytes" >half
    head -c $((2 * frame_bytes)) out | tail -c "$frame_bytes" | cmp - half
}

@test "sky-cat -v shows which scene it is, and the frames that are read ahead" {
    frames 20 >a
    sky-cat --fade 0.5 -r 10 a a -v 2>err >/dev/null
    grep -q "35 frames of 35, .* scene 2 of 2$" err
}
