# SPDX-License-Identifier: ISC
# Lines by their names, on a gpiochip beside the one that has none, and at the same time an output on SPI, which is
# on lines of the other; and a number that is that of the wrong one.
. /lib.sh
export SKY_GEOMETRY=6x4
header=/sys/kernel/config/gpio-sim/header
mkdir -p $header/bank
echo 28 >$header/bank/num_lines
echo pinctrl-rp1 >$header/bank/label
for line in 4 17 27; do
    mkdir $header/bank/line$line
    echo GPIO$line >$header/bank/line$line/name
done
echo 1 >$header/live
gpiodetect
record both sky-push -r 10 -n 2 /small -o gpio:,clock=GPIO17,data=GPIO27:GPIO4 -o spi:/dev/spidev0.0 2>said
sky-push -n 1 /small -o gpio:0,clock=17,data=27:4 2>warned
sky-push -n 1 /small -o gpio:pinctrl-rp1,clock=17,data=27:4 2>fits
sky-push -n 1 /small -o gpio:,clock=GPIO17,data=GPIO5 2>refused && exit 1
test $? -eq 1
