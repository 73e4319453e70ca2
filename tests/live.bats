# SPDX-License-Identifier: ISC
# The show goes on: sky-push on sources that come, go and break; and sky-cat on running shows. The stories are told
# in standin/live.py.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    # In memory, where frame files are at home; the kernel's lists know them by other numbers on some file systems.
    SKY_DIR=$(mktemp -d /dev/shm/sky-live-XXXXXX)
    export SKY_DIR
}

teardown() {
    jobs -p | xargs -r kill 2>/dev/null || true
    rm -rf "$SKY_DIR"
}

live() {
    "$python" "$tests/standin/live.py" "$1"
}

@test "sky-push shows the newest frame of a frame file, and counts what it passes over and repeats" {
    live newest
}

@test "sky-push waits for a frame file that is not there yet" {
    live waits_for_the_file
}

@test "sky-push holds the frame of a writer that was killed, and goes on with the next one" {
    live writer_dies
}

@test "sky-push holds the last frame of a file that is deleted, and goes on with a new one" {
    live deleted
}

@test "sky-push holds the last frame of a file that is truncated to any length" {
    live truncated
}

@test "sky-push goes on with the file that takes the place of its own" {
    live replaced
}

@test "sky-push holds the last frame when something else takes the file's place" {
    live replaced_by_a_stranger
}

@test "sky-push waits while the frames are of another geometry, and says so once" {
    live other_geometry
}

@test "sky-push holds the last frame whatever is written over the header" {
    live spoiled
}

@test "sky-push takes every frame of a writer in lockstep, whatever rate the writer was given" {
    live lockstep
}

@test "several programs read a running show at once" {
    live several_readers
}

@test "sky-push shows raw:, whose picture is not stale while it stays, and survives its loss" {
    live raw
}

@test "sky-push goes on with each writer that comes to a FIFO" {
    live fifo
}

@test "sky-push shows the newest frame that has come through a FIFO" {
    live fifo_newest
}

@test "sky-push goes on when a FIFO is made anew" {
    live fifo_anew
}

@test "sky-push drops part of a frame that a writer left in a FIFO, and counts it" {
    live fifo_partial
}

@test "sky-push reads frames that are larger than the FIFO" {
    live fifo_large
}

@test "sky-push holds the last frame of a pipe that stalls, and loses nothing" {
    live pipe_stalls
}

@test "sky-push --idle hold holds the last whole frame of a pipe that ends inside one" {
    live pipe_cut
}

@test "sky-push --idle fade fades to black without a step up, and comes back at once" {
    live idle_fade
}

@test "sky-push --idle black shows black, after --stale" {
    live idle_black
}

@test "sky-push --idle hold holds the last frame" {
    live idle_hold
}

@test "sky-push --idle exit ends, after --stale" {
    live idle_exit
}

@test "sky-push --idle comes at once after the end of a file" {
    live idle_after_the_end
}

@test "sky-push refuses a name that can never be a frame file" {
    refuses 2 "'@a/b': a frame file's name" sky-push @a/b -o null
    refuses 1 "raw:.: is not a regular file" sky-cat raw:. -n 1
}

@test "sky-push @ ends after -n frames, of which a repeat is one" {
    frames 1 | sky-cat -o @
    sky-push @ -r 1000 -n 5 -o wire:wire.bin --stats 2>err
    [ "$(bytes wire.bin)" -eq $((7 * 788)) ]
    grep -q '^sky-push: 1 frames, .* 4 repeats, ' err
}

@test "sky-cat records a running show, which plays into a frame file again" {
    frames 30 >show
    sky-cat @ -n 30 -o show.gz 2>recorder.err &
    await test -s recorder.err
    sky-cat show --lockstep -o @
    wait $!
    sky-cat show.gz | cmp - show
    sky-push show -r 1000 --leave -o wire:wanted.bin
    sky-push @again -r 1000 --leave -o wire:again.bin 2>push.err &
    pid=$!
    await test -s push.err
    sky-cat show.gz --lockstep -o @again
    shows_the_last() {
        tail -c 788 again.bin | cmp -s - <(tail -c 788 wanted.bin)
    }
    await shows_the_last
    kill "$pid"
    wait "$pid"
    "$python" - <<'END'
frames = [open(name, "rb").read() for name in ("again.bin", "wanted.bin")]
# the same frames, and each may be repeated
again, wanted = ([data[i:i + 788] for i in range(0, len(data), 788)] for data in frames)
assert [frame for i, frame in enumerate(again) if i == 0 or frame != again[i - 1]] == wanted
END
}

@test "sky-cat --list tells each frame file's geometry, rate, number, age, writer and readers" {
    live listing
}
