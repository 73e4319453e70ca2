# SPDX-License-Identifier: ISC
# Completion, in the shells themselves: each line is typed on a terminal of its own.
load helpers

# completes SHELL: lines on standard input are what is typed, " -> " and what must be there then. After a * these are the
# words that fit.
completes() {
    local shell=$1
    command -v "$shell" >/dev/null || skip "$shell is not here"
    cat >cases
    sed 's/ -> .*//' cases >typed
    sed 's/.* -> //; s/ *$//' cases >wanted
    export SKY_DIR=$PWD/frames
    mkdir frames
    touch frames/default.sky frames/wall.sky
    "$python" "$tests/completion.py" "$shell" "$project/cmd/completion/sky.$shell" <typed >got 2>complaints
    sed -i 's/ *$//' got
    diff -U 0 wanted got
    [ ! -s complaints ] || { cat complaints; false; }
}

cases() {
    frames 1 >only.raw
    sky-flat -o logo.png only.raw
    echo 'gain ?= 2; gain*r' >gain.sky
    cat <<'END'
sky-gen pl -> sky-gen plasma
sky-gen sp* -> spaceclouds spaceribbons spectrum
sky-gen -r 60 st* -> stars steady
sky-gen -n5 --fps 60 tri -> sky-gen -n5 --fps 60 tripdar
sky-gen stars pl -> sky-gen stars pl
sky-gen stars * -> NAMES stars
sky-gen pinksky * -> NAMES pinksky
sky-gen swirl ar -> sky-gen swirl arms=
sky-gen nopattern p -> sky-gen nopattern p
sky-gen perlin palette=s* -> spaceclouds spaceribbons supernova
sky-gen perlin pal -> sky-gen perlin palette=
sky-gen bands speed=2 across=* -> angle radius
sky-gen -f gai -> sky-gen -f gain.sky
sky-gen -f gain.sky * -> gain=
sky-gen perlin -- -> sky-gen perlin --
sky-gen perlin --ver* -> --verbose --version
sky-gen perlin --loc -> sky-gen perlin --lockstep
sky-blend logo.png s* -> saturation screen soft-light subtract sum
sky-blend logo.png screen onl -> sky-blend logo.png screen only.raw
sky-blend logo.png screen only.raw color-* -> color-burn color-dodge
sky-blend --eof l* -> longest loop
sky-blend --eof=s -> sky-blend --eof=shortest
sky-blend @w -> sky-blend @wall
sky-map src m -> sky-map src m
sky-map src on -> sky-map src only.raw
sky-rotate mirror=y -> sky-rotate mirror=yes
sky-rotate only.raw sp -> sky-rotate only.raw spin=
sky-rotate only.raw on -> sky-rotate only.raw on
sky-color pos -> sky-color posterize=
sky-color palette=vi -> sky-color palette=viridis
sky-color order=b* -> bgr brg
sky-cat only.raw lo -> sky-cat only.raw logo.png
sky-cat -o @w -> sky-cat -o @wall
sky-cat -l --pa -> sky-cat -l --pace
sky-cat --with iris-o -> sky-cat --with iris-open
sky-cat only.raw,f* -> fade= for=
sky-cat only.raw,for=3,wi -> sky-cat only.raw,for=3,with=
sky-cat only.raw,with=push-o -> sky-cat only.raw,with=push-outward
sky-polar lo -> sky-polar logo.png
sky-flat --format p* -> png ppm
sky-flat back -> sky-flat background=
sky-hear --format s* -> s16le s24le s32le
sky-hear lo -> sky-hear logo.png
sky-hear fa -> sky-hear fall=
sky-recv * -> artnet: ddp: e131: multisync: opc: timecode:
sky-recv e -> sky-recv e131:
sky-recv ddp:0.0.0.0,en -> sky-recv ddp:0.0.0.0,encoding=
sky-recv artnet:0.0.0.0,channels=* -> 510 512
sky-recv --ev -> sky-recv --every
sky-push --idle * -> black exit fade hold
sky-push --idle=f -> sky-push --idle=fade
sky-push -o * -> artnet: ddp: e131: gpio: null opc: pio: serial: spi: term wire:
sky-push -o spi:only -> sky-push -o spi:only.raw
sky-push -o spi:x,chip=w* -> ws2801 ws2811 ws2812 ws2812-3bit ws2813 ws2814 ws2815
sky-push -o spi:x,hz=4000000,or -> sky-push -o spi:x,hz=4000000,order=
sky-push -o wire:x,layout=lo -> sky-push -o wire:x,layout=logo.png
sky-push --rotor sim=5,direction=* -> ccw cw
sky-push -o null bri -> sky-push -o null brightness=
END
}

# What the table of a pattern has, for the lines of cases() that ask for it.
with_names() {
    local line pattern
    while IFS= read -r line; do
        pattern=${line##* -> NAMES }
        [ "$pattern" = "$line" ] ||
            line="${line%NAMES*}$(sky-gen "$pattern" --help=tsv | sed -n 's/^parameter\t\([^\t]*\).*/\1=/p' | sort | xargs)"
        printf '%s\n' "$line"
    done
}

@test "bash completes options, patterns, modes, parameters, values, drivers and frame files" {
    cases | with_names | completes bash
}

@test "zsh completes the same" {
    cases | with_names | completes zsh
}
