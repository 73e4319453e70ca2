# SPDX-License-Identifier: ISC
load helpers

# palette NAME: its 1,024 colours, as bytes on standard output.
palette() {
    sky-gen -g 1x1024 -n 1 -e "pal(\"$1\", px/1023)"
}

# compare FILE PYTHON: the file holds the colours, 0 to 255, that an expression of x, the place, gives for each channel.
compare() {
    "$python" - "$1" "$2" <<'PY'
import sys, colorsys
import numpy as np
found = np.fromfile(sys.argv[1], np.uint8).reshape(-1, 3).astype(float)
x = np.arange(1024) / 1023
def hsv(h, s, v):
    return np.array([colorsys.hsv_to_rgb(*c) for c in np.broadcast(h % 1, s, v)]).T * 255
wanted = np.array(np.broadcast_arrays(*eval('(' + sys.argv[2] + ')'), x)[:3]).T
worst = np.abs(found - wanted).max()
assert worst <= 0.501, f"{sys.argv[1]}: {worst} off"
PY
}

@test "a palette of lines is interpolated between its positions, and held beyond them" {
    printf '\xef\xbb\xbf# dawn\n0.1 #102030\r\n\n0.5 #ff8000   # a step\n 0.5\t#0000ff\n0.75 white\n' >dawn.txt
    palette dawn.txt >found
    compare found 'np.where(x < .5, np.interp(x, [.1, .5], [16, 255]), np.interp(x, [.5, .75], [0, 255])),
                   np.where(x < .5, np.interp(x, [.1, .5], [32, 128]), np.interp(x, [.5, .75], [0, 255])),
                   np.where(x < .5, np.interp(x, [.1, .5], [48, 0]), 255)'
}

@test "a .cpt is read in all its forms of colours, and its range becomes 0 to 1" {
    printf '%s\n' '# COLOR_MODEL = RGB' '-8000 0/0/80 -100 0/120/255 L' '-100 100 150 200 0 34 139 34 ; shore' \
        '0 tan 2000 128' '2000 #ffffff 8000 #000' 'B 0/0/0' 'F white' 'N 128' >earth.CPT
    palette ./earth.CPT >found
    compare found '[np.select([z < -100, z < 0, z < 2000], [np.interp(z, [-8000, -100], a), np.interp(z, [-100, 0], b),
                    np.interp(z, [0, 2000], c)], np.interp(z, [2000, 8000], [255, 0]))
                    for z in [16000*x - 8000] for a, b, c in
                    [([0, 0], [100, 34], [210, 128]), ([0, 120], [150, 139], [180, 128]),
                     ([80, 255], [200, 34], [140, 128])]]'
    printf '# COLOR_MODEL = +HSV\n0 300-1-1 2 0-1-1\n2 0 1 1 4 0 0 0.5\n' >hue.cpt
    palette hue.cpt >found
    compare found 'hsv(np.where(x < .5, (1 - 2*x)*300/360, 0), np.where(x < .5, 1, 2 - 2*x),
                       np.where(x < .5, 1, 1.5 - x))'
    printf '#COLOR_MODEL = hsv\n0 300 1 1 1 0 1 1\n' >mixed.cpt
    palette mixed.cpt >found
    compare found '255 + 0*x, 0*x, 255*(1 - x)'
}

@test "a palette from a file is the same in patterns, in expressions and by -c" {
    printf '0 black\n1 lime\n' >lime.txt
    sky-gen perlin palette=lime.txt -n 2 >pattern
    sky-gen perlin palette=gray -n 2 | sky-map 'rgb(0, G, 0)' >wanted
    cmp pattern wanted
    echo 'palette lime.txt' >control
    sky-gen perlin palette=fire -c control -n 2 | cmp - wanted
    sky-gen -e 'pal("lime.txt", r)' -n 1 >pattern
    sky-gen -e 'pal("gray", r)' -n 1 | sky-map 'rgb(0, G, 0)' | cmp - pattern
}

