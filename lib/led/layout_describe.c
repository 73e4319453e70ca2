/* SPDX-License-Identifier: ISC */
/* From a layout back to lines of sky-layout(5): finds the longest run of LEDs that one line can describe. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/math.h"
#include "led/layout.h"

#define PAIRS_MAX 6    /* in a line `led` */
#define PLACES_MAX 3   /* in a line `xy` */
#define SAME_PLACE 1e-9
#define STARTS_MAX 100 /* angles to try for a ring */

/* `count` LEDs of a lane, from a position on. Those of other kinds than the first are not seen. */
struct view {
    const struct sky_layout *layout;
    unsigned lane;
    size_t position, count;
    uint32_t kind;
};

struct place {
    int64_t vane, pixel; /* -1 for a dark LED, for one that is not on its vane, and for one that is not seen */
};

/* LEDs of different kinds are described by different lines. */
static uint32_t kind_of(const struct sky_layout *layout, unsigned lane, size_t position)
{
    const struct sky_spot *spot = sky_layout_spot(layout, lane, position);
    uint32_t led = sky_layout_led(layout, lane, position);
    return sky_led_is_dark(led) ? led : spot ? spot->side * 2u + spot->area : 0;
}

static struct view view_from(const struct sky_layout *layout, unsigned lane, size_t position)
{
    struct view view = {layout, lane, position, sky_layout_leds(layout, lane) - position, 0};
    if (view.count > 0)
        view.kind = kind_of(layout, lane, position);
    return view;
}

static bool is_seen(const struct view *view, size_t index)
{
    return kind_of(view->layout, view->lane, view->position + index) == view->kind;
}

static struct place place_at(const struct view *view, size_t index)
{
    const struct sky_spot *spot = sky_layout_spot(view->layout, view->lane, view->position + index);
    uint32_t led = sky_layout_led(view->layout, view->lane, view->position + index);
    uint32_t pixels = view->layout->geometry.pixels;
    bool on_vane = !sky_led_is_dark(led) && (!spot || spot->on_vane) && is_seen(view, index);
    return on_vane ? (struct place){led / pixels, led % pixels} : (struct place){-1, -1};
}

/* An LED that is seen, but not on its vane; or NULL. */
static const struct sky_spot *free_spot_at(const struct view *view, size_t index)
{
    const struct sky_spot *spot = sky_layout_spot(view->layout, view->lane, view->position + index);
    return spot && !spot->on_vane && is_seen(view, index) ? spot : NULL;
}

/* ---- Segments ---- */

/* `rows` times `columns` LEDs. `slow` is the vane or pixel of a row, `fast` the pixel or vane of its columns. */
struct segment {
    bool vanes_slow, serpentine;
    int64_t slow, slow_step, fast, fast_step;
    size_t rows, columns;
};

static bool segment_has(const struct segment *segment, const struct view *view, size_t index, size_t row,
                        size_t column)
{
    struct place place = place_at(view, index);
    size_t along = segment->serpentine && row % 2 ? segment->columns - 1 - column : column;
    int64_t slow = segment->slow + (int64_t)row * segment->slow_step;
    int64_t fast = segment->fast + (int64_t)along * segment->fast_step;
    return segment->vanes_slow ? place.vane == slow && place.pixel == fast
                               : place.vane == fast && place.pixel == slow;
}

static struct segment find_segment(const struct view *view, bool vanes_slow)
{
    struct place first = place_at(view, 0), next;
    struct segment segment = {.vanes_slow = vanes_slow, .rows = 1, .columns = 1};
    segment.slow = vanes_slow ? first.vane : first.pixel;
    segment.fast = vanes_slow ? first.pixel : first.vane;
    if (view->count > 1) {
        next = place_at(view, 1);
        if (next.pixel >= 0 && (vanes_slow ? next.vane : next.pixel) == segment.slow)
            segment.fast_step = (vanes_slow ? next.pixel : next.vane) - segment.fast;
    }
    while (segment.fast_step != 0 && segment.columns < view->count &&
           segment_has(&segment, view, segment.columns, 0, segment.columns))
        segment.columns++;

    size_t index = segment.columns;
    if (index == view->count || (next = place_at(view, index)).pixel < 0)
        return segment;
    segment.slow_step = (vanes_slow ? next.vane : next.pixel) - segment.slow;
    segment.serpentine = (vanes_slow ? next.pixel : next.vane) != segment.fast;
    if (segment.slow_step == 0)
        return segment;
    while (view->count - index >= segment.columns) {
        for (size_t column = 0; column < segment.columns; column++)
            if (!segment_has(&segment, view, index + column, segment.rows, column))
                return segment;
        index += segment.columns;
        segment.rows++;
    }
    return segment;
}

static size_t segment_leds(const struct segment *segment)
{
    return segment->rows * segment->columns;
}

