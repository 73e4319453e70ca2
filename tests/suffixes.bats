# SPDX-License-Identifier: ISC
# Files that cannot be frames, by the suffix of their name.

load helpers

# runs_advice TEXT: runs the command that the last refusal ends with, behind this text.
runs_advice() {
    bash -c "$(sed "s/.*$1: //" refused.err)" >advice.out 2>&1 </dev/null || { cat advice.out; return 1; }
}

@test "files that cannot be frames are refused as inputs, by every program" {
    for suffix in jpg jpeg JPG gif mp4 MOV mkv webm avi ppm pgm pnm y4m wav mp3 txt zip tar xz y4m.gz; do
        frames 2 >"a.$suffix"
        for program in sky-cat sky-rotate "sky-map src" "sky-blend /dev/zero max" "sky-push -o null" sky-flat \
            sky-polar; do
            case "$program $suffix" in "sky-polar p"[pgn]m | "sky-polar y4m") continue ;; esac # which it reads
            # shellcheck disable=SC2086 # several words
            refuses 2 "a.$suffix: is " $program "a.$suffix"
            [ ! -s refused.out ]
        done
        refuses 2 "a.$suffix: is " sky-cat /dev/null "a.$suffix"
    done
    for name in a.raw a.sky a.rgb a.bin jpg .jpg x.jpg/frames; do
        mkdir -p "$(dirname "$name")"
        frames 2 >"$name"
        sky-cat "$name" | cmp - "$name"
        rm "$name"
    done
}

@test "a FIFO that is named as a recording or a picture is refused, and the message says what to write" {
    frames 2 >a
    mkfifo show.gz logo.png
    for program in sky-cat "sky-cat a" "sky-cat --fade 1 a" "sky-blend a max" "sky-push -o null"; do
        # shellcheck disable=SC2086 # several words
        refuses 1 ": show.gz: is a FIFO, and a recording is read from a file (write: zcat show.gz | ...)" \
            timeout 20 $program show.gz
        # shellcheck disable=SC2086 # several words
        refuses 1 ": logo.png: is a FIFO, and a picture is read from a file (write: sky-polar logo.png | ...)" \
            timeout 20 $program logo.png
        [ ! -s refused.out ]
    done
}

@test "LOGO.PNG and SHOW.GZ are a picture and a recording" {
    sky-gen test -n 1 | sky-flat -o LOGO.PNG
    file=$(head -c 4 LOGO.PNG | tail -c 3)
    [ "$file" = PNG ]
    sky-polar LOGO.PNG -n 1 | cmp - <(sky-cat LOGO.PNG -n 1)
    frames 3 >in
    sky-cat in -o SHOW.GZ
    gzip -dc <SHOW.GZ | cmp - in
    sky-cat SHOW.GZ | cmp - in
    [ "$(sky-cat --info SHOW.GZ | tail -n 1 | tr -s ' ')" = "24x8 30 3 0.10 SHOW.GZ" ]
    sky-flat in -o A.PPM
    [ "$(head -c 2 A.PPM)" = P6 ]
    refuses 2 "X.PNG: frames are not written as pictures" sky-cat in -o X.PNG
    refuses 2 "x.apng: frames are not written as pictures: pipe them into sky-flat -o x.apng" sky-cat in -o x.apng
}

@test "the command that a refusal names converts the file" {
    sky-gen test -n 1 | sky-flat --size 64 -o k.png
    ffmpeg -v error -i k.png "my k.jpg"
    refuses 2 "my k.jpg: is a picture in another format, not frames; convert it: " sky-cat "my k.jpg"
    runs_advice "convert it"
    [ "$(sky-cat "my k.png" -n 2 | wc -c)" -eq $((2 * frame_bytes)) ]

    sky-gen bands -n 5 | sky-flat --size 64 | ffmpeg -v error -f image2pipe -framerate 30 -c:v ppm -i - "it's.mkv"
    refuses 2 "it's.mkv: is a film, not frames; convert it: " sky-rotate "it's.mkv"
    runs_advice "convert it"
    [ "$(sky-cat "it's.gz" | wc -c)" -eq $((5 * frame_bytes)) ]

    ffmpeg -v error -i "it's.mkv" dance.gif
    refuses 2 "dance.gif: is an animation in another format, not frames; convert it: " sky-rotate dance.gif
    runs_advice "convert it"
    [ "$(sky-rotate dance.png -n 7 | wc -c)" -eq $((7 * frame_bytes)) ]

    ffmpeg -v error -i "it's.mkv" film.y4m
    refuses 2 "film.y4m: is a film, not frames; convert it: sky-polar film.y4m -o film.gz" sky-rotate film.y4m
    runs_advice "convert it"
    [ "$(sky-cat film.gz | wc -c)" -eq $((5 * frame_bytes)) ]

    ffmpeg -v error -f lavfi -i sine=duration=0.2 a.wav
    refuses 2 "a.wav: is sound, not frames; show it: " sky-push a.wav -o null
    bash -c "$(sed 's/.*show it: //' refused.err) -n 2" 2>/dev/null </dev/null | cmp -n $frame_bytes - /dev/zero ||
        [ -s a.s16 ]

    frames 3 >a.raw
    bzip2 -k a.raw
    refuses 2 "a.raw.bz2: is compressed, but not by gzip; convert it: " sky-cat a.raw.bz2
    runs_advice "convert it"
    sky-cat a.raw.gz | cmp - a.raw

    refuses 2 "a.txt: is text, not frames" sky-cat a.txt
}

@test "files that cannot be frames are refused as outputs" {
    frames 3 >in
    for suffix in jpg JPEG gif mp4 y4m ppm wav txt zip xz; do
        echo good >"a.$suffix"
        for program in "sky-cat in" "sky-gen test" "sky-rotate in" "sky-map src in" "sky-blend in max in"; do
            # shellcheck disable=SC2086 # several words
            refuses 2 "a.$suffix: " $program -n 1 -o "a.$suffix"
        done
        [ "$(cat "a.$suffix")" = good ]
        [[ $suffix = [py]* ]] || refuses 2 "a.$suffix: " sky-flat in -o "a.$suffix"
    done
    refuses 2 "a%03d.jpg: pictures are not written in this format: sky-flat -o a%03d.png, and then" \
        sky-flat in -o a%03d.jpg
    refuses 2 "a.gz: pictures are not compressed" sky-flat in -o a.gz
    sky-flat in -o a.pnm
    sky-flat in --format ppm -o explicit.jpg
    cmp a.pnm explicit.jpg
    for suffix in mp4 gif; do
        rm "a.$suffix"
        refuses 2 "a.$suffix: frames are not written " sky-cat in -o "a.$suffix"
        command=$(sed 's/.*pipe them: //' refused.err)
        bash -c "${command/sky-flat/sky-flat in}" 2>/dev/null
        [ "$(ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 "a.$suffix")" = 3 ]
    done
    grep -q palettegen refused.err # a GIF without colours of its own is coarse
}
