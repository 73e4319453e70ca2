#compdef sky-gen sky-map sky-blend sky-rotate sky-color sky-cat sky-polar sky-flat sky-hear sky-recv sky-push
# SPDX-License-Identifier: ISC
# zsh completion for the sky- programs. All that it knows are the tables that they print with --help=tsv, so there is
# nothing here to keep up to date.

# _sky_rows GROUP ARGUMENTS...: sets names to those of the group in the table of the program with these arguments,
# described to the same with their texts, and kind, unit and choices of each name.
_sky_rows() {
    local group=$1 row word
    local -a field
    shift
    names=() described=()
    for row in "${(@f)$(_call_program sky ${(q)program} ${(q)@} --help=tsv)}"; do
        field=("${(@ps:\t:)row}")
        [[ $field[1] == $group ]] || continue
        names+=("$field[2]")
        for word in ${=field[2]}; do
            kind[$word]=$field[3] unit[$word]=$field[6] choices[$word]=$field[7]
            described+=("${word//:/\\:}:$field[8]")
        done
    done
}

_sky_frame_files() {
    local directory=${SKY_DIR:-${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/sky}}
    local -a files=(${directory:-/dev/shm/sky-$UID}/*.sky(N:t:r))
    files=(@${^files})
    (( $#files )) && compadd -X 'frame file' -- ${files/#%@default/@}
}

# What follows a comma behind a driver, sensor or scene: names, or after name= the choices.
_sky_arguments() {
    local -A kind unit choices
    local -a names described values
    compset -P '*,'
    _sky_rows $1
    if compset -P '*='; then
        local name=${${IPREFIX%=}##*,}
        values=(${(s:|:)choices[$name]})
        (( $#values )) && compadd -X $name -- $values
        [[ $unit[$name] == PATH ]] && _files
    else
        _describe -t arguments argument described -S =
    fi
}

# The drivers or protocols, or after a comma what the arguments of this one may be.
_sky_kinds() {
    if [[ $PREFIX == *,* ]]; then
        _sky_arguments "$1 ${PREFIX%%[:,]*}"
        return
    fi
    local -A kind unit choices
    local -a names described plain target
    local row
    _sky_rows $1
    for row in $described; do
        if [[ -n $unit[${row%%:*}] ]]; then target+=("$row"); else plain+=("$row"); fi
    done
    _describe -t ${1}s $1 plain -- target -S :
}

# What an option or a parameter takes.
_sky_value() {
    local -a values=(${(s:|:)choices[$1]})
    (( $#values )) && compadd -X $1 -- $values
    case $unit[$1] in
    FILE | *file* | *directory*) _files ;;
    OUTPUT)
        _sky_frame_files
        _files
        ;;
    DRIVER)
        if [[ $PREFIX != *,* ]] && compset -P '*:'; then
            _files
        else
            _sky_kinds driver
        fi
        ;;
    SENSOR)
        if [[ $PREFIX == *,* ]]; then
            _sky_arguments rotor
        else
            compadd -S '' -- sim=
            _files
        fi
        ;;
    esac
}

# Sets operands to the words before the cursor that are neither options nor parameters, option to the one whose value is
# at the cursor, and value to those that options have.
_sky_parse() {
    local word letter
    option= operands=()
    for word in "${(@)words[2,CURRENT-1]}"; do
        if [[ -n $option ]]; then
            value[$option]=$word
            option=
        elif [[ $word == --*=* ]]; then
            value[${word%%=*}]=${word#*=}
        elif [[ $word == --* ]]; then
            [[ ${kind[$word]:-flag} == flag ]] || option=$word
        elif [[ $word == -?* ]]; then
            word=${word#-}
            while [[ -n $word ]]; do
                letter=$word[1] word=${word#?}
                [[ ${kind[-$letter]:-flag} == flag ]] && continue
                if [[ -n $word ]]; then value[-$letter]=$word; else option=-$letter; fi
                break
            done
        elif [[ ${word%%/*} != ?*=* ]]; then
            operands+=("$word")
        fi
    done
}

# What may stand at the cursor in place of an operand.
_sky_operands() {
    local count=$#operands
    case ${program:t} in
    sky-gen)
        if (( count == 0 && ! $+value[-e] && ! $+value[-f] )); then
            _sky_rows pattern
            _describe -t patterns pattern described
        fi
        return
        ;;
    sky-blend)
        if (( count % 2 )); then
            _sky_rows mode
            _describe -t modes mode described
            return
        fi
        ;;
    sky-map)
        (( $+value[-f] )) || (( count-- )) # the expression
        (( count == 0 )) || return
        ;;
    sky-recv)
        (( count )) || _sky_kinds protocol
        return
        ;;
    sky-rotate | sky-color | sky-flat | sky-hear | sky-push)
        (( count == 0 )) || return
        ;;
    esac
    [[ ${program:t} == sky-(hear|polar) ]] || _sky_frame_files
    _files
}

_sky() {
    local program=$words[1] option
    local -A kind unit choices value
    local -a names described operands arguments
    _sky_rows option
    _sky_parse
    if [[ -n $option ]]; then
        _sky_value $option
    elif [[ $PREFIX == --*=* ]]; then
        option=${PREFIX%%=*}
        compset -P '*='
        _sky_value $option
    elif [[ $PREFIX == -* ]]; then
        _describe -t options option described
    elif [[ ${program:t} == sky-recv ]]; then
        _sky_operands # the parameters are in the same word
    elif [[ ${program:t} == sky-cat && $PREFIX == *,* ]]; then
        _sky_arguments scene
    else
        # A pattern or a program in a file has parameters of its own.
        [[ ${program:t} == sky-gen && $#operands -gt 0 ]] && arguments=("$operands[1]")
        [[ ${program:t} == sky-(gen|map) && -n $value[-f] ]] && arguments=(-f ${(Q)value[-f]})
        if [[ $PREFIX == [a-z]*=* ]]; then
            _sky_rows parameter $arguments
            option=${PREFIX%%=*}
            compset -P '*='
            _sky_value $option
            return
        fi
        _sky_operands
        _sky_rows parameter $arguments
        (( $#described )) && _describe -t parameters parameter described -S =
    fi
}

_sky "$@"
