/* SPDX-License-Identifier: ISC */
/* The configuration of Fadecandy's server as a layout. Its pixel i of Open Pixel Control is LED i of the frame, vane
 * after vane; with several channels, the pixels of each follow those of the one before. Each strand of 64 LEDs is a
 * lane, eight of a device, and each device of another kind is one. */
#ifndef SKY_LED_IMPORT_FADECANDY_H
#define SKY_LED_IMPORT_FADECANDY_H

#include "led/importer.h"
#include "led/json.h"

/* Reads the array of devices. Returns 0, or -1 with the error set; sky_import_fadecandy_finish() the importer in any
 * case. */
int sky_import_fadecandy(struct sky_importer *importer, struct sky_json *json);

/* Prints the layout. */
void sky_import_fadecandy_print(const struct sky_importer *importer);

void sky_import_fadecandy_finish(struct sky_importer *importer); /* does nothing for other formats */

#endif
