# SPDX-License-Identifier: ISC
# A picture, stars over it, turned, on eight lanes. Their lines are not in order, and the clock's is amidst them:
# who sets lines one by one moves it before some of the data. And once more with a clock that is below all others.
. /lib.sh
gpiodetect
mkfifo /tmp/stars
export SKY_GEOMETRY=16x9
show() {
    sky-gen stars >/tmp/stars &
    sky-polar /photo.png | sky-blend - screen /tmp/stars | sky-rotate spin=30 |
        sky-push -n 10 brightness=0.8 -o gpio:gpiochip0,clock=17,data=20:12:16:21:13:19:26:6
}
record trace show
record clock-first sky-push -r 1000 -n 2 /frames -o gpio:gpiochip0,clock=4,data=20:12:16:21:13:19:26:6