@test "what is wrong in a palette file is told with its line" {
    bad() { # bad TEXT MESSAGE [NAME]
        printf '%b' "$1" >"${3-bad.txt}"
        refuses 2 "palette: $2" sky-gen perlin palette="${3-bad.txt}"
    }
    bad '' 'bad.txt: holds no colours'
    bad '#ff0000\n' 'bad.txt: holds no colours'
    bad '0 red\n0.5\n' 'bad.txt:2: a colour is missing'
    bad '0 red blue\n' 'bad.txt:1: there are more than two words'
    bad '0 red\n1.5 blue' "bad.txt:2: position: 1.5 is out of range (must be 0 to 1)"
    bad '\n0.5 red\n0.4 blue' 'bad.txt:3: position: 0.4 is below the one before, 0.5'
    bad '0 rad\n' "bad.txt:1: 'rad' is not a colour (did you mean 'red'?)"
    bad '0 r\000d\n' 'bad.txt:1: is not text'
    bad '' 'bad.cpt: holds no colours' bad.cpt
    bad '0 red 1 blue\n2 red 3 blue\n' 'bad.cpt:2: begins at 2, and the line before ends at 1' bad.cpt
    bad '1 red 0 blue\n' 'bad.cpt:1: 0 is not above 1' bad.cpt
    bad '0 red\n' 'bad.cpt:1: a palette of categories' bad.cpt
    bad '0 1/2/3/4 1 1/2/3/4\n' 'bad.cpt:1: a colour has 4 numbers' bad.cpt
    bad '0 1 2 3 1 4 256 6\n' 'bad.cpt:1: green: 256 is out of range' bad.cpt
    bad '# COLOR_MODEL = CMYK\n' "bad.cpt:1: the colour model 'CMYK' is not known" bad.cpt
    bad '0 red 1 blue\n# COLOR_MODEL = HSV\n' 'bad.cpt:2: the colour model must come before' bad.cpt
    yes '0.5 red' | head -n 1025 >many.txt
    refuses 2 'many.txt:1025: more than 1024 colours' sky-gen perlin palette=many.txt
    yes '0.5 red # and what it is' | head -c 65537 >long.txt
    refuses 2 'long.txt: is longer than 65,536 bytes' sky-gen perlin palette=long.txt
    refuses 2 'no.txt: No such file' sky-gen perlin palette=no.txt
    refuses 2 '.: is not a regular file' sky-gen perlin palette=.
    echo '0 red' >lawn
    refuses 2 "palette: 'lawn' is not a palette; for the file, write ./lawn" sky-gen perlin palette=lawn
    sky-gen perlin palette=./lawn -n 1 | cmp - <(sky-gen solid color=red -n 1)
    if sky-gen -e 'pal("bad.cpt", r)' 2>errors; then false; fi
    grep -q 'column 6: bad.cpt:2: the colour model' errors
    echo 'palette bad.cpt' >control
    sky-gen perlin -c control -n 2 2>errors >frames
    grep -q 'control:1: palette: bad.cpt:2' errors
    sky-gen perlin -n 2 | cmp - frames
    refuses 2 'lime.txt' sky-gen perlin palette=lime.txt -o lime.txt
}

@test "the palettes of matplotlib and turbo are within 4 and 5 codes of OpenCV's" {
    "$python" -c 'import cv2' 2>/dev/null || skip "OpenCV is not installed"
    for name in viridis magma inferno plasma turbo; do
        sky-gen -g 1x256 -n 1 -e "pal(\"$name\", px/255)" >"$name"
    done
    "$python" - <<'PY'
import cv2
import numpy as np
for name in 'viridis magma inferno plasma turbo'.split():
    wanted = cv2.applyColorMap(np.arange(256, dtype=np.uint8), getattr(cv2, 'COLORMAP_' + name.upper()))[:, 0, ::-1]
    worst = np.abs(np.fromfile(name, np.uint8).reshape(256, 3).astype(int) - wanted).max()
    assert worst <= (5 if name == 'turbo' else 4), f'{name}: {worst}'
PY
}
