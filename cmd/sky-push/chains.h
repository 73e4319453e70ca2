/* What the drivers that feed chains of LED chips have in common: parameters, and the way from a picture to bytes. */
#ifndef SKY_PUSH_CHAINS_H
#define SKY_PUSH_CHAINS_H

#include "led/wiring.h"
#include "sky-push/driver.h"

/* A driver's settings have these as their member `chains`. */
struct chains_settings {
    struct sky_coding coding;
};

#define CHAINS_WORD(settings, name, standard, choices, text) \
    {#name, SKY_WORD, offsetof(struct settings, chains.coding.name), standard, 0, 0, choices, text}

/* Their rows in a driver's table. */
#define CHAINS_PARAMS(settings)                                                                                    \
    CHAINS_WORD(settings, chip, "apa102", SKY_CHIP_WORDS, "LED chip"),                                             \
    CHAINS_WORD(settings, order, "chip", SKY_ORDER_WORDS, "order of the colour bytes"),                            \
    CHAINS_WORD(settings, hdr, "0", "0|1", "finer dark colours by the brightness field of apa102 and kin"),        \
    CHAINS_WORD(settings, dither, "no", "no|yes", "carry the rounding errors of colours to the next frame")

/* Do the settings fit the screen and each other, with this many lanes? Returns 0, or -1 with the error kept. */
int chains_check(const struct words *words, const struct chains_settings *settings, unsigned lanes);

/* The wiring for settings that were checked; sky_wiring_finish() it in any case. Returns 0, or -1 with the error
 * kept. */
int chains_wire(struct sky_wiring *wiring, const struct words *words, const struct chains_settings *settings,
                unsigned lanes);

#endif
