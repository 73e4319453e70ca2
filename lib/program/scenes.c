/* SPDX-License-Identifier: ISC */
#include "program/scenes.h"

#include <math.h>
#include <stdio.h>

#include <sky/signals.h>

#include "base/number.h"

/* Of both scenes of a transition: the frame that was given last, and two that are read before one is given; and one for
 * the frame by which the queue of a scene is longer than its transition. */
#define POOL_EXTRA 7

#define LOOK_AHEAD 5 /* seconds before it begins in which a picture is opened */

#define EARLY 0.5 /* seconds: a film whose rate is not ours may end a little too soon */

/* ---- One scene after another ---- */

static bool has_next(const struct sky_scenes *scenes)
{
    const struct sky_timeline *timeline = scenes->timeline;
    return sky_timeline_has(timeline, scenes->place + 1) && scenes->empty < timeline->count; /* not all are empty */
}

/* How many frames a scene at a place must be read ahead. In a random order any may follow. */
static uint64_t ahead_at(struct sky_timeline *timeline, uint64_t place)
{
    const struct sky_scene *scene = sky_timeline_at(timeline, place);
    bool ends_unknown = scene->is_stream && scene->length == SKY_FRAMES_ENDLESS;
    uint64_t most = 0;
    if (!ends_unknown || !sky_timeline_has(timeline, place + 1))
        return 0;
    if (!timeline->shuffles)
        return sky_timeline_fade(timeline, place + 1);
    for (unsigned i = 0; i < timeline->count; i++)
        most = timeline->scenes[i].fade > most ? timeline->scenes[i].fade : most;
    return most;
}

/* While a scene gives no frame, asking for the next one ends it, which in a fade is all that is asked for. */
static bool gives_up(void *context)
{
    struct sky_scenes *scenes = context;
    bool asked = scenes->asked || (scenes->wants_next && scenes->wants_next(scenes->run));
    scenes->asked = false;
    return asked && (has_next(scenes) || scenes->fade > 0);
}

/* Of a scene that may end at any time, the last frame is copied, as it may have to stay. */
static bool needs_pool(const struct sky_scene *scene)
{
    return scene->is_stream || scene->is_live;
}

/* Opens the scene at scenes->place. */
static int open_scene(struct sky_scenes *scenes)
{
    struct sky_timeline *timeline = scenes->timeline;
    const struct sky_scene *scene = sky_timeline_at(timeline, scenes->place);
    struct sky_frame_pool *pool = scenes->fades && needs_pool(scene) ? &scenes->pool : NULL;
    bool first_round = scenes->place < timeline->count; /* in which each input is warned of */
    uint64_t ahead = pool ? ahead_at(timeline, scenes->place) : 0;
    struct sky_input *input = sky_scene_ahead_take(&scenes->ahead, scene->operand);
    if (sky_scene_reader_open(&scenes->now, scenes->run, scene, input, pool, ahead) < 0)
        return -1;
    scenes->now.gives_up = gives_up;
    scenes->now.context = scenes;
    if (first_round)
        sky_run_check_rate(scenes->run, scenes->now.input);
    if (timeline->loops)
        sky_input_end_at_damage(scenes->now.input, first_round);
    return 0;
}

/* Is this the first warning about a scene? There is one, however many rounds there are. */
static bool is_first_warning(struct sky_scenes *scenes, const struct sky_scene *scene)
{
    bool *is_warned_of = &scenes->timeline->scenes[scene - scenes->timeline->scenes].is_warned_of;
    bool is_first = !*is_warned_of;
    *is_warned_of = true;
    return is_first;
}

static void warn_of_failure(struct sky_scenes *scenes, const struct sky_scene *scene)
{
    scenes->failed = true;
    if (is_first_warning(scenes, scene))
        sky_warn("%s", sky_error());
}

/* Makes the failure of a scene its end, after a warning, if anything is still to be shown after that. */
static enum sky_next go_on(struct sky_scenes *scenes, const struct sky_scene *scene, enum sky_next next)
{
    if (next != SKY_NEXT_FAILED || (!has_next(scenes) && scenes->fade == 0))
        return next;
    warn_of_failure(scenes, scene);
    return SKY_NEXT_END;
}

/* Opens the next scene that can be opened as `now`, which is closed. Returns SKY_NEXT_END where there is none. */
static enum sky_next open_next(struct sky_scenes *scenes)
{
    while (has_next(scenes)) {
        scenes->place++;
        if (open_scene(scenes) == 0)
            return SKY_NEXT_FRAME;
        scenes->empty++;
        if (go_on(scenes, sky_timeline_at(scenes->timeline, scenes->place), SKY_NEXT_FAILED) == SKY_NEXT_FAILED)
            return SKY_NEXT_FAILED;
    }
    return SKY_NEXT_END;
}

