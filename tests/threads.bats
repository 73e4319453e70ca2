# SPDX-License-Identifier: ISC
# -j of sky-gen and sky-map.
load helpers

# same COMMAND...: it prints the same bytes with -j 1, 2, 3, 4 and 7.
same() {
    "$@" -j 1 >one
    for threads in 2 3 4 7; do
        "$@" -j "$threads" >several
        cmp one several || { echo "$* -j $threads"; return 1; }
    done
}

@test "sky-gen draws the same bytes with any number of threads, every pattern" {
    for pattern in $(sky-gen -l | cut -d' ' -f1); do
        # Without time= the clock shows the local time.
        # shellcheck disable=SC2046 # nothing, or a word
        same sky-gen -g 37x13+2.5 "$pattern" $([ "$pattern" != clock ] || echo time=10:08:36) -n 4 -s 5
    done
}

@test "sky-gen draws the same bytes with any number of threads, at odd sizes and with other parameters" {
    for geometry in 1x1 2x600 3x5 65x2; do
        for words in "perlin form=tunnel" "perlin panes=3" fire "gradients across=noise" "gradients across=height" \
            "boxes kind=swirl" kaleidoscope cube; do
            # shellcheck disable=SC2086 # words of a command line
            same sky-gen -g $geometry $words -n 3
        done
    done
}

@test "sky-gen -e draws the same bytes with any number of threads" {
    for geometry in 37x13 2x600 1x1; do
        for expression in 'sin(5*a + 3*t)' 'hsv(u + r*3 - t, 0.8, fbm(4*x, 4*y, t))' 'pal("fire", noise(3*x, 3*y, t))' \
            'rgb(u*r, hash(i, n), r)' 'r*t' '0.5 + 0.5*sin(9*x*y + t) * turb(x, y)'; do
            same sky-gen -g $geometry -e "$expression" -n 3
        done
    done
}

@test "sky-map writes the same bytes with any number of threads" {
    frames 3 >in
    for expression in 'src*0.5' 'at(a + 0.1*t, r*0.9)' 'max(src*0.3, last(a + 0.1, r - 0.02))' 'hsv(R + u, G, B)'; do
        same sky-map "$expression" in
    done
}

@test "sky-gen and sky-map refuse a number of threads that is out of range" {
    for threads in 0 65 1000000; do
        refuses 2 "-j: $threads is out of range (must be 1 to 64)" sky-gen -j "$threads" fire
        refuses 2 "-j: $threads is out of range (must be 1 to 64)" sky-map -j "$threads" src
    done
    refuses 2 "-j: 'x' is not an integer" sky-gen -j x fire
    refuses 2 "-j: 'x' is not an integer" sky-map -j x src
    refuses 2 "-j: an argument is missing" sky-gen fire -j
}

@test "sky-gen with threads ends at once when nobody reads on, and by a signal" {
    sky-gen -j 4 fire | head -c 1000 >frames
    [ "$(bytes frames)" -eq 1000 ]
    sky-gen -j 4 fire -o recording.gz &
    local drawing=$! status=0
    await test -s recording.gz
    kill -TERM "$drawing"
    wait "$drawing" || status=$?
    [ "$status" -eq 143 ]
    zcat recording.gz >frames
    [ $(($(bytes frames) % frame_bytes)) -eq 0 ]
}
