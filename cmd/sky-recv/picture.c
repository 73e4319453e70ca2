/* SPDX-License-Identifier: ISC */
#include "sky-recv/picture.h"

#include <string.h>

#include "led/chip.h"
#include "led/correction.h"

void picture_init(struct picture *picture, const struct source *source)
{
    /* Light in proportion to the bytes, as sRGB. */
    const struct sky_correction_settings linear = {
        .brightness = 1, .gamma = 1, .white = {255, 255, 255}, .kelvin = SKY_KELVIN_NEUTRAL};
    struct sky_correction correction = {0};
    bool is_linear = source->settings.encoding == ENCODING_LINEAR;
    bool straight = !source->layout.table;
    *picture = (struct picture){
        .layout = straight ? NULL : &source->layout, .first = source->first, .count = source->count};
    sky_chip_order(&sky_chips[0], source->settings.order + 1, picture->order);
    sky_correction_update(&correction, &linear, 1);
    for (int i = 0; i < 256; i++)
        picture->encode[i] = is_linear ? correction.preview[0][i] : (uint8_t)i;
    picture->is_plain = !is_linear && straight && picture->order[0] == 0 && picture->order[1] == 1;
    picture->is_whole = picture->is_plain && 3 * picture->count == sky_frame_bytes(&source->layout.geometry);
}

void picture_draw(const struct picture *picture, uint8_t *frame, const uint8_t *leds)
{
    if (picture->is_plain) {
        memcpy(frame + 3 * picture->first, leds, 3 * picture->count);
        return;
    }
    for (size_t i = 0; i < picture->count; i++) {
        size_t led = picture->first + i;
        if (picture->layout)
            led = sky_layout_led_at(picture->layout, led);
        for (size_t k = 0; k < 3 && !sky_led_is_dark((uint32_t)led); k++)
            frame[3 * led + picture->order[k]] = picture->encode[leds[3 * i + k]];
    }
}