static bool is_pipe(const struct sky_scene *scene)
{
    return !scene->is_file && !scene->is_picture && !scene->is_live;
}

/* Warns of a pipe that ends long before its for=: its program may have died, between two frames. */
static void warn_if_early(struct sky_scenes *scenes, const struct sky_scene_reader *reader)
{
    const struct sky_scene *scene = reader->scene;
    double fps = scenes->run->fps, left = (double)(scene->length - reader->number) / fps;
    if (reader->ended && is_pipe(scene) && scene->has_for && left >= EARLY && is_first_warning(scenes, scene))
        sky_warn("%s: ended after %.6g s, before its for=%.6g", sky_input_name(reader->input),
                 (double)reader->number / fps, (double)scene->length / fps);
}

/* Counts `now`, which has ended, if it gave no frame. A pipe that has ended in one round has none in the next. */
static void count_empty(struct sky_scenes *scenes)
{
    const struct sky_scene *scene = scenes->now.scene;
    warn_if_early(scenes, &scenes->now);
    if (scenes->now.number > 0)
        return;
    scenes->empty++;
    if (!is_pipe(scene) || scenes->place < scenes->timeline->count)
        return;
    sky_fail("%s: gave no frames in a later round; a pipe cannot be read again from its beginning",
             sky_input_name(scenes->now.input));
    warn_of_failure(scenes, scene);
}

/* Replaces `now`, which has ended, by the next scene. That is opened before `now` is closed: it may be the same FIFO,
 * whose next writer would break off if nobody had it open. */
static enum sky_next replace_now(struct sky_scenes *scenes)
{
    struct sky_scene_reader ended = scenes->now;
    scenes->now = (struct sky_scene_reader){0};
    enum sky_next next = open_next(scenes);
    sky_scene_reader_close(&ended);
    return next;
}

/* Begins the next scene with a cut. A file that follows itself need not be opened again. */
static enum sky_next cut(struct sky_scenes *scenes)
{
    count_empty(scenes);
    enum sky_next next = sky_scene_reader_check_end(&scenes->now) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
    if (go_on(scenes, scenes->now.scene, next) == SKY_NEXT_FAILED)
        return SKY_NEXT_FAILED;
    if (has_next(scenes) && scenes->timeline->count == 1 && !scenes->now.pool && !is_pipe(scenes->now.scene)) {
        scenes->place++;
        return sky_scene_reader_rewind(&scenes->now) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
    }
    return replace_now(scenes);
}

/* Ends the transition with the scene that should have gone, as none comes. */
static void stay(struct sky_scenes *scenes)
{
    scenes->now = scenes->before;
    scenes->before = (struct sky_scene_reader){0};
    scenes->fade = 0;
}

static enum sky_next begin_fade(struct sky_scenes *scenes, uint64_t frames)
{
    sky_transition_set(&scenes->transition, sky_timeline_at(scenes->timeline, scenes->place + 1)->with);
    scenes->before = scenes->now;
    scenes->now = (struct sky_scene_reader){0};
    scenes->fade = frames;
    scenes->faded = 0;
    enum sky_next next = open_next(scenes);
    if (next != SKY_NEXT_END)
        return next;
    stay(scenes);
    return SKY_NEXT_FRAME;
}

static void end_fade(struct sky_scenes *scenes)
{
    scenes->fade = 0;
    warn_if_early(scenes, &scenes->before);
    if (sky_scene_reader_check_end(&scenes->before) < 0)
        warn_of_failure(scenes, scenes->before.scene);
    sky_scene_reader_close(&scenes->before);
}

/* Begins the next scene. The transition has as many frames as this scene has left, if that is less than planned; a
 * scene that has none left stands still during the transition. */
static enum sky_next begin_next(struct sky_scenes *scenes, uint64_t fade, uint64_t left)
{
    scenes->asked = false;
    if (left > 0 && left < fade)
        fade = left;
    bool has_frame = left > 0 || scenes->now.frame;
    return fade > 0 && has_frame ? begin_fade(scenes, fade) : cut(scenes);
}

/* Opens the next scene, `left` frames before it begins, if it is a picture. */
static void look_ahead(struct sky_scenes *scenes, uint64_t left)
{
    bool is_next = has_next(scenes) && (double)left < LOOK_AHEAD * scenes->run->fps;
    const struct sky_scene *scene = is_next ? sky_timeline_at(scenes->timeline, scenes->place + 1) : NULL;
    if (scene && scene->is_picture && scene != scenes->now.scene)
        sky_scene_ahead_begin(&scenes->ahead, scene->operand, &scenes->run->geometry);
}

