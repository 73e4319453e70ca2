/* SPDX-License-Identifier: ISC */
/* What the drivers of LED chains share: their parameters, the layout, which is their plan, and the encoder.
 *
 * The settings of such a driver begin with struct chains_settings, and what its open() returns begins with its struct
 * sky_encoder, so that these functions can be members of its struct driver. */
#ifndef SKY_PUSH_CHAINS_H
#define SKY_PUSH_CHAINS_H

#include "led/encoder.h"
#include "sky-push/drivers/driver.h"

struct chains_settings {
    struct sky_encoder_settings encoder; /* hdr and dither are indices in the names below; see chains_encoder() */
    const char *layout;                  /* path of a file, or "" for the straight layout */
};

extern const char *const chains_hdr_names[], *const chains_dither_names[], *const chains_place_names[];
#define CHAINS_DITHER_FPS 100 /* from so many frames a second on, nobody sees dither flicker */

/* The rows of struct chains_settings in a driver's table of parameters, with the default of dither: those that anything
 * with LEDs has, and all. */
#define CHAINS_CHOICE(name, default_value, choices, text)                                                              \
    {#name, SKY_TYPE_CHOICE, offsetof(struct chains_settings, encoder.name), default_value, 0, 0, "", text, choices}
#define CHAINS_NUMBER(name, default_value, maximum, unit, text)                                                        \
    {#name, SKY_TYPE_NUMBER, offsetof(struct chains_settings, encoder.power.name), default_value, 0, maximum, unit,    \
     text, {NULL, 0}}
#define CHAINS_PARAMS_OF_ALL(dither_default)                                                                           \
    SKY_PARAM_TEXT(chains_settings, layout, "", "PATH", "file that says where the LEDs are, sky-layout(5)"),           \
    CHAINS_CHOICE(dither, dither_default, SKY_CHOICES(chains_dither_names),                                            \
                  "carry rounding errors to the next frame; auto: from 100 a second on"),                              \
    CHAINS_NUMBER(amps, "0", 1e6, "A", "darken frames that would draw more; 0 is no limit"),                           \
    CHAINS_NUMBER(ma, SKY_POWER_MA, 1000, "mA", "current of one colour of an LED"),                                    \
    CHAINS_NUMBER(idle_ma, SKY_POWER_IDLE_MA, 1000, "mA", "current of a dark LED")
#define CHAINS_PARAMS_OF_WHITE                                                                                         \
    CHAINS_CHOICE(white_led, "extract", SKY_CHOICES(sky_white_names), "use of the white LED, of chips with one"),      \
    {"white_color", SKY_TYPE_COLOR, offsetof(struct chains_settings, encoder.white_color), "white", 0, 0, "",          \
     "what the white LED looks like beside the others", {NULL, 0}}
#define CHAINS_PARAMS(dither_default)                                                                                  \
    CHAINS_CHOICE(chip, "apa102", SKY_CHOICES_OF_TABLE(sky_chips), "type of the LEDs"),                                \
    CHAINS_CHOICE(order, "chip", SKY_CHOICES(sky_order_names), "order of the colour bytes"),                           \
    CHAINS_CHOICE(hdr, "auto", SKY_CHOICES(chains_hdr_names),                                                          \
                  "finer dark colours by the brightness field; auto: of sk9822"),                                      \
    CHAINS_PARAMS_OF_WHITE,                                                                                            \
    CHAINS_CHOICE(white_byte, "chip", SKY_CHOICES(chains_place_names), "place of the white LED's byte"),               \
    CHAINS_PARAMS_OF_ALL(dither_default)

/* The layout of a file, or the straight one for "". `lanes` is the number that it must have, or 0 for that of the file,
 * or 1 without a file. Returns 0, or -1 with the error set; sky_layout_finish() it in any case. */
int chains_find_layout(struct sky_layout *layout, const char *path, const struct sky_geometry *geometry,
                       unsigned lanes);

/* For a driver's prepare(): validates struct chains_settings and makes the plan. `lanes` is the number that the driver
 * has, or 0 for that of the layout file, or 1 without a file. Returns 0, or -1 with the error set. */
int chains_prepare(const struct driver_args *args, unsigned lanes, void **plan);

/* The settings of the encoder, with hdr and dither 0 or 1. A driver that changes them uses chains_…_for(). */
struct sky_encoder_settings chains_encoder(const struct driver_args *args);
int chains_prepare_for(const struct driver_args *args, const struct sky_encoder_settings *encoder, unsigned lanes,
                       void **plan);

/* For a driver's open(): sets up the encoder for the plan, with those settings, perhaps changed. Returns 0, or -1 with
 * the error set; sky_encoder_finish() it in any case. */
int chains_open(struct sky_encoder *encoder, const struct driver_args *args,
                const struct sky_encoder_settings *settings);

/* Encodes a picture into encoder->bytes. */
void chains_encode(struct sky_encoder *encoder, const struct picture *picture);

/* Members of struct driver. The bytes of the encoder may be elsewhere and more or fewer after chains_reload(). */
void chains_release(void *plan);
const struct sky_layout *chains_layout(const struct driver_args *args);
int chains_make_encoder(const struct driver_args *args, struct sky_encoder *encoder);
int chains_make_encoder_for(const struct driver_args *args, const struct sky_encoder_settings *for_encoder,
                            struct sky_encoder *encoder);
int chains_estimate(const struct driver_args *args, struct estimate *estimate);
int chains_estimate_for(const struct driver_args *args, const struct sky_encoder_settings *for_encoder,
                        struct estimate *estimate);
int chains_reload(void *encoder, const struct driver_args *args, const void *plan);
const struct sky_power *chains_power(const void *encoder);

#endif
