#compdef sky-gen sky-map sky-blend sky-rotate sky-cat sky-polar sky-flat sky-push
# SPDX-License-Identifier: ISC
# zsh completion for the sky- programs. They are asked for their options, patterns, modes and parameters, so there is
# nothing here to keep up to date.

local program=$words[1] pattern= word
local -a found

if [[ $PREFIX == -* ]]; then
    found=(${(f)"$($program --help 2>/dev/null | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\)[^ ]* *[A-Z]* *\(.*\)/\2:\3/p')"})
    _describe option found
    return
fi
case ${program:t} in
sky-gen)
    for word in $words[2,CURRENT-1]; do
        [[ $word != -* ]] && pattern=$word && break
    done
    found=(${(f)"$($program -l 2>/dev/null | sed 's/  */:/')"})
    _describe pattern found
    ;;
sky-blend)
    found=(${(f)"$($program -l 2>/dev/null | sed 's/  */:/')"})
    _describe mode found
    ;;
esac
found=(${(f)"$($program $pattern --help 2>/dev/null | sed -n '/^parameters/,$ s/^  \([a-z][a-z0-9]*\)  *\(.*\)/\1:\2/p')"})
_describe -S = parameter found
_files
