# SPDX-License-Identifier: ISC
# What is wrong with a command line: exit status 2, and one line that says what would be right.
load helpers

# Each line is the message, a tab, and the command.
refuses_lines() {
    local count=0 text command
    while IFS=$'\t' read -r text command; do
        eval "refuses 2 \"\$text\" $command </dev/null" || { echo "$command"; return 1; }
        count=$((count + 1))
    done
    [ "$count" -gt 0 ]
}

@test "every program refuses options, values and arguments that it does not know" {
    frames 1 >a
    for program in gen map blend rotate cat polar flat push; do
        refuses_lines <<END
no such option	sky-$program --sped
no such option	sky-$program -Z
an argument is missing	sky-$program -g
takes no value	sky-$program --verbose=3
geometry '0x0'	sky-$program -g 0x0
-r: '30fps' is not a number	sky-$program -r 30fps
-r: '30/0' is not a frame rate (must be 0.001 to 100000, or a fraction such as 30000/1001)	sky-$program -r 30/0
-n: '1.5' is not an integer (must be 0 or more)	sky-$program -n 1.5
-n: 18446744073709551615 is too large	sky-$program -n 18446744073709551615
-d: -1 is out of range	sky-$program -d -1
\$SKY_FPS: 'x' is not a number	env SKY_FPS=x sky-$program
geometry '9'	env SKY_GEOMETRY=9 sky-$program
END
    done
}

@test "outputs and inputs whose names cannot be are misuse, and so are options that do not fit them" {
    frames 2 >a
    sky-flat -o logo.png a
    refuses_lines <<'END'
the name of an output is missing	sky-gen test -o ''
the name of an output is missing	sky-gen test -o raw:
the name of an output is missing	sky-flat -o '' a
the name of an input is missing	sky-cat ''
a frame file's name is up to 200 bytes	sky-gen test -o @a/b
a frame file's name is up to 200 bytes	sky-push -o null @a/b
pipe them into sky-flat -o k.png	sky-gen test -o k.png
has no lockstep; a frame file has (-o @)	sky-gen test --lockstep -o b
--still says how long it lasts	sky-cat logo.png a
only one input can be read	sky-rotate a a
an input is missing	sky-blend a max
no driver with LED chains is given with -o	sky-push --show-layout -o null
the name of a picture is missing	sky-polar ''
'stars': -l prints a list, and takes nothing else	sky-gen -l stars
'x=1': --functions prints a list	sky-gen --functions x=1
'src': --functions prints a list	sky-map --functions src
'a': -l prints a list	sky-blend -l a
'a': --list prints a list	sky-cat --list a
needs a directory of PNG files	sky-gen kaleidoscope shapes=sprites
END
}

@test "a value or a name without '=' gets a hint" {
    frames 1 >a
    refuses_lines <<'END'
(did you mean 'text=hello'?)	sky-gen text hello
(did you mean 'color=red'?)	sky-gen solid red
(did you mean 'palette=supernova'?)	sky-gen perlin supernova
(did you mean 'across=angle'?)	sky-gen bands across angle
(did you mean 'spin=20'?)	sky-rotate spin 20
(did you mean 'brightness=0.3'?)	sky-push -o null brightness 0.3
only one pattern can be drawn; parameters are name=value	sky-gen bands 7
END
}

@test "names from other programs, languages and shops get a hint" {
    frames 1 >a
    refuses_lines <<'END'
(did you mean 'ws2812'?)	sky-push -o wire:x,chip=WS2812B
(did you mean 'ws2812'?)	sky-push -o wire:x,chip=neopixel
(did you mean 'apa102'?)	sky-push -o wire:x,chip=dotstar
(did you mean 'yes'?)	sky-rotate mirror=true a
'normal' is not a blend mode (did you mean 'over'?); -l lists them	sky-blend a normal a
(did you mean 'add'?)	sky-blend a plus a
END
    local name
    for name in 'PI:pi' 'cosn(a):cos'; do
        sky-gen -e "${name%:*}" 2>err || [ $? -eq 2 ]
        grep -qF "(did you mean '${name##*:}'?)" err
    done
}

@test "a word that is like no other gets no hint" {
    frames 1 >a
    sky-blend a foo a 2>err || [ $? -eq 2 ]
    [ "$(cat err)" = "sky-blend: 'foo' is not a blend mode; -l lists them" ]
}

@test "errors of a preset name the preset" {
    refuses 2 "infinity: no parameter is called 'sped' (did you mean 'speed'?)" sky-gen infinity sped=3
    refuses 2 "sky-gen: infinity: speed: 1e99 is out of range" sky-gen infinity speed=1e99
    refuses 1 "sky-gen: snakes: sprites: nofile: " sky-gen snakes sprites=nofile
}

@test "a frame rate may be a fraction, and a colour have three digits" {
    sky-gen solid color='#f80' -r 30000/1001 -n 1 | cmp - <(sky-gen solid color='#ff8800' -n 1)
    sky-gen -e '#f80' -n 1 | cmp - <(sky-gen -e '#ff8800' -n 1)
    sky-gen -e 'fps' -r 1/2 -n 1 | cmp - <(sky-gen -e '0.5' -n 1)
    [ "$(sky-gen test -d 1001 -r 30000/1001 -g 1x1 | wc -c)" -eq 90000 ]
    SKY_FPS=25/2 sky-gen -e 'fps/25' -n 1 | cmp - <(sky-gen -e '0.5' -n 1)
}

# At 0.001 frames a second a frame lasts for 44,100,000 samples.
@test "no pattern computes what nobody sees at the lowest frame rate" {
    local pattern
    head -c 100000 /dev/zero >silence
    for pattern in $(sky-gen -l | cut -d' ' -f1) "spectrum audio=silence"; do
        # shellcheck disable=SC2086 # a name and perhaps a parameter
        timeout 10 sky-gen $pattern -r 0.001 -n 3 -g 24x8 >frames
        [ "$(bytes frames)" -eq $((3 * frame_bytes)) ]
    done
}
