/* SPDX-License-Identifier: ISC */
/* What the drivers that feed chains of LED chips have in common: parameters, and the way from a picture to
 * bytes. */
#ifndef SKY_PUSH_CHAINS_H
#define SKY_PUSH_CHAINS_H

#include "led/chip.h"
#include "led/encoder.h"
#include "sky-push/drivers/driver.h"

extern const char *const sky_hdr_names[];

/* A driver's settings have these as their member `chains`. */
struct chains_settings {
    struct sky_encoder_settings encoder;
    const char *layout; /* a file's path, or "": straight */
};

#define CHAINS_CHOICE(settings, name, default_value, choices, text)                                              \
    {#name, SKY_CHOICE, offsetof(struct settings, chains.encoder.name), default_value, 0, 0, "", text, choices}
#define CHAINS_NUMBER(settings, name, default_value, maximum, unit, text)                                          \
    {#name, SKY_NUMBER, offsetof(struct settings, chains.encoder.power.name), default_value, 0, maximum, unit, text, \
     {NULL, 0}}

/* Their rows in a driver's table. */
#define CHAINS_PARAMS(settings)                                                                                    \
    {"layout", SKY_TEXT, offsetof(struct settings, chains.layout), "", 0, 0, "PATH",                               \
     "file that says where the LEDs are, sky-layout(5)", {NULL, 0}},                                                          \
    CHAINS_CHOICE(settings, chip, "apa102", SKY_CHOICES_OF_TABLE(sky_chips), "LED chip"),                                             \
    CHAINS_CHOICE(settings, order, "chip", SKY_CHOICES(sky_order_names), "order of the colour bytes"),                            \
    CHAINS_CHOICE(settings, hdr, "0", SKY_CHOICES(sky_hdr_names), "finer dark colours by the brightness field of apa102 and kin"),        \
    CHAINS_CHOICE(settings, dither, "no", SKY_CHOICES(sky_no_yes), "carry the rounding errors of colours to the next frame"),       \
    CHAINS_NUMBER(settings, amps, "0", 1e6, "A", "darken frames that would take more; 0 is no limit"),             \
    CHAINS_NUMBER(settings, ma, SKY_POWER_MA, 1000, "mA", "current of one colour of an LED"),                      \
    CHAINS_NUMBER(settings, idle_ma, SKY_POWER_IDLE_MA, 1000, "mA", "current of a dark LED")

/* A driver's prepare(): validates the settings and parses the layout, which is the plan. `lanes` is how many the driver
 * has, or 0: as many as the layout, which are 1 without a file. Returns 0, or -1 with the error set. */
int chains_prepare(const struct driver_args *args, const struct chains_settings *settings, unsigned lanes,
                   void **plan);
void chains_release(void *plan);
const struct sky_layout *chains_layout(const struct driver_args *args);

/* The encoder for a plan; sky_encoder_finish() it in any case. Returns 0, or -1 with the error set. */
int chains_wire(struct sky_encoder *encoder, const struct driver_args *args, const struct chains_settings *settings);

/* Goes on with another plan. After an error all is as it was. The encoder's buffer may be another one, of another size,
 * afterwards. Returns 0, or -1 with the error set. */
int chains_reload(struct sky_encoder *encoder, const struct driver_args *args, const void *plan);

#endif
