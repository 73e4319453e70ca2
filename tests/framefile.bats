# SPDX-License-Identifier: ISC
# Frame files and raw: through the programs, and with clients in other languages.

load helpers

clients=$project/examples/clients

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export SKY_DIR=$PWD/shared
}

# number_at FILE OFFSET BYTES: a little-endian number, as a client in shell reads it.
number_at() {
    od -A n -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# written COUNT: so many frames have been written to @.
written() {
    [ -s shared/default.sky ] && [ "$(number_at shared/default.sky 64 8)" = "$1" ]
}

# same_last FRAMES FILE: FILE is the last frame of FRAMES.
same_last() {
    tail -c "$frame_bytes" "$1" | cmp - "$2"
}

@test "a frame that was written to @ is read from @" {
    frames 5 >show
    sky-cat show -r 1000 -o @
    sky-cat @ -n 1 >newest
    same_last show newest
    [ "$(ls -A shared)" = default.sky ]
}

@test "@NAME and @/PATH are files of their own" {
    sky-gen solid color=red -n 1 -o @red
    sky-gen solid color=blue -n 1 -o "@$PWD/blue.sky"
    sky-gen solid color=red -n 1 | cmp - <(sky-cat @red -n 1)
    sky-gen solid color=blue -n 1 | cmp - <(sky-cat "@$PWD/blue.sky" -n 1)
    [ -f shared/red.sky ]
}

@test "in lockstep every frame comes through, to a reader that waited for the file" {
    frames 100 >show
    sky-cat @ -n 100 >copy 2>copy.err &
    reader=$!
    await test -s copy.err
    sky-cat show -r 100000 --lockstep -o @
    wait "$reader"
    cmp show copy
    [ "$(cat copy.err)" = "sky-cat: waiting for $SKY_DIR/default.sky: start a program with -o @" ]
}

@test "a chain of frame files in lockstep gives what a chain of pipes gives" {
    frames 30 | sky-rotate angle=90 | sky-rotate flip=yes >wanted
    sky-cat @b -n 30 >found 2>/dev/null &
    reader=$!
    sky-rotate @a flip=yes -n 30 -r 100000 --lockstep -o @b 2>/dev/null &
    await test -e shared/b.sky
    frames 30 | sky-rotate angle=90 -r 100000 --lockstep -o @a
    wait "$reader"
    cmp wanted found
}

@test "a recording is played into a frame file and recorded from it" {
    frames 20 >show
    sky-cat show -o show.gz
    sky-cat @ -n 20 -o again.gz 2>again.err &
    recorder=$!
    await test -s again.err
    sky-cat show.gz -r 100000 --lockstep -o @
    wait "$recorder"
    sky-cat again.gz | cmp show -
}

@test "a second writer is refused and says who writes" {
    mkfifo endless
    sky-cat endless -o @ &
    writer=$!
    exec 7>endless
    frames 1 >&7
    sky-cat @ -n 1 2>/dev/null | cmp - <(frames 1)
    refuses 1 "default.sky: process $writer writes to it already" sky-gen noise -n 1 -o @
    exec 7>&-
    wait "$writer"
    sky-gen noise -n 1 -o @
}

@test "a writer that is killed leaves its last frame, and the next one counts on" {
    mkfifo endless
    sky-cat endless -r 1000 -o @ &
    writer=$!
    exec 7>endless
    frames 3 >&7
    await written 3
    kill -KILL "$writer"
    wait "$writer" || true
    exec 7>&-
    frames 3 >show
    sky-cat @ -n 1 >newest
    same_last show newest
    sky-gen noise -n 2 -r 1000 -o @
    [ "$(number_at shared/default.sky 64 8)" = 5 ]
}

@test "a frame file of another geometry is an error that names both" {
    sky-gen solid -n 1 -g 10x4+0.5 -o @
    refuses 1 "default.sky: its frames are 10x4+0.5, not 24x8 (use -g 10x4+0.5)" sky-cat @ -n 1
    sky-cat -g 10x4+0.5 @ -n 1 >frame
    [ "$(bytes frame)" -eq 120 ]
}

@test "what is not a frame file is neither read nor overwritten" {
    echo 'my diary' >diary
    refuses 1 "diary: is not a frame file" sky-cat "@$PWD/diary" -n 1
    refuses 1 "diary: is not a frame file" sky-gen noise -n 1 -o "@$PWD/diary"
    [ "$(cat diary)" = 'my diary' ]
    refuses 2 "'@a/b': a frame file's name" sky-gen noise -n 1 -o @a/b
    refuses 1 "/dev/null/x.sky" sky-gen noise -n 1 -o @/dev/null/x.sky
}

@test "--lockstep is for frame files" {
    refuses 2 "standard output: has no lockstep" sky-gen noise -n 1 --lockstep
}

@test "raw: holds the last frame, and gives it whenever it is asked" {
    frames 3 >show
    sky-cat show -r 1000 -o raw:picture
    [ "$(bytes picture)" -eq "$frame_bytes" ]
    same_last show picture
    sky-cat raw:picture -n 3 | cmp - <(cat picture picture picture)
}

@test "raw: takes a file of exactly one frame" {
    head -c 100 /dev/zero >picture
    refuses 1 "raw:picture: is 100 bytes long, and one frame is 576 bytes at 24x8" sky-cat raw:picture -n 1
    refuses 1 "raw:picture: is 100 bytes long, and one frame is 576 bytes at 24x8" sky-gen noise -n 1 -o raw:picture
    [ "$(bytes picture)" -eq 100 ]
    : >picture
    sky-gen noise -n 1 -o raw:picture
    cmp picture <(frames 1)
    refuses 1 "raw:.: is not a regular file" sky-cat raw:. -n 1
    refuses 1 "raw:no/picture: cannot be made" sky-gen noise -n 1 -o raw:no/picture
}

@test "raw: that could not be written is empty, and takes the next writer" {
    export SKY_GEOMETRY=60x48
    # As on a full disk: no file may be longer than 4 KiB.
    refuses 1 "raw:picture: File too large" bash -c "trap '' XFSZ; ulimit -f 4; sky-gen noise -n 1 -o raw:picture"
    [ ! -s picture ]
    sky-gen noise -n 1 -o raw:picture
    cmp picture <(frames 1)
    # One that has a frame keeps its size.
    refuses 1 "raw:picture: File too large" bash -c "trap '' XFSZ; ulimit -f 4; sky-gen test -n 1 -o raw:picture"
    [ "$(bytes picture)" -eq 8640 ]
}

@test "a writer of raw: that is killed leaves a file that the next one takes" {
    "$python" - <<'PY'
import os, random, subprocess, time
for _ in range(30):
    writer = subprocess.Popen(['sky-gen', '-g', '360x288', 'noise', '-r', '1000', '-o', 'raw:picture'])
    while not os.path.exists('picture'):
        assert writer.poll() is None
    time.sleep(random.random() * 0.0005)
    writer.kill()
    writer.wait()
    assert os.path.getsize('picture') in (0, 311040), os.path.getsize('picture')
    os.unlink('picture')
PY
}

@test "raw: waits for a file that is being copied" {
    frames 1 >whole
    # A copy that rests for half a second is taken for one that has ended; a busy machine may stop it for as long.
    copied() {
        rm -f picture
        : >copy.err
        sky-cat raw:picture -n 1 >copy 2>copy.err &
        local reader=$!
        await test -s copy.err && "$python" - <<'PY' && wait "$reader" && cmp copy whole
import time
with open('picture', 'wb', 0) as picture:
    for byte in open('whole', 'rb').read():
        picture.write(bytes([byte]))
        time.sleep(0.0005)
PY
    }
    tries copied
    [ "$(wc -l <copy.err)" -eq 1 ]
}

@test "raw: waits while another process holds the lock" {
    frames 1 >picture
    exec 8<>picture
    flock -x 8
    sky-cat raw:picture -n 1 >copy 2>copy.err &
    reader=$!
    await test -s copy.err
    grep -q 'waiting for raw:picture, which another process keeps locked' copy.err
    [ ! -s copy ]
    flock -u 8
    wait "$reader"
    cmp copy picture
}

@test "numpy draws into raw: as the first skyscreen did, and reads it" {
    sky-cat raw:picture -n 1 >copy 2>/dev/null &
    reader=$!
    "$python" -c '
import fcntl, numpy
frame = numpy.memmap("picture.new", numpy.uint8, "w+", shape=(24, 8, 3))
frame[:] = numpy.arange(576).reshape(24, 8, 3) % 251
frame.flush()
import os; os.rename("picture.new", "picture")'
    wait "$reader"
    "$python" -c '
import numpy
assert (numpy.fromfile("copy", numpy.uint8) == numpy.arange(576) % 251).all()'
    frames 1 | sky-cat -o raw:picture
    "$python" -c '
import numpy
frame = numpy.memmap("picture", numpy.uint8, "r", shape=(24, 8, 3))
frame.tofile("seen")'
    cmp seen <(frames 1)
}

@test "the Python client writes what we read, and carries on after us" {
    frames 5 | sky-cat -r 1000 -o @
    "$python" "$clients/frame_writer.py" shared/default.sky 24 8 3 1000
    [ "$(number_at shared/default.sky 64 8)" = 8 ]
    sky-cat @ -n 1 | "$python" -c '
import sys
frame = sys.stdin.buffer.read()
assert [tuple(frame[24 * vane:24 * vane + 3]) for vane in range(24)] == [
    (255, 32, 0) if (vane - 8 * 24 // 120) % 24 < 3 else (0, 0, 0) for vane in range(24)]'
    sky-gen noise -n 1 -o @
    [ "$(number_at shared/default.sky 64 8)" = 9 ]
}

@test "the Python client makes a frame file that we read and write" {
    "$python" "$clients/frame_writer.py" "$PWD/new.sky" 24 8 2 1000
    sky-cat "@$PWD/new.sky" -n 1 >frame
    [ "$(bytes frame)" -eq "$frame_bytes" ]
    sky-gen noise -n 1 -o "@$PWD/new.sky"
    [ "$(number_at new.sky 64 8)" = 3 ]
}

@test "the Python, numpy and shell clients read what we write" {
    frames 5 >show
    sky-cat show -r 1000 -o @
    "$python" "$clients/frame_reader.py" shared/default.sky 1 >frame
    same_last show frame
    sh "$clients/frame_reader.sh" shared/default.sky 1 >frame
    same_last show frame
    sky-gen solid color=#0a141e -n 1 -o @
    [ "$("$python" "$clients/numpy_reader.py" shared/default.sky 1)" = 'frame 6: red 10.0 green 20.0 blue 30.0' ]
}

@test "the numpy and shell clients write what we read" {
    sky-gen solid -n 1 -o @
    "$python" "$clients/numpy_writer.py" shared/default.sky 4 1000
    [ "$(number_at shared/default.sky 64 8)" = 5 ]
    sky-cat @ -n 1 | "$python" -c '
import sys
frame = sys.stdin.buffer.read()
assert set(frame[0::3]) == {0} and len(set(frame[2::3])) > 1 and frame == frame[:24] * 24'
    frames 3 >show
    sh "$clients/frame_writer.sh" shared/default.sky 1000 <show
    [ "$(number_at shared/default.sky 64 8)" = 8 ]
    sky-cat @ -n 1 >newest
    same_last show newest
}

@test "clients in other languages keep to one writer" {
    mkfifo endless
    sky-cat endless -o @ &
    writer=$!
    exec 7>endless
    await test -e shared/default.sky
    for client in frame_writer.py numpy_writer.py; do
        "$python" "$clients/$client" shared/default.sky 2>client.err && false
        grep -q 'writes to it already' client.err
    done
    sh "$clients/frame_writer.sh" shared/default.sky 2>client.err </dev/null && false
    grep -q "process $writer writes to it already" client.err
    exec 7>&-
    wait "$writer"
}

# example FIRST_LINE: the example in sky-frame(5) that begins so. The page writes minus signs as \-.
example() {
    awk -v first="$1" '$0 == first { on = 1 } /^\.Ed/ { on = 0 } on' "$project/man/sky-frame.5" | sed 's/\\-/-/g'
}

@test "the filters in sky-frame(5) work as they are printed there" {
    frames 3 >show
    example '#include <stdio.h>' >half.c
    ${CC:-cc} -o half half.c
    ./half <show >found
    "$python" -c '
import sys
sys.stdout.buffer.write(bytes(byte // 2 for byte in open("show", "rb").read()))' | cmp - found
    example 'import os, signal, sys' >quarter.py
    "$python" quarter.py <show >found
    sky-rotate show angle=90 | cmp - found
}

@test "clients in other languages print their usage, and say in one line that a file is missing or wrong" {
    echo frames >other
    for client in "$clients"/*; do
        name=$(basename "$client")
        case $client in
        *.py) run="$python" ;;
        *) run=sh ;;
        esac
        refuses 2 "usage: $name PATH" "$run" "$client"
        for word in @wall --help ''; do
            refuses 2 "usage: $name PATH.sky" "$run" "$client" "$word" <other
            [ ! -e ./"$word" ] || [ -z "$word" ]
        done
        refuses 1 "other: " "$run" "$client" other
    done
    for client in numpy_reader.py numpy_writer.py; do
        refuses 1 "missing: No such file or directory" "$python" "$clients/$client" missing
    done
}

# A shell ignores SIGINT in its background jobs, so Python starts them.
@test "Ctrl-C ends clients in other languages without a word, and without a file left behind" {
    mkdir temporary
    sky-gen solid -n 2 -o @
    mkfifo silent
    "$python" - "$clients" "$SKY_DIR/default.sky" "$python" <<'PY'
import os, signal, subprocess, sys, time
clients, path, python = sys.argv[1:]
feed = os.open("silent", os.O_RDWR)
for name in sorted(os.listdir(clients)):
    started = ["sh" if name.endswith("sh") else python, f"{clients}/{name}", path]
    if name == "frame_writer.py":
        started += ["24", "8"]
    newest = lambda: open(path, "rb").read(72)[64:]
    before = newest()
    run = subprocess.Popen(started, stdin=feed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                           env={**os.environ, "TMPDIR": "temporary"},
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    if "reader" in name:
        run.stdout.read(1)
    else:
        os.write(feed, bytes(576))  # which frame_writer.sh reads
        while newest() == before:
            assert run.poll() is None, (name, run.returncode)
            time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    words = run.communicate(timeout=10)[1]
    assert run.returncode in (-signal.SIGINT, 1), (name, run.returncode)
    assert not words, (name, words)
    assert not os.listdir("temporary"), (name, os.listdir("temporary"))
PY
}

# as_nobody COMMAND...: as a user who is not us.
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
as_nobody() {
    [ "$(id -u)" -eq 0 ] || skip "only root can become another user"
    "${nobody[@]}" "$@"
}

@test "a reader that waits does not follow a directory that another user makes meanwhile" {
    as_nobody true
    directory=/dev/shm/sky-$(id -u)
    [ ! -e "$directory" ] || skip "$directory is in use"
    unset XDG_RUNTIME_DIR SKY_DIR
    sky-gen solid -n 1 -o "@$PWD/theirs.sky"
    sky-cat @ -n 1 >frame 2>err &
    reader=$!
    await grep -qs "waiting for" err
    # Others may not see our programs: all that they do is to copy what we have made.
    as_nobody sh -c "umask 0; mkdir $directory; cat >$directory/default.sky" <theirs.sky
    status=0
    wait "$reader" || status=$?
    rm -r "$directory"
    [ "$status" -eq 1 ]
    [ ! -s frame ]
    grep -q "$directory: belongs to user 65534 and not to us, user 0" err
}

@test "the runtime directory of another user is not used" {
    as_nobody true
    mkdir theirs
    chown 65534 theirs
    unset SKY_DIR
    XDG_RUNTIME_DIR=$PWD/theirs sky-gen solid -n 1 -o @not-there
    [ ! -e theirs/sky ]
    rm "/dev/shm/sky-$(id -u)/not-there.sky"
    rmdir "/dev/shm/sky-$(id -u)" || true
}

@test "who may only read a frame file cannot keep its writer out by a lock" {
    as_nobody true
    dir=$(mktemp -d)
    chmod 755 "$dir"
    sky-gen solid -n 1 -o "@$dir/x.sky"
    mkfifo locked
    chmod 666 locked
    exec 7<>locked
    # One process from beginning to end, which kill reaches.
    "${nobody[@]}" flock -x --no-fork "$dir/x.sky" sh -c 'echo locked; exec sleep 100' >&7 3>&- &
    locker=$!
    read -r _ <&7
    sky-gen solid color=blue -n 1 -o "@$dir/x.sky"
    sky-cat "@$dir/x.sky" -n 1 | cmp - <(sky-gen solid color=blue -n 1)
    kill "$locker"
    rm -r "$dir"
}

@test "a lock that a program left to its child is refused without the number of a dead process" {
    sky-gen solid -n 1 -o @
    exec 7<shared/default.sky
    flock -x 7
    refuses 1 "default.sky: another process writes to it already" sky-gen solid -n 1 -o @
    exec 7<&-
    sky-gen solid -n 1 -o @
}

@test "on a full file system, a file with holes is an error for a writer, and a reader waits without haste" {
    unshare -rm true 2>/dev/null || skip "this system allows no user namespaces"
    unshare -rm bash <<SH
mkdir full
mount -t tmpfs -o size=64k tmpfs full
sky-gen solid -g 120x60 -n 1 -o @holes
head -c 4096 shared/holes.sky >full/x.sky
truncate -s \$(stat -c %s shared/holes.sky) full/x.sky
cat /dev/zero >full/rest 2>/dev/null
! sky-gen solid -g 120x60 -n 1 -o @\$PWD/full/x.sky 2>writer || exit 1
grep -q "no room for 200,704 bytes: No space left on device" writer || exit 1
touch reader
sky-cat -g 120x60 @\$PWD/full/x.sky -n 1 -o recording.raw 2>reader &
for _ in {1..3000}; do
    [ ! -s reader ] || break
    sleep 0.02
done
grep -q "cannot be read: its file system is full" reader || exit 1
kill \$!
wait \$!
[ \$? -eq 143 ]
SH
}
