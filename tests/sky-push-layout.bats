# SPDX-License-Identifier: ISC
load helpers

# witness: a second reader of layouts, in Python.
witness() {
    "$python" "$tests/standin/layout.py" "$@"
}

# shown LAYOUT GEOMETRY: shows noise by a layout, and has it told. Afterwards, are_right asks the witness whether the
# bytes on the wires and what --show-layout told are right for all of these; where LEDs show areas, they need only be
# near.
shown() {
    local name="shown${#all_shown[@]}"
    sky-gen noise -g "$2" -n 2 >"$name.raw"
    sky-push "$name.raw" -g "$2" -r 1000 --leave -o wire:"$name.bin",layout="$1"
    sky-push --show-layout -g "$2" -o wire:-,layout="$1" >"$name.table"
    all_shown+=("$1" "$2" "$name")
}

are_right() {
    [ ${#all_shown[@]} -gt 0 ]
    witness check "${all_shown[@]}"
}

@test "sky-push layout=: every example is what a second reader makes of it" {
    for layout in "$project"/examples/layouts/*.layout; do
        shown "$layout" "$(sed -n 's/^geometry //p' "$layout")"
    done
    are_right
}

@test "sky-push layout=: random layouts are what a second reader makes of them" {
    for geometry in 24x8 7x30; do
        witness random $geometry 1 2 3 4
        for seed in 1 2 3 4; do
            shown "$geometry.$seed.layout" $geometry
        done
    done
    are_right
}

@test "sky-push layout=: every example of sky-layout(5) is read, and told again" {
    # a file for each literal block that is a layout
    awk '/^\.Bd/ { text = ""; next } /^\.Ed/ { if (text ~ /\nlane\n/) printf "%s", text >("page" n++ ".layout"); next }
        { text = text $0 "\n" }' "$project/man/sky-layout.5"
    [ "$(cat page*.layout | grep -c '^geometry')" -ge 6 ]
    for layout in page*.layout; do
        shown "$layout" "$(sed -n 's/^geometry //p' "$layout")"
    done
    are_right
}

@test "sky-push layout=: areas are those that samples of the disc find, of rings, places and vanes on two sides" {
    cat >mixed.layout <<'END'
lane
ring 7 leds 40 start -4.5
ring 3 leds 11 ccw
skip 2
vanes 20..3 cw step 3 pixels 1
show area
led 7,4 7,5 8,5
dead 0 3 41..43
side back
lane
xy 0 0  1 0  5 1  -3 2.5  -4 -4
xy 0 0.25
dead 1 0
disc 0.5 0 6.5
END
    shown mixed.layout 24x8
    printf 'lane\nxy 10 10 20 10 10 30 17.5 22 -3 12\nskip 1\nxy 17.5 23\n' >found.layout
    shown found.layout 24x8
    are_right
}

@test "sky-push layout=: areas go to controllers on the network as to a chain" {
    printf 'lane\nskip 1\nring 7 leds 20\nring 3 leds 7\nvanes 2\n' >rings.layout
    sky-gen noise -n 1 >in.raw
    sky-push in.raw --leave -o wire:wire.bin,layout=rings.layout,order=rgb
    "$python" - <<'END'
import socket, subprocess
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
receiver.settimeout(20)
wire = open("wire.bin", "rb").read()[4:]
wanted = b"".join(wire[at + 1:at + 4] for at in range(0, 36 * 4, 4))
for encoding in "linear", "srgb":
    driver = f"ddp:127.0.0.1:{receiver.getsockname()[1]},layout=rings.layout,encoding={encoding}"
    subprocess.run(["sky-push", "in.raw", "--leave", "-o", driver], check=True)
    got = receiver.recv(2000)[10:]
    light = [byte / 255 if encoding == "linear" else
             byte / 255 / 12.92 if byte <= 10 else ((byte / 255 + 0.055) / 1.055) ** 2.4 for byte in got]
    assert len(got) == 36 * 3 and max(abs(a - b / 255) for a, b in zip(light, wanted)) < 0.006, (encoding, got, wanted)
    assert encoding == "srgb" or got == wanted
END
}

@test "sky-push --rotor: arms show no areas" {
    printf 'lane\nring 7 leds 3\n' >arms.layout
    refuses 2 "arms.layout has LEDs that show areas of the disc, which arms cannot (write 'show point')" \
        sky-push --rotor sim=10,arms=3 -o wire:out.bin,layout=arms.layout
}

@test "sky-push layout=: warns once of vanes that count down, and not where it says which way" {
    printf 'lane\nvanes 9..5\nvanes 3..2\n' >down.layout
    sky-gen noise -n 1 >in.raw
    sky-push in.raw -o wire:down.bin,layout=down.layout 2>err
    [ "$(wc -l <err)" -eq 1 ]
    grep -F "down.layout:2: vanes 9..5 counts down, by way of 8: write '9..5 ccw' if that is meant, or '9..5 cw'" err
    printf 'lane\nvanes 9..5 ccw\nvanes 3..2 ccw\n' >ccw.layout
    sky-push in.raw -o wire:ccw.bin,layout=ccw.layout 2>err
    [ ! -s err ]
    cmp down.bin ccw.bin
}

@test "sky-push layout=: lines of Windows, comments and a missing newline at the end change nothing" {
    printf 'lane\nvanes 0..2\nskip 2\nled 5,3\n' >a.layout
    printf '# a\r\n\r\n\tlane\t# b\r\n  vanes 0..2\r\nskip  2\r\nled 5,3' >b.layout
    sky-gen noise -n 1 | sky-push -o wire:a.bin,layout=a.layout
    sky-gen noise -n 1 | sky-push -o wire:b.bin,layout=b.layout
    cmp a.bin b.bin
}

# refused TEXT REASON: a layout of this text.
refused() {
    printf %b "$1" >x.layout
    refuses 2 "x.layout:$2" sky-push -o wire:out.bin,layout=x.layout
    [ ! -e out.bin ]
}

@test "sky-push layout=: tells file, line and reason of what is wrong, and opens nothing" {
    refused '' "1: the layout shows no LED"
    refused '\n# nothing\n' "2: the layout shows no LED"
    refused 'lane\nskip 5\n' "2: the layout shows no LED"
    refused 'lane\nvanes 0..3\nled 1,2\n' "3: vane 1, pixel 2 is shown twice (also by line 2)"
    refused 'lane\nvanes 0..24\n' "2: vanes: 24 is out of range (must be 0 to 23)"
    refused 'lane\nled 0,8' "2: pixel: 8 is out of range (must be 0 to 7)"
    refused 'lane\nled 0,0\nlane\nlane\nled 1,1' "4: lane 1 has no LED"
    refused 'lane\nvane 1' "2: a line cannot begin with 'vane' (did you mean 'vanes'?)"
    refused 'geometry 240x9\n' "1: this layout is for 240x9, but the screen is 24x8 (use -g 240x9; with --rotor $(
    )the screen is ARMSxPIXELS)"
    refuses 2 "none.layout: No such file" sky-push -o wire:-,layout=none.layout
    refuses 2 "/: is not a regular file" sky-push -o wire:-,layout=/
    mkfifo fifo
    refuses 2 "fifo: is not a regular file" sky-push -o wire:-,layout=fifo
}

@test "sky-push layout=: refuses hostile files by one line" {
    sky-gen noise -n 50 >binary.layout
    refuses 2 "binary.layout:1: byte 0x" sky-push -o wire:-,layout=binary.layout
    printf 'lane\nled 0,0\0\n' >nul.layout
    refuses 2 "nul.layout:2: byte 0x00 is not text" sky-push -o wire:-,layout=nul.layout
    head -c 10000000 /dev/zero | tr '\0' 'x' >long.layout
    refuses 2 "long.layout:1: is longer than 1000 bytes" sky-push -o wire:-,layout=long.layout
    { echo lane; yes 'led 0,0' | head -c 10000000; } >same.layout
    refuses 2 "same.layout:3: vane 0, pixel 0 is shown twice" sky-push -o wire:-,layout=same.layout
    yes '' | head -c 10000000 >empty.layout
    refuses 2 "empty.layout:1000001: more than 1000000 lines" sky-push -o wire:-,layout=empty.layout
    printf 'lane\n\033]0;title\007' >escape.layout
    refuses 2 "escape.layout:2: byte 0x1b is not text" sky-push -o wire:-,layout=escape.layout
}

@test "sky-push layout=: the lanes must be those of the driver" {
    printf 'lane\nvanes 0..9\nlane\nvanes 10..23\n' >two.layout
    refuses 2 "two.layout has 2 lanes (must be 3)" sky-push -o wire:-,lanes=3,layout=two.layout
    refuses 2 "two.layout has 2 lanes (must be 1)" sky-push -o gpio:0,clock=1,data=2,layout=two.layout
    refuses 2 "two.layout has 2 lanes (must be 1)" sky-push -o spi:/dev/spidev0.0,layout=two.layout
    sky-gen noise -n 1 | sky-push -o wire:a.bin,lanes=2,layout=two.layout -o wire:b.bin,layout=two.layout
    cmp a.bin b.bin
}

@test "sky-push --show-layout: tells of the straight layout too, and of every driver with LEDs" {
    sky-push --show-layout -o null -o wire:a,lanes=5 -o gpio:0,clock=1,data=2:3 >out
    cat >expected <<'END'
wire:a: 5 lanes, 192 of the 192 LEDs of 24x8

lane        positions       LEDs  what they show
   0            0..31         32  vanes 0..3 pixels 0..7
   1            0..39         40  vanes 4..8 pixels 0..7
   2            0..39         40  vanes 9..13 pixels 0..7
   3            0..39         40  vanes 14..18 pixels 0..7
   4            0..39         40  vanes 19..23 pixels 0..7

gpio:0: 2 lanes, 192 of the 192 LEDs of 24x8

lane        positions       LEDs  what they show
   0            0..95         96  vanes 0..11 pixels 0..7
   1            0..95         96  vanes 12..23 pixels 0..7
END
    cmp out expected
    [ ! -e a ]
    refuses 2 "--show-layout: no driver with LED chains is given with -o" sky-push --show-layout -o null
}

@test "sky-push --show-layout: draws each lane in its colour where there is a terminal" {
    printf 'lane\nvanes 0..11\nskip 3\nlane\nvanes 12..23\n' >two.layout
    "$python" - <<'END'
import os, pty
child, terminal = pty.fork()
if child == 0:
    os.environ.update(COLORTERM="truecolor", TERM="xterm", LC_ALL="C.UTF-8")
    os.execlp("sky-push", "sky-push", "--show-layout", "-o", "wire:-,layout=two.layout")
text = b""
while True:
    try:
        got = os.read(terminal, 65536)
    except OSError:
        break
    if not got:
        break
    text += got
assert os.waitpid(child, 0)[1] == 0
lines = text.decode().replace("\r", "").split("\n")
table = [line for line in lines if "vanes" in line or "skip" in line]
colors = [line.split("m")[0] for line in table]
assert len(table) == 3 and colors[0] == colors[1] != colors[2], table
disc = [line for line in lines if line.endswith("\x1b[0m") and "\x1b[48;2" in line]
assert len(disc) == 18, len(disc)  # 24 lines of a terminal that says nothing of itself, but 6
assert any("8;2;255;255;255" in line for line in disc)
END
}

@test "sky-push amps=: no frame takes more, and those that take less are as they were" {
    frames 2 >in.raw
    sky-gen solid color=white -n 1 >>in.raw
    sky-gen solid color=#202020 -n 1 >>in.raw
    sky-push in.raw -r 1000 --leave -o wire:limited.bin,chip=hd108,amps=2.5,ma=15,idle_ma=0.5
    sky-push in.raw -r 1000 --leave -o wire:full.bin,chip=hd108
    "$python" - <<'END'
import numpy as np
def duties(name):
    data = np.fromfile(name, np.uint8).reshape(4, -1)[:, 16 : 16 + 8 * 192].reshape(4, 192, 8)[:, :, 2:]
    return data[..., ::2] * 256.0 + data[..., 1::2]
limited, full = duties("limited.bin"), duties("full.bin")
amps = lambda frames: 192 * 0.0005 + frames.sum((1, 2)) / 65535 * 0.015
print(amps(full), amps(limited))
assert (amps(full)[:3] > 2.5).all() and amps(full)[3] < 2.5
assert (amps(limited)[:3] <= 2.5).all() and (amps(limited)[:3] > 2.5 * 0.99).all()
assert (limited[3] == full[3]).all()
for n in range(3):
    part = limited[n].sum() / full[n].sum()
    assert abs(limited[n] - full[n] * part).max() < 2 + 65535 / 32768
END
    refuses 2 "amps: 0.1 A is not enough for 192 dark LEDs: 0.192 A with idle_ma=1" sky-push in.raw -o wire:-,amps=0.1
}

@test "sky-push --show-layout=png: each LED is a dot where it is, in the colour of its lane, first the white one" {
    cat >png.layout <<'END'
lane
ring 7 leds 6
lane
vanes 3..21 step 6 pixels 2
side back
xy 0 0  1 0  1 1
END
    sky-push --show-layout=png -o wire:out.bin,layout=png.layout >png.png
    [ ! -e out.bin ]
    ffmpeg -v error -i png.png -f rawvideo -pix_fmt rgb24 png.rgb
    "$python" - <<'END'
import numpy as np
picture = np.fromfile("png.rgb", np.uint8).reshape(1024, 2048, 3).astype(int)  # two sides

def at(degrees, radius, side=0):
    angle = np.radians(degrees)
    row, column = 511.5 - 484 * radius * np.cos(angle), 511.5 + 484 * radius * np.sin(angle)
    return picture[round(row), round(column) + 1024 * side]

assert (at(0, 7.5 / 8) == 255).all() and (at(45, 2.5 / 8) == 255).all(), "the first LEDs are white"
red = [at(60 * led, 7.5 / 8) for led in range(1, 6)]
blue = [at(45 + 90 * led, 2.5 / 8) for led in range(1, 4)]
assert all(r > 100 and r > 3 * g and r > 3 * b for r, g, b in red), red
assert all(b > 100 and b > 2 * r and b > 1.5 * g for r, g, b in blue), blue
assert [color[0] for color in red] == sorted((color[0] for color in red), reverse=True), "they fade along the chain"
assert all(32 <= value <= 36 for value in at(135, 3.6 / 8)), "the disc around LEDs that show points is grey"
assert at(30, 7.9 / 8)[0] > 40 > at(30, 7.9 / 8)[2], "areas have the colour of their lane"
assert at(200, 0.8, side=1)[2] > 40 > at(200, 0.8, side=1)[0], "on the other side too"
assert (picture[0, 0] == picture[1023, 2047]).all() and picture[0, 0].max() < 20
END
}

@test "sky-push --show-layout=png: refuses a terminal, several outputs and other formats" {
    refuses 2 "--show-layout=png draws one output, but 2 with LED chains are given" \
        sky-push --show-layout=png -o wire:a -o wire:b
    refuses 2 "--show-layout: no driver with LED chains is given with -o" sky-push --show-layout=png -o null
    refuses 2 "--show-layout: 'jpg' is not a format (must be png)" sky-push --show-layout=jpg -o wire:a
    if sky-push --show-layout=png -o wire:a >/dev/full 2>err; then return 1; fi
    grep -F 'standard output' err
    if script -qec 'sky-push --show-layout=png -o wire:a' /dev/null </dev/null >out; then return 1; fi
    grep -F 'standard output is a terminal (send it to a file: > layout.png)' out
}

# ---- --import ----

@test "sky-push --import: random maps of every format become layouts with their places, in the order of their chains" {
    for seed in 1 2 3; do
        "$python" "$tests/standin/maps.py" $seed
        local pairs=()
        for map in map.*; do
            sky-push --import "$map" >imported.layout
            sky-push --show-layout -o wire:-,layout=imported.layout >"$map.table"
            pairs+=("${map#map.}.layout" "$map.table" 24x8)
        done
        [ ${#pairs[@]} -eq 30 ]
        witness same "${pairs[@]}"
        rm map.*
    done
}

@test "sky-push --import: maps as the pages of their programs show them" {
    # the issues and pages of WLED, Pixelblaze, Fadecandy and xLights
    printf '{"map":[0,2,1,3]}' >square.json
    sky-push --import square.json >out
    printf '%s\n' 'lane' 'xy 0 0' 'xy 0 -1' 'xy 1 0' 'xy 1 -1' >expected
    grep -v '^#' out | cmp - expected
    grep -F '# It says no width and is taken for a square.' out
    sky-push --import - >out <<<'{"width":3,"height":2,"map":[0,1,2,6,5,4]}'
    printf '%s\n' 'lane' 'xy 0 0' 'xy 1 0' 'xy 2 0' 'skip 1' 'xy 2 -1' 'xy 1 -1' 'xy 0 -1' >expected
    grep -v '^#' out | cmp - expected
    sky-push --import - >out <<<'[[0,0],[100,0],[100,100],[0,100],]'
    printf '%s\n' 'lane' 'xy 0 0' 'xy 100 0' 'xy 100 -100' 'xy 0 -100' >expected
    grep -v '^#' out | cmp - expected
    sky-push --import - >out <<<'[[0,1,2],[1,2,2]]'
    [ "$(sed -n 2p out)" = lane ]
    sky-push --import - >out <<<'[[0,1,2],[1,2,3]]'
    [ "$(sed -n 2p out)" = '# It has a third coordinate, which is left out.' ]
    sky-push --import - >out <<<'{"devices":[{"type":"fadecandy","map":[[0,0,0,8],[0,8,191,-4]]}]}'
    printf '%s\n' 'geometry 24x8' 'lane' 'vanes 0 pixels 0..7' 'lane' 'skip 1    # nothing is on this strand' 'lane' \
        'skip 60' 'vanes 1 pixels 3..0' >expected
    grep -v '^#' out | cmp - expected
    # two devices that show the same
    sky-push --import - >out <<<'{"devices":[{"map":[[0,0,0,2]]},{"map":[[0,0,0,3]]}]}'
    tail -n 6 out | tr '\n' '|' |
        grep -F 'lane|side back    # where others are already|vanes 0 pixels 0..1|side front|led 0,2|'
    # two lights of xLights that are one node lie in the middle between them
    sky-push --import - >out <<<'<custommodel CustomModel="1,,1;,2,"/>'
    printf '%s\n' 'lane' 'xy 1 0' 'xy 1 -1' >expected
    grep -v '^#' out | cmp - expected
}

# refuses_map TEXT REASON: a map of this text.
refuses_map() {
    printf %b "$1" >x.map
    refuses 2 "x.map:$2" sky-push --import x.map
    [ ! -s refused.out ]
}

@test "sky-push --import: tells file, line and reason of what is no map, and prints nothing" {
    refuses_map '' '1: it has no LED'
    refuses_map 'hello\n' "1: neither a map that is known nor columns named x and y begin with 'hello'"
    refuses_map 'name,width\n' "1: neither a map that is known nor columns named x and y begin with 'name'"
    refuses_map '1,2\n\n3,b\n' "3: y: 'b' is not a number"
    refuses_map '1,2\n3\n' '2: y is missing (must be x,y or x,y,z)'
    refuses_map '1,2,3,4\n' '1: 4 values (must be x,y or x,y,z, or columns with names)'
    refuses_map '1,2e12\n' '1: y: 2e12 is out of range'
    refuses_map '1,\001\n' '1: byte 0x01 is not text'
    refuses_map '[]' '1: it has no LED'
    refuses_map '[[1,2],\n[3]]' '2: LED 1 has one coordinate (must be [x, y] or [x, y, z])'
    refuses_map '[[1,2],[]]' '1: LED 1 has no coordinates'
    refuses_map '[[1,2,3,4]]' '1: LED 0 has more than three coordinates'
    refuses_map '[[1,2]\n\n[3,4]]' "3: '[' where ',' or ']' should be"
    refuses_map '[[1,2' "1: it ends where ',' or ']' should be"
    refuses_map '[[1,x]]' "1: 'x' where a number should be"
    refuses_map '[1,2]' "1: '1' where an array, [...], should be"
    refuses_map '[{"a":1}]' '1: LED 0 has no "point"'
    refuses_map '[[1,2]] 3' "1: '3' where the end should be"
    refuses_map '{"a":1}' '1: it has neither a "map", as WLED'
    refuses_map '{"a":nul}' "1: 'n' where true, false or null should be"
    refuses_map '{"a' '1: it ends inside of a string'
    refuses_map '{"map":[0,1.5,2,3]}' '1: LED 1.5 is not a whole number'
    refuses_map '{"map":[0,1,2]}' '1: a ledmap of 3 numbers, which is not square, needs a "width"'
    refuses_map '{"map":[0,1,2,3],"width":1,"height":3}' '1: the map has 4 numbers, but 1 times 3 is less'
    refuses_map '{"map":[1000000],"width":1}' '1: LED 1000000 is out of range (must be 0 to 999999)'
    refuses_map '{"map":[-1],"width":1}' '1: it has no LED'
    refuses_map '{"devices":[]}' '1: it has no LED'
    refuses_map '{"devices":[{"map":[[0,0,0]]}]}' '1: the entry of a map must be [channel, first pixel, first LED'
    refuses_map '{"devices":[{"map":[[0,0,510,3]]}]}' '1: the entry of a map must be [channel, first pixel, first LED'
    refuses_map '{"devices":[{"map":[[0,0,0,2],[0,1,2,1],[0,0,3,2]]}]}' '1: a pixel is mapped to more than 2 LEDs'
    refuses_map '{"devices":[{"map":[[0,0,0,2],[0,7,1,1]]}]}' '1: an LED is mapped to two pixels'
    refuses_map '{"devices":[{"map":[[0,0,0,200]]}]}' '1: the map has 200 pixels, but a frame of 24x8 has 192'
    refuses_map '<a>\n<b c="1"/>\n' '3: it has no CustomModel, as the models of xLights'
    refuses_map '<a\nCustomModel="1,x"/>' "2: 'x' in the grid"
    refuses_map '<a CustomModelCompressed="1,2"/>' '1: a node must be NUMBER,ROW,COLUMN, with numbers from 1'
    refuses_map '<a CustomModel="1,2' '1: it ends inside of an attribute'
    refuses_map '<a CustomModel=1>' '1: the value of an attribute is not in quotes'
    refuses_map '<a CustomModel="99999999"/>' '1: a number is larger than 1000000'
    printf '%0100d' 0 | tr 0 '[' >deep.json
    refuses 2 "deep.json:1: '[' where a number should be" sky-push --import deep.json
    { printf '{"a":'; printf '%0100d' 0 | tr 0 '['; } >deep.json
    refuses 2 'deep.json:1: more than 32 arrays and objects within each other' sky-push --import deep.json
    refuses 2 'none.json: No such file' sky-push --import none.json
    head -c 70000000 /dev/zero >large.json
    refuses 2 'large.json: ' sky-push --import large.json
    if sky-push --import - <<<'1,2' >/dev/full 2>err; then return 1; fi
    grep -F 'standard output' err
}

@test "sky-push: a chain that begins at 3 o'clock, one way or the other, is the frame turned, or turned and mirrored" {
    sky-gen -g 60x4 noise -n 2 -o in.raw
    for way in '14 cw/mirror=no' '16 ccw/mirror=yes'; do
        printf 'lane\nvanes 15..%s\n' "${way%/*}" >hung.layout
        sky-push -g 60x4 -r 1000 in.raw -o wire:layout.bin,layout=hung.layout
        angle=-90
        [ "${way#*/}" = mirror=no ] || angle=90
        sky-rotate -g 60x4 in.raw "${way#*/}" angle=$angle | sky-push -g 60x4 -r 1000 -o wire:turned.bin
        cmp layout.bin turned.bin
    done
}
