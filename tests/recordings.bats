# SPDX-License-Identifier: ISC
# Recordings, PATH.gz: a chain of gzip members that hold whole frames.

load helpers

# flip FILE OFFSET: inverts a byte; a negative offset counts from the end.
flip() {
    "$python" - "$@" <<'PY'
import sys
path, offset = sys.argv[1], int(sys.argv[2])
data = bytearray(open(path, 'rb').read())
data[offset] ^= 255
open(path, 'wb').write(data)
PY
}

# member FILE NUMBER: the offset of a member, by its gzip header.
member() {
    "$python" - "$@" <<'PY'
import struct, sys
data, at = open(sys.argv[1], 'rb').read(), 0
for _ in range(int(sys.argv[2])):
    at += struct.unpack_from('<I', data, at + 16)[0]
print(at)
PY
}

@test "a recording is a chain of gzip members of at most a second, as sky-cat(1) describes them" {
    for rate in 30 1 0.5 29.97 60; do
        frames 100 >in
        sky-cat -r $rate in -o show.gz
        gzip -dc show.gz | cmp - in
        "$python" - "$rate" <<'PY'
import struct, sys, zlib
data, at, frames, counts = open('show.gz', 'rb').read(), 0, b'', []
comment = f'skyscreen 24x8 {sys.argv[1]} fps'.encode() + b'\0'
while at < len(data):
    head, extra, name, length, size, count = struct.unpack_from('<10sH2sHII', data, at)
    assert head == bytes.fromhex('1f8b08140000000004ff') and (extra, name, length) == (12, b'SK', 8)
    assert data[at + 24:].startswith(comment)
    inside = zlib.decompress(data[at:at + size], 31) # one whole member, its checksum included
    assert len(inside) == count * 576
    counts.append(count)
    frames += inside
    at += size
assert frames == open('in', 'rb').read()
assert max(counts) <= max(1, float(sys.argv[1])), counts
PY
    done
}

@test "a recording without frames is a recording" {
    sky-gen test -n 0 -o show.gz
    [ "$(sky-cat show.gz | wc -c)" -eq 0 ]
    [ "$(sky-cat --info show.gz | tail -n 1 | tr -s ' ')" = "24x8 30 0 0.00 show.gz" ]
}

@test "sky-cat --info prints geometry, rate, frames and seconds" {
    sky-gen noise -g 60x48+4 -r 25 -n 50 -o a.gz
    sky-gen noise -n 90 >b.raw
    gzip <b.raw >c.gz
    sky-cat --info a.gz b.raw c.gz | tr -s ' ' >out
    cmp out - <<'TABLE'
GEOMETRY FPS FRAMES SECONDS INPUT
60x48+4 25 50 2.00 a.gz
24x8 30 90 3.00 b.raw
24x8 30 90 3.00 c.gz
TABLE
    [ "$(sky-cat -r 45 --info - <b.raw | tail -n 1 | tr -s ' ')" = "24x8 45 90 2.00 -" ]
    [ "$(cat b.raw | sky-cat --info - | tail -n 1 | tr -s ' ')" = "24x8 30 90 3.00 -" ]
    refuses 1 "missing.gz: No such file" sky-cat --info missing.gz
    refuses 1 "@x: has no end, unless for= says how long it lasts" sky-cat --info @x
    refuses 2 "--info: which files?" sky-cat --info
    refuses 2 "-o: --info prints a table, and writes no frames" sky-cat --info x.gz -o table
    sky-cat --info missing.gz a.gz >out 2>err || [ $? -eq 1 ]
    grep -q "1 of 2 inputs cannot be read to their end" err
    grep -q a.gz out
}

@test "sky-cat --info prints how long inputs last with the words behind them" {
    sky-gen noise -g 60x48 -r 25 -n 50 -o a.gz
    sky-gen noise -n 90 >b
    sky-gen test -n 1 | sky-flat -o logo.png
    cat b | sky-cat --info --still 4 a.gz,for=1.2 b,for=2,fade=1 b,for=9 -,for=0.5 logo.png logo.png,size=2,for=1 \
        @none,for=60 <(cat b),for=1 | tr -s ' ' >out
    sed -i 's|/dev/fd/[0-9]*|PIPE|' out
    cmp out - <<'TABLE'
GEOMETRY FPS FRAMES SECONDS INPUT
60x48 25 30 1.20 a.gz,for=1.2
24x8 30 60 2.00 b,for=2,fade=1
24x8 30 90 3.00 b,for=9
24x8 30 15 0.50 -,for=0.5
24x8 30 120 4.00 logo.png
24x8 30 30 1.00 logo.png,size=2,for=1
24x8 30 1800 60.00 @none,for=60
24x8 30 30 1.00 PIPE,for=1
TABLE
    # At the rate of the recording, whatever the show's is.
    [ "$(sky-cat -r 50 --info a.gz,for=1.2 | tail -n 1 | tr -s ' ')" = "60x48 25 30 1.20 a.gz,for=1.2" ]
    refuses 1 "logo.png: has no end, unless for= says how long it lasts" sky-cat --info logo.png
    refuses 2 "b: for: 0 is out of range" sky-cat --info b,for=0
}

