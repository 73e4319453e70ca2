/* SPDX-License-Identifier: ISC */
/* The scenes of a show, one after another: how long each lasts, in which order they come, and how many frames the
 * transition into each has. A transition overlaps the end of one scene with the beginning of the next, so a show
 * lasts as long as its scenes less its transitions.
 *
 * Scenes have places, from 0 on, in the order in which they are played. A show that loops has rounds of as many
 * places as there are scenes; with `shuffles` each round is a random order of its own, in which no scene follows
 * itself. */
#ifndef SKY_PROGRAM_TIMELINE_H
#define SKY_PROGRAM_TIMELINE_H

#include <stdio.h>

#include <sky/program.h>

#include "disc/transition.h"

struct sky_scene {
    char *operand;   /* of its input, without the words of a scene */
    char *name;      /* for messages */
    unsigned place;  /* among the operands, from 1 on; 0 if it is the only one */
    uint64_t length; /* frames; SKY_FRAMES_ENDLESS where it is not known, or the scene has no end */
    uint64_t fade;   /* frames of the transition into it, as far as the scenes are long enough */
    int with;        /* enum sky_transition_kind */
    bool has_for, has_fade, has_with; /* the words behind the operand */
    bool is_picture;
    bool is_file;    /* its frames can be counted */
    bool is_live;    /* a frame file or raw file, which has no end */
    bool is_whole;   /* the length is that of the whole file */
    bool is_stream;  /* a pipe, or another input whose frames cannot be counted */
    bool is_warned_of;
};

/* Seconds of a scene and of a fade. */
#define SKY_SCENE_MIN 0.001
#define SKY_SCENE_MAX 1e9
#define SKY_FADE_MAX 3600

struct sky_timeline {
    struct sky_scene *scenes;
    unsigned count;
    bool loops, shuffles;
    uint64_t seed;   /* of the orders */
    unsigned *order; /* of round `drawn` - 1, if that is not 0 */
    uint64_t drawn;
};

/* What scenes have that say nothing else: seconds, 0 where a picture has no end, and a kind. */
struct sky_scene_defaults {
    double still, fade;
    int with;
};

/* Is this the name of a word behind a scene? */
bool sky_scene_takes(const char *name);

/* Prints the rows of --help=tsv for the words behind a scene. */
void sky_scene_help_rows(void);

/* Makes scenes of operands and the words for=, fade= and with= behind them. The flags and the seed are the caller's to
 * set. Returns 0, or -1 with the error set; sky_timeline_finish() must follow in any case. */
int sky_timeline_init(struct sky_timeline *timeline, const struct sky_run *run, char *const *operands,
                      unsigned count, const struct sky_scene_defaults *defaults);
void sky_timeline_finish(struct sky_timeline *timeline);

/* Finds out how long scenes are that are files; with `by_reading` also those that must be read for that. Leaves out
 * those that are empty. Warns when a transition had to be shortened, or has no scene before it. Returns 0, or -1 with
 * the error set. */
int sky_timeline_measure(struct sky_timeline *timeline, const struct sky_run *run, bool by_reading);

/* Prints a table of the geometry, rate, frames and seconds of the scenes, without their transitions. They are those of
 * run->operands. The run's geometry and rate are for scenes that do not tell theirs. Warns of recordings that end
 * inside a frame. Returns 0, or -1 with the error set when a scene cannot be read to its end. */
int sky_timeline_print(FILE *out, const struct sky_timeline *timeline, const struct sky_run *run);

/* Does any scene have a transition? */
bool sky_timeline_fades(const struct sky_timeline *timeline);

/* May scene `i`, a pipe, each of whose frames is read once, fade to another scene that is the same pipe? */
bool sky_timeline_fades_to_itself(const struct sky_timeline *timeline, unsigned i);

/* The scene at a place. */
const struct sky_scene *sky_timeline_at(struct sky_timeline *timeline, uint64_t place);

/* Is there a scene at this place? */
bool sky_timeline_has(const struct sky_timeline *timeline, uint64_t place);

/* Frames of the transition into the scene at a place; 0 at the first one. It takes at most half of a scene that has
 * another transition at its other end; with `shuffles` at most half of the shortest scene. */
uint64_t sky_timeline_fade(struct sky_timeline *timeline, uint64_t place);

/* Frames of a show, or of a round of one that loops; SKY_FRAMES_ENDLESS where that is not known. */
uint64_t sky_timeline_length(struct sky_timeline *timeline);

#endif
