#!/bin/sh
# SPDX-License-Identifier: ISC
# Draws the pictures of README.md, and pages that show one of every pattern, of every program of expressions/, of every
# palette and of every layout of layouts/. With ffmpeg it also draws lake.png beside this script, the picture that the
# examples show.
# usage: gallery.sh FOLDER
set -eu

folder=${1:?usage: gallery.sh FOLDER}
examples=$(dirname "$0")
mkdir -p "$folder/expressions" "$folder/layouts" "$folder/palettes" "$folder/dots"
work=
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM # else they would leave the folder
work=$(mktemp -d)
export SKY_GEOMETRY=360x144

# reduce COLORS NAME [FILTER [OPTION]...]: makes picture.png NAME.png. With ffmpeg it has so many colours, which makes
# the file a third as large.
reduce() {
    colors=$1 to=$folder/$2.png filter=${3:-null}
    shift $(($# < 3 ? $# : 3))
    if command -v ffmpeg > /dev/null; then
        ffmpeg -nostdin -loglevel error -y -i "$work/picture.png" -filter_complex "$filter,
            split[a][b]; [a]palettegen=max_colors=$colors:reserve_transparent=0[p]; [b][p]paletteuse=dither=none" \
            "$@" "$to"
    else
        mv "$work/picture.png" "$to"
    fi
}

# picture NAME [SIZE]: draws the 60th frame on standard input as a PNG.
picture() {
    sky-cat --skip 59 | sky-flat --size "${2:-200}" -o "$work/picture.png"
    reduce 160 "$1"
}

# dots NAME: the same as one sees it on a small screen. README.md shows it at half this size, for fine pixels.
dots() {
    sky-cat --skip 59 | sky-flat --size 400 style=dots -o "$work/picture.png"
    reduce 96 "dots/$1"
}

# arguments_of PATTERN: arguments that make a good picture of the 60th frame where the defaults do not.
arguments_of() {
    case $1 in
    clock) echo time=10:08:36 ;;
    fractal) echo -r 5 speed=1 ;;
    spectrum) echo gain=9 ;;
    text) echo speed=0 hues=0.3 ;;
    esac
}

# The disc is drawn so large that a square fits into it.
if command -v ffmpeg > /dev/null; then
    sky-gen -g 1440x500 -f "$examples/lake.sky" view=1.42 -n 1 |
        sky-flat -g 1440x500 --size 680 -o "$work/lake.png"
    ffmpeg -nostdin -loglevel error -y -i "$work/lake.png" -vf crop=480:480 "$work/square.png"
    mv "$work/square.png" "$examples/lake.png"
fi

# The pictures of README.md, the first of which is an animation.
(
    export SKY_GEOMETRY=160x32
    for pattern in aurora kaleidoscope supernova fire fermat clock plasma persian fractal; do
        # shellcheck disable=SC2046 # split into arguments
        sky-gen "$pattern" $(arguments_of "$pattern") -n 60 | dots "$pattern"
    done
    sky-gen stars -n 60 | sky-blend "$examples/lake.png" screen - | dots evening
    sky-gen spaceribbons -n 60 | sky-rotate fold=8 | dots folded
    for program in rose-window eye galaxy sunflower; do
        sky-gen -f "$examples/expressions/$program.sky" -n 60 | dots "$program"
    done
    export SKY_GEOMETRY=96x24 SKY_FPS=15
    sky-gen -e 'hsv(r - t/2, 1, smoothstep(0.5, 0.95, wave(5*u + 1.5*r - t/2)))' -d 2 |
        sky-flat --size 300 style=dots --format apng -o "$work/picture.png"
    reduce 64 dots/arms null -f apng -plays 0
)

# frames_of PROGRAM: how many frames it runs before its picture; those that remember what they drew need more.
frames_of() {
    case $1 in
    automaton | shell) echo 330 ;;
    ink) echo 150 ;;
    spirograph) echo 290 ;;
    *) echo 60 ;;
    esac
}

