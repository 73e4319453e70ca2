# SPDX-License-Identifier: ISC
load helpers

# `make install` and the library, as their users find them.

# The folder of what was built, as make takes it where the path to the checkout has spaces.
relative=$(realpath --relative-to="$project" "$build")

# install_to FOLDER [VARIABLE=VALUE...]: installs with FOLDER as the prefix.
install_to() {
    make -s -C "$project" BUILD="$relative" PREFIX="$1" "${@:2}" install >/dev/null
}

# Installs, and builds the examples from what was installed: beams and trails in C, beams++ and trails++ in C++.
setup_file() {
    cd "$BATS_FILE_TMPDIR" || return 1
    export PATH=$PWD:$PATH
    install_to "$PWD/prefix"
    export PKG_CONFIG_PATH=$PWD/prefix/lib/pkgconfig
    local source name flags libsky
    flags="-Wall -pedantic-errors -Werror ${SKY_SANITIZER:-} -Wl,--as-needed"
    libsky=$(pkg-config --static --cflags --libs libsky)
    while read -r source name; do
        source=prefix/share/skyscreen/examples/$source
        # shellcheck disable=SC2086 # lists of flags
        {
            ${CC:-cc} -std=c99 -Wextra $flags -o "$name" "$source" $libsky
            ${CXX:-c++} -std=c++20 $flags -o "$name++" -x c++ "$source" -x none $libsky
        }
    done <<<'generator.c beams
filter.c trails'
}

@test "make install puts every program with its page, the library and the examples, and make uninstall removes them" {
    directories=(BUILD="$relative" DESTDIR="$PWD/a root" PREFIX=/usr LIBDIR=/usr/lib/a-b-c)
    mkdir -p "a root/usr/share/zsh"
    make -s -C "$project" "${directories[@]}" install >/dev/null
    for program in "$build"/sky-*; do
        name=$(basename "$program")
        cmp "$program" "a root/usr/bin/$name"
        [ -s "a root/usr/share/man/man1/$name.1" ]
    done
    for page in "$project"/man/*; do
        [ -s "a root/usr/share/man/man${page##*.}/${page##*/}" ]
    done
    cmp "$build/libsky.a" "a root/usr/lib/a-b-c/libsky.a"
    # shellcheck disable=SC2016 # pkg-config's variable
    grep -qx 'libdir=${prefix}/lib/a-b-c' "a root/usr/lib/a-b-c/pkgconfig/libsky.pc"
    examples="a root/usr/share/skyscreen/examples"
    [ -x "$examples/demo.sh" ]
    [ -s "$examples/layouts/rings.layout" ]
    [ -s "$examples/expressions/fire.sky" ]
    [ -s "$examples/service/60-skyscreen.rules" ]
    grep -qx 'ExecStart="/usr/bin/sky-push" -f %i.conf' "$examples/service/sky-push@.service"
    grep -q "'/usr/share/skyscreen/examples/bridges/daylight.sh " "$examples/service/sky-daylight@.service"
    [ -x "$examples/bridges/daylight.sh" ]
    grep -qx 'ExecStopPost=-"/usr/bin/sky-push" -f %i.conf -n 0' "$examples/service/sky-push@.service"
    make -s -C "$project" "${directories[@]}" uninstall >/dev/null
    [ "$(find "a root" | sort | tr '\n' ,)" = "a root,a root/usr,a root/usr/share,a root/usr/share/zsh," ]
}

@test "make uninstall in another checkout removes all that was installed, and no folder that was there before" {
    mkdir -p "the prefix/share/man"
    install_to "$PWD/the prefix"
    install_to "$PWD/the prefix"
    [ -s "the prefix/share/man/man1/sky-gen.1" ]
    make -s -C "$project" BUILD=another-build PREFIX="$PWD/the prefix" uninstall
    [ "$(find "the prefix" | sort | tr '\n' ,)" = "the prefix,the prefix/share,the prefix/share/man," ]
    [ ! -e "$project/another-build" ]
}

