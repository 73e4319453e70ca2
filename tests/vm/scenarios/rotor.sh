# SPDX-License-Identifier: ISC
# A rotor with a sensor on an input that is pulled 5, then 10, and then no times a second: one arm clockwise, and
# two arms counter-clockwise that begin at a quarter turn.
. /lib.sh
probe 'p:lines/pull gpio_sim_apply_pull line=%x1:u32 value=%x2:u32'
probe_lines
pull=/sys/devices/platform/gpiosim/gpiochip0/sim_gpio5/pull

turn() {
    sky-push -g 12x1 -r 50 /screen --idle hold --stats --rotor gpiochip0:5,"$1" \
        -o gpio:gpiochip0,clock=17,data=20 2>"$2" &
    push=$!
    sleep 1
    pulse $pull 5 12
    pulse $pull 10 24
    sleep 1
    kill $push
    wait $push
}
record one turn arms=1 one.err
record two turn arms=2,direction=ccw,offset=90 two.err
