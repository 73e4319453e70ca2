# SPDX-License-Identifier: ISC
load helpers

films() {
    "$python" "$tests/pictures/films.py" "$@"
}

@test "300 pictures are the same through PNG, PPM, raw RGB and Y4M, and a film lasts as long as its sound" {
    "$python" "$tests/pictures/check_films.py" || false
}

@test "a film of ffmpeg's is the same through PNG, PPM, PAM and raw RGB" {
    local film=(ffmpeg -v error -f lavfi -i "testsrc2=size=100x60" -frames:v 30)
    "${film[@]}" -f image2pipe -c:v ppm film.ppm
    "${film[@]}" -f image2pipe -c:v png film.png
    "${film[@]}" -f image2pipe -c:v pam -pix_fmt rgb24 film.pam
    "${film[@]}" -f rawvideo -pix_fmt rgb24 film.rgb
    sky-polar film.ppm >wanted
    [ "$(bytes wanted)" -eq $((30 * frame_bytes)) ]
    sky-polar <film.png | cmp - wanted
    sky-polar film.pam | cmp - wanted
    sky-polar -S 100x60 film.rgb | cmp - wanted
    sky-polar < <(cat film.ppm) | cmp - wanted # from a pipe
    sky-polar -S 100x60 <film.rgb | cmp - wanted
}

@test "a film may have no end" {
    sky-polar -S 8x8 -n 1000 </dev/zero | cmp - <(head -c $((1000 * frame_bytes)) /dev/zero)
    while printf 'P6 2 1 255\n\377\377\377\0\0\0'; do :; done 2>/dev/null | sky-polar -n 100 >out
    [ "$(bytes out)" -eq $((100 * frame_bytes)) ]
}

@test "pictures of a stream may change their size and kind" {
    printf 'P6 1 1 255\n\1\2\3' >a.ppm
    "$python" "$tests/pngs.py" plain b.png 30 4
    "$python" "$tests/pictures/apng.py" delays c.png 1 1/10 1/10
    "$python" "$tests/pictures/films.py" steps d.y4m 3 10:1
    cat a.ppm b.png c.png a.ppm d.y4m | sky-polar -r 10 >out
    sky-polar -r 10 a.ppm b.png c.png a.ppm d.y4m | cmp - out
    [ "$(bytes out)" -eq $((8 * frame_bytes)) ]
    cat d.y4m b.png c.png a.ppm | sky-polar -r 2 >out # of the film 0.3 seconds, of the animation 0.2
    sky-polar -r 2 d.y4m b.png c.png a.ppm | cmp - out
    [ "$(bytes out)" -eq $((4 * frame_bytes)) ]
}

@test "what sky-flat writes comes back" {
    sky-gen -g 60x30 gradients across=height -n 3 >frames
    sky-flat -g 60x30 --size 400 <frames | sky-polar -g 60x30 >out
    [ "$(bytes out)" -eq $((3 * 60 * 30 * 3)) ]
    tail -c +31 frames | head -c 30 >wanted # of vane 0, pixels 10 to 19
    tail -c +31 out | head -c 30 >got
    [ "$(films near wanted got)" -le 3 ]
}

@test "a Y4M film is what numpy makes of it: within 1 code, as rounding is, and 2 where colour was halved" {
    films kinds .
    for film in 1-*.y4m 2-*.y4m; do
        sky-polar -g 60x30 -r 25 fit=stretch "$film" >"$film.out"
        sky-polar -g 60x30 fit=stretch "${film%.y4m}.ppm" >"$film.wanted"
    done
    cat 1-*.out >out
    cat 1-*.wanted >wanted
    [ "$(bytes out)" -eq $((8 * 2 * 60 * 30 * 3)) ]
    [ "$(films near out wanted)" -le 1 ]
    cat 2-*.out >out
    cat 2-*.wanted >wanted
    [ "$(bytes out)" -eq $((8 * 2 * 60 * 30 * 3)) ]
    [ "$(films near out wanted)" -le 2 ]
}

@test "matrix= and range= say how a Y4M film is coded" {
    films y4m 444 8 bt709 full film.y4m wanted.ppm
    sed -i '1s/ XCOLORRANGE=FULL//' film.y4m
    sky-polar -r 25 matrix=bt709 range=full film.y4m >out
    sky-polar wanted.ppm >wanted
    [ "$(films near out wanted)" -le 1 ]
    films y4m 444 8 bt601 limited film.y4m wanted.ppm 1281x8
    sed -i '1s/$/ XCOLORRANGE=FULL/' film.y4m
    sky-polar -r 25 matrix=bt601 range=limited film.y4m >out
    sky-polar wanted.ppm >wanted
    [ "$(films near out wanted)" -le 1 ]
}

