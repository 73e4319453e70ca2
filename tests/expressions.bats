# SPDX-License-Identifier: ISC
# What people write in expressions: functions, loops, lists and words of other languages.

load helpers

# refuses_program TEXT PROGRAM: sky-gen -e refuses it, and the first of its lines, before that of the program, holds TEXT.
refuses_program() {
    local status=0
    sky-gen -e "$2" >out 2>err || status=$?
    if [ $status -ne 2 ] || [ -s out ] || ! head -1 err | grep -qF -- "$1"; then
        printf 'exit status %s, wanted 2 and: %s\n' "$status" "$1"
        cat err
        return 1
    fi
}

@test "every function has an example in sky-expr(7) that draws a picture with it" {
    sky-gen --help=tsv | awk -F '\t' '$1 == "function" { print $2 }' >functions
    # Each name with the example below it.
    sed -n 's/^\.It Cm \([A-Za-z0-9]*\) Ns Li .*/\1/p; s/^\.Dl /\t/p' "$project/man/sky-expr.7" |
        sed 's/\\-/-/g; s/\\(ha/^/g; s/\\(dq/"/g' | awk '/^\t/ { print name $0; next } { name = $0 }' >list
    cut -f 1 list | diff functions -
    sky-gen bands -n 3 >source
    while IFS=$'\t' read -r name example; do
        grep -q "\<$name(" <<<"$example"
        inputs=(source)
        case $name in at[2-4] | atxy[2-4]) inputs+=(source source source) ;; esac
        [ ${#inputs[@]} -eq 1 ] || inputs=("${inputs[@]:0:${name: -1}}")
        sky-map -r 1 "$example" "${inputs[@]}" >picture
        [ "$(tail -c 576 picture | xxd -p -c 3 | sort -u | wc -l)" -ge 2 ] || { echo "$example is one colour"; false; }
        case $name in at | at[2-4] | atxy*) continue ;; esac
        sky-gen -e "${example/src/#f80}" -n 1 >picture
    done <list
}

@test "a program file may have functions, loops and parameters" {
    cat >rings.sky <<'END'
#!/usr/bin/env -S sky-gen -f
count ?= 3
ring(p) = smoothstep(0.1, 0, abs(r - p))
v = 0
for k = 1, 6 {
    v += k <= count ? ring(k/7) : 0
}
v
END
    sky-gen -f rings.sky -n 1 >three
    sky-gen -e 'f(p) = smoothstep(0.1, 0, abs(r - p)); f(1/7) + f(2/7) + f(3/7)' -n 1 | cmp - three
    sky-gen -f rings.sky -n 1 count=1 | cmp - <(sky-gen -e 'smoothstep(0.1, 0, abs(r - 1/7))' -n 1)
}

@test "a parameter's value may have functions and loops" {
    sky-gen bands count='f(x) = x*2; v = 0; for k = 1, 3 { v += f(k) } v' -n 1 | cmp - <(sky-gen bands count=12 -n 1)
    refuses 2 "count: column 8: a number has no channels (in f, called in column 13)" \
        sky-gen bands count='f(x)=x.r/2; f(t)'
}

@test "an error in a function shows the place, and the call below it" {
    printf 'size(c) = length(c, 1)\n\nhsv(u) * size(hsv(u))\n' >wrong.sky
    sky-gen -f wrong.sky 2>err || [ $? -eq 2 ]
    diff - err <<'END'
sky-gen: wrong.sky: line 1, column 18: argument 1 of length(x, y[, z, w]) must be a number, and this is a colour (in size, called in line 3, column 10)
  size(c) = length(c, 1)
                   ^
  hsv(u) * size(hsv(u))
           ^~~~
END
}

@test "a program that would grow without end is refused before the first frame" {
    refuses_program "the program has more than 16384 operations" 'v = r; for k = 1, 9999 { v = sin(v + k) } v'
    refuses_program "the loop has 1000000000 turns (at most 16384)" 'for k = 1, 1e9 { } r'
    refuses_program "with its loops and calls written out the program is longer" \
        'for i = 1, 999 { for j = 1, 999 { r = j } } r'
    refuses_program "the bound of a loop must be a constant" 'count ?= 3; for k = 1, count { } r'
}

@test "words of other languages get the words that are written here" {
    refuses_program "write rgb(red, green, blue)" 'vec3(r, r, r)'
    refuses_program "nothing is called 'iTime': write t" 'sin(iTime)'
    refuses_program "write f(x) = expression" 'function f(x) { return x }'
    refuses_program "write vanes*pixels" 'i/pixelCount'
    refuses_program "bitand(m, n)" 'vane & 1'
}

@test "the tables of sky-expr(7) for people who know other languages name what exists here" {
    local word
    sed -n '/^\.Ss If you know GLSL/,/^\.Ss Arithmetic/p' "$project/man/sky-expr.7" | grep '^\.It Li' |
        sed 's/.* Ta //; s/\\-/-/g; s/\\(ha/^/g' | grep -o '[a-z0-9]*(' | tr -d '(' | sort -u >words
    [ "$(wc -l <words)" -ge 15 ]
    sky-gen --help=tsv | awk -F '\t' '$1 == "function" { print $2 }' | sort >functions
    while read -r word; do
        [ -z "$word" ] || [ "$word" = f ] || grep -qx "$word" functions || { echo "$word() does not exist"; false; }
    done <words
}

@test "the fuzzer's dictionary has a call of every function" {
    local name missing=
    sky-gen --help=tsv | awk -F '\t' '$1 == "function" { print $2 }' >functions
    while read -r name; do
        grep -q "^\"$name(" "$tests/fuzz/expr.dict" || missing="$missing $name"
    done <functions
    [ -z "$missing" ] || { echo "missing:$missing"; false; }
}