@test "pkg-config finds the library in a folder whose name has a space" {
    install_to "$PWD/my prefix"
    export PKG_CONFIG_PATH="$PWD/my prefix/lib/pkgconfig"
    flags=$(pkg-config --static --cflags --libs libsky)
    eval "${CC:-cc} ${SKY_SANITIZER:-} -o generator '$project/examples/generator.c' $flags"
    [ "$(./generator -n 2 | wc -c)" -eq $((2 * frame_bytes)) ]
}

@test "every public header is complete in itself, in C99 and in C++11" {
    for header in "$project"/include/sky/*.h; do
        for language in 'c -std=c99 -D_POSIX_C_SOURCE=200809L' 'c++ -std=c++11'; do
            # shellcheck disable=SC2086 # a list of flags
            echo "#include <sky/${header##*/}>" | ${CC:-cc} -x $language -Wall -Wextra -pedantic-errors -Werror \
                -I"$project/include" -fsyntax-only -
        done
    done
}

@test "the examples build as C99 and as C++ against what was installed, and write the same frames" {
    beams -n 5 >frames
    [ "$(bytes frames)" -eq $((5 * frame_bytes)) ]
    beams++ -n 5 | cmp - frames
    trails frames >trails.raw
    trails++ <frames | cmp - trails.raw
    [ "$(bytes trails.raw)" -eq "$(bytes frames)" ]
}

@test "the example of sky(3) builds, and draws" {
    sed -n '/^#include/,/^\.Ed/p' "$project/man/sky.3" | sed '/^\.Ed/,$d' >page.c
    # shellcheck disable=SC2046 # a list of flags
    ${CC:-cc} -std=c99 -Wall -Wextra -pedantic-errors -Werror ${SKY_SANITIZER:-} -o page page.c \
        $(pkg-config --static --cflags --libs libsky)
    ./page -n 3 count=2 >frames
    [ "$(bytes frames)" -eq $((3 * frame_bytes)) ]
}

@test "a generator does not need libpng" {
    readelf -d "$BATS_FILE_TMPDIR/beams" | grep NEEDED >needed
    grep -q libz needed
    if grep libpng needed; then false; fi
}

@test "the examples have the options of the sky- programs, --help and --version" {
    for program in beams trails; do
        $program --help >help
        for option in -g -r -n -d -o -c -v -h -V; do
            grep -q "^  $option, --" help
        done
        $program --version | grep -q "skyscreen"
    done
    grep -q '^usage: trails \[options\] \[INPUT\] \[name=value ...\]' help
    grep -q '^  half  *time in which' help
    beams -g 7x3 -r 10 -d 0.5 -o frames
    [ "$(bytes frames)" -eq $((5 * 7 * 3 * 3)) ]
    SKY_FPS=4 beams -d 1 -o frames
    [ "$(bytes frames)" -eq $((4 * frame_bytes)) ]
}

