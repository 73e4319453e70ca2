# SPDX-License-Identifier: ISC
load helpers

# shades: a frame of 24x8 with all colours of six levels but the last ones.
shades() {
    "$python" -c 'import sys; sys.stdout.buffer.write(bytes(51*(i // k % 6) for i in range(192) for k in (36, 6, 1)))'
}

# differ A B CODES: two files of bytes differ by at most so much.
differ() {
    "$python" -c 'import sys, numpy as np; a, b = (np.fromfile(n, np.uint8).astype(int) for n in sys.argv[1:3])
assert abs(a - b).max() <= int(sys.argv[3]), abs(a - b).max()' "$@"
}

@test "sky-color passes 1,000 frames unchanged with its default parameters, and with ones that change nothing" {
    frames 1000 >in
    sky-color in | cmp - in
    sky-color in gamma='1+0*t' temperature=6500 white=#fff brightness=1 hue=360 posterize=1 palette=none order=rgb |
        cmp - in
    sky-color in hue=0.000001 | cmp - in # through its matrix
}

@test "random chains of sky-color are within one code of numpy in double precision" {
    "$python" "$tests/color.py" 25
}

@test "sky-color changes light by brightness, and codes by contrast, gamma and invert" {
    sky-gen solid color=#bcbcbc -n 1 >grey
    first() { "$@" | head -c 3 | xxd -p; }
    [ "$(first sky-color grey brightness=2)" = ffffff ] # 188 is half the light
    [ "$(first sky-color grey brightness=0.5)" = 898989 ]
    sky-gen solid color=#404040 -n 1 >dark
    [ "$(first sky-color dark contrast=0.5)" = 606060 ]
    [ "$(first sky-color dark gamma=2)" = 808080 ]
    [ "$(first sky-color dark invert=1)" = bfbfbf ]
    shades >in
    sky-color in invert=1 | sky-color invert=1 | cmp - in
}

@test "sky-color keeps the luminance of light when it turns hues, and greys when it saturates" {
    sky-gen solid color=#7a8a6a -n 1 >olive
    for turn in 40 80 160 320; do sky-color olive hue=$turn; done >hues
    "$python" - olive hues <<'PY'
import sys, numpy as np
def luminance(name):
    code = np.fromfile(name, np.uint8).reshape(-1, 192, 3)[:, 0] / 255
    light = np.where(code <= .04045, code / 12.92, ((code + .055) / 1.055) ** 2.4)
    return light @ [.2126, .7152, .0722]
assert (abs(luminance(sys.argv[2]) / luminance(sys.argv[1]) - 1) < .01).all()
PY
    [ "$(head -c 3 hues | xxd -p)" != "$(head -c 3 olive | xxd -p)" ]
    shades >in
    sky-color in saturation=0 >grey
    sky-color grey saturation=5 hue=77 | cmp - grey
    # whole thirds of a turn, three times, where nothing is limited
    sky-color olive hue=120 | sky-color hue=120 | sky-color hue=120 >back
    differ olive back 1
}

@test "sky-color temperature keeps white at 6500 K, takes blue from warm light and red from cold" {
    sky-gen solid color=white -n 1 >white
    sky-color white temperature=6500 | cmp - white
    [[ "$(sky-color white temperature=2700 | head -c 3 | xxd -p)" =~ ^ff(b|a)...$ ]]
    [[ "$(sky-color white temperature=15000 | head -c 3 | xxd -p)" =~ ^....ff$ ]]
}

@test "sky-color order puts the channels in another order, and its matrix can too" {
    frames 2 >in
    sky-color in order=gbr >out
    "$python" -c 'import numpy as np
a, b = (np.fromfile(n, np.uint8).reshape(-1, 3) for n in ("in", "out"))
assert (b == a[:, [1, 2, 0]]).all()'
    sky-color in rr=0 rg=1 gg=0 gb=1 bb=0 br=1 | cmp - out
    sky-color out order=brg | cmp - in
}

@test "sky-color threshold, posterize and palette" {
    sky-gen -e 'gray(px/(pixels - 1))' -g 1x256 -n 1 >ramp
    sky-color -g 1x256 ramp threshold=0.5 | xxd -p -c 3 | uniq -c | awk '{ print $1, $2 }' >found
    printf '128 000000\n128 ffffff\n' | diff - found
    sky-color -g 1x256 ramp posterize=3 | xxd -p -c 3 | uniq -c | awk '{ print $1, $2 }' >found
    printf '64 000000\n128 808080\n64 ffffff\n' | diff - found
    sky-gen -e 'pal("viridis", px/(pixels - 1))' -g 1x256 -n 1 >viridis
    sky-color -g 1x256 ramp palette=viridis >found
    differ viridis found 1
    printf '0 red\n1 blue\n' >own.txt
    sky-color -g 1x256 ramp palette=own.txt order=bgr threshold=0.5 | xxd -p -c 3 | uniq | tr '\n' ' ' >found
    [ "$(cat found)" = "0000ff ff0000 " ]
}

@test "sky-color takes expressions of time, and a control file" {
    sky-gen solid color=white -n 3 >white
    sky-color white brightness=n/2 >out
    { sky-gen solid color=black -n 1; sky-gen solid color=#bcbcbc -n 1; sky-gen solid color=white -n 1; } | cmp - out
    echo 'palette lava' >control
    sky-color white -c control | sky-color palette=none | cmp - <(sky-color white palette=lava)
    refuses 2 "gamma: 0 is out of range (must be 0.01 to 100)" sky-color white gamma=0
    refuses 2 "order: 'rgbw' is not one of rgb, rbg, grb, gbr, brg, bgr" sky-color white order=rgbw
    refuses 2 "palette: 'lavas' is not one of" sky-color white palette=lavas
    refuses 1 "white: ended" sky-color -g 25x8 white
}

@test "sky-color writes the same bytes with all instruction sets" {
    frames 3 >in
    sky-color in hue=50 saturation=1.4 | cksum >wanted
    for cpu in c sse2 avx2 avx512 neon; do
        SKY_CPU=$cpu sky-color in hue=50 saturation=1.4 2>/dev/null | cksum | diff wanted -
    done
}
