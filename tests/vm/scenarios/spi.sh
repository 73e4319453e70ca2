# SPDX-License-Identifier: ISC
# One chain on an SPI bus that the kernel makes of GPIO lines: four chips in all SPI modes; a frame of more bytes
# than spidev takes at once, which is the 512 of ../run; and one that cannot be split. Frames come at once, one
# after the other.
. /lib.sh
for chip in apa102 ws2801 lpd8806 p9813; do
    for mode in 0 1 2 3; do
        record "$chip-$mode" sky-push -g 6x4 -r 10000 -n 2 /small -o spi:/dev/spidev0.0,chip=$chip,mode=$mode,dither=no
    done
done
record ws2812 sky-push -g 2x7 -n 2 /tiny -o spi:/dev/spidev0.0,chip=ws2812
record split sky-push -g 16x9 -n 2 /large -o spi:/dev/spidev0.0
sky-push -g 16x9 /large -o spi:/dev/spidev0.0,chip=ws2812 2>refused && exit 1
test $? -eq 1
