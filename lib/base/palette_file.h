/* SPDX-License-Identifier: ISC */
/* Palettes from files: lines of a position and a colour, or GMT's colour palette tables (.cpt). */
#ifndef SKY_BASE_PALETTE_FILE_H
#define SKY_BASE_PALETTE_FILE_H

#include <stdbool.h>

#include "base/palette.h"

#define SKY_PALETTE_FILE_MAX 65536 /* bytes */
#define SKY_PALETTE_PIECES_MAX 1024

/* The number of a palette: of a built-in one by its name, or of a file by its path. A file is read when it is first
 * named. -1 with the error set. */
int sky_palette_find(const char *text);

/* A path has a '.' or '/' in it, which no name has. */
bool sky_palette_is_file(const char *text);

/* Reads a palette file, which is a .cpt if its name ends so. Returns 0, or -1 with an error set that begins with the
 * path and, where it is about a line, its number. */
int sky_palette_read(struct sky_palette *palette, const char *path);

/* Parses the text of one, of `length` bytes, changing it; text[length] must be writable. `name` is for errors.
 *
 * A line is "POSITION COLOR": a position from 0 to 1, not below that of the line before, and a colour as
 * sky_color_parse() takes it. Colours between are interpolated as sRGB codes. Two lines of one position are a step.
 * '#' begins a comment at the beginning of a line and between blanks.
 *
 * A .cpt, as GMT's Technical Reference describes it under "Color palette tables", is lines "Z0 COLOR Z1 COLOR", each
 * beginning where the one before ends, whose range becomes 0 to 1. A colour is R/G/B or three columns, 0 to 255, a
 * grey, H-S-V or, after "# COLOR_MODEL = HSV", three columns, #rrggbb or a name. With "+HSV" colours are interpolated
 * in HSV. The lines B, F and N and labels are ignored; categories, CMYK and patterns are refused. */
int sky_palette_parse(struct sky_palette *palette, char *text, size_t length, const char *name, bool is_cpt);

#endif
