#include "led/chip.h"

#include <string.h>

/* ---- APA102 and SK9822 ----
 *
 * From their data sheets. Start: 32 bits 0. An LED: three bits 1, five bits of current, then three colour bytes,
 * usually B, G, R. The end is not the data sheets' 32 bits 1, for reasons that Tim (cpldcpu) measured in
 * "Understanding the APA102 'Superled'" (2014) and "SK9822 - a clone of the APA102?" (2016):
 * - Each LED passes the data on half a clock later, so the last of n needs (n - 1) / 2 further clocks.
 * - An SK9822 shows its new colour only after the 32 zeros of the next start, so these are sent at once.
 * - Ones would be a white LED to a chip beyond the last; zeros are nothing to it.
 * The current stays at its full 31: an APA102 makes less of it by switching, slowly enough for moving eyes to see. */

#define START_BYTES 4
#define LED_BYTES 4
#define LATCH_BYTES 4

static size_t apa102_bytes(size_t leds)
{
    return START_BYTES + LED_BYTES * leds + LATCH_BYTES + (leds + 15) / 16;
}

static void apa102_encode(uint8_t *out, const uint8_t *duties, size_t leds, const uint8_t order[3])
{
    const unsigned first = order[0], second = order[1], third = order[2];
    memset(out, 0, START_BYTES);
    out += START_BYTES;
    for (size_t i = 0; i < leds; i++, out += LED_BYTES, duties += 3) {
        out[0] = 0xff;
        out[1] = duties[first];
        out[2] = duties[second];
        out[3] = duties[third];
    }
    memset(out, 0, LATCH_BYTES + (leds + 15) / 16);
}

const struct sky_chip sky_chips[] = {
    {"apa102", "bgr", apa102_bytes, apa102_encode},
    {"sk9822", "bgr", apa102_bytes, apa102_encode},
    {NULL, NULL, NULL, NULL},
};

void sky_chip_order(const struct sky_chip *chip, int index, uint8_t order[3])
{
    const char *letters = chip->order;
    if (index > 0)
        letters = &SKY_ORDER_WORDS[strlen("chip|") + 4 * (size_t)(index - 1)];
    for (int i = 0; i < 3; i++)
        order[i] = (uint8_t)(letters[i] == 'r' ? 0 : letters[i] == 'g' ? 1 : 2);
}