/* Begins the next scene if it is time. Returns SKY_NEXT_FRAME in a transition, and before it, when `left` frames of
 * `now` are left before the next scene begins. */
static enum sky_next prepare(struct sky_scenes *scenes, uint64_t *left)
{
    enum sky_next next = SKY_NEXT_FRAME;
    while (next == SKY_NEXT_FRAME && scenes->fade == 0 && scenes->now.input) {
        bool may_begin = has_next(scenes);
        uint64_t fade = may_begin ? sky_timeline_fade(scenes->timeline, scenes->place + 1) : 0;
        next = go_on(scenes, scenes->now.scene, sky_scene_reader_read_ahead(&scenes->now));
        if (next == SKY_NEXT_FAILED || next == SKY_NEXT_NOTHING)
            return next;
        *left = scenes->now.length - scenes->now.number;
        scenes->asked = scenes->asked && may_begin;
        if (*left > fade && !scenes->asked) {
            *left -= fade;
            look_ahead(scenes, *left);
            return SKY_NEXT_FRAME;
        }
        next = begin_next(scenes, fade, *left);
    }
    return next == SKY_NEXT_FRAME && !scenes->now.input ? SKY_NEXT_END : next;
}

/* ---- Frames ---- */

/* The next frame of the scene that comes; its last one stays after its end. Where it has none at all, the next scene
 * comes instead. */
static enum sky_next next_now(struct sky_scenes *scenes)
{
    for (;;) {
        const struct sky_scene *scene = scenes->now.scene;
        enum sky_next next = go_on(scenes, scene, sky_scene_reader_read_ahead(&scenes->now));
        if (next != SKY_NEXT_NOTHING)
            next = go_on(scenes, scene, sky_scene_reader_next(&scenes->now));
        if (next != SKY_NEXT_END)
            return next;
        if (scenes->now.frame)
            return SKY_NEXT_FRAME;
        count_empty(scenes);
        next = replace_now(scenes);
        if (next != SKY_NEXT_FRAME)
            return next;
    }
}

