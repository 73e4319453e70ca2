# SPDX-License-Identifier: ISC
load helpers

# What numpy makes of the input's bytes (in, 3 frames of 24x8) and of the result's (out): a line of Python.
holds() {
    "$python" - "$1" "$2" "$3" <<'PY'
import sys
import numpy as np
load = lambda path: np.fromfile(path, np.uint8).reshape(-1, 24, 8, 3).astype(int)
before, after = load(sys.argv[1]), load(sys.argv[2])
assert before.shape == after.shape, (before.shape, after.shape)
assert eval(sys.argv[3]), (before[0, 1], after[0, 1])
PY
}

@test "sky-map src and sky-map at(a, r) leave the frames as they are" {
    frames 5 >in
    sky-map src in | cmp - in
    sky-map src <in | cmp - in
    sky-map 'at(a, r)' in | cmp - in
    sky-map 'rgb(R, G, B)' in | cmp - in
}

@test "sky-map computes with channels, and clamps the result" {
    frames 3 >in
    sky-map '1 - src' in >out
    holds in out '(after == 255 - before).all()'
    sky-map 'rgb(B, G, R)' in >out
    holds in out '(after == before[..., ::-1]).all()'
    sky-map 'src*2' in >out
    holds in out '(after == np.minimum(before * 2, 255)).all()'
    sky-map 'src - 2' in >out
    holds in out '(after == 0).all()'
    sky-map '0/0*R' in >out
    holds in out '(after == 0).all()'
}

@test "sky-map at(angle, radius) wraps around the circle and stops at hub and rim" {
    frames 3 >in
    sky-map 'at(a + tau/24, r)' in >out
    holds in out '(abs(after - np.roll(before, -1, axis=1)) <= 1).all()'
    sky-map 'at(a - 5*tau/24, r)' in >out
    holds in out '(abs(after - np.roll(before, 5, axis=1)) <= 1).all()'
    sky-map 'at(a, r + 1/pixels)' in >out
    holds in out '(abs(after[:, :, :7] - before[:, :, 1:]) <= 1).all() and (after[:, :, 7] == before[:, :, 7]).all()'
    sky-map 'at(a, -5)' in >out
    holds in out '(after == before[:, :, :1]).all()'
    sky-map 'at(a + tau/48, r)' in >out
    holds in out '(abs(after - (before + np.roll(before, -1, axis=1)) / 2) <= 1).all()'
}

@test "sky-map last(angle, radius) samples its own previous frame" {
    frames 3 >in
    sky-map 'n == 0 ? src : last(a, r)' in >out
    holds in out '(after == before[0]).all()'
    sky-map 'last(a, r)' in >out
    holds in out '(after == 0).all()'
    sky-map 'max(src, last(a, r))' in >out
    holds in out '(after == np.maximum.accumulate(before)).all()'
    sky-map 'old = src; last(old)' in >out
    holds in out '(after[1:] == before[:-1]).all() and (after[0] == 0).all()'
}

@test "sky-map trails fade to black as fast as single precision does" {
    export SKY_GEOMETRY=4x2
    { sky-gen solid color=#ffffff -n 1; sky-gen solid color=#000000 -n 999; } >in
    for factor in 0.5 0.9 0.93 0.99; do
        sky-map "max(src, $factor*last(a, r))" in >here
        sky-map "max(src, $factor*last(a + t, r*0.9))" in | cmp - here
        sky-map "c = max(src, $factor*last(c)); c" in | cmp - here
        "$python" - $factor here <<'PY'
import sys
import numpy as np
factor, value, wanted = np.float32(sys.argv[1]), np.float32(1), []
for _ in range(1000):
    wanted.append(int(value * np.float32(255) + np.float32(0.5)))
    value = value * factor
got = np.fromfile(sys.argv[2], np.uint8).reshape(1000, 24)
assert (got == np.array(wanted)[:, None]).all() and wanted[-1] == 0
PY
    done
}

@test "sky-map writes the same bytes with plain kernels, and without ranks" {
    sky-gen perlin -n 4 -g 36x20 >in || sky-gen noise -n 4 -g 36x20 >in
    for program in 'max(src, 0.9*last(a + 0.1, r))' 'k = sat(3*r)^2.2; src*k + noise(4*u, r, t)*0.2' \
        'at(a + 0.3*sin(9*r + t), fract(r*1.5))*hsv(u + t, 0.5, 1)'; do
        sky-map -g 36x20 "$program" in >fast
        SKY_CPU=c sky-map -g 36x20 "$program" in | cmp - fast
        SKY_EXPR=full sky-map -g 36x20 "$program" in | cmp - fast
    done
}

@test "every expression of sky-map(1) runs" {
    frames 8 >in
    # one example a line, then what is between its quotes
    awk '/^\.Ed/ { print ""; on = 0 } /^\$ / { on = 1 } on { printf "%s ", $0 }' "$project/man/sky-map.1" |
        sed -n 's/\\(aq/'"'"'/g; s/\\-/-/g; s/\\(ha/^/g; s/.*'"'\\(.*\\)'"'.*/\1/p' >expressions
    [ "$(wc -l <expressions)" -ge 12 ]
    while read -r expression; do
        inputs=(in)
        case $expression in *src2*) inputs+=(in) ;; esac
        sky-map "$expression" "${inputs[@]}" >out
        [ "$(bytes out)" -eq "$(bytes in)" ]
    done <expressions
}

