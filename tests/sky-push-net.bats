#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What sky-push sends over the network; the receivers are in net/sending.py.

load helpers

# A busy machine gets six tries where time is measured, and where packets come for as long as it may stop a receiver.
sending() {
    timeout 60 "$python" -B "$tests/net/sending.py" "$@"
}

@test "ddp: every frame arrives, black first and last, with one sequence number a frame and a push at its end" {
    sending ddp
}

@test "ddp over IPv6: part of the LEDs, at an offset, in another order of colours, without numbers" {
    needs_ipv6
    sending ddp_arguments
}

@test "brightness counts in light with encoding=srgb and linear, and full brightness leaves the bytes as they are" {
    sending encoding
}

@test "--smooth fades over the network too" {
    sending smooth
}

@test "the LEDs of a layout go out lane after lane" {
    sending layout
}

@test "changed=yes sends what changed and the packet that shows it, and everything within a second" {
    sending changed
}

@test "artnet: every frame arrives in its universes, sequence 1 to 255, with an ArtSync after each" {
    tries sending artnet
}

@test "artnet: 512 channels, from a channel on, from a port of choice to two nodes, and an even length" {
    sending artnet_arguments
}

@test "e131: every frame arrives in its universes, which end with three packets; the CID is this machine's" {
    sending e131
}

@test "e131 by multicast: with synchronisation, preview and a list of the universes" {
    sending e131_multicast
}

@test "opc: every frame arrives as a message" {
    sending opc
}

@test "opc: more LEDs than a message holds take more channels" {
    sending opc_channels
}

@test "two controllers each have their part of the disc" {
    sending two_hosts
}

@test "many packets are spread over half a frame's time, or as pace= says" {
    tries sending pace
}

@test "a picture that stays is sent again within a second" {
    tries sending refresh
}

@test "a controller that vanishes and returns is sent to all the time, and told of once" {
    sending vanishes
}

@test "a server that accepts and never reads leaves the other outputs at their full rate" {
    tries sending never_reads
}

@test "a server that reads late gets whole messages, and the newest" {
    sending newest
}

@test "a server that ends is connected to again, while the other outputs go on" {
    tries sending reconnects
}

@test "a name that does not exist and a server that is not there are tried again, while the other outputs go on" {
    sending no_host
}

@test "a layout that changes while it runs: more LEDs, and fewer" {
    sending reload
}

# alone FLAGS TEST: in namespaces of its own.
alone() {
    unshare "$1" true 2>/dev/null || skip "user namespaces are not allowed"
    command -v ip >/dev/null || skip "ip (iproute2) is missing"
    timeout 60 unshare "$1" "$python" -B "$tests/net/sending.py" "$2"
}

@test "e131 by multicast over IPv6" {
    needs_ipv6
    alone -rn e131_multicast6
}

@test "packets that the kernel cannot cut apart are sent one by one" {
    alone -rn fragments
}

@test "a name that moves to another address is followed, and a name server that does not answer delays nothing" {
    alone -rmn names
}

@test "no route at first, and a cable that is pulled out and plugged in again" {
    alone -rn unplugged
}

@test "network outputs: what is wrong with an argument is said" {
    refuses 2 "a target is missing: write ddp:HOST[:PORT]" sky-push -o ddp
    refuses 2 "-o ddp:10.0.0.7:99999: '10.0.0.7:99999': the port: 99999 is out of range (must be 1 to 65535)" \
        sky-push -o ddp:10.0.0.7:99999
    refuses 2 "'[::1' is not an address: write [IPV6] or [IPV6]:PORT" sky-push -o 'opc:[::1'
    refuses 2 "leds: '5' is not a range: write FROM..TO, such as 0..191" sky-push -o ddp:10.0.0.7,leds=5
    refuses 2 "leds: '0..192' (the last LED is 191): 192 is out of range (must be 0 to 191)" \
        sky-push -o ddp:10.0.0.7,leds=0..192
    refuses 2 "leds: '9..3' ends before it begins" sky-push -o ddp:10.0.0.7,leds=9..3
    refuses 2 "universe: 192 LEDs need 2 universes, and from 63999 on there is 1" \
        sky-push -o e131:10.0.0.7,universe=63999
    refuses 2 "channel: no whole LED fits after channel 511 (must be 1 to 510, or channels=512)" \
        sky-push -o artnet:10.0.0.7,channel=511
    refuses 2 "channel: 100000 LEDs need 5 channels, and from 253 on there are 3" \
        sky-push -g 1000x100 -o opc:10.0.0.7,channel=253
    refuses 2 "layout: no.layout" sky-push -o ddp:10.0.0.7,layout=no.layout
}
