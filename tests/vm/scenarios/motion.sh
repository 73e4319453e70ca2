# SPDX-License-Identifier: ISC
# A rotor of one arm whose sensor's edges are at the times that motion.py has computed.
. /lib.sh
probe 'p:lines/pull gpio_sim_apply_pull line=%x1:u32 value=%x2:u32'
probe_lines
pull=/sys/devices/platform/gpiosim/gpiochip0/sim_gpio5/pull

turn() {
    sky-push -g 12x1 -r 50 /screen --idle hold --stats --rotor gpiochip0:5 -o gpio:gpiochip0,clock=17,data=20 \
        2>"$1.err" &
    push=$!
    sleep 1
    pulse $pull "/$1.times"
    kill $push
    wait $push
}
for motion in jitter swing step; do
    record $motion turn $motion
done
