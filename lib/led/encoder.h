/* SPDX-License-Identifier: ISC */
/* The encoder of LED chains: from a frame to the bytes on each data wire. It puts LEDs into the order of a layout,
 * corrects their colours, limits their current, dithers, and writes what the chip understands.
 *
 * With neither hdr nor dither nor a white LED, a frame is encoded by tables that hold the correction and the chip's
 * bytes together: led/codes.h. Otherwise, for duties that are interpolated between frames, and for layouts with free
 * LEDs, each of these is a pass over the duties of all LEDs. Both give the same bytes. */
#ifndef SKY_LED_ENCODER_H
#define SKY_LED_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "led/chip.h"
#include "led/codes.h"
#include "led/correction.h"
#include "led/layout.h"
#include "led/power.h"
#include "led/white.h"

/* As a driver's parameters give them. */
struct sky_encoder_settings {
    int chip;   /* index in sky_chips */
    const struct sky_chip *format; /* in place of that: the bytes of something else than a chain; or NULL */
    int order;  /* index in sky_order_names */
    int hdr;    /* 0 or 1: use the chip's brightness field for finer steps */
    int dither; /* 0 or 1: carry rounding errors to the next frame */
    int white_led;  /* enum sky_white_mode, of a chip that has a white LED */
    int white_byte; /* its place on the wire, 1 to 4; 0: the chip's usual one */
    struct sky_color white_color; /* what it looks like; not black */
    bool shares_supply; /* each frame may get a limit of its own, by sky_power_set_budget() */
    struct sky_power_settings power;
};

struct sky_encoder {
    struct sky_encoder_settings settings;
    const struct sky_chip *chip;
    struct sky_layout layout; /* with null LEDs for those that an earlier one had */
    struct sky_power power; /* statistics of the frames encoded so far */

    size_t lane_bytes; /* of each lane: those of the longest one; shorter lanes end in more zeros */
    uint8_t *bytes;    /* lane after lane */

    /* Private. */
    unsigned colors; /* of an LED: 3, or 4 with a white one */
    uint8_t order[4];
    struct sky_white white;
    bool by_codes;
    struct sky_codes codes, dimmed; /* of the correction, and of the last frame that exceeded `amps` */

    /* For free LEDs: the duties of the frame, and theirs; or NULL. */
    uint16_t *corrected, *free_duties;

    /* In the order of lanes, after each stage; NULL for a stage that the settings do not need. */
    uint8_t *frame;     /* by the table of the layout */
    uint16_t *duties;   /* by that table, or by the correction */
    uint16_t *split;    /* with a white LED, four for each LED; so have those that follow */
    uint16_t *limited;  /* to `amps` */
    uint16_t *dithered; /* with hdr, the chip's encoder does it */
    uint16_t *residue_before; /* of the frame before, where one may be encoded several times */
    uint16_t *residue;  /* of dither */
};

/* Does the chip have what is asked of it? Returns 0, or -1 with the error set. */
int sky_encoder_validate(const struct sky_encoder_settings *settings);

/* In how many steps colours are sent, for valid settings. */
unsigned sky_encoder_steps(const struct sky_encoder_settings *settings);

/* Copies the layout and allocates the buffers, for valid settings. Returns 0, or -1 with the error set;
 * sky_encoder_finish() it in any case. */
int sky_encoder_init(struct sky_encoder *encoder, const struct sky_layout *layout,
                     const struct sky_encoder_settings *settings);
void sky_encoder_finish(struct sky_encoder *encoder); /* accepts a zeroed one */

/* Changes to another layout. LEDs that it no longer has are sent black, and the statistics of power go on. `bytes` is
 * another buffer afterwards. Returns 0, or -1 with the error set and nothing changed. */
int sky_encoder_change_layout(struct sky_encoder *encoder, const struct sky_layout *layout);

/* Encodes a frame into `bytes`. */
void sky_encoder_encode(struct sky_encoder *encoder, const uint8_t *frame, const struct sky_correction *correction);

/* The same from duties, three for each LED of a frame. */
void sky_encoder_encode_duties(struct sky_encoder *encoder, const uint16_t *duties);

#endif
