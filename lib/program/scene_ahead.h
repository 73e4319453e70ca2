/* SPDX-License-Identifier: ISC */
/* Opens the picture that comes next while the scene before it is shown: decoding a photograph takes as long as many
 * frames. */
#ifndef SKY_PROGRAM_SCENE_AHEAD_H
#define SKY_PROGRAM_SCENE_AHEAD_H

#include <pthread.h>

#include <sky/stream.h>

/* Zeroed, there is none. */
struct sky_scene_ahead {
    const char *operand; /* of the picture; NULL: none was begun */
    const struct sky_geometry *geometry;
    pthread_t thread;
    struct sky_input *input; /* the thread's, until it is joined */
};

/* Begins to open a picture in a thread of its own, unless that was begun already; another one is given up. `operand`
 * and `geometry` must stay. */
void sky_scene_ahead_begin(struct sky_scene_ahead *ahead, const char *operand, const struct sky_geometry *geometry);

/* Returns the input of this operand once it is open. NULL where none was begun, or could not be opened; then it is to
 * be opened now, which tells why. */
struct sky_input *sky_scene_ahead_take(struct sky_scene_ahead *ahead, const char *operand);

/* Gives up what was begun. */
void sky_scene_ahead_finish(struct sky_scene_ahead *ahead);

#endif
