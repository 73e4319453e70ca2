# SPDX-License-Identifier: ISC
load helpers

# still WORDS...: one frame of a text that does not move, white on black, on 360x60.
still() {
    sky-gen -g 360x60 text speed=0 color=white background=black "$@" -n 1
}

# A font whose letter A is an arrow to the right above a line of dots, and B is an F.
arrows() {
    cat <<'BDF'
STARTFONT 2.1
FONT arrows
SIZE 8 75 75
FONTBOUNDINGBOX 7 7 0 -1
STARTPROPERTIES 2
FONT_ASCENT 7
FONT_DESCENT 1
ENDPROPERTIES
CHARS 2
STARTCHAR A
ENCODING 65
DWIDTH 8 0
BBX 7 8 0 -1
BITMAP
10
18
FC
FE
FC
18
10
AA
ENDCHAR
STARTCHAR B
ENCODING 66
DWIDTH 6 0
BBX 5 7 0 0
BITMAP
F8
80
80
F0
80
80
80
ENDCHAR
ENDFONT
BDF
}

@test "sky-gen text moves to the left, which is counter-clockwise on the rim" {
    sky-gen -g 90x30 text text= -n 1 color=white background=black | "$python" -c "
import sys; assert not any(sys.stdin.buffer.read())"
    sky-gen -g 360x60 text text=I speed=0.2 -r 1 size=0.3 background=black -n 2 | "$python" -c "
import sys, numpy as np
first, second = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(2, 360, 60, 3).any(axis=(2, 3))
place = lambda lit: np.angle(np.exp(2j * np.pi * np.nonzero(lit)[0] / 360).mean())
assert abs(place(first)) < 0.02 and place(second) < -0.15, (place(first), place(second))"
}

@test "sky-gen text turned by angle is the frame turned" {
    arrows >arrows.bdf
    for font in '' arrows.bdf; do
        for form in rim straight radius; do
            still form=$form text=AB size=0.3 font=$font | sky-rotate -g 360x60 angle=90 >turned
            still form=$form text=AB size=0.3 font=$font angle=90 >angled
            "$python" -c "
import numpy as np
turned, angled = (np.fromfile(name, np.uint8).astype(int) for name in ('turned', 'angled'))
assert angled.max() > 200 and np.abs(turned - angled).max() <= 2, ('$form', np.abs(turned - angled).max())"
        done
    done
}

# F has its bars at the top and to the right of its stem.
@test "sky-gen text can be read at the top, at the bottom, along a radius and straight" {
    arrows >arrows.bdf
    upright() { # WORDS...: is the F upright, as it is seen on the flat disc?
        sky-gen -g 720x200 text speed=0 text=B font=arrows.bdf size=0.2 color=white background=black "$@" -n 1 |
            sky-flat -g 720x200 --size 400 --format rgb >flat
        "$python" -c "
import numpy as np
lit = np.fromfile('flat', np.uint8).reshape(400, 400, 3)[..., 0] > 100
rows, columns = np.nonzero(lit)
height = np.ptp(rows)
top, bottom = (columns[(rows - rows.min() < height / 4) == at].mean() for at in (True, False))
assert len(rows) > 200 and top - bottom > height / 20, (top, bottom)
stem = np.array([columns[rows == row].min() for row in np.unique(rows)])
assert np.ptp(stem[2:-2]) < height / 4, stem"
    }
    upright
    upright top=hub angle=180
    upright form=straight
    upright form=straight x=0.3 y=-0.4
    upright form=radius angle=90
}

@test "sky-gen text is where x, y and align put it" {
    place() { # X Y WORDS...: is the middle of what is lit there?
        local x=$1 y=$2
        shift 2
        still form=straight text=I size=0.2 "$@" >frame
        "$python" -c "
import numpy as np
frame = np.fromfile('frame', np.uint8).reshape(360, 60, 3)[..., 0] / 255
turn, radius = np.meshgrid(np.arange(360) / 180 * np.pi, (np.arange(60) + 0.5) / 60, indexing='ij')
weight = frame * radius
x, y = ((weight * part).sum() / weight.sum() for part in (radius * np.sin(turn), radius * np.cos(turn)))
assert abs(x - $x) < 0.03 and abs(y - $y) < 0.03, (x, y)"
    }
    place 0 0
    place 0.4 -0.2 x=0.4 y=-0.2
    place 0.4 -0.2 x=0.4 y=-0.2 angle=77
    place 0 0 text=IIII
    place 0.035 0 align=left
    place -0.035 0 align=right
    place 0 0 text='I\nI\nI' align=left x=-0.035
    place 0.5 0 form=radius angle=90
    place 0 -0.5 form=radius angle=180
}