@test "sky-map -f takes a program from a file, with the parameters that it declares" {
    frames 3 >in
    printf '#!/usr/bin/env -S sky-map -f\n// brighter\ngain ?= 1\ntint ?= #ffffff\nsrc * gain * tint\n' >gain.sky
    sky-map -f gain.sky in | cmp - in
    sky-map -f gain.sky in gain=0 tint=red >out
    holds in out '(after == 0).all()'
    sky-map -f gain.sky tint='#00ff00' <in >out
    holds in out '(after[..., 1] == before[..., 1]).all() and (after[..., 0] == 0).all()'
    sky-map -f gain.sky --help >help
    grep -q '^  gain ' help
    grep -q 'default #ffffff' help
    sky-map 'gain ?= 2; src*gain' --help | grep -q '^  gain '
    refuses 2 "no parameter is called 'gian' (did you mean 'gain'?)" sky-map -f gain.sky gian=2
}

@test "sky-map takes declared parameters as expressions, and from a control file" {
    frames 3 >in
    sky-map 'gain ?= 1; src*gain' in gain='n == 1' >out
    holds in out '(after[1] == before[1]).all() and (after[0] == 0).all() and (after[2] == 0).all()'
    echo 'gain 0' >ctl
    sky-map -c ctl 'gain ?= 1; src*gain' in >out
    holds in out '(after == 0).all()'
}

@test "sky-map shows the line of an error with a caret" {
    frames 1 >in
    status=0
    sky-map 'k = 2; src*kk' in >out 2>err || status=$?
    [ "$status" -eq 2 ]
    [ ! -s out ]
    cat >wanted <<'EOF'
sky-map: EXPR: line 1, column 12: nothing is called 'kk'
  k = 2; src*kk
             ^~
EOF
    diff wanted err
    refuses 2 "which expression?" sky-map
    refuses 2 "'in': the program takes only 1 input; one more would be src2" sky-map src in in
    refuses 2 "the program takes 3 inputs, and 2 are given" sky-map 'src*src3' in in
    refuses 2 "the program takes 2 inputs, and 0 are given" sky-map 'at2(a, r)'
    refuses 2 "'in': a program takes at most 4 inputs" sky-map src4 in in in in in
    refuses 2 "'-' is given 2 times" sky-map src2 - -
    refuses 2 "nowhere.sky: No such file" sky-map -f nowhere.sky
    refuses 1 "nowhere: " sky-map src nowhere
}

@test "sky-map reads several inputs, which may be mixed in any way" {
    frames 3 >in
    sky-rotate spin=100 in >other
    sky-map 'src2' in other | cmp - other
    sky-map 'src' in - <other 2>err || grep -q "takes only 1 input" err
    sky-map 'src2 + 0*src4' in other other in | cmp - other
    sky-map 'at3(a, r)' other other in | cmp - in
    sky-map 'atxy2(x, y)' other in >out
    holds in out '(abs(after - before) <= 1).all()'
    for mode in max:lighten min:darken src*src2:multiply src+src2:add 'abs(src - src2):difference'; do
        formula=${mode%:*}
        case $formula in max | min) formula="$formula(src, src2)" ;; esac
        sky-map "$formula" in other >out
        sky-blend in "${mode#*:}" other >wanted
        holds wanted out '(abs(after - before) <= 1).all()'
    done
}

@test "sky-map --eof says which input ends the output, as in sky-blend" {
    frames 2 >short
    frames 5 >long
    for eof in shortest longest hold loop; do
        sky-map --eof $eof 'max(src, src2)' short long | cmp - <(sky-blend --eof $eof short lighten long)
        sky-map --eof $eof 'max(src, src2)' long short | cmp - <(sky-blend --eof $eof long lighten short)
    done
    refuses 2 "--eof: 'never' is not" sky-map --eof never 'max(src, src2)' short long
}

@test "sky-map takes an expression that looks like a parameter" {
    frames 2 >in
    sky-map 'k=1; src*k' in | cmp - in
}

@test "sky-map writes the whole frames of a truncated input, and fails" {
    frames 2 >in
    printf x >>in
    status=0
    sky-map src in >out 2>err || status=$?
    [ "$status" -eq 1 ]
    [ "$(bytes out)" -eq $((2 * frame_bytes)) ]
    grep -q "ended 1 byte into frame" err
}