# cell PICTURE NAME and end_of_table: a table of pictures with their names, four in a row.
count=0 names='' line=''
cell() {
    line="$line| ![$2]($1) " names="$names| $2 "
    count=$((count + 1))
    [ $((count % 4)) -ne 0 ] || end_of_row
}
end_of_row() {
    echo "$line|"
    [ "$count" -gt 4 ] || echo '|:-:|:-:|:-:|:-:|'
    echo "$names|"
    names='' line=''
}
end_of_table() {
    [ -z "$line" ] || end_of_row
    count=0
}

{
    echo '# The patterns of sky-gen'
    echo
    # shellcheck disable=SC2016 # the backquotes are Markdown
    echo 'Frame 60 of each, drawn by `make gallery`. `sky-gen PATTERN --help` lists the parameters.'
    echo
    for pattern in $(sky-gen -l | cut -d' ' -f1); do
        # shellcheck disable=SC2046 # split into arguments
        sky-gen "$pattern" $(arguments_of "$pattern") -n 60 | picture "$pattern"
        cell "$pattern.png" "$pattern"
    done
    end_of_table
} > "$folder/README.md"

{
    echo '# Programs in the expression language'
    echo
    # shellcheck disable=SC2016 # the backquotes are Markdown
    echo 'Drawn by `make gallery` from `examples/expressions/`. `sky-gen -f eye.sky` runs one, `sky-expr(7)` describes the'
    echo 'language.'
    echo
    for program in "$examples"/expressions/*.sky; do
        name=$(basename "$program" .sky)
        frames=$(frames_of "$name")
        sky-gen -f "$program" -n "$frames" | sky-cat --skip $((frames - 60)) | picture "expressions/$name" 160
        cell "expressions/$name.png" "$name"
    done
    end_of_table
    echo
    for program in "$examples"/expressions/*.sky; do
        sed -n "2s|^// |- [$(basename "$program" .sky)](../expressions/$(basename "$program")): |p" "$program"
    done
} > "$folder/expressions.md"

{
    echo '# Palettes'
    echo
    # shellcheck disable=SC2016 # the backquotes are Markdown
    echo 'The palettes of `palette=` and `pal("name", x)` from hub to rim, drawn by `make gallery`; `sky-gen(1)` has
words about each, and describes files of other ones.'
    echo
    for palette in $(sky-color --help=tsv | awk -F '\t' '$2 == "palette" { gsub(/none|[|]/, " ", $7); print $7 }'); do
        sky-gen -e "pal(\"$palette\", r)" -n 60 | picture "palettes/$palette" 120
        cell "palettes/$palette.png" "$palette"
    done
    end_of_table
} > "$folder/palettes.md"

{
    echo '# Layouts'
    echo
    # shellcheck disable=SC2016 # the backquotes are Markdown
    echo 'The layouts of `examples/layouts/`, drawn by `make gallery` with `sky-push --show-layout=png`; `sky-layout(5)`
describes them. Each lane has a colour, which fades from its first LED, a white one, to its last, which has its position
on the chain. The parts of the disc that LEDs show are coloured too, where these are areas.'
    echo
    for layout in "$examples"/layouts/*.layout; do
        name=$(basename "$layout" .layout)
        sky-push -g "$(sed -n 's/^geometry //p' "$layout")" --show-layout=png -o "wire:-,layout=$layout" \
            > "$work/picture.png"
        reduce 160 "layouts/$name" scale=360:-1:flags=area
        cell "layouts/$name.png" "$name"
    done
    end_of_table
    echo
    for layout in "$examples"/layouts/*.layout; do
        sed -n "1s|^# |- [$(basename "$layout" .layout)](../layouts/$(basename "$layout")): |p" "$layout"
        sed -n '2,/^#$\|^[^#]/s|^# |  |p' "$layout"
    done
} > "$folder/layouts.md"
