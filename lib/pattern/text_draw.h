/* SPDX-License-Identifier: ISC */
/* Letters on the disc. Lengths are in radii of the disc, apart from those of glyphs. */
#ifndef SKY_PATTERN_TEXT_DRAW_H
#define SKY_PATTERN_TEXT_DRAW_H

#include "font/font.h"
#include "pattern/text_ink.h"
#include "pattern/text_line.h"

/* Adds a letter, whose origin is at `x`, to the coverage. Returns 0, or -1 with the error set when memory is short. */
int sky_text_draw(struct sky_text_ink *ink, const struct sky_base_line *line, const struct sky_glyph *glyph, float x);

#endif