static void print_range(FILE *out, const char *name, int64_t from, int64_t step, size_t count)
{
    int64_t to = from + step * (int64_t)(count - 1);
    fprintf(out, "%s %lld", name, (long long)from);
    if (count > 1)
        fprintf(out, "..%lld", (long long)to);
    if (count > 1 && llabs(step) != 1)
        fprintf(out, " step %lld", llabs(step));
    if (step < 0 && count > 1 && *name == 'v')
        fputs(" ccw", out);
}

static void print_segment(FILE *out, const struct segment *segment)
{
    const char *slow = segment->vanes_slow ? "vanes" : "pixels", *fast = segment->vanes_slow ? "pixels" : "vanes";
    print_range(out, slow, segment->slow, segment->slow_step, segment->rows);
    fputc(' ', out);
    print_range(out, fast, segment->fast, segment->fast_step, segment->columns);
    if (segment->serpentine && segment->rows > 1)
        fputs(" serpentine", out);
}

/* ---- Rings ---- */

struct ring {
    uint64_t start, leds;
    bool clockwise;
};

static uint64_t step_of(const struct ring *ring, uint64_t index)
{
    return ring->clockwise || index == 0 ? index : ring->leds - index;
}

static bool ring_fits(const struct ring *ring, const struct view *view)
{
    for (uint64_t i = 0; i < ring->leds; i++) {
        uint64_t step = step_of(ring, i);
        if (place_at(view, i).vane != sky_ring_vane(&view->layout->geometry, ring->start, ring->leds, step))
            return false;
    }
    return true;
}

/* Finds an angle that gives this ring: that of the first LED's vane, or the nearest one to it in steps of half a
 * degree, or of an eighth of a vane where vanes are narrow. */
static bool find_start(struct ring *ring, const struct view *view, uint64_t vane)
{
    const int64_t vanes = view->layout->geometry.vanes, turn = SKY_RING_TURN, half_degree = turn / 720;
    int64_t middle = ((int64_t)vane * turn + vanes / 2) / vanes, step = turn / vanes / 8;
    step = step > half_degree ? half_degree : step;
    for (int64_t i = 0; i <= STARTS_MAX && (i == 0 || (step > 0 && i / 2 * step * 2 * vanes <= turn)); i++) {
        int64_t start = middle + (i % 2 ? (i + 1) / 2 : -(i / 2)) * step;
        ring->start = (uint64_t)(start + turn) % (uint64_t)turn;
        if (ring_fits(ring, view))
            return true;
    }
    return false;
}

/* All LEDs that follow on the same pixel, if they are a ring; otherwise `leds` is 0. Only the first LED of such a run
 * is tried: trying each would take quadratic time. */
static struct ring find_ring(const struct view *view)
{
    const struct sky_geometry *geometry = &view->layout->geometry;
    struct place first = place_at(view, 0);
    struct view before = *view;
    struct ring ring = {0};
    before.position -= view->position > 0;
    if (view->position > 0 && place_at(&before, 0).pixel == first.pixel)
        return ring;
    while (ring.leds < view->count && ring.leds < geometry->vanes && place_at(view, ring.leds).pixel == first.pixel)
        ring.leds++;
    for (int way = 0; way < 2 && ring.leds > 2; way++) {
        ring.clockwise = way == 0;
        if (find_start(&ring, view, (uint64_t)first.vane))
            return ring;
    }
    return (struct ring){0};
}

/* Is an LED where the one of this index is in a ring that begins with `first`? */
static bool is_place(const struct ring *ring, const struct sky_geometry *geometry, const struct sky_spot *first,
                     const struct sky_spot *spot, uint64_t index)
{
    struct sky_spot place;
    if (ring->leds == 0)
        return false;
    sky_ring_place(&place, geometry, first->led % geometry->pixels, ring->start, ring->leds, step_of(ring, index));
    return fabs(place.x - spot->x) < SAME_PLACE && fabs(place.y - spot->y) < SAME_PLACE;
}

/* The pixel of an LED that is not on a vane, or -1. */
static int64_t free_pixel_at(const struct view *view, size_t index)
{
    const struct sky_spot *spot = free_spot_at(view, index);
    return spot ? (int64_t)(spot->led % view->layout->geometry.pixels) : -1;
}

/* Finds a ring by the first two LEDs, which are not on vanes: `leds` is 0 if there is none. LEDs in the middle of an
 * arc are not tried again, which would take quadratic time. */
