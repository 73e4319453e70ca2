#!/bin/bash
# SPDX-License-Identifier: ISC
# Plays one of the 31 combinations of two patterns that the first skyscreen's makers liked best. combinations.txt has
# them, a command a line, which also runs as it is in bash in that folder.
# usage: combinations.sh NUMBER|random|list [sky-push options]
# example: combinations.sh 3 -d 60
set -eu

[ $# -gt 0 ] || { echo 'usage: combinations.sh NUMBER|random|list [sky-push options]' >&2; exit 2; }
folder=$(dirname "$0") which=$1
shift
count=$(wc -l < "$folder/combinations.txt")
case $which in
list) exec cat -n "$folder/combinations.txt" ;;
random) which=$((RANDOM % count + 1)) ;;
*)
    if ! [[ $which =~ ^[1-9][0-9]?$ && $which -le $count ]]; then
        echo "combinations.sh: there are 1 to $count" >&2
        exit 2
    fi
    ;;
esac
command=$(sed -n "${which}p" "$folder/combinations.txt")
echo "$which: $command" >&2
(cd "$folder" && eval "$command") | sky-push "$@"
