# SPDX-License-Identifier: ISC
# What the pages and README print for readers to copy, run as it stands there; tests/printed.py tells how, and names what
# is not run, with the reason.
load helpers

printed() {
    timeout 300 "$python" "$tests/printed.py" "$project" "$build" "$@" >result || { cat result; return 1; }
    cat result
}

@test "every command that the manual prints runs as it stands there" {
    printed bash "$project"/man/*.[1-8]
    [ "$(sed -n 's/ commands$//p' result)" -ge 120 ]
}

@test "every command of README.md and of the examples runs in bash and in zsh" {
    printed bash "$project/README.md" "$project"/examples/*/README.md
    [ "$(sed -n 's/ commands$//p' result)" -ge 10 ]
    command -v zsh >/dev/null || skip "zsh is not here"
    printed zsh "$project/README.md" "$project"/examples/*/README.md
}
