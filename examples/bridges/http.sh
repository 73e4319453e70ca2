#!/bin/sh
# SPDX-License-Identifier: ISC
# Answers one HTTP request: appends the control lines that it POSTs to FILE. They are lines, or a form such as
# knob1=0.5&spin=40, of at most 4,096 bytes. A request with an Origin, as web pages send, is refused.
# usage: http.sh FILE
# example: socat TCP-LISTEN:8008,bind=127.0.0.1,reuseaddr,fork,max-children=8,readbytes=8192 EXEC:'http.sh show.ctl'
set -eu
export LC_ALL=C # ${#body} counts bytes

[ $# -gt 0 ] || { echo 'usage: http.sh FILE' >&2; exit 2; }
file=$1

# answer STATUS: ends the request.
answer() {
    printf 'HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' "$1"
    exit
}

length='' origin='' end=$(printf '\r')
read -r method _ || exit 0
while read -r name value && [ "$name" != "$end" ]; do
    case $name in
    [Cc]ontent-[Ll]ength:) length=${value%"$end"} ;;
    [Oo]rigin:) origin=$value ;;
    esac
done
[ -z "$origin" ] || answer '403 Forbidden'
[ "$method" = POST ] || answer '405 Method Not Allowed'
case $length in '' | *[!0-9]* | ?????*) answer '413 Content Too Large' ;; esac
[ "$length" -le 4096 ] || answer '413 Content Too Large'
body=$(head -c "$length" && echo .)
[ ${#body} -eq $((length + 1)) ] || answer '400 Bad Request'
printf '%s\n' "${body%.}" | tr '&' '\n' | tr -d '\000-\011\013-\037\177' >> "$file"
answer '204 No Content'
