# SPDX-License-Identifier: ISC
load helpers

# marked: one frame of 24x8 with vane 0 white, vane 6 red, vane 12 green and vane 18 blue.
marked() {
    "$python" -c '
import sys
frame = bytearray(24 * 8 * 3)
for vane, color in (0, b"\xff\xff\xff"), (6, b"\xff\0\0"), (12, b"\0\xff\0"), (18, b"\0\0\xff"):
    frame[vane * 24 : vane * 24 + 24] = color * 8
sys.stdout.buffer.write(frame)'
}

# pixel X Y: of an 80x80 picture of pixels alone on standard input, as RRGGBB.
pixel() {
    od -An -tx1 -j $((($2 * 80 + $1) * 3)) -N 3 | tr -d ' '
}

@test "sky-flat draws vane 0 at 12 o'clock and the others clockwise" {
    marked | sky-flat --size 80 --format rgb >out
    [ "$(bytes out)" -eq $((80 * 80 * 3)) ]
    for x in 39 40; do # vane 0 is between them
        [ "$(pixel $x 2 <out | cut -c 1-2)" = "$(pixel $x 2 <out | cut -c 5-6)" ]
        [ "$((16#$(pixel $x 2 <out | cut -c 1-2)))" -ge 220 ]
        [ "$((16#$(pixel 77 $x <out | cut -c 1-2)))" -ge 220 ]
        [ "$((16#$(pixel $x 77 <out | cut -c 3-4)))" -ge 220 ]
        [ "$((16#$(pixel 2 $x <out | cut -c 5-6)))" -ge 220 ]
    done
}

@test "sky-flat draws pictures as large as the disc by default" {
    frames 1 | sky-flat | head -c 11 >out
    printf 'P6\n16 16\n25' | cmp - out
    sky-gen noise -g 24x8+10.25 -n 1 | sky-flat -g 24x8+10.25 | head -c 11 >out
    printf 'P6\n37 37\n25' | cmp - out
}

@test "sky-flat writes the same pixels as PPM, PNG and rgb" {
    frames 3 >in
    sky-flat in --size 33 --format rgb >raw
    [ "$(bytes raw)" -eq $((3 * 33 * 33 * 3)) ]
    sky-flat in --size 33 | ffmpeg -v error -f image2pipe -c:v ppm -i - -f rawvideo -pix_fmt rgb24 - | cmp - raw
    sky-flat in --size 33 --format png | ffmpeg -v error -f image2pipe -c:v png -i - -f rawvideo -pix_fmt rgb24 - |
        cmp - raw
}

@test "sky-flat writes one frame to PATH.png, and numbered files from 0" {
    frames 12 >in
    sky-flat in --size 20 --format rgb >raw
    sky-flat in --size 20 -o one.png
    ffmpeg -v error -i one.png -f rawvideo -pix_fmt rgb24 - | cmp - <(head -c 1200 raw)
    sky-flat in --size 20 -o 'a%%b-%03d.png'
    ls a* >names
    [ "$(head -n 1 names)" = "a%b-000.png" ]
    [ "$(tail -n 1 names)" = "a%b-011.png" ]
    [ "$(wc -l <names)" -eq 12 ]
    ffmpeg -v error -start_number 0 -i 'a%%b-%03d.png' -f rawvideo -pix_fmt rgb24 - | cmp - raw
    sky-flat in --size 20 -n 3 -o '%d.ppm'
    tail -c 1200 2.ppm | cmp - <(head -c 3600 raw | tail -c 1200)
    [ ! -e 3.ppm ]
    sky-flat in --size 20 -n 3 -o '%d.rgb'
    cat 0.rgb 1.rgb 2.rgb | cmp - <(head -c 3600 raw)
    sky-flat in --size 20 -o all.ppm
    [ "$(bytes all.ppm)" -eq $((12 * (1200 + 13))) ]
}

