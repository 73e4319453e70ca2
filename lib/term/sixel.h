/* SPDX-License-Identifier: ISC */
/* Pictures as sixel graphics, in which six rows of pixels make a band of characters: DEC STD 070, chapter 9, and the
 * VT330/VT340 Programmer Reference Manual, volume 2, chapter 14.
 *
 * The colours are a cube of equally many levels of red, green and blue, always the same, between which a pixel is
 * dithered in light by its place: so a picture that stays, or moves on, does not flicker. */
#ifndef SKY_TERM_SIXEL_H
#define SKY_TERM_SIXEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most pixels along each side of a picture. */
#define SKY_SIXEL_MAX 4096

/* The most colours of a picture. */
#define SKY_SIXEL_COLORS 216

struct sky_sixel;

/* For pictures of `width` x `height` pixels with at most `colors` colours, of which 8 are needed. Returns NULL with the
 * error set on failure. */
struct sky_sixel *sky_sixel_create(uint32_t width, uint32_t height, uint32_t colors);
void sky_sixel_destroy(struct sky_sixel *sixel); /* accepts NULL */

/* The most bytes that the text of a picture can have. */
size_t sky_sixel_text_max(const struct sky_sixel *sixel);

/* Makes the text that shows a picture at the cursor. `rgb` has three bytes a pixel, rows from the top, without padding.
 * `text` is owned by `sixel` and valid until the next call; `length` is 0 if the last text shows the same, unless the
 * picture is to be drawn in any case. */
void sky_sixel_draw(struct sky_sixel *sixel, const uint8_t *rgb, bool anyway, const char **text, size_t *length);

#endif