@test "sky-cat --skip goes from header to header, and decompresses only where it must" {
    frames 100 >in
    sky-cat in -o show.gz
    for skip in 0 1 14 15 16 29 30 31 97 99 100 101; do
        sky-cat show.gz --skip $skip | cmp - <(tail -c +$((skip * frame_bytes + 1)) in)
    done
    cat show.gz show.gz >twice.gz
    sky-cat twice.gz --skip 130 | cmp - <(tail -c +$((30 * frame_bytes + 1)) in)
    gzip <in >old.gz # its end is found by reading it
    cat show.gz old.gz show.gz >three.gz
    sky-cat three.gz --skip 230 | cmp - <(tail -c +$((30 * frame_bytes + 1)) in)
    for at in 100 4000 8000; do # damage in what is skipped is not seen, since it is not read
        flip show.gz $at
    done
    sky-cat show.gz --skip 15 | cmp - <(tail -c +$((15 * frame_bytes + 1)) in)
    [ "$(sky-cat --info show.gz | tail -n 1 | tr -s ' ' | cut -d ' ' -f 3)" = 100 ]
}

@test "a recording whose header tells a wrong length is still read" {
    frames 100 >in
    sky-cat in -o show.gz
    flip show.gz 17
    sky-cat show.gz --skip 40 | cmp - <(tail -c +$((40 * frame_bytes + 1)) in)
    sky-cat show.gz | cmp - in
    flip show.gz 16
    flip show.gz 18
    flip show.gz 19
    sky-cat show.gz --skip 40 -v 2>/dev/null | cmp - <(tail -c +$((40 * frame_bytes + 1)) in)
}

@test "a recording that was cut anywhere plays to its last whole frame, with one warning" {
    frames 40 >in
    sky-cat in -o show.gz
    size=$(bytes show.gz)
    for cut in 30 200 5000 $(($(member show.gz 1) + 1)) $(($(member show.gz 1) + 10)) \
        $(($(member show.gz 1) + 40)) $(($(member show.gz 2) + 3000)) $((size - 9)) $((size - 1)); do
        head -c "$cut" show.gz >cut.gz
        sky-cat cut.gz >out 2>err
        [ "$(wc -l <err)" -eq 1 ]
        grep -q "cut.gz: " err
        [ $(($(bytes out) % frame_bytes)) -eq 0 ]
        [ ! -s out ] || cmp -n "$(bytes out)" out in
    done
    [ "$(bytes out)" -eq "$(bytes in)" ]
    head -c "$(member show.gz 1)" show.gz >whole.gz # killed between members: nothing is amiss
    sky-cat whole.gz 2>&1 | cmp - <(head -c $((15 * frame_bytes)) in)
}

@test "sky-cat -l plays the good frames of a damaged file over and over, and warns once" {
    frames 40 >in
    sky-cat in -o show.gz
    head -c 20000 show.gz >cut.gz
    cp show.gz crc.gz
    flip crc.gz $(($(member crc.gz 1) - 8))
    head -c $((30 * frame_bytes - 1)) in >cut.raw
    gzip <in | head -c 20000 >old.gz
    for file in cut.gz crc.gz cut.raw old.gz; do
        sky-cat "$file" >once 2>/dev/null || true
        count=$(($(bytes once) / frame_bytes))
        [ "$count" -ge 15 ]
        for others in "" once; do
            # shellcheck disable=SC2086 # perhaps nothing
            sky-cat -l "$file" $others -n 200 >out 2>err
            [ "$(wc -l <err)" -eq 1 ]
            cmp -n "$(bytes out)" out <(for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do cat once; done)
            [ "$(bytes out)" -eq $((200 * frame_bytes)) ]
        done
    done
    for file in cut.gz cut.raw old.gz; do
        sky-cat "$file" >once 2>/dev/null || true
        sky-cat -l "$file" --skip $(($(bytes once) / frame_bytes + 3)) -n 5 2>err |
            cmp - <(tail -c +$((3 * frame_bytes + 1)) once | head -c $((5 * frame_bytes)))
        [ "$(wc -l <err)" -eq 1 ]
    done
    refuses 1 "ended 5 bytes into frame 0" bash -c "head -c 5 in >tiny; sky-cat -l tiny"
}

