/* SPDX-License-Identifier: ISC */
/* The built-in font; see font/drawings.h for how it is written down, and font/font.h for what the functions do. */
#ifndef SKY_FONT_BUILTIN_H
#define SKY_FONT_BUILTIN_H

#include "font/glyph.h"

struct sky_builtin_font;

/* Returns NULL with the error set if there is no memory. */
struct sky_builtin_font *sky_builtin_font_create(void);
void sky_builtin_font_destroy(struct sky_builtin_font *font); /* accepts NULL */

int sky_builtin_font_glyph(const struct sky_builtin_font *font, uint32_t character, struct sky_glyph *glyph);
float sky_builtin_font_kern(const struct sky_builtin_font *font, uint32_t left, uint32_t right);

#endif