@test "what ffmpeg writes as Y4M is within 3 codes of what it writes as PPM" {
    for form in yuv444p yuvj444p yuv444p10; do
        local film=(ffmpeg -v error -y -f lavfi -i "gradients=size=96x72:c0=red:c1=blue:seed=3,format=$form" \
            -frames:v 3)
        "${film[@]}" -strict -1 -f yuv4mpegpipe film.y4m
        "${film[@]}" -sws_flags accurate_rnd+full_chroma_int -f image2pipe -c:v ppm film.ppm
        sky-polar -g 60x30 -r 25 film.y4m >out
        sky-polar -g 60x30 film.ppm >wanted
        [ "$(films near out wanted)" -le 3 ]
    done
}

@test "a Y4M film keeps its own rate: pictures are repeated or left out" {
    films steps film.y4m 10 5:1
    [ "$(sky-polar -r 10 film.y4m | codes)" = "0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9" ]
    [ "$(sky-polar -r 2.5 <film.y4m | codes)" = "0 2 4 6 8" ]
    [ "$(sky-polar -r 5 film.y4m | codes)" = "0 1 2 3 4 5 6 7 8 9" ]
    [ "$(sky-polar -r 2.5 --start 0.8 film.y4m | codes)" = "4 6 8" ]
    [ "$(sky-polar -r 5 -n 12 film.y4m | codes)" = "0 1 2 3 4 5 6 7 8 9 9 9" ]
    [ "$(sky-polar -r 5 film.y4m film.y4m | codes)" = "0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9" ]
    films steps film.y4m 3 0:0 # not known: as -r
    [ "$(sky-polar -r 10 film.y4m | codes)" = "0 1 2" ]
    films steps film.y4m 200 30000:1001
    [ "$(sky-polar -r 30000/1001 film.y4m | codes)" = "$(echo {0..199})" ]
}

@test "a film of 25 frames a second lasts as long at -r 30 as its sound" {
    films steps film.y4m 250 25:1
    sky-polar -r 30 film.y4m >out
    [ "$(bytes out)" -eq $((300 * frame_bytes)) ]
}

