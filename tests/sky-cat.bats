# SPDX-License-Identifier: ISC
load helpers

@test "sky-cat passes 1,000 frames unchanged, from a file, a pipe and standard input" {
    frames 1000 >in
    sky-cat in >out
    cmp in out
    cat in | sky-cat | cat >out
    cmp in out
    sky-cat - <in | cat >out
    cmp in out
    sky-cat in -o out
    cmp in out
}

@test "sky-cat joins its inputs in order" {
    frames 5 >a
    sky-gen solid -n 3 >b
    sky-cat a - b <a >out
    cat a a b | cmp - out
}

@test "sky-cat records to gzip and plays the recording" {
    frames 20 >in
    sky-cat in -o show.gz
    gzip -t show.gz
    gzip -dc show.gz | cmp - in
    sky-cat show.gz | cmp - in
    cat show.gz show.gz >twice.gz # gzip files may be joined like others
    sky-cat twice.gz | cmp - <(cat in in)
    sky-cat show.gz --skip 5 -n 4 | cmp - <(tail -c +$((5 * frame_bytes + 1)) in | head -c $((4 * frame_bytes)))
}

@test "sky-cat -l loops one input and several, and a recording" {
    frames 2 >a
    frames 3 | tail -c $frame_bytes >b
    sky-cat a b -o r.gz
    sky-cat -l a -n 5 | cmp - <(cat a a a | head -c $((5 * frame_bytes)))
    sky-cat -l a b -n 7 | cmp - <(cat a b a b a | head -c $((7 * frame_bytes)))
    sky-cat -l r.gz -n 7 | cmp - <(cat a b a b a | head -c $((7 * frame_bytes)))
}

@test "sky-cat -l ends without frames to loop, and fails when it cannot go back" {
    : >empty
    sky-cat -l empty | cmp - empty
    sky-cat -l empty empty | cmp - empty
    frames 2 >a
    refuses 1 "standard input: gave no frames in a later round; a pipe cannot" bash -c "cat a | sky-cat -l"
    cmp a refused.out
}

@test "sky-cat --skip leaves out frames across inputs" {
    frames 5 >a
    sky-cat --skip 7 a a | cmp - <(tail -c $((3 * frame_bytes)) a)
    cat a | sky-cat --skip 2 | cmp - <(tail -c $((3 * frame_bytes)) a)
    refuses 1 "sky-cat: the show ends before frame 99, at which --skip and --start would begin it" sky-cat --skip 99 a a
    refuses 1 "sky-cat: the show ends before frame 5," sky-cat --skip 5 <(cat a)
    refuses 1 "sky-cat: the show ends before frame 5," bash -c "sky-cat a | sky-cat --skip 5 -o new"
    refuses 1 "sky-cat: the show ends before frame 15," sky-cat --start 0.5 a
    refuses 1 "sky-cat: the show ends before" timeout 10 sky-cat --skip 4611686018427387903 --start 1e9 a
    [ ! -s refused.out ]
    [ ! -e new ]
}

@test "a picture lasts until -n or -d, or for --still when other inputs follow" {
    sky-gen test -n 1 | sky-flat -o logo.png
    [ "$(sky-cat logo.png -n 4 | wc -c)" -eq $((4 * frame_bytes)) ]
    [ "$(sky-cat logo.png -d 2 -r 10 | wc -c)" -eq $((20 * frame_bytes)) ]
    frames 2 >a
    [ "$(sky-cat logo.png a --still 1 -r 5 | wc -c)" -eq $((7 * frame_bytes)) ]
    [ "$(sky-cat logo.png logo.png,for=0.001 --still 0.001 | wc -c)" -eq $((2 * frame_bytes)) ]
    refuses 2 "--still says how long it lasts, or ,for=" sky-cat logo.png a
}

