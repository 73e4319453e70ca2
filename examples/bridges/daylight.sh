#!/bin/sh
# SPDX-License-Identifier: ISC
# Prints how light it is outside as a control line: 0 while the sun is more than 6 degrees below the horizon, 1 while it
# is more than 6 above. Needs no network. The place is in degrees; north and east are positive.
# usage: daylight.sh LATITUDE LONGITUDE [NAME [SECONDS_SINCE_1970]]
# example: while daylight.sh 52.5 13.4 knob8 >> show.ctl; do sleep 60; done
set -eu

[ $# -gt 1 ] || { echo 'usage: daylight.sh LATITUDE LONGITUDE [NAME [SECONDS_SINCE_1970]]' >&2; exit 2; }
for degrees in "$1" "$2"; do
    case $degrees in '' | *[!0-9.+-]*) echo "daylight.sh: '$degrees' is not a number of degrees" >&2; exit 2 ;; esac
done
awk -v north="$1" -v east="$2" -v name="${3:-knob8}" -v now="${4:-$(date +%s)}" 'BEGIN {
    rad = atan2(0, -1) / 180
    days = now / 86400 - 10957.5 # since noon of 1 January 2000, as in the Astronomical Almanac
    anomaly = (357.528 + 0.9856003 * days) * rad
    mean = 280.46 + 0.9856474 * days
    longitude = (mean + 1.915 * sin(anomaly) + 0.02 * sin(2 * anomaly)) * rad
    tilt = (23.439 - 0.0000004 * days) * rad
    ascension = atan2(cos(tilt) * sin(longitude), cos(longitude))
    declination = sin(tilt) * sin(longitude) # its sine
    hour = (mean + 360 * (now / 86400 - int(now / 86400)) - 180 + east) * rad - ascension
    height = sin(north * rad) * declination + cos(north * rad) * sqrt(1 - declination ^ 2) * cos(hour)
    x = (atan2(height, sqrt(1 - height ^ 2)) / rad + 6) / 12
    x = x < 0 ? 0 : x > 1 ? 1 : x
    printf "%s %.4f\n", name, x * x * (3 - 2 * x)
}'
