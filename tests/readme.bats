# SPDX-License-Identifier: ISC
load helpers

# bounded_push: puts a sky-push first in PATH that shows a bounded number of frames to nothing. It leaves out -o at the
# end, since this machine has no LEDs, and waits for frames as long as a busy one takes.
bounded_push() {
    mkdir bin
    cat >bin/sky-push <<SH
#!/bin/sh
words=" \$*"
set -- \${words%% -o *}
exec "$build/sky-push" "\$@" -o null -n 20 -r 1000 --stale 1000
SH
    chmod +x bin/sky-push
    PATH=$PWD/bin:$PATH
}

# The pipelines of README.md as they stand there.
@test "every pipeline of README.md runs" {
    ln -s "$project/examples" .
    : >show.ctl
    bounded_push
    sed -n '/^## Six pipelines/,/^## Shows/ s/^    //p' "$project/README.md" >pipelines
    [ "$(grep -c 'sky-' pipelines)" -ge 7 ]
    while read -r line; do
        [ "${line#export}" = "$line" ] || continue
        sh -c "$line" 3>&-
    done <pipelines
    [ -s show.gz ]
}

# The commands under a heading of README.md.
commands_under() {
    sed -n "/^## $1/,/^## / s/^    //p" "$project/README.md"
}

@test "the generator of README.md draws whole frames and ends quietly when sky-push ends" {
    bounded_push
    unset SKY_GEOMETRY
    commands_under 'Write your own' >generator
    bash generator 3>&- 2>err
    [ ! -s err ]
    # ten frames: beams of 30 vanes each that have turned by 9 vanes in the last one
    sed '$ s/ | sky-push$/ | sky-cat -n 10 -o frames/' generator >recorder
    bash recorder 3>&-
    "$python" - <<'END'
frames = open("frames", "rb").read()
assert len(frames) == 10 * 360 * 288 * 3
last = frames[9 * 360 * 288 * 3:]
assert [last[vane * 288 * 3] for vane in (8, 9, 38, 39, 69)] == [0, 255, 255, 0, 255]
END
}

@test "the generator of README.md ends quietly at Ctrl-C" {
    commands_under 'Write your own' | sed '$ s/ | sky-push$/ >frames/; s/^python3/exec python3/' >generator
    # A shell's background jobs ignore SIGINT; env gives it back.
    env --default-signal=INT bash generator 2>err 3>&- &
    await test -s frames
    kill -INT $!
    wait $! || status=$?
    [ "$status" -eq 130 ]
    [ ! -s err ]
}

# An interactive zsh takes # for an argument.
@test "no command of README.md has a comment behind it" {
    if grep -n '^    .* # ' "$project/README.md"; then false; fi
}

@test "README.md's wall.conf is a configuration, once its layout is beside it" {
    sed -n '/`wall.conf`:$/,/^[A-Z].*:$/ s/^    //p' "$project/README.md" >wall.conf
    cp "$project/examples/layouts/wall.layout" .
    sky-push -f wall.conf --show-layout >shown </dev/null
    grep -q 7,200 shown
}

@test "README.md tells how many patterns there are" {
    grep -q "There are \[$(sky-gen -l | wc -l) patterns\]" "$project/README.md"
}

# The brightest bytes of a picture must not be its own.
@test "the stars of README.md's third pipeline are seen in a small terminal" {
    ln -s "$project/examples" .
    export SKY_GEOMETRY=360x288
    sky-cat examples/lake.png -n 1 | sky-flat --size 46 --format rgb >lake
    sed -n 's/^    \(sky-gen stars | sky-blend .*\) | sky-push$/\1/p' "$project/README.md" >pipeline
    sh -c "$(cat pipeline)" | sky-flat --size 46 --format rgb | head -c "$(bytes lake)" >stars
    "$python" -c "
lake, stars = open('lake', 'rb').read(), open('stars', 'rb').read()
assert sum(after > before + 40 for before, after in zip(lake, stars)) > 100"
}

@test "README.md names files and programs that exist" {
    for picture in $(sed -n 's/.*](\(examples[^)]*\)).*/\1/p' "$project/README.md"); do
        [ -s "$project/$picture" ]
    done
    for program in $(sed -n 's/^| `\(sky-[a-z]*\)`.*/\1/p' "$project/README.md"); do
        [ -x "$build/$program" ]
    done
}
