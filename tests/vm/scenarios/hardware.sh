# SPDX-License-Identifier: ISC
# Lines and devices that somebody else has, and devices that go away in a show and come back.
. /lib.sh
export SKY_GEOMETRY=2x1 SKY_FPS=10 SKY_DIR=/tmp

# refused NAME DRIVER: sky-push fails, and says why in NAME.
refused() {
    local status=0
    sky-push -n 1 /numbers -o "$2" 2>"$1" || status=$?
    test $status -eq 1
}

case $(gpiodetect --version) in
*' v1'*) gpioset --mode=signal gpiochip0 12=1 & ;;
*) gpioset --chip gpiochip0 12=1 & ;;
esac
holder=$!
sleep 1
refused busy-line gpio:gpiochip0,clock=17,data=20:12
kill $holder
refused busy-spi-line gpio:gpiochip0,clock=17,data=20:8
sky-push @wall -o spi:/dev/spidev0.0 2>/dev/null & holder=$!
sleep 1
refused busy-spi spi:/dev/spidev0.0
kill $holder
wait

# unplug NAME DRIVER AWAY BACK: a show on a device that is away for two seconds.
unplug() {
    sky-cat /numbers -o @wall & source=$!
    sky-push @wall -o "$2" 2>"$1.err" & push=$!
    sleep 1
    $3
    sleep 2
    $4
    sleep 2
    kill $push
    wait $push
    kill $source
    wait $source || true
    rm /tmp/wall.sky
}

unbind() {
    echo spi0.0 >/sys/bus/spi/drivers/spidev/unbind
}
bind() {
    echo spi0.0 >/sys/bus/spi/drivers/spidev/bind
}
record unplugged-spi unplug unplugged-spi spi:/dev/spidev0.0 unbind bind

usb=/sys/kernel/config/gpio-sim/usb
mkdir -p $usb/bank
echo 4 >$usb/bank/num_lines
echo adapter >$usb/bank/label
plug_out() {
    echo 0 >$usb/live
}
plug_in() {
    echo 1 >$usb/live
}
plug_in
record unplugged-gpio unplug unplugged-gpio gpio:adapter,clock=0,data=2:1 plug_out plug_in
