#!/bin/sh
# SPDX-License-Identifier: ISC
# Draws the pictures of README.md, and a page that shows one of every pattern.
# usage: gallery.sh FOLDER
set -eu

folder=${1:?usage: gallery.sh FOLDER}
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SKY_GEOMETRY=360x144

# picture NAME SIZE: draws the 60th frame on standard input as a PNG. With ffmpeg it has 160 colours, which makes the
# file a third as large.
picture() {
    sky-cat --skip 59 | sky-flat --size "$2" --oversample 2 -o "$work/picture.png"
    if command -v ffmpeg > /dev/null; then
        ffmpeg -nostdin -loglevel error -y -i "$work/picture.png" -filter_complex \
            'split[a][b]; [a]palettegen=max_colors=160:reserve_transparent=0[p]; [b][p]paletteuse=dither=none' \
            "$folder/$1.png"
    else
        mv "$work/picture.png" "$folder/$1.png"
    fi
}

sky-gen stars count=1500 -n 60 > "$work/stars"
sky-gen gradients across=height from='#ff7a18' to='#2b1055' repeat=3 speed=0.2 -n 60 |
    sky-rotate angle=30 | sky-rotate fold=6 angle=15 |
    sky-blend - add "$work/stars" |
    picture folded 480

# arguments_of PATTERN: arguments that make a good picture of the 60th frame where the defaults do not.
arguments_of() {
    case $1 in
    clock) echo time=10:08:36 ;;
    fractal) echo -r 5 speed=1 ;;
    spectrum) echo gain=9 ;;
    text) echo speed=0 hues=0.3 size=0.42 ;;
    esac
}

{
    echo '# The patterns of sky-gen'
    echo
    # shellcheck disable=SC2016 # the backquotes are Markdown
    echo 'Frame 60 of each, drawn by `make gallery`. `sky-gen PATTERN --help` lists the parameters.'
    echo
    count=0
    names='' line=''
    for pattern in $(sky-gen -l | cut -d' ' -f1); do
        # shellcheck disable=SC2046 # split into arguments
        sky-gen "$pattern" $(arguments_of "$pattern") -n 60 | picture "$pattern" 160
        line="$line| ![$pattern]($pattern.png) " names="$names| $pattern "
        count=$((count + 1))
        if [ $((count % 5)) -eq 0 ]; then
            echo "$line|"
            [ "$count" -ne 5 ] || echo '|:-:|:-:|:-:|:-:|:-:|'
            echo "$names|"
            names='' line=''
        fi
    done
    [ -z "$line" ] || printf '%s|\n%s|\n' "$line" "$names"
} > "$folder/README.md"