@test "PGM, PPM and PAM pictures of all kinds are read, with comments and any greatest sample" {
    mkdir in wanted
    films pam in/ wanted/
    sky-polar -g 30x20 fit=stretch background=#405060 in/* >out
    sky-polar -g 30x20 fit=stretch background=#405060 wanted/*.png | cmp - out
    [ "$(bytes out)" -eq $((36 * 30 * 20 * 3)) ]
    cat in/* | sky-polar -g 30x20 fit=stretch background=#405060 | cmp - out
}

@test "one PPM file of one picture is a still" {
    printf 'P6 1 1 255\n\1\2\3' >dot.ppm
    sky-polar dot.ppm -n 3 >out
    [ "$(bytes out)" -eq $((3 * frame_bytes)) ]
    sky-polar dot.ppm 2>err | head -c 100000 >out # without end
    [ "$(bytes out)" -eq 100000 ]
    [ ! -s err ]
    sky-polar <dot.ppm >out
    [ "$(bytes out)" -eq "$frame_bytes" ]
}

@test "a film that ends inside a picture is an error, and the whole pictures before are shown" {
    films steps film.y4m 3 25:1
    films y4m 420 8 bt601 limited color.y4m wanted.ppm
    printf 'P6 2 2 255\n123456789012P6 2 2 255\n123456789012' >film.ppm
    { printf 'P7\nWIDTH 2\nHEIGHT 2\nDEPTH 1\nMAXVAL 255\nENDHDR\n1234'; cat film.ppm; } >film.pam
    head -c 24 /dev/zero >film.rgb
    for film in film.y4m color.y4m film.ppm film.pam film.rgb; do
        local size=() count
        [ $film != film.rgb ] || size=(-S 2x2)
        sky-polar "${size[@]}" $film -r 25 >whole
        for count in $(seq 1 "$(($(bytes $film) / 6))" "$(($(bytes $film) - 1))"); do # tests/unit/pictures.c: anywhere
            head -c "$count" $film >short
            status=0
            sky-polar "${size[@]}" -r 25 <short >out 2>err || status=$?
            [ $status -le 1 ]
            [ "$(wc -l <err)" -eq $status ]
            cmp -n "$(bytes out)" out whole
            [ $(($(bytes out) % frame_bytes)) -eq 0 ]
        done
        head -c -1 $film >short
        refuses 1 "ended " sky-polar "${size[@]}" -r 25 short
        cmp -n "$(($(bytes whole) - frame_bytes))" refused.out whole
    done
    head -c 20 /dev/zero >short
    refuses 1 "short: picture 1: ended 8 bytes into the picture (a picture is 12 bytes at 2x2)" sky-polar -S 2x2 short
}

# film TEXT: a picture or film that begins so.
film() {
    # shellcheck disable=SC2059 # the text has \n
    printf "$1" >bad
}

@test "bad headers of films are refused in one line" {
    film 'YUV4MPEG2 W4 H4 F25:1 It C420jpeg\nFRAME\n'
    refuses 1 "bad: is interlaced; let ffmpeg deinterlace it: -vf bwdif" sky-polar bad
    film 'YUV4MPEG2 W4 H4 F25:1 Ip C411\nFRAME\n'
    refuses 1 "bad: colours of the kind '411' are not known (must be 420," sky-polar bad
    film 'YUV4MPEG2 W4 H4 C420p99\nFRAME\n'
    refuses 1 "colours of the kind '420p99'" sky-polar bad
    film 'YUV4MPEG2 W99999999999999999999 H4\nFRAME\n'
    refuses 1 "is no width" sky-polar bad
    film 'YUV4MPEG2 W4000000000 H4\nFRAME\n'
    refuses 1 "a picture of 4,000,000,000 x 4 pixels is too large" sky-polar bad
    film 'YUV4MPEG2 H4\nFRAME\n'
    refuses 1 "a picture of 0 x 4 pixels is empty" sky-polar bad
    film 'YUV4MPEG2 W4 H4 F25\nFRAME\n'
    refuses 1 "'25' is not a frame rate (must be like 25:1)" sky-polar bad
    film 'YUV4MPEG W4 H4 F25\nFRAME\n'
    refuses 1 "bad: not a Y4M film" sky-polar bad
    film 'YUV4MPEG2 W1 H1 Cmono\nFRAME\n1FRAMES\n1'
    refuses 1 "a picture does not begin with 'FRAME'" sky-polar bad
    film 'YUV4MPEG2 W1 H1 Cmono\nFRAME\n1F0AME\n1'
    refuses 1 "a picture does not begin with 'FRAME'" sky-polar bad
    film 'YUV4MPEG2 W1 H1 Cmono\nFRAME\n1x'
    refuses 1 "bad: picture 1: a picture does not begin with 'FRAME'" sky-polar bad
    film 'YUV4MPEG2 W1 H1 Cmono\nFRAME\n1YUV4MPEG2 W2 H1 Cmono\nFRAME\n12'
    refuses 1 "the film's size changes from 1 x 1 to 2 x 1 pixels" sky-polar bad
    film 'YUV4MPEG2 W1 H1 F25:1 Cmono\nFRAME\n1YUV4MPEG2 W1 H1 F50:1 Cmono\nFRAME\n1'
    refuses 1 "the film's rate changes from 25 to 50 frames a second" sky-polar bad
    { printf 'YUV4MPEG2 '; head -c 5000 /dev/zero | tr '\0' 'x'; } >bad
    refuses 1 "its header is not a line of words" sky-polar bad
    film 'YUV4MPEG2 W1 H1 Cmono\nFRAME\n1YUV4MPEG2 W1 H1 Cmono\nFRAME\n1' # the same size again is a longer film
    sky-polar bad >out
    [ "$(bytes out)" -eq $((2 * frame_bytes)) ]
}

@test "bad headers of PPM and PAM are refused in one line" {
    film 'P3 1 1 255 1 2 3'
    refuses 1 "bad: of netpbm's formats only P5, P6 and P7 are read, not 'P3'" sky-polar bad
    film 'P6 1 1 65536\n123'
    refuses 1 "the greatest sample is 65536 (must be 1 to 65535)" sky-polar bad
    film 'P6 1 1 0\n123'
    refuses 1 "the greatest sample is 0" sky-polar bad
    film 'P6 -1 1 255\n123'
    refuses 1 "the width is missing" sky-polar bad
    film 'P6 99999999999999999999999 1 255\n123'
    refuses 1 "the width is too large" sky-polar bad
    film 'P6 4000000000 4000000000 255\n123'
    refuses 1 "is too large (must be up to 16384 along" sky-polar bad
    film 'P6 1x1 255\n123'
    refuses 1 "there is more than a number for the width" sky-polar bad
    film 'P6 1#and'
    refuses 1 "bad: ended inside the picture" sky-polar bad
    film 'P6 0 5 255\n'
    refuses 1 "a picture of 0 x 5 pixels is empty" sky-polar bad
    film 'P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\n12345'
    refuses 1 "a pixel has 5 samples (must be 1 to 4)" sky-polar bad
    film 'P7\nWIDTH one\n'
    refuses 1 "'one' is not a number for WIDTH" sky-polar bad
    film 'P7\nCOLOUR 1\n'
    refuses 1 "'COLOUR 1' is not a line of its header" sky-polar bad
    yes '#' | head -n 200 | cat <(echo P7) - >bad
    refuses 1 "its header does not end" sky-polar bad
    film 'GIF89a'
    refuses 1 "bad: is not PNG, PPM, PGM, PAM or Y4M" sky-polar bad
    refuses 2 "-S: '3' is not a size (must be WIDTHxHEIGHT, such as 640x480" sky-polar -S 3 </dev/null
    refuses 2 "-S: '20000x3' is not a size" sky-polar -S 20000x3 </dev/null
}
