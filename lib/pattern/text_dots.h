/* SPDX-License-Identifier: ISC */
/* Letters on the disc that are made of dots. */
#ifndef SKY_PATTERN_TEXT_DOTS_H
#define SKY_PATTERN_TEXT_DOTS_H

#include "font/glyph.h"
#include "pattern/text_ink.h"
#include "pattern/text_line.h"

/* As sky_text_draw(), for a glyph of a bitmap font. */
int sky_text_draw_dots(struct sky_text_ink *ink, const struct sky_base_line *line, const struct sky_glyph *glyph,
                       float x);

#endif
