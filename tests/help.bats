# SPDX-License-Identifier: ISC
# --help for people and --help=tsv for machines, of every program.
load helpers

programs="sky-gen sky-map sky-blend sky-rotate sky-color sky-cat sky-polar sky-flat sky-hear sky-recv sky-push"

@test "every --help and list fits 80 columns" {
    {
        for program in $programs; do
            "$program" --help
        done
        for pattern in $(sky-gen -l | cut -d' ' -f1); do
            sky-gen "$pattern" --help
        done
        sky-map 'gain ?= 2; src*gain' --help
        sky-gen -l
        sky-blend -l
        sky-gen --functions
    } >all
    [ "$(wc -l <all)" -gt 1000 ]
    if awk 'length > 80' all | grep .; then false; fi
    if grep -n ' $' all; then false; fi
}

# Each option is tried with what it needs, and each choice with its option, parameter or driver.
@test "--help=tsv tells what each program takes" {
    "$python" - $programs <<'PY'
import subprocess, sys

def run(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL)

def rows(*words):
    result = run(*words, "--help=tsv")
    assert result.returncode == 0 and not result.stderr, (words, result.stderr)
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert lines[0] == ["group", "name", "kind", "default", "range", "unit", "choices", "text"], words
    assert all(len(line) == 8 for line in lines), words
    return [dict(zip(lines[0], line)) for line in lines[1:]]

kinds = {"option": "flag value choice", "pattern": "pattern preset expression", "mode": "mode", "driver": "driver",
         "protocol": "protocol",
         "name": "name", "function": "function", "event": "event"}
for program in sys.argv[1:]:
    table = rows(program)
    for row in table:
        assert row["kind"] in kinds.get(row["group"], "number periodic integer color choice palette text").split(), row
        assert (row["kind"] in ("choice", "palette")) == bool(row["choices"]), row
        assert row["text"], row
        if row["group"] != "option":
            continue
        long = row["name"].split()[-1]
        missing = "an argument is missing" in run(program, long).stderr
        assert missing == (row["kind"] != "flag"), row
        for choice in row["choices"].split("|") if row["choices"] else []:
            assert "is not one of" not in run(program, long, choice, "-n0").stderr, (row, choice)
        if row["choices"]:
            # the program's own message has the same words
            wrong = run(program, long, "?").stderr
            assert row["choices"].replace("|", ", ") in wrong, (row, wrong)
    for row in table:
        if row["group"].startswith("driver ") and row["choices"]:
            word = f"{row['group'].split()[1]}:x,{row['name']}=?"
            wrong = run(program, "-o", word.replace("term:x", "term")).stderr
            assert row["choices"].replace("|", ", ") in wrong, (row, wrong)

patterns = [row["name"] for row in rows("sky-gen") if row["group"] == "pattern"]
assert patterns == [line.split()[0] for line in run("sky-gen", "-l").stdout.splitlines()]
for pattern in patterns:
    own = rows("sky-gen", pattern)
    options = [row for row in rows("sky-gen") if row["group"] == "option"]
    assert [row for row in own if row["group"] == "option"] == options
    assert pattern == "test" or any(row["group"] == "parameter" for row in own), pattern
assert [row["name"] for row in rows("sky-blend") if row["group"] == "mode"] == \
       [line.split()[0] for line in run("sky-blend", "-l").stdout.splitlines()]
assert rows("sky-map", "gain ?= 2; src*gain")[-1]["name"] == "gain"
assert rows("sky-gen", "-e", "k ?= 3; k*r")[-1]["default"] == "3"
PY
}

@test "--help=tsv names what is wrong, and there is no other format" {
    refuses 2 "--help: 'json' is not tsv" sky-rotate --help=json
    refuses 2 "did you mean 'noise'?" sky-gen noize --help=tsv
    [ "$(sky-gen -h)" = "$(sky-gen --help)" ]
}

@test "every list of the programs has all of them" {
    all=$(cd "$project/cmd" && printf '%s\n' sky-*.c | sed 's/\.c$//')
    # has_all FILE LINES: the lines that these addresses of sed select name all programs, and no other.
    has_all() {
        diff <(sed -n "$2p" "$project/$1" | grep -o 'sky-[a-z]*' | sort) <(echo "$all") || {
            echo "$1"
            return 1
        }
    }
    has_all Makefile '/^PROGRAMS :=/'
    has_all lib/program/control_line.c '/programs\[\] = {/,/};/'
    has_all cmd/completion/sky.bash '/^complete /'
    has_all cmd/completion/sky.zsh '/^#compdef /'
    has_all tests/help.bats '/^programs=/'
}