@test "sky-push --idle hold holds the last good frame of a damaged file" {
    frames 40 >in
    sky-cat in -o show.gz
    head -c "$(($(member show.gz 2) + 100))" show.gz >cut.gz
    cp show.gz crc.gz
    flip crc.gz $(($(member crc.gz 2) - 8))
    head -c $((30 * frame_bytes + 5)) in >cut.raw
    gzip <in | head -c 10000 >old.gz
    for file in cut.gz crc.gz cut.raw old.gz; do
        sky-cat "$file" >once 2>/dev/null || true
        count=$(($(bytes once) / frame_bytes))
        sky-push "$file" -r 1000 --idle hold -n $((count + 20)) --leave -o wire:out 2>err
        [ "$(grep -vc "was recorded at 30" err)" -eq 1 ]
        sky-push once -r 1000 --leave -o wire:good
        one=$(($(bytes good) / count))
        cmp -n "$(bytes good)" good out
        for _ in {1..20}; do tail -c $one good; done | cmp - <(tail -c $((20 * one)) out)
    done
}

@test "sky-blend holds or loops an input that is damaged" {
    frames 20 >in
    head -c $((5 * frame_bytes + 1)) in >cut
    for eof in hold longest loop; do
        sky-blend --eof $eof in max cut >out 2>err
        [ "$(bytes out)" -eq "$(bytes in)" ]
        [ "$(wc -l <err)" -eq 1 ]
    done
    refuses 1 "cut: ended 1 byte into frame 5" sky-blend in max cut
}

@test "a recording of another geometry is refused, by every program" {
    sky-gen noise -g 24x9 -n 3 -o other.gz
    sky-gen noise -n 3 -o same.gz
    cat same.gz other.gz >both.gz
    for program in sky-cat sky-rotate "sky-map src" "sky-blend same.gz max" "sky-push -o null" "sky-flat"; do
        # shellcheck disable=SC2086 # several words
        refuses 1 "other.gz: its frames are 24x9, not 24x8 (use -g 24x9)" $program other.gz
    done
    refuses 1 "other.gz: its frames are 24x9" sky-cat same.gz other.gz
    refuses 1 "both.gz: its frames are 24x9" sky-cat both.gz
    [ "$(bytes refused.out)" -eq $((3 * frame_bytes)) ]
    sky-gen noise -g 24x8+2 -n 3 -o hub.gz
    refuses 1 "hub.gz: its frames are 24x8+2" sky-cat hub.gz
}

@test "a recording of another rate is told once" {
    sky-gen noise -r 25 -n 3 -o slow.gz
    sky-gen noise -n 3 >in
    for program in sky-cat "sky-cat -l -n 20" sky-rotate "sky-map src" "sky-blend in max" "sky-push -o null" \
        sky-flat; do
        # shellcheck disable=SC2086 # several words
        $program slow.gz 2>err >/dev/null
        [ "$(wc -l <err)" -eq 1 ]
        grep -q "slow.gz: was recorded at 25 frames a second, and is played at 30 (-r 25 plays it as it was)" err
        # shellcheck disable=SC2086
        $program -r 25 slow.gz 2>err >/dev/null
        [ ! -s err ]
    done
    sky-gen noise -r 29.97002997 -n 3 -o ntsc.gz
    sky-cat -r 29.97002997 ntsc.gz 2>&1 | cmp - in
}

@test "zeros after a recording are ignored, and anything else is told" {
    frames 20 >in
    sky-cat in -o show.gz
    cat show.gz <(head -c 300000 /dev/zero) >padded.gz
    sky-cat padded.gz 2>&1 | cmp - in
    sky-cat padded.gz --skip 19 2>&1 | cmp - <(tail -c $frame_bytes in)
    sky-cat -l padded.gz -n 40 2>&1 | cmp - <(cat in in)
    cat padded.gz <(echo hello) >more.gz
    for file in more.gz <(cat show.gz <(echo hello)); do
        cp "$file" last.gz
        sky-cat last.gz 2>err | cmp - in
        grep -q "last.gz: what follows the last frame is not a recording, and is ignored" err
        sky-cat -l last.gz -n 60 2>err | cmp - <(cat in in in)
        [ "$(wc -l <err)" -eq 1 ]
    done
}

@test "a recording over an older one holds nothing of it, also when it is interrupted at once" {
    mkfifo feed
    frames 90 >in
    sky-cat in -o show.gz
    cp show.gz older.gz
    changed() {
        ! cmp -s show.gz older.gz
    }
    sky-cat feed -o show.gz &
    exec 4>feed
    head -c $((3 * frame_bytes)) in >&4
    await changed # the first frame has come
    kill $!
    wait $! || [ $? -eq 143 ]
    exec 4>&-
    sky-cat show.gz >out 2>err
    [ ! -s err ]
    cmp -n "$(bytes out)" out in
    [ "$(bytes out)" -le $((3 * frame_bytes)) ]
}

@test "a recorder that is killed keeps all but its last second" {
    SKY_BUILD=$build "$python" "$tests/storm/recordings.py" 3 fast
}