@test "sky-gen text comes back after it has run once around, or across" {
    # The middle of the capitals is at 0.97 - 0.32 / 2 - 0.016 = 0.794 radii, so that the way around is 4.9888.
    sky-gen -g 360x60 text text=abc size=0.32 weight=0.1 speed=0.49888 -r 1 -n 11 >frames
    "$python" - <<'PY'
import numpy as np
frames = np.fromfile('frames', np.uint8).reshape(11, -1).astype(int)
assert np.abs(frames[0] - frames[10]).max() < 12, np.abs(frames[0] - frames[10]).max()
assert np.abs(frames[0] - frames[5]).max() > 100
PY
    # One that does not move does not come back, wherever it is.
    still form=straight text=I x=-3 | "$python" -c "import sys; assert not any(sys.stdin.buffer.read())"
}

@test "sky-gen text that is longer than the rim fades at its far side, where its ends do not overlap" {
    letters() { printf "%${1}s" '' | tr ' ' H; }
    still size=0.2 text="$(letters 41)" >short
    still size=0.2 text="$(letters 141)" >long
    cmp short long
    still size=0.2 text="$(letters 40)" align=left >left
    "$python" - <<'PY'
import numpy as np
for name, far in ('long', 180), ('left', 351):  # 0.14 of 0.84 radii before 12 o'clock
    light = np.fromfile(name, np.uint8).reshape(360, 60, 3)[..., 0].max(axis=1).astype(int)
    light = np.roll(light, 20 - far)
    assert light[20] < 100, (name, light[:41])
    for side in light[20:0:-1], light[20:41]:
        assert side.max() > 250 and side[:3].max() < 130, (name, light[:41])
PY
}

@test "sky-gen text breaks lines at newlines, at \\n and where they are too long" {
    still form=straight size=0.1 text=$'one two\nthree' >newline
    still form=straight size=0.1 text='one two\nthree' >escaped
    still form=straight size=0.1 text='one two three' width=0.62 >broken
    cmp newline escaped
    cmp newline broken
    still form=straight size=0.1 text='one\\ntwo' >backslash
    still form=straight size=0.1 text='one\ntwo' >two
    ! cmp -s backslash two
}

@test "sky-gen text warns once of lines for which there is no room around the hub" {
    sky-gen -g 120x60 text text='Anna\nBert\nCleo' size=0.2 -n 3 2>err >/dev/null
    [ "$(cat err)" = "sky-gen: text: there is no room around the hub for 1 of 3 lines \
(a smaller size, or form=straight, has more)" ]
    for fits in size=0.1 form=straight form=radius; do
        sky-gen -g 120x60 text text='Anna\nBert\nCleo' size=0.2 "$fits" -n 3 2>err >/dev/null
        [ ! -s err ]
    done
}

@test "sky-gen text outlines letters of strokes and of dots" {
    arrows >arrows.bdf
    for font in '' arrows.bdf; do
        still form=straight text=B size=0.8 font=$font >plain
        sky-gen -g 360x60 text speed=0 form=straight text=B size=0.8 font=$font color=white background=black \
            outline=0.1 edge=red -n 1 >outlined
        "$python" -c "
import numpy as np
plain, outlined = (np.fromfile(name, np.uint8).reshape(360, 60, 3).astype(int) for name in ('plain', 'outlined'))
assert (plain[..., 1] == outlined[..., 1]).all()                         # the letter is as it was
red = (outlined[..., 0] > 250) & (outlined[..., 1] == 0)
turn, radius = np.meshgrid(np.arange(360) / 180 * np.pi, (np.arange(60) + 0.5) / 60, indexing='ij')
place = radius * np.exp(1j * turn)
away = np.abs(place[red][:, None] - place[plain[..., 1] > 128]).min(axis=1)
reach = 0.11 if '$font' == '' else 0.15  # of dots: at their corners
assert red.sum() > 300 and 0.05 < away.max() < reach, (red.sum(), away.max())"
    done
}

