# SPDX-License-Identifier: ISC
# bash completion for the sky- programs. They are asked for their options, patterns, modes and parameters, so there
# is nothing here to keep up to date.

_sky() {
    local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} words pattern=
    # bash takes name=value for three words; a value is the user's
    [[ $word == = || ${COMP_WORDS[COMP_CWORD - 1]} == = ]] && return
    case $word in
    -*)
        words=$("$program" --help 2>/dev/null | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p')
        ;;
    *)
        case ${program##*/} in
        sky-gen)
            for pattern in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                [[ $pattern == -* ]] || break
            done
            words=$("$program" -l 2>/dev/null | cut -d' ' -f1)
            [[ -n $pattern ]] && "$program" "$pattern" --help >/dev/null 2>&1 || pattern=
            ;;
        sky-blend) words=$("$program" -l 2>/dev/null | cut -d' ' -f1) ;;
        esac
        # a parameter's line begins with its name; the line after it with more space
        words+=" $("$program" ${pattern:+"$pattern"} --help 2>/dev/null |
            sed -n '/^parameters/,$ s/^  \([a-z][a-z0-9]*\) .*/\1=/p')"
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
}

complete -o bashdefault -o default -F _sky sky-gen sky-map sky-blend sky-rotate sky-cat sky-polar sky-flat sky-push
