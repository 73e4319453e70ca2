# SPDX-License-Identifier: ISC
# bash completion for the sky- programs. All that it knows are the tables that they print with --help=tsv, so there is
# nothing here to keep up to date.

# Sets words to those of the command line up to the cursor, joined again where bash takes them apart: at = : @.
_sky_words() {
    local line=${COMP_LINE:0:COMP_POINT} rest i
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        rest=${line#"${line%%[![:blank:]]*}"}
        if [[ i -eq 0 || $rest != "$line" ]]; then
            words+=("")
        fi
        line=${rest#"${COMP_WORDS[i]}"}
        # the last word may go on behind the cursor
        if ((i == COMP_CWORD)); then words[-1]+=$rest; else words[-1]+=${COMP_WORDS[i]}; fi
    done
}

# _sky_rows GROUP ARGUMENTS...: sets names to those of the group in the table of the program with these arguments, and
# kind, unit and choices of each name.
_sky_rows() {
    local group=$1 row field
    shift
    names=()
    while IFS= read -r row; do
        IFS=$'\x1f' read -r -a field <<<"${row//$'\t'/$'\x1f'}"
        [[ ${field[0]} == "$group" ]] || continue
        names+=("${field[1]}")
        for word in ${field[1]}; do
            kind[$word]=${field[2]} unit[$word]=${field[5]} choices[$word]=${field[6]//|/ }
        done
    done < <("$program" "$@" --help=tsv 2>/dev/null)
}

# Adds the frame files that there are, as @NAME.
_sky_frame_files() {
    local directory=${SKY_DIR:-${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/sky}} file
    for file in "${directory:-/dev/shm/sky-$UID}"/*.sky; do
        [[ -e $file ]] || continue
        file=${file##*/}
        file=@${file%.sky}
        found+=("${file/#@default/@}")
    done
}

# _sky_files BEFORE PART: adds the files whose names begin with PART, with BEFORE before them.
_sky_files() {
    local file
    while IFS= read -r file; do
        [[ -d $file ]] && file+=/
        printf -v file %q "$file"
        found+=("$1$file")
    done < <(compgen -f -- "$2")
}

# _sky_arguments GROUP BEFORE PART: adds what follows a comma behind a driver, sensor or scene: names, or after
# name= the choices.
_sky_arguments() {
    local -A kind=() unit=() choices=()
    local names name
    _sky_rows "$1"
    if [[ $3 == *=* ]]; then
        name=${3%%=*}
        for word in ${choices[$name]-}; do
            found+=("$2$name=$word")
        done
        [[ ${unit[$name]-} == PATH ]] && _sky_files "$2$name=" "${3#*=}"
        return
    fi
    for name in "${names[@]}"; do
        found+=("$2$name=")
    done
}

# _sky_kinds GROUP BEFORE PART: adds the drivers or protocols, or after a comma what the arguments of this one may be.
_sky_kinds() {
    local -A kind=() unit=() choices=()
    local names name
    if [[ $3 == *,* ]]; then
        _sky_arguments "$1 ${3%%[:,]*}" "$2${3%,*}," "${3##*,}"
        return
    fi
    _sky_rows "$1"
    for name in "${names[@]}"; do
        found+=("$2$name${unit[$name]:+:}")
    done
}

# _sky_value OPTION BEFORE PART: adds what the option takes.
_sky_value() {
    for word in ${choices[$1]-}; do
        found+=("$2$word")
    done
    case ${unit[$1]-} in
    FILE | *file* | *directory*) _sky_files "$2" "$3" ;;
    OUTPUT)
        _sky_frame_files
        _sky_files "$2" "$3"
        ;;
    DRIVER)
        if [[ $3 == *:* && $3 != *,* ]]; then
            _sky_files "$2${3%%:*}:" "${3#*:}"
        else
            _sky_kinds driver "$2" "$3"
        fi
        ;;
    SENSOR)
        if [[ $3 == *,* ]]; then
            _sky_arguments rotor "$2${3%,*}," "${3##*,}"
        else
            found+=("$2sim=")
            _sky_files "$2" "$3"
        fi
        ;;
    esac
}

