load helpers

@test "every program has a page that tells all its options and parameters" {
    for program in "$build"/sky-*; do
        name=$(basename "$program")
        page=$project/man/$name.1
        [ -s "$page" ]
        for option in $("$program" --help | sed -n 's/^  \(-., \|    \)--\([a-z-]*\).*/\2/p'); do
            grep -q -- "Fl Fl $option\|Fl -$option" "$page" || { echo "$name --$option is not in $page"; false; }
        done
        for parameter in $("$program" --help | sed -n '/^parameters/,$ s/^  \([a-z][a-z0-9]*\) .*/\1/p'); do
            grep -q "Cm $parameter" "$page" || { echo "$name $parameter= is not in $page"; false; }
        done
    done
}

@test "sky-gen(1) tells every pattern, and every parameter of it" {
    for pattern in $(sky-gen -l | cut -d' ' -f1); do
        grep -q "Ss $pattern\|Cm $pattern" "$project/man/sky-gen.1" || { echo "$pattern is missing"; false; }
        for parameter in $(sky-gen "$pattern" --help | sed -n '/^parameters/,$ s/^  \([a-z][a-z0-9]*\) .*/\1/p'); do
            grep -q "Cm $parameter" "$project/man/sky-gen.1" || { echo "$pattern $parameter= is missing"; false; }
        done
    done
}

@test "sky-blend(1) tells every mode" {
    for mode in $(sky-blend -l | cut -d' ' -f1); do
        grep -q "Cm $mode" "$project/man/sky-blend.1" || { echo "$mode is missing"; false; }
    done
}
