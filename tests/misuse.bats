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

@test "options, parameters and words that are mixed up are told apart" {
    frames 1 >a
    refuses_lines <<'END'
--statz: no such option (did you mean '--stats'?)	sky-push --statz
-x: no such option (--help lists them)	sky-push --stats -xv
-stats: a long option has two dashes: write --stats	sky-push -stats -o null
-loop: a long option has two dashes: write --loop	sky-cat -v -loop a
-fps=25: a long option has two dashes: write --fps=25	sky-gen test -fps=25
--: no such option (--help lists them)	sky-gen test --=3
--st: stands for several options: --stale, --stats, --start	sky-push --st
--brightness: is a parameter, which has no dashes: write brightness=0.3	sky-push --brightness=0.3
--angle: is a parameter, which has no dashes: write angle=VALUE	sky-rotate --angle 90
--agnle: no such option (did you mean 'angle=VALUE'?)	sky-rotate --agnle 90
--palette: no such option (--help lists them; for a parameter, write palette=VALUE)	sky-gen fire --palette ice
--palette: no such option (--help lists them; for a parameter, write palette=ice)	sky-gen fire --palette=ice
no parameter is called 'fps', but an option is: write --fps 3	sky-gen test fps=3
no parameter is called 'verbose', but an option is: write --verbose	sky-rotate verbose=1
no parameter is called 'amps': it belongs to an output such as wire; append ',amps=9' there	sky-push -o null amps=9
no parameter is called 'edg' (did you mean 'edge'?)	sky-push --rotor sim=3,edg=rising -o null
no parameter is called 'arms': it belongs to --rotor; append ',arms=2' there	sky-push -o null arms=2
no parameter is called 'for': it belongs to an input; append ',for=3' there	sky-cat a for=3
no parameter is called 'size': it belongs to a picture; append ',size=2' there	sky-rotate a size=2
no parameter is called 'size': it belongs to a picture; append ',size=2' there	sky-push a -o null size=2
no parameter is called 'size': it belongs to a picture; append ',size=2' there	sky-map src a size=2
no parameter is called 'size': it belongs to a picture	sky-blend a max a size=2
END
}

@test "an input that is missing may be an output, a pattern or a parameter" {
    frames 1 >a
    for program in sky-cat "sky-cat a" "sky-blend a max" "sky-push -o null"; do
        # shellcheck disable=SC2086 # several words
        refuses 1 ": fire: No such file or directory (for a pattern, write <(sky-gen fire))" $program fire
        # shellcheck disable=SC2086 # several words
        refuses 1 ": spi:/dev/x: No such file or directory (for an output, write sky-push -o spi:/dev/x)" \
            $program spi:/dev/x
    done
    refuses 2 "mirror: No such file or directory (for the parameter, write mirror=VALUE)" sky-rotate mirror
    frames 1 >mirror
    sky-rotate mirror | cmp - mirror
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
lines.wav: is the name of sound, not of control lines	sky-hear a -o lines.wav
@lines: is the name of a frame file, not of control lines	sky-hear a -o @lines
lines.gz: is the name of a recording, not of control lines	sky-hear a -o lines.gz
has no lockstep; a frame file has (-o @)	sky-gen test --lockstep -o b
--still says how long it lasts	sky-cat logo.png a
only one input can be read	sky-rotate a a
an input is missing	sky-blend a max
no driver with LED chains is given with -o	sky-push --show-layout -o null
(there are ddp, artnet, e131, opc, timecode, multisync)	sky-recv other
which protocol? Write PROTOCOL[:ADDRESS], such as ddp:0.0.0.0	sky-recv
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
'level': it is a live value, which a line of a control file sets (-c)	sky-rotate level=0.6
'knob1': it is a live value, which a line of a control file sets (-c)	sky-gen stars knob1=0.2
only one pattern can be drawn; parameters are name=value	sky-gen bands 7
END
}

@test "a parameter that does not exist gets the nearest name, or the list of names if it is short" {
    frames 1 >a
    refuses_lines <<'END'
bands: no parameter is called 'colour' (did you mean 'color'?)	sky-gen bands colour=red
no parameter is called 'palette' (there are count, speed, soft, color, background, across)	sky-gen bands palette=fire
no parameter is called 'rate' (there is next)	sky-cat a rate=3
END
    refuses 2 "no parameter is called 'z' (there are brightness, gamma, " sky-push -o null z=1
}