# Sets operands to the words before the cursor that are neither options nor parameters, option to the one whose value is
# at the cursor, and given to the options that there are.
_sky_parse() {
    local word letters
    option='' operands=() given=
    for word in "${words[@]:1:${#words[@]}-2}"; do
        if [[ -n $option ]]; then
            values[$option]=$word
            option=
        elif [[ $word == --*=* ]]; then
            given+=" ${word%%=*}"
        elif [[ $word == --* ]]; then
            given+=" $word"
            [[ ${kind[$word]-flag} == flag ]] || option=$word
        elif [[ $word == -?* ]]; then
            for ((letters = 1; letters < ${#word}; letters++)); do
                given+=" -${word:letters:1}"
                [[ ${kind[-${word:letters:1}]-flag} == flag ]] && continue
                # the rest is the value, or the next word
                ((letters + 1 < ${#word})) || option=-${word:letters:1}
                break
            done
        elif [[ ${word%%/*} != ?*=* ]]; then
            operands+=("$word")
        fi
    done
}

# Adds what may stand at the cursor in place of an operand.
_sky_operands() {
    local count=${#operands[@]}
    case ${program##*/} in
    sky-gen)
        if [[ count -eq 0 && " $given " != *" -e "* && " $given " != *" -f "* ]]; then
            _sky_rows pattern
            found+=("${names[@]}")
        fi
        return
        ;;
    sky-blend)
        if ((count % 2)); then
            _sky_rows mode
            found+=("${names[@]}")
            return
        fi
        ;;
    sky-map)
        [[ " $given " == *" -f "* ]] || ((count--)) # the expression
        ((count == 0)) || return
        ;;
    sky-recv)
        ((count)) || _sky_kinds protocol "" "$current"
        return
        ;;
    sky-rotate | sky-color | sky-flat | sky-hear | sky-push)
        ((count == 0)) || return
        ;;
    esac
    [[ ${program##*/} == sky-@(hear|polar) ]] || _sky_frame_files
    _sky_files "" "$current"
}

_sky() {
    local program=${COMP_WORDS[0]} words current found=() names operands option given word
    local -A kind=() unit=() choices=() values=()
    _sky_words
    current=${words[-1]}
    [[ $current == *[\'\"\\\$\`]* ]] && return # quoted: left to bash
    _sky_rows option
    local options=("${names[@]##* }")
    _sky_parse
    if [[ -n $option ]]; then
        _sky_value "$option" "" "$current"
    elif [[ $current == --*=* ]]; then
        _sky_value "${current%%=*}" "${current%%=*}=" "${current#*=}"
    elif [[ $current == -* ]]; then
        found=("${options[@]}")
    elif [[ ${program##*/} == sky-recv ]]; then
        _sky_operands # the parameters are in the same word
    elif [[ ${program##*/} == sky-cat && $current == *,* ]]; then
        _sky_arguments scene "${current%,*}," "${current##*,}"
    else
        # A pattern or a program in a file has parameters of its own.
        local arguments=()
        [[ ${program##*/} == sky-gen && ${#operands[@]} -gt 0 ]] && arguments=("${operands[0]}")
        [[ -n ${values[-f]-} && ${program##*/} == sky-@(gen|map) ]] && arguments=(-f "${values[-f]}")
        [[ $current == *=* ]] || _sky_operands
        _sky_rows parameter "${arguments[@]}"
        if [[ $current == *=* ]]; then
            _sky_value "${current%%=*}" "${current%%=*}=" "${current#*=}"
        else
            found+=("${names[@]/%/=}")
        fi
    fi
    # Readline puts in only what follows the last = : @ of the word.
    COMPREPLY=()
    for word in "${found[@]}"; do
        [[ $word == "$current"* ]] && COMPREPLY+=("${word#"${current%"$2"}"}")
    done
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:/,] ]] && compopt -o nospace
}

complete -F _sky sky-gen sky-map sky-blend sky-rotate sky-color sky-cat sky-polar sky-flat sky-hear sky-recv sky-push