@test "sky-cat writes the whole frames of a truncated input, and names the place" {
    frames 3 >in
    head -c $((2 * frame_bytes + 1)) in >short
    refuses 1 "short: ended 1 byte into frame 2 (a frame is 576 bytes at 24x8)" sky-cat short
    cmp refused.out <(head -c $((2 * frame_bytes)) in)
    refuses 1 "standard input: ended 1 byte into frame 2" bash -c "cat short | sky-cat"
    cmp refused.out <(head -c $((2 * frame_bytes)) in)
    refuses 1 "short: ended 1 byte into frame 2" bash -c "set -o pipefail; sky-cat short | cat"
    cmp refused.out <(head -c $((2 * frame_bytes)) in)
}

@test "sky-cat writes the whole frames of a damaged gzip file" {
    frames 40 >in
    gzip <in >show.gz
    head -c 12000 show.gz >cut.gz
    refuses 1 "cut.gz: the compressed data ends too soon, in frame " sky-cat cut.gz
    [ "$(bytes refused.out)" -gt $frame_bytes ]
    cmp -n "$(bytes refused.out)" refused.out in
    [ $(($(bytes refused.out) % frame_bytes)) -eq 0 ]

    cp show.gz bad.gz
    printf 'XXXXXXXXXXXXXXXX' | dd of=bad.gz bs=1 seek=9000 conv=notrunc status=none
    refuses 1 "bad.gz: " sky-cat bad.gz
    [ $(($(bytes refused.out) % frame_bytes)) -eq 0 ]

    head -c 100 in | gzip >part.gz
    refuses 1 "part.gz: ended 100 bytes into frame 0" sky-cat part.gz
    cp in plain.gz
    refuses 1 "plain.gz: is not a gzip file" sky-cat plain.gz
    : >empty.gz
    refuses 1 "empty.gz: is not a gzip file" sky-cat empty.gz
}

@test "sky-cat names the input that it cannot open" {
    refuses 1 "none.sky: No such file or directory" sky-cat none.sky
    refuses 1 "no?one?[1m: No such" sky-cat $'no\none\e[1m' # nothing that a terminal would obey
    refuses 1 "none.gz: No such file or directory" sky-cat none.gz
    refuses 1 "none.png: No such file or directory" sky-cat none.png -n 1
    mkdir folder
    refuses 1 "folder: is a directory" sky-cat folder
    frames 2 >a
    refuses 1 "none.sky: No such file or directory" sky-cat a none.sky
    [ ! -s refused.out ] # all names are looked up before anything is written
    refuses 2 "no parameter is called 'mix'" sky-cat mix=3
    sky-cat ./a | cmp - a
}

@test "sky-cat reports a full disk, of recordings too" {
    frames 100 >a
    refuses 1 "/dev/full: No space left on device" sky-cat a -o /dev/full
    ln -s /dev/full full.gz
    refuses 1 "full.gz: No space left on device" sky-cat a -o full.gz
    refuses 1 "standard output: No space left on device" bash -c "cat a | sky-cat >/dev/full"
    sky-cat -l a | head -c 1000 >/dev/null
}

@test "sky-cat --pace keeps to the frame rate" {
    frames 10 >a
    start=$(date +%s%N)
    sky-cat a --pace -r 50 >/dev/null
    [ $(($(date +%s%N) - start)) -ge 180000000 ] # the tenth frame is due after 9/50 s; being late is no fault
}

@test "sky-cat -v prints the progress, and the length when it is known" {
    frames 10 >a
    sky-cat a -v 2>err >/dev/null
    grep -q "sky-cat: 10 frames of 10, " err
    sky-cat a -v -n 1 2>err >/dev/null
    grep -q "sky-cat: 1 frame of 1, " err
}

@test "sky-cat refuses a terminal as its input and as its output" {
    frames 1 >a
    "$python" - <<'PY'
import os, pty, subprocess
def lines(words, **ends):
    run = subprocess.run(words, stderr=subprocess.PIPE, stdout=ends.get('stdout', subprocess.DEVNULL),
                         stdin=ends.get('stdin', subprocess.DEVNULL))
    return run.returncode, run.stderr.decode()
ours, theirs = pty.openpty()
code, text = lines(['sky-cat', 'a'], stdout=theirs)
assert code == 1 and 'is a terminal, and frames are not text' in text, text
code, text = lines(['sky-cat'], stdin=theirs)
assert code == 1 and 'standard input: is a terminal' in text, text
PY
}