@test "sky-flat writes animations of the same pixels, with the delays of the frame rate" {
    frames 9 >in
    sky-cat in --loop -n 12 | tail -c $((4 * frame_bytes)) >>in # three of these are like others
    sky-flat in --size 33 --format rgb >raw
    sky-flat in --size 33 -r 30000/1001 --plays 3 -o a.apng
    ffmpeg -v error -i a.apng -f rawvideo -pix_fmt rgb24 - | cmp - raw
    sky-flat in --size 33 -r 30000/1001 --plays 3 --format apng >b.apng
    cmp a.apng b.apng
    sky-flat - -n 13 --size 33 -r 30000/1001 --plays 3 --format apng <in | cat | cmp - a.apng
    sky-flat in --size 33 -r 0.5 -n 1 -o slow.apng
    "$python" - <<'PY'
import struct, zlib
def chunks(name):
    data, at, found = open(name, "rb").read(), 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        assert data[at + 8 + length:at + 12 + length] == struct.pack(">I", zlib.crc32(data[at + 4:at + 8 + length]))
        found.append((kind, data[at + 8:at + 8 + length]))
        at += length + 12
    return found
found = chunks("a.apng")
assert [kind for kind, _ in found][:5] == [b"IHDR", b"acTL", b"sRGB", b"fcTL", b"IDAT"] and found[-1][0] == b"IEND"
assert found[1][1] == struct.pack(">II", 13, 3)
controls = [data for kind, data in found if kind == b"fcTL"]
assert len(controls) == 13 and all(data[20:24] == struct.pack(">HH", 1001, 30000) for data in controls)
numbers = [data[:4] for kind, data in found if kind in (b"fcTL", b"fdAT")]
assert numbers == [struct.pack(">I", i) for i in range(len(numbers))]
assert dict(chunks("slow.apng"))[b"fcTL"][20:24] == struct.pack(">HH", 2, 1)
PY
}

@test "sky-flat says how many pictures an animation has, also in a pipe, or why it cannot" {
    frames 3 >in
    refuses 2 "say how many there are" bash -c 'cat in | sky-flat --format apng | cat; exit ${PIPESTATUS[1]}'
    refuses 2 "say how many there are" bash -c 'cat in | sky-flat --format apng >>b'
    [ ! -s b ]
    refuses 1 "standard output: has 3 pictures but says 5, and a pipe cannot be changed" \
        bash -c 'cat in | sky-flat -n 5 --format apng | cat >c; exit ${PIPESTATUS[1]}'
    cat in | sky-flat -n 5 -o d.apng
    ffmpeg -v error -i d.apng -f rawvideo -pix_fmt rgb24 - | cmp - <(sky-flat in --format rgb)
    refuses 1 "e.apng: not written, because the input has no frame" sky-flat /dev/null -o e.apng
    [ ! -e e.apng ]
    refuses 2 "an animation or a film is one file" sky-flat in -o 'f%d.apng'
}

@test "sky-flat ends an animation properly when it is stopped" {
    mkfifo frames.fifo
    sky-flat frames.fifo --size 20 -o a.apng &
    frames 3 >in
    exec 9>frames.fifo
    cat in >&9
    await longer a.apng 3001
    kill -TERM $!
    wait $! || true
    exec 9>&-
    ffmpeg -v error -i a.apng -f rawvideo -pix_fmt rgb24 - | cmp - <(sky-flat in --size 20 --format rgb)
    tail -c 8 a.apng | cmp - <(printf 'IEND\256B\140\202')
}

@test "sky-flat writes films in Y4M that ffmpeg reads without being told anything" {
    sky-gen plasma -n 4 -g 60x30+0.5 >in
    sky-flat in -g 60x30+0.5 --format rgb --size 62 >raw
    sky-flat in -g 60x30+0.5 -r 30000/1001 -o a.y4m
    sky-flat in -g 60x30+0.5 -r 30000/1001 --format y4m | cmp - a.y4m
    entries=stream=pix_fmt,width,height,r_frame_rate,color_range,chroma_location
    [ "$(ffprobe -v error -show_entries $entries -of csv=p=0 a.y4m)" = 62,62,yuv420p,tv,left,30000/1001 ]
    sky-flat in -g 60x30+0.5 --size 61 -o odd.y4m
    [ "$(ffprobe -v error -show_entries stream=width,height -of csv=p=0 odd.y4m)" = 61,61 ]
    "$python" - <<'PY'
import numpy as np
data = open("a.y4m", "rb").read()
frames = np.frombuffer(data[data.index(b"\n") + 1:], np.uint8).reshape(4, 6 + 62 * 62 * 3 // 2)
rgb = np.fromfile("raw", np.uint8).reshape(4, 62, 62, 3) / 255.0
for frame, picture in zip(frames, rgb):
    assert bytes(frame[:6]) == b"FRAME\n"
    luma = picture @ (0.299, 0.587, 0.114)
    assert abs(frame[6:6 + 62 * 62].reshape(62, 62) - (16 + 219 * luma)).max() < 0.51
    wide = np.pad(picture, ((0, 0), (1, 1), (0, 0)), "edge")
    mixed = (wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:])[:, ::2] / 4
    mixed = (mixed[::2] + mixed[1::2]) / 2
    for part, channel, scale in ((0, 2, 1.772), (1, 0, 1.402)):
        samples = frame[6 + 62 * 62:].reshape(2, 31, 31)[part]
        wanted = 128 + 224 * (mixed[:, :, channel] - mixed @ (0.299, 0.587, 0.114)) / scale
        assert abs(samples - wanted).max() < 0.51
PY
}

