#!/bin/bash
# SPDX-License-Identifier: ISC
# A shop window by day and by night: clouds with a logo while the sun is up, stars and northern lights after dark, as
# dim as the night is. Between them lie the dawn and dusk of each day at the place, in degrees north and east.
# usage: shop-window.sh LATITUDE LONGITUDE LOGO.png [sky-push options]
# example: shop-window.sh 52.5 13.4 logo.png
set -eu

[ $# -gt 2 ] || { echo 'usage: shop-window.sh LATITUDE LONGITUDE LOGO.png [sky-push options]' >&2; exit 2; }
north=$1 east=$2 logo=$3 here=$(dirname "$0") folder='' sun=''
shift 3
trap 'kill $sun 2>/dev/null && wait $sun || :; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM # else they would leave the folder
folder=$(mktemp -d)
export SKY_CONTROL=$folder/sun
"$here/bridges/daylight.sh" "$north" "$east" > "$SKY_CONTROL"
(
    trap '[ -z "${!-}" ] || kill $!' EXIT # there may be no sleep yet
    trap 'exit' TERM
    while "$here/bridges/daylight.sh" "$north" "$east" > "$SKY_CONTROL"; do sleep 60 & wait; done
) &
sun=$!

sky-blend <(sky-gen aurora | sky-blend - screen <(sky-gen stars)) \
    mix@knob8 <(sky-gen -f "$here/expressions/clouds.sky" | sky-blend - over "$logo,size=0.5,angle=6*t") |
    sky-color brightness='0.2 + 0.8*knob8' |
    sky-push "$@"
