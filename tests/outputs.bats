# SPDX-License-Identifier: ISC
# Files that are written to: nothing good is destroyed.

load helpers

# keeps STATUS TEXT FILE COMMAND...: the command is refused as by refuses(), and the file is as it was.
keeps() {
    local file=$3
    cp "$file" kept
    refuses "$1" "$2" "${@:4}"
    cmp kept "$file"
}

@test "an output that is the input is refused by every program, also through links" {
    frames 3 >a.raw
    ln -s a.raw soft.raw
    ln a.raw hard.raw
    gzip <a.raw >a.raw.gz
    for output in a.raw ./a.raw soft.raw hard.raw "$PWD/a.raw"; do
        keeps 1 "$output: is an input too; write to another file" a.raw sky-cat a.raw -o "$output"
        keeps 1 "$output: is an input too" a.raw sky-cat soft.raw -o "$output"
        keeps 1 "$output: is an input too" a.raw bash -c "sky-cat <a.raw -o $output"
    done
    for program in sky-rotate "sky-map src" "sky-blend /dev/zero over" "sky-flat"; do
        # shellcheck disable=SC2086 # several words
        keeps 1 "hard.raw: is an input too" a.raw ${program/over/max} a.raw -o hard.raw
        keeps 1 "hard.raw: is an input too" a.raw bash -c "${program/over/max} - <a.raw -o hard.raw"
    done
    keeps 1 "wire:hard.raw: is an input too" a.raw sky-push a.raw -o wire:hard.raw
    keeps 1 "a.raw.gz: is an input too" a.raw.gz sky-cat a.raw.gz -o a.raw.gz
    keeps 1 "raw.gz: is an input too" a.raw.gz sky-blend a.raw max a.raw.gz -o a.raw.gz
}

@test "standard output that is the input is refused" {
    frames 3 >a.raw
    for program in sky-cat sky-rotate "sky-map src" "sky-blend /dev/zero max" sky-flat "sky-push -o wire:-"; do
        keeps 1 ": is an input too" a.raw bash -c "$program a.raw >>a.raw"
        keeps 1 ": is an input too" a.raw bash -c "$program - <a.raw 1<>a.raw"
    done
    sky-cat a.raw <a.raw >b.raw # what is not read may be standard input
    cmp a.raw b.raw
    sky-cat /dev/null >/dev/null
    sky-cat /dev/null -o /dev/null
    sky-cat - </dev/null >/dev/null
}