@test "sky-cat copes with short reads, slow readers and descriptors that were made non-blocking" {
    frames 9 >in
    "$python" - <<'PY'
import os, subprocess, threading
data = open('in', 'rb').read()
big = data * 400  # more than a pipe holds
open('big', 'wb').write(big)
for program in (['sky-cat'], ['sky-rotate'], ['sky-rotate', 'angle=15'], ['sky-cat', 'big']):
    input_end, feed = os.pipe()
    drain, output_end = os.pipe()
    for fd in (input_end, output_end):
        os.set_blocking(fd, False)
    child = subprocess.Popen(program, stdin=input_end, stdout=output_end)
    os.close(input_end), os.close(output_end)
    def dribble():
        for at in range(0, len(data), 7):
            os.write(feed, data[at:at + 7])
        os.close(feed)
    thread = threading.Thread(target=dribble)
    if program[-1] != 'big':
        thread.start()
    got = bytearray()
    while piece := os.read(drain, 1111 if program[-1] == 'big' else 11):
        got += piece
    assert child.wait() == 0
    wanted = big if program[-1] == 'big' else data
    assert len(got) == len(wanted), (program, len(got))
    assert got == wanted or 'angle=15' in program
    os.close(drain)
    if program[-1] != 'big':
        thread.join()
    else:
        os.close(feed)
PY
}

@test "an interrupt ends a recording after a whole frame, and then the program by the signal" {
    "$python" - <<'PY'
import os, signal, subprocess
for output in ('show.gz', 'show.sky'):
    gen = subprocess.Popen(['sky-gen', 'noise'], stdout=subprocess.PIPE)
    # Slow enough that the disk is not full before Python sends the signal.
    cat = subprocess.Popen(['sky-cat', '--pace', '-r', '10000', '-o', output], stdin=gen.stdout)
    gen.stdout.close()
    while not os.path.exists(output) or os.path.getsize(output) < 100000:
        assert cat.poll() is None
    cat.send_signal(signal.SIGINT)
    assert cat.wait() == -signal.SIGINT, cat.returncode
    gen.kill(), gen.wait()
PY
    gzip -t show.gz
    sky-cat show.gz >all
    [ "$(bytes all)" -gt $frame_bytes ]
    [ $(($(bytes show.sky) % frame_bytes)) -eq 0 ]
}

@test "with standard error closed, nothing that is meant for it gets into a file" {
    frames 30 >show
    sky-cat -v show -o copy 2>&-
    cmp show copy
    sky-cat -v show -o @closed 2>&-
    sky-cat @closed -n 1 | cmp - <(tail -c "$frame_bytes" show)
}

@test "with standard input or output closed, using it is an error" {
    refuses 1 "standard input: Bad file descriptor" bash -c "sky-cat <&-"
    refuses 1 "standard output: Bad file descriptor" bash -c "sky-gen solid -n 1 >&-"
}

@test "a limit on the size of files is an error, and not a silent end" {
    refuses 1 "out.raw: File too large" bash -c "ulimit -f 1; sky-gen noise -n 9 -o out.raw"
    refuses 1 "standard output: File too large" bash -c "ulimit -f 1; sky-gen noise -n 9 >out.raw"
}

@test "a second Ctrl-C ends a recording at once" {
    mkfifo full.gz stalled
    exec 7<>full.gz 8<>stalled
    timeout 0.1 cat /dev/zero >&7 || true
    env --default-signal=INT sky-cat -r 1000 stalled -o full.gz &
    recorder=$!
    # More than a pipe holds: when all is written, the recorder has begun to read, and takes signals.
    frames 120 >&8
    for signal in INT INT; do
        kill -s $signal "$recorder" 2>/dev/null || true
    done
    status=0
    wait "$recorder" || status=$?
    [ "$status" -ne 0 ]
}
