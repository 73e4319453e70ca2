# SPDX-License-Identifier: ISC
load helpers

# What `make install` puts in place, as a user of it finds it.
install_here() {
    make -s -C "$project" BUILD="$build" DESTDIR="$PWD/root" PREFIX=/usr install >/dev/null
}

@test "make install puts every program with its page, and make uninstall leaves nothing" {
    install_here
    for program in "$build"/sky-*; do
        name=$(basename "$program")
        cmp "$program" "root/usr/bin/$name"
        [ -s "root/usr/share/man/man1/$name.1" ]
    done
    [ -s root/usr/share/man/man7/sky.7 ]
    [ -s root/usr/share/man/man5/sky-frame.5 ]
    [ -s root/usr/share/man/man5/sky-layout.5 ]
    make -s -C "$project" BUILD="$build" DESTDIR="$PWD/root" PREFIX=/usr uninstall >/dev/null
    [ -z "$(find root -type f)" ]
}

@test "a generator in C builds with pkg-config against what was installed, and its frames are read" {
    install_here
    export PKG_CONFIG_PATH=root/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR="$PWD/root"
    # The system's own libraries are not under this root.
    flags=$(pkg-config --cflags --libs libsky | sed "s|-L$PWD/root/usr/lib/[^ ]*||; s|-I$PWD/root/usr/include/libpng[^ ]*||")
    # shellcheck disable=SC2086 # a list of flags
    ${CC:-cc} -std=c17 ${SKY_SANITIZER:-} -o generator "$project/examples/generator.c" $flags
    ./generator 5 >frames
    [ "$(bytes frames)" -eq $((5 * frame_bytes)) ]
    sky-cat frames | cmp - frames
}

# compile LANGUAGE OUTPUT SOURCE...: as strict C99 or C++11. A warning is an error.
compile() {
    local language=$1 output=$2
    shift 2
    # shellcheck disable=SC2086 # a list of flags, or none
    ${CC:-cc} -x "$language" $([ "$language" = c ] && echo -std=c99 || echo -std=c++11) -Wall -Wextra -Wpedantic \
        -Werror ${SKY_SANITIZER:-} -I"$project/include" -c -o "$output" "$@"
}

@test "every public header compiles by itself as C99 and as C++" {
    for header in "$project"/include/sky/*.h; do
        echo "#include <sky/${header##*/}>" >header.c
        echo 'typedef int not_empty;' >>header.c
        compile c header.o header.c
        compile c++ header.o header.c
    done
}

@test "a program in C99 or C++ that only writes frames links without libpng" {
    cat >writer.c <<'C'
#include <sky/stream.h>

int main(void)
{
    struct sky_geometry geometry = SKY_GEOMETRY_DEFAULT;
    struct sky_output *output = sky_output_open("-", &geometry, 30);
    return !output || !sky_output_begin(output) || sky_output_end(output) < 0 || sky_output_close(output) < 0;
}
C
    for language in c c++; do
        compile "$language" writer.o writer.c
        # shellcheck disable=SC2086 # a list of flags, or none
        ${CC:-cc} ${SKY_SANITIZER:-} -o writer writer.o "$build/libsky.a" -lz -lm
        [ "$(./writer | wc -c)" -eq $((360 * 288 * 3)) ]
    done
}

@test "bash completion offers patterns, parameters and options" {
    cat >try.bash <<'SH'
source "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() { :; }
_sky
printf '%s\n' "${COMPREPLY[@]}"
SH
    complete_words() { bash try.bash "$project/cmd/completion/sky.bash" "$@"; }
    complete_words sky-gen ba | grep -qx bands
    complete_words sky-gen bands sp | grep -qx speed=
    complete_words sky-blend a mult | grep -qx multiply
    complete_words sky-rotate sp | grep -qx spin=
    complete_words sky-rotate --geo | grep -qx -- --geometry
    complete_words sky-cat --sti | grep -qx -- --still
}
