/* SPDX-License-Identifier: ISC */
/* Maps of LEDs that other programs use, as layouts. What a file is, is told by its content:
 *
 *     Pixelblaze       a JSON array of places, [x, y] or [x, y, z], y down:
 *                      https://github.com/simap/pixelblaze, README.mapper.md
 *     Open Pixel       a JSON array of {"point": [x, y, z]}, as layouts of gl_server and of Fadecandy's clients:
 *     Control          https://github.com/zestyping/openpixelcontrol
 *     WLED             {"map": [...], "width": W, "height": H}, row after row from the upper left, the number of an LED
 *                      or -1: https://kno.wled.ge/advanced/mapping
 *     Fadecandy        {"devices": [{"map": [[channel, first pixel, first LED, count]]}]}:
 *                      https://github.com/scanlime/fadecandy, doc/fc_server_config.md
 *     xLights          the grid of a custom model, .xmodel: rows of numbers from 1, separated by ; and layers by |, or
 *                      node,row,column;...: https://github.com/xLightsSequencer/xLights, CustomModel.cpp
 *     CSV              x,y or x,y,z in the order of the chain, y up; or columns named x and y, as PosX, Mid X,
 *                      Center-X(mm) in files for placing parts
 *
 * Of three coordinates, one that is the same for all LEDs is left out, else the third. */
#ifndef SKY_LED_IMPORT_H
#define SKY_LED_IMPORT_H

#include <stdio.h>

#include <sky/geometry.h>

/* Prints the layout for a map in memory. `name` stands for the file in errors and in a comment. The geometry is that
 * of the frames, which a map of Fadecandy refers to. Returns 0, or -1 with the error set, "NAME:LINE: reason", and
 * nothing printed. */
int sky_import(FILE *out, const char *text, size_t size, const char *name, const struct sky_geometry *geometry);

/* The same for a file of at most SKY_LAYOUT_BYTES_MAX bytes. */
int sky_import_file(FILE *out, const char *path, const struct sky_geometry *geometry);

#endif