@test "the film of sky-flat(1) plays on phones: 4:2:0, even sizes, its index first" {
    command=$(sed -n '/^Make a film/,/^\.Ed/{s/\\-/-/g; s/^\$ //; /^sky-gen/,/film/p}' "$tests/../man/sky-flat.1")
    (unset SKY_GEOMETRY && bash -c "$command")
    [ "$(ffprobe -v error -show_entries stream=codec_name,pix_fmt,width,height,nb_frames -of csv=p=0 film.mp4)" = \
        h264,576,576,yuv420p,90 ]
    "$python" -c 'data = open("film.mp4", "rb").read(); assert data.index(b"moov") < data.index(b"mdat")'
}

@test "sky-flat refuses paths with a wrong place for the number" {
    for path in %s.png %.png %5.png %12d.png %d%d.png %-3d.png a% %n; do
        refuses 2 "must have one place for a number" sky-flat /dev/null -o "$path"
    done
    [ ! -e out ]
}

@test "sky-flat draws the background outside the disc and in its hole, and takes it from a control file" {
    head -c 576 /dev/zero >black
    sky-flat black -g 24x8+8 --size 80 --format rgb background=#102030 >out
    [ "$(pixel 0 0 <out)" = 102030 ]
    [ "$(pixel 40 40 <out)" = 102030 ]
    [ "$(pixel 40 5 <out)" = 000000 ]
    echo "background white" >show.ctl
    sky-flat black --size 80 --format rgb -c show.ctl >out
    [ "$(pixel 79 79 <out)" = ffffff ]
    [ "$(pixel 40 40 <out)" = 000000 ]
}

@test "sky-flat --transparent draws what the background leaves free: over a colour it is the picture on that colour" {
    sky-gen noise -g 24x8+4 -n 2 >in
    for style in smooth sectors dots; do
        sky-flat in -g 24x8+4 --size 101 style=$style background=#405060 --format rgb -n 1 >opaque
        sky-flat in -g 24x8+4 --size 101 style=$style background=white --transparent -o alone.png
        ffmpeg -v error -y -i alone.png -f rawvideo -pix_fmt rgba alone
        "$python" - $style <<'PY'
import sys
import numpy as np
opaque = np.fromfile("opaque", np.uint8).reshape(101, 101, 3)
alone = np.fromfile("alone", np.uint8).reshape(101, 101, 4)
code = np.arange(256) / 255
light = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
part = alone[:, :, 3:] / 255
mixed = light[alone[:, :, :3]] * part + light[[0x40, 0x50, 0x60]] * (1 - part)
mixed = np.where(mixed <= 0.0031308, mixed * 12.92, 1.055 * mixed ** (1 / 2.4) - 0.055) * 255
assert abs(mixed - opaque).max() < 2, abs(mixed - opaque).max()
assert (alone[[0, 50], [0, 50]] == 0).all() # a corner, and the hole
assert (alone[:, :, 3] == 255).mean() > (0.05 if sys.argv[1] == "dots" else 0.6)
PY
    done
    sky-flat in -g 24x8+4 --size 101 --transparent -o alone.apng
    sky-flat in -g 24x8+4 --size 101 --transparent -o %d.png -j 3
    cmp 0.png <(sky-flat in -g 24x8+4 --size 101 --transparent -n 1 --format png)
    sky-polar background=#405060 0.png 1.png >wanted
    sky-polar background=#405060 alone.apng -n 2 | cmp - wanted
    refuses 2 "--transparent: format ppm has no opacity (png and apng have)" sky-flat in --transparent -o out.ppm
    [ ! -e out.ppm ]
}

@test "sky-flat draws the LEDs' own sectors, or changes smoothly from one to the next, and the style can change" {
    "$python" - <<'PY'
import numpy as np
frame = np.zeros((24, 8, 3), np.uint8)
frame[0] = 255
frame.tofile("in")
PY
    sky-flat in --size 400 style=sectors --format rgb >sectors
    sky-flat in --size 400 --format rgb >smooth
    "$python" - <<'PY'
import numpy as np
sectors, smooth = (np.fromfile(name, np.uint8).reshape(400, 400, 3)[60, 200:240, 0].astype(int) for name in
                   ("sectors", "smooth"))
edge = 140 * np.tan(np.pi / 24)
assert (sectors[:int(edge) - 1] == 255).all() and (sectors[int(edge) + 2:] == 0).all()
assert (np.diff(smooth) <= 0).all() and smooth[0] > 250 and 170 < smooth[int(edge)] < 205 and smooth[-1] == 0
PY
    echo "style smooth" >show.ctl
    cat in in | sky-flat --size 400 style=sectors -c show.ctl --format rgb | cmp - <(cat smooth smooth)
    refuses 2 "'round' is not one of smooth, sectors, dots, strip" sky-flat in style=round
}

