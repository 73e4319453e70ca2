# SPDX-License-Identifier: ISC
load helpers

# The pipelines of README.md, as they stand there, each for a bounded number of frames and with stand-ins for what
# this machine lacks: a logo, a terminal, LEDs.
@test "every pipeline of README.md runs" {
    sky-gen test -n 1 -g 24x8 | sky-flat -g 24x8 -o logo.png
    : >show.ctl
    mkdir bin
    # sky-push, but to nothing and soon done; the options for the hardware are checked and then left out
    cat >bin/sky-push <<SH
#!/bin/sh
[ "\$2" != -o ] || set -- "\$1"
exec "$build/sky-push" "\$@" -o null -n 20 -r 1000
SH
    chmod +x bin/sky-push
    sed -n '/^## Six pipelines/,/^## A display/ s/^    //p' "$project/README.md" >pipelines
    [ "$(grep -c 'sky-' pipelines)" -ge 7 ]
    while read -r line; do
        [ "${line#export}" = "$line" ] || continue
        PATH=$PWD/bin:$PATH bash -c "$line" 3>&-
    done <pipelines
    [ -s show.gz ]
}

@test "README.md names files and programs that exist" {
    for picture in $(sed -n 's/.*](\(examples[^)]*\)).*/\1/p' "$project/README.md"); do
        [ -s "$project/$picture" ]
    done
    for program in $(sed -n 's/^| `\(sky-[a-z]*\)`.*/\1/p' "$project/README.md"); do
        [ -x "$build/$program" ]
    done
}
