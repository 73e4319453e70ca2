# SPDX-License-Identifier: ISC
# Animated PNG pictures.
load helpers

apng() {
    "$python" "$tests/pictures/apng.py" "$@"
}

@test "an animated PNG is what numpy makes of it: parts, ways to dispose and to blend, 16 bits, a hidden picture" {
    apng kinds .
    for number in 0 1 2 3 4 5; do
        sky-polar -r 10 fit=stretch background=#405060 $number.pam >wanted
        [ "$(bytes wanted)" -eq $((12 * frame_bytes)) ]
        sky-polar -r 10 fit=stretch background=#405060 <$number.png | cmp - wanted
        sky-polar -r 10 fit=stretch background=#405060 -n 12 $number.png | cmp - wanted
    done
}

@test "an animated PNG is what ffmpeg makes of it, within 2 codes" {
    apng kinds .
    for number in 0 1 3 4; do # ffmpeg does not blend 16 bits
        ffmpeg -v error -y -i $number.png -fps_mode passthrough -c:v pam -pix_fmt rgba -f image2pipe film.pam
        sky-polar -r 10 fit=stretch background=#405060 film.pam >wanted
        sky-polar -r 10 fit=stretch background=#405060 <$number.png >out
        [ "$("$python" "$tests/pictures/films.py" near out wanted)" -le 2 ]
    done
}

@test "animated PNGs that ffmpeg writes are the film, from a file and from a pipe" {
    local film=(ffmpeg -v error -f lavfi -i "testsrc2=size=64x48:rate=25" -frames:v 10)
    "${film[@]}" -f image2pipe -c:v ppm film.ppm
    sky-polar film.ppm >wanted
    "${film[@]}" -plays 2 -f apng loop.png
    sky-polar -r 25 loop.png | cmp - <(cat wanted wanted)
    "${film[@]}" -f apng - | sky-polar -r 25 | cmp - wanted # which promises 4294967295 pictures
}

@test "what sky-flat writes as an animated PNG or as a film comes back" {
    sky-gen bands -r 10 -n 6 >frames
    sky-flat -r 10 --size 64 <frames | sky-polar >wanted
    sky-flat -r 10 --size 64 -o loop.apng <frames
    sky-polar -r 10 -n 12 loop.apng | cmp - <(cat wanted wanted)
    sky-rotate -r 20 -n 12 loop.apng | cmp - <(sky-polar -r 20 -n 12 loop.apng)
    sky-flat -r 10 --size 64 --format y4m <frames | sky-polar -r 20 >out
    [ "$(bytes out)" -eq $((2 * $(bytes wanted))) ]
}

@test "the pictures of an animated PNG have the palette, gamma and interlacing of its header" {
    "$python" "$tests/pngs.py" kinds .
    "$python" "$tests/pngs.py" gammas .
    for pictures in "kind/3-8-1-0.png kind/3-8-1-0.png" "kind/6-16-0-1.png kind/4-8-0-0.png" "gamma-1.png gamma-1.png" \
        "kind/0-1-1-0.png kind/0-1-1-0.png" "gamma-srgb.png gamma-srgb.png"; do
        # shellcheck disable=SC2086 # words
        set -- $pictures
        apng like loop.png 1 "$1" "$1"
        sky-polar fit=stretch background=#405060 "$1" "$1" >two
        sky-polar -r 10 fit=stretch background=#405060 loop.png | cmp - two
    done
}

@test "each picture of an animated PNG has its own time, whatever -r is" {
    apng delays loop.png 1 1/10 2/10 0/0 1/5 3/0 1/20 1/20 # 0 is 1/10 s, and a denominator of 0 means hundredths
    [ "$(sky-polar -r 10 loop.png | codes)" = "0 1 1 2 3 3 4 6" ]
    [ "$(sky-polar -r 20 loop.png | codes)" = "0 0 1 1 1 1 2 2 3 3 3 3 4 5 6" ]
    [ "$(sky-polar -r 5 loop.png | codes)" = "0 1 3 4" ]
    [ "$(sky-polar -r 10 --start 0.4 loop.png | codes)" = "3 3 4 6" ]
    [ "$(sky-polar -r 10 -n 11 loop.png | codes)" = "0 1 1 2 3 3 4 6 6 6 6" ]
}

