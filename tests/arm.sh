#!/bin/bash
# SPDX-License-Identifier: ISC
# The same command gives the same bytes on ARM: runs what was built for it under user emulation, beside what was built
# for this machine. usage: tests/arm.sh NATIVE_BUILD ARM_BUILD EMULATOR TEST...
set -u
native=$1 arm=$2 emulator=$3
shift 3
project=$(cd "$(dirname "$0")/.." && pwd)
export SKY_GEOMETRY=60x30+2.5
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

count() {
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok: $2"
    fi
}

# same PROGRAM [ARGUMENT...]: both builds write the same bytes, and some.
same() {
    "$native/$1" "${@:2}" >native.out
    "$emulator" "$arm/$1" "${@:2}" >arm.out
    cmp -s native.out arm.out && [ -s native.out ]
    count $? "$*"
}

for test; do
    "$emulator" "$arm/tests/$test" >tap
    count $? "$test: $(grep '^not ok' tap)"
done

# shellcheck disable=SC2094 # the pattern is called as the file
"$native/sky-gen" noise -n 8 >noise
"$native/sky-gen" gradients across=height -n 8 >height
"$native/sky-flat" height --size 200 -o picture.png
same sky-gen text text="ÅğłǾŵ Ξά Ёщђ ½♥@" weight=0.1 -n 2
for pattern in $("$native/sky-gen" -l | cut -d' ' -f1); do
    case $pattern in
    clock) same sky-gen clock time=10:08:36 -n 12 ;;
    spectrum) ;; # listens
    *)
        same sky-gen "$pattern" -n 12 -s 5
        same sky-gen "$pattern" -n 2 --start 315360007.3 # ten years
        ;;
    esac
done
for mode in $("$native/sky-blend" -l | cut -d' ' -f1); do
    same sky-blend noise "$mode" height mix=0.7
done
same sky-rotate noise spin=7 fold=5 shift=1.3
same sky-rotate noise angle='12.7*t' shift='-3.1*t' --start 315360007.3
same sky-flat noise --size 150 --format rgb
same sky-flat height --size 60 style=sectors --format ppm
same sky-flat height --format blocks colors=256
same sky-flat noise --format sixel style=dots
same sky-flat height --size 61 style=dots --format y4m
same sky-polar picture.png -n 1
same sky-polar picture.png -n 2 size=0.7 x=0.2 angle='30+t' background=navy
/usr/bin/python3 "$project/tests/pictures/films.py" y4m 420 10 bt601 limited film.y4m film.ppm
same sky-polar film.y4m
same sky-polar film.ppm fit=stretch
/usr/bin/python3 -B "$project/tests/hear.py" song 20 >music
same sky-hear music
same sky-hear music --sample-rate 44100 -r 100 offset=-20 tempo=80..160
same sky-hear music --format f32le --channels 1 # many of which are no numbers
same sky-push noise -r 10000 -o wire:- brightness=0.7
for file in "$project"/examples/expressions/*; do
    [ ! -f "$file" ] || same sky-gen -f "$file" -n 5
done
/usr/bin/python3 - "$project" >expressions <<'PY'
import random, sys
sys.path.insert(0, sys.argv[1] + '/tests/expr')
import compare
rng = random.Random(5)
for number in range(120):
    writer = compare.Writer(rng)
    statements, text, _ = writer.program() if number % 3 else ('', *writer.expression(rng.randint(2, 5)))
    print(statements.replace('\n', '; ') + (f'({text}) + 0*src2' if writer.has_inputs else text))
PY
while read -r expression; do
    case $expression in
    *src2) same sky-map "$expression" noise height -n 6 ;;
    *) same sky-gen -e "$expression" -n 2 ;;
    esac
done <expressions
[ "$(wc -l <expressions)" -eq 120 ]
count $? "random programs"
same sky-gen -n 300 -e 'k = tau/vanes; q = 1/pixels
    near = last(h, a + k, r) + last(h, a - k, r) + last(h, a, r + q) + last(h, a, r - q)
    v = last(v) + 0.2*(near - 4*last(h)); h = n == 0 ? exp(-50*((x - 0.4)^2 + y^2)) : last(h) + v; 0.5 + 0.4*h'
same sky-gen -n 300 -e 'v = last(v) + u*t*dt
    w = last(w, a + 0.01, 0.99*r)*0.98 + 0.1*sin(a*3 + v)
    w + lastxy(0.9*x, y)*0.3'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