@test "sky-gen text gives what letters and outlines cover entirely exactly their colours" {
    sky-gen -g 360x60 text speed=0 form=straight text=I size=1 weight=0.5 color=red background=white \
        outline=0.2 edge=blue -n 1 | "$python" -c "
import sys, numpy as np
frame = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(-1, 3)
for color in (255, 0, 0), (0, 0, 255), (255, 255, 255):
    assert (frame == color).all(axis=1).sum() > 1000, (color, np.unique(frame, axis=0, return_counts=True))"
}

@test "sky-gen text sets letters of thick strokes further apart, around the same middle" {
    still form=straight text=IIIII size=0.2 weight=0.12 >thin
    still form=straight text=IIIII size=0.2 weight=0.5 >thick
    "$python" - <<'PY'
import numpy as np
turn, radius = np.meshgrid(np.arange(360) / 180 * np.pi, (np.arange(60) + 0.5) / 60, indexing='ij')
x = radius * np.sin(turn)
thin, thick = (x[np.fromfile(name, np.uint8).reshape(360, 60, 3)[..., 0] > 128] for name in ('thin', 'thick'))
# The strokes are 0.38 * 0.2 = 0.076 thicker, and each of the four spaces between them is wider by as much.
assert abs(np.ptp(thick) - np.ptp(thin) - 5 * 0.076) < 0.05, (np.ptp(thin), np.ptp(thick))
assert abs(thick.min() + thick.max() - thin.min() - thin.max()) < 0.03, (thick.min(), thick.max())
PY
}

# Each LED shows the mean, in light, of the dots in its cell.
@test "sky-gen text draws the dots of a bitmap font as they are, along the rim and straight" {
    "$python" - <<'PY'
import random, subprocess
import numpy as np
random.seed(3)
rows = [random.getrandbits(24) for _ in range(24)]
rows[0] |= 1 << 12
open('font.bdf', 'w').write('STARTFONT 2.1\nFONTBOUNDINGBOX 24 24 0 0\nCHARS 1\nSTARTCHAR H\nENCODING 72\nDWIDTH 24 0\n'
                            'BBX 24 24 0 0\nBITMAP\n' + ''.join('%06X\n' % row for row in rows) + 'ENDCHAR\nENDFONT\n')
dots = np.array([[row >> 23 - column & 1 for column in range(24)] for row in rows], float)

def sampled(vanes, pixels, mapping, n=12):
    part = (np.arange(n) + 0.5) / n - 0.5
    turn = (np.arange(vanes)[:, None] + part).reshape(-1, 1) / vanes * 2 * np.pi
    radius = ((np.arange(pixels)[:, None] + part + 0.5) / pixels).reshape(1, -1)
    column, row = mapping(turn, radius)
    inside = (column >= 0) & (column < 24) & (row >= 0) & (row < 24)
    value = np.where(inside, dots[np.clip(row, 0, 23).astype(int), np.clip(column, 0, 23).astype(int)], 0)
    return value.reshape(vanes, n, pixels, n).mean(axis=(1, 3))

def straight(size, angle):
    def mapping(turn, radius):
        x, y = radius * np.sin(turn), radius * np.cos(turn)
        a = np.radians(angle)
        x, y = x * np.cos(a) - y * np.sin(a), x * np.sin(a) + y * np.cos(a)
        return x / size * 24 + 12, 12 - y / size * 24
    return mapping

def rim(size):
    middle = 0.97 - size / 2
    def mapping(turn, radius):
        x = ((turn + np.pi) % (2 * np.pi) - np.pi) * middle
        return x / size * 24 + 12 + 0 * radius, (0.97 - radius) / size * 24 + 0 * turn
    return mapping

for vanes, pixels, words, mapping, mean, worst in (
        (720, 200, ['form=straight', 'size=1.2'], straight(1.2, 0), 0.02, 0.4),
        (720, 200, ['form=straight', 'size=1.2', 'angle=30'], straight(1.2, 30), 0.03, 0.4),
        (180, 40, ['form=straight', 'size=1.2', 'angle=30'], straight(1.2, 30), 0.05, 0.45),
        (120, 30, ['size=0.5'], rim(0.5), 0.008, 0.03),
        (90, 24, ['size=0.5'], rim(0.5), 0.008, 0.03)):
    out = subprocess.run(['sky-gen', '-g', f'{vanes}x{pixels}', 'text', 'speed=0', 'text=H', 'font=font.bdf',
                          'color=white', 'background=black', '-n', '1', *words], check=True, capture_output=True).stdout
    code = np.frombuffer(out, np.uint8).reshape(vanes, pixels, 3)[..., 0] / 255
    drawn = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    wanted = sampled(vanes, pixels, mapping, 12 if vanes > 120 else 60)
    lit = (wanted > 0) | (drawn > 0)
    error = np.abs(drawn - wanted)
    print(vanes, pixels, words, error[lit].mean(), error.max())
    assert error[lit].mean() < mean and error.max() < worst, (words, error[lit].mean(), error.max())
PY
}