@test "sky-flat draws what numpy says, near the hub, at the rim and between" {
    unset SKY_GEOMETRY
    "$python" "$tests/pictures/flat.py" 5 >errors || { cat errors; false; }
}

@test "sky-flat style=dots draws round LEDs in their colours on the background, with a glow" {
    sky-gen noise -g 24x8+4 -n 1 >in
    sky-flat in -g 24x8+4 --size 480 style=dots background=#000010 --format rgb >out
    "$python" - <<'PY'
import numpy as np
frame = np.fromfile("in", np.uint8).reshape(24, 8, 3)
out = np.fromfile("out", np.uint8).reshape(480, 480, 3).astype(int)
y, x = np.mgrid[:480, :480] + 0.5 - 240
lit = np.zeros((480, 480), bool)
for vane in range(24):
    for pixel in range(8):
        turn, radius = vane * np.pi / 12, (4.5 + pixel) * 20
        distance = np.hypot(x - radius * np.sin(turn), y + radius * np.cos(turn))
        assert (out[distance < 8.4 - 0.8] == frame[vane, pixel]).all(), (vane, pixel)
        lit |= distance < 26
assert (out[~lit] == (0, 0, 16)).all()
assert out[lit].sum(axis=1).min() >= 16
PY
}

@test "sky-flat style=strip shows each LED as a pixel, a vane a column with its hub at the bottom, or means of them" {
    frames 2 >in
    sky-flat in style=strip --format rgb >out
    sky-flat in style=strip --size 48 | head -c 11 | cmp - <(printf 'P6\n48 16\n25')
    sky-flat in style=strip --size 12 --format rgb >half
    "$python" - <<'PY'
import numpy as np
frame = np.fromfile("in", np.uint8).reshape(2, 24, 8, 3).transpose(0, 2, 1, 3)[:, ::-1]
assert (np.fromfile("out", np.uint8).reshape(2, 8, 24, 3) == frame).all()
def light(codes):
    return np.where(codes <= 0.04045 * 255, codes / 255 / 12.92, ((codes / 255 + 0.055) / 1.055) ** 2.4)
mean = light(frame).reshape(2, 4, 2, 12, 2, 3).mean(axis=(2, 4))
half = np.fromfile("half", np.uint8).reshape(2, 4, 12, 3)
assert (light(half - 0.6) <= mean).all() and (light(half + 0.6) >= mean).all()
PY
}

@test "sky-flat writes the same bytes with every kind of kernel" {
    sky-gen noise -n 2 -g 90x40+3.5 >in
    SKY_CPU=c sky-flat in -g 90x40+3.5 --size 301 >plain
    for cpu in sse2 avx2 avx512 neon ''; do
        SKY_CPU=$cpu sky-flat in -g 90x40+3.5 --size 301 2>/dev/null | cmp - plain
    done
}

@test "sky-flat draws the same with any number of threads" {
    sky-gen noise -n 2 -g 90x41+3.5 >in
    for style in smooth dots strip; do
        sky-flat in -g 90x41+3.5 --size 101 style=$style >one
        sky-flat in -g 90x41+3.5 --size 101 style=$style -j 3 | cmp - one
    done
}

@test "sky-flat and sky-polar convert a smooth frame there and back" {
    "$python" - <<'PY'
import numpy as np
v, p = np.mgrid[0:24, 0:8]
x, y = (p + 0.5) / 8 * np.sin(v * np.pi / 12), (p + 0.5) / 8 * np.cos(v * np.pi / 12)
np.stack([128 + 100 * x, 128 + 100 * y, 128 + 50 * (x - y)], axis=2).astype(np.uint8).tofile("in")
PY
    sky-flat in --size 400 -o disc.png
    sky-polar disc.png -n 1 >out
    "$python" - <<'PY'
import numpy as np
a, b = (np.fromfile(name, np.uint8).astype(int).reshape(24, 8, 3) for name in ("in", "out"))
assert abs(a - b)[:, 1:-1].max() <= 2, abs(a - b)[:, 1:-1].max()
PY
}

