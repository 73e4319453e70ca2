/* SPDX-License-Identifier: ISC */
#include "program/timeline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/number.h"
#include "base/random.h"
#include "program/help.h"
#include "program/placed.h"
#include "stream/place.h"
#include "stream/recording.h"
#include "stream/still.h"
#include "stream/suffix.h"

/* ---- Words ---- */

static uint64_t frames_of(const struct sky_run *run, double seconds)
{
    return (uint64_t)floor(seconds * run->fps + 0.5);
}

/* The frames of a scene that lasts so long: one at least. */
static uint64_t length_of(const struct sky_run *run, double seconds)
{
    uint64_t frames = frames_of(run, seconds);
    return frames > 0 ? frames : 1;
}

/* Parses a word of a scene, such as "for=20". Returns 1; 0 when it is none; -1 with the error set. */
static int parse_word(struct sky_scene *scene, const struct sky_run *run, const char *word)
{
    const char *value = strchr(word, '=') + 1;
    double seconds;
    if (strncmp(word, "for=", 4) == 0) {
        if (sky_number_parse_in(value, "seconds", SKY_SCENE_MIN, SKY_SCENE_MAX, &seconds) < 0)
            return sky_fail_at("for");
        scene->length = length_of(run, seconds);
        scene->has_for = true;
    } else if (strncmp(word, "fade=", 5) == 0) {
        if (sky_number_parse_in(value, "seconds", 0, SKY_FADE_MAX, &seconds) < 0)
            return sky_fail_at("fade");
        scene->fade = frames_of(run, seconds);
        scene->has_fade = true;
    } else if (strncmp(word, "with=", 5) == 0) {
        if (sky_transition_parse(value, &scene->with) < 0)
            return sky_fail_at("with");
        scene->has_with = true;
    } else {
        return 0;
    }
    return 1;
}

bool sky_scene_takes(const char *name)
{
    return strcmp(name, "for") == 0 || strcmp(name, "fade") == 0 || strcmp(name, "with") == 0;
}