static struct ring find_free_ring(const struct view *view)
{
    const struct sky_geometry *geometry = &view->layout->geometry;
    const struct sky_spot *first = free_spot_at(view, 0), *second = view->count > 1 ? free_spot_at(view, 1) : NULL;
    double turns = sky_clock_turns(first->x, first->y), step = 0;
    struct ring ring = {.start = (uint64_t)(turns * SKY_RING_TURN + 0.5) % SKY_RING_TURN, .clockwise = true};
    if (second) {
        step = sky_clock_turns(second->x, second->y) - turns;
        step -= floor(step + 0.5);
    }
    if (first->led == 0 && fabs(first->x) + fabs(first->y) < SAME_PLACE && geometry->hub <= 0) {
        ring = (struct ring){.leds = 1, .clockwise = true};
    } else if (fabs(step) * SKY_LAYOUT_LEDS_MAX > 1) {
        ring.leds = (uint64_t)(1 / fabs(step) + 0.5);
        ring.clockwise = step > 0 || ring.leds == 2;
    }
    struct view before = *view;
    before.position -= view->position > 0;
    const struct sky_spot *previous = view->position > 0 ? free_spot_at(&before, 0) : NULL;
    if (ring.leds > view->count || (previous && is_place(&ring, geometry, first, previous, ring.leds - 1)))
        return (struct ring){0};
    for (uint64_t i = 0; i < ring.leds; i++) {
        const struct sky_spot *spot = free_spot_at(view, i);
        if (!spot || !is_place(&ring, geometry, first, spot, i))
            return (struct ring){0};
    }
    return ring;
}

static void print_ring(FILE *out, const struct ring *ring, int64_t pixel)
{
    fprintf(out, "ring %lld leds %llu", (long long)pixel, (unsigned long long)ring->leds);
    if (ring->start > 0)
        fprintf(out, " start %g", (double)ring->start * 360 / SKY_RING_TURN);
    if (!ring->clockwise)
        fputs(" ccw", out);
}

/* ---- Runs ---- */

struct run {
    size_t leds;
    bool is_ring;
    struct segment segment;
    struct ring ring;
};

/* The longest run. The first LED must not be a dark one. */
static struct run find_run(const struct view *view)
{
    if (place_at(view, 0).pixel < 0) {
        struct run free_run = {.is_ring = true, .ring = find_free_ring(view)};
        free_run.leds = free_run.ring.leds;
        return free_run;
    }
    struct segment pixels_slow = find_segment(view, false);
    const struct sky_spot *spot = sky_layout_spot(view->layout, view->lane, view->position);
    struct run run = {.segment = find_segment(view, true)};
    if (!spot || !spot->area) /* a ring of areas would have places of its own */
        run.ring = find_ring(view);
    if (segment_leds(&pixels_slow) > segment_leds(&run.segment))
        run.segment = pixels_slow;
    run.leds = segment_leds(&run.segment);
    /* A ring on all vanes is shorter as a segment. */
    run.is_ring = run.ring.leds > run.leds ||
                  (run.ring.leds == run.leds && run.leds < view->layout->geometry.vanes && run.leds > 2);
    run.leds = run.is_ring ? run.ring.leds : run.leds;
    return run;
}

static size_t print_dark(FILE *out, const struct view *view)
{
    size_t count = 0;
    while (count < view->count && is_seen(view, count))
        count++;
    fprintf(out, "skip %zu%s", count, view->kind == SKY_LED_DEAD ? "    # dead" : "");
    return count;
}

/* Places one by one, until a ring begins or LEDs are on vanes. */
static size_t print_places(FILE *out, struct view view)
{
    size_t count = 0;
    fputs("xy", out);
    do {
        const struct sky_spot *spot = free_spot_at(&view, 0);
        fprintf(out, " %.7g %.7g", spot->x, spot->y);
        view.position++;
        view.count--;
        count++;
    } while (count < PLACES_MAX && view.count > 0 && free_pixel_at(&view, 0) >= 0 && find_run(&view).leds == 0);
    return count;
}

/* LEDs one by one, until a longer run begins. */
static size_t print_pairs(FILE *out, struct view view)
{
    size_t count = 0;
    fputs("led", out);
    do {
        struct place place = place_at(&view, 0);
        fprintf(out, " %lld,%lld", (long long)place.vane, (long long)place.pixel);
        view.position++;
        view.count--;
        count++;
    } while (count < PAIRS_MAX && view.count > 0 && place_at(&view, 0).pixel >= 0 && find_run(&view).leds < 3);
    return count;
}

size_t sky_layout_describe(const struct sky_layout *layout, unsigned lane, size_t position,
                           char text[SKY_LAYOUT_DESCRIPTION])
{
    struct view view = view_from(layout, lane, position);
    FILE *out = fmemopen(text, SKY_LAYOUT_DESCRIPTION, "w");
    size_t count = 0;
    text[0] = '\0';
    if (!out)
        return 0;
    if (view.count > 0 && sky_led_is_dark(view.kind)) {
        count = print_dark(out, &view);
    } else if (view.count > 0) {
        struct run run = find_run(&view);
        bool on_vane = place_at(&view, 0).pixel >= 0;
        count = run.leds;
        if (run.is_ring && run.leds > 0)
            print_ring(out, &run.ring, on_vane ? place_at(&view, 0).pixel : free_pixel_at(&view, 0));
        else if (run.leds > 2)
            print_segment(out, &run.segment);
        else
            count = on_vane ? print_pairs(out, view) : print_places(out, view);
    }
    fclose(out);
    return count;
}
