/* SPDX-License-Identifier: ISC */
/* A picture that is an input. Where it lies on the disc say words behind its operand, as in
 * "logo.png,size=0.4,y=sin(t)": the stream keeps the words; whoever opened it evaluates them for each frame. An
 * animated one is played in the time of the show. */
#ifndef SKY_STREAM_STILL_H
#define SKY_STREAM_STILL_H

#include <sky/stream.h>

#include "disc/view.h"

/* Sets the view of a frame, counted from 0 at the input's beginning. Returns 0, or -1 with the error set. */
typedef int sky_still_viewer(void *context, uint64_t frame, struct sky_view_settings *settings);

/* Says in which show the input is read: of so many frames a second, of which its first one is frame `first`.
 * Without this, 30 and 0. */
void sky_input_set_show(struct sky_input *input, double fps, uint64_t first);

/* How many characters of an operand are before its words, the first of which is `,name=`. */
size_t sky_operand_path_length(const char *operand);

/* How many characters such a word has: up to a comma that is not inside parentheses. */
size_t sky_operand_word_length(const char *word);

/* The words behind an input's operand, without the first comma; NULL where there are none. */
const char *sky_input_words(const struct sky_input *input);

/* From now on the frames of a picture have its colours alone, not laid over a background, and an opacity. Other inputs
 * ignore it. Returns 0, or -1 with the error set. */
int sky_input_keep_opacity(struct sky_input *input);

/* The opacity of the newest frame, three equal bytes a pixel, 255 where it is opaque; NULL if it is so everywhere. */
const uint8_t *sky_input_opacity(const struct sky_input *input);

/* From now on a viewer says how the picture lies; an input that is no picture must not get one. `finish` is called with
 * the context when the input is closed. */
void sky_input_set_viewer(struct sky_input *input, sky_still_viewer *viewer, void (*finish)(void *context),
                          void *context);

#endif