@test "an animated PNG plays as often as it says" {
    apng delays twice.png 2 1/10 1/10 1/10
    apng delays endless.png 0 1/10 2/10 1/10
    [ "$(sky-polar -r 10 twice.png | codes)" = "0 1 2 0 1 2" ]
    [ "$(sky-polar -r 10 twice.png endless.png twice.png | codes)" = "0 1 2 0 1 2 0 1 1 2 0 1 2 0 1 2" ]
    [ "$(sky-polar -r 10 -n 10 endless.png | codes)" = "0 1 1 2 0 1 1 2 0 1" ]
    [ "$(sky-polar -r 10 --start 1000000.1 -n 5 endless.png | codes)" = "1 1 2 0 1" ]
    [ "$(sky-polar -r 10 endless.png 2>err | head -c $((9 * frame_bytes)) | codes)" = "0 1 1 2 0 1 1 2 0" ]
    [ ! -s err ]
    apng delays often.png 4000000000 1/10 2/10 1/10
    [ "$(timeout 5 sky-polar -r 10 --start 1000000.1 -n 5 often.png | codes)" = "1 1 2 0 1" ]
    [ "$(sky-polar -r 10 --start 0.4 twice.png | codes)" = "1 2" ]
    # From a stream, which cannot be read again, once; what follows in it comes then.
    [ "$(sky-polar -r 10 <twice.png | codes)" = "0 1 2" ]
    [ "$(sky-polar -r 10 <(cat endless.png) | codes)" = "0 1 1 2" ]
    [ "$(cat twice.png endless.png | sky-polar -r 20 | codes)" = "0 0 1 1 2 2 0 0 1 1 1 1 2 2" ]
    sky-polar -r 10 twice.png twice.png -v 2>&1 >out | grep -q '^sky-polar: 12 frames, '
    # A single picture is a still.
    apng delays one.png 1 1/10
    [ "$(sky-polar -r 10 one.png 2>err | head -c $((4 * frame_bytes)) | codes)" = "0 0 0 0" ]
}

@test "an animated PNG plays as the input of any program, and stays at its last picture" {
    apng delays twice.png 2 1/10 1/10 1/10
    apng delays endless.png 0 1/10 2/10 1/10
    [ "$(sky-cat -r 10 -n 9 twice.png | codes)" = "0 1 2 0 1 2 2 2 2" ]
    [ "$(sky-rotate -r 10 -n 9 endless.png | codes)" = "0 1 1 2 0 1 1 2 0" ]
    [ "$(sky-rotate -r 10 --start 1e8 -n 5 endless.png | codes)" = "0 1 1 2 0" ]
    [ "$(sky-cat -r 10 --start 1e8 -n 5 endless.png | codes)" = "0 1 1 2 0" ]
    [ "$(sky-cat -r 10 --still 0.5 -l -n 9 endless.png | codes)" = "0 1 1 2 0 0 1 1 2" ]
    sky-polar -r 10 -n 9 endless.png size=0.5 x='t/9' background=#010203 >wanted
    sky-cat -r 10 -n 9 "endless.png,size=0.5,x=t/9,background=#010203" | cmp - wanted
    apng kinds .
    sky-blend -r 10 -n 12 /dev/zero over "1.png,size=0.6,angle=30*t" linear=yes >out
    sky-polar -r 10 -n 12 1.png size=0.6 angle='30*t' >wanted
    [ "$("$python" "$tests/pictures/films.py" near out wanted)" -le 6 ] # its opacity has 8 bits
    sky-push -r 100 -n 9 "endless.png,size=0.5" -o wire:out
    sky-polar -r 100 -n 9 endless.png size=0.5 | sky-push -r 100 -o wire:same
    cmp out same
}

