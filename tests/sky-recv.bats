#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What sky-recv makes of what comes over the network; the senders are in net/receiving.py.
load helpers

# A busy machine gets six tries where it must not stop a sender for 20 ms inside of a frame.
receiving() {
    timeout 60 "$python" -B "$tests/net/receiving.py" "$@"
}

@test "ddp: every frame is written, whatever the sender numbers and calls its pixels" {
    receiving ddp
}

@test "ddp: JSON, queries, other colours and other versions are no pixels" {
    receiving ddp_others
}

@test "ddp: FPP leaves out what has not changed" {
    receiving fpp
}

@test "ddp: xLights tells everybody on the network that a frame is complete" {
    receiving xlights
}

@test "ddp: packets in another order, twice, and before the end of the frame in front of them" {
    receiving ddp_order
}

@test "ddp: a sender that never pushes" {
    receiving no_push
}

@test "artnet: sequences that wrap to 1 or 0 or are 0, odd and full universes, ArtSync" {
    receiving artnet
}

@test "artnet: a desk that asks for nodes is told of all universes" {
    receiving artnet_poll
}

@test "e131: start codes, previews, priorities, and a source that ends" {
    receiving e131
}

@test "e131: frames of synchronised universes are written when synchronisation comes" {
    receiving e131_sync
}

@test "e131: universes by multicast, each by its own group" {
    receiving e131_multicast
}

@test "layout=: LEDs with places of their own, on two sides, and dead ones" {
    receiving places
}

@test "opc: messages in any pieces, of 8 and 16 bits, and a sender that returns" {
    receiving opc
}

@test "opc: a screen with more LEDs than a message holds" {
    receiving opc_channels
}

@test "part of the LEDs, in another order, at an offset, linear, over IPv6" {
    needs_ipv6
    receiving arguments
}

@test "senders with more or fewer LEDs than the screen" {
    receiving geometries
}

@test "a sender that is started again goes on at once" {
    receiving restarts
}

@test "every truncation, wrong lengths, the largest packets, places beyond the screen: the show goes on" {
    receiving hostile
}

@test "a stranger that sends as fast as it can: the show goes on, and no memory is taken" {
    receiving flood
}

@test "of two senders the first is listened to, until it has been silent" {
    receiving two_senders
}

@test "when the output is slow the newest frame is written, and no packet is lost" {
    tries receiving newest
}

@test "what the kernel drops is counted as lost, packet for packet" {
    tries receiving drops
}

@test "sky-push to sky-recv: every byte by each protocol, with the same words on both sides" {
    receiving whole_way
}

@test "a port that is in use is told, and never shared" {
    sky-recv e131:multicast:0,interface=lo -g 100x100 -n 1 >out 2>first 3>&- &
    first=$!
    await grep -q "listens for" first
    port=$(sed -n 's/.*listens for.*:\([0-9]*\),.*/\1/p' first)
    refuses 1 "port $port is in use by another program" sky-recv "ddp:127.0.0.1:$port"
    refuses 1 "port $port is in use by another program" sky-recv "e131:multicast:$port,interface=lo" -g 100x100
    kill "$first"
    status=0
    wait "$first" || status=$?
    [ "$status" -eq 143 ]
}

@test "it says what it waits for, and ends by a signal with its counts" {
    status=0
    sky-recv ddp:127.0.0.1:0 --stats >out 2>err 3>&- &
    await grep -q "waiting for DDP on 127.0.0.1:.*, which only this machine can send to" err
    kill -INT $!
    kill -TERM $!
    wait $! || status=$?
    [ "$status" -gt 128 ]
    grep -q "0 frames, 0 left out, 0 torn; 0 packets, 0 lost" err
    [ "$(bytes out)" -eq 0 ]
}

@test "a recording holds every frame, and a frame file is written at the sender's time" {
    frames 30 >sent
    for output in show.gz @net; do
        : >err
        sky-recv opc:127.0.0.1:0 --every -n 30 -r 1 -o "$output" 2>err 3>&- &
        receiver=$!
        await grep -q "listens for" err
        sky-push -r 200 --leave -o "opc:$(sed -n 's/.*listens for.* on //p' err)" - <sent
        timeout 20 tail --pid="$receiver" -f /dev/null # 30 frames at 1 a second would take longer
        wait "$receiver"
    done
    sky-cat show.gz | cmp - sent
}

@test "what is wrong with its words is said" {
    refuses 2 "which protocol? Write PROTOCOL[:ADDRESS]" sky-recv
    refuses 2 "takes one operand, not 2" sky-recv ddp artnet
    refuses 2 "no protocol is called 'dpd' (did you mean 'ddp'?)" \
        sky-recv dpd
    refuses 2 "did you mean 'e131'?" sky-recv sacn
    refuses 2 "ddp,offst=3: no parameter is called 'offst' (did you mean 'offset'?)" sky-recv ddp,offst=3
    refuses 2 "ddp:127.0.0.1:99999: '127.0.0.1:99999': the port: 99999 is out of range" sky-recv ddp:127.0.0.1:99999
    refuses 2 "universe: 192 LEDs need 2 universes, and from 63999 on there is 1" sky-recv e131,universe=63999
    refuses 2 "leds: '0..192' (the last LED is 191)" sky-recv ddp,leds=0..192
    refuses 2 "channel: 100000 LEDs need 5 channels, and from 253 on there are 3" sky-recv -g 1000x100 opc,channel=253
    refuses 2 "layout: no.layout: No such file" sky-recv ddp,layout=no.layout
    refuses 2 "--from: 'nobody' is not an IP address" sky-recv --from nobody ddp
    refuses 2 "--from: the bits of '10.0.0.1': 33 is out of range (must be 0 to 32)" sky-recv --from 10.0.0.1/33 ddp
    refuses 2 "--start: no such option" sky-recv --start 1 ddp
    if sky-recv --help | grep -- --start; then false; fi
    refuses 1 "'1.2.3.4' is not an address of this machine" sky-recv ddp:1.2.3.4
    refuses 1 "there is no network interface 'nope'" sky-recv e131:multicast,interface=nope
}
