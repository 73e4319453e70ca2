/* SPDX-License-Identifier: ISC */
/* Parameters of where a picture lies: those of sky-polar, and the words behind a picture that is an input. */
#ifndef SKY_PROGRAM_PLACED_H
#define SKY_PROGRAM_PLACED_H

#include <sky/program.h>

#include "disc/view.h"

/* Bit 0: left and right change places, bit 1: top and bottom. */
extern const char *const sky_flip_names[];

/* Rows for a table whose struct has the members: int fit, flip; double size, x, y, angle; const char *crop; struct
 * sky_color background. */
#define SKY_PLACEMENT_PARAMS(settings) \
    SKY_PARAM_CHOICE(settings, fit, "contain", sky_fit_names, \
                     "which sides span the disc's diameter: the longer (contain), the shorter (cover), both"), \
    SKY_PARAM_NUMBER(settings, size, "1", 0.01, 100, "times", \
                     "how large the picture is, relative to what fit makes it"), \
    SKY_PARAM_NUMBER(settings, x, "0", -100, 100, "radii", "where the picture's middle is, to the right"), \
    SKY_PARAM_NUMBER(settings, y, "0", -100, 100, "radii", "the same, upwards"), \
    SKY_PARAM_PERIODIC(settings, angle, "0", 0, 360, "degrees", "turn the picture clockwise about its middle"), \
    SKY_PARAM_CHOICE(settings, flip, "no", sky_flip_names, \
                     "a mirror image: left and right change places, or top and bottom, or both"), \
    SKY_PARAM_TEXT(settings, crop, "", "WIDTHxHEIGHT+X+Y", "show only this part of the picture"), \
    SKY_PARAM_COLOR(settings, background, "black", "colour beyond the picture and behind its transparent parts")

/* What these members of a struct say. */
#define SKY_VIEW_SETTINGS_OF(settings) \
    ((struct sky_view_settings){ \
        .placement = {.fit = (enum sky_fit)(settings)->fit, .size = (settings)->size, .x = (settings)->x, \
                      .y = (settings)->y, .turns = (settings)->angle / 360, \
                      .flip_across = ((settings)->flip & 1) != 0, .flip_down = ((settings)->flip & 2) != 0}, \
        .background = (settings)->background, \
        .crop = (settings)->crop})

/* A crop= of the command line; whether it is inside a picture is found when that is drawn. Returns 0, or -1 with the
 * error set, as a mistake on the command line, when it is no part of any. */
int sky_crop_check(const char *crop);

/* "a picture" for the name of such a word, else NULL; as sky_program.owner. */
const char *sky_placed_owner(const char *name);

/* Finds out whether words behind a picture are right. Returns 0, or -1 with the error set, as a mistake on the command
 * line. */
int sky_placed_check(const struct sky_run *run, const char *words);

/* To be called with each input that was opened, whose first frame is frame `first` of the show: an animated picture is
 * played in that time, and if words say how a picture lies, they are evaluated for each of its frames. Returns 0, or -1
 * with the error set. */
int sky_run_place(const struct sky_run *run, struct sky_input *input, uint64_t first);

#endif