@test "sky-gen text reads fonts in BDF and .hex, compressed or not, and from a pipe" {
    arrows >arrows.bdf
    gzip -k arrows.bdf
    still text=AB font=arrows.bdf >plain
    still text=AB font=arrows.bdf.gz >compressed
    still text=AB font=<(cat arrows.bdf) >piped
    arrows | still text=AB font=- >through
    cmp plain compressed
    cmp plain piped
    cmp plain through
    printf '%s\n' 0041:0000000018242442427E424242420000 4E2D:"$(printf '%064d' 1)" >small.hex
    gzip -k small.hex
    still text='A中' font=small.hex >plain
    still text='A中' font=small.hex.gz >compressed
    cmp plain compressed
}

@test "sky-gen text takes new words from a file as it changes, and keeps the old ones if they are wrong" {
    "$python" - <<'PY'
import os, subprocess, time
def frame(text):
    return subprocess.run(['sky-gen', 'text', 'speed=0', f'text={text}', '-n', '1'], check=True,
                          capture_output=True).stdout
size = 576
shown = {text: frame(text) for text in ('', 'one', 'two', 'three', 'four', 'five\nsix')}
assert len(set(shown.values())) == 6
for kind in 'file', 'fifo':
    if kind == 'fifo':
        os.mkfifo('fifo')
    show = subprocess.Popen(['sky-gen', 'text', 'speed=0', f'file={kind}', 'text=unused'], stdout=subprocess.PIPE,
                            stderr=open(f'{kind}.err', 'w'))
    def wait_for(text):
        end = time.monotonic() + 20
        while show.stdout.read(size) != shown[text]:
            assert time.monotonic() < end, (kind, text, open(f'{kind}.err').read())
    def write(data):
        with open(kind, 'wb') as file:
            file.write(data)
    def write_wrong(data):  # at once: an empty file, if it stays so for long, is a text without words
        if kind == 'fifo':
            return write(data)
        with open('new', 'wb') as file:
            file.write(data)
        os.rename('new', kind)
    def warnings(count):  # each is written before the frame that follows
        end = time.monotonic() + 20
        while open(f'{kind}.err').read().count('\n') < count:
            assert show.stdout.read(size) and time.monotonic() < end
    wait_for('')
    write(b'one\n')
    wait_for('one')
    write(b'two\r\n' if kind == 'file' else b'zero\ntwo\r\n')
    wait_for('two')
    first = 1 if kind == 'file' else 0  # it was missing
    write_wrong(b'broken \xff\n')
    warnings(first + 1)
    write_wrong(b'broken again \xff\n')
    write_wrong(b'a bell \7\n')
    wait_for('two')
    if kind == 'file':
        os.remove('file')
        wait_for('two')
        write(b'three')  # without a newline it is taken when it is not young any more
    else:
        write(b'three\nand the begi')
    wait_for('three')
    write(b'four\n' if kind == 'file' else b'nning of a line\nfour\n')
    wait_for('four')
    if kind == 'fifo':
        os.remove('fifo')
        os.mkfifo('fifo')
        held = open('fifo', 'r+b', buffering=0)  # does not wait for a reader, which opens it only with its next frame
    write(b'five\\nsix\n')
    wait_for('five\nsix')
    show.kill()
    show.wait()
    lines = open(f'{kind}.err').read().splitlines()
    assert sum('is not UTF-8; the old text stays' in line for line in lines) == 1, lines
    assert f'sky-gen: {kind}: byte 7 (0xff) is not UTF-8; the old text stays' in lines, lines
    assert len([line for line in lines if 'waiting for it' in line]) <= 2 * (kind == 'file'), lines
PY
}

