# SPDX-License-Identifier: ISC
load helpers

png() {
    "$python" "$tests/pngs.py" "$@"
}

@test "sky-polar repeats one picture for ever, and converts several to a frame each" {
    png plain a.png
    png plain b.png 30 4
    sky-polar a.png -n 1 >a
    sky-polar b.png -n 1 >b
    [ "$(bytes a)" -eq "$frame_bytes" ]
    if cmp -s a b; then false; fi
    sky-polar a.png | head -c $((3 * frame_bytes)) | cmp - <(cat a a a)
    sky-polar b.png a.png b.png >all
    cat b a b | cmp - all
}

@test "sky-polar reads every colour type, depth, transparency and interlacing" {
    png kinds .
    sky-polar -g 120x60 fit=stretch kind/*.png >kind.out
    sky-polar -g 120x60 fit=stretch wanted/*.png >wanted.out
    [ "$(bytes kind.out)" -eq $((52 * 120 * 60 * 3)) ]
    cmp kind.out wanted.out
}

@test "sky-polar puts the picture's top at vane 0 and its right side a quarter clockwise" {
    png sides sides.png
    sky-polar sides.png -n 1 >out
    [ "$(od -An -tx1 -j $((0 * 24 + 12)) -N 3 out)" = " ff 00 00" ]
    [ "$(od -An -tx1 -j $((6 * 24 + 12)) -N 3 out)" = " 00 ff 00" ]
    [ "$(od -An -tx1 -j $((12 * 24 + 12)) -N 3 out)" = " 00 00 ff" ]
    [ "$(od -An -tx1 -j $((18 * 24 + 12)) -N 3 out)" = " ff ff ff" ]
}

@test "sky-polar contain leaves black above and below a wide picture, cover and stretch fill the disc" {
    png plain wide.png 90 30
    sky-polar wide.png fit=contain -n 1 >contain
    sky-polar wide.png -n 1 >standard
    cmp contain standard
    [ "$(od -An -tx1 -j 21 -N 3 contain)" = " 00 00 00" ]             # the rim at 12 o'clock
    [ "$(od -An -tx1 -j $((6 * 24 + 18)) -N 3 contain)" = " 0a c8 1e" ] # near the rim at 3 o'clock
    "$python" -c 'import sys; sys.stdout.buffer.write(bytes((10, 200, 30)) * 192)' >full
    sky-polar wide.png fit=cover -n 1 | cmp - full
    sky-polar wide.png fit=stretch -n 1 | cmp - full
}

@test "sky-polar shows each LED the mean of its own sector, in light" {
    "$python" "$tests/pictures/reference.py" 40 >errors || { cat errors; false; }
}

@test "sky-polar puts an arrow where each fit, hub, flip and placement says, and sky-flat gives pictures back" {
    "$python" "$tests/pictures/arrow.py" >errors || { cat errors; false; }
}

@test "sky-polar draws a picture that moves as one that lies still, but for rounding" {
    ffmpeg -v error -f lavfi -i testsrc2=size=200x150 -frames:v 1 picture.png
    local words=(x='-0.3+0.2*n' size='1+n/4' angle='40*n')
    sky-polar -g 90x60 picture.png "${words[@]}" -n 4 >moving
    for frame in 0 1 2 3; do
        sky-polar -g 90x60 picture.png x="-0.3+0.2*$frame" size="1+$frame/4" angle="40*$frame" -n 1
    done >still
    "$python" -c '
import numpy as np
moving, still = (np.fromfile(name, np.uint8).astype(int).reshape(4, -1) for name in ("moving", "still"))
off = abs(moving - still)
assert off[0].max() == 0 and off.max() <= 4 and off.std() < 0.1, (off.max(axis=1), off.std())'
    # It stands still after the second frame: the third is exact again.
    sky-polar -g 90x60 picture.png x='min(n, 1)/5' -n 4 | tail -c 32400 >stands
    sky-polar -g 90x60 picture.png x=0.2 -n 2 | cmp - stands
    # A film that moves is each of its pictures at its place.
    ffmpeg -v error -f lavfi -i testsrc2=size=200x150 -frames:v 4 %d.ppm
    cat 1.ppm 2.ppm 3.ppm 4.ppm | sky-polar -g 90x60 "${words[@]}" >film
    for frame in 0 1 2 3; do
        sky-polar -g 90x60 $((frame + 1)).ppm x="-0.3+0.2*$frame" size="1+$frame/4" angle="40*$frame" -n 1
    done >still
    "$python" -c '
import numpy as np
film, still = (np.fromfile(name, np.uint8).astype(int) for name in ("film", "still"))
assert abs(film - still).max() <= 4 and (film - still).std() < 0.1, abs(film - still).max()'
    # The same bytes as the input of any program, and with all kernels.
    sky-cat -g 90x60 picture.png,x='-0.3+0.2*n',size='1+n/4',angle='40*n' -n 4 | cmp - moving
    for kernels in c sse2 neon; do
        SKY_CPU=$kernels sky-polar -g 90x60 picture.png "${words[@]}" -n 4 2>err | cmp - moving
    done
}

@test "sky-polar shows the background beyond the picture and behind its transparent parts" {
    png plain wide.png 90 30
    sky-polar wide.png background=#102030 -n 1 >out
    [ "$(od -An -tx1 -j 21 -N 3 out)" = " 10 20 30" ]
    png clear clear.png
    sky-polar clear.png background='rgb(t,0,1)' -r 1 -n 2 fit=cover >out
    [ "$(od -An -tx1 -j 300 -N 3 out)" = " 00 00 ff" ]
    [ "$(od -An -tx1 -j $((frame_bytes + 300)) -N 3 out)" = " ff 00 ff" ]
}

@test "sky-polar places a picture by size, x, y and angle, which may move" {
    png sides sides.png
    sky-polar sides.png -n 1 >wanted
    sky-polar sides.png angle=90 -n 1 | cmp - <(sky-cat wanted | sky-rotate angle=90)
    sky-polar sides.png angle='90*t' -r 1 -n 3 >out
    cmp out <(sky-polar sides.png -n 1; sky-polar sides.png angle=90 -n 1; sky-polar sides.png angle=180 -n 1)
    sky-polar sides.png x=3 -n 1 | cmp - <(head -c "$frame_bytes" /dev/zero) # beside the disc
    sky-polar sides.png size=0.1 y=0.5 background=#010203 -n 1 >out
    [ "$(od -An -tx1 -j 12 -N 3 out)" != " 01 02 03" ] # the fifth LED above the hub
    [ "$(od -An -tx1 -j $((12 * 24 + 12)) -N 3 out)" = " 01 02 03" ]
    echo "size 0.1" >show.ctl
    sky-polar sides.png y=0.5 background=#010203 -c show.ctl -n 1 | cmp - out
}

@test "sky-polar mirrors and crops as ffmpeg does" {
    ffmpeg -v error -f lavfi -i testsrc=size=64x48 -frames:v 3 -f image2pipe -c:v ppm film.ppm
    for filter in "flip=across hflip" "flip=down vflip" "flip=both hflip,vflip" "crop=20x30+7+5 crop=20:30:7:5"; do
        ffmpeg -v error -y -f lavfi -i testsrc=size=64x48 -frames:v 3 -vf "${filter#* }" \
            -f image2pipe -c:v ppm other.ppm
        sky-polar film.ppm "${filter% *}" >out
        sky-polar other.ppm | cmp - out
    done
    refuses 1 "crop: 20x30+7+19 is not inside the picture of 64 x 48 pixels" sky-polar film.ppm crop=20x30+7+19
    refuses 2 "film.ppm,size=0.4: write the picture's settings as separate words here: film.ppm 'size=0.4'" \
        sky-polar film.ppm,size=0.4
    refuses 2 "crop: '20x30' is not a part of a picture (must be WIDTHxHEIGHT+X+Y" sky-polar film.ppm crop=20x30
}

@test "sky-polar writes the same frame as any program with the picture as its input" {
    png plain wide.png 90 30
    sky-polar wide.png -n 1 >frame
    sky-cat wide.png -n 1 | cmp - frame
}

@test "sky-polar reads PNGs one after another on standard input, as ffmpeg writes them" {
    ffmpeg -v error -f lavfi -i testsrc=size=64x48 -frames:v 5 %d.png
    ffmpeg -v error -f lavfi -i testsrc=size=64x48 -frames:v 5 -f image2pipe -c:v png stream
    sky-polar 1.png 2.png 3.png 4.png 5.png >wanted
    sky-polar <stream | cmp - wanted
    sky-polar - <stream | cmp - wanted
    sky-polar < <(cat stream) | cmp - wanted # from a pipe
    sky-polar 1.png - 5.png <stream >mixed
    sky-polar 1.png 1.png 2.png 3.png 4.png 5.png 5.png | cmp - mixed
}

@test "sky-polar reads pictures of different sizes from one stream" {
    png plain a.png 8 8
    png plain b.png 90 30
    cat a.png b.png a.png | sky-polar >out
    sky-polar a.png b.png a.png | cmp - out
}

@test "sky-polar -n and -d repeat the last picture until then, or end sooner" {
    png plain a.png
    png plain b.png 30 4
    sky-polar a.png b.png -n 4 >out
    sky-polar a.png b.png b.png b.png | cmp - out
    sky-polar a.png b.png -d 0.1 -r 40 | cmp - out
    sky-polar -n 4 < <(cat a.png b.png) | cmp - out
    sky-polar a.png b.png -n 1 >first
    sky-polar a.png -n 1 | cmp - first
}

@test "sky-polar converts an empty stream to no frames" {
    sky-polar </dev/null >out
    [ ! -s out ]
    sky-polar -n 3 </dev/null >out
    [ ! -s out ]
}

@test "sky-polar takes the fit from a control file" {
    png plain wide.png 90 30
    echo "fit cover" >show.ctl
    sky-polar wide.png -c show.ctl -n 1 >out
    sky-polar wide.png fit=cover -n 1 | cmp - out
}

@test "sky-polar refuses a file that is no picture, or not whole, in one line" {
    echo "this is no picture" >text.png
    refuses 1 "text.png: is not PNG, PPM, PGM, PAM or Y4M" sky-polar text.png
    : >empty.png
    refuses 1 "empty.png: is empty" sky-polar empty.png
    refuses 1 "/tmp: is a directory" sky-polar /tmp
    refuses 1 "missing.png: No such file" sky-polar missing.png
    png plain good.png
    for size in 1 7 8 20 24 30 33 40 50 60 $(("$(bytes good.png)" - 1)); do
        png truncated short.png $size
        refuses 1 "short.png: ended inside the picture" sky-polar short.png
    done
    png short-data short.png
    refuses 1 "short.png: " sky-polar short.png
    png no-palette a.png
    refuses 1 "a.png: " sky-polar a.png -n 1
    png 0x5 a.png
    refuses 1 "a.png: a picture of 0 x 5 pixels is empty" sky-polar a.png
    png 5x0 a.png
    refuses 1 "a.png: a picture of 5 x 0 pixels is empty" sky-polar a.png
}

@test "sky-polar refuses pictures that are too large before it allocates memory for them" {
    png 4294967295x4294967295 a.png
    refuses 1 "a picture of 4,294,967,295 x 4,294,967,295 pixels is too large (must be up to 16384 along" \
        sky-polar a.png
    png 16385x1 a.png
    refuses 1 "16,385 x 1" sky-polar a.png
    png 16384x16384 a.png
    refuses 1 "134 million in all)" sky-polar a.png
    PICTURES=$tests/pictures "$python" - <<'PY'
import os
import sys
sys.path.insert(0, os.environ["PICTURES"])
from apng import *
write("a.png", Animation((8192, 4097), 8, GRAY, 3).bytes())
PY
    refuses 1 "a.png: an animation of 8192 x 4097 pixels is too large (must be up to 33 million in all)" sky-polar a.png
    png 8192x8192 a.png # fits, but its data do not come
    refuses 1 "a.png: " sky-polar a.png
}

@test "sky-polar refuses wrong checksums, and warns of those of chunks that it does not need" {
    png plain good.png
    local data=$(("$(bytes good.png)" - 12))
    for place in 8 33 "$data"; do
        png crc a.png "$place"
        refuses 1 "CRC error" sky-polar a.png
    done
    png text-crc a.png
    sky-polar a.png -n 1 >out 2>err
    sky-polar good.png -n 1 | cmp - out
    [ "$(cat err)" = "sky-polar: a.png: tEXt: CRC error; the picture does not need this chunk" ]
    "$python" -c '
data, bad = open("good.png", "rb").read(), bytes(4) + b"teXt" + bytes(4)
open("a.png", "wb").write(data[:33] + 1000 * bad + data[33:])'
    sky-polar a.png -n 1 2>err | cmp - out
    cat a.png a.png | sky-polar -n 1 2>>err | cmp - out
    [ "$(wc -l <err)" -eq 2 ] # once for a file, and once for a stream
    png text-bomb a.png
    sky-polar a.png -n 1 >out
    sky-polar good.png -n 1 | cmp - out
}

@test "sky-polar follows a gAMA chunk, unless there is an sRGB chunk" {
    png gammas .
    sky-polar -g 60x30 fit=stretch wanted.png -n 1 >wanted
    for file in gamma-*.png; do
        sky-polar -g 60x30 fit=stretch "$file" -n 1 | cmp - wanted
    done
}

@test "sky-polar follows ffmpeg's PNGs of linear light" {
    ffmpeg -v error -f lavfi -i "gradients=size=64x64:c0=black:c1=white:seed=3:speed=0.00001" \
        -vf "format=rgb48,setparams=color_trc=linear" -frames:v 1 linear.png
    ffmpeg -v error -i linear.png -pix_fmt rgb48be -f rawvideo samples
    sky-polar -g 60x30 linear.png -n 1 >out
    "$python" - <<'PY'
import numpy as np
samples = np.fromfile("samples", ">u2").reshape(64, 64, 3)[31:33, 31:33].mean(axis=(0, 1)) / 65535
code = 255 * (1.055 * samples ** (1 / 2.4) - 0.055)
got = np.fromfile("out", np.uint8).reshape(60, 30, 3)[:, 0].mean(axis=0)
assert abs(got - code).max() < 2, (got, code)
PY
}

@test "sky-polar does not unpack what goes on behind a picture" {
    png surplus bomb.png
    refuses 1 "bomb.png: has more data than the picture needs" timeout 20 sky-polar bomb.png -n 1
}

@test "sky-polar survives one wrong byte anywhere in a file" {
    png flips flips
    for file in flips/*.png; do
        status=0
        sky-polar "$file" -n 1 >out 2>err || status=$?
        [ $status -le 1 ]
        [ "$(wc -l <err)" -eq $status ]
    done
}

@test "sky-polar shows a picture alike at any resolution, also where it is much smaller than an LED" {
    local size
    for size in 0.3 0.1 0.05; do
        head -c $((512 * 512 * 3)) /dev/zero | tr '\0' '\377' | sky-polar -S 512x512 -g 1x1 size=$size -n 1 >few
        head -c $((4096 * 4096 * 3)) /dev/zero | tr '\0' '\377' | sky-polar -S 4096x4096 -g 1x1 size=$size -n 1 >many
        cmp few many
    done
}

@test "sky-polar follows a control file that names another part of a picture, of the same size" {
    png sides sides.png
    sky-polar -g 12x6 sides.png crop=20x20+0+20 -n 1 >left
    sky-polar -g 12x6 sides.png crop=20x20+20+0 -n 1 >top
    if cmp -s left top; then false; fi
    : >ctl
    sky-polar -g 12x6 sides.png crop=20x20+0+20 -c ctl | {
        for number in 1 2 3; do head -c 216 | cmp - left; done
        echo "crop 20x20+20+0" >ctl
        for number in {1..5000}; do
            head -c 216 >frame
            if cmp -s frame top; then break; fi
        done
        cmp frame top
    }
}

@test "sky-polar warns of a control file that names no part of the picture, once, and goes on" {
    png sides sides.png
    : >ctl
    sky-polar sides.png crop=20x20+0+20 -n 1 >left
    sky-polar sides.png crop=20x20+20+0 -n 1 >top
    sky-polar sides.png crop=20x20+0+20 -c ctl 2>err | {
        head -c "$frame_bytes" | cmp - left
        for crop in 20x20 20x20+4000+0; do
            echo "crop $crop" >ctl
            for number in {1..5000}; do
                head -c "$frame_bytes" | cmp - left
                if grep -q "crop: .*$crop.*; the old value stays" err; then break; fi
            done
        done
        echo "crop 20x20+20+0" >ctl
        for number in {1..5000}; do
            head -c "$frame_bytes" >frame
            if cmp -s frame top; then break; fi
        done
        cmp frame top
    }
    [ "$(grep -c "the old value stays" err)" -eq 2 ]
}

@test "sky-polar converts the pictures before a bad one, and names that one" {
    png plain good.png
    png crc bad.png 33
    sky-polar good.png good.png >wanted
    status=0
    cat good.png good.png bad.png good.png | sky-polar >out 2>err || status=$?
    [ $status -eq 1 ]
    cmp out wanted
    [ "$(cat err)" = "sky-polar: standard input: picture 2: IDAT: CRC error" ]
    status=0
    sky-polar good.png good.png bad.png good.png >out 2>err || status=$?
    [ $status -eq 1 ]
    cmp out wanted
    [ "$(cat err)" = "sky-polar: bad.png: IDAT: CRC error" ]
    head -c 100 /dev/zero | cat good.png - >trailing
    refuses 1 "standard input: picture 1: is not PNG, PPM, PGM, PAM or Y4M" sky-polar <trailing
}

@test "sky-polar refuses a wrong command line in one line, with exit status 2" {
    refuses 2 "'inside' is not one of contain, cover, stretch" sky-polar fit=inside </dev/null
    refuses 2 "no parameter is called 'fitt' (did you mean 'fit'?)" sky-polar fitt=cover </dev/null
    refuses 2 "no such option" sky-polar --sizes 3 </dev/null
}

@test "sky-polar reports a full disk, and ends without a message when its pipe closes" {
    png plain a.png
    refuses 1 "No space left" sky-polar a.png -o /dev/full
    sky-polar a.png -n 100000 2>err | head -c 1 >/dev/null
    [ ! -s err ]
}