@test "the examples have parameters, which expressions and a control file change" {
    beams -n 1 color=red | cmp - <(beams -n 1 color=#ff0000)
    beams -n 2 speed=0 count='1+n' >frames
    beams -n 1 speed=0 count=1 | cmp - <(head -c $frame_bytes frames)
    beams -n 1 speed=0 count=2 | cmp - <(tail -c $frame_bytes frames)
    echo 'half 0' >ctl
    trails -c ctl frames | cmp - frames
}

@test "the examples say in one line what is wrong, with the exit status of the sky- programs" {
    refuses 2 "beams: no parameter is called 'cuont' (did you mean 'count'?)" beams cuont=3
    refuses 2 "count: 0 is out of range" beams count=0
    refuses 2 "--fast: no such option" beams --fast
    refuses 2 "'frames': takes no operands" beams frames
    refuses 2 "'b': only one input can be read" trails a b
    refuses 1 "trails: missing: No such file or directory" trails missing
    beams -n 2 >frames
    printf x >>frames
    refuses 1 "ended 1 byte into frame 2" trails frames
    refuses 1 "No space left on device" beams -o /dev/full
}

@test "a closed pipe ends the examples without a message" {
    { beams 2>err && echo 0 >status || echo $? >status; } | head -c 100 >/dev/null
    [ "$(cat status)" -eq 141 ]
    [ ! -s err ]
    beams | { trails 2>err && echo 0 >status || echo $? >status; } | head -c 100 >/dev/null
    [ "$(cat status)" -eq 141 ]
    [ ! -s err ]
}

@test "SIGINT and SIGTERM end a recording of the examples after a whole frame" {
    for signal in INT TERM; do
        rm -f show.raw
        # A shell ignores SIGINT in its background jobs, so Python starts this one.
        "$python" - "SIG$signal" <<'EOF'
import os, signal, subprocess, sys, time
number = getattr(signal, sys.argv[1])
show = subprocess.Popen(["beams", "-o", "show.raw"], preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
while not os.path.exists("show.raw") or os.path.getsize("show.raw") < 576:
    assert show.poll() is None
    time.sleep(0.01)
show.send_signal(number)
sys.exit(show.wait() != -number)
EOF
        [ "$(bytes show.raw)" -gt 0 ]
        [ $(($(bytes show.raw) % frame_bytes)) -eq 0 ]
    done
}

@test "the examples keep to the frame rate when they write a frame file" {
    beams -r 200 -o @beams &
    # A busy machine gets six tries.
    keeps_to_it() {
        $1 -r 50 -o @paced &
        local program=$! status=0
        "$python" - "$XDG_RUNTIME_DIR/sky/paced.sky" <<'EOF' || status=$?
import struct, sys, time
def published():
    try:
        with open(sys.argv[1], "rb") as file:
            file.seek(64)
            return struct.unpack("<Q", file.read(8))[0]
    except (OSError, struct.error):
        return 0
end = time.monotonic() + 30
while published() < 3 and time.monotonic() < end:
    time.sleep(0.01)
first, start = published(), time.monotonic()
time.sleep(2)
rate = (published() - first) / (time.monotonic() - start)
print(f"{rate:.1f} frames a second")
sys.exit(not 25 < rate < 60)
EOF
        kill $program
        wait $program || true
        rm "$XDG_RUNTIME_DIR/sky/paced.sky"
        return $status
    }
    tries keeps_to_it beams
    tries keeps_to_it 'trails @beams'
    kill %1
}

# stand_in NAME COMMANDS: a program of this name, found before the machine's own.
stand_in() {
    printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
    chmod +x "bin/$1"
}

@test "make build-deps installs what is missing as root, and prints the line for an administrator to others" {
    mkdir bin
    stand_in dpkg-query "case \$* in *gcc* | *zlib1g-dev*) exit 1 ;; *) echo install ok installed ;; esac"
    stand_in apt-get 'echo "$*" >>apt.log'
    stand_in sudo 'exit 1'
    stand_in id 'echo 0'
    PATH=$PWD/bin:$PATH run make -s -f "$project/Makefile" BUILD="$PWD" build-deps
    [ "$status" -eq 0 ]
    [ "$output" = "installing with apt-get: gcc zlib1g-dev" ]
    grep -qx 'install -y --no-install-recommends -qq gcc zlib1g-dev' apt.log
    rm apt.log
    stand_in id 'echo 1000'
    PATH=$PWD/bin:$PATH run make -s -f "$project/Makefile" BUILD="$PWD" build-deps
    [ "$status" -eq 2 ]
    [ "${lines[0]}" = "installing with sudo apt-get: gcc zlib1g-dev" ]
    [[ "${lines[1]}" = *"only an administrator can install them:" ]]
    [ "${lines[2]}" = "    apt-get install -y --no-install-recommends gcc zlib1g-dev" ]
    [ ! -e apt.log ]
}
