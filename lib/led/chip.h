/* LED chips with a data and a clock wire: how colours become the bytes on the wire. */
#ifndef SKY_LED_CHIP_H
#define SKY_LED_CHIP_H

#include <stddef.h>
#include <stdint.h>

/* The chips and the orders of colour bytes as words of a parameter, in the order of their indices. */
#define SKY_CHIP_WORDS "apa102|sk9822"
#define SKY_ORDER_WORDS "chip|rgb|rbg|grb|gbr|brg|bgr"

struct sky_chip {
    const char *name;
    const char *order; /* its usual order of colour bytes on the wire */

    /* Bytes that light `leds` LEDs of a chain, with everything before and after them. */
    size_t (*bytes)(size_t leds);

    /* Writes these bytes. `duties` has 3 bytes an LED, R, G, B: how long each colour is on, 255 = always; `order`
     * is from sky_chip_order(). */
    void (*encode)(uint8_t *out, const uint8_t *duties, size_t leds, const uint8_t order[3]);
};

/* The chips, ended by one without a name. */
extern const struct sky_chip sky_chips[];

/* Which channel (0 R, 1 G, 2 B) is sent first, second and third: `index` counts SKY_ORDER_WORDS, 0 is the chip's
 * usual order. */
void sky_chip_order(const struct sky_chip *chip, int index, uint8_t order[3]);

#endif
