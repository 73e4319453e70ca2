/* SPDX-License-Identifier: ISC */
#ifndef SKY_FONT_UTF8_H
#define SKY_FONT_UTF8_H

#include <stdint.h>

#define SKY_UTF8_BAD UINT32_MAX

/* Reads the character at *text and moves *text behind it. Returns 0 at the end of the text, without moving. Returns
 * SKY_UTF8_BAD, and moves by one byte, where there is no well-formed UTF-8: a wrong byte, a sequence that is cut off or
 * longer than need be, a surrogate, or a number above U+10FFFF (table 3-7 of the Unicode standard). */
uint32_t sky_utf8_next(const char **text);

#endif
