# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# --catch-up: programs that start together stay together. A busy machine gets six tries.
load helpers

# behind LEAST MOST INPUT COMMAND...: so many frames, at 50 a second, is one of two equal programs behind the other a
# second after it was stopped for half a second.
behind() {
    local least=$1 most=$2 try found
    shift 2
    for try in {1..6}; do
        found=$("$python" "$tests/catch-up.py" 0.5 "$@") || return 1
        echo "try $try: $found frames behind"
        [ "$found" -ge "$least" ] && [ "$found" -le "$most" ] && return 0
    done
    return 1
}

# stalled FILE BYTES COUNT: 5 frames, and COUNT more 0.3 s after the file has got that many bytes, with the first frame.
stalled() {
    frames 5
    await longer "$1" "$2"
    sleep 0.3
    frames "$3"
}

@test "sky-push --catch-up: one of two shows that was stopped shows the same frame as the other again" {
    behind -3 3 pipe sky-push --catch-up gamma=1 -o wire:-,chip=ws2801
}

@test "sky-push without --catch-up shifts a show that was stopped, and drops nothing" {
    behind 20 60 file sky-push gamma=1 -o wire:-,chip=ws2801
}

@test "sky-cat --catch-up: one of two films that was stopped is at the same frame as the other again" {
    behind -3 3 file sky-cat --catch-up
}

@test "sky-cat --pace without --catch-up shifts a film that was stopped" {
    behind 20 60 pipe sky-cat --pace
}

@test "sky-push --catch-up counts frames that it drops, which come after a stall" {
    local shown dropped
    stalled wire.bin $((2 * frame_bytes)) 60 |
        sky-push -r 100 --catch-up --stale 1000 --stats -v -o wire:wire.bin,chip=ws2801 2>err
    shown=$(sed -n 's/^sky-push: \([0-9]*\) frames.* 0 repeats, 0 skipped, [0-9]* dropped to catch up.*/\1/p' err)
    dropped=$(sed -n 's/^sky-push: .* \([0-9]*\) dropped to catch up.*/\1/p' err)
    [ "$dropped" -gt 0 ]
    [ $((shown + dropped)) -eq 65 ]
    grep -q ", $dropped dropped" err
    [ "$(bytes wire.bin)" -eq $(((shown + 2) * frame_bytes)) ] # with black before and after
}

@test "sky-push --catch-up: a parameter's time goes on over dropped frames, and -n counts them" {
    # The show lasts three seconds. A busy machine, which may add to what it drops until nothing is left, gets six
    # tries.
    goes_on() {
        rm -f wire.bin
        stalled wire.bin $((2 * frame_bytes)) 320 |
            sky-push -r 100 --catch-up -n 300 --stale 1000 --stats -o wire:wire.bin,chip=ws2801 \
                brightness='step(0.3,t)' 2>err
        shown=$(sed -n 's/^sky-push: \([0-9]*\) frames.* dropped to catch up.*/\1/p' err)
        tail -c $((2 * frame_bytes)) wire.bin | head -c $frame_bytes >last.bin
        [ "$shown" -lt 280 ] && ! cmp -s last.bin <(head -c $frame_bytes /dev/zero)
    }
    tries goes_on
}

@test "sky-push --catch-up does not drop all frames of an input that is too slow" {
    # One that is stopped itself takes several for one: it gets six tries.
    some() {
        (for _ in 1 2 3 4 5; do frames 2; sleep 0.05; done) | sky-push -r 200 --catch-up --stats -o null 2>err
        [ "$(sed -n 's/^sky-push: \([0-9]*\) frames.*/\1/p' err)" -ge 5 ]
    }
    tries some
}

@test "sky-push --catch-up shows the newest frame of a frame file, as without it" {
    frames 5 | sky-cat --pace -r 50 -o @ &
    sky-push @ -r 50 -n 20 --catch-up --stats -o null 2>err
    wait $!
    grep -q ", 0 dropped to catch up, " err
}

@test "sky-cat --catch-up writes the frames that it does not drop, and -v counts those that it does" {
    # A busy machine, which may drop the last one too, gets six tries.
    written() {
        : >out.raw
        stalled out.raw $frame_bytes 60 | sky-cat -r 25 --catch-up -v >out.raw 2>err
        dropped=$(sed -n 's/^sky-cat: 65 frames,.* \([0-9]*\) dropped.*/\1/p' err)
        [ "$dropped" -gt 0 ] && [ "$(bytes out.raw)" -eq $(((65 - dropped) * frame_bytes)) ] &&
            tail -c $frame_bytes out.raw | cmp - <(frames 60 | tail -c $frame_bytes)
    }
    tries written
}

@test "sky-cat --catch-up begins with its first frame, however long that is waited for" {
    # Not one or two of ten. A busy machine, which may stop it for as long as five, gets six tries.
    from_pipe() {
        (sleep 0.6; frames 10) | sky-cat -r 20 --catch-up >out.raw
        [ "$(bytes out.raw)" -ge $((5 * frame_bytes)) ]
    }
    tries from_pipe
    mkfifo fifo
    from_fifo() {
        sky-cat -r 20 --catch-up fifo >out.raw &
        (sleep 0.6; frames 10) >fifo
        wait $! && [ "$(bytes out.raw)" -ge $((5 * frame_bytes)) ]
    }
    tries from_fifo
}

@test "sky-cat --catch-up drops frames that a reader was too late for, through a loop of inputs" {
    frames 3 >a.raw
    frames 2 >b.raw
    sky-cat -r 100 --catch-up --loop -n 60 a.raw b.raw -v 2>err | (head -c $frame_bytes; sleep 0.4; cat) >out.raw
    local dropped
    dropped=$(sed -n 's/^sky-cat: 60 frames of 60,.* \([0-9]*\) dropped.*/\1/p' err)
    [ "$dropped" -gt 10 ]
    [ "$(bytes out.raw)" -eq $(((60 - dropped) * frame_bytes)) ]
}

@test "sky-push does not take its input for idle because it was stopped itself" {
    export SKY_GEOMETRY=360x288 # a frame does not fit the pipe, so that a part of one is read first
    mkfifo in out
    goes_on() { # a busy machine may stop what feeds it, too
        sky-gen noise | sky-cat --pace -r 30 >in &
        sky-push -r 60 --idle exit --stale 1 -n 60 --stats -o wire:out,chip=ws2801 <in 2>err &
        local push=$!
        exec 4<out
        head -c $((3 * 360 * 288 * 3)) <&4 >/dev/null # it plays
        cat <&4 >/dev/null &
        kill -STOP $push
        sleep 1.5
        kill -CONT $push
        wait $push
        exec 4<&-
        cat err
        grep -q '^sky-push: 60 frames' err && ! grep -q 'has stopped' err
    }
    tries goes_on
}
