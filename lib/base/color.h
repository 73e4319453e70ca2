/* SPDX-License-Identifier: ISC */
/* Colours beside <sky/value.h>. */
#ifndef SKY_BASE_COLOR_H
#define SKY_BASE_COLOR_H

#include <sky/value.h>

/* 0xrrggbb of the short form 0xrgb: each digit twice, as in CSS. */
uint32_t sky_color_expand(uint32_t code);

#endif
