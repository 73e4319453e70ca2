#!/bin/sh
# SPDX-License-Identifier: ISC
# Draws the pictures of README.md, and pages that show one of every pattern, of every program of expressions/, of every
# palette, of every layout of layouts/, of shows, and of text and the letters of the font. With ffmpeg it also draws
# lake.png and logo.png beside this script, the pictures that the examples show.
# usage: gallery.sh FOLDER
set -eu

case ${1:--} in -*) echo 'usage: gallery.sh FOLDER' >&2; exit 2 ;; esac
folder=$1
examples=$(dirname "$0")
mkdir -p "$folder/expressions" "$folder/font" "$folder/layouts" "$folder/palettes" "$folder/shows" "$folder/dots"
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
    for mask in 0 1; do
        sky-gen -g 720x240 -f "$examples/logo.sky" mask=$mask -n 1 |
            sky-flat -g 720x240 --size 240 -o "$work/logo$mask.png"
    done
    ffmpeg -nostdin -loglevel error -y -i "$work/logo0.png" -i "$work/logo1.png" \
        -filter_complex '[1]format=gray[alpha]; [0]format=rgb24[color]; [color][alpha]alphamerge' "$examples/logo.png"
fi

# The pictures of README.md, the first of which is an animation.
(
    # shellcheck disable=SC2030 # each group of pictures has its own
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
    printf '%s ' 'Drawn by `make gallery` from `examples/expressions/`. `sky-gen -f eye.sky` runs one, `sky-expr(7)`'
    echo 'describes the'
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

# specimen NAME: the characters on standard input in the built-in font, on a disc so large that a square fits into it.
specimen() {
    cat > "$work/characters"
    sky-gen -g 3600x700 text file="$work/characters" form=straight size=0.075 weight=0.11 leading=1.1 speed=0 \
        color=white -n 1 | sky-flat -g 3600x700 --size 1000 -o "$work/picture.png"
    reduce 16 "font/$1" crop=iw*0.7:ih*0.7
    echo
    echo "![$1](font/$1.png)"
}
{
    echo '# The built-in font'
    echo
    # shellcheck disable=SC2016 # the backquotes are Markdown
    echo 'Its characters, drawn by `make gallery` with `sky-gen text`. They are strokes, which are written down in
`lib/font/drawings_*.c`.'
    specimen capitals << 'END'
ABCDEFGHIJKLMNOPQ
RSTUVWXYZ ÀÁÂÃÄÅÆÇÈ
ÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜ
ÝÞẞ ĀĂĄĆĈĊČĎĐĒĔĖĘ
ĚƏĜĞĠĢĤĦĨĪĬĮİĲĴĶĹĻĽĿ
ŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞȘŠ
ŢȚŤŦŨŪŬŮŰŲŴŶŸŹŻŽẀẂ
ẄẼỲǍǏǑǓǦǨǪǴǸǼǾ
END
    specimen small << 'END'
abcdefghijklmnopqrstuvw
xyz ß àáâãäåæçèéêëìíîïðñò
óôõöøùúûüýþÿ āăąćĉċčď
đēĕėęěəĝğġģĥħĩīĭįıĳĵķ
ĸĺļľŀłńņňŉŋōŏőœŕŗřśŝ
şșšţțťŧũūŭůűųŵŷźżžſ
ẁẃẅẽỳǎǐǒǔǧǩǫǵǹǽǿ
ªº¹²³ ¼½¾ µ 0123456789
END
    specimen greek << 'END'
ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ
ΠΡΣΤΥΦΧΨΩ ΆΈΉΊΌΎΏΪΫ
αβγδεζηθικλμν
ξοπρςστυφχψω
άέήίόύώϊϋΐΰ
Ξεσκεπάζω την ψυχοφθόρα
σας βδελυγμία.
END
    specimen cyrillic << 'END'
АБВГДЕЖЗИЙКЛМНО
ПРСТУФХЦЧШЩЪЫЬЭЮЯ
абвгдежзийклмнопрстуф
хцчшщъыьэюя
ЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏҐ
ѐёђѓєѕіїјљњћќѝўџґ
ӘҒҚҢӨҰҮҺӢӮ әғқңөұүһӣӯ
END
    specimen signs << 'END'
.,:;…!?¡¿·•-–—_‘’‚“”„'"′″«»‹›
()[]{}/\|¦⁄@&#*†‡§¶©®™№
%‰+−×÷±=≠≈<>≤≥¬√∞
~^°$¢£¤¥€₴₸₺₽ ¨¯´¸`ˆˇ˘˙˚˛˜˝
←↑→↓↔ ★☆☀♡♥♪♫
END
} > "$folder/font.md"

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

# play NAME FRAMES SCRIPT [ARGUMENT]...: draws a frame of a show. Its sky-push writes frames, its sky-hear hears what is
# always the same, and its clock says $NOW.
play() {
    name=$1 frames=$2 script=$3
    shift 3
    PATH=$work/stand-ins:$PATH "$examples/$script" "$@" 2> /dev/null < /dev/null |
        sky-cat --skip $((frames - 1)) -n 1 | sky-flat --size 200 -o "$work/picture.png"
    reduce 128 "shows/$name"
    cell "shows/$name.png" "$name"
}
mkdir "$work/stand-ins"
cat > "$work/stand-ins/sky-push" << 'END'
#!/bin/sh
while [ -n "${SKY_CONTROL:-}" ] && [ ! -s "${SKY_CONTROL%%:*}" ]; do sleep 0.01; done
exec cat
END
cat > "$work/stand-ins/sky-hear" << 'END'
#!/bin/sh
while [ "$1" != -o ]; do shift; done
printf '%s\n' 'level 0.7' 'bass 0.9' > "$2"
END
cat > "$work/stand-ins/date" << 'END'
#!/bin/sh
echo "$NOW"
END
chmod +x "$work"/stand-ins/*
export SECONDS_EACH=4 SECONDS_FADE=2 SEED=5 NOW=1782039600 # at noon

{
    echo '# Shows'
    echo
    # shellcheck disable=SC2016 # the backquotes are Markdown
    echo 'The shows in shell, each at one moment, and `three-scenes.sh` at four: in each scene, and in a fade. Drawn by
`make gallery`.'
    echo
    ffmpeg -nostdin -loglevel error -y -f lavfi -i mandelbrot=size=320x240:rate=25 -t 2 -pix_fmt yuv420p \
        "$work/film.mp4"
    play three-scenes-1 30 three-scenes.sh "$work/film.mp4" "$examples/logo.png" 'three scenes'
    play three-scenes-2 90 three-scenes.sh "$work/film.mp4" "$examples/logo.png" 'three scenes'
    play three-scenes-3 120 three-scenes.sh "$work/film.mp4" "$examples/logo.png" 'three scenes'
    play three-scenes-4 220 three-scenes.sh "$work/film.mp4" "$examples/logo.png" 'three scenes'
    play nebula 60 nebula.sh
    play random 60 random.sh
    play wedding 65 wedding.sh 'Ada & Grace' "$examples/logo.png"
    play club 65 club.sh
    play shop-window-by-day 60 shop-window.sh 52.5 13.4 "$examples/logo.png"
    NOW=1782082800
    play shop-window-by-night 60 shop-window.sh 52.5 13.4 "$examples/logo.png"
    end_of_table
    echo
    # shellcheck disable=SC2016 # the backquotes are Markdown
    echo 'The [combinations of two patterns](../combinations.txt) that the first skyscreen liked best, drawn by
`make gallery`. `examples/combinations.sh 3` plays the third.'
    echo
    number=1
    while read -r command; do
        (cd "$examples" && bash -c "$command") | sky-cat --skip 59 | sky-flat --size 120 -o "$work/picture.png"
        reduce 64 "shows/$number"
        cell "shows/$number.png" "$number"
        number=$((number + 1))
    done < "$examples/combinations.txt"
    end_of_table
} > "$folder/shows.md"

# With GNU Unifont: text in twelve languages and more scripts, and the forms that text can have.
unifont=/usr/share/unifont/unifont.hex
if [ -e "$unifont" ]; then
    mkdir -p "$folder/text"
    # words FILE LANGUAGE WORDS [ARGUMENT]...: the words along the rim, with these arguments, and straight in Unifont.
    words() {
        name=text/$1 language=$2 words=$3
        shift 3
        sky-gen text text="$words" size=0.18 speed=0 background=black "$@" -n 60 > "$work/rim"
        sky-gen text text="$words" size=0.16 width=1.35 form=straight y=-0.1 speed=0 font="$unifont" color=white -n 60 |
            sky-blend - max "$work/rim" | picture "$name" 180
        cell "$name.png" "$language"
    }
    # form FILE ARGUMENT...: a text with these arguments, which are shown too.
    form() {
        name=$1
        shift
        sky-gen text speed=0 "$@" -n 60 | picture "text/$name" 180
        cell "text/$name.png" "\`$*\`"
    }
    (
        # shellcheck disable=SC2031 # each group of pictures has its own
        export SKY_GEOMETRY=720x200
        echo '# Text'
        echo
        # shellcheck disable=SC2016 # the backquotes are Markdown
        echo 'Drawn by `make gallery` with `sky-gen text`, which `sky-gen(1)` describes. Twelve languages in the
built-in font along the rim, and in GNU Unifont in the middle:'
        echo
        words en English 'Good evening, all!'
        words de Deutsch 'Schönen Abend, süße Grüße'
        words fr Français 'Bonsoir à tous, cœur et façade'
        words es Español '¡Buenas noches, señor!'
        words pt Português 'Boa noite, irmãos e irmãs'
        words pl Polski 'Dobry wieczór, Łódź'
        words cs Čeština 'Příjemný večer všem'
        words hu Magyar 'Jó estét, hűvös őszi éj'
        words tr Türkçe 'İyi akşamlar, ağır ışık'
        words is Íslenska 'Góða kvöldið, þetta er ég'
        words el Ελληνικά 'Καλό βράδυ, φίλοι'
        words uk Українська 'Доброго вечора, їжаче'
        end_of_table
        echo
        echo 'Other scripts in Unifont. Letters do not change their shapes beside others, as those of Hindi should:'
        echo
        words ja 日本語 'こんばんは、素敵な夜を' font="$unifont"
        words zh 中文 '晚上好，美好的夜晚' font="$unifont"
        words ko 한국어 '좋은 저녁 되세요' font="$unifont"
        words ka ქართული 'საღამო მშვიდობისა' font="$unifont"
        words hy Հայերեն 'Բարի երեկո ձեզ' font="$unifont"
        words am አማርኛ 'እንደምን አመሸህ' font="$unifont"
        words th ไทย 'สวัสดีตอนเย็น' font="$unifont"
        words hi हिन्दी 'शुभ संध्या' font="$unifont"
        end_of_table
        echo
        echo 'Forms:'
        echo
        form rim text='around the rim' size=0.2
        form hub text='at the bottom' size=0.2 top=hub angle=180
        form radius text='a radius' size=0.2 form=radius angle=60
        form straight text='straight' size=0.25 form=straight angle=20
        form lines text='lines that are broken at blanks' size=0.2 form=straight width=1.4
        form outline text=outline size=0.3 outline=0.15 edge=crimson color=white
        form hues text='a rainbow of letters around' size=0.22 weight=0.2 hues=1
        form dots text='dots 漢字' size=0.25 font="$unifont" form=straight
        end_of_table
    ) > "$folder/text.md"
fi