@test "sky-gen text and font can be changed while it is shown" {
    arrows >arrows.bdf
    "$python" - <<'PY'
import os, subprocess, time
size = 576
def frame(*words):
    return subprocess.run(['sky-gen', 'text', 'speed=0', *words, '-n', '1'], check=True, capture_output=True).stdout
open('control', 'w').write('text AB\n')
show = subprocess.Popen(['sky-gen', 'text', 'speed=0', '-c', 'control'], stdout=subprocess.PIPE,
                        stderr=open('err', 'w'))
def wait_for(wanted):
    end = time.monotonic() + 20
    while show.stdout.read(size) != wanted:
        assert time.monotonic() < end, open('err').read()
wait_for(frame('text=AB'))
open('control', 'w').write('text AB\nfont arrows.bdf\n')
wait_for(frame('text=AB', 'font=arrows.bdf'))
open('control', 'w').write('text C\nfont missing.bdf\n')
end = time.monotonic() + 20
while 'text: arrows.bdf has no U+0043' not in open('err').read():
    assert show.stdout.read(size) and time.monotonic() < end, open('err').read()
wait_for(frame('text=AB', 'font=arrows.bdf'))
assert 'font: missing.bdf: No such file or directory; the old font stays' in open('err').read()
# A show does not wait for a FIFO.
os.mkfifo('fifo')
open('control', 'w').write('text B\nfont fifo\n')
wait_for(frame('text=B', 'font=arrows.bdf'))
assert 'font: fifo: is not a regular file; the old font stays' in open('err').read()
# A text and a font that come together need not fit what was there before; nor those that come one after the other.
open('small.hex', 'w').write('4E2D:' + '0F' * 32 + '\n')
open('control', 'w').write('text 中\nfont small.hex\n')
wait_for(frame('text=中', 'font=small.hex'))
open('control', 'w').write('text A\n')
end = time.monotonic() + 20
while 'text: small.hex has no U+0041' not in open('err').read():
    assert show.stdout.read(size) and time.monotonic() < end, open('err').read()
open('control', 'w').write('text A\nfont arrows.bdf\n')
wait_for(frame('text=A', 'font=arrows.bdf'))
# A file takes the place of the text, and gives it back.
open('words', 'w').write('B\n')
open('control', 'w').write('text A\nfont arrows.bdf\nfile words\n')
wait_for(frame('text=B', 'font=arrows.bdf'))
open('control', 'w').write('text A\nfont arrows.bdf\nfile=\n')
wait_for(frame('text=A', 'font=arrows.bdf'))
show.kill()
PY
}

@test "sky-gen text reads words from standard input, too" {
    echo one >words
    still text=one >wanted
    still file=- <words >frame
    cmp frame wanted
    still file=- <<<one >frame # which Bash writes to a pipe before it starts the command
    cmp frame wanted
}

@test "sky-gen text does not write over the file that it reads" {
    echo words >words
    refuses 1 "words: is read here too; write to another file" sky-gen text file=words -o words -n 1
    [ "$(cat words)" = words ]
}

@test "sky-gen text refuses what is not UTF-8 or cannot be drawn, and says which character it is" {
    refuses 2 "text: byte 2 (0xff) is not UTF-8" still text=$'ab\xff'
    refuses 2 "text: byte 0 (0xc0) is not UTF-8" still text=$'\xc0\x80'
    refuses 2 "text: byte 1 (0xe6) is not UTF-8" still text=$'a\xe6\xbc'
    refuses 2 "text: U+0007 is a control character, which cannot be drawn" still text=$'\a'
    refuses 2 "text: the built-in font has no U+6F22 '漢'; choose a font that has it, such as font=/usr/share" \
        still text=漢字
    arrows >arrows.bdf
    refuses 2 "text: arrows.bdf has no U+1F600 '😀'; choose a font that has it, such as font=/usr/share" \
        still text=A😀 font=arrows.bdf
    local unifont=/usr/share/unifont/unifont.hex
    [ ! -e "$unifont" ] || refuses 2 "$unifont has no U+1F600 '😀'; choose a font that has it" still text=😀 font="$unifont"
    [ ! -e "$unifont" ] || ! grep "such as" refused.err
}

