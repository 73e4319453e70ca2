# SPDX-License-Identifier: ISC
# The bridges of examples/bridges/README.md, each as it stands there, with what sends to it.
load helpers

bridge() {
    local status=0
    timeout 60 "$python" -B "$tests/bridges.py" "$project" "$1" >result 3>&- || status=$?
    [ "$status" -ne 77 ] || skip "$(cat result)"
    [ "$status" -eq 0 ] || { cat result; false; }
}

@test "an OSC message becomes a control line" {
    bridge osc
}

@test "a MIDI controller turns a knob from 0 to 1, and a pad begins the next scene" {
    bridge midi
}

@test "pads of a MIDI controller tap the tempo" {
    bridge taps
}

@test "an MQTT message becomes a control line" {
    bridge mqtt
}

@test "a POST becomes control lines, and other requests are refused" {
    bridge http
}

@test "a key becomes a control line" {
    bridge keyboard
}

@test "daylight comes with the sunrise of the place and day" {
    bridge sun
    refuses 2 "'Berlin' is not a number of degrees" sh "$project/examples/bridges/daylight.sh" Berlin 13.4
    refuses 2 "'' is not a number of degrees" sh "$project/examples/bridges/daylight.sh" 52.5 ""
    refuses 2 "'52,5' is not a number of degrees" sh "$project/examples/bridges/daylight.sh" 52,5 13.4
}
