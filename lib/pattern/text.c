/* SPDX-License-Identifier: ISC */
/* Text along the rim, along a radius or straight across the disc. */
#include <math.h>
#include <string.h>

#include <sky/error.h>

#include "base/palette.h"
#include "kernel/light.h"
#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/text_cover.h"
#include "pattern/text_words.h"

#define HUES 256 /* colours around the text */

struct text {
    /* Parameters. */
    const char *text, *file, *font;
    int form, top, align;
    double width, leading, radius, x, y, angle, size, weight, outline, speed, hues;
    struct sky_color color, edge, background;

    struct sky_text_words words;
    struct sky_phase moved; /* to the left, in radii */
    struct sky_text_cover cover;
    bool warned; /* of lines that are left out */
    struct sky_color colors[HUES];
};

static const char *const form_names[] = {
    [SKY_TEXT_RIM] = "rim", [SKY_TEXT_RADIUS] = "radius", [SKY_TEXT_STRAIGHT] = "straight", NULL};
enum { TO_RIM, TO_HUB };
static const char *const top_names[] = {[TO_RIM] = "rim", [TO_HUB] = "hub", NULL};
static const char *const align_names[] = {
    [SKY_TEXT_LEFT] = "left", [SKY_TEXT_CENTER] = "center", [SKY_TEXT_RIGHT] = "right", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_TEXT(text, text, "skyscreen", "words in UTF-8; \\n begins a line", "the words"),
    SKY_PARAM_TEXT(text, file, "", "a file or FIFO of UTF-8",
                   "where the words are instead, followed as they change"),
    SKY_PARAM_TEXT(text, font, "", "a file, .bdf or .hex", "bitmap font in place of the built-in one"),
    SKY_PARAM_CHOICE(text, form, "rim", form_names, "along the rim, along a radius, or straight across the disc"),
    SKY_PARAM_CHOICE(text, top, "rim", top_names, "where the tops of letters along the rim point to"),
    SKY_PARAM_CHOICE(text, align, "center", align_names, "which part of a line lies at its place"),
    SKY_PARAM_NUMBER(text, size, "0.4", 0.01, 4, "radii", "the height of a capital"),
    SKY_PARAM_NUMBER(text, width, "0", 0, 1000, "radii", "lines that are longer are broken; 0: no limit"),
    SKY_PARAM_NUMBER(text, leading, "1", 0.1, 10, "", "distance of lines, as a multiple of the font's"),
    SKY_PARAM_PERIODIC(text, angle, "0", 0, 360, "degrees",
                       "place along the rim, direction of the radius, or rotation; clockwise from 12 o'clock"),
    SKY_PARAM_NUMBER(text, radius, "0.97", 0, 4, "radii", "how far text along the rim reaches"),
    SKY_PARAM_NUMBER(text, x, "0", -4, 4, "radii", "place of straight text, to the right of the middle"),
    SKY_PARAM_NUMBER(text, y, "0", -4, 4, "radii", "place of straight text, above the middle"),
    SKY_PARAM_NUMBER(text, speed, "0.3", -100, 100, "radii a second", "how fast the text scrolls to the left"),
    SKY_PARAM_NUMBER(text, weight, "0.16", 0.01, 1, "",
                     "thickness of the strokes of the built-in font, as a fraction of the size"),
    SKY_PARAM_NUMBER(text, outline, "0", 0, 1, "", "thickness of an outline, as a fraction of the size"),
    SKY_PARAM_COLOR(text, edge, "black", "colour of the outline"),
    SKY_PARAM_COLOR(text, color, "#ffd23f", "colour of the letters"),
    SKY_PARAM_NUMBER(text, hues, "0", -100, 100, "turns", "turns of hue over the text, in place of the colour"),
    SKY_PARAM_COLOR(text, background, "#0a0a2a", "colour behind the letters"),
    SKY_PARAMS_END,
};

static struct sky_text_wanted wanted_of(const struct text *text)
{
    return (struct sky_text_wanted){text->text, text->file, text->font, text->width / text->size, text->weight};
}

static int init(void *self, const struct sky_canvas *canvas)
{
    struct text *text = self;
    const struct sky_text_wanted wanted = wanted_of(text);
    if (sky_text_cover_init(&text->cover, &canvas->geometry) < 0)
        return -1;
    return sky_text_words_init(&text->words, &wanted);
}

/* ---- Drawing ---- */

static struct sky_text_shape shape_of(const struct text *text, double moved)
{
    return (struct sky_text_shape){
        .form = text->form,
        .align = text->align,
        .is_outward = text->top == TO_RIM,
        .size = text->size,
        .step = text->leading * sky_font_line(text->words.font) * text->size,
        .thick = text->words.has_strokes ? text->size * text->weight : 0,
        .outline = text->size * text->outline,
        .turns = text->angle / 360,
        .radius = text->radius,
        .x = text->x,
        .y = text->y,
        .moved = moved,
    };
}

/* The colours around the text; all the same without hues. */
static void choose_colors(struct text *text)
{
    for (int i = 0; i < HUES; i++)
        text->colors[i] = text->hues != 0 ? sky_color_hsv((double)i / HUES, 0.85, 1) : text->color;
}

static inline uint8_t mix(const struct sky_light_tables *tables, uint8_t a, uint8_t b, int weight)
{
    int light = (tables->of_code[a] * (256 - weight) + tables->of_code[b] * weight + 128) >> 8;
    return tables->code_of[light >> SKY_LIGHT_CODE_SHIFT];
}

/* A colour of which `weight` of 256 is covered by another, in light: strokes that are thinner than an LED are not too
 * dark then. */