@test "a number with a decimal comma, a percent sign or a unit gets a hint" {
    frames 1 >a
    refuses_lines <<'END'
-d: '1,5' is not a number: write 1.5 (must be 0 to 1000000000)	sky-cat -d 1,5 a
-d: '10s' is not a number: write 10 (must be 0 to 1000000000)	sky-cat -d 10s a
-d: '1.5m' is not a number: write 90 (must be 0 to 1000000000)	sky-cat -d 1.5m a
--start: '2h' is not a number: write 7200 (must be 0 to 1000000000)	sky-cat --start 2h a
--start: '1:30' is not a number: write 90 (must be 0 to 1000000000)	sky-cat --start 1:30 a
-d: '1:00:05' is not a number: write 3605 (must be 0 to 1000000000)	sky-cat -d 1:00:05 a
saturation: '150%' is not a number: write 1.5 (must be 0 to 100)	sky-color a saturation=150%
-r: '30fps' is not a number: write 30 (must be 0.001 to 100000)	sky-cat -r 30fps a
angle: '90deg' is not a number: write 90 (must be a finite number)	sky-rotate a angle=90deg
amps: '10A' is not a number: write 10 (must be 0 to 1000000)	sky-push -o spi:/x,amps=10A
--bpm: '2Hz' is not a number (must be 10 to 1000)	sky-gen fire --bpm 2Hz
--stale: '1:30' is not a number: write 90 (must be 0 to 1000000000)	sky-push --stale 1:30 -o null
supply: '9A' is not a number: write 9 (must be 0.001 to 1000000)	sky-push -o null,supply=5V:9A
delay: '0.5s' is not a number: write 500 (must be 0 to 1000)	sky-push -o null,delay=0.5s
-d: '500ms' is not a number: write 0.5 (must be 0 to 1000000000)	sky-cat -d 500ms a
infinity: twist: '90deg' is not a number (must be -10 to 10)	sky-gen infinity twist=90deg
hold: '5s' is not a number: write 5 (must be 0 to 3600)	sky-hear hold=5s
hz: '4MHz' is not a number: write 4000000 (must be 0 to 500000000)	sky-push -o spi:/x,hz=4MHz
--fade: '0,25' is not a number: write 0.25 (must be 0 to 3600)	sky-cat --fade 0,25 a a
brightness: '0,3' is not a number: write 0.3 (must be 0 to 1)	sky-push -o null brightness=0,3
angle: '-1,5' is not a number: write -1.5 (must be a finite number)	sky-rotate a angle=-1,5
speed: '1,5,2' is not a number (must be -100 to 100)	sky-gen fire speed=1,5,2
END
}

@test "an option at the end of the command line does not take an operand before it as its argument" {
    frames 1 >a
    refuses_lines <<'END'
-o: an argument is missing	sky-push a -o
--rotor: an argument is missing	sky-push a -o null --rotor
--stale: an argument is missing	sky-push a -o null --stale
-d: an argument is missing	sky-cat a -d
--from: an argument is missing	sky-recv ddp --from
-o: an argument is missing	sky-hear a -o
END
}

@test "an empty name of a file is refused, as of a variable that is not set" {
    frames 1 >a
    refuses_lines <<'END'
--control: the name of a file is missing	sky-cat a -c ''
--file: the name of a file is missing	sky-gen -f ''
--file: the name of a file is missing	sky-map -f '' a
--config: the name of a file is missing	sky-push -f ''
--import: the name of a file is missing	sky-push --import ''
--output: the name of a file is missing	sky-hear a -o ''
END
}

@test "only sky-push takes its outputs, and it takes no files" {
    frames 1 >a
    local driver target output program last
    while read -r driver target; do
        output=$driver${target:+:x} last=$driver
        for program in sky-cat sky-flat; do
            refuses 2 "$output: is an output of sky-push: pipe the frames into sky-push -o $output" \
                $program a -o "$output"
        done
        [ ! -e "$output" ]
    done < <(sky-push --help=tsv | awk -F '\t' '$1 == "driver" { print $2, $6 }')
    [ "$last" = opc ]
    sky-cat a -o ./ddp:x
    cmp a ddp:x
    refuses_lines <<'END'
-o @: shows frames, and writes no files: use sky-cat -o @	sky-push a -o @
-o x.gz: shows frames, and writes no files: use sky-cat -o x.gz	sky-push a -o x.gz
-o x.png: shows frames, and writes no files: use sky-flat -o x.png	sky-push a -o x.png
(did you mean 'e131'?)	sky-push a -o sacn:10.0.0.7
(did you mean 'ddp'?)	sky-push a -o WLED:10.0.0.7
END
}

@test "sky-gen with something else than a pattern says which option or program takes it" {
    refuses_lines <<'END'
no pattern is called 'hsv(u,1,1)'; -e draws an expression	sky-gen 'hsv(u,1,1)'
no pattern is called 'sin(t*0.5)'; -e draws an expression	sky-gen 'sin(t*0.5)'
no pattern is called './x.sky'; -f draws the program in a file	sky-gen ./x.sky
no pattern is called 'logo.png'; sky-cat shows pictures and recordings	sky-gen logo.png
no pattern is called 'snow'; -l lists them	sky-gen snow
END
}

@test "a wrong geometry is refused with what fits" {
    refuses_lines <<'END'
sky-gen: geometry '24': must be VANESxPIXELS or VANESxPIXELS+HUB, such as 360x288	sky-gen test -g 24
sky-gen: geometry '24x8x3': pixels: '8x3' is not an integer (must be 1 to 65536)	sky-gen test -g 24x8x3
sky-gen: geometry '24x8+': hub: '' is not a number (must be 0 to 65536)	sky-gen test -g 24x8+
geometry '9999x9999': a frame of 299,940,003 bytes is too large (must be at most 67,108,864)	sky-gen test -g 9999x9999
END
    refuses 2 "geometry '24x8x3': pixels: '8x3' is not an integer (must be 1 to 65536)" sky-gen test -g 24x8x3
    grep -qx 'sky-gen: geometry .*(must be 1 to 65536)' refused.err
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