static enum sky_next write_mixed(struct sky_scenes *scenes, struct sky_output *output)
{
    enum sky_next next = next_now(scenes);
    if (next == SKY_NEXT_END)
        stay(scenes);
    if (next != SKY_NEXT_FRAME)
        return next;
    next = go_on(scenes, scenes->before.scene, sky_scene_reader_next(&scenes->before));
    if (next == SKY_NEXT_NOTHING)
        return next;
    const uint8_t *from = scenes->before.frame; /* NULL: it broke off, and nothing of it can be shown */
    int written = 0;
    if (output && from) {
        sky_transition_draw(&scenes->transition, sky_output_begin(output), from, scenes->now.frame, scenes->faded,
                            scenes->fade);
        written = sky_output_end(output);
    } else if (output) {
        written = sky_output_write(output, scenes->now.frame);
    }
    if (!from || ++scenes->faded == scenes->fade)
        end_fade(scenes);
    return written < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static enum sky_next write_plain(struct sky_scenes *scenes, struct sky_output *output)
{
    bool moved = false;
    if (output && sky_scene_reader_move(&scenes->now, output, &moved) < 0)
        return SKY_NEXT_FAILED;
    if (moved)
        return SKY_NEXT_FRAME;
    enum sky_next next = go_on(scenes, scenes->now.scene, sky_scene_reader_next(&scenes->now));
    if (next == SKY_NEXT_FRAME && output && sky_output_write(output, scenes->now.frame) < 0)
        return SKY_NEXT_FAILED;
    return next;
}

enum sky_next sky_scenes_write(struct sky_scenes *scenes, struct sky_output *output)
{
    uint64_t left;
    for (;;) {
        enum sky_next next = prepare(scenes, &left);
        if (next != SKY_NEXT_FRAME)
            return next;
        next = scenes->fade > 0 ? write_mixed(scenes, output) : write_plain(scenes, output);
        if (next == SKY_NEXT_FRAME)
            scenes->empty = 0;
        if (next != SKY_NEXT_END)
            return next;
    }
}

int sky_scenes_skip(struct sky_scenes *scenes, uint64_t count)
{
    while (count > 0 && !sky_signals_stop()) {
        uint64_t left;
        enum sky_next next = prepare(scenes, &left);
        if (next != SKY_NEXT_FRAME)
            return next == SKY_NEXT_FAILED ? -1 : 0;
        int64_t skipped;
        if (scenes->fade > 0) {
            next = write_mixed(scenes, NULL);
            skipped = next == SKY_NEXT_FRAME;
        } else {
            skipped = sky_scene_reader_skip(&scenes->now, left < count ? left : count);
            next = skipped < 0 ? go_on(scenes, scenes->now.scene, SKY_NEXT_FAILED) : SKY_NEXT_FRAME;
        }
        if (next == SKY_NEXT_FAILED)
            return -1;
        if (skipped > 0) {
            scenes->empty = 0;
            count -= (uint64_t)skipped;
        }
    }
    return 0;
}

/* A round that is far from the beginning is entered one round early: its first transition is over long before. */
int sky_scenes_go(struct sky_scenes *scenes, uint64_t frame)
{
    struct sky_timeline *timeline = scenes->timeline;
    uint64_t length = sky_timeline_length(timeline), rounds = 0;
    if (timeline->loops && length > 0 && length != SKY_FRAMES_ENDLESS && frame / length > 1)
        rounds = frame / length - 1;
    sky_scene_ahead_finish(&scenes->ahead);
    sky_scene_reader_close(&scenes->before);
    sky_scene_reader_close(&scenes->now);
    scenes->fade = 0;
    scenes->empty = 0;
    scenes->place = rounds * timeline->count;
    if (!sky_timeline_has(timeline, scenes->place))
        return 0;
    return open_scene(scenes) < 0 ? -1 : sky_scenes_skip(scenes, frame - rounds * length);
}

void sky_scenes_describe(const struct sky_scenes *scenes, char *text, size_t size)
{
    const struct sky_timeline *timeline = scenes->timeline;
    size_t waiting = scenes->now.count + scenes->before.count;
    char count[SKY_COUNT_TEXT];
    int length = 0;
    text[0] = '\0';
    if (timeline->count > 1)
        length = snprintf(text, size, ", scene %u of %u", (unsigned)(scenes->place % timeline->count) + 1,
                          timeline->count);
    if (waiting > 0 && (size_t)length < size)
        snprintf(text + length, size - (size_t)length, ", %s (%.0f MiB) ahead",
                 sky_number_count(waiting, "frame", count), (double)waiting * (double)scenes->pool.bytes / 0x1p20);
}

void sky_scenes_ask_next(struct sky_scenes *scenes)
{
    scenes->asked = true;
}

/* ---- All ---- */

/* Makes the pool for the scene that is read ahead the most. */
static int make_pool(struct sky_scenes *scenes, uint64_t memory)
{
    struct sky_timeline *timeline = scenes->timeline;
    const struct sky_run *run = scenes->run;
    uint64_t bytes = sky_frame_bytes(&run->geometry), fits = memory / bytes, most = 0;
    unsigned places = timeline->loops ? 2 * timeline->count : timeline->count;
    for (unsigned place = 0; place < places; place++) {
        if (!needs_pool(sky_timeline_at(timeline, place)))
            continue;
        uint64_t ahead = ahead_at(timeline, place), frames = ahead + POOL_EXTRA;
        most = frames > most ? frames : most;
        if (ahead == 0 || frames <= fits)
            continue;
        const char *name = sky_timeline_at(timeline, place)->name;
        double fitting = fits > POOL_EXTRA ? (double)(fits - POOL_EXTRA) / run->fps : 0;
        return sky_fail_misuse("%s: its length is not known, so the fade at its end needs %.0f MiB of frames that are "
                               "read ahead: a fade of %.3g s fits --memory %.0f, or say how long it is by ,for=SECONDS",
                               name, ceil((double)frames * (double)bytes / 0x1p20), floor(fitting * 10) / 10,
                               (double)memory / 0x1p20);
    }
    return most > 0 ? sky_frame_pool_init(&scenes->pool, most, bytes) : 0;
}

int sky_scenes_init(struct sky_scenes *scenes, const struct sky_run *run, struct sky_timeline *timeline, double soft,
                    uint64_t memory, uint64_t first, bool (*wants_next)(const struct sky_run *run))
{
    *scenes = (struct sky_scenes){.run = run, .timeline = timeline, .wants_next = wants_next};
    scenes->fades = sky_timeline_fades(timeline);
    if (scenes->fades && sky_transition_init(&scenes->transition, &run->geometry, soft, run->seed) < 0)
        return -1;
    if (scenes->fades && make_pool(scenes, memory) < 0)
        return -1;
    return sky_scenes_go(scenes, first);
}

void sky_scenes_finish(struct sky_scenes *scenes)
{
    sky_scene_ahead_finish(&scenes->ahead);
    sky_scene_reader_close(&scenes->before);
    sky_scene_reader_close(&scenes->now);
    sky_frame_pool_finish(&scenes->pool);
    sky_transition_finish(&scenes->transition);
}
