#!/bin/sh
# Draws the pictures of README.md. usage: gallery.sh FOLDER
set -eu

folder=${1:?usage: gallery.sh FOLDER}
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SKY_GEOMETRY=360x144

# picture NAME SIZE: the last of 60 frames that come in, as a PNG.
picture() {
    sky-cat --skip 59 | sky-flat --size "$2" --oversample 2 -o "$folder/$1.png"
}

sky-gen stars count=1500 -n 60 > "$work/stars"
sky-gen gradients across=height from='#ff7a18' to='#2b1055' repeat=3 speed=0.2 -n 60 |
    sky-rotate angle=30 | sky-rotate fold=6 angle=15 |
    sky-blend - add "$work/stars" |
    picture kaleidoscope 480

for pattern in $(sky-gen -l | cut -d' ' -f1); do
    sky-gen "$pattern" -n 60 | picture "$pattern" 160
done
