# SPDX-License-Identifier: ISC
# sky-push to sky-recv: long, through a bad network, and beside controllers that do not answer. `make check-net` runs this.

load ../helpers

setup_file() {
    bats_require_minimum_version 1.5.0
}

check() {
    timeout 500 "$python" -B "$tests/net/check.py" "$@"
}

# own_network COMMAND...: runs it in a network of its own, where 192.0.2.0/24 leads nowhere, and multicast over lo. Needs
# root.
own_network() {
    [ "$(id -u)" -eq 0 ] && unshare -n true || skip "a network of its own needs root"
    unshare -n sh -c 'ip link set lo up multicast on && ip link add net0 type veth peer name net1 &&
        ip link set net1 up && ip addr add 192.0.2.1/24 dev net0 && ip link set net0 up &&
        ip route add 224.0.0.0/4 dev lo && exec "$@"' sh "$@"
}

for_all() {
    local frames=${SKY_NET_FRAMES:-3000}
    check full "$1" "$frames" 60 360x288 "${@:2}"
}

@test "3,000 frames of 360x288 at 60 a second by DDP: every byte is equal" {
    for_all ddp
}

@test "3,000 frames of 360x288 at 60 a second by Art-Net: every byte is equal" {
    for_all artnet
}

@test "3,000 frames of 360x288 at 60 a second by E1.31: every byte is equal" {
    for_all e131
}

@test "3,000 frames of 360x288 at 60 a second by Open Pixel Control: every byte is equal" {
    for_all opc
}

@test "300 frames of 360x288 at 60 a second by E1.31 to 610 multicast groups: every byte is equal" {
    own_network timeout 500 "$python" -B "$tests/net/check.py" full e131 300 60 360x288 ,interface=lo multicast \
        --buffer 16000000
}

@test "DDP through a network that loses 1 %, doubles 2 %, reorders and delays: no frame is torn" {
    check relayed ddp "" 600 30 360x96
}

@test "Art-Net with ArtSync through such a network: no frame is torn, and the counts are the network's" {
    check relayed artnet ,sync=yes 300 30 360x96
}

@test "E1.31 with synchronisation through such a network: no frame is torn, and the counts are the network's" {
    check relayed e131 ,sync=7 300 30 360x96
}

@test "Art-Net without ArtSync through such a network: the counts are the network's" {
    check relayed artnet "" 300 30 360x96 1 no
}

@test "one of three controllers keeps its rate when packets to another lead nowhere, and the third never reads" {
    own_network timeout 500 "$python" -B "$tests/net/check.py" unreachable
}
