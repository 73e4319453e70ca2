# SPDX-License-Identifier: ISC
# For the scenarios: the kernel's record of what happens to the lines of gpiochip0.
tracing=/sys/kernel/tracing
base=$(sed -n "s/^gpiochip0: GPIOs \([0-9]*\)-.*/\1/p" /sys/kernel/debug/gpio)

# probe WORD...: a kprobe, in the words of the kernel's Documentation/trace/kprobetrace.rst.
probe() {
    echo "$*" >>$tracing/kprobe_events
}

# What the chip's driver does, in its own order. gpio-sim sets lines together, the Pi's driver one after the other.
probe_lines() {
    if [ -e /sys/bus/platform/devices/gpiosim ]; then
        probe 'p:lines/many gpio_sim_set_multiple mask=+0(%x1):x64 bits=+0(%x2):x64'
        driver=gpio_sim
    else
        driver=bcm2835_gpio
    fi
    probe "p:lines/one ${driver}_set line=%x1:u32 value=%x2:u32"
    probe "p:lines/output ${driver}_direction_output line=%x1:u32 value=%x2:u32"
}

# record FILE COMMAND...: the kernel's record of the lines and of all ioctls while the command runs.
record() {
    local file=$1 status=0
    shift
    record_begin "$file"
    "$@" || status=$?
    record_end "$file"
    return $status
}

# The record begins with the levels of the outputs, as "# line NUMBER hi", since only what changes is seen.
record_begin() {
    sed -n "s/^ gpio-\([0-9]*\) .* out \(hi\|lo\).*/\1 \2/p" /sys/kernel/debug/gpio | while read -r number level; do
        echo "# line $((number - base)) $level"
    done >"$1"
    echo 0 >$tracing/tracing_on
    echo 60000 >$tracing/buffer_size_kb
    echo mono >$tracing/trace_clock
    echo >$tracing/trace
    grep -q lines/output $tracing/kprobe_events || probe_lines
    echo 1 >$tracing/events/lines/enable
    echo 1 >$tracing/events/syscalls/sys_enter_ioctl/enable
    echo 1 >$tracing/tracing_on
}

record_end() {
    echo 0 >$tracing/tracing_on
    cat $tracing/trace >>"$1"
    if grep -h '^overrun\|^dropped events' $tracing/per_cpu/cpu*/stats | grep -v ': 0$'; then
        echo "$1: the kernel lost records"
        return 1
    fi
}