@test "sky-gen text draws the heart, hyphens and apostrophe that telephones and word processors write" {
    local pair
    for pair in '❤️ ♥' 'a\xe2\x80\x90b a-b' 'a\xe2\x80\x91b a-b' 'п\xca\xbcять п’ять'; do
        pair=$(printf '%b' "$pair")
        cmp <(still text="${pair% *}") <(still text="${pair#* }")
    done
}

@test "sky-gen text refuses fonts that are missing, broken or of another kind" {
    refuses 2 "font: missing.bdf: No such file or directory" still font=missing.bdf
    arrows | sed 's/^F0$/F/' >broken.bdf
    refuses 2 "font: broken.bdf:32: a row of length 1 (must be 2 digits)" still font=broken.bdf
    arrows | head -20 >cut.bdf
    refuses 2 "font: cut.bdf: ends in line 20 without ENDFONT" still font=cut.bdf
    arrows | gzip | head -c 100 >cut.bdf.gz
    refuses 2 "font: cut.bdf.gz: ends inside its compressed data" still font=cut.bdf.gz
    arrows >plain.bdf.gz
    refuses 2 "font: plain.bdf.gz: is not gzip, or damaged" still font=plain.bdf.gz
    head -c 100000000 /dev/zero | gzip >bomb.hex.gz
    refuses 2 "font: bomb.hex.gz: is longer than 33,554,432 bytes when it is decompressed" still font=bomb.hex.gz
    refuses 2 "font: Sans.ttf: is not a .bdf or .hex; 'otf2bdf -p 24 -o font.bdf Sans.ttf' converts it" \
        still font=Sans.ttf
    refuses 2 "font: 8x13.pcf.gz: is not a .bdf or .hex; 'pcf2bdf -o font.bdf 8x13.pcf.gz' converts it" \
        still font=8x13.pcf.gz
    refuses 2 "font: .: Is a directory" still font=.
    refuses 2 "font: there is no file 'Arial'; a font is a .bdf or .hex file" still font=Arial
    : >empty.bdf
    refuses 2 "font: empty.bdf: is empty" still font=empty.bdf
}

@test "sky-gen text says what is wrong with a file that is not UTF-8" {
    says() { # MESSAGE: about the bytes on standard input, as soon as they are shown
        cat >file
        sky-gen -g 60x16 text file=file -n 1 2>err >frame
        grep -qxF "sky-gen: file: $1; no text is shown" err || { cat err; false; }
    }
    printf 'Gr\374\337e\n' | says "byte 2 (0xfc) is not UTF-8"
    printf '\377\376h\0i\0\n' | says "is UTF-16 (must be UTF-8; 'iconv -f utf-16 -t utf-8' converts it)"
    printf 'h\0i\n' | says "byte 1 (0x00) is not text"
}

# Only letters in sight are drawn, so that the length does not count; it takes minutes if it does.
@test "sky-gen text shows lines of a hundred thousand letters" {
    "$python" -c "print('many letters ' * 8000)" >long
    for form in rim straight radius; do
        timeout 60 sky-gen text file=long form=$form speed=99 -n 300 -g 60x16 >frames
        [ "$(bytes frames)" -eq 864000 ]
    done
    timeout 60 sky-gen text file=long form=straight width=1.5 size=0.2 y='t/4 - 3' speed=0 -n 300 -g 60x16 >frames
    [ "$(bytes frames)" -eq 864000 ]
    head -c 262145 /dev/zero | tr '\0' x >long
    sky-gen text file=long -n 1 2>err >frames
    grep -qF "sky-gen: long: is longer than 262,144 bytes; no text is shown" err
    # All on one place, and from there far beyond the disc.
    arrows | sed 's/^DWIDTH 8 0/DWIDTH 0 0/; s/^BBX 7 8 0 -1/BBX 7 8 -1024 -1024/' >far.bdf
    "$python" -c "print('A' * 20000)" >long
    for form in rim straight; do
        timeout 60 sky-gen text file=long font=far.bdf form=$form size=4 -n 50 -g 60x16 >frames
        [ "$(bytes frames)" -eq 144000 ]
    done
}