@test "sky-flat --format term writes lines of half blocks, in true colours or fewer, or plain text" {
    marked >in
    export LC_ALL=C.UTF-8 TERM=xterm
    COLORTERM=truecolor sky-flat in --format term >out
    grep -q $'\xe2\x96\x80' out
    grep -q $'38;2;' out
    [ "$(tail -c 5 out)" = $'\033[0m' ]
    COLORTERM='' sky-flat in --format term >out
    grep -q $'38;5;' out
    if grep -q $'38;2;' out; then false; fi
    sky-flat in --format term colors=16 >out
    grep -q $'\033\[[34]' out
    if grep -q $'[34]8;' out; then false; fi
    LC_ALL=C sky-flat in --format term >out
    if grep -q $'\xe2' out; then false; fi
    for term in vt100 dumb ''; do
        TERM=$term sky-flat in --format term >out
        if grep -q $'[\033\xe2]' out; then false; fi
        grep -q '[.:=+*#%@-]' out
    done
}

@test "sky-flat --format sixel writes sixel pictures, in the styles of other pictures" {
    marked >in
    sky-flat in --format sixel >out
    [ "$(head -c 18 out)" = $'\033P0;1q"1;1;340;340' ]
    [ "$(tail -c 3 out)" = $'\033\\' ]
    sky-flat in --format sixel --size 50 >small
    [ "$(head -c 16 small)" = $'\033P0;1q"1;1;50;50' ]
    sky-flat in --format sixel style=dots >dots
    if cmp -s out dots; then false; fi
    cat in in | sky-flat --format sixel --size 50 >two
    cmp two <(cat small small)
}

@test "sky-flat draws the disc in a terminal, follows its size and gives it back" {
    marked >one
    "$python" -B "$tests/standin/flat-terminal.py" one
}

@test "sky-flat draws the whole frames of a truncated input, and fails" {
    frames 3 | head -c 1500 >in
    sky-flat --format rgb --size 20 <in >out 2>err && false
    [ "$(bytes out)" -eq 2400 ]
    [ "$(wc -l <err)" -eq 1 ]
    grep -q "ended 348 bytes into frame 2" err
}

@test "sky-flat fails without a frame for PATH.png, and does not make the file" {
    refuses 1 "one.png: not written, because the input has no frame" sky-flat /dev/null -o one.png
    [ ! -e one.png ]
    sky-flat /dev/null >out
    [ ! -s out ]
}

@test "sky-flat refuses a wrong command line in one line, with exit status 2" {
    refuses 2 "--size: 0 is out of range (must be 1 to 4096)" sky-flat --size 0
    refuses 2 "--size: 5000 is out of range" sky-flat --size 5000
    refuses 2 "'gif' is not one of png, apng, ppm, y4m, rgb, term, blocks, sixel" sky-flat --format gif
    refuses 2 "format term draws on standard output only" sky-flat --format term -o x
    refuses 2 "format sixel draws on standard output only" sky-flat --format sixel -o x
    refuses 2 "not a colour" sky-flat background=nocolor
    refuses 2 "only one input can be read" sky-flat a b
    refuses 1 "missing: No such file" sky-flat missing
    refuses 1 "no/where.ppm: No such file" sky-flat /dev/null -o no/where.ppm
    frames 1 >in
    refuses 1 "no/0.png: No such file" sky-flat in -o no/%d.png
    sky-gen solid -g 1x65536 -n 1 >in
    refuses 1 "takes too much memory with the LEDs of 1x65536; make it smaller" sky-flat -g 1x65536 in style=sectors
    sky-gen solid -g 65536x1 -n 1 >in
    refuses 1 "takes too much memory with the LEDs of 65536x1; make it smaller" \
        sky-flat -g 65536x1 in --size 4096 style=dots
}

@test "sky-flat reports a full disk, and ends without a message when its pipe closes" {
    frames 3 >in
    for format in ppm png rgb y4m apng; do
        refuses 1 "/dev/full: No space left" sky-flat in --format $format -o /dev/full
        refuses 1 "/dev/full: No space left" sky-flat in --format $format --size 400 -o /dev/full
        status=0
        sky-flat in --format $format >/dev/full 2>err || status=$?
        [ $status -eq 1 ]
        [ "$(cat err)" = "sky-flat: standard output: No space left on device" ]
    done
    sky-gen noise -n 3000 | sky-flat 2>err | head -c 100 >/dev/null
    [ ! -s err ]
    sky-gen noise -n 3000 | sky-flat --format apng -n 3000 2>err | head -c 100 >/dev/null
    [ ! -s err ]
}