void sky_scene_help_rows(void)
{
    char lengths[SKY_RANGE_TEXT], fades[SKY_RANGE_TEXT];
    const struct sky_help_row rows[] = {
        {"scene", "for", "number", NULL, sky_number_range(SKY_SCENE_MIN, SKY_SCENE_MAX, lengths), "seconds", NULL,
         "how long it lasts"},
        {"scene", "fade", "number", NULL, sky_number_range(0, SKY_FADE_MAX, fades), "seconds", NULL,
         "how long the fade into it takes"},
        {"scene", "with", "choice", NULL, NULL, NULL, SKY_TRANSITION_CHOICES, "what that fade is"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        sky_help_row(&rows[i]);
}

/* Parses the words of a scene behind an operand; what remains is the operand of its input. */
static int parse_words(struct sky_scene *scene, const struct sky_run *run, const char *operand)
{
    size_t length = sky_operand_path_length(operand);
    bool has_dash = operand[0] == ','; /* see options.c */
    char *copied;
    if (asprintf(&copied, "%s%s", has_dash ? "-" : "", operand) < 0)
        return sky_fail("out of memory");
    scene->operand = copied;
    scene->name = sky_operand_name(copied, has_dash + length, scene->place);
    if (!scene->name)
        return -1;
    char *end = copied + has_dash + length;
    while (operand[length] == ',') {
        const char *word = operand + length + 1;
        size_t bytes = sky_operand_word_length(word);
        char *copy = strndup(word, bytes);
        int parsed = !copy ? sky_fail("out of memory") : strchr(copy, '=') ? parse_word(scene, run, copy) : 0;
        free(copy);
        if (parsed < 0)
            return sky_fail_at("%s", scene->name);
        if (parsed == 0) { /* it is one of the input */
            memmove(end, operand + length, bytes + 1);
            end += bytes + 1;
        }
        length += bytes + 1;
    }
    *end = '\0';
    return 0;
}

/* ---- Scenes ---- */

/* Finds out what kind of input it is. */
static int find_kind(struct sky_scene *scene)
{
    char *path = strndup(scene->operand, sky_operand_path_length(scene->operand));
    struct stat status;
    if (!path)
        return sky_fail("out of memory");
    scene->is_picture = sky_file_has_suffix(path, ".png") || sky_file_has_suffix(path, ".apng");
    if (strcmp(path, "-") == 0)
        scene->is_file = fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode);
    else
        scene->is_file = sky_file_is_regular(path);
    scene->is_live = path[0] == '@' || strncmp(path, "raw:", 4) == 0;
    free(path);
    return 0;
}

/* Words that place a picture are behind something else. Sets the error, and returns -1. */
static int fail_placed(const struct sky_scene *scene, const char *words)
{
    char *path = strndup(scene->operand, (size_t)(words - scene->operand));
    int result = path ? sky_suffix_check_input(path) : sky_fail("out of memory");
    free(path);
    return result < 0 ? -1
                      : sky_fail("%s: only a PNG picture can be placed by settings such as '%.*s'; other inputs have "
                                 "for=, fade= and with=",
                                 scene->name, (int)sky_operand_word_length(words + 1), words + 1);
}

/* Finds words that are wrong, or mean nothing for this scene. */
static int check_words(const struct sky_scene *scene, const struct sky_run *run,
                       const struct sky_scene_defaults *defaults)
{
    const char *words = scene->operand + sky_operand_path_length(scene->operand);
    if (*words && !scene->is_picture)
        return fail_placed(scene, words);
    if (*words && sky_placed_check(run, words + 1) < 0)
        return sky_fail_at("%s", scene->name);
    if (scene->has_with && scene->with != SKY_TRANSITION_CUT && !scene->has_fade && defaults->fade == 0)
        return sky_fail("%s: with: needs --fade or fade=, which say how long it takes", scene->name);
    return 0;
}

int sky_timeline_init(struct sky_timeline *timeline, const struct sky_run *run, char *const *operands,
                      unsigned count, const struct sky_scene_defaults *defaults)
{
    timeline->scenes = calloc(count, sizeof *timeline->scenes);
    timeline->order = calloc(count, sizeof *timeline->order);
    if (!timeline->scenes || !timeline->order)
        return sky_fail("out of memory");
    for (unsigned i = 0; i < count; i++) {
        struct sky_scene *scene = &timeline->scenes[timeline->count++];
        scene->place = count > 1 ? i + 1 : 0;
        scene->length = SKY_FRAMES_ENDLESS;
        scene->fade = frames_of(run, defaults->fade);
        scene->with = defaults->with;
        if (parse_words(scene, run, operands[i]) < 0 || find_kind(scene) < 0 || check_words(scene, run, defaults) < 0)
            return -1;
        if (scene->is_picture && !scene->has_for && defaults->still > 0)
            scene->length = length_of(run, defaults->still);
        if (scene->with == SKY_TRANSITION_CUT)
            scene->fade = 0;
    }
    return 0;
}

void sky_timeline_finish(struct sky_timeline *timeline)
{
    for (unsigned i = 0; i < timeline->count; i++) {
        free(timeline->scenes[i].operand);
        free(timeline->scenes[i].name);
    }
    free(timeline->scenes);
    free(timeline->order);
    *timeline = (struct sky_timeline){0};
}

/* Finds the length of a file, if it is shorter than the scene was to be. Returns 0, or -1 with the error set. */
static int measure(struct sky_scene *scene, const struct sky_run *run, bool by_reading)
{
    struct sky_input *input = sky_input_open(scene->operand, &run->geometry);
    int64_t frames = input ? sky_input_left(input) : -1;
    int result = input ? 0 : -1;
    if (input && frames < 0 && by_reading) {
        sky_input_end_at_damage(input, false);
        frames = sky_input_skip(input, INT64_MAX);
        result = frames < 0 ? -1 : 0;
    }
    sky_input_close(input);
    if (frames >= 0 && (uint64_t)frames <= scene->length) {
        scene->length = (uint64_t)frames;
        scene->is_whole = true;
    }
    return result;
}

/* Warns of words for a transition into the first scene, where it has none. */
static void warn_of_first(const struct sky_timeline *timeline, const struct sky_run *run)
{
    const struct sky_scene *scene = timeline->scenes;
    if (timeline->count > 0 && !timeline->loops && !timeline->shuffles && scene->fade > 0 &&
        (scene->has_fade || scene->has_with))
        sky_warn("%s: is the first scene, and does not fade in; put <(sky-gen solid color=black),for=%.6g before it",
                 scene->name, (double)scene->fade / run->fps);
}

/* Warns of the first transition that is shorter than it should be. */
static void warn_of_shortened(struct sky_timeline *timeline, const struct sky_run *run)
{
    unsigned end = timeline->loops ? 2 * timeline->count : timeline->count;
    for (unsigned place = 1; place < end; place++) {
        const struct sky_scene *scene = sky_timeline_at(timeline, place);
        uint64_t fade = sky_timeline_fade(timeline, place);
        if (fade == scene->fade)
            continue;
        sky_warn("%s: the fade into it takes %.6g s instead of %.6g s, as it or the scene before it is too short",
                 scene->name, (double)fade / run->fps, (double)scene->fade / run->fps);
        return;
    }
}

int sky_timeline_measure(struct sky_timeline *timeline, const struct sky_run *run, bool by_reading)
{
    unsigned kept = 0;
    warn_of_first(timeline, run);
    for (unsigned i = 0; i < timeline->count; i++) {
        struct sky_scene *scene = &timeline->scenes[i];
        if (scene->is_picture || scene->is_live)
            continue;
        if (scene->is_file && measure(scene, run, by_reading) < 0)
            return -1;
        scene->is_stream = !scene->is_whole && (scene->length == SKY_FRAMES_ENDLESS || !scene->is_file);
    }
    for (unsigned i = 0; i < timeline->count; i++) {
        struct sky_scene scene = timeline->scenes[i];
        if (scene.length > 0) {
            timeline->scenes[kept++] = scene;
            continue;
        }
        free(scene.operand);
        free(scene.name);
    }
    timeline->count = kept;
    warn_of_shortened(timeline, run);
    return 0;
}

/* ---- The table of --info ---- */

/* Counts the frames of a scene by reading what does not tell them. Geometry and rate are changed if it is a recording
 * that tells its own, and its seconds are counted at this rate. Returns their number, or -1 with the error set. */
static int64_t count_frames(const struct sky_scene *scene, double show_fps, struct sky_geometry *geometry, double *fps)
{
    if (scene->length == SKY_FRAMES_ENDLESS && (scene->is_picture || scene->is_live))
        return sky_fail("%s: has no end, unless for= says how long it lasts", scene->name);
    sky_recording_peek(scene->operand, geometry, fps);
    uint64_t most = INT64_MAX;
    if (scene->length != SKY_FRAMES_ENDLESS)
        most = (uint64_t)floor((double)scene->length / show_fps * *fps + 0.5);
    if (scene->is_live)
        return (int64_t)most;
    struct sky_input *input = sky_input_open(scene->operand, geometry);
    bool named = input && sky_input_set_place(input, scene->place) == 0;
    int64_t frames = named ? sky_input_skip(input, most) : -1;
    sky_input_close(input);
    return frames;
}

int sky_timeline_print(FILE *out, const struct sky_timeline *timeline, const struct sky_run *run)
{
    unsigned failed = 0;
    fprintf(out, "%-12s %8s %10s %10s  INPUT\n", "GEOMETRY", "FPS", "FRAMES", "SECONDS");
    for (unsigned i = 0; i < timeline->count; i++) {
        char text[SKY_GEOMETRY_TEXT];
        struct sky_geometry geometry = run->geometry;
        double fps = run->fps;
        int64_t frames = count_frames(&timeline->scenes[i], run->fps, &geometry, &fps);
        const char *operand = run->operands[i];
        if (frames >= 0)
            fprintf(out, "%-12s %8.6g %10lld %10.2f  %s%s\n", sky_geometry_format(&geometry, text), fps,
                    (long long)frames, (double)frames / fps, *operand == ',' ? "-" : "", operand);
        else if (timeline->count == 1)
            return -1;
        else if (++failed)
            sky_warn("%s", sky_error());
    }
    return failed ? sky_fail("%u of %u inputs cannot be read to their end", failed, timeline->count) : 0;
}

/* ---- Fades ---- */

bool sky_timeline_fades(const struct sky_timeline *timeline)
{
    for (unsigned i = 0; i < timeline->count; i++)
        if (timeline->scenes[i].fade > 0)
            return true;
    return false;
}

bool sky_timeline_fades_to_itself(const struct sky_timeline *timeline, unsigned i)
{
    const struct sky_scene *scene = &timeline->scenes[i];
    bool is_stdin = strcmp(scene->operand, "-") == 0;
    unsigned next = timeline->loops ? (i + 1) % timeline->count : i + 1;
    if (!is_stdin && (scene->is_file || scene->is_picture || scene->is_live))
        return false;
    for (unsigned other = 0; other < timeline->count; other++)
        if (other != i && timeline->scenes[other].fade > 0 && (other == next || timeline->shuffles || is_stdin) &&
            strcmp(timeline->scenes[other].operand, scene->operand) == 0)
            return true;
    return false;
}

/* ---- Order ---- */

static void swap(unsigned *a, unsigned *b)
{
    unsigned kept = *a;
    *a = *b;
    *b = kept;
}

/* A random order of a round: the shuffle of Fisher and Yates. */
static void draw_order(struct sky_timeline *timeline, uint64_t round)
{
    unsigned count = timeline->count;
    for (unsigned i = 0; i < count; i++)
        timeline->order[i] = i;
    for (unsigned i = count; i > 1; i--)
        swap(&timeline->order[i - 1], &timeline->order[sky_random_hash(timeline->seed, round * count + i - 1) % i]);
}

/* Where a round would begin with the scene that the one before ended with, its first two change places, which
 * leaves its own end alone. Two scenes can only alternate. */
static void find_order(struct sky_timeline *timeline, uint64_t round)
{
    unsigned count = timeline->count, last = count;
    if (timeline->drawn == round + 1)
        return;
    timeline->drawn = round + 1;
    if (count == 2)
        round = 0;
    if (round > 0) {
        draw_order(timeline, round - 1);
        last = timeline->order[count - 1];
    }
    draw_order(timeline, round);
    if (count > 1 && timeline->order[0] == last)
        swap(&timeline->order[0], &timeline->order[1]);
}

const struct sky_scene *sky_timeline_at(struct sky_timeline *timeline, uint64_t place)
{
    unsigned index = (unsigned)(place % timeline->count);
    if (!timeline->shuffles)
        return &timeline->scenes[index];
    find_order(timeline, place / timeline->count);
    return &timeline->scenes[timeline->order[index]];
}

bool sky_timeline_has(const struct sky_timeline *timeline, uint64_t place)
{
    return timeline->count > 0 && (timeline->loops || place < timeline->count);
}

/* ---- Time ---- */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* How much of the scene at `place` a transition may take, if at its other end is that into the scene at `other`. */
static uint64_t room_at(struct sky_timeline *timeline, uint64_t place, uint64_t other)
{
    uint64_t length = sky_timeline_at(timeline, place)->length;
    bool is_shared = other > 0 && sky_timeline_has(timeline, other) && sky_timeline_at(timeline, other)->fade > 0;
    return is_shared && length != SKY_FRAMES_ENDLESS ? length / 2 : length;
}

uint64_t sky_timeline_fade(struct sky_timeline *timeline, uint64_t place)
{
    uint64_t fade = sky_timeline_at(timeline, place)->fade;
    unsigned round = timeline->loops ? timeline->count : 0; /* what holds in the later rounds holds in the first */
    if (place == 0 || fade == 0)
        return 0;
    if (!timeline->shuffles)
        return least(fade, least(room_at(timeline, place - 1, place - 1 + round), room_at(timeline, place, place + 1)));
    for (unsigned i = 0; i < timeline->count; i++)
        fade = least(fade, timeline->scenes[i].length / 2);
    return fade;
}

uint64_t sky_timeline_length(struct sky_timeline *timeline)
{
    unsigned first = timeline->loops ? timeline->count : 0; /* the first round has no transition at its beginning */
    uint64_t length = 0;
    for (unsigned i = 0; i < timeline->count; i++) {
        if (timeline->scenes[i].length == SKY_FRAMES_ENDLESS)
            return SKY_FRAMES_ENDLESS;
        length += timeline->scenes[i].length;
    }
    for (unsigned place = first; place < first + timeline->count; place++)
        length -= sky_timeline_fade(timeline, place);
    return length;
}