@test "an animated PNG with a fault is an error, and the whole pictures before it are shown" {
    apng wrong wrong
    sky-polar -r 10 good.png >good
    [ "$(bytes good)" -eq $((3 * frame_bytes)) ]
    while read -r name count text; do
        refuses 1 "$text" sky-polar -r 10 "wrong/$name.png"
        head -c $((count * frame_bytes)) good | cmp - refused.out
        refuses 1 "$name.png: " sky-cat -r 10 -n 4 "wrong/$name.png"
        head -c $((count * frame_bytes)) good | cmp - refused.out
    done <<'FAULTS'
number-of-control 2 picture 2: fcTL: is number 7 in its sequence, where 3 is expected
number-of-pixels 2 picture 2: fdAT: is number 9 in its sequence, where 4 is expected
outside 2 picture 2: fcTL: 4x4+1+0 is not inside the animation of 4 x 4 pixels
far-outside 2 picture 2: fcTL: 2x4+4294967295+0 is not inside the animation of 4 x 4 pixels
empty 2 picture 2: fcTL: 0x4+0+0 is not inside the animation of 4 x 4 pixels
dispose 2 picture 2: fcTL: the ways to dispose and to blend are 3 and 0 (must be up to 2 and 1)
blend 2 picture 2: fcTL: the ways to dispose and to blend are 0 and 2
crc-of-control 2 picture 2: fcTL: CRC error
crc-of-pixels 2 picture 2: fdAT: CRC error
short-control 2 picture 2: fcTL: has 20 bytes (must be 26)
short-pixels 2 picture 2: fdAT: is too short
no-pixels 2 picture 2: has no pixels
two-controls 2 picture 2: has no pixels
no-control 1 picture 1: fdAT: is number 4 in its sequence, where 3 is expected
few-pixels 2 picture 2: Not enough image data
many-pixels 2 picture 2: has more data than the picture needs
missing 2 picture 2: has only 2 of the 3 pictures that it promises
other-chunk 2 picture 2: ABCD: a chunk of this type cannot be here
promises-2 2 picture 2: has more than the 2 pictures that it promises
promises-4 3 picture 3: has only 3 of the 4 pictures that it promises
promises-billions 3 picture 3: has only 3 of the 2147483648 pictures that it promises
FAULTS
    refuses 1 "promises-0.png: acTL: an animation of 0 pictures" sky-polar promises-0.png
    refuses 1 "small.png: fcTL: the first picture is not as large as the animation" sky-polar small.png
}

@test "damage in chunks that an animated PNG does not need is warned of once" {
    apng wrong wrong
    sky-polar -r 10 good.png >good
    sky-polar -r 10 unknown.png 2>err | cmp - good
    [ "$(cat err)" = "sky-polar: unknown.png: teXt: CRC error; the picture does not need this chunk" ]
    sky-polar -r 10 no-animation.png -n 2 2>err >out # a still without its acTL
    head -c "$frame_bytes" good | cat - <(head -c "$frame_bytes" good) | cmp - out
    [ "$(cat err)" = "sky-polar: no-animation.png: acTL: CRC error; the picture does not need this chunk" ]
}

@test "an animated PNG that is cut anywhere is an error, and the whole pictures before are shown" {
    apng delays loop.png 1 1/10 1/10 1/10
    sky-polar -r 10 loop.png >whole
    for count in $(seq 1 60 "$(($(bytes loop.png) - 1))"); do
        head -c "$count" loop.png >short.png
        refuses 1 "short.png: " sky-polar -r 10 short.png
        cmp -n "$(bytes refused.out)" refused.out whole
    done
    head -c -1 loop.png >short.png # only the last byte of its end
    refuses 1 "short.png: picture 3: ended inside the picture" sky-polar -r 10 short.png
    cmp refused.out whole
}
