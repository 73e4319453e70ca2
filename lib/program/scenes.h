/* SPDX-License-Identifier: ISC */
/* Plays a timeline: reads the scenes one after another, two during a transition, and mixes them. A scene is opened when
 * its transition begins, or when the one before it has ended; a picture some seconds earlier. One that breaks off, or
 * cannot be opened, is warned of, and the next one begins. */
#ifndef SKY_PROGRAM_SCENES_H
#define SKY_PROGRAM_SCENES_H

#include <sky/program.h>

#include "disc/transition.h"
#include "program/scene_ahead.h"
#include "program/scene_reader.h"
#include "program/timeline.h"

struct sky_scenes {
    const struct sky_run *run;
    struct sky_timeline *timeline;
    bool (*wants_next)(const struct sky_run *run); /* see sky_scenes_init() */
    struct sky_transition transition;
    struct sky_frame_pool pool;
    bool fades;                           /* there are transitions */
    uint64_t place;                       /* of `now` in the timeline */
    struct sky_scene_reader now, before;  /* the newest scene that has begun; in a transition the one that goes */
    struct sky_scene_ahead ahead;         /* a picture that will be `now` */
    uint64_t fade, faded;                 /* frames of the transition, 0 outside of one, and how many were given */
    unsigned empty;                       /* scenes that had no frame, one after another */
    bool asked;                           /* the next scene is to begin */
    bool failed;                          /* a scene broke off, which was warned of */
};

/* Begins with frame `first` of the show. The timeline was measured if it has transitions, and outlives this. `soft`
 * is for sky_transition_init(), and `memory` the most bytes that frames which are read ahead may take.
 * `wants_next` is called some times a second while a scene gives no frame: whether the next one is to begin; it may be
 * NULL. Returns 0, or -1 with the error set; sky_scenes_finish() must follow in any case. */
int sky_scenes_init(struct sky_scenes *scenes, const struct sky_run *run, struct sky_timeline *timeline, double soft,
                    uint64_t memory, uint64_t first, bool (*wants_next)(const struct sky_run *run));
void sky_scenes_finish(struct sky_scenes *scenes);

/* Writes the next frame, or only goes on by one where `output` is NULL. */
enum sky_next sky_scenes_write(struct sky_scenes *scenes, struct sky_output *output);

/* Goes on by up to `count` frames. Returns 0, also when the show ends before; or -1 with the error set. */
int sky_scenes_skip(struct sky_scenes *scenes, uint64_t count);

/* Goes to a frame of the show from its beginning. Returns as sky_scenes_skip(). */
int sky_scenes_go(struct sky_scenes *scenes, uint64_t frame);

/* The next scene begins with the next frame or, in a transition, when that is over. In the last scene this does
 * nothing. */
void sky_scenes_ask_next(struct sky_scenes *scenes);

/* Writes what -v adds to its line: which scene is shown, and how many frames are read ahead. */
void sky_scenes_describe(const struct sky_scenes *scenes, char *text, size_t size);

#endif