@test "sky-cat *.raw -o all.raw runs once, and the second time is refused" {
    frames 3 >a.raw
    sky-gen bands -n 2 >b.raw
    sky-cat ./*.raw -o c.raw
    cmp c.raw <(cat a.raw b.raw)
    keeps 1 "c.raw: is an input too" c.raw sky-cat ./*.raw -o c.raw
}

@test "a picture that is read is not written over" {
    sky-gen test -n 1 | sky-flat -o a.png
    cp a.png 0.png
    ln a.png a.raw
    keeps 1 "a.png: is an input too" a.png sky-flat a.png -o a.png
    keeps 1 "0.png: is an input too" 0.png sky-flat 0.png -n 2 -o '%d.png'
    keeps 1 "a.raw: is an input too" a.png sky-polar 0.png a.png -o a.raw
    keeps 1 "a.raw: is an input too" a.png sky-cat a.png -n 1 -o a.raw
}

@test "files that are read otherwise are not written over" {
    echo 'spin 3' >control
    echo 'r' >r.expr
    echo '-n 1' >settings
    frames 2 >a.raw
    for program in "sky-gen test" "sky-rotate a.raw" "sky-map src a.raw" "sky-blend a.raw max a.raw" \
        "sky-flat a.raw"; do
        # shellcheck disable=SC2086 # several words
        keeps 1 "control: is the control file too" control $program -c control -o control
    done
    keeps 1 "control: is the control file too" control sky-push a.raw -c control -o wire:control
    refuses 1 "none: is the control file too" sky-gen test -n 1 -c none -o none # there is none yet
    refuses 1 "wire:none: is the control file too" sky-push a.raw -c none -o wire:none
    if sky-gen test -n 1 -c none -o raw:none 2>err; then false; fi
    grep -q "raw:none: is the control file too" err
    [ ! -e none ]
    keeps 1 "settings: is read here too" settings sky-push a.raw -f settings -o wire:settings
    keeps 1 "r.expr: is read here too" r.expr sky-gen -f r.expr -n 1 -o r.expr
    keeps 1 "r.expr: is read here too" r.expr sky-map -f r.expr a.raw -o r.expr
    keeps 1 "a.raw: is the sound too" a.raw sky-gen spectrum audio=a.raw -n 1 -o a.raw
}

@test "a frame file and raw: are not read and written by one program" {
    export SKY_DIR=$BATS_TEST_TMPDIR
    frames 1 >one
    sky-cat one -o @a
    keeps 1 "a.sky: is an input too" a.sky sky-rotate @a -o @a
    keeps 1 "a.sky: is an input too" a.sky sky-rotate @a -o "@$PWD/a.sky"
    keeps 1 "a.sky: is an input too" a.sky sky-rotate @a -o a.sky
    refuses 1 "none.sky: is an input too" sky-rotate @none -o @none
    keeps 1 "raw:one: is an input too" one sky-rotate raw:one -o raw:one
    keeps 1 "raw:one: is an input too" one sky-rotate one -o raw:one
    keeps 1 "one: is an input too" one sky-rotate raw:one -o one
}

@test "a command that cannot work leaves a good recording as it is" {
    frames 3 >a.raw
    cp a.raw good.raw
    sky-cat a.raw -o good.gz
    head -c 600 a.raw >wrong.sky
    for good in good.raw good.gz; do
        keeps 2 "no such option" $good sky-cat a.raw -o $good --nonsense
        keeps 2 "spin" $good sky-rotate a.raw -o $good spin=x
        keeps 1 "missing: No such file" $good sky-cat missing -o $good
        keeps 1 "missing: No such file" $good sky-cat a.raw missing -o $good
        keeps 1 "missing.gz: No such file" $good sky-blend a.raw max missing.gz -o $good
        keeps 1 "missing.png: No such file" $good sky-polar missing.png -o $good
        keeps 1 "missing.png: No such file" $good sky-cat a.raw missing.png --still 1 -o $good
        keeps 1 ".: is a directory" $good sky-cat a.raw . -o $good
        keeps 1 "d.gz: is a directory" $good sky-cat a.raw "$(mkdir -p d.gz && echo d.gz)" -o $good
        keeps 1 "is not a gzip file" $good sky-cat a.raw "$(cp a.raw false.gz && echo false.gz)" -o $good
        keeps 1 "wrong.sky: " $good sky-rotate "@$PWD/wrong.sky" -o $good
        keeps 1 "missing: No such file" $good sky-gen spectrum audio=missing -o $good
        keeps 1 "ended 1 byte into frame 0" $good sky-cat "$(printf x >x && echo x)" -o $good
        keeps 1 "missing: No such file" $good sky-push missing -o wire:$good
        keeps 2 "has no lockstep" $good sky-cat a.raw --lockstep -o $good
    done
    keeps 1 "ended 1 byte into frame 0" good.raw sky-flat x -o good.raw
    keeps 1 "missing: No such file" good.raw sky-flat missing -o good.raw
    sky-flat a.raw -o good.png
    keeps 1 "missing: No such file" good.png sky-flat missing -o good.png
    keeps 1 "ended 1 byte into frame 0" good.png sky-flat x -o good.png
}

@test "while the first frame is waited for, and after an interrupt, a recording is as it was" {
    frames 3 >good.raw
    sky-cat good.raw -o good.gz
    mkfifo feed
    cp good.raw kept.raw
    cp good.gz kept.gz
    for good in good.raw good.gz; do
        for input in @absent "raw:absent" feed; do
            : >err
            sky-cat "$input" -o $good 2>err &
            if [ "$input" = feed ]; then
                exec 4>feed
            else
                await grep -q waiting err
            fi
            cmp $good kept.${good#*.}
            kill $!
            wait $! || [ $? -eq 143 ]
            exec 4>&-
            cmp $good kept.${good#*.}
        done
    done
}

# As of a pipeline whose first program has refused its command line.
@test "an input without frames leaves a good file as it is, and is an error" {
    local output program
    for output in a.raw a.gz a.ppm a.y4m a.apng; do
        frames 3 >$output
        program=sky-cat
        case $output in *.ppm | *.y4m | *.apng) program=sky-flat ;; esac
        keeps 1 "$output: not written, because the input has no frame" $output $program /dev/null -o $output
        keeps 1 "$output: not written, because the input has no frame" $output \
            bash -c "sky-rotate /dev/null | $program -o $output"
    done
    refuses 1 "%d.png: not written, because the input has no frame" sky-flat /dev/null -o %d.png
    refuses 1 "new.gz: not written" sky-rotate /dev/null -o new.gz
    refuses 1 "new.gz: not written" sky-rotate /dev/null -o new.gz
    refuses 1 "ended 1 byte into frame 0" sky-rotate "$(printf x >x && echo x)" -o new.gz
    refuses 1 "new.ppm: not written" sky-flat /dev/null -o new.ppm
    refuses 1 "ended 1 byte into frame 0" sky-flat x -o new.y4m
    [ "$(echo new.*)" = "new.*" ]
    sky-cat a.raw -n 0 -o none.gz # what was asked for
    [ "$(gzip -dc none.gz | wc -c)" -eq 0 ]
}

@test "a link that leads to no file yet stays, and no file is left behind it when there is nothing to write" {
    mkdir away
    ln -s ../there.gz away/link.gz
    ln -s away/link.gz link.gz
    ln -s link.gz link
    refuses 1 "link.gz: not written" sky-rotate /dev/null -o link.gz
    refuses 1 "link: not written" sky-flat /dev/null -o link
    refuses 1 "link.gz: is the control file too" sky-gen test -n 1 -c there.gz -o link.gz
    refuses 1 "wire:link: is the control file too" sky-push /dev/null -c there.gz -o wire:link
    [ "$(echo ./*)" = "./away ./link ./link.gz ./refused.err ./refused.out" ]
    sky-gen test -n 2 -o link.gz
    [ "$(gzip -dc there.gz | wc -c)" -eq $((2 * frame_bytes)) ]
    [ -L link.gz ]
}

@test "-o /dev/stdout is -o -" {
    local output
    for output in - /dev/stdout; do
        : >out
        sky-cat /dev/null -o $output >>out
        sky-gen test -n 1 -o $output >>out
        sky-gen test -n 1 | sky-flat -o $output >>out
        sky-gen test -n 1 | sky-push -o wire:$output --leave >>out 2>/dev/null
        sky-hear /dev/null -o $output >>out
        mv out "out${output////.}"
    done
    [ "$(bytes out-)" -gt $((2 * frame_bytes)) ]
    cmp out- out.dev.stdout
}
