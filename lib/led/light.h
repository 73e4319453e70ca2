/* The colour pipeline: from the sRGB-encoded bytes of a frame to how long each LED is on. */
#ifndef SKY_LED_LIGHT_H
#define SKY_LED_LIGHT_H

#include <stddef.h>
#include <stdint.h>

/* What each byte of a frame becomes. Zeroed, it is ready for sky_light_set(). */
struct sky_light {
    double brightness, gamma; /* that the tables were made for */
    uint8_t made;             /* the tables are filled */
    uint8_t duty[256];        /* for LEDs: the part of the time that a colour is on, 255 = always */
    uint8_t preview[256];     /* for screens: sRGB-encoded, as bright as the LED at this duty would look */
};

/* Makes the tables anew when something has changed: light = brightness * decoded byte, to the nearest step. The
 * byte is decoded by the sRGB curve (IEC 61966-2-1) when `gamma` is 0, else by the plain power. `brightness` is 0
 * to 1, `gamma` 0 to 5. */
void sky_light_set(struct sky_light *light, double brightness, double gamma);

/* out = table[in] for every byte. */
void sky_light_apply(const uint8_t table[256], uint8_t *restrict out, const uint8_t *restrict in, size_t bytes);

#endif