static inline struct sky_color blend(const struct sky_light_tables *tables, struct sky_color under,
                                     struct sky_color over, int weight)
{
    if (weight == 0 || weight == 256)
        return weight == 0 ? under : over;
    return (struct sky_color){mix(tables, under.r, over.r, weight), mix(tables, under.g, over.g, weight),
                              mix(tables, under.b, over.b, weight)};
}

/* How much of the text is seen on a vane: 0 to 256. */
static int light_of(const struct text *text, const struct sky_text_course *course, const struct sky_along *along)
{
    if (text->form == SKY_TEXT_RADIUS && !(along->slope > 0))
        return 0; /* the other half of the disc */
    if (course->fade <= 0)
        return 256;
    double away = fmin(along->start - course->first, course->last - along->start) / course->fade;
    return (int)(sky_sat(away) * 256 + 0.5);
}

/* Of 256, for a coverage of 255 and `light` of 256. */
static inline int weight_of(int coverage, int light)
{
    return (coverage * light + 127) / 255;
}

/* How many LEDs from the first on, up to `count`, have the same coverage; at least 1. */
static inline uint32_t count_alike(const uint8_t *letters, const uint8_t *outlines, uint32_t count)
{
    const uint8_t letter = *letters, outline = *outlines;
    const uint64_t eight_letters = letter * UINT64_C(0x0101010101010101);
    const uint64_t eight_outlines = outline * UINT64_C(0x0101010101010101);
    uint32_t alike = 1;
    while (alike < count && letters[alike] == letter && outlines[alike] == outline) {
        uint64_t next_letters, next_outlines;
        for (alike++; count - alike >= 8; alike += 8) {
            memcpy(&next_letters, letters + alike, sizeof next_letters);
            memcpy(&next_outlines, outlines + alike, sizeof next_outlines);
            if (next_letters != eight_letters || next_outlines != eight_outlines)
                break;
        }
    }
    return alike;
}

/* Which of the colours the text has at `x`, from its beginning; `width` is that of the longest line, `period` the
 * distance of its repetitions. */
static inline int hue_at(double x, double width, double period, double turns)
{
    x -= floor((x - width / 2) / period + 0.5) * period; /* of the nearest repetition */
    return (int)(sky_fract(x / width * turns) * HUES);
}

/* Colours what is covered of a vane. Hues and fading follow the longest line. */
static void paint(const struct text *text, uint32_t vane, uint8_t *out)
{
    const struct sky_plane *plane = &text->cover.ink.plane;
    const struct sky_text_course *course = &text->cover.longest;
    const double hues = text->hues, period = course->period, width = fmax(course->width, text->size);
    const double begin = course->start - (width - course->width) / 2;
    const struct sky_along along = sky_text_along(plane, &course->base, vane);
    const struct sky_light_tables *tables = sky_light_tables();
    const uint32_t pixels = plane->geometry.pixels;
    const uint8_t *letters = text->cover.letters.leds + (size_t)vane * pixels;
    const uint8_t *outlines = text->cover.outlines.leds + (size_t)vane * pixels;
    const int light = light_of(text, course, &along);
    for (uint32_t pixel = 0, alike; pixel < pixels; pixel += alike) {
        const bool has_hue = hues != 0 && letters[pixel] > 0;
        alike = has_hue ? 1 : count_alike(letters + pixel, outlines + pixel, pixels - pixel);
        if ((letters[pixel] | outlines[pixel]) == 0)
            continue;
        int hue = 0;
        if (has_hue)
            hue = hue_at(along.start + along.slope * plane->radius[pixel] - begin, width, period, hues);
        struct sky_color color = blend(tables, text->background, text->edge, weight_of(outlines[pixel], light));
        color = blend(tables, color, text->colors[hue], weight_of(letters[pixel], light));
        sky_fill(out + (size_t)pixel * 3, alike, color);
    }
}

/* Warns, once, of lines that are left out. */
static void warn_of_lines(struct text *text)
{
    if (text->cover.left_out > 0 && !text->warned)
        sky_warn("text: there is no room around the hub for %zu of %zu lines (a smaller size, or form=straight, has "
                 "more)",
                 text->cover.left_out, text->words.layout.line_count);
    text->warned = text->warned || text->cover.left_out > 0;
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct text *text = self;
    const struct sky_text_wanted wanted = wanted_of(text);
    if (sky_text_words_update(&text->words, &wanted))
        text->cover.is_drawn = false;
    const struct sky_text_shape shape = shape_of(text, sky_phase_at(&text->moved, text->speed, now->t));
    if (sky_text_cover_draw(&text->cover, &text->words.layout, &shape) < 0)
        return -1;
    warn_of_lines(text);
    sky_fill(frame, canvas->geometry.pixels, text->background);
    sky_repeat_vane(&canvas->geometry, frame);
    if (text->cover.longest.width <= 0)
        return 0;
    choose_colors(text);
    for (uint32_t vane = 0; vane < canvas->geometry.vanes; vane++)
        paint(text, vane, frame + vane * sky_vane_bytes(&canvas->geometry));
    return 0;
}

static void finish(void *self)
{
    struct text *text = self;
    sky_text_words_finish(&text->words);
    sky_text_cover_finish(&text->cover);
}

const struct sky_pattern sky_pattern_text = {
    .name = "text",
    .text = "words along the rim, along a radius or across the disc",
    .params = params,
    .size = sizeof(struct text),
    .is_single = true,
    .init = init,
    .draw = draw,
    .finish = finish,
};
